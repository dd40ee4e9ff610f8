"""The desk's pages of articles: the list with what blocks each, and one page with everything of an article."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from editorial.admin.access import signed_in
from editorial.admin.article_history import ArticleHistory
from editorial.admin.article_list import ArticleList
from editorial.admin.article_page import article_context
from editorial.admin.article_reading import read_article
from editorial.admin.assignment_acts import AssignmentActs
from editorial.admin.assignment_page import assignment_context
from editorial.admin.check_acts import CheckActs
from editorial.admin.comment_acts import CommentActs
from editorial.content.models import Article
from editorial.content.permissions import edit_refusal, is_author_of, may_view, roles_of, visible_articles
from editorial.content.queries import with_content
from editorial.factcheck.queries import with_checks
from editorial.states import Role
from editorial.web.acts import perform_act
from editorial.web.move_words import ARTICLE_DONE
from editorial.web.resend import not_saved
from editorial.workflow.operations import move_article
from editorial.workflow.transitions import TRANSITIONS

MAX_DIGITS = 19  # of a primary key
ONE_EDITOR = "Articles are edited in the editor. Copy what you typed below and open it there: “Go back” leads to the article."


@admin.register(Article)
class ArticleAdmin(CheckActs, CommentActs, AssignmentActs, ArticleHistory, ArticleList):
    """Articles as the person may see them."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        articles = visible_articles(request.user, super().get_queryset(request))
        return with_checks(with_content(articles)).prefetch_related("comments")

    # Who may what

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if obj is None:
            return bool(roles_of(request.user))
        return may_view(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if obj is None:
            return bool(roles_of(request.user) & {Role.AUTHOR, Role.EDITOR})
        return may_view(request.user, obj) and edit_refusal(request.user, obj) is None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return Role.AUTHOR in roles_of(request.user)

    # One article

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """GET: the readable article with everything about it. It has no form: a save from an old page is refused, with
        what was typed.
        """
        person = signed_in(request)
        pk = unquote(object_id)
        is_key = pk.isdecimal() and len(pk) < MAX_DIGITS
        read = read_article(person, int(pk)) if is_key else None
        if read is None:
            raise Http404
        article = read.article
        if request.method not in ("GET", "HEAD"):
            return self._no_form(request, back=self._back(article))
        context = {
            **self.admin_site.each_context(request),
            **article_context(person, read),
            **assignment_context(person, article, writers=read.writing.writers),
            "title": str(article),
            "opts": self.opts,
            "original": article,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/editorial/article/change_form.html", context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Authors begin an article where they write it. Raises `PermissionDenied` for everybody else."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return self._no_form(request, back=reverse("home"))
        return HttpResponseRedirect(reverse("home"))

    def _no_form(self, request: HttpRequest, *, back: str) -> HttpResponse:
        response = not_saved(request, reasons=[ONE_EDITOR], status=405, may_resend=False, back=back)
        response["Allow"] = "GET, HEAD"
        return response

    # Acts: each is one operation

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        name = "editorial_article_"
        return [
            path("<int:pk>/move/", wrap(self.move), name=f"{name}move"),
            *self.check_urls(),
            *self.comment_urls(),
            *self.assignment_urls(),
            *self.history_urls(),
            *super().get_urls(),
        ]

    def _seen(self, request: HttpRequest, pk: int) -> Article:
        article = self.get_queryset(request).filter(pk=pk).first()
        if article is None:
            raise Http404
        return article

    def _back(self, article: Article) -> str:
        return reverse("admin:editorial_article_change", args=[article.pk])

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `move`, `reason`, `override`, `seen`."""
        article = self._seen(request, pk)
        name = request.POST.get("move", "")
        own = is_author_of(request.user, article)

        def act() -> None:
            move_article(
                article_id=pk,
                move=name,
                by=signed_in(request),
                reason=request.POST.get("reason", ""),
                override=request.POST.get("override") == "yes",
                seen=request.POST.get("seen"),
            )

        label = TRANSITIONS[name].label if name in TRANSITIONS else name
        stays = own or roles_of(request.user) - {Role.AUTHOR}
        back = self._back(article) if stays else reverse("admin:editorial_article_changelist")
        done = f"“{article}” {ARTICLE_DONE.get(name, 'is moved.')}"
        return perform_act(request, act, done=done, back=back, title=f"{label}: {article}")
