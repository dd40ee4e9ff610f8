"""Reading about jobs."""

from datetime import datetime

from django.apps import apps
from django.db.models import QuerySet

from editorial.jobs.models import Job
from editorial.states import JobStatus


def job_models() -> list[type[Job]]:
    """Every concrete kind of job of this installation, by label; each names its task in `task_name`."""
    found = (model for model in apps.get_models() if issubclass(model, Job))
    return sorted(found, key=lambda model: model._meta.label)


def waiting(model: type[Job], *, told_before: datetime) -> QuerySet[Job]:
    """The jobs that workers were told of before that moment and none has taken: every worker is busy.

    A job without a message waits for the reconciler, and one that pauses is noted as told of later: both are left out.
    """
    return model._default_manager.filter(status=JobStatus.QUEUED, message_sent_at__lte=told_before)
