"""Whether an ID token is true: OpenID Connect Core 1.0, section 3.1.3.7, and RFC 8725."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import jwt

from editorial.accounts.openid.errors import SignInRefused

# algorithm → type of key it needs. Never “none”, never HS…: a key that is public would sign.
ALGORITHMS = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
LEAST_RSA_BITS = 2048
CLOCKS_DIFFER_SECONDS = 60


def key_id(token: str) -> str | None:
    """The key that the token says it is signed with. Raises `SignInRefused` for what is no token of a kind we take."""
    return _header(token)[0]


def verified_claims(
    token: str, *, keys: Iterable[Mapping[str, Any]], issuer: str, client_id: str, nonce: str
) -> dict[str, Any]:
    """What the token says, once everything about it was verified. Raises `SignInRefused`.

    `keys` are the issuer's public keys (JWKs), `nonce` what this browser's request was sent with.
    """
    kid, algorithm = _header(token)
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(keys, kid=kid, algorithm=algorithm),
            algorithms=[algorithm],
            audience=client_id,
            issuer=issuer,
            leeway=CLOCKS_DIFFER_SECONDS,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
    except SignInRefused:
        raise
    except (
        Exception
    ) as error:  # whatever the library stumbles over in a token or a key is no reason to trust it
        raise _refused("not valid", error) from None
    if not (
        isinstance(claims["nonce"], str) and secrets.compare_digest(claims["nonce"].encode(), nonce.encode())
    ):
        raise _refused("the nonce is another")
    azp, audiences = claims.get("azp"), claims["aud"]
    if azp not in (None, client_id) or (azp is None and audiences not in (client_id, [client_id])):
        raise _refused("made for another program")
    subject = claims["sub"]
    if not (
        isinstance(subject, str) and subject.isascii() and subject.isprintable() and 0 < len(subject) <= 255
    ):
        raise _refused("the subject is no name")
    return claims


def has_key(keys: Iterable[Mapping[str, Any]], kid: str | None) -> bool:
    """Whether a key of this name is among them; without a name any will do."""
    return kid is None or any(key.get("kid") == kid for key in keys)


def _header(token: str) -> tuple[str | None, str]:
    """(name of the key, algorithm). Raises `SignInRefused`."""
    try:
        header = jwt.get_unverified_header(token)
    except Exception as error:  # as above
        raise _refused("no signed token", error) from None
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS or "crit" in header:
        raise _refused("signed by an algorithm that is not allowed")
    return header.get("kid"), algorithm


def _key(keys: Iterable[Mapping[str, Any]], *, kid: str | None, algorithm: str) -> Any:
    """The one public key that may have signed with this algorithm. Raises `SignInRefused`, and what the library raises."""
    fitting = [
        key
        for key in keys
        if key.get("kty") == ALGORITHMS[algorithm]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (kid is None or key.get("kid") == kid)
    ]
    if len(fitting) != 1:
        raise _refused("the issuer has no such key" if not fitting else "the key is not named")
    public = {name: value for name, value in fitting[0].items() if name in ("kty", "n", "e", "crv", "x", "y")}
    key = jwt.PyJWK(public, algorithm=algorithm).key
    if key.key_size < LEAST_RSA_BITS if public["kty"] == "RSA" else key.key_size != 256:
        raise _refused("the issuer's key is too short, or on another curve")
    return key


def _refused(what: str, error: Exception | None = None) -> SignInRefused:
    return SignInRefused("not_trusted", f"ID token: {what}" + (f" ({type(error).__name__})" if error else ""))
