"""Adding to the security log."""

import logging

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.contrib.auth.models import AbstractBaseUser, User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from editorial.security.models import Kind, SecurityEvent

logger = logging.getLogger("oewatch.security")


def mark_of(address: str) -> str:
    """Stands for an address that is nobody's: the same for the same address, and nobody reads the address out of it.

    Somebody who types their password into the wrong field must not find it in a table. Keyed with SECRET_KEY.
    """
    return f"unknown:{salted_hmac('oewatch.security', address.strip().lower()).hexdigest()[:16]}"


def note(
    *,
    kind: Kind,
    person: AbstractBaseUser | None = None,
    by: AbstractBaseUser | None = None,
    address: str = "",
    detail: str = "",
    request: HttpRequest | None = None,
) -> SecurityEvent:
    """Add a row to the log, and a line to the logger `oewatch.security`.

    `person`: whose account it is about; `by`: who did it, when that is somebody else. `address` is kept for a known `person`
    alone; without one its `mark_of` is. `request`: None takes the one that is being answered, if there is one.
    """
    request = request or context.request
    agent = request.META.get("HTTP_USER_AGENT", "") if request else ""
    event = SecurityEvent.objects.create(
        at=timezone.now(),
        kind=kind,
        person_id=person.pk if person else None,
        by_id=by.pk if by and (person is None or by.pk != person.pk) else None,
        address=_kept(address, person),
        ip=get_adapter().get_client_ip(request) if request else None,
        user_agent=_on_one_line(agent)[:200],
        detail=_on_one_line(detail)[:500],
    )
    said = {
        "event": kind.value,
        "person": event.person_id,
        "by": event.by_id,
        "ip": event.ip,
        "detail": "" if "@" in event.detail else event.detail,  # addresses of people stand in the table alone
    }
    logger.info(
        " ".join(f"{name}={value}" for name, value in said.items() if value), extra={"security": said}
    )
    return event


def _on_one_line(text: str) -> str:
    """Nobody adds lines of their own to the log."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def _kept(address: str, person: AbstractBaseUser | None) -> str:
    if isinstance(person, User):
        return (address or person.email)[:254]
    return mark_of(address) if address else ""
