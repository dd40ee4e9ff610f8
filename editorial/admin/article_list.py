"""The desk's list of articles: searching, filtering, sorting, saved filters, and the list as CSV."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from editorial.admin.access import DeskAdmin, signed_in
from editorial.admin.article_csv import csv_lines
from editorial.admin.article_filters import ArticleFilters, offered
from editorial.admin.article_holdups import FORWARD, in_the_way_of
from editorial.admin.article_rows import ORDERS, RELEVANCE, WAITING, Listed
from editorial.content.models import Article
from editorial.content.permissions import roles_of, visible_articles
from editorial.search.asked import Asked, read
from editorial.search.operations import delete_filter, index_waiting, rename_filter, save_filter
from editorial.search.queries import filters_of, snippets
from editorial.states import ArticleState, Role
from editorial.web.acts import perform_act
from editorial.workflow.assignments import GIVERS
from editorial.workflow.models import Assignment

NAME = "editorial_article_"
LIST = f"admin:{NAME}changelist"
# Columns that sort, with the order that their first click asks for.
COLUMNS = [
    ("title", "Title", "title"),
    ("state", "State", "state"),
    ("due", "Who has it, until when", "due"),
    ("", "In the way", ""),
    ("", "Authors", ""),
    ("section", "Section", "section"),
    ("issue", "Issue", "-issue"),
    ("since", "Since", "-since"),
]
MOST_ASKED = 50  # articles in one question of the list's script


class ArticleList(DeskAdmin):
    """The list's side of the admin of articles; Django's own changelist is not used."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("csv/", wrap(self.as_csv), name=f"{NAME}csv"),
            path("in-the-way/", wrap(self.in_the_way), name=f"{NAME}in_the_way"),
            path("filters/save/", wrap(self.save_filter), name=f"{NAME}filter_save"),
            path("filters/<int:pk>/rename/", wrap(self.rename_filter), name=f"{NAME}filter_rename"),
            path("filters/<int:pk>/delete/", wrap(self.delete_filter), name=f"{NAME}filter_delete"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """GET: the list. Its parameters are in docs/search.md; one that is wrong is answered with 422 and words."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        user = signed_in(request)
        asked = read(request.GET.get("q", ""))
        filters = ArticleFilters(request.GET, user)
        problems = [*filters.problems(), *_wrong(request.GET)]
        waiting = 0 if problems else _index(asked, filters)
        context = self._frame(request, asked, filters) | {"problems": problems, "waiting": waiting}
        if not problems:
            listed = Listed(user, asked, filters, request.GET.get("order", ""))
            found = listed.page(request.GET.get("page", "1"))
            keys = list(found.object_list)
            cuts = snippets(keys, asked)
            context |= {
                "rows": [replace(row, snippet=cuts.get(row.article.pk)) for row in listed.rows(keys)],
                "found": found,
                "pages": _pages(request.GET, found),
                "columns": _columns(request.GET, listed.order),
                "order": listed.order,
            }
        template = "admin/editorial/article/change_list.html"
        return render(request, template, context, status=422 if problems else 200)

    def _frame(self, request: HttpRequest, asked: Asked, filters: ArticleFilters) -> dict[str, Any]:
        """What the page has whatever is listed."""
        user = signed_in(request)
        here = _kept(request.GET)
        mine = list(filters_of(user))
        return {
            **self.admin_site.each_context(request),
            "title": "Articles",
            "opts": self.opts,
            "asked": asked,
            "filters": filters,
            "active": filters.active(),
            "saved": [(one, one.query == here.urlencode()) for one in mine],
            "here": here.urlencode(),
            "may_add": self.has_add_permission(request),
            "may_delete_shared": Role.ADMINISTRATOR in roles_of(user),
            "may_assign": bool(roles_of(user) & GIVERS),
            "people": offered(QueryDict())["assigned"] if roles_of(user) & GIVERS else [],
            "stages": Assignment.Stage.choices[1:],
            "orders": [RELEVANCE] if asked.terms else [WAITING],
        }

    def as_csv(self, request: HttpRequest) -> HttpResponseBase:
        """GET: everything that the list with these parameters shows on all its pages, as CSV."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        user = signed_in(request)
        asked = read(request.GET.get("q", ""))
        filters = ArticleFilters(request.GET, user)
        if filters.problems() or _wrong(request.GET):
            return self.changelist_view(request)
        _index(asked, filters)
        rows = Listed(user, asked, filters, request.GET.get("order", "")).every_row()
        origin = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
        lines = csv_lines(rows, lambda pk: f"{origin}{reverse(f'admin:{NAME}change', args=[pk])}")
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="articles-{timezone.localdate()}.csv"'
        response["Cache-Control"] = "no-store"
        return response

    def in_the_way(self, request: HttpRequest) -> HttpResponse:
        """GET, for the list's script: `id` (articles, repeated) and their `state`. JSON: by id what is in the way of each.

        One state at a time, because each asks for other parts of the content.
        """
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        state = request.GET.get("state", "")
        ids = [int(pk) for pk in request.GET.getlist("id")[:MOST_ASKED] if _is_key(pk)]
        if state not in FORWARD:
            return JsonResponse({"articles": {}})
        seen = visible_articles(request.user, Article.objects.filter(pk__in=ids, state=state))
        said = {str(pk): facts for pk, facts in in_the_way_of(seen, ArticleState(state))}
        return JsonResponse({"articles": said})

    # Saved filters: each is one POST and one operation

    def save_filter(self, request: HttpRequest) -> HttpResponse:
        """POST: `name`, `query` (of the list), `shared` (“yes”)."""
        query = _kept(QueryDict(request.POST.get("query", "").replace("\x00", ""))).urlencode()

        def act() -> None:
            if not query:
                raise ValidationError("Search or filter first: there is nothing to save.")
            save_filter(
                name=request.POST.get("name", ""),
                query=query,
                shared=request.POST.get("shared") == "yes",
                by=signed_in(request),
            )

        done = f"Saved as “{request.POST.get('name', '').strip()}”."
        return perform_act(request, act, done=done, back=_list(query), title="Save the filter")

    def rename_filter(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `name`, `query` (where to go back to)."""
        return perform_act(
            request,
            lambda: rename_filter(pk=pk, name=request.POST.get("name", ""), by=signed_in(request)),
            done="Renamed.",
            back=_list(_posted(request)),
            title="Rename the filter",
        )

    def delete_filter(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `query` (where to go back to)."""
        return perform_act(
            request,
            lambda: delete_filter(pk=pk, by=signed_in(request)),
            done="Deleted.",
            back=_list(_posted(request)),
            title="Delete the filter",
        )


def _index(asked: Asked, filters: ArticleFilters) -> int:
    """Index what waits, if it matters for what is asked, and return how many articles still wait."""
    return index_waiting() if asked or filters.needs_index() else 0


def _wrong(asked: QueryDict) -> list[str]:
    """What is wrong with order and page, in words."""
    order, page = asked.get("order", ""), asked.get("page", "")
    said = []
    if order and order != RELEVANCE and order.removeprefix("-") not in ORDERS:
        said.append(f"Order: the list cannot be sorted by “{order[:40]}”.")
    if page and not (page.isascii() and page.isdecimal() and len(page) < 8):
        said.append(f"Page: “{page[:40]}” is not a number.")
    return said


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


def _kept(asked: QueryDict) -> QueryDict:
    """What of an address is worth keeping: no blanks, no page."""
    kept = QueryDict(mutable=True)
    for name, values in sorted(asked.lists()):
        if name not in ("page", "csrfmiddlewaretoken") and any(values):
            kept.setlist(name, [value.replace("\x00", "") for value in values if value])
    return kept


def _posted(request: HttpRequest) -> str:
    return _kept(QueryDict(request.POST.get("query", ""))).urlencode()


def _list(query: str) -> str:
    return f"{reverse(LIST)}?{query}" if query else reverse(LIST)


def _with(asked: QueryDict, **changed: str) -> str:
    kept = _kept(asked)
    for name, value in changed.items():
        kept[name] = value
    return f"?{kept.urlencode()}"


def _columns(asked: QueryDict, order: str) -> list[dict[str, str]]:
    """The heads of the columns; a click on the one that is sorted by turns it around."""
    columns = []
    for name, label, first in COLUMNS:
        sorted_by = bool(name) and order.removeprefix("-") == name
        backwards = order.removeprefix("-") if order.startswith("-") else f"-{order}"
        columns.append(
            {
                "label": label,
                "link": _with(asked, order=backwards if sorted_by else first) if name else "",
                "sort": ("descending" if order.startswith("-") else "ascending") if sorted_by else "",
            }
        )
    return columns


def _pages(asked: QueryDict, found: Any) -> list[dict[str, Any]]:
    """Links to the pages around; a gap is an entry without number."""
    if found.paginator.num_pages < 2:
        return []
    return [
        {
            "number": number if isinstance(number, int) else None,
            "link": _with(asked, page=str(number)),
            "here": number == found.number,
        }
        for number in found.paginator.get_elided_page_range(found.number, on_each_side=2, on_ends=1)
    ]
