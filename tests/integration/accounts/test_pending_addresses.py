"""An address that somebody typed and nobody confirmed is nobody's: it blocks, signs in and resets nothing."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from editorial.accounts.changes import save_account
from editorial.accounts.operations import AddressTaken, accept_invitation, invite
from editorial.accounts.queries import account_with
from tests import factories as f
from tests.integration.accounts.conftest import PASSWORD
from tests.integration.accounts.test_sign_in import RESET, link_in, sign_in

pytestmark = pytest.mark.django_db
ADDRESS = reverse("account_email")
FOREIGN = "newhire@example.org"


def typed_in(writer: User, email: str) -> Client:
    """`writer` signed in, after they gave this address as their new one."""
    client = Client(raise_request_exception=False)
    sign_in(client, writer.email)
    data = {"email": email, "action_add": ""}
    client.post(client.post(ADDRESS, data)["Location"], {"password": PASSWORD})
    return client


def test_a_foreign_address_does_not_stand_in_the_way_of_its_invitation(writer: User) -> None:
    typed_in(writer, FOREIGN)
    assert EmailAddress.objects.filter(user=writer, email=FOREIGN, verified=False).exists()
    assert account_with(FOREIGN) is None
    _, token = invite(email=FOREIGN, name="New Hire", roles=["author"], by=f.editor())
    user = accept_invitation(token=token, password=PASSWORD)
    assert account_with(FOREIGN) == user
    assert not EmailAddress.objects.filter(user=writer, email=FOREIGN).exists()
    confirm = next(message for message in mail.outbox if message.to == [FOREIGN])
    Client(raise_request_exception=False).post(link_in(confirm))
    writer.refresh_from_db()
    assert writer.email == "ines@example.org"


def test_it_signs_nobody_in_and_resets_nobodys_password(writer: User) -> None:
    typed_in(writer, FOREIGN)
    assert "do not belong together" in sign_in(Client(), FOREIGN).content.decode()
    mail.outbox.clear()
    Client().post(RESET, {"email": FOREIGN})
    (message,) = mail.outbox
    assert "no account with this address" in message.body
    assert "/key/" not in message.body
    assert sign_in(Client()).status_code == 302


def test_an_address_that_became_somebody_elses_cannot_be_confirmed_any_more(writer: User) -> None:
    typed_in(writer, FOREIGN)
    confirm = next(message for message in mail.outbox if message.to == [FOREIGN])
    other = User.objects.create_user("root", FOREIGN)  # made on the command line: no row of allauth's
    Client(raise_request_exception=False).post(link_in(confirm))
    writer.refresh_from_db()
    assert writer.email == "ines@example.org"
    assert account_with(FOREIGN) == other


def test_an_administrator_who_gives_the_address_to_somebody_takes_it_from_whoever_typed_it(
    writer: User,
) -> None:
    typed_in(writer, FOREIGN)
    account = f.author()
    account.email = FOREIGN
    save_account(account=account, roles=["author"], by=f.administrator())
    assert [row.user for row in EmailAddress.objects.filter(email=FOREIGN)] == [account]


def test_an_account_without_a_row_of_allauths_has_its_own_address() -> None:
    user = User.objects.create_user("root", "Root@example.org", PASSWORD)
    assert account_with("root@EXAMPLE.org") == user
    with pytest.raises(AddressTaken):
        invite(email="root@example.org", name="Root", roles=["author"], by=f.editor())
    assert sign_in(Client(), "root@example.org").status_code == 302
    Client().post(RESET, {"email": "root@example.org"})
    assert "/key/" in mail.outbox[-1].body
    User.objects.create_user("nobody", "")
    assert account_with("") is None
    assert account_with(" ") is None


UNSENDABLE = [
    "a@b\u2028.org", "x" * 300 + "@x.org", "x" * 250 + "@x.org", "\u0130@x.org", "a@b\u202e.org", "a@" + "\xe4" * 63 + ".org",
]  # fmt: skip


@pytest.mark.parametrize("email", UNSENDABLE)
@pytest.mark.parametrize("backend", ["locmem", "queued"])
def test_an_address_that_nothing_can_be_sent_to_is_no_error(
    writer: User, settings: Any, email: str, backend: str
) -> None:
    if backend == "queued":
        settings.EMAIL_BACKEND = "editorial.mail.backend.QueuedBackend"
    client = typed_in(writer, FOREIGN)
    answer = client.post(ADDRESS, {"email": email, "action_add": ""})
    assert answer.status_code == 200
    assert "ddress" in answer.content.decode().split("errorlist")[1][:200]
    assert not EmailAddress.objects.filter(user=writer, verified=False).exclude(email=FOREIGN).exists()
    unknown, answer = (
        Client(raise_request_exception=False).post(RESET, {"email": asked})
        for asked in ("nobody@example.org", email)
    )
    assert (answer.status_code, answer["Location"]) == (unknown.status_code, unknown["Location"]) == (
        302, reverse("account_reset_password_done"),
    )  # fmt: skip
    desk = Client(raise_request_exception=False)
    desk.force_login(f.editor())
    add = reverse("admin:editorial_invitation_add")
    assert desk.post(add, {"email": email, "name": "A B", "roles": ["author"]}).status_code == 200
    assert Client(raise_request_exception=False).post(
        reverse("account_login"), {"login": email, "password": "x"}
    ).status_code == 200  # fmt: skip


def test_links_lead_to_the_public_address_whatever_host_was_asked(writer: User, settings: Any) -> None:
    settings.PUBLIC_URL = "https://digest.example.org"
    Client().post(RESET, {"email": writer.email}, headers={"Host": "testserver:9999"})
    body = mail.outbox[-1].body
    assert "https://digest.example.org/accounts/password/reset/key/" in body
    assert "testserver" not in body
    typed_in(writer, FOREIGN)
    confirm = next(message for message in mail.outbox if message.to == [FOREIGN])
    assert "https://digest.example.org/accounts/confirm-email/" in confirm.body
    assert "testserver" not in confirm.body
    desk = Client()
    desk.force_login(f.administrator())
    add = reverse("admin:editorial_invitation_add")
    html = desk.post(add, {"email": "b@example.org", "name": "A B", "roles": ["author"]}).content.decode()
    assert 'value="https://digest.example.org/invitations/' in html
    assert "https://digest.example.org/invitations/" in mail.outbox[-1].body
    assert "testserver" not in mail.outbox[-1].body
