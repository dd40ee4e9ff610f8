"""The pages of an article's history, shared by the desk and the authors' pages: each side has its addresses and layout."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from editorial.content.models import Article
from editorial.content.permissions import DESK, may_follow, roles_of
from editorial.content.queries import bylines_with_authors
from editorial.dates import date_and_time
from editorial.history.comparing import ItemDifference, compare
from editorial.history.operations import plan_restore, restore_refusal, restore_version
from editorial.history.reach import readable_from
from editorial.history.timeline import Event, NoSuchPage, timeline
from editorial.history.versions import NoSuchVersion, Version, moment_named, read_versions
from editorial.rendering.preview import preview_html
from editorial.states import Role
from editorial.web.access import person
from editorial.web.acts import perform_act
from editorial.web.differences import Changed, field_changes
from editorial.web.history_words import item_name, line
from editorial.web.layout import at_desk
from editorial.workflow.models import LogEntry

TODAY = "today"
SINCE = {
    "submitted": ("submit", "since it was last submitted"),
    "accepted": ("accept", "since it was last accepted"),
    "returned": ("return", "since it was last returned"),
}


@dataclass(frozen=True)
class Place:
    """One side's addresses: names of URL patterns begin with `prefix`, the article's own page is `article`."""

    prefix: str
    article: str
    layout: str

    def to(self, name: str, *args: Any) -> str:
        """An address of the history."""
        return reverse(f"{self.prefix}{name}", args=args)

    def difference(self, pk: int, before: str, after: str) -> str:
        """The address of what differs between two versions."""
        return f"{self.to('difference', pk)}?from={before}&to={after}"


@dataclass(frozen=True)
class Shown:
    """An item that differs, as a page shows it: what it is called, what happened to it, and its fields."""

    name: str
    what: str
    moves: str
    changes: tuple[Changed, ...]


def followed_article(user: User, pk: int) -> Article:
    """The article, for who follows its making. Raises `Http404` for everybody else."""
    found = Article.objects.select_related("section", "issue", "created_by").filter(pk=pk).first()
    if found is not None and Role.AUTHOR in roles_of(user):
        prefetch_related_objects([found], bylines_with_authors())
    if found is None or not may_follow(user, found):
        raise Http404
    return found


def timeline_page(request: HttpRequest, pk: int, place: Place) -> HttpResponse:
    """What happened, newest first; GET `after` continues an earlier page."""
    user = person(request)
    article = followed_article(user, pk)
    since = readable_from(user, article)
    try:
        found = timeline(
            article, after=request.GET.get("after", ""), desk=bool(roles_of(user) & DESK), since=since
        )
    except NoSuchPage as error:
        raise Http404 from error
    return _page(request, article, place, "timeline", {
        "title": f"History of “{article}”",
        "lines": [line(event, _links(event, pk, place)) for event in found.events],
        "older": found.older,
        "from_submission": since is not None,
        "first": not request.GET.get("after"),
        "outside": [shown(item) for item in found.outside],
        "state_outside": found.state_outside,
        "since": [(words, f"{place.to('difference', pk)}?since={name}") for name, (_move, words) in SINCE.items()
                  if name == "submitted" and article.submitted_at],
    })  # fmt: skip


def _links(event: Event, pk: int, place: Place) -> tuple[tuple[str, str], ...]:
    if not (event.is_edit or event.head.source == "move"):
        return ()
    links = [("The article then", place.to("version", pk, event.version))]
    if event.is_edit and event.before:
        links.insert(0, ("What changed", place.difference(pk, event.before, event.version)))
    return tuple(links)


def version_page(request: HttpRequest, pk: int, version: str, place: Place) -> HttpResponse:
    """The article as it stood, what restoring it would change, and the form that does."""
    user = person(request)
    article = followed_article(user, pk)
    then, today = _versions(user, article, version, None)
    plan = plan_restore(then, today)
    return _page(request, article, place, "version", {
        "title": f"“{then.article}” on {_when(then)}",
        "version": then,
        "refusal": restore_refusal(user, article),
        "plan": plan,
        "items": [shown(item) for item in plan.changes],
        "print": place.to("version_print", pk, version),
        "difference": place.difference(pk, version, TODAY),
        "restore": place.to("restore", pk, version),
    })  # fmt: skip


def print_page(request: HttpRequest, pk: int, version: str) -> HttpResponse:
    """The article as it stood, as it would print; for a frame."""
    user = person(request)
    (then,) = _versions(user, followed_article(user, pk), version)
    return HttpResponse(
        preview_html(
            then.article,
            picture_url=lambda image: reverse("picture_version", args=[pk, image.sha256]),
            font_url=lambda name: reverse("font", args=[name]),
        )
    )


def difference_page(request: HttpRequest, pk: int, place: Place) -> HttpResponse:
    """What differs: GET `from` and `to` name versions or “today”, or `since` one of `SINCE`."""
    user = person(request)
    article = followed_article(user, pk)
    since = request.GET.get("since", "")
    names = [request.GET.get("from", ""), request.GET.get("to", TODAY)]
    if since:
        before, after = read_versions(pk, [_moment_of(article, since), None])
    else:
        before, after = _versions(user, article, *(None if name == TODAY else name for name in names))
    if after.at is not None and (before.at is None or before.at > after.at):
        before, after = after, before
    return _page(request, article, place, "difference", {
        "title": f"What changed in “{article}”",
        "before": before,
        "after": after,
        "since": SINCE[since][1] if since else "",
        "items": [shown(item) for item in compare(before, after)],
        "states": (before.article.get_state_display(), after.article.get_state_display()),
        "lost": [*before.lost, *after.lost],
        "versions": [(name, place.to("version", pk, one.name)) for name, one in
                     (("The earlier version", before), ("The later version", after)) if one.at],
    })  # fmt: skip


def restore(request: HttpRequest, pk: int, version: str, place: Place) -> HttpResponse:
    """POST: `seen`, `reason`. The version as new saves."""
    user = person(request)
    article = followed_article(user, pk)

    def act() -> Any:
        try:
            return restore_version(
                article_id=pk,
                at=moment_named(version),
                by=user,
                reason=request.POST.get("reason", ""),
                seen=request.POST.get("seen", ""),
            )
        except NoSuchVersion as error:
            raise Article.DoesNotExist from error

    return perform_act(
        request,
        act,
        done="Restored. The article now reads as it did then; what stood before is in the history.",
        back=place.to("timeline", pk),
        title=f"Restore a version of “{article}”",
    )


def shown(item: ItemDifference) -> Shown:
    """An item that differs, in words."""
    old, new = item.place_before, item.place_after
    moves = f"Moved from place {old} to {new}." if item.moved else ""
    if not moves and item.kind == "footnote" and None not in (old, new) and old != new:
        moves = f"It was note {old}."
    name = item_name(item.kind, new or old)
    changes = [changed for change in item.fields for changed in field_changes(change)]
    return Shown(name, {"added": "Added", "removed": "Removed"}.get(item.what, ""), moves, tuple(changes))


def _versions(user: User, article: Article, *names: str | None) -> list[Version]:
    """The versions of these names, as far back as this person reads; None: what is stored today. Raises `Http404`."""
    begins = readable_from(user, article)
    try:
        moments = [None if name is None else moment_named(name) for name in names]
        if begins is not None and any(moment is not None and moment < begins for moment in moments):
            raise Http404
        return read_versions(article.pk, moments)
    except NoSuchVersion as error:
        raise Http404 from error


def _moment_of(article: Article, since: str) -> datetime:
    move, _words = SINCE.get(since, ("", ""))
    found = (
        LogEntry.objects.filter(article=article, move=move)
        .order_by("-at", "-pk")
        .values_list("at", flat=True)
    )
    moment = found.first()
    if moment is None:
        raise Http404
    return moment


def _when(version: Version) -> str:
    return date_and_time(version.at) if version.at else TODAY


def _page(
    request: HttpRequest, article: Article, place: Place, name: str, context: dict[str, Any]
) -> HttpResponse:
    base = admin.site.each_context(request) if at_desk(request) else {}
    more = {
        "article": article,
        "layout": place.layout,
        "article_page": reverse(place.article, args=[article.pk]),
        "timeline": place.to("timeline", article.pk),
    }
    return TemplateResponse(request, f"history/{name}.html", base | more | context)
