"""The Celery task of accounts; beat sends it (CELERY_BEAT_SCHEDULE)."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="editorial.accounts.tasks.forget_sessions")
def forget_sessions() -> None:
    """Remove sessions that are over, which Django leaves in their table."""
    call_command("clearsessions")
