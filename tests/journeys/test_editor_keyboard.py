"""The whole editor by keyboard alone, and what a key press costs."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from editorial.content import richtext
from editorial.registers.models import Person
from editorial.registers.operations import save_person
from tests import factories as f
from tests.journeys.conftest import violations
from tests.journeys.editor_pages import caret, open_editor, saved
from tests.processes import make_roles

pytestmark = pytest.mark.serial


def tab_to(page: Page, selector: str, *, back: bool = False) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(150):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def test_an_article_is_written_without_a_mouse(page_of: Callable[..., Page]) -> None:
    make_roles()
    section = f.section("Ports")
    article = f.draft(title="")
    page = open_editor(page_of(article.created_by), article)
    press, type_ = page.keyboard.press, page.keyboard.type
    tab_to(page, "#section")
    type_("Ports")
    tab_to(page, "#title")
    type_("By keys alone")
    tab_to(page, "#commentary")
    type_("One two")
    press("Control+Alt+f")
    type_("A remark")
    press("Escape")
    expect(page.locator("#commentary")).to_be_focused()
    type_(" three")
    press("Alt+F10")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    press("End")
    press("ArrowRight")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    press("Enter")
    expect(page.locator("#commentary")).to_be_focused()
    type_(" bold")
    press("Control+b")
    caret(page, "Control+Shift+ArrowLeft")
    press("Control+k")
    expect(page.locator("#link-address")).to_be_focused()
    type_("nonsense")
    press("Enter")
    expect(page.locator("#link-error")).to_be_visible()
    press("Control+a")
    type_("example.org/report")
    press("Enter")
    expect(page.locator("#commentary")).to_be_focused()
    caret(page, "Control+Home", *["ArrowRight"] * 8)
    press("Enter")  # on the reference
    expect(page.locator("#note-list .editable")).to_be_focused()
    tab_to(page, "#note-list [data-act=back]")
    press("Enter")
    expect(page.locator("#commentary")).to_be_focused()
    add_excerpts_by_keys(page)
    saved(page)
    stored = f.fresh(article)
    assert (stored.title, stored.section) == ("By keys alone", section)
    key = stored.footnotes.get().key
    assert stored.commentary == (
        f'<p>One two<sup data-footnote="{key}"></sup> three<strong> </strong>'
        '<a href="https://example.org/report"><strong>bold</strong></a></p>'
    )
    assert [excerpt.outlet for excerpt in stored.excerpts.all()] == ["Second", "First"]
    assert [excerpt.original_language for excerpt in stored.excerpts.all()] == ["ps", ""]


def add_excerpts_by_keys(page: Page) -> None:
    press, type_ = page.keyboard.press, page.keyboard.type
    for name in ("First", "Second"):
        tab_to(page, "#add-excerpt")
        press("Enter")
        type_(name)
    tab_to(page, "[data-field=original_language] input")
    type_("Pashto")
    tab_to(page, "[data-field=original_title] input")
    expect(page.locator("#excerpt-list [data-field=original_title] input").nth(1)).to_have_attribute(
        "dir", "rtl"
    )
    tab_to(page, "[data-act=up]", back=True)
    press("Enter")
    expect(page.locator("#announcer")).to_have_text("Moved. It is excerpt 1 of 2 now.")
    expect(page.get_by_role("button", name="Move up: Excerpt 1")).to_be_focused()


def test_a_link_leads_to_the_very_field(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.complete_article(pull_quote="")
    excerpt = article.excerpts.all()[0]
    page = page_of(article.created_by)
    for place in ("pull_quote", "commentary", f"excerpt-{excerpt.key}-body", f"excerpt-{excerpt.key}-outlet",
                  "footnote-two-text", f"image-{article.images.get().key}-file"):  # fmt: skip
        page.goto("about:blank")
        open_editor(page, article, f"#{place}")
        expect(page.locator(f"[id='{place}']")).to_be_focused()
    page.goto("about:blank")
    open_editor(page, article, "#images")
    page.locator("#missing summary").click()
    page.get_by_role("link", name="Add a pull quote.").press("Enter")
    expect(page.locator("#pull_quote")).to_be_focused()


def test_a_name_of_the_register_is_offered_while_one_writes(page_of: Callable[..., Page]) -> None:
    make_roles()
    save_person(
        person=Person(name="Ludvik Ashgrove", description="harbor master"),
        forms=["Lutwig Ashgrov"],
        by=f.editor(),
    )
    article = f.complete_article()
    page = open_editor(page_of(article.created_by), article)
    page.locator("#commentary").focus()
    caret(page, "Control+End")
    page.keyboard.type(" So said Lutwig Ash")
    option = page.get_by_role("option", name="Ludvik Ashgrove harbor master")
    expect(option).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    expect(page.locator("#commentary")).to_have_attribute("aria-activedescendant", re.compile("people-"))
    page.keyboard.press("Enter")
    expect(option).to_be_hidden()
    page.keyboard.type(", and Ashgr")
    expect(option).to_be_visible()
    page.keyboard.press("Escape")
    expect(option).to_be_hidden()
    page.keyboard.type(". Ludvik Ash")
    expect(option).to_be_visible()
    page.keyboard.press("Enter")  # nothing is marked: a new paragraph
    expect(option).to_be_hidden()
    saved(page)
    assert "So said Ludvik Ashgrove, and Ashgr. Ludvik Ash</p>" in f.fresh(article).commentary


def test_known_outlets_are_chosen_with_the_arrow_keys(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.complete_article()
    f.add_excerpt(article, article.created_by, outlet="Al Marsa", outlet_descriptor="port weekly",
                  original_language="ar", place="Tunis")  # fmt: skip
    page = open_editor(page_of(article.created_by), article)
    page.locator("#add-excerpt").press("Enter")
    page.keyboard.type("marsa")
    expect(page.get_by_role("option", name="Al Marsa port weekly")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    card = page.locator("#excerpt-list > li").nth(3)
    values = [card.locator(f"[data-field={name}] input").input_value()
              for name in ("outlet", "outlet_descriptor", "place", "original_language")]  # fmt: skip
    assert values == ["Al Marsa", "port weekly", "Tunis", "Arabic"]
    saved(page)
    assert [e.original_language for e in f.fresh(article).excerpts.all()] == ["fr", "fr", "ar", "ar"]


# What a key press must not do: look at the notes, read the whole text out, write to the browser's storage, ask the
# server, or make an editor of a note that nobody came to. Times are measured by `python -m benchmarks.typing`.
COUNT = """() => {
  window.counted = {written: 0, asked: 0, read: 0, notes: 0}
  const wrap = (owner, name, what) => {
    const original = owner[name]
    owner[name] = function (...given) { counted[what] += 1; return original.apply(this, given) }
  }
  wrap(Storage.prototype, "setItem", "written")
  wrap(window, "fetch", "asked")
  wrap(document.getElementById("commentary").editor, "getHTML", "read")
  new MutationObserver((found) => { counted.notes += found.length })
    .observe(document.getElementById("note-list"), {subtree: true, childList: true, attributes: true, characterData: true})
}"""
TYPE = """() => {
  const {view} = document.getElementById("commentary").editor
  for (let n = 0; n < 50; n++) view.dispatch(view.state.tr.insertText("x", 3))
}"""


def test_a_key_press_costs_the_same_whatever_the_article_holds(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.complete_article()
    for number in range(40):
        f.add_footnote(article, article.created_by, f"more{number}")
    f.fresh(article)
    article.commentary = "".join(
        f"<p>{'word ' * 75}{richtext.reference(f'more{number}')}</p>" for number in range(40)
    )
    f.content.save_item(item=article, by=article.created_by)
    page = open_editor(page_of(article.created_by), article)
    expect(page.locator("#note-list > li")).to_have_count(40)
    assert (
        page.locator(".ProseMirror").count() == 1
    )  # notes and passages become editors when somebody comes to them
    page.evaluate(COUNT)
    page.evaluate(TYPE)
    assert page.evaluate("counted") == {"written": 0, "asked": 0, "read": 0, "notes": 0}
    page.wait_for_timeout(1_000)
    counted = page.evaluate("counted")
    assert counted["written"] == 1
    assert counted["read"] == 1
    saved(page)
    page.evaluate("document.querySelector('#note-list .editable').focus()")
    assert page.locator(".ProseMirror").count() == 2
