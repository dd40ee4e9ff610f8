"""Claiming and assigning at the desk: each method is one POST and one operation. And who is on an article's page."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from editorial.admin.access import signed_in
from editorial.admin.assignment_page import assignment_context
from editorial.admin.desk_page import checks_in_words
from editorial.content.models import Article
from editorial.content.permissions import visible_articles
from editorial.factcheck.presence import DESK, note_gone, note_presence, who_is_looking
from editorial.web import access
from editorial.web.acts import perform_act
from editorial.web.dates import count
from editorial.workflow.assignments import (
    Given,
    assign_article,
    assign_articles,
    claim_article,
    release_article,
    set_due_date,
)

__all__ = [
    "AssignmentActs",
    "assignment_context",
]  # the page of an article has its panel and its acts from one place

PANEL = "#assignment"
DESKS = "desk"  # `next` of a form on the desk


class AssignmentActs:
    """Mixed into the admin of articles."""

    admin_site: Any
    _back: Any

    def assignment_urls(self) -> list[URLPattern]:
        """The paths of the methods below."""
        wrap = self.admin_site.admin_view
        name = "editorial_article_"
        return [
            path("<int:pk>/claim/", wrap(self.claim), name=f"{name}claim"),
            path("<int:pk>/release/", wrap(self.release), name=f"{name}release"),
            path("<int:pk>/assign/", wrap(self.assign), name=f"{name}assign"),
            path("<int:pk>/due/", wrap(self.due), name=f"{name}due"),
            # Asked by scripts, which can do nothing with the sign-in page that `admin_view` would send them to.
            path("in-check/", access.signed_in(self.in_check), name=f"{name}in_check"),
            path("assign/", wrap(self.assign_many), name=f"{name}assign_many"),
            path("<int:pk>/presence/", access.signed_in(self.presence), name=f"{name}presence"),
        ]

    def claim(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `instead_of` (primary key of who has it, to take it over), `next` (“desk”, or blank)."""
        by = signed_in(request)
        words = "You have taken over" if request.POST.get("instead_of") else "You have claimed"
        return self._act(
            request, pk, "Claim", lambda article: f"{words} “{article}”.",
            lambda article: claim_article(
                article_id=article.pk, by=by, instead_of=_number(request, "instead_of")
            ),
        )  # fmt: skip

    def release(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `instead_of` (primary key of who has it, for somebody else’s), `next`."""
        by = signed_in(request)
        return self._act(
            request, pk, "Give back", lambda article: f"Nobody has “{article}” now.",
            lambda article: release_article(
                article_id=article.pk, by=by, instead_of=_number(request, "instead_of")
            ),
        )  # fmt: skip

    def assign(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `person`, `stage` (blank: the present one), `due_on`, `instead_of` (who has it, as the page said), `next`."""

        def act(article: Article) -> None:
            assign_article(
                article_id=article.pk,
                person=_person(request),
                by=signed_in(request),
                stage=request.POST.get("stage", ""),
                instead_of=_number(request, "instead_of"),
                due_on=_day(request),
            )

        return self._act(request, pk, "Assign", lambda article: f"“{article}” is given out.", act)

    def due(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `due_on` (blank: the issue’s day holds), `seen` (the day shown), `stage` (blank: the present one), `next`."""

        def act(article: Article) -> None:
            set_due_date(
                article_id=article.pk,
                due_on=_day(request),
                by=signed_in(request),
                stage=request.POST.get("stage", ""),
                seen=request.POST.get("seen"),
            )

        return self._act(request, pk, "Set the day", lambda article: f"The day of “{article}” is set.", act)

    def assign_many(self, request: HttpRequest) -> HttpResponse:
        """POST: `articles` (primary keys), `stage`, `person`, `due_on` (one of the two at least), `next` (an address of
        ours). Says what was left out, and why.
        """
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
            back = reverse("admin:editorial_article_changelist")

        def act() -> None:
            given = assign_articles(
                article_ids=_numbers(request, "articles"),
                stage=request.POST.get("stage", ""),
                by=signed_in(request),
                person=_person(request) if request.POST.get("person") else None,
                due_on=_day(request),
            )
            _say(request, given)

        return perform_act(request, act, done="", back=back, title="Assign articles")

    def presence(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: the person is on the article’s page, or leaves it (`gone`). JSON: `here`, the others, by name and page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.admin_site.has_permission(request):
            return JsonResponse({"error": "The desk is not open to you."}, status=403)
        article = _visible(request, pk)
        by = signed_in(request)
        if request.POST.get("gone") == "yes":
            note_gone(article_id=article.pk, by=by, page=DESK)
            return JsonResponse({"here": []})
        note_presence(article_id=article.pk, by=by, page=DESK)
        others = [one for one in who_is_looking(article.pk) if one.user_id != by.pk]
        return JsonResponse({"here": [{"name": one.name, "page": one.page} for one in others]})

    def in_check(self, request: HttpRequest) -> HttpResponse:
        """GET: `article` (primary keys). JSON: how far their fact-checks are, for the rows of the desk."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not self.admin_site.has_permission(request):
            return JsonResponse({"error": "The desk is not open to you."}, status=403)
        wanted = [int(typed) for typed in request.GET.getlist("article") if _is_key(typed)]
        return JsonResponse({"articles": checks_in_words(signed_in(request), wanted)})

    def _act(
        self, request: HttpRequest, pk: int, title: str, done: Callable[[Article], str],
        act: Callable[[Article], Any],
    ) -> HttpResponse:  # fmt: skip
        article = _visible(request, pk)
        at_desk = request.POST.get("next") == DESKS
        back = reverse("admin:index") if at_desk else f"{self._back(article)}{PANEL}"
        return perform_act(
            request, lambda: act(article), done=done(article), back=back, title=f"{title}: {article}"
        )


def _visible(request: HttpRequest, pk: int) -> Article:
    """The article, without its content. Raises `Http404` for what the person may not know of."""
    return get_object_or_404(visible_articles(request.user, Article.objects.all()), pk=pk)


def _number(request: HttpRequest, name: str) -> int | None:
    """A primary key, or nothing for a blank. Raises `ValidationError`."""
    typed = request.POST.get(name, "").strip()
    return _key(typed) if typed else None


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [_key(typed) for typed in request.POST.getlist(name)]


def _is_key(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < 16


def _key(typed: str) -> int:
    if not _is_key(typed):
        raise ValidationError("The form was not filled in on this page. Reload it and try again.")
    return int(typed)


def _person(request: HttpRequest) -> User:
    """Who is chosen in the form. Raises `ValidationError`."""
    pk = _number(request, "person")
    found = User.objects.filter(pk=pk, is_active=True).first() if pk is not None else None
    if found is None:
        raise ValidationError("Choose a person.")
    return found


def _day(request: HttpRequest) -> date | None:
    """The day typed in, or nothing. Raises `ValidationError`."""
    typed = request.POST.get("due_on", "").strip()
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise ValidationError("Give the day as year, month and day, such as 2026-11-30.") from error


def _say(request: HttpRequest, given: Given) -> None:
    person = request.POST.get("person")
    if given.articles:
        what = count(len(given.articles), "article")
        messages.success(request, f"{what} given out." if person else f"The day of {what} is set.")
    for article, why in given.refused:
        messages.warning(request, f"“{article}” was left out. {why}")
