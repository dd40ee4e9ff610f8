"""Small things that a person at the editor trips over: double clicks, Word's bold, where a message stands, small windows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, Route, expect

from editorial.content import richtext
from tests import factories as f
from tests.journeys.editor_pages import caret, open_editor, saved, window_of  # noqa: F401  a fixture
from tests.processes import make_roles, workers

pytestmark = pytest.mark.serial
Window = Callable[..., BrowserContext]


def in_sight(page: Page, selector: str) -> bool:
    box = page.locator(selector).bounding_box()
    size = page.viewport_size
    assert size
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def test_a_double_click_deletes_one_note_and_undo_brings_it_back(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.complete_article()
    f.add_footnote(article, article.created_by, "loose", "<p>Loose.</p>")
    page = open_editor(page_of(article.created_by), article)
    page.locator("#note-list [data-act=remove]").first.dblclick()
    expect(page.locator("#note-list > li")).to_have_count(1)
    undo = page.locator("#note-undo")
    expect(undo).to_contain_text("Note i deleted.")
    expect(undo.get_by_role("button", name="Undo")).to_be_focused()
    page.locator("#commentary").click()
    caret(page, "Control+Home")
    page.keyboard.type("Words before it. ")
    saved(page)
    assert f.fresh(article).footnotes.count() == 2
    undo.get_by_role("button", name="Undo").click()
    expect(undo).to_be_empty()
    page.locator("#loose-list [data-act=remove]").click()
    expect(page.locator("#loose-list > li")).to_have_count(0)
    undo.get_by_role("button", name="Undo").click()
    expect(page.locator("#loose-list .editable")).to_have_text("Loose.")
    saved(page)
    stored = f.fresh(article)
    assert richtext.references(stored.commentary) == ["one", "two"]
    assert stored.commentary == "<p>Words before it. " + article.commentary.removeprefix("<p>")
    assert {note.key: note.text for note in stored.footnotes.all()} == {
        note.key: note.text for note in article.footnotes.all()
    } | {"loose": "<p>Loose.</p>"}


def test_a_double_click_adds_one_note_and_one_excerpt(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.complete_article()
    page = open_editor(page_of(article.created_by), article)
    page.locator("#commentary").click()
    page.get_by_role("button", name="Add a note").dblclick()
    page.locator("#add-excerpt").dblclick()
    expect(page.locator("#note-list > li")).to_have_count(3)
    expect(page.locator("#excerpt-list > li")).to_have_count(3)


PASTED = [
    ("<b style='mso-bidi-font-weight:normal'>bold</b> not", "<strong>bold</strong> not"),
    ("<i style='mso-bidi-font-style:normal'>slanted</i> not", "<em>slanted</em> not"),
    ("<b style='mso-bidi-font-weight:normal'><i>both</i></b>", "<strong><em>both</em></strong>"),
    ("<b><span style='font-weight:normal'>plain</span> bold</b>", "plain<strong> bold</strong>"),
    ("<i>a <span style='font-style:normal'>b</span> c</i>", "<em>a </em>b<em> c</em>"),
    (
        "<b style='font-weight:normal'><span style='font-weight:700'>Docs</span> no</b>",
        "<strong>Docs</strong> no",
    ),
    ("x<span style='vertical-align:super'>2</span> y<sub>3</sub>", "x<sup>2</sup> y<sub>3</sub>"),
    ("<span class=MsoStrong style='mso-fareast-font-weight:bold'>plain</span>", "plain"),
]


def test_emphasis_is_pasted_as_it_looked(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.draft()
    page = open_editor(page_of(article.created_by), article)
    page.locator("#commentary").click()
    for html, wanted in PASTED:
        page.keyboard.press("Control+a")
        paragraph = f"<p class=MsoNormal>{html}<o:p></o:p></p>"
        word = f"<html><body lang=EN-US><!--StartFragment-->{paragraph}<!--EndFragment--></body></html>"
        page.evaluate("html => document.getElementById('commentary').editor.view.pasteHTML(html)", word)
        assert page.evaluate("document.getElementById('commentary').editor.getHTML()") == f"<p>{wanted}</p>"


def test_the_proof_is_followed_and_opened_from_the_bar(
    page_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_roles()
    article = f.complete_article()
    page = open_editor(page_of(article.created_by, viewport={"width": 1000, "height": 700}), article)
    page.evaluate("scrollTo(0, 1e6)")
    with workers(monkeypatch):
        page.locator("#make-proof").click()
        expect(page.locator("#proof-state")).to_contain_text("proof")
        assert in_sight(page, "#proof-state")
        expect(page.get_by_role("link", name="open the proof (PDF)")).to_be_visible(timeout=60_000)
    assert in_sight(page, "#proof-state a")
    page.locator("#proof-hide").click()
    expect(page.locator("#proof-state")).to_be_hidden()


def test_the_bar_leads_to_what_is_not_saved(window_of: Window) -> None:  # noqa: F811
    make_roles()
    long = "<p>" + "Many words of the commentary. " * 200 + "</p>"
    article = f.complete_article()
    window = window_of(article.created_by)
    first, page = open_editor(window.new_page(), article), open_editor(window.new_page(), article)
    for tab, words in ((first, "in the first"), (page, "in the second")):
        tab.locator("#commentary").click()
        tab.evaluate("html => document.getElementById('commentary').editor.commands.setContent(html)", long)
        caret(tab, "Control+End")
        tab.keyboard.type(f"Written {words}.")
        tab.evaluate("scrollTo(0, 1e6)")
        tab.keyboard.press("Control+s")
        if tab is first:
            saved(first)
    button = page.get_by_role("button", name="Two versions of the commentary: choose one")
    expect(page.locator("#announcer")).to_contain_text("You, in another tab or browser, changed this too.")
    button.click()
    panel = page.locator("#conflict-commentary")
    expect(panel).to_be_focused()
    for place in range(2):
        assert (
            panel.locator(".version-text")
            .nth(place)
            .evaluate(
                "pane => { const [p, m] = [pane, pane.querySelector('mark')].map((e) => e.getBoundingClientRect());"
                " return p.top <= m.top && m.bottom <= p.bottom }"
            )
        )
    panel.get_by_role("button", name="Keep mine").click()
    saved(page)
    page.locator("#excerpt-list [data-field=url] input").first.fill("not an address")
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="See what is not saved").click()
    expect(page.locator("#excerpt-list [data-field=url] input").first).to_be_focused()


def test_a_refused_picture_leaves_no_card_and_a_refused_replacement_the_old_one(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    page = open_editor(window_of(article.created_by).new_page(), article)
    old = page.locator("#image-list img").get_attribute("src")
    refused = page.get_by_role("alert").filter(has_text="“")

    def file(name: str, kind: str, data: bytes = b"no picture") -> FilePayload:
        return {"name": name, "mimeType": kind, "buffer": data}

    page.locator("#add-image").set_input_files([file("a.gif", "image/gif"), file("b.png", "image/png")])
    expect(refused).to_contain_text("“a.gif”: This is not a PNG, JPEG or WebP picture.")
    expect(refused).to_contain_text("“b.png”: ")
    expect(page.locator("#image-list > li")).to_have_count(1)
    expect(page.locator("#add-image")).to_be_focused()
    page.locator("#image-list input[type=file]").set_input_files([file("c.png", "image/png")])
    expect(page.locator("#image-list .picture .error")).to_contain_text("“c.png”: ")
    expect(page.locator("#image-list img")).to_have_attribute("src", str(old))
    saved(page)
    assert f.fresh(article).images.count() == 1


def test_the_preview_says_so_when_the_server_is_away(window_of: Window) -> None:  # noqa: F811
    make_roles()
    article = f.complete_article()
    window = window_of(article.created_by, viewport={"width": 1600, "height": 800})
    page = window.new_page()
    window.route("**/preview/", lambda route: route.abort())
    open_editor(page, article)
    expect(page.locator(".preview-away")).to_be_visible()
    expect(page.locator("#preview iframe")).to_have_count(0)
    window.unroute("**/preview/")
    page.locator("#title").fill("Back again")
    expect(page.frame_locator("#preview iframe:not(.coming)").locator("h3")).to_have_text("Back again")
    expect(page.locator(".preview-away")).to_have_count(0)

    def broken(route: Route) -> None:
        route.abort()

    window.route("**/preview/", broken)
    page.locator("#title").fill("Away again")
    expect(page.locator(".preview-away")).to_be_visible()
    expect(page.frame_locator("#preview iframe:not(.coming)").locator("h3")).to_have_text("Back again")


@pytest.mark.parametrize(("width", "height"), [(320, 640), (375, 700), (640, 400)])
def test_small_windows_keep_the_tools_and_the_state_in_sight(
    page_of: Callable[..., Page], width: int, height: int
) -> None:
    make_roles()
    article = f.complete_article()
    page = open_editor(page_of(article.created_by, viewport={"width": width, "height": height}), article)
    tools = [tool.bounding_box() for tool in page.locator("#toolbar .tool").all()]
    for tool in tools:
        assert tool and tool["x"] >= 0 and tool["x"] + tool["width"] <= width
        assert tool["width"] >= 24 and tool["height"] >= 24
    assert page.evaluate(
        "[...document.querySelectorAll('.tool')].every((t) => t.scrollWidth <= t.clientWidth + 1)"
    )
    page.locator("#note-list .editable").last.click()
    page.keyboard.type("Typed. ")
    assert in_sight(page, "#save-state")
    assert in_sight(page, "#note-list > li:last-child .editable")
    assert page.evaluate(
        "document.activeElement.getBoundingClientRect().top"
        " >= document.getElementById('save-state').getBoundingClientRect().bottom"
    )
    saved(page)


def test_a_blank_article_begins_with_its_title(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.draft(title="")
    page = open_editor(page_of(article.created_by), article)
    expect(page.locator("#title")).to_be_focused()
