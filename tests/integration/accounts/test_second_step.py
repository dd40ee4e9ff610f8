"""Authenticator apps and recovery codes. Passkeys need a browser: tests/journeys/test_signing_in.py."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.integration.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN, STEP = reverse("account_login"), reverse("mfa_authenticate")
ACTIVATE, CODES = reverse("mfa_activate_totp"), reverse("mfa_view_recovery_codes")


def code_of(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows for the key, now or some steps of 30 seconds later (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    mac = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def password_given(email: str = "ines@example.org") -> Client:
    client = Client()
    client.post(LOGIN, {"login": email, "password": PASSWORD})
    return client


def set_up() -> tuple[str, list[str]]:
    """Switch the app on as a person does. Returns its key and the recovery codes."""
    client = password_given()
    confirm = client.get(ACTIVATE)
    assert confirm["Location"].startswith(reverse("account_reauthenticate"))
    client.post(confirm["Location"], {"password": PASSWORD})
    html = client.get(ACTIVATE).content.decode()
    secret = re.search(r'class="secret">(\w+)<', html).group(1)  # type: ignore[union-attr]
    wrong = client.post(ACTIVATE, {"code": "000000"}).content.decode()
    assert "This code is not right" in wrong
    assert secret in wrong
    answer = client.post(ACTIVATE, {"code": code_of(secret)})
    assert answer["Location"] == CODES
    return secret, re.findall(r"<code>(\w+)</code>", client.get(CODES).content.decode())


@pytest.mark.django_db(transaction=True)  # the person is told after the commit
def test_an_app_is_switched_on_and_asked_for_at_the_next_sign_in(writer: User) -> None:
    secret, codes = set_up()
    assert len(codes) == 10
    assert [message.subject for message in mail.outbox] == ["Your authenticator app is switched on"]
    client = password_given()
    assert not signed_in(client)
    assert client.get(reverse("account_email")).status_code == 302
    assert "passkey" not in client.get(STEP).content.decode()  # there is none
    assert "This code is not right" in client.post(STEP, {"code": "000000"}).content.decode()
    assert not signed_in(client)
    answer = client.post(STEP, {"code": code_of(secret, steps=1)})
    assert (answer.status_code, answer["Location"], signed_in(client)) == (302, "/", True)


def test_a_code_works_once(writer: User) -> None:
    secret, _ = set_up()
    code = code_of(secret, steps=1)
    first, second = password_given(), password_given()
    first.post(STEP, {"code": code})
    second.post(STEP, {"code": code})
    assert (signed_in(first), signed_in(second)) == (True, False)


def test_a_recovery_code_signs_in_once(writer: User) -> None:
    _, codes = set_up()
    first, second = password_given(), password_given()
    first.post(STEP, {"code": codes[0]})
    second.post(STEP, {"code": codes[0]})
    assert (signed_in(first), signed_in(second)) == (True, False)
    assert "9 of 10 are left" in first_page_of_codes(first)


def first_page_of_codes(client: Client) -> str:
    confirm = client.get(CODES)
    client.post(confirm["Location"], {"password": PASSWORD})
    return client.get(CODES).content.decode()


def test_guessing_codes_is_stopped(writer: User) -> None:
    secret, _ = set_up()
    client = password_given()
    for _ in range(5):
        client.post(STEP, {"code": "000000"})
    stopped = client.post(STEP, {"code": code_of(secret, steps=1)})
    assert not signed_in(client)
    assert "Too many" in stopped.content.decode()


def test_a_reset_password_does_not_go_round_the_second_step(writer: User) -> None:
    set_up()
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": writer.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body).group(1)  # type: ignore[union-attr]
    client = Client()
    address = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": "other dull words", "password2": "other dull words"})
    assert not signed_in(client)
    client.post(LOGIN, {"login": writer.email, "password": "other dull words"})
    assert not signed_in(client)


def test_switching_it_off_asks_for_the_person_again(writer: User) -> None:
    secret, _ = set_up()
    client = password_given()
    client.post(STEP, {"code": code_of(secret, steps=1)})
    off = reverse("mfa_deactivate_totp")
    confirm = client.get(off)
    assert confirm["Location"].startswith(reverse("account_reauthenticate"))
    client.post(confirm["Location"], {"password": PASSWORD})
    assert "Switch the authenticator app off?" in client.get(off).content.decode()
    client.post(off)
    assert not Authenticator.objects.filter(user=writer, type="totp").exists()
    assert signed_in(password_given())
