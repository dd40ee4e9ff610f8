"""“Is it you?” at the desk: a session that somebody left open or stole alone opens no way in, neither for them nor for others.

Who answers is allauth's business; how long an answer counts is its ACCOUNT_REAUTHENTICATION_TIMEOUT.
"""

from collections.abc import Iterable

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from editorial.states import Role
from editorial.web.resend import not_saved

CONFIRM = (
    "Confirm that it is you in another tab of this browser: whoever changes an e-mail address or a second step, gives a role, or "
    "invites somebody could open a way in for themselves. Then close that tab, come back to this page, and press “Save again”."
)


def confirm_first(request: HttpRequest) -> str:
    """The address of “Is it you?”, which leads to this page afterwards."""
    return _asking(request.path)


def _asking(then: str) -> str:
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': then})}"


def require_confirmed(request: HttpRequest) -> None:
    """Raise `ReauthenticationRequired` unless the person said a short while ago who they are."""
    raise_if_reauthentication_required(request, app="allauth.account")


def require_confirmed_for(request: HttpRequest, roles: Iterable[str]) -> None:
    """The same where these roles are given; an author's opens nothing but drafts of their own."""
    if set(roles) - {Role.AUTHOR.value}:
        require_confirmed(request)


def ask_first(request: HttpRequest) -> HttpResponse:
    """What was sent, to be sent again once its sender said in another tab that it is they."""
    confirm = _asking(reverse("confirmed"))
    return not_saved(request, reasons=[CONFIRM], status=403, may_resend=True, confirm=confirm)


__all__ = [
    "ReauthenticationRequired",
    "ask_first",
    "confirm_first",
    "require_confirmed",
    "require_confirmed_for",
]
