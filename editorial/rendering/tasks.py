"""The Celery task of renditions."""

from celery import shared_task

from editorial.issues.models import Rendition
from editorial.jobs.work import perform
from editorial.rendering.operations import render_rendition


@shared_task(name=Rendition.task_name)
def render(pk: str) -> None:
    """Render one rendition, if it still needs it."""
    perform(model=Rendition, pk=pk, work=render_rendition)
