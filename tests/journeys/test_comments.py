"""Comments on passages, by mouse and by keyboard: they stay where they belong while the text changes, and suggestions are
taken into the text with one click.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from editorial.content import richtext
from editorial.content.models import Article
from editorial.states import ArticleState as S
from editorial.workflow.comments import About, add_comment
from editorial.workflow.models import Comment
from tests import factories as f
from tests.journeys.conftest import violations, widths_of
from tests.journeys.editor_pages import caret, open_editor, saved
from tests.processes import make_roles

pytestmark = pytest.mark.serial
PICTURES = os.environ.get("OEWATCH_SCREENSHOTS", "")

# The corners of some words of a paragraph on the screen.
CORNERS = """(paragraph, words) => {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  const nodes = []
  let text = ""
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push([node, text.length])
    text += node.data
  }
  const point = (at) => nodes.findLast(([, start]) => start <= at)
  const range = document.createRange()
  const [first, from] = point(text.indexOf(words))
  const [last, to] = point(text.indexOf(words) + words.length - 1)
  range.setStart(first, text.indexOf(words) - from)
  range.setEnd(last, text.indexOf(words) + words.length - to)
  const boxes = range.getClientRects()
  const [a, z] = [boxes[0], boxes[boxes.length - 1]]
  return [a.left + 1, a.top + a.height / 2, z.right - 1, z.top + z.height / 2]
}"""


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def desk_page(article: Article) -> str:
    return reverse("admin:editorial_article_change", args=[article.pk])


def drag_over(page: Page, words: str) -> None:
    """Select words of the commentary's first paragraph with the mouse."""
    paragraph = page.locator('[data-field="commentary"][data-paragraph="0"]')
    paragraph.scroll_into_view_if_needed()
    left, top, right, bottom = paragraph.evaluate(CORNERS, words)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=8)
    page.mouse.up()


def test_a_comment_stays_with_its_passage_until_that_is_gone(page_of: Callable[..., Page]) -> None:
    make_roles()
    author, editor = f.author(), f.editor()
    article = f.walked_to(S.IN_REVIEW, f.complete_article(author, title="Three Days Without a Crane"))
    desk = page_of(editor)
    desk.goto(desk_page(article))
    expect(desk.locator("#remark-begin")).to_be_visible()
    drag_over(desk, "closed for three days")
    bar = desk.get_by_role("region", name="Comment on a passage")
    expect(bar).to_contain_text("“closed for three days”")
    picture(desk, "desk-selected")
    bar.get_by_role("button", name="Comment", exact=True).click()
    expect(desk.locator("#comment-text")).to_be_focused()
    expect(desk.locator("#comment-passage")).to_have_value("closed for three days")
    expect(desk.locator("#comment-about")).to_have_value("article::commentary")
    desk.keyboard.type("Was it not four?")
    desk.get_by_label("It blocks until the desk resolves it").check()
    picture(desk, "desk-typed")
    desk.get_by_role("button", name="Add comment").click()
    comment = Comment.objects.get()
    thread = desk.locator(f"#comment-{comment.pk}")
    expect(thread).to_contain_text("Was it not four?")
    expect(thread).to_contain_text("Commentary, paragraph 1")
    assert (comment.blocking, comment.exact, comment.suffix) == (True, "closed for three days", ".")
    thread.get_by_role("link", name="Commentary, paragraph 1").click()
    expect(desk.locator(f'[data-marks~="comment-{comment.pk}"]').first).to_be_in_viewport()
    picture(desk, "desk-thread")

    # The author answers and writes around it.
    f.move(article, "return", editor)
    writing = open_editor(page_of(author), article)
    mine = writing.locator(f"#comment-{comment.pk}")
    mine.locator("summary").click() if not mine.get_by_label("Your answer").is_visible() else None
    writing.locator("#commentary").click()
    caret(writing, "Control+Home")
    writing.keyboard.type("As the mayor tells it, ")
    mine.get_by_label("Your answer").fill("Three, says the harbor master.")
    mine.get_by_role("button", name="Answer").click()  # what was typed is saved first
    expect(writing.locator("html[data-ready]")).to_be_attached()
    expect(writing.locator(f"#comment-{comment.pk}")).to_contain_text("Three, says the harbor master.")
    assert f.fresh(article).commentary.startswith("<p>As the mayor tells it, The harbour was <em>closed</em>")
    assert writing.evaluate("[...CSS.highlights.get('remarked')].map(String)") == ["closed for three days"]
    picture(writing, "editor-remarks")
    desk.goto(desk_page(article))
    expect(desk.locator("#comments")).not_to_contain_text("gone")
    expect(desk.locator(f'[data-marks~="comment-{comment.pk}"]').first).to_be_visible()

    # “Show” selects the passage, so that Delete takes it out.
    writing.locator(f"#comment-{comment.pk}").get_by_role("button", name="Show").click()
    assert writing.evaluate("getSelection().toString()") == "closed for three days"
    writing.keyboard.press("Delete")
    saved(writing)
    desk.goto(desk_page(article))
    expect(desk.locator(f"#comment-{comment.pk}")).to_contain_text("This passage is gone from the text.")
    expect(desk.locator(f"#comment-{comment.pk}")).to_contain_text("closed for three days")
    picture(desk, "desk-gone")


def test_the_desk_keeps_what_was_typed_until_it_is_sent(page_of: Callable[..., Page]) -> None:
    make_roles()
    article = f.walked_to(S.IN_REVIEW, f.complete_article(f.author(), title="Three Days Without a Crane"))
    desk = page_of(f.editor())
    comment, reason = desk.locator("#comment-text"), desk.locator("#reason-return")
    desk.goto(desk_page(article))
    comment.fill("Was it not four?")
    reason.fill("Count again.")
    for address in (reverse("admin:index"), desk_page(article)):
        desk.goto(address)
    expect(comment).to_have_value("Was it not four?")
    expect(reason).to_have_value("Count again.")
    desk.get_by_role("button", name="Add comment").click()
    expect(desk.get_by_text("Comment added.")).to_be_visible()
    expect(comment).to_have_value("")
    expect(reason).to_have_value("Count again.")
    desk.get_by_role("button", name="Return to author").click()
    expect(desk.get_by_text("went back to its author")).to_be_visible()
    article = f.move(f.fresh(article), "submit", article.created_by)
    desk.goto(desk_page(article))
    expect(reason).to_have_value("")
    expect(comment).to_have_value("")


def test_a_suggestion_is_made_by_keyboard_and_accepted_with_one_click(page_of: Callable[..., Page]) -> None:
    make_roles()
    author, editor = f.author(), f.editor()
    article = f.walked_to(S.IN_REVIEW, f.complete_article(author, title="Three Days Without a Crane"))
    desk = page_of(editor)
    desk.goto(desk_page(article))
    desk.locator("#remark-begin").focus()
    desk.keyboard.press("Enter")
    quote = desk.locator("#marking-words")
    expect(quote).to_have_text("“The harbour was closed for three days.”")
    desk.keyboard.press("ArrowDown")
    expect(quote).to_have_text("“Fishermen asked for help, and nobody answered.”")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Shift+ArrowDown")
    expect(quote).to_have_text("“harbour was closed for three days.”")
    desk.keyboard.press("s")
    expect(desk.locator("#comment-suggested")).to_be_focused()
    expect(desk.locator("#comment-suggested")).to_have_value("harbour was closed for three days.")
    desk.keyboard.press("Control+a")
    desk.keyboard.type("harbour stayed closed for two days.")
    picture(desk, "desk-suggesting")
    for _ in range(6):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.textContent.trim()") == "Add comment":
            break
    desk.keyboard.press("Enter")
    expect(desk.locator(".remark-change")).to_contain_text("stayed")
    comment = Comment.objects.get()
    assert comment.suggested == "harbour stayed closed for two days."

    f.move(article, "return", editor)
    writing = open_editor(page_of(author), article)
    writing.locator("#commentary").click()
    caret(writing, "Control+End")
    writing.keyboard.type(" So it goes.")  # not saved yet
    picture(writing, "editor-suggestion")
    writing.get_by_role("button", name="Accept the suggestion").click()
    expect(writing.locator("#commentary")).to_contain_text("The harbour stayed closed for two days.")
    expect(writing.locator("#commentary")).to_contain_text("So it goes.")
    stored = f.fresh(article).commentary
    assert "<em>closed</em> for two days." in stored
    assert richtext.references(stored) == ["one", "two"]
    assert Comment.objects.get().decision == "accepted"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_with_comments_have_no_axe_violations(page_of: Callable[..., Page], scheme: str) -> None:
    make_roles()
    author, editor = f.author(), f.editor()
    article = f.walked_to(S.IN_REVIEW, f.complete_article(author))
    closed = About("article", field="commentary", exact="closed for three days")
    first = add_comment(article=article, text="All three?", by=editor, about=closed, blocking=True)
    add_comment(article=article, text="Yes.", by=author, answer_to=first)
    add_comment(article=article, text="Shorter.", by=editor, about=closed, suggested="closed")
    add_comment(article=article, text="Who says so?", by=editor, about=About("article", field="dek"))
    f.move(article, "return", editor)
    pages = [
        (editor, desk_page(article), "desk"),
        (author, reverse("article", args=[article.pk]), "article"),
        (author, reverse("edit_article", args=[article.pk]), "editor"),
    ]
    for person, address, name in pages:
        page = page_of(person, color_scheme=scheme)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.querySelectorAll('.remarks details').forEach((it) => { it.open = true })")
        for width in widths_of(scheme):
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], (name, width)
            picture(page, f"{name}-{scheme}-{width}")
        if name != "editor":
            page.locator("#remark-begin").click()
            expect(page.get_by_role("region", name="Comment on a passage")).to_be_visible()
            assert violations(page) == [], (name, "choosing")
        page.context.close()
