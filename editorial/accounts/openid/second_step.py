"""Whether the issuer asked for the second step, where it may (OPENID_SECOND_STEP=issuer)."""

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

METHOD = "openid"  # in allauth's record of how a session began


def asked_by_issuer(request: HttpRequest) -> bool:
    """Whether this session's person was asked for a second step by the issuer, so that none of ours is needed."""
    if settings.OPENID_SECOND_STEP != "issuer":
        return False
    records = get_authentication_records(request, getattr(request, "user", None))
    return any(record.get("method") == METHOD and record.get("second_step") is True for record in records)
