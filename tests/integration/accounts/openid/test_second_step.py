"""Who asks for the second step after a sign-in at the issuer: we do, or the issuer where the house says so."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.test import Client

from editorial.accounts.openid import issuer as asking
from editorial.states import Role
from tests import factories as f
from tests.integration.accounts.openid.conftest import sent_to, sign_in, signed_in
from tests.integration.accounts.test_second_step import STEP, code_of
from tests.openid_issuer import TestIssuer

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def editor(issuer: TestIssuer) -> User:
    """Somebody whose role needs a second step."""
    issuer.member |= {"email": "ed@example.org"}
    return f.person(Role.EDITOR, email="ed@example.org")


def test_ours_is_asked_as_after_a_password(issuer: TestIssuer, editor: User) -> None:
    TOTP.activate(editor, SECRET)
    issuer.lies = {"amr": ["pwd", "mfa"], "acr": "2"}
    client = Client()
    answer = sign_in(client, issuer, next="/accounts/email/")
    assert (answer["Location"], signed_in(client)) == (STEP, None)
    assert client.get("/accounts/email/").status_code == 302
    assert "This code is not right" in client.post(STEP, {"code": "000000"}).content.decode()
    answer = client.post(STEP, {"code": code_of(SECRET)})
    assert (answer["Location"], signed_in(client)) == ("/accounts/email/", editor.pk)


def test_whoever_needs_one_and_has_none_sets_it_up_first(
    issuer: TestIssuer, editor: User, settings: Any
) -> None:
    settings.SECOND_STEP_ROLES = ["editor"]
    issuer.lies = {"amr": ["mfa"]}
    client = Client()
    sign_in(client, issuer)
    assert signed_in(client) == editor.pk
    assert "second" in client.get("/admin/")["Location"]


def count_the_issuers(settings: Any) -> None:
    """Editors need a second step, and the issuer's is one."""
    settings.OPENID_SECOND_STEP, settings.OPENID_ACR = "issuer", ["gold"]
    settings.SECOND_STEP_ROLES = ["editor"]


@pytest.mark.parametrize("said", [{"amr": ["pwd", "mfa"]}, {"acr": "gold"}])
def test_the_issuers_is_enough_where_the_house_says_so(
    issuer: TestIssuer, editor: User, settings: Any, said: dict[str, Any]
) -> None:
    count_the_issuers(settings)
    issuer.lies = said
    client = Client()
    assert sent_to(client)["acr_values"] == "gold"
    sign_in(client, issuer)
    assert (signed_in(client), client.get("/admin/").status_code) == (editor.pk, 200)
    TOTP.activate(editor, SECRET)
    client = Client()
    sign_in(client, issuer)
    assert (signed_in(client), client.get("/admin/").status_code) == (editor.pk, 200)
    Authenticator.objects.all().delete()
    settings.OPENID_SECOND_STEP = "ours"  # the house thinks again: sessions that began before count no more
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    "said", [{}, {"amr": ["pwd"]}, {"amr": "mfa"}, {"amr": {"mfa": 1}}, {"acr": "silver"}, {"acr": ["gold"]}]
)
def test_an_issuer_that_asked_for_none_is_not_enough(
    issuer: TestIssuer, editor: User, settings: Any, said: dict[str, Any]
) -> None:
    count_the_issuers(settings)
    issuer.lies = said
    client = Client()
    sign_in(client, issuer)
    assert client.get("/admin/").status_code == 302
    TOTP.activate(editor, SECRET)
    client = Client()
    assert sign_in(client, issuer)["Location"] == STEP
    assert signed_in(client) is None


def test_what_the_issuer_vouched_for_does_not_outlive_the_session_it_was_said_in(
    issuer: TestIssuer, editor: User, settings: Any
) -> None:
    settings.OPENID_SECOND_STEP, settings.SECOND_STEP_ROLES = "issuer", ["editor", "administrator"]
    issuer.lies = {"amr": ["mfa"]}
    client = Client()
    sign_in(client, issuer)
    f.person(Role.ADMINISTRATOR, email="ada@example.org", password="several dull words")
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "ada@example.org", "password": "several dull words"})
    assert client.get("/admin/").status_code == 302
    assert re.search("second", client.get("/admin/")["Location"])
    asking.forget()
