"""E-mails made of what people were told: at once, and one a day.

Which e-mails are owed is in the database alone (`queries.owed`). An e-mail and the mark that it was written are one
transaction, under locks: nothing is lost when a worker dies, and of two workers one finds nothing left to do.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, time

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from editorial.mail.operations import Unsendable, queue_email
from editorial.notify.emails import compose
from editorial.notify.models import Channel, DailyEmail, Notification
from editorial.notify.people import load_authors, may_hear
from editorial.notify.queries import owed

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 200  # pieces of news in one e-mail; what is beyond them stays in the list of the app


def send_at_once(*, at: datetime | None = None) -> int:
    """Write the e-mails of what is to be heard at once, one for each person. Returns how many."""
    at = at or timezone.now()
    waiting = owed(Channel.AT_ONCE).order_by("recipient").values_list("recipient", flat=True).distinct()
    return sum(_guarded(_send, recipient, Channel.AT_ONCE, at) for recipient in list(waiting))


def send_digests(*, at: datetime | None = None) -> int:
    """Write the daily e-mails whose hour has come, one a day for each person who has news. Returns how many.

    What came after today's hour waits for tomorrow's, unless an e-mail goes out anyway: after a night without workers
    nothing of it is left behind.
    """
    at = at or timezone.now()
    oldest = dict(
        owed(Channel.DIGEST).order_by("recipient").values_list("recipient").annotate(oldest=Min("at"))
    )
    chosen = {daily.user_id: daily for daily in DailyEmail.objects.filter(user__in=list(oldest))}
    due = [
        recipient
        for recipient, first in oldest.items()
        if _is_due(chosen.get(recipient) or DailyEmail(), first=first, at=at)
    ]
    return sum(_guarded(_send_digest, recipient, at) for recipient in due)


def _is_due(daily: DailyEmail, *, first: datetime, at: datetime) -> bool:
    today = timezone.localdate(at)
    hour = settings.NOTIFY_DIGEST_HOUR if daily.hour is None else daily.hour
    begins = timezone.make_aware(datetime.combine(today, time(hour)))
    return daily.last_on != today and first <= begins <= at


def _guarded(send, *args) -> bool:  # type: ignore[no-untyped-def]
    """One person's e-mail; what goes wrong with it is logged, tried again, and in nobody else's way."""
    try:
        return bool(send(*args))
    except Exception:
        logger.exception("the e-mail for user %s could not be written", args[0])
        return False


@transaction.atomic
def _send_digest(recipient: int, at: datetime) -> bool:
    today = timezone.localdate(at)
    DailyEmail.objects.get_or_create(user_id=recipient)
    # Whoever moves the day to today sends; a second worker waits here and then changes no row.
    mine = DailyEmail.objects.filter(Q(last_on=None) | ~Q(last_on=today), user_id=recipient)
    return bool(mine.update(last_on=today)) and _send(recipient, Channel.DIGEST, at)


@transaction.atomic
def _send(recipient: int, channel: Channel, at: datetime) -> bool:
    """Whether an e-mail was written. What may not go out any more stays in the app alone."""
    held = (
        owed(channel)
        .filter(recipient=recipient)
        .select_related("article", "article__section", "issue")
        .select_for_update(of=("self",))
        .order_by("pk")  # as `mark_all_read` locks them
    )
    news = sorted(held, key=lambda one: (one.at, one.pk))
    if not news:
        return False
    user = User.objects.prefetch_related("groups").get(pk=recipient)
    load_authors({one.article_id: one.article for one in news if one.article}.values())
    may = [one for one in news if user.is_active and user.email and may_hear(user, one.article)]
    _keep_in_app(set(news) - set(may))
    if not may or not _write(user, may, channel, at):
        return False
    Notification.objects.filter(pk__in=[one.pk for one in may]).update(mailed_at=at)
    return True


def _write(user: User, news: list[Notification], channel: Channel, at: datetime) -> bool:
    shown, more = news[-MOST_AT_ONCE:], max(0, len(news) - MOST_AT_ONCE)
    message = compose(shown, daily=channel is Channel.DIGEST, more=more)
    try:
        queue_email(
            recipient=user.email,
            sender=settings.DEFAULT_FROM_EMAIL,
            subject=message.subject,
            text=message.text,
            html=message.html,
            at=at,
        )
    except Unsendable as error:
        logger.warning("E-mail to user %s not written: %s", user.pk, error)
        _keep_in_app(news)
        return False
    return True


def _keep_in_app(news: Iterable[Notification]) -> None:
    Notification.objects.filter(pk__in=[one.pk for one in news]).update(channel=Channel.APP)
