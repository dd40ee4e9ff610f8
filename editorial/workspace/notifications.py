"""What a person was told, and how they want to be told: for everybody who works here, whatever their role."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from editorial.content.models import Article
from editorial.content.permissions import DESK, is_author_of, roles_of
from editorial.dates import hour_of_day
from editorial.notify.models import Channel, Notification
from editorial.notify.operations import choose, mark_all_read, mark_read
from editorial.notify.queries import channels_of, hour_of, visible_to
from editorial.notify.table import TABLE, Row, Topic, can_reach, who_hears
from editorial.notify.wording import parts
from editorial.states import ArticleState, Role
from editorial.web.access import person, signed_in
from editorial.web.acts import perform_act
from editorial.web.bell import shown_count
from editorial.workspace.shelf import own_articles

PER_PAGE = 30
LONGEST_ID = 18  # digits: what is longer fits into no column


@dataclass(frozen=True)
class Shown:
    """A notification as the list has it; `parts` are its words (`notify.wording.parts`)."""

    news: Notification
    parts: list[tuple[bool, str]]


@dataclass(frozen=True)
class Choice:
    """One line of the settings: a kind of news, who hears of it, and the way that this person chose."""

    row: Row
    who: str
    chosen: str


@require_safe
@signed_in
def notifications(request: HttpRequest) -> HttpResponse:
    """Everything the person was told, the newest first, or what they have not read (`?show=unread`)."""
    user = person(request)
    told = visible_to(user).select_related("article", "issue")
    unread_only = request.GET.get("show") == "unread"
    if unread_only:
        told = told.filter(read_at=None)
    page = Paginator(told, PER_PAGE).get_page(request.GET.get("page"))
    shown = [Shown(news, parts(news.text)) for news in page]
    context = {
        "title": "Notifications",
        "page": page,
        "shown": shown,
        "unread_only": unread_only,
        "newest": told.order_by("-pk").values_list("pk", flat=True).first() or 0,
    }
    return TemplateResponse(request, "workspace/notifications.html", context)


@require_safe
@signed_in
def notification(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them by itself, where e-mails lead: a button opens what it is about, and with scripts it opens at once."""
    user = person(request)
    found = visible_to(user).select_related("article", "issue").filter(pk=pk).first()
    if found is None:
        raise Http404
    context = {"title": "Notification", "one": Shown(found, parts(found.text))}
    return TemplateResponse(request, "workspace/notification.html", context)


@require_POST
@signed_in
def open_notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads."""
    user = person(request)
    return perform_act(
        request,
        lambda: mark_read(pk=pk, by=user),
        done="",
        back=reverse("notifications"),
        title="Notifications",
        forth=lambda read: place_of(user, read),
    )


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read that was there when the list was shown."""
    until = request.POST.get("until", "")
    number = int(until) if until.isascii() and until.isdigit() and len(until) <= LONGEST_ID else None
    return perform_act(
        request,
        lambda: mark_all_read(by=person(request), until=number),
        done="All are marked as read.",
        back=reverse("notifications"),
        title="Notifications",
    )


@require_safe
@signed_in
def count(request: HttpRequest) -> JsonResponse:
    """How many are not read, in the words of the bell, for the script that asks now and then."""
    return JsonResponse({"unread": shown_count(person(request), anew=True)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def notification_settings(request: HttpRequest) -> HttpResponse:
    """How the person hears of each kind of news, and when the daily e-mail comes."""
    user = person(request)
    if request.method == "POST":
        return perform_act(
            request,
            lambda: choose(by=user, channels=_chosen(request), hour=_hour(request)),
            done="Your choices are saved. They hold for what happens from now on.",
            back=reverse("notification_settings"),
            title="How you hear of news",
        )
    chosen, roles = channels_of(user), roles_of(user)
    mine = Role.AUTHOR in roles or own_articles(user).exists()
    rows = [row for row in TABLE.values() if can_reach(row, roles, is_author=mine)]
    topics = [
        (
            topic,
            [Choice(row, who_hears(row), chosen[row.kind]) for row in rows if row.topic == topic],
        )
        for topic in Topic
    ]
    context = {
        "title": "How you hear of news",
        "topics": [(topic, choices) for topic, choices in topics if choices],
        "channels": Channel.choices,
        "hour": hour_of(user),
        "hours": [(hour, hour_of_day(hour)) for hour in range(24)],
        "usual_hour": hour_of_day(settings.NOTIFY_DIGEST_HOUR),
        "zone": settings.TIME_ZONE,
    }
    return TemplateResponse(request, "workspace/notification_settings.html", context)


def place_of(user: User, news: Notification) -> str:
    """Where this person does something about it: an author on the article's page, a fact-checker where they check, the
    publications office on the issue's page there, the desk at the desk; the list for what is about several things.
    """
    at_desk = user.is_staff and bool(roles_of(user) - {Role.AUTHOR})
    if news.article is not None:
        return _place_of_article(user, news.article, at_desk)
    if news.issue is not None and Role.PUBLICATIONS in roles_of(user):
        return reverse("office_issue", args=[news.issue.reference])
    if news.issue is not None and at_desk:
        return reverse("admin:editorial_issue_change", args=[news.issue.pk])
    return reverse("admin:index") if at_desk else reverse("notifications")


def _place_of_article(user: User, article: Article, at_desk: bool) -> str:
    roles = roles_of(user)
    if not at_desk or not roles & DESK or (Role.AUTHOR in roles and is_author_of(user, article)):
        return reverse("article", args=[article.pk])
    if Role.FACT_CHECKER in roles and (
        article.state == ArticleState.FACT_CHECK or not roles & {Role.EDITOR, Role.ADMINISTRATOR}
    ):
        return reverse("check_article", args=[article.pk])
    return reverse("admin:editorial_article_change", args=[article.pk])


def _chosen(request: HttpRequest) -> dict[str, str]:
    """What the person changed: a line that they left as it was does not undo what they chose in another window."""
    sent = {kind: request.POST[kind] for kind in TABLE if kind in request.POST}
    return {kind: way for kind, way in sent.items() if request.POST.get(f"was-{kind}") != way}


def _hour(request: HttpRequest) -> int | None:
    """The hour as it is to be stored. Raises `ValidationError`."""
    typed = request.POST.get("hour", "").strip()
    if typed == request.POST.get("was-hour"):
        return hour_of(person(request))
    if not typed:
        return None
    if typed.isascii() and typed.isdigit() and len(typed) <= 2:
        return int(typed)
    raise ValidationError("Choose an hour of the day, from 0 to 23.")
