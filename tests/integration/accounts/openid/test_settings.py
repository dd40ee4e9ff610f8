"""What the settings of an issuer bring, what they must be, and that without them nothing of it can be reached."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as real
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from editorial.accounts.openid.models import OpenIDLink
from editorial.states import Role
from tests import factories as f
from tests.architecture.test_platform_settings import check, clean_environment
from tests.integration.accounts.openid.conftest import sign_in
from tests.openid_issuer import TestIssuer

ISSUER = {
    "OPENID_ISSUER": "https://login.example.org/realms/news",
    "OPENID_CLIENT_ID": "oewatch",
    "OPENID_CLIENT_SECRET": "between us",
    "OPENID_NAME": "Example ID",
}
ASK = """
import json, django
django.setup()
from django.conf import settings as s
from django.contrib.auth import authenticate, get_backends
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve
html = render_to_string("account/login.html", {}, request=RequestFactory().get("/"))
print(json.dumps({
    "backends": s.AUTHENTICATION_BACKENDS,
    "login": resolve("/accounts/login/").func.__module__,
    "passkey": resolve("/accounts/2fa/webauthn/").func.__module__,
    "reset": resolve("/accounts/password/reset/").func.__module__,
    "invitation": resolve("/invitations/x/").func.__module__,
    "callback": resolve("/accounts/openid/callback/").func.__module__,
    "button": "Sign in with Example ID" in html,
    "form_action": s.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"],
}))
"""


def asked(tmp_path: Path, **environment: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=real.BASE_DIR,
        env=clean_environment(tmp_path, ALLOWED_HOSTS="testserver", STATIC_MANIFEST="0", **environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_without_an_issuer_nothing_of_it_can_be_reached(db: None, client: Client) -> None:
    assert not real.OPENID_ISSUER
    for name in ("openid_start", "openid_callback", "openid_by_link"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    for address in ("", "callback/", "link/a/b/"):
        assert client.get(f"/accounts/openid/{address}").status_code == 404
        assert client.post(f"/accounts/openid/{address}").status_code == 404
    assert "openid" not in client.get("/accounts/login/").content.decode().lower()


def test_with_an_issuer_there_is_a_button_beside_the_password(tmp_path: Path) -> None:
    found = asked(tmp_path, **ISSUER)
    assert found["backends"][-1] == "editorial.accounts.sign_in.AddressBackend"
    assert found["callback"] == "editorial.accounts.openid.views"
    assert found["login"].startswith("allauth.") and found["invitation"] == "editorial.accounts.views"
    assert found["button"] is True
    assert found["form_action"] == ["'self'"]


def test_without_passwords_the_issuer_is_the_only_way(tmp_path: Path) -> None:
    found = asked(tmp_path, OPENID_ONLY="1", **ISSUER)
    assert found["backends"][-1] == "editorial.accounts.openid.only.NoPasswords"
    assert "editorial.accounts.sign_in.AddressBackend" not in found["backends"]
    assert {found[page] for page in ("login", "reset", "invitation")} == {"editorial.accounts.openid.only"}


def test_only_alone_locks_nobody_out(tmp_path: Path) -> None:
    done = check(tmp_path, OPENID_ONLY="1")
    assert done.returncode == 1
    assert "OPENID_ISSUER is not set, and other settings of OpenID Connect are." in done.stderr


@pytest.mark.parametrize(
    "changed, words",
    [
        ({}, None),
        ({"OPENID_ISSUER": "http://127.0.0.1:9000"}, None),
        ({"OPENID_CLIENT_SECRET": ""}, "OPENID_CLIENT_SECRET is not set"),
        ({"OPENID_NAME": ""}, "OPENID_NAME is not set"),
        ({"OPENID_NAME": "n" * 41}, "more than 40 letters"),
        ({"OPENID_ISSUER": "http://login.example.org"}, "which is no https address"),
        ({"OPENID_ISSUER": "login.example.org"}, "which is no https address"),
        ({"OPENID_ISSUER": "https://login.example.org/?a=b"}, "which is no https address"),
        ({"OPENID_ISSUER": "https://login.example.org/.well-known/openid-configuration"}, "/.well-known/"),
        ({"OPENID_SECOND_STEP": "theirs"}, "OPENID_SECOND_STEP"),
    ],
)
def test_settings_are_checked_in_words(
    settings: Any, changed: dict[str, str], words: str | None, tmp_path: Path
) -> None:
    if "OPENID_SECOND_STEP" in changed:
        done = check(tmp_path, **ISSUER, **changed)
        assert done.returncode == 1 and "ours, issuer" in done.stderr
        return
    from editorial.accounts.openid import checks

    for name, value in (ISSUER | changed).items():
        setattr(settings, name, value)
    found = [
        *checks.issuer_is_complete(),
        *checks.issuer_is_an_address(),
        *checks.issuer_has_a_name(),
    ]
    assert [words in f"{one.msg} {one.hint}" for one in found] == ([True] if words else [])


def test_the_address_to_come_back_to_is_the_public_one(
    issuer: TestIssuer, writer: Any, settings: Any
) -> None:
    from editorial.accounts.openid import checks

    assert [one.id for one in checks.people_can_come_back()] == ["openid.W001"]
    settings.PUBLIC_URL = "https://digest.example.org"
    assert list(checks.people_can_come_back()) == []
    sign_in(Client(), issuer)
    exchanged = [sent for path, sent in issuer.asked if path == "/token"]
    assert exchanged[0]["redirect_uri"] == "https://digest.example.org/accounts/openid/callback/"


def test_the_migrations_have_the_table(db: None) -> None:
    out = StringIO()
    call_command("makemigrations", "openid", check=True, dry_run=True, stdout=out)
    assert "No changes" in out.getvalue()


def test_the_database_keeps_connections_apart(db: None) -> None:
    one, two = f.person(Role.AUTHOR), f.person(Role.AUTHOR)
    now = timezone.now()
    OpenIDLink.objects.create(user=one, issuer="https://a.example", subject="s", connected_at=now)
    OpenIDLink.objects.create(user=one, issuer="https://b.example", subject="s", connected_at=now)
    OpenIDLink.objects.create(user=two, issuer="https://a.example", subject="S", connected_at=now)
    for user, issuer, subject in (
        (two, "https://b.example", "s"),
        (two, "https://a.example", "t"),
        (f.person(Role.AUTHOR), "", "t"),
        (f.person(Role.AUTHOR), "https://c.example", ""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OpenIDLink.objects.create(user=user, issuer=issuer, subject=subject, connected_at=now)


ROLES = [None, (), *[(role,) for role in Role]]


@pytest.mark.parametrize("only_issuer", [False, True])
def test_who_gets_what(db: None, only_issuer: bool, request: pytest.FixtureRequest, subtests: Any) -> None:
    """The table of docs/openid.md: these addresses are about nobody's things, and are the same for every role."""
    request.getfixturevalue("only" if only_issuer else "issuer")
    wanted = {
        ("/accounts/openid/", "get"): 405,
        ("/accounts/openid/", "post"): 200,
        ("/accounts/openid/callback/", "get"): 400,
        ("/accounts/openid/callback/", "post"): 405,
        ("/accounts/openid/link/a/b/", "get"): 410 if only_issuer else 404,
        ("/accounts/openid/link/a/b/", "post"): 410 if only_issuer else 404,
    }
    for roles in ROLES:
        person = None if roles is None else f.person(*roles)
        for (address, method), status in wanted.items():
            with subtests.test(f"{roles} {method} {address}"):
                client = Client()
                if person:
                    client.force_login(person)
                assert getattr(client, method)(address).status_code == status
