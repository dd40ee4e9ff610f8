"""What the fact-checker's page does when somebody types where nothing is typed, errs, doubts, or marks near a claim."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from editorial.content.models import Article, Excerpt
from editorial.factcheck.models import Check, Claim
from editorial.factcheck.operations import mark_claim, record_check
from editorial.states import ArticleState
from tests import factories as f
from tests.journeys.editor_pages import window_of  # noqa: F401  a fixture
from tests.journeys.test_checking import entry, focused, open_check
from tests.processes import make_roles

pytestmark = pytest.mark.serial
PageOf = Callable[..., Page]
SENTENCE = "The ferry never left, so the record is wrong and read again by Vera"


def test_words_typed_with_no_field_focused_are_no_commands(page_of: PageOf) -> None:
    make_roles()
    article = f.walked_to("fact_check")
    page = open_check(page_of(f.fact_checker()), article)
    page.locator(f"#{entry(page, 'excerpt')} summary").first.click()
    here = focused(page)
    for delay in (0, 90):  # milliseconds between two letters
        page.keyboard.type(SENTENCE, delay=delay)
        assert focused(page) == here
        page.wait_for_timeout(800)
    assert not Check.objects.exists()
    assert f.fresh(article).state == ArticleState.FACT_CHECK
    page.keyboard.press("n")  # after a pause they are commands again
    assert focused(page) != here


def test_a_key_without_effect_says_so_where_everybody_sees_it(page_of: PageOf) -> None:
    make_roles()
    article = f.walked_to("fact_check")
    page = open_check(page_of(f.fact_checker()), article)
    page.keyboard.press("v")
    expect(page.locator("#said")).to_have_text("Nothing is open. Press n for what comes first.")
    page.keyboard.press("r")  # goes on within a moment: somebody is writing
    expect(page.locator("#reason-return")).not_to_be_focused()
    page.wait_for_timeout(800)
    page.keyboard.press("r")
    expect(page.locator("#reason-return")).to_be_focused()
    expect(page.locator("#said")).to_be_hidden()


def test_an_error_leads_to_its_field_and_goes_when_it_is_mended(
    window_of: Callable[..., BrowserContext],  # noqa: F811
) -> None:
    make_roles()
    article = f.walked_to("fact_check")
    page = open_check(window_of(f.fact_checker()).new_page(), article)
    excerpt = entry(page, "excerpt")
    row = page.locator(f"#{excerpt}")
    row.locator("summary").first.click()
    # What the browser itself would refuse comes to the server.
    page.evaluate(f"document.querySelector('#{excerpt} form').noValidate = true")
    row.locator("[name=note]").fill("Read it.")
    archived = row.locator("[name=archived_url]")
    row.get_by_text("Archived copy, file").click()
    archived.fill("see the folder")
    row.get_by_role("button", name=re.compile("^Verify")).click()
    expect(row.locator(".form-error").first).to_contain_text("Archived copy: Give a full web address")
    expect(archived).to_be_focused()
    expect(archived).to_have_attribute("aria-invalid", "true")
    archived.fill("https://archive.example/1")
    expect(row.locator(".form-error").first).to_be_empty()
    expect(archived).not_to_have_attribute("aria-invalid", "true")
    row.locator("[name=note]").fill("")
    row.get_by_role("button", name=re.compile("^Dispute")).click()
    expect(row.locator(".form-error").first).to_contain_text("Note: Give a reason for “Disputed”")
    expect(row.locator("[name=note]")).to_be_focused()
    row.get_by_role("button", name=re.compile("^Verify")).click()
    expect(row.locator(".tone")).to_have_text("Verified")
    expect(row.locator(".form-error").first).to_be_empty()


def test_what_stands_disputed_is_verified_with_a_note_and_dropped_by_its_doubter(page_of: PageOf) -> None:
    make_roles()
    doubter, other = f.fact_checker(), f.fact_checker()
    article = f.walked_to("fact_check")
    claim = mark_claim(article=article, field="commentary", exact="nobody answered", by=doubter)
    record_check(item=claim, verdict="disputed", by=doubter, note="The ministry did.")
    row_of = f"#claim-{claim.key}"
    page = open_check(page_of(doubter), article)
    page.locator(f"{row_of} summary").first.click()
    expect(page.locator(row_of).get_by_text("Drop this claim…")).to_be_visible()
    page = open_check(page_of(other), article)
    page.locator(f"{row_of} summary").first.click()
    row = page.locator(row_of)
    expect(row.get_by_text("Drop this claim…")).to_have_count(0)
    expect(row.get_by_text("ask them to drop it")).to_be_visible()
    note = row.get_by_label("Note (needed: it stands disputed)")
    expect(note).to_be_visible()
    page.keyboard.press("v")
    expect(note).to_be_focused()
    expect(row.get_by_text("Say what settled the doubt.")).to_be_visible()
    assert Check.objects.count() == 1
    page.keyboard.type("The letter came after the deadline.")
    page.keyboard.press("Control+Enter")
    expect(row.locator(".tone")).to_have_text("Verified")


def test_marking_starts_at_the_sentence_of_the_open_claim_and_looks_different(page_of: PageOf) -> None:
    make_roles()
    checker = f.fact_checker()
    article = f.walked_to("fact_check")
    first = mark_claim(article=article, field="commentary", exact="nobody answered", by=checker)
    page = open_check(page_of(checker), article)
    page.locator(f"#claim-{first.key} summary").first.click()
    shown = page.locator(".manuscript .mark.shown-now").first
    filled = shown.evaluate("one => getComputedStyle(one).backgroundColor")
    page.keyboard.press("c")
    expect(page.locator("#marking-words")).to_have_text("“Fishermen asked for help, and nobody answered.”")
    assert shown.evaluate("one => getComputedStyle(one).backgroundColor") != filled
    assert shown.evaluate("one => getComputedStyle(one).outlineStyle") == "dashed"
    page.keyboard.press("Enter")
    expect(page.locator("li.entry[data-kind=claim]")).to_have_count(2)
    assert Claim.objects.filter(exact__startswith="Fishermen asked").exists()


def test_a_translation_without_its_original_says_where_to_read_it(page_of: PageOf) -> None:
    make_roles()
    article = f.walked_to("fact_check")
    with_link, without = article.excerpts.all()[:2]
    for excerpt, url in ((with_link, "https://daily.example/7"), (without, "")):
        Excerpt.objects.filter(pk=excerpt.pk).update(original_text="", url=url, archived_url="")
    page = open_check(page_of(f.fact_checker()), Article.objects.get(pk=article.pk))
    page.locator(f"#translation-{with_link.key} summary").first.click()
    said = page.locator(f"#translation-{with_link.key} .note")
    expect(said).to_contain_text("The original passage is not kept with this excerpt: read it at the source")
    expect(said.get_by_role("link")).to_have_attribute("href", "https://daily.example/7")
    expect(page.locator(f"#translation-{without.key} .note")).to_contain_text("no source is linked")
