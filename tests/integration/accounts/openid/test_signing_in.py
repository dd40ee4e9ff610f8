"""Signing in at an organization's issuer: who is let in, and as whom."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from editorial.accounts.openid.models import OpenIDLink
from editorial.accounts.operations import accept_invitation, invite
from editorial.security.models import Kind, SecurityEvent
from editorial.states import Role
from tests import factories as f
from tests.integration.accounts.conftest import PASSWORD
from tests.integration.accounts.openid.conftest import CALLBACK, back_from, sent_to, sign_in, signed_in
from tests.openid_issuer import EC_KEY, RSA_KEY, TestIssuer, jwk

pytestmark = pytest.mark.django_db


def test_a_member_signs_in_and_is_connected_once(issuer: TestIssuer, writer: User) -> None:
    client = Client()
    client.get("/accounts/login/")
    before = client.session.session_key
    answer = sign_in(client, issuer)
    assert (answer.status_code, answer["Location"], signed_in(client)) == (302, "/", writer.pk)
    assert client.session.session_key != before
    assert "openid_pending" not in client.session
    link = OpenIDLink.objects.get()
    assert (link.user, link.issuer, link.subject) == (writer, issuer.url, "member-1")
    told = [message for message in mail.outbox if message.to == [writer.email]]
    assert [message.subject for message in told] == ["Your account at oewatch is connected to Example ID"]
    sign_in(Client(), issuer)
    assert (OpenIDLink.objects.count(), len(mail.outbox)) == (1, 1)
    kinds = list(SecurityEvent.objects.order_by("pk").values_list("kind", "detail"))
    assert (Kind.CONNECTED, "subject member-1") in kinds
    assert [detail for kind, detail in kinds if kind == Kind.SIGNED_IN] == ["openid", "openid"]


def test_from_then_on_the_subject_decides_and_no_address(issuer: TestIssuer, writer: User) -> None:
    sign_in(Client(), issuer)
    colleague = f.person(Role.EDITOR, email="ed@example.org", password=PASSWORD)
    issuer.member |= {"email": colleague.email}
    client = Client()
    sign_in(client, issuer)
    assert signed_in(client) == writer.pk
    issuer.leave_out = {"email", "email_verified"}
    asked = len(issuer.asked)
    sign_in(client, issuer)
    assert signed_in(client) == writer.pk
    issuer.member |= {"sub": "MEMBER-1"}  # another one: subjects differ by case
    client = Client()
    issuer.leave_out = set()
    sign_in(client, issuer)
    assert signed_in(client) == colleague.pk
    assert asked < len(issuer.asked)


@pytest.mark.parametrize("typed", ["INES@Example.org", " ines@example.org"])
def test_the_address_may_be_written_differently(issuer: TestIssuer, writer: User, typed: str) -> None:
    issuer.member |= {"email": typed}
    client = Client()
    sign_in(client, issuer)
    assert signed_in(client) == writer.pk


def test_where_the_address_stands_does_not_matter(issuer: TestIssuer, writer: User) -> None:
    issuer.userinfo = {"sub": "member-1", "email": writer.email, "email_verified": "true"}
    client = Client()
    sign_in(client, issuer)
    assert signed_in(client) == writer.pk
    assert "/userinfo" in [path for path, _sent in issuer.asked]


@pytest.mark.parametrize("algorithm, key", [("PS256", RSA_KEY), ("ES256", EC_KEY), ("RS256", RSA_KEY)])
def test_the_algorithms_that_are_taken(issuer: TestIssuer, writer: User, algorithm: str, key: Any) -> None:
    issuer.keys = [jwk(key, "k", alg=algorithm)]
    issuer.sign = lambda claims: jwt.encode(claims, key, algorithm, headers={"kid": "k"})
    client = Client()
    sign_in(client, issuer)
    assert signed_in(client) == writer.pk


def test_the_secret_goes_as_the_issuer_takes_it_and_a_new_key_is_fetched(
    issuer: TestIssuer, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    client = Client()
    sign_in(client, issuer)
    assert signed_in(client) == writer.pk
    issuer.keys = [jwk(EC_KEY, "second")]
    issuer.sign = lambda claims: jwt.encode(claims, EC_KEY, "ES256", headers={"kid": "second"})
    monkeypatch.setattr("editorial.accounts.openid.issuer.NEW_KEYS_SECONDS", 0)
    client = Client()
    sign_in(client, issuer)
    assert signed_in(client) == writer.pk


def test_an_issuer_that_writes_itself_with_a_slash(issuer: TestIssuer, writer: User, settings: Any) -> None:
    issuer.discovery, issuer.lies = {"issuer": f"{issuer.url}/"}, {"iss": f"{issuer.url}/"}
    client = Client()
    sign_in(client, issuer)
    settings.OPENID_ISSUER = f"{issuer.url}/"
    sign_in(client, issuer)
    assert (signed_in(client), OpenIDLink.objects.count()) == (writer.pk, 1)


def test_people_go_where_they_wanted(issuer: TestIssuer, writer: User) -> None:
    assert sign_in(Client(), issuer, next="/accounts/email/")["Location"] == "/accounts/email/"
    page = Client().get("/accounts/login/?next=/accounts/email/").content.decode()
    assert 'name="next" value="/accounts/email/"' in page
    assert "Sign in with Example ID" in page
    assert "Forgot your password?" in page


def test_two_windows_may_sign_in_at_once(issuer: TestIssuer, writer: User) -> None:
    client = Client()
    first, second = sent_to(client, next="/accounts/email/"), sent_to(client)
    assert first["state"] != second["state"] and first["nonce"] != second["nonce"]
    assert client.get(CALLBACK, back_from(issuer, first))["Location"] == "/accounts/email/"
    client = Client()
    begun = [sent_to(client) for _window in range(6)]
    assert client.get(CALLBACK, back_from(issuer, begun[0])).status_code == 400  # the oldest made room
    assert client.get(CALLBACK, back_from(issuer, begun[1])).status_code == 302


def test_whoever_used_the_browser_before_is_signed_out(issuer: TestIssuer, writer: User) -> None:
    client = Client()
    client.force_login(f.person(Role.ADMINISTRATOR, email="ada@example.org"))
    session = client.session
    session["left"] = "over"
    session.save()
    sign_in(client, issuer)
    assert signed_in(client) == writer.pk
    assert "left" not in client.session


def refused(client: Client, issuer: TestIssuer, words: str, status: int = 403) -> None:
    answer = sign_in(client, issuer)
    page = answer.content.decode()
    assert (answer.status_code, signed_in(client)) == (status, None), page
    assert words in page
    assert "no-store" in answer["Cache-Control"]
    assert SecurityEvent.objects.filter(kind=Kind.SIGN_IN_FAILED, detail__startswith="openid, ").exists()


def test_nobody_gets_an_account_by_signing_in(issuer: TestIssuer) -> None:
    refused(Client(), issuer, "no account here for ines@example.org")
    assert not User.objects.filter(email="ines@example.org").exists()
    assert not OpenIDLink.objects.exists()


def test_an_invitation_comes_first(issuer: TestIssuer) -> None:
    chief = f.person(Role.ADMINISTRATOR, email="ada@example.org")
    _, token = invite(email="ines@example.org", name="Ines del Rio", roles=["author"], by=chief)
    refused(Client(), issuer, "There is an invitation for ines@example.org")
    person = accept_invitation(token=token, password=PASSWORD)
    client = Client()
    sign_in(client, issuer)
    assert signed_in(client) == person.pk


def test_a_switched_off_account_is_refused_before_and_after_it_was_connected(
    issuer: TestIssuer, writer: User
) -> None:
    User.objects.update(is_active=False)
    refused(Client(), issuer, "switched off")
    assert not OpenIDLink.objects.exists()
    User.objects.update(is_active=True)
    sign_in(Client(), issuer)
    User.objects.update(is_active=False)
    refused(Client(), issuer, "switched off")


@pytest.mark.parametrize("said", [{"email_verified": False}, {"email_verified": 1}, {"email_verified": "yes"}, {"email": ""},
                                  {"email": ["ines@example.org"]}, {"email": "ines@example.org\n"}])  # fmt: skip
def test_an_address_that_nobody_verified_is_nobodys(
    issuer: TestIssuer, writer: User, said: dict[str, Any]
) -> None:
    issuer.member |= said
    refused(Client(), issuer, "does not say that your e-mail address is verified")


@pytest.mark.parametrize("missing", ["email", "email_verified"])
def test_an_address_that_is_not_vouched_for_at_all(issuer: TestIssuer, writer: User, missing: str) -> None:
    issuer.leave_out = {missing}
    issuer.discovery = {"userinfo_endpoint": None}
    refused(Client(), issuer, "does not say that your e-mail address is verified")


def test_another_person_with_the_address_of_a_connected_account(issuer: TestIssuer, writer: User) -> None:
    sign_in(Client(), issuer)
    issuer.member |= {"sub": "member-2"}
    refused(Client(), issuer, "belongs to another person at Example ID")
    assert OpenIDLink.objects.get().subject == "member-1"


def test_an_address_that_two_accounts_have_and_one_that_only_waits(issuer: TestIssuer, writer: User) -> None:
    other = f.person(Role.EDITOR, email="ed@example.org")
    waiting = EmailAddress.objects.create(user=other, email="new@example.org", verified=False)
    issuer.member |= {"email": "new@example.org"}
    refused(Client(), issuer, "no account here for new@example.org")
    waiting.delete()
    User.objects.filter(pk=other.pk).update(email="INES@example.org")
    issuer.member |= {"email": "ines@example.org"}
    refused(Client(), issuer, "More than one account")


def test_a_sign_in_that_took_longer_than_ten_minutes(
    issuer: TestIssuer, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    asked = sent_to(client)
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("editorial.accounts.openid.pending.time.time", later.timestamp)
    answer = client.get(CALLBACK, back_from(issuer, asked))
    assert (answer.status_code, signed_in(client)) == (400, None)
