"""The Celery task of the index; beat sends it (CELERY_BEAT_SCHEDULE)."""

from celery import shared_task

from editorial.search.operations import index_waiting

BATCHES = 25  # in one run: the next beat goes on


@shared_task(name="editorial.search.tasks.index_what_waits")
def index_what_waits() -> None:
    """Index the articles whose words changed, batch by batch."""
    for _batch in range(BATCHES):
        if not index_waiting():
            return
