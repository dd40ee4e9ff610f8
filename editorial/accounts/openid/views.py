"""Signing in at the issuer: there by a form, back with a code."""

from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from allauth.mfa.internal.constants import LoginStageKey
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from editorial.accounts.openid import pages, pending
from editorial.accounts.openid.errors import SignInRefused
from editorial.accounts.openid.issuer import (
    Identity,
    authorization_address,
    identify,
    issuer_name,
    the_issuer,
)
from editorial.accounts.openid.noting import note_refused
from editorial.accounts.openid.operations import account_of
from editorial.accounts.openid.second_step import METHOD
from editorial.accounts.openid.tokens import CLOCKS_DIFFER_SECONDS
from editorial.accounts.queries import home_of


@never_cache
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Send this browser to the issuer: to sign in, or with `confirm` to answer “Is it you?” for who is signed in.

    `next` is a page of ours to go to afterwards; another site's counts as none.
    """
    limited = ratelimit.consume_or_429(request, action="login")
    if limited:
        return limited
    wanted = request.POST.get("next", "")
    try:
        issuer = the_issuer()
    except SignInRefused as error:
        return _refuse(request, error)
    state, begun = pending.begin(
        request.session,
        next_page=wanted if _is_ours(wanted) else "",
        person=(request.user.pk or 0) if "confirm" in request.POST else 0,
    )
    address = authorization_address(issuer, begun, state=state, redirect_uri=pages.redirect_uri(request))
    return pages.on_the_way(request, address)


@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Sign in whoever comes back from the issuer, in the browser that was sent there.

    The one GET that signs somebody in: the protocol has it so (OpenID Connect Core 1.0, section 3.1.2.5), and `state`
    stands in for the token of a form.
    """
    try:
        begun = pending.take(request.session, request.GET.get("state", ""))
        issuer = the_issuer()
        code = _code(request, issuer_says=issuer.names_itself)
        identity = identify(issuer, begun, code=code, redirect_uri=pages.redirect_uri(request))
        _require_same(request, begun, identity)
        person = account_of(identity=identity, expected=begun.person)
    except SignInRefused as error:
        # Who succeeds was counted when they began; who guesses answers soon gets no others, and fills no log.
        limited = ratelimit.consume_or_429(request, action="login", limit_get=True)
        return limited or _refuse(request, error)
    if begun.person:
        record_authentication(request, person, method=METHOD, reauthenticated=True)
        return HttpResponseRedirect(begun.next or reverse(home_of(person)))
    return _sign_in(request, person, second_step=identity.second_step, next_page=begun.next)


def _code(request: HttpRequest, *, issuer_says: bool) -> str:
    """The code of the answer. Raises `SignInRefused` when it is another issuer's (RFC 9207), or a refusal."""
    said = request.GET.get("iss")
    if (said is None and issuer_says) or (said is not None and said.rstrip("/") != issuer_name()):
        raise SignInRefused("not_trusted", "the answer is another issuer's")
    if "error" in request.GET:
        raise SignInRefused("declined", f"the issuer says {request.GET['error'][:50]!r}")
    code = request.GET.get("code", "")
    if not code or len(code) > 4096 or not code.isascii() or not code.isprintable():
        raise SignInRefused("declined", "the issuer's answer has no code")
    return code


def _require_same(request: HttpRequest, begun: pending.Pending, identity: Identity) -> None:
    """Raise `SignInRefused` when “Is it you?” was asked, unless it is of who is signed in here now, and answered since then."""
    if begun.person and (begun.person != request.user.pk or identity.at < begun.at - CLOCKS_DIFFER_SECONDS):
        raise SignInRefused("not_you", f"subject {identity.subject}")


def _sign_in(request: HttpRequest, person: User, *, second_step: bool, next_page: str) -> HttpResponse:
    """By allauth's stages, as after a password: the second step is asked, unless the issuer did and may."""
    logout(request)  # nothing of whoever used this browser before
    trusted = second_step and settings.OPENID_SECOND_STEP == "issuer"
    record_authentication(request, person, method=METHOD, second_step=trusted)
    stages = {LoginStageKey.MFA_AUTHENTICATE.value: {"handled": True}} if trusted else {}
    return perform_login(
        request,
        Login(user=person, redirect_url=next_page or reverse(home_of(person)), state={"stages": stages}),
    )


def _is_ours(address: str) -> bool:
    """Whether this is a page of the site: allauth's rule, and a path of this very host."""
    if not address.isprintable() or not address.startswith("/") or urlsplit(address).netloc:
        return False
    return bool(get_adapter().is_safe_url(address))


def _refuse(request: HttpRequest, error: SignInRefused) -> HttpResponse:
    note_refused(request, error)
    return pages.refused(request, error)
