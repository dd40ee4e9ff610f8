"""What an article is made of, edited inside its page. Saving goes through the content operations."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest

from editorial.admin.forms import ExcerptForm, FootnoteForm, ImageForm, offer_translators
from editorial.content.models import Article, Byline, Excerpt, Footnote, Image
from editorial.content.operations import delete_item, save_item, set_bylines
from editorial.content.permissions import edit_refusal, may_view


class PartInline(admin.StackedInline):
    """A part of an article: who may edit the article may edit its parts."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return obj is None or may_view(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return obj is None or (may_view(request.user, obj) and edit_refusal(request.user, obj) is None)

    has_add_permission = has_delete_permission = has_change_permission


class BylineInline(PartInline):
    model = Byline
    fields = ["author"]


class ExcerptInline(PartInline):
    model = Excerpt
    form = ExcerptForm

    def get_formset(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        offer_translators(formset.form, obj)
        return formset


class FootnoteInline(PartInline):
    model = Footnote
    form = FootnoteForm


class ImageInline(PartInline):
    model = Image
    form = ImageForm


def save_formset(formset: Any, *, by: User) -> None:
    """Save what an inline formset changed, each row through its operation."""
    formset.save(commit=False)
    if formset.model is Byline:
        _save_bylines(formset, by=by)
        return
    for item in formset.deleted_objects:
        delete_item(item=item, by=by, reason="Removed at the desk")
    changed = [item for item, _fields in formset.changed_objects]
    for item in [*changed, *formset.new_objects]:
        save_item(item=item, by=by, reason="Edited at the desk")


def _save_bylines(formset: Any, *, by: User) -> None:
    if not (formset.changed_objects or formset.new_objects or formset.deleted_objects):
        return
    gone = {byline.pk for byline in formset.deleted_objects}
    stored = list(formset.instance.bylines.exclude(pk__in=gone).select_related("author"))
    replaced = {byline.pk: byline.author for byline, _fields in formset.changed_objects}
    authors = [replaced.get(byline.pk, byline.author) for byline in stored]
    authors += [byline.author for byline in formset.new_objects]
    article = Article.objects.get(pk=formset.instance.pk)
    set_bylines(article=article, authors=list(dict.fromkeys(authors)), by=by, reason="Edited at the desk")
