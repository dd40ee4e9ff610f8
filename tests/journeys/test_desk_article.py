"""The article at the desk: read, edited in the one editor, and decided about by somebody who did not write in it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from editorial.content.models import Article
from editorial.content.operations import save_item
from editorial.factcheck.operations import mark_claim
from editorial.workflow.comments import About, add_comment
from tests import factories
from tests.journeys.conftest import LOOKS, violations
from tests.processes import make_roles

pytestmark = pytest.mark.serial


def desk_page(article: Article) -> str:
    return f"/admin/editorial/article/{article.pk}/change/"


def press_until(page: Page, key: str, name: str, role: str = "link") -> None:
    """Press a key until the link or button with this name has the focus, as somebody without a mouse does."""
    wanted = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    expect(wanted).to_be_visible()
    for _ in range(80):
        page.keyboard.press(key)
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"“{name}” is not reached with {key}")


def test_an_editor_edits_a_sentence_and_a_colleague_accepts_it_by_keyboard(
    page_of: Callable[..., Page],
) -> None:
    make_roles()
    editor, colleague = factories.editor(), factories.editor()
    article = factories.walked_to("in_review", factories.complete_article(title="Boats of the bay"))

    page = page_of(editor, viewport={"width": 1280, "height": 900})
    page.goto("/admin/editorial/article/")
    press_until(page, "Tab", article.title)
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="The article")).to_contain_text("nobody answered")
    accept = page.locator("form.desk-move:has(input[value=accept])")
    expect(accept.get_by_role("button")).to_be_visible()

    press_until(page, "Tab", "Edit")
    page.keyboard.press("Enter")
    expect(page.locator("html[data-ready=true]")).to_be_attached()
    expect(page.get_by_text("Whoever edits the article does not accept it.")).to_be_visible()
    expect(page.get_by_role("link", name="Back to the desk")).to_be_visible()
    expect(page.get_by_role("link", name="Submit…")).to_have_count(0)
    commentary = page.locator("[data-field=commentary] .ProseMirror")
    commentary.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" The minister stayed away.")
    expect(page.locator("#save-state[data-state=saved]")).to_contain_text("Saved")
    page.locator("#back-to-article").focus()
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{desk_page(article)}")
    text = page.get_by_role("article", name="The article")
    expect(text).to_contain_text("The minister stayed away.")
    authors = text.locator("details.was")
    expect(authors).to_have_count(1)
    expect(authors.locator(".author-text")).to_be_hidden()
    authors.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(authors.locator(".author-text")).to_contain_text("Fishermen asked for help, and nobody answered.")
    expect(authors.locator("ins")).to_contain_text("The minister stayed away.")
    expect(page.get_by_role("link", name="The text as submitted")).to_be_visible()
    expect(accept).to_have_count(0)
    expect(page.locator(".desk-barred")).to_contain_text("You wrote or edited this article")

    other = page_of(colleague, viewport={"width": 1280, "height": 900})
    other.goto(desk_page(article))
    expect(other.get_by_text("changed it since it was submitted")).to_be_visible()
    press_until(other, "Tab", "Accept", "button")
    other.keyboard.press("Enter")
    expect(other.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.get(pk=article.pk).state == "fact_check"


def test_the_one_editor_keeps_foreign_words_links_and_references(page_of: Callable[..., Page]) -> None:
    make_roles()
    article, desk = factories.walked_to("in_review"), factories.editor()
    given = (
        '<p>The word <span lang="ar" dir="rtl">ميناء</span> means <em>port</em>,<sup data-footnote="one"></sup> '
        '<a href="https://port.example/">they say</a>.<sup data-footnote="two"></sup></p>'
    )
    article.commentary = given
    save_item(item=article, by=desk)
    page = page_of(desk)
    page.goto(f"/articles/{article.pk}/edit/")
    expect(page.locator("html[data-ready=true]")).to_be_attached()
    page.locator("[data-field=commentary] .ProseMirror").click()
    page.keyboard.press("Control+End")
    page.wait_for_timeout(300)
    page.keyboard.type(" So it is.")
    expect(page.locator("#save-state[data-state=saved]")).to_contain_text("Saved")
    assert Article.objects.get(pk=article.pk).commentary == given.replace("</p>", " So it is.</p>")


def full_page(article: Article) -> None:
    """Everything that the page can show: claims, findings, remarks, checks, changes since the submission."""
    desk, checker = factories.editor(), factories.fact_checker()
    factories.check_everything(article, checker)
    mark_claim(article=article, field="commentary", exact="three days", by=checker)
    about = About("article", "", "commentary", "asked for help")
    add_comment(article=article, text="Whom did they ask?", by=desk, blocking=True, about=about)
    add_comment(
        article=article, text="A shorter title?", by=checker, about=About("article", "", "title", "October 3")
    )
    stored = factories.fresh(article)
    stored.commentary = stored.commentary.replace("nobody answered", "nobody listened")
    save_item(item=stored, by=desk)
    excerpt = stored.excerpts.first()
    assert excerpt is not None
    excerpt.outlet = "Le Port"
    save_item(item=excerpt, by=desk)


def test_the_keyboard_goes_through_one_column_as_the_eye_does(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = factories.walked_to("fact_check")
    page = page_of(factories.editor(), viewport={"width": 768, "height": 900})
    page.goto(desk_page(article))
    page.wait_for_load_state("networkidle")
    parts = [".desk-standing", ".desk-moves", ".desk-reading", "#items", "#log"]
    order = """names => names.map(name => document.querySelector(name)).map((element, at, all) =>
      !at || Boolean(all[at - 1].compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING))"""
    assert all(page.evaluate(order, parts))
    tops = [box["y"] for name in parts if (box := page.locator(name).bounding_box())]
    assert len(tops) == len(parts) and tops == sorted(tops)
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator(".desk-rail .desk-paper")).to_have_count(0)
    page.set_viewport_size({"width": 600, "height": 900})
    expect(page.locator(".desk-rail-top + .desk-paper + .desk-rail-more")).to_have_count(1)


@pytest.mark.parametrize("width, scheme", LOOKS)
def test_the_page_has_no_axe_violation(page_of: Callable[..., Page], scheme: str, width: int) -> None:
    make_roles()
    article = factories.walked_to("fact_check", factories.complete_article(title="A date: October 3, 2026"))
    full_page(article)
    page = page_of(factories.editor(), color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(desk_page(article))
    page.wait_for_load_state("networkidle")
    for box in page.locator("details").all():
        box.evaluate("box => { box.open = true }")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if width == 320:
        tops = [page.locator(name).bounding_box() for name in (".desk-moves", "#text", "#items")]
        assert all(tops)
        assert [box["y"] for box in tops if box] == sorted(box["y"] for box in tops if box)


def test_what_blocks_a_move_leads_to_its_place_on_the_page_and_in_the_editor(
    page_of: Callable[..., Page],
) -> None:
    make_roles()
    article = factories.walked_to("in_review")
    Article.objects.filter(pk=article.pk).update(pull_quote="")
    remark = add_comment(article=article, text="Sure?", by=factories.editor(), blocking=True)
    page = page_of(factories.editor(), viewport={"width": 1280, "height": 900})
    page.goto(desk_page(article))
    page.get_by_role("link", name=re.compile("A blocking comment is open")).click()
    expect(page.locator(f"#comment-{remark.pk}")).to_be_in_viewport()
    page.get_by_role("link", name="Add a pull quote.").click()
    expect(page.locator("html[data-ready=true]")).to_be_attached()
    expect(page.locator("[data-field=pull_quote] textarea")).to_be_focused()
