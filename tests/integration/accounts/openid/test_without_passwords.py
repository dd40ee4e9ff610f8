"""OPENID_ONLY: the issuer alone signs people in, but for a link that whoever runs the site makes for an administrator."""

import re
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from editorial.accounts.openid.models import OpenIDLink
from editorial.accounts.operations import invite
from editorial.security.models import Kind, SecurityEvent
from editorial.states import Role
from tests import factories as f
from tests.integration.accounts.conftest import PASSWORD
from tests.integration.accounts.openid.conftest import CALLBACK, sent_to, sign_in, signed_in
from tests.integration.accounts.test_second_step import STEP
from tests.openid_issuer import TestIssuer

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(db: None) -> User:
    return f.person(Role.ADMINISTRATOR, email="ada@example.org", password=PASSWORD)


def said_by(*words: str) -> str:
    out = StringIO()
    call_command("openid", *words, stdout=out)
    return out.getvalue().strip()


def test_sessions_that_began_with_a_password_end(writer: User, request: pytest.FixtureRequest) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": writer.email, "password": PASSWORD})
    assert client.get("/accounts/email/").status_code == 200
    request.getfixturevalue("only")
    assert client.get("/accounts/email/").status_code == 302


def test_the_page_has_the_button_alone_and_takes_nothing(only: TestIssuer, writer: User) -> None:
    page = Client().get("/accounts/login/?next=/accounts/email/").content.decode()
    assert "Sign in with Example ID" in page
    assert 'name="next" value="/accounts/email/"' in page
    assert "password" not in page.lower() and "passkey" not in page.lower()
    client = Client()
    answer = client.post("/accounts/login/", {"login": writer.email, "password": PASSWORD})
    assert (answer.status_code, signed_in(client)) == (405, None)
    request = RequestFactory().post("/")
    assert authenticate(request, email=writer.email, password=PASSWORD) is None
    assert authenticate(request, username=writer.username, password=PASSWORD) is None
    sign_in(client, only, next="/accounts/email/")
    assert signed_in(client) == writer.pk
    assert client.get("/accounts/login/")["Location"] == "/"


@pytest.mark.parametrize(
    "address", ["password/reset/", "password/change/", "password/set/", "password/reset/key/1-abc/", "2fa/webauthn/login/",
                "login/code/confirm/"])  # fmt: skip
def test_pages_about_passwords_say_that_there_are_none(only: TestIssuer, writer: User, address: str) -> None:
    client = Client()
    for answer in (
        client.get(f"/accounts/{address}"),
        client.post(f"/accounts/{address}", {"email": writer.email}),
    ):
        assert answer.status_code == 410
        assert "Everybody signs in with Example ID" in answer.content.decode()
    sign_in(client, only)
    assert client.get(f"/accounts/{address}").status_code == 410


def test_an_invitation_is_accepted_without_one(only: TestIssuer, chief: User) -> None:
    _, token = invite(email="ines@example.org", name="Ines del Rio", roles=["author"], by=chief)
    client, address = Client(), f"/invitations/{token}/"
    page = client.get(address).content.decode()
    assert "Welcome, Ines del Rio" in page and 'type="password"' not in page
    assert client.post(address)["Location"] == "/accounts/login/"
    assert signed_in(client) is None
    person = User.objects.get(email="ines@example.org")
    assert not person.has_usable_password()
    assert "was used already" in client.post(address).content.decode()
    assert Client().get("/invitations/nothing/").status_code == 404
    sign_in(client, only)
    assert (signed_in(client), OpenIDLink.objects.get().user) == (person.pk, person)


def test_an_administrator_comes_in_by_a_link_once(only: TestIssuer, chief: User) -> None:
    link = said_by("link", "ADA@example.org")
    client = Client()
    assert "Sign in as" in client.get(link).content.decode()
    assert signed_in(client) is None
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    client.post(link)
    assert signed_in(client) == chief.pk
    assert SecurityEvent.objects.get(kind=Kind.SIGNED_IN).detail == "link of the command line"
    again = Client()
    assert again.post(link).status_code == 410
    assert "cannot be used" in again.get(link).content.decode()
    assert signed_in(again) is None


def test_the_second_step_is_asked_after_a_link_too(only: TestIssuer, chief: User, settings: Any) -> None:
    settings.OPENID_SECOND_STEP = "issuer"
    TOTP.activate(chief, "JBSWY3DPEHPK3PXP")
    client = Client()
    assert client.post(said_by("link", chief.email))["Location"] == STEP
    assert signed_in(client) is None


def test_links_that_open_nothing(
    only: TestIssuer, chief: User, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = said_by("link", chief.email)
    _, token = link.rstrip("/").rsplit("/", 1)
    other = f.person(Role.ADMINISTRATOR, email="ed@example.org")
    uid = re.sub(r".*/link/", "", said_by("link", other.email)).split("/")[0]
    for wrong in (f"/accounts/openid/link/{uid}/{token}/", f"/accounts/openid/link/x/{token}/",
                  f"/accounts/openid/link/_/{token}/", link[:-5] + "aaaa/",
                  "/accounts/openid/link/OTk5OTk5OTk5OTk5OTk5OTk5OTk5/a-b/"):  # fmt: skip
        assert Client().post(wrong).status_code == 410
    later = datetime.now() + timedelta(minutes=61)  # noqa: DTZ005  as the generator itself counts
    with monkeypatch.context() as patch:
        patch.setattr("editorial.accounts.openid.only.Links._now", lambda self: later)
        assert Client().post(link).status_code == 410
    User.objects.filter(pk=chief.pk).update(is_active=False)
    assert Client().post(link).status_code == 410
    for address, words in (
        (writer.email, "no administrator"),
        (chief.email, "switched off"),
        ("x@example.org", "No account has"),
    ):
        with pytest.raises(CommandError, match=words):
            said_by("link", address)


def test_a_link_is_for_sites_without_passwords(issuer: TestIssuer, chief: User, settings: Any) -> None:
    with pytest.raises(CommandError, match="sign in with their passwords"):
        said_by("link", chief.email)
    settings.OPENID_ISSUER = ""
    with pytest.raises(CommandError, match="OPENID_ISSUER is not set"):
        said_by("list")


def test_connections_are_listed_made_and_ended_on_the_command_line(
    issuer: TestIssuer, writer: User, mailoutbox: Any
) -> None:
    assert said_by("connect", writer.email, "member-1") == "ines@example.org is connected."
    assert [message.to for message in mailoutbox] == [[writer.email]]
    assert re.match(r"ines@example.org\tmember-1\t\d{4}-", said_by("list"))
    issuer.leave_out = {"email", "email_verified"}
    issuer.discovery = {"userinfo_endpoint": None}
    client = Client()
    sign_in(client, issuer)
    assert signed_in(client) == writer.pk
    f.person(Role.EDITOR, email="ed@example.org")
    for email, subject in (("ines@example.org", "member-2"), ("ed@example.org", "member-1")):
        with pytest.raises(CommandError, match="connected already"):
            said_by("connect", email, subject)
    with pytest.raises(CommandError, match="Copy it from the log"):
        said_by("connect", "ed@example.org", "zwei\n")
    said_by("disconnect", writer.email)
    assert not OpenIDLink.objects.exists()
    with pytest.raises(CommandError, match="not connected"):
        said_by("disconnect", writer.email)
    kinds = SecurityEvent.objects.filter(person=writer).values_list("kind", flat=True)
    assert {Kind.CONNECTED, Kind.DISCONNECTED} <= set(kinds)
    assert client.get(CALLBACK, {"state": sent_to(client)["state"]}).status_code == 403
