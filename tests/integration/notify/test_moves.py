"""What people hear when articles and issues move, and when a PDF is made."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from editorial.factcheck.operations import record_check
from editorial.issues.arrangement import arrangement_of, token_of
from editorial.issues.assembly import arrange_issue, place_article, take_out_article
from editorial.issues.models import Rendition
from editorial.issues.operations import request_article_proof, request_proof
from editorial.jobs.work import JobFailed
from editorial.notify.models import Notification
from editorial.rendering import telling
from editorial.rendering.tasks import render, tell_of_renditions
from editorial.states import ArticleState, JobStatus
from editorial.workflow.models import Assignment
from tests import factories as f

pytestmark = pytest.mark.django_db


def heard(kind: str) -> set[User]:
    return {one.recipient for one in Notification.objects.filter(kind=kind).select_related("recipient")}


def test_a_return_is_heard_by_everyone_who_acted_and_not_by_who_returned_it() -> None:
    writer, translator = f.author(), f.fact_checker()
    accepting, checker, holder, stranger = f.editor(), f.fact_checker(), f.editor(), f.editor()
    article = f.walked_to(ArticleState.FACT_CHECK, author=writer, editor=accepting)
    record_check(item=article.excerpts.first(), verdict="verified", by=checker)
    had = Assignment(article=article, stage="fact_check", person=translator, by=holder, at=timezone.now())
    had._history_user = holder
    had.save()
    had.delete()  # whoever had it once acted on it
    returning = f.editor()
    f.move(article, "return", returning, reason="The second source is missing.")
    assert heard("returned") == {writer, accepting, checker, translator, holder}
    assert stranger not in heard("returned") and returning not in heard("returned")
    told = Notification.objects.get(kind="returned", recipient=writer)
    assert told.text == f"{returning.get_full_name()} returned “{article.title}”."
    assert told.detail == "The second source is missing."


def test_every_move_is_told() -> None:
    writer, editor, checker = f.author(), f.editor(), f.fact_checker()
    colleague = f.editor()
    article = f.walked_to(ArticleState.APPROVED, author=writer, editor=editor, checker=checker)
    assert heard("submitted") == {editor, colleague}, "nobody has it, so all editors"
    assert heard("accepted") == {writer, checker}
    assert heard("cleared") == {writer, editor}
    article = f.move(article, "reopen", colleague)
    assert {writer, editor, checker} <= heard("reopened")
    article = f.move(article, "withdraw", colleague)
    assert {writer, editor, checker} <= heard("withdrawn")
    f.move(article, "restore", editor)
    assert {writer, checker, colleague} <= heard("restored")


def test_who_has_it_hears_instead_of_everybody() -> None:
    holder, colleague = f.editor(), f.editor()
    article = f.complete_article()
    Assignment.objects.create(
        article=article, stage="in_review", person=holder, by=colleague, at=timezone.now()
    )
    f.move(article, "submit", article.created_by)
    assert heard("submitted") == {holder}


def test_a_move_that_is_undone_told_nobody() -> None:
    article = f.draft()
    with pytest.raises(Exception, match="excerpt"):
        f.move(article, "submit", article.created_by)
    assert not Notification.objects.exists()


def test_an_issue_on_its_way_to_its_readers() -> None:
    office, writer, editor = f.publications(), f.author(), f.editor()
    issue = f.issue_of([f.walked_to(ArticleState.APPROVED, author=writer)])
    closing = f.editor()
    issue = f.move_issue(issue, "close", closing)
    assert heard("issue_closed") == {office}
    issue = f.move_issue(issue, "reopen", closing, reason="One more")
    assert heard("issue_reopened") >= {office, editor} and closing not in heard("issue_reopened")
    issue = f.move_issue(f.move_issue(issue, "close", closing), "approve", office)
    assert {editor, closing} <= heard("issue_approved") and office not in heard("issue_approved")
    f.finish_rendition(Rendition.objects.get(issue=issue, form="pdf"))
    f.move_issue(issue, "publish", office)
    assert {editor, closing} <= heard("issue_published")
    assert heard("published") == {writer}


def test_who_asked_for_a_pdf_hears_when_it_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    writer, editor = f.author(), f.editor()
    article = f.walked_to(ArticleState.IN_REVIEW, author=writer)
    proof = request_article_proof(article=article, by=editor)
    monkeypatch.setattr(
        telling, "render_rendition", lambda *_: {"file": "a.pdf", "sha256": "0" * 64, "pages": 3, "size": 1}
    )
    render(str(proof.pk))
    render(str(proof.pk))
    (told,) = Notification.objects.filter(kind="pdf_ready")
    assert told.recipient == editor and told.text == f"The proof of “{article.title}” is ready."


def test_who_asked_for_a_pdf_hears_when_it_failed_and_when_it_was_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = f.publications()
    articles = [f.walked_to(ArticleState.IN_REVIEW) for _ in range(3)]
    first, second, old = (request_proof(issue=f.issue_of([one]), by=office) for one in articles)

    def fails(*_: object) -> None:
        raise JobFailed(reason="A picture is broken.")

    monkeypatch.setattr(telling, "render_rendition", fails)
    render(str(first.pk))
    assert Notification.objects.get(kind="pdf_failed").detail == "A picture is broken."
    over = {"status": JobStatus.FAILED, "error_reason": "Stopped.", "lease_expires_at": None}
    Rendition.objects.filter(pk=second.pk).update(**over, finished_at=timezone.now())
    Rendition.objects.filter(pk=old.pk).update(**over, finished_at=timezone.now() - timedelta(days=9))
    tell_of_renditions()
    tell_of_renditions()
    assert sorted(Notification.objects.filter(kind="pdf_failed").values_list("detail", flat=True)) == [
        "A picture is broken.", "Stopped.",
    ]  # fmt: skip


def test_authors_hear_that_their_article_left_its_issue() -> None:
    """Also of a draft that whoever takes it out may not read: only its authors are told its title."""
    writer, editor, colleague = f.author(), f.editor(), f.editor()
    november, december = f.issue_of([]), f.issue_of([])
    draft = f.draft(writer)
    place_article(issue=november, article=draft, by=writer)
    assert heard("replanned") == set(), "it left no issue"
    place_article(issue=december, article=draft, by=writer, expected=november.pk)
    assert heard("replanned") == set(), "its author did it"
    take_out_article(article=draft, by=editor, expected=december.pk)
    told = Notification.objects.get(kind="replanned")
    assert told.recipient == writer
    assert told.text == (
        f"{editor.get_full_name()} took “{draft.title}” out of “{december}”: it is in no issue now."
    )
    article = f.walked_to(ArticleState.APPROVED, author=writer, editor=editor)
    place_article(issue=november, article=article, by=editor)
    place_article(issue=december, article=article, by=colleague, expected=november.pk)
    told = Notification.objects.filter(kind="replanned").latest("pk")
    assert told.text == (
        f"{colleague.get_full_name()} moved “{article.title}” from “{november}” to “{december}”."
    )
    now = arrangement_of(december)
    arrange_issue(issue=december, arrangement=(), expected=token_of(now), by=colleague)
    last = Notification.objects.filter(kind="replanned").latest("pk")
    assert last.pk != told.pk and "it is in no issue now" in last.text
    assert heard("replanned") == {writer}
