"""One article and its issue, from the author's draft to the published PDF, by four people in four browsers."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from editorial.content.models import Article
from editorial.content.operations import save_item
from editorial.issues.models import Issue, Rendition
from editorial.states import ArticleState, IssueState, JobStatus
from tests import factories
from tests.journeys.conftest import violations
from tests.journeys.editor_pages import caret, saved
from tests.processes import make_roles, workers

pytestmark = pytest.mark.serial
DESK = "/admin/editorial"


def press(page: Page, move: str, reason: str = "") -> None:
    """Make a move with its button, on the page that is open."""
    form = page.locator(f"form.desk-move:has(input[value={move}])")
    if reason:
        form.get_by_label("Reason").fill(reason)
    form.get_by_role("button").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def offered(page: Page) -> set[str]:
    """The names of the moves that the page offers."""
    page.locator(".desk-moves").wait_for()
    return {field.get_attribute("value") or "" for field in page.locator(".desk-move input[name=move]").all()}


def add_a_footnote(page: Page, article: Article) -> None:
    """In the one editor: a reference at the cursor and its text."""
    page.get_by_role("link", name="Edit", exact=True).click()
    expect(page.locator("html[data-ready=true]")).to_have_count(1)
    page.locator("[data-field=commentary] .ProseMirror").click()
    caret(page, "Control+End")
    page.keyboard.press("Control+Alt+f")
    note = page.locator(".note-row").last.locator(".ProseMirror")
    expect(note).to_be_focused()
    page.keyboard.type("Counted by hand, “Boats of the Bay,” Bay Gazette, 2 October 2026.")
    saved(page)
    page.get_by_role("link", name=article.title).click()


def verify_everything(page: Page) -> None:
    """Record a verdict for each item with the buttons of the fact-checker's page."""
    page.get_by_role("link", name="Open the fact-check").click()
    left = page.locator("#todo li.entry[data-left]")
    for _ in range(left.count()):
        entry = left.first
        name = entry.get_attribute("id")
        if entry.locator("details[open]").count() == 0:
            entry.locator("summary").first.click()
        entry.get_by_label(re.compile("^Note")).fill("Seen at the source.")
        entry.get_by_role("button", name=re.compile("^(Verify|Clear)")).first.click()
        expect(page.locator(f"[id='{name}']")).not_to_have_attribute("data-left", "")


def test_an_article_goes_from_draft_to_the_published_pdf(
    page_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_roles()
    author, editor, colleague, checker, office = (
        factories.author(), factories.editor(), factories.editor(), factories.fact_checker(), factories.publications()
    )  # fmt: skip
    article = factories.move(factories.complete_article(author), "submit", author)
    address = f"{DESK}/article/{article.pk}/change/"

    editing = page_of(editor)
    editing.goto(f"{DESK}/article/")
    editing.get_by_role("link", name=article.title, exact=True).click()
    assert offered(editing) == {"return", "accept", "withdraw"}
    press(editing, "return", reason="The dek is too long.")

    writing = page_of(author)
    writing.goto(f"/articles/{article.pk}/")
    expect(writing.get_by_text("The dek is too long.").first).to_be_visible()
    article = factories.fresh(article)
    article.dek = "Three days"
    save_item(item=article, by=author)
    factories.move(article, "submit", author)

    helping = page_of(colleague)
    helping.goto(address)
    add_a_footnote(helping, article)
    expect(helping.locator(".desk-check a", has_text="Note")).to_have_text(
        [f"Note {number}" for number in (1, 2, 3)]
    )
    assert offered(helping) == {"return", "withdraw"}  # who edited it does not accept it
    editing.reload()
    press(editing, "accept")

    _check_and_clear(page_of(checker), address, article)
    issue = _assemble(editing, article)
    _publish(page_of(office), issue, monkeypatch)
    assert Article.objects.get(pk=article.pk).state == ArticleState.PUBLISHED


def _check_and_clear(page: Page, address: str, article: Article) -> None:
    page.goto(address)
    assert "clear" in offered(page)
    expect(page.locator("form.desk-move:has(input[value=clear]) button")).to_have_count(0)
    assert violations(page) == []
    verify_everything(page)
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_text("is cleared.")).to_be_visible()
    assert Article.objects.get(pk=article.pk).state == ArticleState.APPROVED


def _assemble(page: Page, article: Article) -> Issue:
    page.goto(f"{DESK}/issue/add/")
    page.get_by_label("Month").fill("2031-05-01")
    page.get_by_label("Volume").fill("9")
    page.get_by_label("Number").fill("5")
    page.get_by_label("Title").fill("A Quiet Month")
    page.locator("input[name=_continue]").click()
    page.get_by_role("button", name=f"Move {article.title} to a section").click()
    page.get_by_role("dialog").get_by_role("button", name=str(article.section)).click()
    page.get_by_role("button", name="Save the arrangement").click()
    expect(page.get_by_text("Arrangement saved.")).to_be_visible()
    press(page, "close")
    return Issue.objects.get(volume=9)


def _publish(page: Page, issue: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    page.goto(f"{DESK}/issue/{issue.pk}/change/")
    assert violations(page) == []
    press(page, "approve")
    expect(page.locator("[data-progress]")).to_be_visible()
    with workers(monkeypatch):
        expect(page.get_by_role("link", name="Download the PDF")).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").evaluate(
            "link => { link.download = ''; link.click() }"
        )
    assert download.value.path().read_bytes().startswith(b"%PDF-1.7")
    press(page, "publish")
    assert Issue.objects.get(pk=issue.pk).state == IssueState.PUBLISHED
    assert [r.status for r in Rendition.objects.filter(form="pdf")] == [JobStatus.SUCCEEDED]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_the_desk_have_no_axe_violation(
    page_of: Callable[..., Page], scheme: str, width: int
) -> None:
    make_roles()
    article = factories.walked_to(ArticleState.IN_REVIEW)
    issue = factories.issue_of([article])
    editor: User = factories.editor()
    page = page_of(editor, color_scheme=scheme, viewport={"width": width, "height": 900})
    for path in (
        "/admin/", f"{DESK}/article/", f"{DESK}/article/{article.pk}/change/", f"{DESK}/issue/",
        f"{DESK}/issue/{issue.pk}/change/", f"{DESK}/issue/add/",
    ):  # fmt: skip
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.title()
        assert violations(page) == [], path
