"""Sign-ins at the issuer in the security log. One that succeeds is noted as any other (`accounts.limits`)."""

from django.http import HttpRequest

from editorial.accounts.openid.errors import SignInRefused
from editorial.security.models import Kind
from editorial.security.operations import note


def note_refused(request: HttpRequest, error: SignInRefused) -> None:
    """Somebody went to the issuer or came back from it, and was not signed in."""
    detail = f"openid, {error.code}: {error.detail}"
    note(kind=Kind.SIGN_IN_FAILED, person=error.account, address=error.email, detail=detail, request=request)
