"""An author writes an article in the editor, from the blank page until it can be submitted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from editorial.content import richtext
from editorial.content.models import Article
from editorial.issues.models import Section
from tests import factories as f
from tests.journeys.conftest import LOOKS, violations
from tests.journeys.editor_pages import caret, open_editor, saved
from tests.processes import make_roles, workers

pytestmark = pytest.mark.serial


def field(page: Page, label: str, index: int = 0) -> object:
    return page.get_by_label(label, exact=True).nth(index)


def fill_excerpt(page: Page, index: int, **fields: str) -> None:
    """Type into the citation of the excerpt at this place; names are the labels' words."""
    card = page.locator("#excerpt-list > li").nth(index)
    for label, value in fields.items():
        card.locator(f"[data-field={label}]").locator("input, textarea, .editable").first.click()
        page.keyboard.type(value)


def test_words_are_counted_as_the_server_counts_them(page_of: Callable[..., Page]) -> None:
    make_roles()
    author = f.author()
    text = "<p>It grew by 4.2 percent<br>in a year.</p><p>Nobody knew why.</p>"
    article = f.draft(author, title="Counted", commentary=text)
    page = open_editor(page_of(author), article)
    assert len(richtext.plain(text).split()) == 11
    expect(page.locator("#word-count")).to_have_text("11 words")


def note(page: Page, words: str) -> None:
    """A note at the cursor, and back to the text."""
    page.keyboard.press("Control+Alt+f")
    page.keyboard.type(words)
    page.keyboard.press("Escape")


def test_write_an_article_with_notes_excerpts_and_a_picture(
    page_of: Callable[..., Page], tmp_path: Path
) -> None:
    make_roles()
    author = f.author()
    section: Section = f.section("Ports")
    article = f.draft(author, title="")
    page = open_editor(page_of(author, viewport={"width": 1600, "height": 1000}), article)
    expect(page.locator("#missing-words")).to_contain_text("things are missing")

    page.locator("#title").fill("Three days without a port")
    expect(page.locator("#back-to-article")).to_have_text("Three days without a port")
    page.locator("#dek").fill("Nobody said why")
    page.locator("#section").select_option(label=section.name)
    page.locator("#pull_quote").fill("“The port is closed.”")
    page.locator("#commentary").click()
    page.keyboard.type("The first sentence.")
    note(page, "First remark.")
    page.keyboard.press("Enter")
    page.keyboard.type("The second sentence.")
    note(page, "Second remark.")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("The third")
    page.keyboard.press("Control+b")
    page.keyboard.type(" sentence.")
    note(page, "Third remark.")
    numbers = page.locator("#note-list [data-number]")
    expect(numbers).to_have_text(["i", "ii", "iii"])

    # The last paragraph goes to the front: notes follow.
    caret(page, "Control+End", "Shift+Home")
    page.keyboard.press("Control+x")
    caret(page, "Control+Home")
    page.keyboard.press("Control+v")
    rows = page.locator("#note-list .editable")
    expect(rows).to_have_text(["Third remark.", "First remark.", "Second remark."])
    expect(page.locator("#commentary sup.reference")).to_have_text(["i", "ii", "iii"])

    write_excerpts(page)
    add_picture(page, tmp_path)
    saved(page)
    expect(page.locator("#missing")).to_be_hidden()
    preview = page.frame_locator("#preview iframe:not(.coming)")
    expect(preview.locator("h3")).to_have_text("Three days without a port")
    expect(preview.locator("[dir=rtl]").first).to_be_visible()
    check_stored(article)
    page.locator("#submit-link").click()
    page.wait_for_url("**/submit/")


def write_excerpts(page: Page) -> None:
    page.locator("#add-excerpt").click()
    fill_excerpt(page, 0, outlet="Le Journal", outlet_descriptor="daily", original_language="French",
                 original_title="Le port est fermé", translated_title="The port is closed", body="Closed, he said.",
                 place="Paris")  # fmt: skip
    page.locator("#excerpt-list [data-field=published_on] input").first.fill("2026-10-03")
    page.locator("#add-excerpt").click()
    fill_excerpt(page, 1, outlet="Al Marsa", original_language="Arabic", original_title="إغلاق الميناء",
                 translated_title="The closing of the port", body="It is closed.", original_text="الميناء مغلق")  # fmt: skip
    second = page.locator("#excerpt-list > li").nth(1)
    second.locator("[data-field=published_on] input").fill("2026-10-04")
    expect(second.locator("[data-language-words]")).to_have_text("Arabic (ar), right to left")
    title = second.locator("[data-field=original_title] input")
    expect(title).to_have_attribute("dir", "rtl")
    expect(title).to_have_attribute("lang", "ar")
    expect(second.locator("[data-field=original_text] .editable")).to_have_attribute("dir", "rtl")
    second.get_by_role("button", name="Move up: Excerpt 2").click()
    expect(page.locator("#excerpt-list [data-field=outlet] input").first).to_have_value("Al Marsa")
    expect(page.locator("#announcer")).to_have_text("Moved. It is excerpt 1 of 2 now.")


def add_picture(page: Page, folder: Path) -> None:
    path = folder / "harbour.png"
    path.write_bytes(f.picture_file(size=(640, 400)).getvalue())
    page.locator("#add-image").set_input_files(path)
    card = page.locator("#image-list > li")
    expect(card.locator("img")).to_be_visible()
    for name, words in {
        "alt_text": "Boats in a row",
        "creator": "Mo Maker",
        "source": "Wikimedia Commons",
    }.items():
        card.locator(f"[data-field={name}]").locator("input, textarea").fill(words)
    card.locator("[data-field=attribution] input").fill("Wikimedia, CC BY-SA 4.0 DEED")
    expect(card.locator("[data-verdict]")).to_contain_text("Creative Commons Attribution-ShareAlike 4.0")
    expect(card.locator("[data-credit]")).to_contain_text("Mo Maker, Wikimedia Commons, Creative Commons")
    expect(card.locator("[data-field=license] select")).to_have_value("CC-BY-SA-4.0")


def check_stored(article: Article) -> None:
    stored = f.fresh(article)
    assert stored.title == "Three days without a port"
    assert "<strong>The third</strong>" in stored.commentary
    references = richtext.references(stored.commentary)
    notes = {n.key: richtext.plain(n.text) for n in stored.footnotes.all()}
    assert [notes[key] for key in references] == ["Third remark.", "First remark.", "Second remark."]
    first, second = stored.excerpts.all()
    assert (first.outlet, first.original_language, first.original_text) == (
        "Al Marsa",
        "ar",
        "<p>الميناء مغلق</p>",
    )
    assert (second.outlet, second.original_language, str(second.published_on)) == (
        "Le Journal",
        "fr",
        "2026-10-03",
    )
    image = stored.images.get()
    assert (image.width, image.license, image.attribution) == (
        640,
        "CC-BY-SA-4.0",
        "Wikimedia, CC BY-SA 4.0 DEED",
    )
    assert image.license_url == "https://creativecommons.org/licenses/by-sa/4.0/"


@pytest.mark.parametrize("width, scheme", [*LOOKS, (1600, "light")])
def test_axe_finds_nothing(page_of: Callable[..., Page], width: int, scheme: str) -> None:
    make_roles()
    article = f.complete_article(excerpts=1)
    f.add_footnote(article, article.created_by, "loose")
    f.add_excerpt(
        article, article.created_by, original_language="ar", original_title="إغلاق الميناء", outlet=""
    )
    page = open_editor(
        page_of(article.created_by, viewport={"width": width, "height": 900}, color_scheme=scheme), article
    )
    expect(page.locator("#missing")).to_be_visible()
    expect(page.locator(".verdict")).to_be_visible()
    page.locator("#missing summary").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pasting_from_word_keeps_words_and_notes_and_nothing_else(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.draft()
    page = open_editor(page_of(article.created_by), article)
    page.locator("#commentary").click()
    page.evaluate("html => document.getElementById('commentary').editor.view.pasteHTML(html)", WORD)
    saved(page)
    stored = f.fresh(article)
    (key,) = richtext.references(stored.commentary)
    assert stored.commentary == (
        "<p>A heading</p><p>Some <strong>bold</strong> and <em>slanted</em> words"
        f'<sup data-footnote="{key}"></sup> and <a href="https://example.org/">a link</a>.</p>'
        "<p>1. First</p><p>• Second</p>"
    )
    assert stored.footnotes.get().text == "<p>See the <em>report</em>.</p>"


def test_a_proof_is_made_and_can_be_opened(
    page_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_roles()
    article = f.complete_article()
    page = open_editor(page_of(article.created_by), article)
    page.locator("#title").fill("A proof of the port")
    with workers(monkeypatch):
        page.locator("#make-proof").click()
        link = page.get_by_role("link", name="open the proof (PDF)")
        expect(link).to_be_visible(timeout=60_000)
        response = page.request.get(link.get_attribute("href") or "")
    assert response.headers["content-type"] == "application/pdf"
    assert response.body().startswith(b"%PDF-")


def test_the_preview_follows_and_keeps_its_place(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.complete_article()
    page = open_editor(page_of(article.created_by, viewport={"width": 1600, "height": 700}), article)
    shown = page.frame_locator("#preview iframe:not(.coming)")
    expect(shown.locator("h3")).to_have_text(article.title)
    inside = "document.querySelector('#preview iframe:not(.coming)').contentWindow"
    page.evaluate(f"{inside}.scrollTo(0, 300)")
    page.locator("#title").fill("Another title")
    expect(shown.locator("h3")).to_have_text("Another title")
    assert page.evaluate(f"{inside}.scrollY") == 300
    page.locator("#show-preview").click()
    expect(page.locator("#preview")).to_be_hidden()
    page.set_viewport_size({"width": 800, "height": 700})
    page.locator("#show-preview").click()
    expect(page.frame_locator("#preview-dialog iframe").locator("h3")).to_have_text("Another title")
    page.keyboard.press("Escape")
    expect(page.locator("#preview-dialog")).to_be_hidden()


WORD = """<html xmlns:o="urn:x"><head><style>p.MsoNormal {color:red}</style></head><body lang=EN-US><!--StartFragment-->
<h1 style='mso-x:y'>A heading<o:p></o:p></h1><p class=MsoNormal style='margin:0'>Some <b>bold</b> and
<span lang=EN-GB style='font-style:italic'>slanted</span> words<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"
title=""><span class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if !supportFootnotes]>[1]<![endif]>
</span></span></a> and <a href="https://example.org/">a link</a>.</p>
<p class=MsoListParagraph><!--[if !supportLists]--><span style='mso-list:Ignore'>1.<span style='font:7pt "Times"'>&nbsp;&nbsp;
</span></span><!--[endif]-->First</p><p class=MsoListParagraph><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Second</p>
<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>
<a style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1" title=""><span class=MsoFootnoteReference>[1]</span></a>
See the <i>report</i>.</p></div></div><!--EndFragment--></body></html>"""
