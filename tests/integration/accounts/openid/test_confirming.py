"""“Is it you?” answered by the issuer: before something about the account's protection changes."""

import time

import pytest
from django.contrib.auth.models import User
from django.test import Client

from editorial.accounts.openid.models import OpenIDLink
from editorial.states import Role
from tests import factories as f
from tests.integration.accounts.openid.conftest import CALLBACK, back_from, sent_to, sign_in, signed_in
from tests.openid_issuer import TestIssuer

pytestmark = pytest.mark.django_db
PROTECTED = "/accounts/2fa/totp/activate/"


def asked_again(client: Client) -> dict[str, str]:
    """Come to a page that asks, and press the button; what the browser is sent to the issuer with."""
    confirm = client.get(PROTECTED)["Location"]
    page = client.get(confirm).content.decode()
    assert "Confirm with Example ID" in page
    assert f'name="next" value="{PROTECTED}"' in page
    return sent_to(client, confirm="1", next=PROTECTED)


@pytest.fixture
def client(issuer: TestIssuer, writer: User) -> Client:
    client = Client()
    sign_in(client, issuer)
    assert signed_in(client) == writer.pk
    return client


def test_the_person_is_asked_anew_and_goes_on(issuer: TestIssuer, client: Client) -> None:
    asked = asked_again(client)
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    issuer.lies = {"auth_time": int(time.time())}
    answer = client.get(CALLBACK, back_from(issuer, asked))
    assert answer["Location"] == PROTECTED
    assert client.get(PROTECTED).status_code == 200


@pytest.mark.parametrize("said", ["nothing", "the beginning of time", "a word", "ten minutes ago"])
def test_a_sign_in_of_before_is_no_answer(issuer: TestIssuer, client: Client, said: str) -> None:
    at = {"the beginning of time": 0, "a word": "now", "ten minutes ago": int(time.time()) - 600}
    issuer.lies = {"auth_time": at[said]} if said in at else {}
    answer = client.get(CALLBACK, back_from(issuer, asked_again(client)))
    assert answer.status_code == 403
    assert "did not say that it was you" in answer.content.decode()
    assert client.get(PROTECTED).status_code == 302


def test_another_person_is_none_and_nobody_changes_places(
    issuer: TestIssuer, client: Client, writer: User
) -> None:
    f.person(Role.EDITOR, email="ed@example.org")
    asked = asked_again(client)
    issuer.lies = {"auth_time": int(time.time())}
    issuer.member |= {"sub": "member-2", "email": "ed@example.org"}
    assert client.get(CALLBACK, back_from(issuer, asked)).status_code == 403
    assert (signed_in(client), client.get(PROTECTED).status_code) == (writer.pk, 302)
    assert OpenIDLink.objects.count() == 1


def test_signing_in_is_no_answer_by_itself(issuer: TestIssuer, client: Client) -> None:
    issuer.lies = {"auth_time": int(time.time())}
    sign_in(client, issuer)
    assert client.get(PROTECTED).status_code == 302


def test_an_answer_does_not_sign_in_whoever_went_away_meanwhile(
    issuer: TestIssuer, client: Client, writer: User
) -> None:
    asked = asked_again(client)
    issuer.lies = {"auth_time": int(time.time())}
    client.post("/accounts/logout/")
    assert client.get(CALLBACK, back_from(issuer, asked)).status_code == 400
    assert signed_in(client) is None


def test_somebody_with_a_password_from_before_is_not_asked_for_it(only: TestIssuer, client: Client) -> None:
    asked = asked_again(client)
    page = client.get(client.get(PROTECTED)["Location"]).content.decode()
    assert 'type="password"' not in page
    only.lies = {"auth_time": int(time.time())}
    client.get(CALLBACK, back_from(only, asked))
    assert client.get(PROTECTED).status_code == 200
    assert client.post("/accounts/reauthenticate/", {"password": "several dull words"}).status_code == 405


@pytest.mark.parametrize("site", ["issuer", "only"])
def test_who_has_neither_password_nor_second_step_is_asked_by_the_issuer(
    site: str, writer: User, request: pytest.FixtureRequest
) -> None:
    server: TestIssuer = request.getfixturevalue(site)
    writer.set_unusable_password()
    writer.save()
    client = Client()
    sign_in(client, server)
    asked = asked_again(client)
    page = client.get(client.get(PROTECTED)["Location"]).content.decode()
    assert 'type="password"' not in page
    assert "/accounts/password/reset/" not in page
    server.lies = {"auth_time": int(time.time())}
    client.get(CALLBACK, back_from(server, asked))
    assert client.get(PROTECTED).status_code == 200
