"""The Celery task of imports."""

from celery import shared_task

from editorial.importing.models import Import
from editorial.importing.operations import convert_word
from editorial.jobs.work import perform


@shared_task(name=Import.task_name)
def convert(pk: str) -> None:
    """Convert one Word file, if it still needs it."""
    perform(model=Import, pk=pk, work=convert_word)
