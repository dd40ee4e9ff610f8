"""A site with an issuer: what `oewatch/settings/openid.py` sets, in this process."""

import copy
import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from editorial.accounts.openid import issuer as asking
from oewatch import urls as ours
from tests.openid_issuer import CLIENT_ID, CLIENT_SECRET, TestIssuer, running_issuer

START, CALLBACK = "/accounts/openid/", "/accounts/openid/callback/"
assert ours.urlpatterns  # read before any test sets an issuer: they are decided when they are read
BUTTON = "editorial.accounts.openid.pages.button"


@pytest.fixture
def issuer(settings: Any) -> Iterator[TestIssuer]:
    """The issuer, and a site that is set up for it."""
    with running_issuer() as server:
        set_up(settings, server)
        asking.forget()
        yield server
        asking.forget()


def set_up(settings: Any, server: TestIssuer) -> None:
    settings.OPENID_ISSUER, settings.OPENID_NAME = server.url, "Example ID"
    settings.OPENID_CLIENT_ID, settings.OPENID_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"].append(BUTTON)
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.integration.accounts.openid.urls"


@pytest.fixture
def only(issuer: TestIssuer, settings: Any) -> TestIssuer:
    """The same without passwords."""
    settings.OPENID_ONLY = True
    settings.AUTHENTICATION_BACKENDS = [
        "axes.backends.AxesStandaloneBackend",
        "editorial.accounts.openid.only.NoPasswords",
    ]
    settings.MFA_PASSKEY_LOGIN_ENABLED = False
    settings.ROOT_URLCONF = "tests.integration.accounts.openid.urls_only"
    return issuer


def sent_to(client: Client, **data: str) -> dict[str, str]:
    """Press the button; what the browser is sent to the issuer with."""
    answer = client.post(START, data)
    assert answer.status_code == 200, answer.content.decode()
    refresh = re.search(r'content="0; url=([^"]+)"', answer.content.decode())
    address = html.unescape(refresh[1])  # type: ignore[index]
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def back_from(issuer: TestIssuer, asked: dict[str, str]) -> dict[str, str]:
    """Sign in at the issuer; what the browser brings back."""
    return {name: values[0] for name, values in parse_qs(urlsplit(issuer.authorize(asked)).query).items()}


def sign_in(client: Client, issuer: TestIssuer, **data: str) -> Any:
    """All of it: the button, the issuer, and back. The answer to the last."""
    return client.get(CALLBACK, back_from(issuer, sent_to(client, **data)))


def signed_in(client: Client) -> int | None:
    """Whose session this is."""
    found = client.session.get("_auth_user_id")
    return int(found) if found else None
