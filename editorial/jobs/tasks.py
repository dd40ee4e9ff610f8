"""The Celery task of the jobs themselves; beat sends it (CELERY_BEAT_SCHEDULE)."""

from celery import shared_task
from django.utils import timezone

from editorial.jobs.operations import reconcile
from editorial.jobs.queries import job_models


@shared_task(name="editorial.jobs.tasks.reconcile_jobs")
def reconcile_jobs() -> None:
    """Reconcile every kind of job."""
    for model in job_models():
        reconcile(model=model, at=timezone.now())
