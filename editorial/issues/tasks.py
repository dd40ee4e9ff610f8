"""The Celery tasks of issues; beat sends them (CELERY_BEAT_SCHEDULE)."""

from celery import shared_task

from editorial.issues import reminders


@shared_task(name="editorial.issues.tasks.remind")
def remind() -> None:
    """Remind everybody of what is due."""
    reminders.remind()
