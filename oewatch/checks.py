"""What is wrong with this installation, in plain words (`manage.py check`)."""

import os
from collections.abc import Iterable
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email


@register()
def secret_key_is_set(**kwargs: Any) -> Iterable[CheckMessage]:
    """With a database server, the key must come from the environment: every machine needs the same one."""
    if settings.PRODUCTION and not settings.DEBUG and not settings.SECRET_KEY_SET:
        yield Error(
            "DATABASE_URL names a database server, but SECRET_KEY is not set.",
            hint="Set SECRET_KEY to the same long random text on every machine. One is made by: "
            'python -c "import secrets; print(secrets.token_urlsafe(64))"',
            id="oewatch.E001",
        )


@register()
def data_folder_is_writable(**kwargs: Any) -> Iterable[CheckMessage]:
    """Files, proofs and the embedded database are written there."""
    folder = Path(settings.DATA_DIR)
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Error(
            f"The data folder {folder} cannot be written by this user.",
            hint="Change its owner, or set OEWATCH_DATA_DIR to a folder of your own.",
            id="oewatch.E002",
        )


@register()
def lease_outlives_reconciling(**kwargs: Any) -> Iterable[CheckMessage]:
    """A lease must be long enough to be renewed a few times, and shorter than the time limit."""
    if not 3 <= settings.JOB_LEASE_SECONDS < settings.JOB_TIME_LIMIT_SECONDS:
        yield Error(
            f"JOB_LEASE_SECONDS is {settings.JOB_LEASE_SECONDS}, JOB_TIME_LIMIT_SECONDS is "
            f"{settings.JOB_TIME_LIMIT_SECONDS}.",
            hint="A lease lasts at least 3 seconds and less than the time limit of a job.",
            id="oewatch.E003",
        )


@register()
def rights_policy_is_readable(**kwargs: Any) -> Iterable[CheckMessage]:
    """A mistyped license or sentence would leave the house with another policy than it wrote down."""
    for problem in settings.RIGHTS_POLICY_PROBLEMS:
        yield Error(problem.message, hint=problem.hint, id="oewatch.E005")


@register()
def daily_email_has_its_hour(**kwargs: Any) -> Iterable[CheckMessage]:
    """With an hour that no day has, no daily e-mail and no reminder would ever go out."""
    if not 0 <= settings.NOTIFY_DIGEST_HOUR <= 23:
        yield Error(
            f"NOTIFY_DIGEST_HOUR is {settings.NOTIFY_DIGEST_HOUR}.",
            hint="Set it to an hour of the day, from 0 to 23.",
            id="oewatch.E006",
        )


@register(deploy=True)
def production_has_its_queue(**kwargs: Any) -> Iterable[CheckMessage]:
    """Two machines that each start a queue of their own would not see each other's messages."""
    if settings.PRODUCTION and settings.EMBEDDED_QUEUE:
        yield Warning(
            "DATABASE_URL names a database server, but REDIS_URL is not set.",
            hint="Set REDIS_URL, or workers on other machines will not hear of new work.",
            id="oewatch.W001",
        )


@register(deploy=True)
def production_has_its_address(**kwargs: Any) -> Iterable[CheckMessage]:
    """Without it there is no https: no secure cookies, no HSTS, no allowed host."""
    if settings.PRODUCTION and not settings.SERVED_BY_HTTPS:
        yield Warning(
            "PUBLIC_URL is not set to an https address.",
            hint="Set PUBLIC_URL to the address people type, such as https://digest.example.org.",
            id="oewatch.W002",
        )


@register()
def sender_is_an_address(**kwargs: Any) -> Iterable[CheckMessage]:
    """Mail servers refuse a sender that is none, and a line break in it would be a header of its own."""
    for name in ("DEFAULT_FROM_EMAIL", "SERVER_EMAIL"):
        sender = getattr(settings, name)
        try:
            validate_email(parseaddr(sender)[1].replace("@localhost", "@localhost.example"))
            readable = sender.isprintable()
        except ValidationError:
            readable = False
        if not readable:
            yield Error(
                f"{name} is “{sender}”, which is not an address.",
                hint="Set DEFAULT_FROM_EMAIL to an address such as “Digest <digest@example.org>”.",
                id="oewatch.E004",
            )


@register(deploy=True)
def production_sends_mail(**kwargs: Any) -> Iterable[CheckMessage]:
    """Invitations and password resets would end as files on a machine that nobody looks at."""
    if settings.PRODUCTION and not settings.EMAIL_URL_SET:
        yield Warning(
            "DATABASE_URL names a database server, but EMAIL_URL is not set: e-mails are written to files in "
            f"{settings.EMAIL_FILE_PATH}.",
            hint="Set EMAIL_URL, such as smtp+tls://user:password@mail.example.org:587.",
            id="oewatch.W003",
        )
    elif settings.PRODUCTION and parseaddr(settings.DEFAULT_FROM_EMAIL)[1].endswith("@localhost"):
        yield Warning(
            f"E-mails would come from {settings.DEFAULT_FROM_EMAIL}; most servers refuse that.",
            hint="Set DEFAULT_FROM_EMAIL to an address of your own, such as “Digest <digest@example.org>”.",
            id="oewatch.W004",
        )
