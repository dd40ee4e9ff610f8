"""The Celery tasks of issues; beat sends them (CELERY_BEAT_SCHEDULE)."""

from celery import shared_task

from editorial.issues import planned, reminders


@shared_task(name="editorial.issues.tasks.remind")
def remind() -> None:
    """Remind everybody of what is due."""
    reminders.remind()


@shared_task(name="editorial.issues.tasks.publish_what_is_due")
def publish_what_is_due() -> None:
    """Publish the editions whose planned time has come."""
    planned.publish_what_is_due()
