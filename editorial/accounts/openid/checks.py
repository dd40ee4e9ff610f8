"""What is wrong with the settings of the issuer, in plain words (`manage.py check`)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from editorial.accounts.openid.fetching import is_usable_address

TAG = "oewatch"  # what web servers and workers look at before they start
NEEDED = {
    "OPENID_ISSUER": "the address of the issuer, such as https://login.example.org",
    "OPENID_CLIENT_ID": "what the issuer calls this site",
    "OPENID_CLIENT_SECRET": "the secret that the issuer gave this site",
    "OPENID_NAME": "what people call the issuer: the button says “Sign in with …”",
}
OPTIONAL = ("OPENID_ONLY", "OPENID_ACR")


@register(TAG)
def issuer_is_complete(**kwargs: Any) -> Iterable[CheckMessage]:
    """All of it or nothing: half of it would be a button that leads nowhere, or none where one was meant."""
    if not any(getattr(settings, name) for name in (*NEEDED, *OPTIONAL)):
        return
    for name, what in NEEDED.items():
        if not getattr(settings, name):
            yield Error(
                f"{name} is not set, and other settings of OpenID Connect are.",
                hint=f"Set {name}: {what} (docs/openid.md).",
                id="openid.E001",
            )


@register(TAG)
def issuer_is_an_address(**kwargs: Any) -> Iterable[CheckMessage]:
    """Whoever sits between us and an issuer without https could be anybody of the newsroom."""
    issuer = settings.OPENID_ISSUER
    if issuer and (not is_usable_address(issuer) or "?" in issuer or len(issuer) > 255):
        yield Error(
            f"OPENID_ISSUER is “{issuer}”, which is no https address.",
            hint="Write it as the issuer does, such as https://login.example.org/realms/news, without “/.well-known/…”.",
            id="openid.E002",
        )
    elif "/.well-known/" in issuer:
        yield Error(
            "OPENID_ISSUER is the address of a file of the issuer.",
            hint=f"Leave out what begins with “/.well-known/”: {issuer.partition('/.well-known/')[0]}",
            id="openid.E003",
        )


@register(TAG)
def issuer_has_a_name(**kwargs: Any) -> Iterable[CheckMessage]:
    """It stands on a button and in sentences."""
    if len(settings.OPENID_NAME) > 40 or not settings.OPENID_NAME.isprintable():
        yield Error(
            "OPENID_NAME has more than 40 letters, or some that cannot be seen.",
            hint="Set it to what people call the issuer, such as Example ID.",
            id="openid.E004",
        )


@register(TAG, deploy=True)
def people_can_come_back(**kwargs: Any) -> Iterable[CheckMessage]:
    """The issuer sends people to one address that is registered there, whatever host they typed."""
    if settings.OPENID_ISSUER and not settings.PUBLIC_URL:
        yield Warning(
            "OPENID_ISSUER is set, but PUBLIC_URL is not: the issuer would be told whatever host people typed.",
            hint="Set PUBLIC_URL, and register PUBLIC_URL/accounts/openid/callback/ at the issuer.",
            id="openid.W001",
        )
