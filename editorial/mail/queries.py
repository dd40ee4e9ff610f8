"""Questions about how this house sends e-mail."""

from django.conf import settings

STAYS_HERE = {f"django.core.mail.backends.{name}.EmailBackend" for name in ("filebased", "console", "dummy")}


def reaches_people() -> bool:
    """Whether e-mails leave the machine: without a mail server they are files, and links are passed on by hand."""
    return settings.MAIL_TRANSPORT not in STAYS_HERE
