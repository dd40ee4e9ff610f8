"""The desk's pages of the registers: outlets, people's names, back issues."""

from abc import abstractmethod
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html

from editorial.admin.access import signed_in
from editorial.admin.register_forms import (
    ArticleFormSet,
    BackIssueArticleForm,
    BackIssueForm,
    OutletForm,
    PersonForm,
)
from editorial.admin.register_tables import RegisterTables
from editorial.content.models import Excerpt
from editorial.registers.countries import country_name
from editorial.registers.models import BackIssue, BackIssueArticle, Outlet, Person
from editorial.registers.operations import (
    merge_outlets,
    merge_people,
    save_back_issue,
    save_outlet,
    save_person,
    take_outlet,
)
from editorial.registers.queries import (
    alike,
    outlet_countries,
    outlet_languages,
    spelled_like,
    unregistered_outlets,
)
from editorial.rendering.scripts import language_name
from editorial.web.acts import perform_act

RECORD_SHOWN = 20
SEEN_ON_A_PAGE = 50
CANDIDATES = 20
LONGEST_KEY = 18  # digits: what is longer fits into no column


class RegisterAdmin(RegisterTables):
    """A register's list and pages: a save is one operation, and each page shows who changed the entry."""

    change_form_template = "admin/editorial/register/change_form.html"
    mergeable = True

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        entry = kwargs.get("obj")
        if entry is not None:
            context["record"] = entry.history.select_related("history_user")[:RECORD_SHOWN]
            if self.mergeable and self.has_change_permission(request, entry):
                context["merge_url"] = self.address("merge", entry.pk)
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The record is on the entry's page."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        entry = self.get_object(request, unquote(object_id))
        if entry is None or not self.has_view_permission(request, entry):
            raise Http404
        return HttpResponseRedirect(f"{self.address('change', entry.pk)}#record")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The form's fields for who keeps the register; others read the entry."""
        own = self.form._meta.fields or ()
        if self.has_change_permission(request, obj):
            return [*(getattr(self.form, "field_order", None) or own), "expected_version"]
        return [*own, *self.only_read]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [] if self.has_change_permission(request, obj) else [*self.only_read]

    only_read: tuple[str, ...] = ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: everything is written by one operation."""


class EntryAdmin(RegisterAdmin):
    """What the registers of outlets and of people share: spellings, search in any of them, merging two entries."""

    only_read = ("spelled",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("spellings")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By any spelling, with or without accents and case."""
        words = search_term.replace("\x00", "").strip()[:200]
        if not words:
            return queryset, False
        return queryset.filter(spelled_like(self.model, words)), False

    @admin.display(description="Other spellings")
    def spelled(self, entry: Outlet | Person) -> str:
        return ", ".join(one.text for one in entry.spellings.all())

    def get_urls(self) -> list[URLPattern]:
        merge = self.admin_site.admin_view(self.merge_view)
        name = f"editorial_{self.opts.model_name}_merge"
        return [path("<int:pk>/merge/", merge, name=name), *super().get_urls()]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET `q`: entries that this one can be merged into. POST `kept`: merge it."""
        gone = self.get_object(request, str(pk))
        if gone is None or not self.has_view_permission(request, gone):
            raise Http404
        if not self.has_change_permission(request, gone):
            raise PermissionDenied("Only editors keep the registers.")
        if request.method not in ("GET", "HEAD"):
            return self._merge(request, gone)
        words = request.GET.get("q", gone.name).replace("\x00", "").strip()[:200]
        context = {
            "title": f"Merge “{gone}” into another",
            "opts": self.opts,
            "gone": gone,
            "words": words,
            "found": alike(gone, words, limit=CANDIDATES) if words else [],
            "list_url": self.address("changelist"),
            "entry_url": self.address("change", gone.pk),
        }
        return TemplateResponse(
            request, "admin/editorial/register/merge.html", self.admin_site.each_context(request) | context
        )

    def _merge(self, request: HttpRequest, gone: Any) -> HttpResponse:
        typed = request.POST.get("kept", "")

        def act() -> Any:
            is_key = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_KEY
            kept = self.model._default_manager.get(pk=int(typed) if is_key else 0)
            return self.merge(kept, gone, request)

        return perform_act(
            request, act, done=f"“{gone}” is merged.", back=self.address("merge", gone.pk), title="Merge",
            forth=lambda kept: self.address("change", kept.pk),
        )  # fmt: skip

    @abstractmethod
    def merge(self, kept: Any, gone: Any, request: HttpRequest) -> Any:
        """Merge `gone` into `kept`, which is returned."""


class CountryFilter(admin.SimpleListFilter):
    """Countries that the register has an outlet of."""

    title = "country"
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return outlet_countries()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(country=self.value()) if self.value() else queryset


class LanguageFilter(admin.SimpleListFilter):
    """Languages that the register has an outlet in."""

    title = "language"
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(
            ((tag, language_name(tag)) for tag in outlet_languages()), key=lambda pair: pair[1].casefold()
        )

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(language=self.value()) if self.value() else queryset


def _language(tag: str) -> str:
    return language_name(tag) if tag else ""


@admin.register(Outlet)
class OutletAdmin(EntryAdmin):
    """Outlets, as the house spells and describes them."""

    table = "outlets"
    form = OutletForm
    list_display = ["name", "descriptor", "country_name", "language_name", "spelled"]
    list_filter = [CountryFilter, LanguageFilter]
    search_fields = ["name"]
    search_help_text = "Any spelling"

    @admin.display(description="Country", ordering="country")
    def country_name(self, outlet: Outlet) -> str:
        return country_name(outlet.country)

    @admin.display(description="Language", ordering="language")
    def language_name(self, outlet: Outlet) -> str:
        return _language(outlet.language)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("seen/", wrap(self.seen_view), name="editorial_outlet_seen"),
            path("take/", wrap(self.take_view), name="editorial_outlet_take"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"seen_url": self.address("seen")} | (extra_context or {}))

    def save_model(self, request: HttpRequest, obj: Outlet, form: Any, change: bool) -> None:
        save_outlet(
            outlet=obj, spellings=form.texts(), by=signed_in(request), expected_version=form.expected()
        )

    def merge(self, kept: Outlet, gone: Outlet, request: HttpRequest) -> Outlet:
        return merge_outlets(kept=kept, gone=gone, by=signed_in(request))

    def seen_view(self, request: HttpRequest) -> HttpResponse:
        """GET: outlets that submitted articles cite and the register lacks."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = Paginator(unregistered_outlets(), SEEN_ON_A_PAGE).get_page(request.GET.get("p"))
        excerpts = Excerpt.objects.select_related("article").in_bulk([one.last for one in page])
        context = {
            "title": "Cited, but not in the register",
            "opts": self.opts,
            "page": page,
            "rows": [
                (one, excerpts[one.last], _language(excerpts[one.last].original_language))
                for one in page
                if one.last in excerpts
            ],
            "may_take": self.has_add_permission(request),
            "list_url": self.address("changelist"),
            "take_url": self.address("take"),
        }
        return TemplateResponse(
            request, "admin/editorial/register/seen.html", self.admin_site.each_context(request) | context
        )

    def take_view(self, request: HttpRequest) -> HttpResponse:
        """POST `name`: into the register with it, as it was last described."""
        return perform_act(
            request,
            lambda: take_outlet(name=request.POST.get("name", ""), by=signed_in(request)),
            done="It is in the register. Add the country and what else is known.",
            back=self.address("seen"),
            title="Take an outlet into the register",
            forth=lambda outlet: self.address("change", outlet.pk),
        )


@admin.register(Person)
class PersonAdmin(EntryAdmin):
    """People's names, in the form that the house prefers."""

    table = "people"
    form = PersonForm
    list_display = ["name", "name_in_original", "description", "spelled"]
    search_fields = ["name"]
    search_help_text = "Any form of the name"

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        save_person(person=obj, forms=form.texts(), by=signed_in(request), expected_version=form.expected())

    def merge(self, kept: Person, gone: Person, request: HttpRequest) -> Person:
        return merge_people(kept=kept, gone=gone, by=signed_in(request))


class ArticleInline(admin.TabularInline):
    """The articles of a back issue."""

    model = BackIssueArticle
    form = BackIssueArticleForm
    formset = ArticleFormSet
    verbose_name = "article"
    verbose_name_plural = "articles"
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        authors = "author_names" if self._keeper(request) else "by"
        return ["title", authors, "page", "url"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [] if self._keeper(request) else ["by"]

    @admin.display(description="Authors")
    def by(self, article: BackIssueArticle) -> str:
        return "; ".join(article.authors)

    def _keeper(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site._registry[BackIssue].has_change_permission(request)

    has_change_permission = has_add_permission = has_delete_permission = _keeper


@admin.register(BackIssue)
class BackIssueAdmin(RegisterAdmin):
    """Issues from before this system."""

    table = "back-issues"
    form = BackIssueForm
    inlines = [ArticleInline]
    list_display = ["__str__", "volume", "number", "articles_listed", "complete"]
    mergeable = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[BackIssue]:
        return super().get_queryset(request).annotate(listed=Count("articles"))

    @admin.display(description="Articles listed")
    def articles_listed(self, issue: Any) -> str:
        return format_html("{}", issue.listed)

    def save_model(self, request: HttpRequest, obj: BackIssue, form: Any, change: bool) -> None:
        """Nothing yet: issue and articles are stored together."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        (articles,) = formsets or [None]
        kept = articles.save(commit=False) if articles is not None else []
        save_back_issue(
            issue=form.instance,
            articles=kept,
            removed=articles.deleted_objects if articles is not None else [],
            by=signed_in(request),
            expected_version=form.expected(),
        )
