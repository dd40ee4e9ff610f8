"""How many failed sign-ins there may be before somebody has to wait: django-axes with two limits.

Failures are rows (`AccessAttempt`), so that they outlive a restart and a cache that is away. They are counted for an account
and a client together, and, with a larger limit, for a client alone. Not for an account alone: a stranger who knows an
editor's address could keep the editor out with it.
"""

from functools import partial
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.internal.ratelimit import truncate_ip
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from editorial.accounts.queries import account_with
from editorial.security.models import Kind
from editorial.security.operations import mark_of, note

HOW = {"totp": "code", "recovery_codes": "recovery code", "webauthn": "passkey"}


def client_of(request: HttpRequest) -> str:
    """The client's IP address, as allauth counts it: of an IPv6 address the network, for one client has all of it."""
    address: str = truncate_ip(get_adapter().get_client_ip(request))
    return address


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """What failures of these credentials are counted under: the account's address in lower case, for nobody's a mark.

    An administrator gives the same address to `manage.py axes_reset_username`.
    """
    given = credentials or {}
    email, username = str(given.get("email") or ""), str(given.get("username") or "")
    account = _account(request, email=email, username=username)
    return name_of(account) if account else mark_of(email or username)


def name_of(account: User) -> str:
    """What failures of an account are counted under."""
    return account.email.lower() or account.username


def _account(request: HttpRequest, *, email: str, username: str) -> User | None:
    """The account that was meant; looked up once for each request, although axes asks many times."""
    known: dict[tuple[str, str], User | None] = request.__dict__.setdefault("_sign_in_accounts", {})
    if (email, username) not in known:
        found = account_with(email) if email else User.objects.filter(username=username).first()
        known[email, username] = found
    return known[email, username]


class SignInLimits(AxesDatabaseHandler):
    """Counts, locks, and writes all of it into the security log."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Failures for the account from this client; as many as lock, when the client alone has reached its own limit."""
        pair, client = self._counts(request, credentials)
        reached = client >= settings.SIGN_IN_FAILURES_PER_CLIENT
        return max(pair, settings.SIGN_IN_FAILURES) if reached else pair

    def _counts(self, request: HttpRequest, credentials: dict[str, Any] | None) -> tuple[int, int]:
        """In the order of AXES_LOCKOUT_PARAMETERS."""
        pair, client = (
            attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return pair, client

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """After a sign-in the account's own failures from this client are forgotten, and nobody else's."""
        pair, _client = self.filter_user_attempts(request, credentials)
        deleted: int = pair.delete()[0]
        return deleted

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Count it. Attempts while it is locked are not noted any more: nobody fills the log with them."""
        locked_before = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is None or locked_before:
            return
        email, username = str(credentials.get("email") or ""), str(credentials.get("username") or "")
        account = _account(request, email=email, username=username)
        told = partial(note, person=account, address=email or username, request=request)
        again = request.user.is_authenticated if hasattr(request, "user") else False
        told(kind=Kind.SIGN_IN_FAILED, detail="asked again while signed in" if again else "")
        if getattr(request, "axes_locked_out", False):
            pair, client = self._counts(request, credentials)
            detail = f"{pair} failures for this address from this client, {client} from this client"
            told(kind=Kind.SIGN_IN_LOCKED, detail=detail)

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        """Forget their failures."""
        super().user_logged_in(sender, request, user, **kwargs)
        ways = [
            HOW.get(str(record.get("type")), str(record["method"]))
            for record in get_authentication_records(request, user)
        ]
        note(kind=Kind.SIGNED_IN, person=user, detail=", ".join(dict.fromkeys(ways)), request=request)

    def user_logged_out(self, sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
        """Note it; there is nothing to count."""
        super().user_logged_out(sender, request, user, **kwargs)
        if user is not None:
            note(kind=Kind.SIGNED_OUT, person=user, request=request)


def lift_lock(*, account: User, by: User | None, why: str) -> bool:
    """Forget the account's failed sign-ins from every client. Returns whether there were any."""
    lifted = bool(AxesProxyHandler.reset_attempts(username=name_of(account)))
    if lifted:
        note(kind=Kind.LOCK_LIFTED, person=account, by=by, detail=why)
    return lifted


def locked_page(
    request: HttpRequest, _response: HttpResponse | None, _credentials: dict[str, Any] | None
) -> HttpResponse:
    """Says how long to wait and what else helps; the same for an address that nobody has."""
    minutes = settings.SIGN_IN_LOCK_MINUTES
    if get_adapter().is_ajax(request):
        message = f"Too many failed sign-ins. Wait {minutes} minutes, then try again."
        return JsonResponse({"error": "locked", "message": message}, status=429)
    page = render(request, "account/locked.html", {"minutes": minutes}, status=429)
    add_never_cache_headers(page)
    return page
