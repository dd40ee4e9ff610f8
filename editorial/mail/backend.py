"""Django's way out for e-mail: everything that is sent becomes a row and is sent by a worker."""

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from editorial.mail.operations import Unsendable, queue_email

logger = logging.getLogger(__name__)


class QueuedBackend(BaseEmailBackend):
    """Writes one `Email` for each recipient. A request never waits for a mail server, and never fails with it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Returns how many messages were written down for at least one recipient.

        A recipient that nothing can be sent to is logged and left out: the others, and the request, are none the worse.
        Raises `ValueError` for what cannot be a message (a line break in a header, an attachment), whatever
        `fail_silently` says: these are mistakes of ours or attacks.
        """
        sent = 0
        for message in email_messages:
            if message.attachments:
                raise ValueError("E-mails with attachments are not sent from here.")
            written = [self._write_down(message, recipient) for recipient in message.recipients()]
            sent += any(written)
        return sent

    def _write_down(self, message: EmailMessage, recipient: str) -> bool:
        """Whether it could be."""
        try:
            queue_email(
                recipient=recipient,
                sender=message.from_email,
                subject=str(message.subject),
                text=str(message.body),
                html=_html_of(message),
            )
        except Unsendable:  # its words name the recipient
            logger.warning("E-mail not written down: its recipient is no address.")
            return False
        return True


def _html_of(message: EmailMessage) -> str:
    for content, kind in getattr(message, "alternatives", []):
        if kind == "text/html":
            return str(content)
    return ""
