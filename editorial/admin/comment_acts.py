"""Remarks at the desk: each method is one POST and one operation."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from editorial.admin.access import signed_in
from editorial.web.acts import perform_act
from editorial.workflow.operations import add_comment, resolve_comment


class CommentActs:
    """Mixed into the admin of articles."""

    admin_site: Any
    _seen: Any
    _back: Any

    def comment_urls(self) -> list[URLPattern]:
        """The paths of the acts below."""
        wrap = self.admin_site.admin_view
        name = "editorial_article_"
        return [
            path("<int:pk>/comment/", wrap(self.comment), name=f"{name}comment"),
            path("<int:pk>/comment/<int:comment>/resolve/", wrap(self.resolve), name=f"{name}resolve"),
        ]

    def comment(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `text`, `blocking`, `answer_to` (primary key of a comment, or blank)."""
        article = self._seen(request, pk)

        def act() -> None:
            answered = request.POST.get("answer_to", "")
            add_comment(
                article=article,
                text=request.POST.get("text", ""),
                by=signed_in(request),
                blocking=request.POST.get("blocking") == "yes",
                answer_to=article.comments.get(pk=int(answered)) if answered.isdecimal() else None,
            )

        return perform_act(request, act, done="Comment added.", back=self._back(article), title="Comment")

    def resolve(self, request: HttpRequest, pk: int, comment: int) -> HttpResponse:
        """POST."""
        article = self._seen(request, pk)

        def act() -> None:
            resolve_comment(
                comment=article.comments.model.objects.get(article=article, pk=comment), by=signed_in(request)
            )

        return perform_act(
            request, act, done="Comment resolved.", back=self._back(article), title="Resolve comment"
        )
