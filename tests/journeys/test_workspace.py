"""An author's days: bring something in, see where it is, submit, answer, withdraw; also by keyboard alone."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from editorial.content.models import Article
from editorial.factcheck.operations import record_check
from editorial.importing.models import Import
from editorial.importing.operations import confirm_import, receive_text
from editorial.issues.models import Issue
from editorial.states import ArticleState as S
from editorial.workflow.comments import add_comment
from editorial.workflow.models import Comment
from tests import factories
from tests.integration.workspace.test_permissions import TEXT
from tests.journeys.conftest import violations, widths_of
from tests.processes import make_roles, workers

pytestmark = pytest.mark.serial
FILES = Path(__file__).resolve().parent.parent / "files"


def tab_to(page: Page, name: str, *, steps: int = 80) -> None:
    """Press Tab until the thing with this name has the focus; it must be seen there."""
    for _ in range(steps):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
              const it = document.activeElement
              const label = it.labels && it.labels.length ? it.labels[0].textContent : it.textContent
              return [label.replace(/\\s+/g, " ").trim(), getComputedStyle(it).outlineStyle]
            }"""
        )
        if found[0].startswith(name):
            assert found[1] != "none", f"the focus on “{name}” cannot be seen"
            return
    raise AssertionError(f"Tab never reached “{name}”")


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_pasted_text_becomes_a_draft_by_keyboard_alone(page_of: Callable[..., Page]) -> None:
    make_roles()
    author = factories.author()
    page = page_of(author)
    page.goto("/")
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()
    tab_to(page, "Paste text")
    page.keyboard.press("Enter")
    page.wait_for_url("**/imports/new/#text")
    tab_to(page, "The whole article")
    page.keyboard.insert_text(TEXT)
    tab_to(page, "Bring in this text")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Is this your article?")).to_be_visible()
    assert not Article.objects.exists()
    tab_to(page, "Create draft")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/articles/\d+/edit/"))
    assert Article.objects.get().title == "A title"


def test_text_that_could_not_be_sent_is_back_in_the_field(page_of: Callable[..., Page]) -> None:
    make_roles()
    page = page_of(factories.author())
    page.goto("/imports/new/")
    page.get_by_label("The whole article").fill(TEXT)
    page.goto("about:blank")  # as when the connection is lost and the browser shows a page of its own
    page.goto("/imports/new/")
    expect(page.get_by_label("The whole article")).to_have_value(TEXT)
    expect(page.get_by_text("This is what you typed here before")).to_be_visible()
    page.get_by_role("button", name="Bring in this text").click()
    expect(page.get_by_role("heading", name="Is this your article?")).to_be_visible()
    page.goto("/imports/new/")
    expect(page.get_by_label("The whole article")).to_have_value("")


def test_a_word_file_becomes_a_draft(page_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> None:
    make_roles()
    author = factories.author()
    page = page_of(author)
    page.goto("/imports/new/")
    page.get_by_label("Word document").set_input_files(FILES / "made_by_libreoffice.docx")
    expect(page.locator("[data-chosen]")).to_contain_text("made_by_libreoffice.docx")
    with workers(monkeypatch):
        page.get_by_role("button", name="Bring in this file").click()
        expect(page.get_by_role("heading", name="Is this your article?")).to_be_visible(timeout=60_000)
    record = Import.objects.get()
    assert not Article.objects.exists()
    picture = page.locator(".thumb img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 0
    assert violations(page) == []
    page.get_by_role("button", name="Create draft").first.click()
    page.wait_for_url(re.compile(r"/articles/\d+/edit/"))
    article = Article.objects.get()
    assert article.footnotes.exists()
    page.goto(f"/articles/{article.pk}/")
    with page.expect_download() as download:
        page.get_by_role("link", name=record.name).click()
    assert download.value.suggested_filename == record.name
    assert Path(download.value.path()).read_bytes() == (FILES / "made_by_libreoffice.docx").read_bytes()


def test_a_file_that_is_no_word_file_is_told_at_once(page_of: Callable[..., Page], tmp_path: Path) -> None:
    make_roles()
    page = page_of(factories.author())
    page.goto("/imports/new/")
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7")
    page.get_by_label("Word document").set_input_files(letter)
    expect(page.locator("[data-chosen]")).to_contain_text("does not look like a Word document")


def test_submit_withdraw_and_restore(page_of: Callable[..., Page]) -> None:
    make_roles()
    author = factories.author()
    article = factories.complete_article(author, title="Three Days")
    page = page_of(author)
    page.goto(f"/articles/{article.pk}/")
    page.get_by_role("link", name="Submit…").click()
    expect(page.get_by_role("heading", name="Ready to submit")).to_be_visible()
    page.get_by_label("Note to the editors").fill("The second source is in French only.")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("status").filter(has_text="Submitted.")).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_contain_text("In review")
    expect(page.locator("#record")).to_contain_text("The second source is in French only.")
    # By keyboard: open, say why, send.
    tab_to(page, "Withdraw…")
    page.keyboard.press("Enter")
    tab_to(page, "Why?")
    page.keyboard.type("It is out of date.")
    tab_to(page, "Withdraw")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Withdrawn.")).to_be_visible()
    assert Article.objects.get().state == S.WITHDRAWN
    tab_to(page, "Restore…")
    page.keyboard.press("Enter")
    tab_to(page, "Why?")
    page.keyboard.type("It came up again.")
    tab_to(page, "Restore")
    page.keyboard.press("Enter")
    expect(page.locator("[aria-current=step]")).to_contain_text("Draft")
    assert Article.objects.get().state == S.DRAFT


def test_an_editor_asks_and_the_author_answers(page_of: Callable[..., Page]) -> None:
    make_roles()
    author, editor = factories.author(), factories.editor()
    article = factories.walked_to(S.IN_REVIEW, factories.complete_article(author, title="Three Days"))
    comment = add_comment(article=article, text="Which minister said so?", by=editor)
    page = page_of(author)
    page.goto("/")
    expect(page.locator("#needs-you")).to_contain_text("Which minister said so?")
    page.get_by_role("link", name="Three Days", exact=True).click()
    tab_to(page, "Your answer")
    page.keyboard.type("The minister of ports.")
    tab_to(page, "Answer")
    page.keyboard.press("Enter")
    expect(page.locator(f"#comment-{comment.pk}")).to_contain_text("The minister of ports.")
    assert Comment.objects.get(answer_to=comment).text == "The minister of ports."
    page.goto("/")
    expect(page.locator("#needs-you")).to_have_count(0)


def test_what_is_missing_leads_into_the_editor(page_of: Callable[..., Page]) -> None:
    make_roles()
    author = factories.author()
    article = factories.draft(author, title="")
    page = page_of(author)
    page.goto(f"/articles/{article.pk}/submit/")
    page.get_by_role("link", name="Add a pull quote.").click()
    page.wait_for_url(f"**/articles/{article.pk}/edit/#pull_quote")
    expect(page.locator("#pull_quote")).to_be_in_viewport()


def every_page() -> tuple[object, list[str]]:
    """One of everything, and the addresses of all pages about it."""
    author, editor, checker = factories.author(), factories.editor(), factories.fact_checker()
    by_state = {
        state: factories.walked_to(
            state, factories.complete_article(author), author=author, editor=editor, checker=checker
        )
        for state in S.values
    }
    blank = factories.draft(author, title="")
    issue = factories.issue_of([blank])
    Issue.objects.filter(pk=issue.pk).update(drafts_due_on=timezone.localdate() - timedelta(days=2))
    back = factories.walked_to(S.IN_REVIEW, factories.complete_article(author), author=author)
    first = add_comment(article=back, text="Who said so?", by=editor)
    add_comment(article=back, text="She did.", by=author, answer_to=first)
    add_comment(article=back, text="And when?", by=editor, blocking=True)
    factories.move(back, "return", editor)
    record_check(
        item=by_state[S.FACT_CHECK].excerpts.first(), verdict="needs_change", by=checker, note="Renamed."
    )
    one = receive_text(text=TEXT.replace("[i]", "[i] [ii]"), name="one", by=author)
    two = receive_text(text=TEXT + "\n\n\n\n\n" + TEXT.replace("A title", "Another"), name="two", by=author)
    failed = Import.objects.create(
        kind="word", name="Broken.docx", file="imports/aa/aa.docx", sha256="a" * 64, by=author, at=timezone.now(),
        queued_at=timezone.now(), finished_at=timezone.now(), status="failed", error_reason="It is damaged.",
    )  # fmt: skip
    done = receive_text(text=TEXT, name="done", by=author)
    confirm_import(record=done, by=author)
    waiting = Import.objects.create(
        kind="word", name="Long.docx", file="imports/bb/bb.docx", sha256="b" * 64, by=author, at=timezone.now(),
        queued_at=timezone.now(),
    )  # fmt: skip
    paths = [
        "/",
        "/?show=all",
        "/imports/new/",
        *(f"/articles/{article.pk}/" for article in by_state.values()),
    ]
    paths += [f"/articles/{pk}/submit/" for pk in (blank.pk, by_state[S.DRAFT].pk)] + [
        f"/articles/{back.pk}/"
    ]
    paths += [f"/imports/{record.pk}/" for record in (one, two, failed, done)]
    # Last: while it waits its page asks again and again, so the network never rests.
    paths += [f"/imports/{waiting.pk}/"]
    return author, paths


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_an_axe_violation_or_scrolls_sideways(page_of: Callable[..., Page], scheme: str) -> None:
    make_roles()
    author, paths = every_page()
    page = page_of(author, color_scheme=scheme)
    for path in paths:
        page.goto(path)
        page.wait_for_load_state("load" if path == paths[-1] else "networkidle")
        page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true })")
        for width in [*widths_of(scheme), 1600]:
            page.set_viewport_size({"width": width, "height": 900})
            assert violations(page) == [], (path, width)
            assert fits(page), (path, width)


def test_a_file_is_dropped_on_the_page(page_of: Callable[..., Page]) -> None:
    make_roles()
    page = page_of(factories.author())
    page.goto("/imports/new/")
    data = page.evaluate_handle(
        """() => {
          const transfer = new DataTransfer()
          transfer.items.add(new File(["x".repeat(5000)], "Ports.docx"))
          return transfer
        }"""
    )
    page.dispatch_event("[data-drop]", "dragover", {"dataTransfer": data})
    expect(page.locator("[data-drop]")).to_have_class(re.compile("over"))
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": data})
    expect(page.locator("[data-chosen]")).to_have_text("Ports.docx, 5 KB")
    assert page.get_by_label("Word document").evaluate("input => input.files.length") == 1


def test_a_button_pressed_twice_sends_once(page_of: Callable[..., Page]) -> None:
    make_roles()
    author = factories.author()
    page = page_of(author)
    page.goto("/")
    page.get_by_role("button", name="Start an article").dblclick()
    page.wait_for_url(re.compile(r"/articles/\d+/edit/"))
    assert Article.objects.count() == 1
