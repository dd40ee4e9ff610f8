"""The Celery tasks of renditions."""

from celery import shared_task

from editorial.content.files import remove_partial_files
from editorial.issues.models import Rendition
from editorial.jobs.ahead import MAKE_PRINT_PICTURE
from editorial.rendering import telling
from editorial.rendering.operations import HELP, help_rendition, remove_old_parts
from editorial.rendering.pdf.processes import make_ready
from editorial.rendering.print_pictures_ahead import make_ahead
from editorial.rendering.print_pictures_unused import remove_unused_folders


@shared_task(name=Rendition.task_name)
def render(pk: str) -> None:
    """Render what is most urgent: this rendition, or one that goes before it and waits too."""
    telling.render_and_tell(pk)
    make_ready()  # the next one does not wait for the engine


@shared_task(name=HELP)
def help_render(pk: str) -> None:
    """Set parts of a rendition that another worker makes."""
    help_rendition(pk)


@shared_task(name="editorial.rendering.tasks.tell_of_renditions")
def tell_of_renditions() -> None:
    """Tell whoever asked for a PDF what their worker could not tell them any more."""
    telling.tell_of_finished()


@shared_task(name="editorial.rendering.tasks.remove_old_parts")
def remove_unused_parts() -> None:
    """Remove parts that no rendition has wanted for long, pictures at a print size that nobody makes any more, and what killed
    workers left half written.
    """
    remove_old_parts()
    remove_unused_folders()
    remove_partial_files()


@shared_task(name=MAKE_PRINT_PICTURE)
def make_print_picture(name: str) -> None:
    """Bring a picture that was just taken in to print size."""
    make_ahead(name)
