"""The Celery tasks of notifications; beat sends them (CELERY_BEAT_SCHEDULE), and a commit the first one."""

from celery import shared_task
from django.conf import settings

from editorial.notify import delivery
from editorial.notify.operations import forget_old
from editorial.notify.waking import SEND_AT_ONCE


@shared_task(name=SEND_AT_ONCE)
def send_at_once() -> None:
    """Write the e-mails that people want at once."""
    delivery.send_at_once()


@shared_task(name="editorial.notify.tasks.send_digests")
def send_digests() -> None:
    """Write the daily e-mails whose hour has come."""
    delivery.send_digests()


@shared_task(name="editorial.notify.tasks.forget_old")
def forget_old_notifications() -> None:
    """Remove what was read long ago."""
    forget_old(days=settings.NOTIFICATION_DAYS)
