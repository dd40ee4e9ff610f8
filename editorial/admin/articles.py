"""The desk's pages of articles: the list with what blocks each, and one page with everything of an article."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from editorial.admin.access import signed_in
from editorial.admin.article_history import ArticleHistory
from editorial.admin.article_list import ArticleList
from editorial.admin.article_page import article_context
from editorial.admin.assignment_acts import AssignmentActs
from editorial.admin.check_acts import CheckActs
from editorial.admin.comment_acts import CommentActs
from editorial.admin.forms import ArticleForm
from editorial.admin.inlines import BylineInline, ExcerptInline, FootnoteInline, ImageInline, save_formset
from editorial.content.models import Article, Byline, Excerpt, Footnote, Image
from editorial.content.operations import create_article, lock_article, save_item
from editorial.content.permissions import edit_refusal, is_author_of, may_view, roles_of, visible_articles
from editorial.content.queries import with_content
from editorial.errors import EditorialError, NotAllowed
from editorial.factcheck.queries import with_checks
from editorial.states import Role
from editorial.web.acts import perform_act
from editorial.web.resend import not_saved
from editorial.workflow.operations import move_article
from editorial.workflow.transitions import TRANSITIONS

PARTS = {"bylines": Byline, "excerpts": Excerpt, "footnotes": Footnote, "images": Image}


class ItemGone(EditorialError):
    """A part of the article that the person was editing is not there any more. `kind` is what it was."""

    def __init__(self, kind: Any):
        self.kind = str(kind)
        super().__init__(
            f"Somebody removed one of the {kind}s that you had open. Your words are below: copy what you need, "
            "go back, and add it anew."
        )


@admin.register(Article)
class ArticleAdmin(CheckActs, CommentActs, AssignmentActs, ArticleHistory, ArticleList):
    """Articles as the person may see them."""

    form = ArticleForm
    inlines = [BylineInline, ExcerptInline, FootnoteInline, ImageInline]
    change_form_template = "admin/editorial/article/change_form.html"

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

    def _changeform_view(self, request: HttpRequest, object_id: str | None, *args: Any) -> HttpResponse:
        if request.method == "POST" and object_id is not None:
            # Inside the admin's transaction: from here to the commit nobody else saves this article.
            try:
                lock_article(int(unquote(object_id)))
            except (ValueError, Article.DoesNotExist) as error:
                raise Http404 from error
        return super()._changeform_view(request, object_id, *args)  # type: ignore[misc]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """A save that cannot be taken shows what was typed; the admin's own answer would lose it."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            self._require_savable(request, object_id)
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (ValidationError, EditorialError) as error:
            reasons = error.messages if isinstance(error, ValidationError) else [str(error)]
            status = 403 if isinstance(error, NotAllowed) else 409
            return not_saved(request, reasons=reasons, status=status, may_resend=False, back=request.path)

    def _require_savable(self, request: HttpRequest, object_id: str | None) -> None:
        """Raises `NotAllowed` when the article's state changed, `ItemGone` when a part of it was removed meanwhile."""
        article = self.get_object(request, unquote(object_id)) if object_id else None
        if article is None:
            return
        refusal = edit_refusal(request.user, article)
        if refusal:
            raise NotAllowed(request.user, refusal)
        for name, model in PARTS.items():
            stored = {
                str(pk) for pk in model._default_manager.filter(article=article).values_list("pk", flat=True)
            }
            posted = {
                value
                for field, value in request.POST.items()
                if field.startswith(f"{name}-") and field.endswith("-id")
            }
            if posted - stored - {""}:
                raise ItemGone(model._meta.verbose_name)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        context = article_context(signed_in(request), article) | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def get_inlines(self, request: HttpRequest, obj: Article | None = None) -> list[Any]:
        return self.inlines if obj is not None else []

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        if change:
            if form.has_changed():
                save_item(item=obj, by=signed_in(request), reason="Edited at the desk")
            return
        fields = {name: form.cleaned_data[name] for name in ("dek", "pull_quote", "commentary", "section")}
        created = create_article(by=signed_in(request), title=form.cleaned_data["title"], **fields)
        obj.__dict__.update(created.__dict__)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        save_formset(formset, by=signed_in(request))

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
        """POST: `move`, `reason`, `override`."""
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
            )

        label = TRANSITIONS[name].label if name in TRANSITIONS else name
        stays = own or roles_of(request.user) - {Role.AUTHOR}
        back = self._back(article) if stays else reverse("admin:editorial_article_changelist")
        return perform_act(
            request, act, done=f"“{article}”: {label}.", back=back, title=f"{label}: {article}"
        )
