"""What is wrong with this installation, in plain words (`manage.py check`)."""

import os
import shutil
import stat
from collections.abc import Iterable
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from oewatch.environment import ALSO_READ, near_misses
from oewatch.settings.places import env

TAG = "oewatch"  # what web servers and workers look at before they start (oewatch/starting.py)


@register(TAG)
def environment_is_readable(**kwargs: Any) -> Iterable[CheckMessage]:
    """Everything that stands in the environment and cannot be used; the default was taken for it."""
    for problem in settings.ENVIRONMENT_PROBLEMS:
        yield Error(problem.words, hint=problem.hint, id="oewatch.E010")


@register(TAG)
def names_are_spelled_right(**kwargs: Any) -> Iterable[CheckMessage]:
    """A mistyped name is read by nothing, and the default that is taken instead says nothing.

    It is a guess, and the environment belongs to others too: said, but no reason to fail where warnings are.
    """
    for name, meant in near_misses(os.environ, env.names | ALSO_READ):
        yield Info(
            f"Nothing reads the variable {name}, and {meant} is not set.",
            hint=f"If you meant {meant}, rename it.",
            id="oewatch.I010",
        )


@register(TAG)
def programs_are_there(**kwargs: Any) -> Iterable[CheckMessage]:
    """A validator that cannot be started would hold up every publication."""
    program = settings.VERAPDF
    if program and not shutil.which(program):
        yield Error(
            f"VERAPDF is “{program}”, and there is no program of that name that this user may start.",
            hint="Set VERAPDF to the path of veraPDF, or remove it.",
            id="oewatch.E011",
        )


@register(TAG)
def secret_key_is_set(**kwargs: Any) -> Iterable[CheckMessage]:
    """With a database server, the key must come from the environment: every machine needs the same one."""
    if settings.PRODUCTION and not settings.DEBUG and not _is_given("SECRET_KEY"):
        yield Error(
            "DATABASE_URL names a database server, but SECRET_KEY is not set.",
            hint="Set SECRET_KEY to the same long random text on every machine. One is made by: "
            'python -c "import secrets; print(secrets.token_urlsafe(64))"',
            id="oewatch.E001",
        )


@register(TAG)
def data_folder_is_writable(**kwargs: Any) -> Iterable[CheckMessage]:
    """Files, proofs and the embedded database are written there."""
    folder = Path(settings.DATA_DIR)
    if not _is_unusable("OEWATCH_DATA_DIR") and not os.access(folder, os.W_OK | os.X_OK):
        yield Error(
            f"The data folder {folder} cannot be written by this user.",
            hint="Change its owner, or set OEWATCH_DATA_DIR to a folder of your own.",
            id="oewatch.E002",
        )


@register(TAG)
def data_folder_is_private(**kwargs: Any) -> Iterable[CheckMessage]:
    """It is made for this user alone; one that was there before is used as it is. A group may be let in: nginx hands
    out files (docs/operating.md).
    """
    folder = Path(settings.DATA_DIR)
    if folder.is_dir() and folder.stat().st_mode & stat.S_IRWXO:
        yield Warning(
            f"Everybody with an account on this machine may open the data folder {folder}, which holds unpublished "
            "work and the secret key.",
            hint=f"chmod o= {folder}",
            id="oewatch.W005",
        )


@register(TAG)
def database_has_a_folder(**kwargs: Any) -> Iterable[CheckMessage]:
    """SQLite makes its file, but no folder for it."""
    database = settings.DATABASES["default"]
    if settings.DATABASE_URL and database["ENGINE"].endswith("sqlite3"):
        folder = Path(database["NAME"]).absolute().parent
        if not folder.is_dir():
            yield Error(
                f"DATABASE_URL names a file in {folder}, and there is no such folder.",
                hint="Make the folder, or write a path from the top with four slashes: sqlite:////srv/oewatch/db.sqlite3.",
                id="oewatch.E012",
            )


@register(TAG)
def lease_outlives_reconciling(**kwargs: Any) -> Iterable[CheckMessage]:
    """A lease must be long enough to be renewed a few times, and shorter than the time limit."""
    if not 3 <= settings.JOB_LEASE_SECONDS < settings.JOB_TIME_LIMIT_SECONDS:
        yield Error(
            f"JOB_LEASE_SECONDS is {settings.JOB_LEASE_SECONDS}, JOB_TIME_LIMIT_SECONDS is "
            f"{settings.JOB_TIME_LIMIT_SECONDS}.",
            hint="A lease lasts at least 3 seconds and less than the time limit of a job.",
            id="oewatch.E003",
        )


@register(TAG)
def rights_policy_is_readable(**kwargs: Any) -> Iterable[CheckMessage]:
    """A mistyped license or sentence would leave the house with another policy than it wrote down."""
    for problem in settings.RIGHTS_POLICY_PROBLEMS:
        yield Error(problem.message, hint=problem.hint, id="oewatch.E005")


@register(TAG)
def daily_email_has_its_hour(**kwargs: Any) -> Iterable[CheckMessage]:
    """With an hour that no day has, no daily e-mail and no reminder would ever go out."""
    if not 0 <= settings.NOTIFY_DIGEST_HOUR <= 23:
        yield Error(
            f"NOTIFY_DIGEST_HOUR is {settings.NOTIFY_DIGEST_HOUR}.",
            hint="Set it to an hour of the day, from 0 to 23.",
            id="oewatch.E006",
        )


@register(TAG, deploy=True)
def production_has_its_queue(**kwargs: Any) -> Iterable[CheckMessage]:
    """Two machines that each start a queue of their own would not see each other's messages."""
    if settings.PRODUCTION and not _is_given("REDIS_URL"):
        yield Warning(
            "DATABASE_URL names a database server, but REDIS_URL is not set.",
            hint="Set REDIS_URL, or workers on other machines will not hear of new work.",
            id="oewatch.W001",
        )


@register(TAG, deploy=True)
def production_has_its_address(**kwargs: Any) -> Iterable[CheckMessage]:
    """Without it there is no https: no secure cookies, no HSTS, no allowed host."""
    if settings.PRODUCTION and not settings.SERVED_BY_HTTPS and not _is_unusable("PUBLIC_URL"):
        yield Warning(
            "PUBLIC_URL is not set to an https address.",
            hint="Set PUBLIC_URL to the address people type, such as https://digest.example.org.",
            id="oewatch.W002",
        )


@register(TAG)
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


@register(TAG, deploy=True)
def production_sends_mail(**kwargs: Any) -> Iterable[CheckMessage]:
    """Invitations and password resets would end as files on a machine that nobody looks at."""
    if settings.PRODUCTION and not _is_given("EMAIL_URL"):
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


def _is_given(name: str) -> bool:
    """Whether something stands in the environment, usable or not: what is unusable is an error of its own."""
    return bool(os.environ.get(name, "").strip())


def _is_unusable(name: str) -> bool:
    return any(problem.setting == name for problem in settings.ENVIRONMENT_PROBLEMS)
