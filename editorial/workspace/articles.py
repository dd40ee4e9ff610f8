"""The page of an article and what its author does there: answer, withdraw, restore."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from editorial.content.permissions import may_view
from editorial.web.access import person, signed_in
from editorial.web.acts import perform_act
from editorial.web.remarks import post_remark
from editorial.workflow import comments
from editorial.workflow import operations as workflow
from editorial.workflow.models import Comment
from editorial.workspace.access import article_for, article_to_read
from editorial.workspace.article_page import page_context


@require_safe
@signed_in
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the article is, what it waits for, its text, its comments and its record."""
    context = page_context(person(request), article_to_read(request, pk))
    return TemplateResponse(request, "workspace/article.html", context)


@require_POST
@signed_in
def withdraw_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the article out of the workflow, with a reason."""
    return _move(request, pk, "withdraw", "Withdrawn. It keeps everything, and you can restore it.")


@require_POST
@signed_in
def restore_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a withdrawn article back as a draft, with a reason."""
    return _move(request, pk, "restore", "Restored. It is a draft again.")


def _move(request: HttpRequest, pk: int, move: str, done: str) -> HttpResponse:
    label = workflow.TRANSITIONS[move].label
    return perform_act(
        request,
        lambda: workflow.move_article(
            article_id=pk,
            move=move,
            by=person(request),
            reason=request.POST.get("reason", ""),
            seen=request.POST.get("seen"),
        ),
        done=done,
        back=reverse("article", args=[pk]),
        title=label,
    )


@require_POST
@signed_in
def add_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """A comment or a suggestion that begins a conversation."""
    found = article_for(request, pk)
    return perform_act(
        request,
        lambda: post_remark(request, found, person(request)),
        done="Comment added.",
        back=f"{reverse('article', args=[pk])}#comments",
        forth=_place_of,
        title="Comment",
    )


@require_POST
@signed_in
def answer_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """An answer to a comment."""
    return _on_comment(
        request, pk, lambda comment: post_remark(request, comment.article, person(request), answer_to=comment),
        done="Answer added.", title="Answer",
    )  # fmt: skip


@require_POST
@signed_in
def resolve_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a comment."""
    return _on_comment(
        request, pk, lambda comment: comments.resolve_comment(comment=comment, by=person(request)),
        done="Resolved.", title="Resolve",
    )  # fmt: skip


@require_POST
@signed_in
def reopen_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a settled comment again."""
    return _on_comment(
        request, pk, lambda comment: comments.reopen_comment(comment=comment, by=person(request)),
        done="Reopened.", title="Reopen",
    )  # fmt: skip


@require_POST
@signed_in
def accept_suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the suggested words into the text."""
    return _decide(request, pk, accept=True)


@require_POST
@signed_in
def decline_suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the text as it is, or take one's own suggestion back."""
    return _decide(request, pk, accept=False)


def _decide(request: HttpRequest, pk: int, *, accept: bool) -> HttpResponse:
    return _on_comment(
        request,
        pk,
        lambda comment: comments.decide_suggestion(comment=comment, by=person(request), accept=accept),
        done="Accepted. The text is changed." if accept else "Declined. The text is as it was.",
        title="Accept the suggestion" if accept else "Decline the suggestion",
    )


def _on_comment(
    request: HttpRequest, pk: int, act: Callable[[Comment], Comment], *, done: str, title: str
) -> HttpResponse:
    """One operation on a comment; afterwards its thread on the article's page, or the editor where it was done there."""
    found = _comment_for(person(request), pk)
    back = _place_of(found)
    if request.POST.get("back") == "editor":
        back = reverse("edit_article", args=[found.article_id])
    return perform_act(request, lambda: act(found), done=done, back=back, title=title)


def _comment_for(user: User, pk: int) -> Comment:
    comment = get_object_or_404(Comment.objects.select_related("article"), pk=pk)
    if not may_view(user, comment.article):
        raise Http404
    return comment


def _place_of(comment: Comment) -> str:
    first = comment.answer_to_id or comment.pk
    return f"{reverse('article', args=[comment.article_id])}#comment-{first}"
