"""Speaking with the issuer: what it says of itself, where people are sent, what becomes of the code they bring back."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

from django.conf import settings

from editorial.accounts.openid import tokens
from editorial.accounts.openid.errors import SignInRefused
from editorial.accounts.openid.fetching import fetch_json, is_loopback, is_usable_address
from editorial.accounts.openid.pending import Pending

KEEP_SECONDS = 10 * 60  # what the issuer says of itself, and its keys
NEW_KEYS_SECONDS = 30  # at most so often they are asked for because of a key that nobody knows
FAILED_SECONDS = 10
_kept: dict[
    str, tuple[float, Any]
] = {}  # in each process for itself: a cache that others write to would decide who is who


@dataclass(frozen=True, slots=True)
class Issuer:
    """What it publishes of itself (OpenID Connect Discovery 1.0, section 3), as far as we use it."""

    name: str  # exactly as it stands in tokens
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    takes_basic: bool
    names_itself: bool  # in the answer through the browser (RFC 9207)


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody whom the issuer has signed in.

    `email` is blank unless the issuer says that it verified it; `second_step`: it asked for one; `at`: when it last asked
    the person for anything, in seconds since 1970, 0 when it does not say.
    """

    issuer: str
    subject: str
    email: str
    second_step: bool
    at: float


def issuer_name() -> str:
    """OPENID_ISSUER as links name it: a slash at the end does not make another issuer."""
    name: str = settings.OPENID_ISSUER
    return name.rstrip("/")


def forget() -> None:
    """Ask the issuer anew. For tests."""
    _kept.clear()


def the_issuer() -> Issuer:
    """What the issuer says of itself, at most ten minutes old. Raises `SignInRefused`."""
    found: Issuer = _keep("issuer", KEEP_SECONDS, _discover)
    return found


def authorization_address(issuer: Issuer, pending: Pending, *, state: str, redirect_uri: str) -> str:
    """Where the browser is sent (OpenID Connect Core 1.0, section 3.1.2.1; PKCE: RFC 7636)."""
    asked = {
        "response_type": "code",
        "client_id": settings.OPENID_CLIENT_ID,
        "redirect_uri": redirect_uri,
        "scope": "openid email profile",
        "state": state,
        "nonce": pending.nonce,
        "code_challenge": pending.challenge,
        "code_challenge_method": "S256",
    }
    if pending.person:
        asked |= {"prompt": "login", "max_age": "0"}
    if settings.OPENID_ACR:
        asked["acr_values"] = " ".join(settings.OPENID_ACR)
    parts = urlsplit(issuer.authorization_endpoint)
    given = [(name, value) for name, value in parse_qsl(parts.query) if name not in asked]
    return parts._replace(query=urlencode([*given, *asked.items()])).geturl()


def identify(issuer: Issuer, pending: Pending, *, code: str, redirect_uri: str) -> Identity:
    """Who it is that came back with this code. Raises `SignInRefused`."""
    answer = _exchange(issuer, pending, code=code, redirect_uri=redirect_uri)
    token, access = answer.get("id_token"), answer.get("access_token")
    if not isinstance(token, str):
        raise SignInRefused("not_trusted", "the answer has no ID token")
    claims = tokens.verified_claims(
        token,
        keys=_keys(issuer, kid=tokens.key_id(token)),
        issuer=issuer.name,
        client_id=settings.OPENID_CLIENT_ID,
        nonce=pending.nonce,
    )
    about = claims
    if ("email" not in claims or "email_verified" not in claims) and issuer.userinfo_endpoint:
        if not isinstance(access, str) or not access.isascii() or not access.isprintable():
            raise SignInRefused("not_trusted", "the answer has no access token")
        about = fetch_json(issuer.userinfo_endpoint, bearer=access)
        if about.get("sub") != claims["sub"]:  # OpenID Connect Core 1.0, section 5.3.2
            raise SignInRefused("not_trusted", "userinfo is about another person")
    at = claims.get("auth_time")
    return Identity(
        issuer=issuer_name(),
        subject=claims["sub"],
        email=_verified_email(about),
        second_step=_asked_second_step(claims),
        at=at if isinstance(at, int | float) else 0,
    )


def _verified_email(about: dict[str, Any]) -> str:
    email = about.get("email")
    # Amazon Cognito writes the word instead of the value.
    verified = about.get("email_verified") is True or about.get("email_verified") == "true"
    if not verified or not isinstance(email, str) or not email.isprintable() or len(email) > 254:
        return ""
    return email.strip()


def _asked_second_step(claims: dict[str, Any]) -> bool:
    """Whether the token says that more than one factor was asked for (RFC 8176: “mfa”), or one of OPENID_ACR."""
    methods, level = claims.get("amr"), claims.get("acr")
    return (isinstance(methods, list) and "mfa" in methods) or (
        isinstance(level, str) and level in settings.OPENID_ACR
    )


def _discover() -> Issuer:
    said = fetch_json(f"{issuer_name()}/.well-known/openid-configuration")
    name = said.get("issuer")
    if not isinstance(name, str) or name.rstrip("/") != issuer_name():
        raise SignInRefused("unavailable", f"the issuer calls itself {str(name)[:200]!r}")
    http = is_loopback(settings.OPENID_ISSUER)
    for endpoint in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not is_usable_address(said.get(endpoint), loopback=http):
            raise SignInRefused("unavailable", f"the issuer's {endpoint} is no https address")
    userinfo = said.get("userinfo_endpoint")
    ways = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if not isinstance(ways, list) or not {"client_secret_basic", "client_secret_post"} & set(map(str, ways)):
        raise SignInRefused("unavailable", "the issuer takes no client secret")
    return Issuer(
        name=name,
        authorization_endpoint=said["authorization_endpoint"],
        token_endpoint=said["token_endpoint"],
        jwks_uri=said["jwks_uri"],
        userinfo_endpoint=str(userinfo) if is_usable_address(userinfo, loopback=http) else "",
        takes_basic="client_secret_basic" in ways,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _keys(issuer: Issuer, *, kid: str | None) -> list[dict[str, Any]]:
    """The issuer's keys; asked for anew when it signs with one that we have not seen."""
    keys: list[dict[str, Any]] = _keep("keys", KEEP_SECONDS, lambda: _fetch_keys(issuer))
    if not tokens.has_key(keys, kid):
        keys = _keep("keys", NEW_KEYS_SECONDS, lambda: _fetch_keys(issuer))
    return keys


def _fetch_keys(issuer: Issuer) -> list[dict[str, Any]]:
    keys = fetch_json(issuer.jwks_uri).get("keys")
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []


def _keep(what: str, seconds: float, ask: Any) -> Any:
    """What was asked for less than `seconds` ago, or the answer of `ask` now.

    A failure is kept for a moment too: whoever presses the button while the issuer is silent does not hold up every process.
    """
    name = f"{what} {settings.OPENID_ISSUER}"
    at, found = _kept.get(name, (0.0, None))
    failed = isinstance(found, SignInRefused)
    if found is None or time.monotonic() - at > (FAILED_SECONDS if failed else seconds):
        try:
            found = ask()
        except SignInRefused as error:
            found = SignInRefused(error.code, error.detail)  # without what it was raised by
        _kept[name] = (time.monotonic(), found)
    if isinstance(found, SignInRefused):
        raise SignInRefused(found.code, found.detail)
    return found


def _exchange(issuer: Issuer, pending: Pending, *, code: str, redirect_uri: str) -> dict[str, Any]:
    """The answer to the code (OpenID Connect Core 1.0, section 3.1.3.1)."""
    data = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": pending.verifier,
    }
    who = settings.OPENID_CLIENT_ID, settings.OPENID_CLIENT_SECRET
    if issuer.takes_basic:
        # RFC 6749, section 2.3.1: encoded first, so that a colon in them is none.
        return fetch_json(issuer.token_endpoint, data=data, basic=(quote_plus(who[0]), quote_plus(who[1])))
    return fetch_json(issuer.token_endpoint, data=data | {"client_id": who[0], "client_secret": who[1]})
