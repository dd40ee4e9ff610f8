"""What a person was told, as far as they may still know of it."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from editorial.content.models import Article
from editorial.content.permissions import roles_of, visible_articles
from editorial.notify.models import Channel, DailyEmail, Notification, Preference
from editorial.notify.people import ISSUE_READERS
from editorial.notify.table import TABLE

MOST_COUNTED = 100


def visible_to(user: User) -> QuerySet[Notification]:
    """What this person was told and may know of today, the newest first. Whoever lost a role loses its news with it."""
    told = Notification.objects.filter(recipient=user)
    known = Q(article__in=visible_articles(user, Article.objects.order_by()))
    if roles_of(user) & ISSUE_READERS:
        known |= Q(article__isnull=True)  # see `people.may_hear`
    return told.filter(known)


def unread_count(user: User) -> int:
    """How many they have not read, `MOST_COUNTED` at most. One query, once the person's roles are known."""
    return visible_to(user).filter(read_at=None).order_by()[:MOST_COUNTED].count()


def channels_of(user: User) -> dict[str, str]:
    """By what way this person hears of each kind."""
    chosen = dict(Preference.objects.filter(user=user).values_list("kind", "channel"))
    return {kind: chosen.get(kind, row.usual.value) for kind, row in TABLE.items()}


def hour_of(user: User) -> int | None:
    """From which hour on the person's daily e-mail goes out; None where the house's hour holds."""
    return DailyEmail.objects.filter(user=user).values_list("hour", flat=True).first()


def owed(channel: Channel) -> QuerySet[Notification]:
    """What an e-mail is still owed for, whoever is to have it."""
    return Notification.objects.filter(channel=channel, mailed_at=None, read_at=None)


def told_of(same_as: Iterable[str]) -> set[str]:
    """Which of these somebody was told of already."""
    asked, found = list(same_as), set()
    for first in range(0, len(asked), 500):
        told = Notification.objects.filter(same_as__in=asked[first : first + 500])
        found |= set(told.order_by().values_list("same_as", flat=True).distinct())
    return found
