"""The Celery task of e-mails."""

from celery import shared_task

from editorial.jobs.work import perform
from editorial.mail.models import Email
from editorial.mail.operations import send_email


@shared_task(name=Email.task_name)
def send(pk: str) -> None:
    """Send one e-mail, if it still needs it."""
    perform(model=Email, pk=pk, work=send_email)
