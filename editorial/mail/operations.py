"""Writing an e-mail down, and sending it for real."""

import smtplib
from datetime import datetime
from email.utils import make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from editorial.jobs.operations import enqueue
from editorial.jobs.work import JobFailed, Lease
from editorial.mail.addresses import LONGEST, can_be_a_recipient, validate_address
from editorial.mail.models import Email

ATTEMPTS = 9
PAUSES_S = (60, 120, 240, 480, 900, 1800, 3600)  # greylisting wants minutes, a server being repaired hours


class Unsendable(ValueError):
    """Nothing can be sent to this `recipient`."""

    def __init__(self, recipient: str):
        self.recipient = recipient
        super().__init__(f"{recipient!r} is no address that an e-mail can be sent to.")


def queue_email(
    *, recipient: str, sender: str, subject: str, text: str, html: str = "", at: datetime | None = None
) -> Email:
    """Write an e-mail to one person down; a worker sends it after the commit.

    Raises `Unsendable` for a recipient that is none, `BadHeaderError` (both are `ValueError`s) for a line break in the
    sender or the subject, `ValueError` for one too long for its column. A queue that is away is neither waited for nor
    an error.
    """
    at = at or timezone.now()
    _require_sendable(recipient)
    email = Email(
        recipient=recipient, sender=sender, subject=subject, text=text, html=html,
        queued_at=at, max_attempts=ATTEMPTS,
    )  # fmt: skip
    _message(email).message()
    for name, limit in (("sender", 254), ("subject", 500)):
        if len(getattr(email, name)) > limit:
            raise ValueError(f"The e-mail’s {name} is longer than {limit} characters.")
    with transaction.atomic():
        email.save(force_insert=True)
        enqueue(job=email, at=at)
    return email


def _require_sendable(recipient: str) -> None:
    """Raise `Unsendable`."""
    try:
        validate_address(parseaddr(recipient)[1])
    except ValidationError as error:
        raise Unsendable(recipient) from error
    if len(recipient) > LONGEST or not recipient.isprintable() or not can_be_a_recipient(recipient):
        raise Unsendable(recipient)


def send_email(record: Email, lease: Lease) -> dict[str, Any]:
    """Send one e-mail through `settings.MAIL_TRANSPORT`. Returns the fields to store: its words are gone then.

    Raises `JobFailed`: to be tried again later when the server is away or says so, for good when it refuses.
    """
    lease.report("Sending")
    try:
        _message(record, connection=get_connection(settings.MAIL_TRANSPORT)).send()
    except Exception as error:  # every transport raises its own; each becomes words on the row
        raise _as_failure(error, attempt=record.attempts) from error
    return {"text": "", "html": ""}


def _message(email: Email, connection: Any = None) -> EmailMultiAlternatives:
    """The message as it goes out. Its id is the row's, so that a message sent twice can be told to be one."""
    domain = email.sender.rpartition("@")[2].strip("<> ") or "localhost"
    headers = {"Message-ID": f"<oewatch-email-{email.pk}@{domain}>" if email.pk else make_msgid()}
    message = EmailMultiAlternatives(
        email.subject, email.text, email.sender, [email.recipient], headers=headers, connection=connection
    )
    if email.html:
        message.attach_alternative(email.html, "text/html")
    return message


def _as_failure(error: Exception, *, attempt: int) -> JobFailed:
    """What went wrong in words, and whether it may go better later."""
    pause_s = PAUSES_S[min(max(attempt, 1), len(PAUSES_S)) - 1]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        if all(code >= 500 for code in codes):
            return JobFailed(reason="The mail server refused the recipient’s address.", detail=str(error))
    elif isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPNotSupportedError):
        return JobFailed(
            reason="The mail server refused our sign-in. Look at the setting EMAIL_URL, then start it again.",
            detail=str(error),
        )
    elif isinstance(error, smtplib.SMTPResponseException):
        if error.smtp_code >= 500:
            return JobFailed(
                reason=f"The mail server refused it (code {error.smtp_code}).", detail=str(error)
            )
    elif not isinstance(error, OSError | smtplib.SMTPException):
        return JobFailed(reason="The e-mail could not be put together.", detail=repr(error))
    return JobFailed(
        reason="The mail server could not take it now.",
        detail=repr(error),
        retry=True,
        retry_after_s=pause_s,
    )
