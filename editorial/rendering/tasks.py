"""The Celery task of renditions."""

from celery import shared_task

from editorial.issues.models import Rendition
from editorial.rendering import telling


@shared_task(name=Rendition.task_name)
def render(pk: str) -> None:
    """Render one rendition, if it still needs it."""
    telling.render_and_tell(pk)


@shared_task(name="editorial.rendering.tasks.tell_of_renditions")
def tell_of_renditions() -> None:
    """Tell whoever asked for a PDF what their worker could not tell them any more."""
    telling.tell_of_finished()
