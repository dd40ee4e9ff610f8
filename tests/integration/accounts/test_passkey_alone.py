"""A passkey alone signs in when it verified its person; a security key that was merely touched does not."""

import hashlib
import json
import os
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from editorial.security.models import Kind, SecurityEvent
from tests import factories as f
from tests.integration.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ALONE = reverse("mfa_login_webauthn")
ORIGIN, RELYING_PARTY = "https://testserver", hashlib.sha256(b"testserver").digest()
Flag = AuthenticatorData.FLAG
TOUCHED, VERIFIED = Flag.UP, Flag.UP | Flag.UV


class Key:
    """A security key (WebAuthn Level 3, sections 6.1 and 6.5)."""

    def __init__(self, owner: User):
        self.secret, self.id = ec.generate_private_key(ec.SECP256R1()), os.urandom(32)
        self.handle = websafe_encode(user_pk_to_url_str(owner).encode())
        public = ES256.from_cryptography_key(self.secret.public_key())
        known = AttestedCredentialData.create(Aaguid(bytes(16)), self.id, public)
        data = AuthenticatorData.create(RELYING_PARTY, Flag.UP | Flag.AT, 0, bytes(known))
        stored = self._answer(
            clientDataJSON=self._asked("webauthn.create", "AAAA"),
            attestationObject=bytes(AttestationObject.create("none", data, {})),
        )
        Authenticator.objects.create(user=owner, type="webauthn", data={"name": "Key", "credential": stored})

    def answer(self, challenge: str, flags: Any) -> dict[str, str]:
        """What the browser posts, after a touch or after the person was verified."""
        asked = self._asked("webauthn.get", challenge)
        data = bytes(AuthenticatorData.create(RELYING_PARTY, flags, 1))
        signature = self.secret.sign(data + hashlib.sha256(asked).digest(), ec.ECDSA(hashes.SHA256()))
        answer = self._answer(clientDataJSON=asked, authenticatorData=data, signature=signature)
        answer["response"]["userHandle"] = self.handle
        return {"credential": json.dumps(answer)}

    @staticmethod
    def _asked(kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": ORIGIN}).encode()

    def _answer(self, **parts: bytes) -> dict[str, Any]:
        name = websafe_encode(self.id)
        response = {part: websafe_encode(value) for part, value in parts.items()}
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": response,
        }


def asked_alone(client: Client) -> str:
    """The challenge of the sign-in by a passkey alone."""
    options = client.get(ALONE, headers={"X-Requested-With": "XMLHttpRequest"}).json()["request_options"]
    assert options["publicKey"]["userVerification"] == "required"
    return str(options["publicKey"]["challenge"])


def asked_as_second_step(client: Client) -> str:
    """The challenge of somebody's second step, of which a touch is enough; fifteen minutes later its page is over."""
    own = f.author(email="other@example.org", password=PASSWORD)
    Authenticator.objects.create(user=own, type="totp", data={"secret": "A" * 32})
    client.post(reverse("account_login"), {"login": own.email, "password": PASSWORD})
    client.get(reverse("mfa_authenticate"))
    session = client.session
    session["account_login"]["initiated_at"] -= 901
    session.save()
    return str(session["mfa.webauthn.state"]["challenge"])


@pytest.mark.parametrize("ask", [asked_alone, asked_as_second_step])
def test_a_key_that_was_only_touched_does_not_sign_in_alone(writer: User, settings: Any, ask: Any) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    client, key = Client(), Key(writer)
    answer = client.post(ALONE, key.answer(ask(client), TOUCHED), follow=True)
    assert "_auth_user_id" not in client.session
    assert answer.redirect_chain[0][0] == reverse("account_login")
    assert SecurityEvent.objects.filter(kind=Kind.SECOND_STEP_FAILED).exists()


def test_it_is_told_why_and_what_to_do(writer: User) -> None:
    client, key = Client(), Key(writer)
    challenge = asked_as_second_step(client)
    html = client.post(ALONE, key.answer(challenge, TOUCHED), follow=True).content.decode()
    assert "Alone it signs in with your fingerprint, face or PIN" in html
    assert SecurityEvent.objects.get(kind=Kind.SECOND_STEP_FAILED).person == writer


def test_a_key_that_verified_its_person_signs_in_alone(writer: User) -> None:
    client, key = Client(), Key(writer)
    client.post(ALONE, key.answer(asked_alone(client), VERIFIED))
    assert client.session["_auth_user_id"] == str(writer.pk)
