"""Coming back to text that is on its way, that was never saved, or that was saved elsewhere meanwhile."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from editorial.content import operations as content
from editorial.content import richtext
from editorial.content.models import Article
from tests import factories as f
from tests.journeys.conftest import violations
from tests.journeys.editor_pages import open_editor, saved, window_of  # noqa: F401  a fixture
from tests.processes import make_roles

pytestmark = pytest.mark.serial
Window = Callable[..., BrowserContext]
KEPT = "Object.keys(localStorage).filter(k => k.startsWith('oewatch:typed')).length"


def type_in_commentary(page: Page, words: str) -> None:
    page.locator("#commentary").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def test_loading_again_right_after_typing_shows_what_was_typed(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    page = open_editor(window_of(article.created_by).new_page(), article)
    late: list[Route] = []
    page.route(
        "**/save/", lambda route: late.append(route) if route.request.method == "POST" else route.continue_()
    )
    type_in_commentary(page, " Typed and gone.")
    page.wait_for_timeout(1500)
    page.reload()
    # The last words arrive after the page was made anew.
    (change,) = page.evaluate(
        "Object.entries(localStorage).filter(([k]) => k.startsWith('oewatch:typed')).map(([, v]) => JSON.parse(v).asked)"
    )
    page.unroute("**/save/")
    page.evaluate(
        """asked => fetch('save/'.replace('save', '../save'), {method: 'POST', body: JSON.stringify(asked), headers: {
        'Content-Type': 'application/json',
        'X-CSRFToken': JSON.parse(document.getElementById('page-data').textContent).csrf}})""",
        change,
    )
    expect(page.locator("#commentary")).to_contain_text("Typed and gone.")
    page.wait_for_timeout(1_500)
    expect(page.get_by_role("region", name="Text that was never saved")).to_have_count(0)
    assert page.evaluate(KEPT) == 0
    type_in_commentary(page, " And on.")
    saved(page)
    expect(page.locator(".conflict")).to_have_count(0)
    assert richtext.plain(f.fresh(article).commentary).endswith("Typed and gone. And on.")


def test_back_and_forward_show_the_article_as_it_is(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    page = window_of(article.created_by).new_page()
    page.goto("/")
    open_editor(page, article)
    page.locator("#dek").fill("Before going back")
    page.go_back()
    page.wait_for_timeout(800)
    page.go_forward()
    expect(page.locator("html[data-ready=true]")).to_have_count(1)
    expect(page.locator("#dek")).to_have_value("Before going back")
    # A browser that kept the page itself says so: what was saved since comes in.
    other = open_editor(page.context.new_page(), article)
    other.locator("#title").fill("Saved in another tab")
    saved(other)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.locator("#title")).to_have_value("Saved in another tab")
    expect(page.get_by_role("region", name="Text that was never saved")).to_have_count(0)


def test_a_second_tab_follows_what_the_first_one_saved(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    window = window_of(article.created_by)
    first, second = open_editor(window.new_page(), article), open_editor(window.new_page(), article)
    first.locator("#dek").fill("The first tab’s dek")
    first.get_by_role("button", name="Remove excerpt 2").click()
    first.locator("#note-list [data-act=remove]").first.click()
    saved(first)
    second.locator("#pull_quote").fill("“The second tab’s.”")
    saved(second)
    expect(second.locator("#dek")).to_have_value("The first tab’s dek")
    expect(second.locator("#excerpt-list > li")).to_have_count(1)
    expect(second.locator("#note-list > li")).to_have_count(1)
    expect(second.locator("#loose-notes")).to_be_hidden()
    expect(second.locator("#save-state")).to_have_attribute("data-state", "saved")
    second.locator("#title").fill("Now in the second")
    second.locator("#dek").focus()
    saved(second)
    first.wait_for_timeout(1_100)
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(first.locator("#title")).to_have_value("Now in the second")
    stored = f.fresh(article)
    assert (stored.dek, stored.pull_quote, stored.excerpts.count()) == (
        "The first tab’s dek",
        "“The second tab’s.”",
        1,
    )


@pytest.mark.parametrize("what", ["withdrawn", "off the byline"])
def test_text_for_an_article_that_closed_meanwhile_is_kept_within_reach(
    window_of: Window,  # noqa: F811
    what: str,
) -> None:
    make_roles()
    author, other = f.author(), f.author()
    article: Article = f.complete_article(author, title="Three days")
    names = [author.author, f.author_record("B", other)]
    content.set_bylines(article=article, authors=names, by=author)
    window = window_of(
        other, viewport={"width": 320, "height": 640}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = open_editor(window.new_page(), article)
    if what == "withdrawn":
        f.move(f.fresh(article), "withdraw", author, reason="Not now")
    else:
        content.set_bylines(article=f.fresh(article), authors=names[:1], by=author)
    type_in_commentary(page, " Too late.")
    page.keyboard.press("Control+s")
    state = page.locator("#save-state")
    expect(state).to_contain_text("This article is not open for your changes any more: it was")
    expect(state).to_contain_text(
        "it was withdrawn." if what == "withdrawn" else "you are no longer among its authors"
    )
    page.wait_for_timeout(500)
    state.get_by_role("link", name="My articles").click()
    notice = page.get_by_role("region", name="Text that was never saved: Three days")
    expect(notice).to_contain_text("Too late.")
    expect(notice.locator("dt")).to_have_text("Commentary")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    notice.get_by_role("button", name="Copy").click()
    expect(notice).to_contain_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()").endswith("Too late.")
    link = notice.get_by_role("link", name="Open the article")
    if what == "withdrawn":
        link.click()
        page.wait_for_url(f"**/articles/{article.pk}/")
        expect(notice).to_contain_text("Too late.")
    else:
        expect(link).to_have_count(0)
    notice.get_by_role("button", name="Throw away").click()
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="Throw it away for good").click()
    expect(notice).to_have_count(0)
    assert page.evaluate(KEPT) == 0


def test_kept_text_is_shown_to_its_author_alone_and_only_if_it_was_not_saved(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article(title="Three days")
    page = window_of(article.created_by).new_page()
    page.goto("/")
    keep = """([user, words]) => localStorage.setItem(`oewatch:typed:${user}:%d:x${user}`, JSON.stringify({
        at: new Date().toISOString(), title: "Three days",
        asked: {changes: [{kind: "article", key: "", version: 1, fields: {dek: {before: "", after: words}}}]}}))"""
    page.evaluate(keep % article.pk, [article.created_by.pk + 1, "Another person’s words"])
    page.evaluate(keep % article.pk, [article.created_by.pk, article.dek])
    page.reload()
    page.wait_for_timeout(2_000)
    expect(page.locator(".kept-text")).to_have_count(0)
    assert page.evaluate(KEPT) == 1
    page.evaluate(keep % article.pk, [article.created_by.pk, "Never saved"])
    page.reload()
    notice = page.locator(".kept-text")
    expect(notice).to_contain_text("Text that was never saved, from today")
    expect(notice).to_contain_text("Never saved")
    notice.get_by_role("link", name="Open the article").click()
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("#dek")).to_have_value("Never saved")
