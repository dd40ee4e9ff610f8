"""The fact-checker's page for everybody: without JavaScript, without single keys, with assistive technology, to read."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from editorial.content.models import Excerpt
from editorial.factcheck.models import Check, Claim
from editorial.factcheck.operations import mark_claim, record_check
from editorial.states import ArticleState
from tests import factories as f
from tests.journeys.conftest import LOOKS, violations
from tests.journeys.editor_pages import window_of  # noqa: F401  a fixture
from tests.journeys.test_checking import left, open_check
from tests.processes import make_roles

pytestmark = pytest.mark.serial
Window = Callable[..., BrowserContext]
OPEN = "li.entry:has(details[open])"


def test_single_keys_can_be_turned_off(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.walked_to("fact_check")
    page = open_check(page_of(f.fact_checker()), article)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Single keys work on this page").uncheck()
    page.get_by_role("button", name="Close").click()
    for turn in range(2):
        page.keyboard.press("n")
        expect(page.locator("li.entry details[open]")).to_have_count(0)
        if not turn:
            open_check(page, article)  # remembered in this browser
    page.get_by_role("button", name="Next").click()
    page.keyboard.press("v")
    expect(page.locator("li.entry details[open]")).to_have_count(1)
    assert not Check.objects.exists()
    page.locator("li.entry details[open]").get_by_role("button", name=re.compile("^Verify")).click()
    expect(page.locator("li.entry.tone-done")).to_have_count(1)


@pytest.mark.parametrize("width, scheme", LOOKS)
def test_everybody_can_use_the_page(page_of: Callable[..., Page], width: int, scheme: str) -> None:
    make_roles()
    checker = f.fact_checker()
    made = f.complete_article(dek="On Monday, October 3, 2026, the port closed")
    f.add_excerpt(made, made.created_by, original_title="إغلاق الميناء", original_language="ar")
    article = f.walked_to("fact_check", made)
    for words, verdict in (("closed for three days", "verified"), ("asked for help", "disputed")):
        claim = mark_claim(article=article, field="commentary", exact=words, by=checker)
        record_check(item=claim, verdict=verdict, by=checker, note="Seen.", evidence_url="https://e.example/")
    mark_claim(article=article, field="commentary", exact="nobody answered", by=checker)
    excerpt = article.excerpts.first()
    assert excerpt
    record_check(item=excerpt, verdict="verified", by=checker)
    Excerpt.objects.filter(pk=excerpt.pk).update(place="Marseille")
    for user in (checker, made.created_by):
        page = page_of(user, viewport={"width": width, "height": 800}, color_scheme=scheme)
        page.goto("/check/")
        assert violations(page) == []
        open_check(page, article)
        found = violations(page)
        for _ in range(left(page)):
            page.keyboard.press("n")
            page.evaluate(
                "for (const more of document.querySelectorAll('li.entry [open] details')) more.open = true"
            )
            found += violations(page, OPEN)  # the rest of the page is as it was
        assert sorted(set(found + violations(page))) == []
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, "something has to be scrolled sideways"


def test_without_javascript_plain_forms_do_everything(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.walked_to("fact_check")
    page = window_of(f.fact_checker(), java_script_enabled=False).new_page()
    page.goto(f"/check/{article.pk}/")
    assert page.locator("#go-next").is_hidden()
    page.get_by_text("Mark a claim…").click()
    page.get_by_label("The passage, word for word").fill("nobody answered")
    page.get_by_role("button", name="Mark as a claim", exact=True).click()
    claim = Claim.objects.get()
    row = page.locator(f"#claim-{claim.key}")
    expect(row.get_by_label(re.compile("^Note"))).to_be_visible()  # straight to its form
    row.get_by_role("button", name="Dispute").click()
    expect(row.get_by_text("Give a reason for “Disputed”")).to_be_visible()
    row.get_by_label(re.compile("^Note")).fill("The ministry did.")
    row.get_by_role("button", name="Dispute").click()
    expect(page.get_by_text("disputed by you. 9 left.")).to_be_visible()
    expect(row.locator(".tone")).to_have_text("Disputed")
    page.get_by_label("Return it to its author").fill("See the claim.")
    page.get_by_role("button", name="Return to its author").click()
    expect(page.get_by_text("went back to its author")).to_be_visible()
    assert f.fresh(article).state == ArticleState.DRAFT


def test_its_author_reads_along_and_is_told_why(page_of: Callable[..., Page]) -> None:
    make_roles()
    author = f.author()
    article = f.walked_to("fact_check", f.complete_article(author))
    page = open_check(page_of(author), article)
    expect(page.get_by_text("Only fact-checkers record checks.")).to_be_visible()
    expect(page.locator("#todo form")).to_have_count(0)
    page.keyboard.press("n")
    expect(page.locator("li.entry details[open]")).to_have_count(1)
    page.keyboard.press("v")
    expect(page.locator("#announcer")).to_contain_text("cannot be checked by you")
