"""Assembling an issue at the desk: each method is one POST and one operation."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from editorial.admin.access import signed_in
from editorial.admin.arranging import (
    OrderUnreadable,
    as_json,
    put_together,
    read_arrangement,
    typed_places,
    wanted_arrangement,
)
from editorial.admin.issue_page import NOT_SUBMITTED
from editorial.content.models import Article
from editorial.content.permissions import roles_of, visible_articles
from editorial.content.queries import bylines_with_authors
from editorial.issues.arrangement import Arrangement, token_of
from editorial.issues.assembly import (
    ArrangementChanged,
    ArrangementWrong,
    arrange_issue,
    order_articles,
    place_article,
    take_out_article,
)
from editorial.issues.models import Issue, Section
from editorial.issues.permissions import may_know_of
from editorial.states import Role
from editorial.web.acts import perform_act

ANCHOR = "#articles-title"


class Overtaken(Exception):
    """Carries `ArrangementChanged` past the page of refusals: it has a page of its own."""

    def __init__(self, change: ArrangementChanged):
        self.change = change
        super().__init__(str(change))


class IssueAssembly:
    """Mixed into the desk's page of issues. `_seen` raises `Http404` for those who may not see the issue."""

    admin_site: Any
    _seen: Any

    def assembly_urls(self) -> list[URLPattern]:
        """The paths of the methods below."""
        wrap = self.admin_site.admin_view
        acts = ["place", "order", "take_out"]
        return [
            path(f"<int:pk>/{act}/", wrap(getattr(self, act)), name=f"editorial_issue_{act}") for act in acts
        ]

    def place(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `article` (primary key)."""

        def act(issue: Issue) -> None:
            place_article(issue=issue, article=article_of(request), by=signed_in(request))

        return self._assemble(request, pk, act, "Article placed in the issue.", "Place an article")

    def take_out(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `article` (primary key)."""

        def act(issue: Issue) -> None:
            article = article_of(request, shown_in=issue)
            take_out_article(article=article, by=signed_in(request), expected=issue.pk)

        return self._assemble(request, pk, act, "Article taken out of the issue.", "Take out an article")

    def order(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: the whole arrangement as JSON (`arrangement`) or as numbers (`place-<article>`, `section-<article>`,
        `sectionplace-<section>`, `new_section`), with `expected` and `shown`, what the page had; or places alone.
        """
        issue = self._seen(request, pk)

        def act(issue: Issue) -> None:
            by = signed_in(request)
            if "expected" not in request.POST:
                _order_alone(request, issue)
                return
            wanted = wanted_arrangement(request)
            try:
                arrange_issue(issue=issue, arrangement=wanted, expected=request.POST["expected"], by=by)
            except ArrangementChanged as change:
                raise Overtaken(change) from change

        try:
            return self._assemble(request, pk, act, "Arrangement saved.", "Order")
        except Overtaken as overtaken:
            return self._overtaken(request, issue, overtaken.change)

    def _assemble(self, request: HttpRequest, pk: int, act: Any, done: str, title: str) -> HttpResponse:
        issue = self._seen(request, pk)
        back = reverse("admin:editorial_issue_change", args=[issue.pk]) + ANCHOR
        return perform_act(request, lambda: act(issue), done=done, back=back, title=f"{title}: {issue}")

    def _overtaken(self, request: HttpRequest, issue: Issue, change: ArrangementChanged) -> HttpResponse:
        """Both arrangements side by side, with nothing lost: the person's own can still be saved."""
        try:
            shown = read_arrangement(request.POST.get("shown", ""))
        except ArrangementWrong:
            shown = change.now
        mine = put_together(shown, change.now, change.wanted)
        by = Article.history.filter(issue_id=issue.pk).select_related("history_user").order_by("-history_id")
        last = by.first()
        titles, names = _names(signed_in(request), [change.now, mine])
        context = {
            "title": f"Somebody else rearranged {issue}",
            "issue": issue,
            "change": change,
            "last": last,
            "now_groups": _named(change.now, titles, names, mine),
            "my_groups": _named(mine, titles, names, change.now),
            "mine": as_json(mine),
            "shown": as_json(change.now),
            "token": token_of(change.now),
        }
        every = admin.site.each_context(request) | context
        return render(request, "admin/editorial/issue/overtaken.html", every, status=409)


def article_of(request: HttpRequest, *, shown_in: Issue | None = None) -> Article:
    """The article of a form. Raises `Article.DoesNotExist` also for what the person may not know of, unless it stands,
    without its title, on the page of the issue `shown_in`.
    """
    value = request.POST.get("article", "")
    articles = Article.objects.all()
    if Role.PUBLICATIONS not in roles_of(request.user):
        articles = visible_articles(request.user, articles)
        if shown_in is not None:
            articles |= Article.objects.filter(issue=shown_in)
    known = value.isascii() and value.isdigit() and len(value) < 16
    return articles.get(pk=int(value)) if known else articles.none().get()


def _order_alone(request: HttpRequest, issue: Issue) -> None:
    wanted = typed_places(request.POST)
    try:
        order_articles(issue=issue, article_ids=wanted, by=signed_in(request))
    except ValueError as error:
        raise OrderUnreadable({}) from error


def _names(user: Any, arrangements: list[Arrangement]) -> tuple[dict[int, str], dict[int | None, str]]:
    keys = {pk for arrangement in arrangements for group in arrangement for pk in group.articles}
    rows: QuerySet[Article] = Article.objects.filter(pk__in=keys).prefetch_related(bylines_with_authors())
    titles = {a.pk: str(a) if may_know_of(user, a) else NOT_SUBMITTED for a in rows}
    sections = {group.section for arrangement in arrangements for group in arrangement if group.section}
    names: dict[int | None, str] = dict(Section.objects.filter(pk__in=sections).values_list("pk", "name"))
    return titles, names | {None: "Without a section"}


def _named(
    arrangement: Arrangement, titles: dict[int, str], names: dict[int | None, str], other: Arrangement
) -> list[dict[str, Any]]:
    """The groups with names; what stands elsewhere in the other arrangement is marked."""
    places = {pk: (group.section, number) for group in other for number, pk in enumerate(group.articles)}
    return [
        {
            "name": names.get(group.section, ""),
            "articles": [
                {"title": titles.get(pk, ""), "differs": places.get(pk) != (group.section, number)}
                for number, pk in enumerate(group.articles)
            ],
        }
        for group in arrangement
    ]
