"""Django's way out for e-mail: everything that is sent becomes a row and is sent by a worker."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from editorial.mail.operations import queue_email


class QueuedBackend(BaseEmailBackend):
    """Writes one `Email` for each recipient. A request never waits for a mail server, and never fails with it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Returns how many messages were written down.

        Raises `ValueError` for what cannot be a message (a line break in a header, an attachment, an address that
        is none), whatever `fail_silently` says: these are mistakes of ours or attacks.
        """
        sent = 0
        for message in email_messages:
            if message.attachments:
                raise ValueError("E-mails with attachments are not sent from here.")
            for recipient in message.recipients():
                queue_email(
                    recipient=recipient,
                    sender=message.from_email,
                    subject=str(message.subject),
                    text=str(message.body),
                    html=_html_of(message),
                )
            sent += bool(message.recipients())
        return sent


def _html_of(message: EmailMessage) -> str:
    for content, kind in getattr(message, "alternatives", []):
        if kind == "text/html":
            return str(content)
    return ""
