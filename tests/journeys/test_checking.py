"""A fact-checker's work in a real browser: an article checked by keyboard alone, changed, disputed, shared, cleared."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from editorial.content.models import Article, Excerpt
from editorial.factcheck.models import Check, Claim
from editorial.factcheck.operations import drop_claim, mark_claim, record_check
from editorial.factcheck.queries import item_statuses
from editorial.states import ArticleState
from tests import factories as f
from tests.journeys.editor_pages import caret, open_editor, saved, sign_in, window_of  # noqa: F401  a fixture
from tests.processes import make_roles

pytestmark = pytest.mark.serial
Window = Callable[..., BrowserContext]


def open_check(page: Page, article: Article) -> Page:
    page.goto(f"/check/{article.pk}/")
    expect(page.locator("body.with-script")).to_be_visible()
    return page


def entry(page: Page, kind: str, number: int = 0) -> str:
    """The id of an entry."""
    found = page.locator(f"li.entry[data-kind={kind}]").nth(number).get_attribute("id")
    assert found
    return found


def focused(page: Page) -> str:
    """The id of the entry whose line has the focus."""
    return str(page.evaluate("document.activeElement.closest('li.entry')?.id ?? document.activeElement.id"))


def look_now(page: Page) -> None:
    """Have the page ask for news now instead of within ten seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def left(page: Page) -> int:
    return page.locator("#todo li.entry[data-left]").count()


def verify_all_by_keyboard(page: Page) -> None:
    """Press v for everything; an image also needs what shows it."""
    for _ in range(40):
        remaining = left(page)
        if not remaining:
            return
        if page.locator("li.entry details[open]").count() == 0:
            page.keyboard.press("n")
        is_image = focused(page).startswith("image-")
        page.keyboard.press("v")
        if is_image:
            page.keyboard.type("The license stands on the page of the picture.")
            page.keyboard.press("Control+Enter")
        expect(page.locator("#todo li.entry[data-left]")).to_have_count(remaining - 1)
    raise AssertionError("something was left")


def clear_by_keyboard(page: Page) -> None:
    expect(page.locator("#decide")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Clear":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("is cleared.")).to_be_visible()


def test_an_article_is_checked_completely_by_keyboard(page_of: Callable[..., Page]) -> None:
    make_roles()
    checker = f.fact_checker()
    article = f.walked_to("fact_check", f.complete_article(title="Three Days Without a Crane"))
    page = page_of(checker)
    page.goto("/")
    expect(page).to_have_url(re.compile("/check/$"))  # a fact-checker's work begins here
    expect(page.get_by_text("0 of 8 checked")).to_be_visible()
    page.get_by_role("link", name="Three Days Without a Crane").press("Enter")
    expect(page).to_have_title("8 left: Three Days Without a Crane – oewatch")
    expect(page.locator("body.with-script")).to_be_visible()
    # A claim: the second sentence of the commentary without its last two words.
    page.keyboard.press("c")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#marking-words")).to_have_text("“Fishermen asked for help, and nobody answered.”")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("#marking-words")).to_have_text("“Fishermen asked for help”")
    page.keyboard.press("Enter")
    expect(page.locator(".manuscript .claim")).to_have_text("Fishermen asked for help")
    claim = Claim.objects.get()
    assert (claim.field, claim.exact, claim.prefix, claim.suffix) == (
        "commentary", "Fishermen asked for help", "", ", and nobody answered.",
    )  # fmt: skip
    assert focused(page) == f"claim-{claim.key}"
    page.keyboard.press("e")
    page.keyboard.type("https://journal.example/help")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Two papers have it; n, v and x are letters here.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#announcer")).to_contain_text("verified by you. 8 left.")
    check = Check.objects.get()
    assert (check.evidence_url, check.verdict) == ("https://journal.example/help", "verified")
    assert check.note == "Two papers have it; n, v and x are letters here."
    # The next one came by itself; p goes back around, n forth again.
    assert focused(page) == f"article-{article.key}"
    page.keyboard.press("p")
    assert focused(page).startswith("image-")
    page.keyboard.press("n")
    assert focused(page) == f"article-{article.key}"
    verify_all_by_keyboard(page)
    expect(page).to_have_title("All checked: Three Days Without a Crane – oewatch")
    clear_by_keyboard(page)
    assert f.fresh(article).state == ArticleState.APPROVED
    assert Check.objects.count() == 8  # the claim, and everything but the image


def test_an_edit_voids_exactly_the_checks_of_what_it_changed(page_of: Callable[..., Page]) -> None:
    make_roles()
    checker = f.fact_checker()
    article = f.walked_to("fact_check")
    f.check_everything(article, checker)
    second = article.excerpts.all()[1]
    record_check(
        item=second, verdict="verified", by=checker, note="Read it.", evidence_url="https://journal.example/2"
    )
    Excerpt.objects.filter(pk=second.pk).update(body=second.body.replace("closed", "open"))
    page = open_check(page_of(checker), article)
    changed = page.locator("li.entry.tone-changed")
    expect(changed.locator(".entry-title")).to_have_text(["Excerpt 2", "Translation of excerpt 2"])
    expect(page.locator("li.entry[data-left]")).to_have_count(2)
    expect(page).to_have_title(re.compile("^2 left: "))
    page.keyboard.press("n")
    expect(changed.first.locator("del")).to_contain_text("closed")
    expect(changed.first.locator("ins")).to_contain_text("open")
    expect(changed.first.locator("[name=evidence_url]")).to_have_value("https://journal.example/2")
    page.keyboard.press("v")
    expect(page.locator("li.entry[data-left]")).to_have_count(1)
    again = Check.objects.first()
    assert again and (again.note, again.evidence_url) == ("Read it.", "https://journal.example/2")
    assert focused(page) == f"translation-{second.key}"
    page.keyboard.press("v")
    expect(page.locator("li.entry[data-left]")).to_have_count(0)
    assert all(status.verified for status in item_statuses(f.fresh(article)))


def test_a_disputed_claim_goes_back_is_mended_and_cleared(page_of: Callable[..., Page]) -> None:
    make_roles()
    author, editor, checker = f.author(), f.editor(), f.fact_checker()
    article = f.walked_to("fact_check", f.complete_article(author), editor=editor)
    claim = mark_claim(article=article, field="commentary", exact="nobody answered", by=checker)
    f.check_everything(article, checker)
    page = open_check(page_of(checker), article)
    page.locator(f"#claim-{claim.key} summary").first.press("Enter")
    page.keyboard.press("d")
    page.keyboard.type("The ministry answered after a week.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#claim-{claim.key} .tone")).to_have_text("Disputed")
    expect(page.locator(".manuscript .claim")).to_have_class(re.compile("claim-bad"))
    page.keyboard.press("r")
    page.keyboard.type("The claim about the answer is wrong.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#move-return [data-hint]")).to_contain_text("Nothing was sent.")
    assert f.fresh(article).state == ArticleState.FACT_CHECK
    page.get_by_role("button", name="Return to its author").press("Enter")
    expect(page.get_by_text("went back to its author")).to_be_visible()

    writing = page_of(author)
    writing.goto(f"/articles/{article.pk}/")
    expect(writing.get_by_text("The ministry answered after a week.").first).to_be_visible()
    open_editor(writing, article)
    writing.locator("#commentary").click()
    caret(writing, "Control+End")
    for _ in range(len("nobody answered.") + 1):
        writing.keyboard.press("Backspace")
    writing.keyboard.type("the ministry answered after a week.")
    saved(writing)
    stored = f.fresh(article)
    assert "the ministry answered after a week" in stored.commentary
    if "two" not in stored.commentary:  # the reference behind the words went with them
        stored.commentary = stored.commentary.replace("a week.", 'a week.<sup data-footnote="two"></sup>')
        stored.save(update_fields=["commentary"])
    f.move(f.move(stored, "submit", author), "accept", editor)

    open_check(page, article)
    row = page.locator(f"#claim-{claim.key}")
    expect(row.locator(".tone")).to_have_text("Changed since")
    page.locator(f"#claim-{claim.key} summary").first.click()
    expect(row.locator("del").first).to_contain_text("nobody")
    expect(row.locator("ins").first).to_contain_text("ministry")
    expect(row.locator("[name=note]")).to_have_value("")  # the words of a dispute are not those of a yes
    verify_all_by_keyboard(page)
    clear_by_keyboard(page)
    assert f.fresh(article).state == ArticleState.APPROVED


def test_two_checkers_see_each_other(page_of: Callable[..., Page]) -> None:
    make_roles()
    first, second = f.fact_checker(), f.fact_checker()
    article = f.walked_to("fact_check")
    one, two = open_check(page_of(first), article), open_check(page_of(second), article)
    excerpt = entry(one, "excerpt")
    one.locator(f"#{excerpt} summary").first.click()
    note = two.locator(f"#{entry(two, 'footnote')} [name=note]")
    two.locator(f"#{entry(two, 'footnote')} summary").first.click()
    note.fill("Half a no")
    one.wait_for_timeout(300)
    look_now(two)
    expect(two.locator("#others")).to_contain_text(f"{first.get_full_name()} is at: Excerpt 1")
    expect(two.locator(f"#{excerpt} [data-here]")).to_have_text(first.get_full_name())
    one.keyboard.press("v")
    expect(one.locator(f"#{excerpt} .tone")).to_have_text("Verified")
    look_now(two)
    expect(two.locator(f"#{excerpt} .tone")).to_have_text("Verified")
    expect(two.locator(f"#{excerpt} .by")).to_have_text(first.get_full_name())
    expect(two.locator("#announcer")).to_contain_text(f"Excerpt 1: Verified, {first.get_full_name()}")
    expect(note).to_be_focused()
    expect(note).to_have_value("Half a no")
    two.goto("/check/")
    expect(two.get_by_text(f"{first.get_full_name()} is on it now")).to_be_visible()


def test_a_verdict_on_what_changed_meanwhile_shows_the_difference_and_keeps_the_note(
    window_of: Window,  # noqa: F811
) -> None:
    make_roles()
    article = f.walked_to("fact_check")
    excerpt = article.excerpts.first()
    assert excerpt
    page = open_check(window_of(f.fact_checker()).new_page(), article)
    page.locator(f"#excerpt-{excerpt.key} summary").first.click()
    page.keyboard.press("g")
    page.keyboard.type("The place is missing.")
    Excerpt.objects.filter(pk=excerpt.pk).update(place="Marseille")
    with page.expect_response(lambda answer: answer.status == 409):
        page.keyboard.press("Control+Enter")
    row = page.locator(f"#excerpt-{excerpt.key}")
    expect(row.locator(".form-error")).to_contain_text("was changed while you were checking it")
    expect(row.locator(".form-error del")).to_contain_text("Paris")
    expect(row.locator(".form-error ins")).to_contain_text("Marseille")
    expect(row.locator("[name=note]")).to_have_value("The place is missing.")
    assert not Check.objects.exists()


def test_signed_out_nothing_typed_is_lost(window_of: Window, live_server: Any) -> None:  # noqa: F811
    make_roles()
    checker = f.fact_checker()
    article = f.walked_to("fact_check")
    context = window_of(checker)
    page = open_check(context.new_page(), article)
    excerpt = entry(page, "excerpt")
    page.locator(f"#{excerpt} summary").first.click()
    page.keyboard.press("d")
    page.keyboard.type("He said “soon”.")
    context.clear_cookies()
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#{excerpt} .form-error")).to_contain_text("You are signed out.")
    expect(page.locator(f"#{excerpt} [name=note]")).to_have_value("He said “soon”.")
    sign_in(context, checker, live_server.url)  # in another tab: the token of this page is older now
    page.locator(f"#{excerpt} [name=note]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#{excerpt} .tone")).to_have_text("Disputed")
    assert Check.objects.get().note == "He said “soon”."
    # What was typed and not recorded is back after the page was left.
    second = entry(page, "excerpt", 1)
    assert focused(page) == second
    page.locator(f"#{second} [name=note]").fill("Half a thought")
    open_check(page, article)
    expect(page.locator(f"#{second} [name=note]")).to_have_value("Half a thought")


def test_a_claim_is_marked_with_the_mouse_and_dropped_when_its_passage_is_gone(
    page_of: Callable[..., Page],
) -> None:
    make_roles()
    article = f.walked_to("fact_check")
    page = open_check(page_of(f.fact_checker()), article)
    page.locator(".manuscript .pull").click(click_count=3)
    expect(page.locator("#marking-words")).to_have_text("““The port is closed.””")
    page.get_by_role("region", name="Mark a claim").get_by_role("button", name="Mark as a claim").click()
    expect(page.locator(".manuscript .claim")).to_have_text("“The port is closed.”")
    claim = f"claim-{Claim.objects.get().key}"
    expect(page.locator(f"#{claim} .tone")).to_have_text("Not checked")
    assert Claim.objects.get().field == "pull_quote"
    page.keyboard.press("v")
    expect(page.locator(f"#{claim} .tone")).to_have_text("Verified")
    Article.objects.filter(pk=article.pk).update(pull_quote="")
    open_check(page, article)
    expect(page.locator(f"#{claim} .tone")).to_have_text("Passage gone")
    page.keyboard.press("n")
    while focused(page) != claim:
        page.keyboard.press("n")
    page.locator(f"#{claim}").get_by_role("button", name="Drop the claim").click()
    expect(page.locator(f"#{claim}")).to_have_count(0)
    assert Claim.objects.get().dropped.reason == "The passage was taken out of the text."


def test_a_finding_is_let_pass_by_keyboard_and_evidence_opens_beside(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.walked_to("fact_check", f.complete_article(dek="On Monday, 3 October 2026, the port closed"))
    page = open_check(page_of(f.fact_checker()), article)
    expect(page.locator(".manuscript .dek .finding-block")).to_be_visible()
    page.keyboard.press("n")
    finding = focused(page)
    assert finding.startswith("finding-")
    expect(page.locator(".manuscript .shown-now").first).to_be_visible()
    expect(page.locator("#todo-head")).to_contain_text("0 of 8 checked, 1 finding left")
    reason = page.locator(f"#{finding} [data-reason]")
    for key in "vdxgal":
        page.keyboard.press("Escape")
        assert focused(page) == finding
        page.keyboard.press(key)
        expect(reason).to_be_focused()
        expect(page.locator(f"#{finding}").get_by_text("let pass or mended, not verified")).to_be_visible()
    page.keyboard.press("Control+Enter")  # the browser says that the reason is missing
    page.keyboard.type("It is so in the source.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#fold-passed #{finding}")).to_have_count(1)
    assert article.dismissals.get().reason == "It is so in the source."
    page.locator(f"#{entry(page, 'excerpt')} summary").first.click()
    with page.context.expect_page() as opened:
        page.keyboard.press("o")
    assert opened.value.evaluate("window.opener") is None


def test_words_typed_about_what_others_removed_stay(page_of: Callable[..., Page]) -> None:
    make_roles()
    checker, other = f.fact_checker(), f.fact_checker()
    article = f.walked_to("fact_check")
    claim = mark_claim(article=article, field="commentary", exact="nobody answered", by=other)
    page = open_check(page_of(checker), article)
    page.locator(f"#claim-{claim.key} summary").first.click()
    page.locator(f"#claim-{claim.key} [name=note]").fill("Somebody did.")
    drop_claim(claim=claim, reason="Twice", by=other)
    look_now(page)
    expect(page.locator(f"#claim-{claim.key}")).to_have_count(0)
    expect(page.locator("#todo-scroll").get_by_text("was settled or removed")).to_be_visible()
    expect(page.get_by_text("Somebody did.")).to_be_visible()
    page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_text("Somebody did.")).to_have_count(0)
