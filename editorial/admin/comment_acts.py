"""Remarks and suggestions at the desk: each method is one POST and one operation."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from editorial.admin.access import signed_in
from editorial.content.models import Article
from editorial.web.acts import perform_act
from editorial.web.remarks import post_remark
from editorial.workflow.comments import decide_suggestion, reopen_comment, resolve_comment
from editorial.workflow.models import Comment

MAX_DIGITS = 19  # of a primary key


class CommentActs:
    """Mixed into the admin of articles."""

    admin_site: Any
    _seen: Any
    _back: Any

    def comment_urls(self) -> list[URLPattern]:
        """The paths of the acts below."""
        wrap = self.admin_site.admin_view
        name = "editorial_article_"
        one = "<int:pk>/comment/<int:comment>/"
        return [
            path("<int:pk>/comment/", wrap(self.comment), name=f"{name}comment"),
            path(f"{one}resolve/", wrap(self.resolve), name=f"{name}resolve"),
            path(f"{one}reopen/", wrap(self.reopen), name=f"{name}reopen"),
            path(f"{one}accept/", wrap(self.accept), name=f"{name}accept"),
            path(f"{one}decline/", wrap(self.decline), name=f"{name}decline"),
        ]

    def comment(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: what `web.remarks.post_remark` reads, and `answer_to` (primary key of a comment, or blank)."""
        article = self._seen(request, pk)

        def act() -> Comment:
            answered = request.POST.get("answer_to", "")
            first = article.comments.get(pk=_key(answered)) if answered else None
            return post_remark(request, article, signed_in(request), answer_to=first)

        answers = bool(request.POST.get("answer_to"))
        done = "Answer sent." if answers else "Comment added."
        return perform_act(
            request, act, done=done, back=self._back(article), forth=lambda made: self._thread(article, made),
            title="Answer" if answers else "Comment",
        )  # fmt: skip

    def resolve(self, request: HttpRequest, pk: int, comment: int) -> HttpResponse:
        """POST."""

        def act(found: Comment) -> Comment:
            return resolve_comment(comment=found, by=signed_in(request))

        return self._on(request, pk, comment, act, done="Comment resolved.", title="Resolve comment")

    def reopen(self, request: HttpRequest, pk: int, comment: int) -> HttpResponse:
        """POST."""

        def act(found: Comment) -> Comment:
            return reopen_comment(comment=found, by=signed_in(request))

        return self._on(request, pk, comment, act, done="Comment reopened.", title="Reopen comment")

    def accept(self, request: HttpRequest, pk: int, comment: int) -> HttpResponse:
        """POST."""

        def act(found: Comment) -> Comment:
            return decide_suggestion(comment=found, by=signed_in(request), accept=True)

        done = "Suggestion accepted. The text is changed."
        return self._on(request, pk, comment, act, done=done, title="Accept suggestion")

    def decline(self, request: HttpRequest, pk: int, comment: int) -> HttpResponse:
        """POST."""

        def act(found: Comment) -> Comment:
            return decide_suggestion(comment=found, by=signed_in(request), accept=False)

        return self._on(request, pk, comment, act, done="Suggestion declined.", title="Decline suggestion")

    def _on(
        self,
        request: HttpRequest,
        pk: int,
        comment: int,
        act: Callable[[Comment], Comment],
        *,
        done: str,
        title: str,
    ) -> HttpResponse:
        """One operation on one comment of the article."""
        article = self._seen(request, pk)
        return perform_act(
            request,
            lambda: act(Comment.objects.get(article=article, pk=comment)),
            done=done,
            back=self._back(article),
            forth=lambda made: self._thread(article, made),
            title=title,
        )

    def _thread(self, article: Article, comment: Comment) -> str:
        return f"{self._back(article)}#comment-{comment.answer_to_id or comment.pk}"


def _key(typed: str) -> int:
    """The primary key in a field of a form; 0, which nothing has, for what is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < MAX_DIGITS else 0
