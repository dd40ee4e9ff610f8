"""Reading about jobs."""

from django.apps import apps

from editorial.jobs.models import Job


def job_models() -> list[type[Job]]:
    """Every concrete kind of job of this installation, by label; each names its task in `task_name`."""
    found = (model for model in apps.get_models() if issubclass(model, Job))
    return sorted(found, key=lambda model: model._meta.label)
