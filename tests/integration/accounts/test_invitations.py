"""Invitations: who may invite whom, the link, and what becomes of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.accounts.models import Invitation
from editorial.accounts.operations import (
    AddressTaken,
    InvitationGone,
    InvitationNotOpen,
    accept_invitation,
    digest_of,
    invite,
    open_invitation,
    resend_invitation,
    revoke_invitation,
)
from editorial.accounts.queries import InvitationState, grantable_roles, state_of
from editorial.content.models import Author
from editorial.content.permissions import roles_of
from editorial.errors import NotAllowed
from editorial.states import Role
from tests import factories as f
from tests.integration.accounts.conftest import PASSWORD
from tests.integration.admin.pages import browser, confirmed

pytestmark = pytest.mark.django_db
EMAIL = "ines@example.org"
LIST, ADD = reverse("admin:editorial_invitation_changelist"), reverse("admin:editorial_invitation_add")


def invited(*roles: str, by: User | None = None, email: str = EMAIL) -> tuple[Invitation, str]:
    return invite(email=email, name="Ines  del Rio", roles=roles or ("author",), by=by or f.editor())


def page(token: str) -> str:
    return reverse("accept_invitation", args=[token])


def test_who_may_give_which_role() -> None:
    desk = [Role.AUTHOR, Role.EDITOR, Role.FACT_CHECKER]
    given = {role: grantable_roles(f.person(role)) for role in Role}
    assert given == {
        Role.AUTHOR: [], Role.EDITOR: desk, Role.FACT_CHECKER: [], Role.PUBLICATIONS: [], Role.ADMINISTRATOR: list(Role),
    }  # fmt: skip
    assert grantable_roles(f.person()) == []
    assert grantable_roles(f.administrator(is_active=False)) == []


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("wanted", list(Role))
def test_nobody_gives_what_is_not_theirs_to_give(role: Role, wanted: Role) -> None:
    by = f.person(role)
    if wanted in grantable_roles(by):
        assert invited(wanted, by=by)[0].roles == [wanted]
        return
    with pytest.raises(NotAllowed, match="You may not give the role"):
        invited(wanted, by=by)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "fields, field",
    [
        ({"email": "nonsense"}, "email"), ({"email": "a@b\nBcc: c@d.org"}, "email"),
        ({"email": "x" * 250 + "@example.org"}, "email"),
        ({"name": " "}, "name"), ({"name": "x" * 151}, "name"), ({"name": "a\x00b"}, "name"), ({"roles": []}, "roles"),
        ({"roles": ["king"]}, "roles"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_by_field(fields: dict[str, object], field: str) -> None:
    values = {"email": EMAIL, "name": "Ines", "roles": ["author"]} | fields
    with pytest.raises(ValidationError) as caught:
        invite(**values, by=f.editor())  # type: ignore[arg-type]
    assert list(caught.value.message_dict) == [field]


def test_only_a_digest_of_the_link_is_stored() -> None:
    invitation, token = invited()
    assert len(token) >= 40
    assert invitation.token_digest == digest_of(token)
    stored = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert token not in str(stored)
    assert stored["name"] == "Ines del Rio"


def test_accepting_makes_the_account_as_it_was_offered() -> None:
    invitation, token = invited("author", "fact-checker", email="Ines@Example.org")
    user = accept_invitation(token=token, password=PASSWORD)
    assert (user.email, user.get_full_name(), user.is_staff) == (EMAIL, "Ines del Rio", True)
    assert roles_of(user) == {Role.AUTHOR, Role.FACT_CHECKER}
    assert user.check_password(PASSWORD)
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == (EMAIL, True, True)
    assert Author.objects.get(user=user).name == "Ines del Rio"
    invitation.refresh_from_db()
    assert (invitation.accepted_by, state_of(invitation, timezone.now())) == (user, InvitationState.ACCEPTED)


@pytest.mark.parametrize("role", list(Role))
def test_the_desk_is_open_to_every_role_but_author(role: Role) -> None:
    user = accept_invitation(token=invited(role, by=f.administrator())[1], password=PASSWORD)
    assert user.is_staff is (role != Role.AUTHOR)
    assert not user.is_superuser
    assert Author.objects.filter(user=user).exists() is (role == Role.AUTHOR)


def test_a_name_in_the_register_is_tied_by_an_administrators_invitation_alone() -> None:
    known = f.author_record("Ines del Rio")
    first = accept_invitation(token=invited()[1], password=PASSWORD)
    known.refresh_from_db()
    assert known.user is None
    assert Author.objects.get(user=first).pk != known.pk
    second = accept_invitation(
        token=invited(by=f.administrator(), email="other@example.org")[1], password=PASSWORD
    )
    known.refresh_from_db()
    assert known.user == second


def test_an_address_with_an_account_is_told_to_the_editor() -> None:
    f.author(email="Ines@example.org")
    with pytest.raises(AddressTaken, match=r"has an account with ines@example\.org already"):
        invited(email="INES@example.org")
    off = f.author(email="off@example.org", is_active=False)
    with pytest.raises(AddressTaken, match="switched off"):
        invited(email=off.email)


def test_inviting_again_replaces_the_open_invitation() -> None:
    first, old = invited()
    second, new = invited(email="INES@example.org")
    first.refresh_from_db()
    assert state_of(first, timezone.now()) == InvitationState.REVOKED
    with pytest.raises(InvitationGone, match="taken back"):
        open_invitation(token=old)
    assert open_invitation(token=new) == second


def test_an_editor_does_not_replace_what_an_administrator_offers() -> None:
    boss, token = invited("administrator", by=f.administrator())
    with pytest.raises(NotAllowed, match="has an open invitation"):
        invited("author", by=f.editor())
    assert open_invitation(token=token) == boss
    assert Invitation.objects.count() == 1
    html = browser(f.editor()).post(ADD, {"email": EMAIL, "name": "Ines", "roles": ["author"]})
    assert html.status_code == 200
    assert "has an open invitation" in html.content.decode()
    Invitation.objects.update(expires_at=timezone.now())
    invited("author", by=f.editor())
    boss.refresh_from_db()
    assert (boss.revoked_at, state_of(boss, timezone.now())) == (None, InvitationState.EXPIRED)


def test_an_administrator_replaces_anybodys() -> None:
    first, _ = invited("administrator", by=f.administrator())
    _, token = invited("author", by=f.administrator())
    first.refresh_from_db()
    assert state_of(first, timezone.now()) == InvitationState.REVOKED
    assert open_invitation(token=token).roles == ["author"]


def test_a_link_works_once_and_until_it_expires() -> None:
    invitation, token = invited()
    with pytest.raises(InvitationGone, match="has expired"):
        open_invitation(token=token, at=invitation.invited_at + timedelta(days=14))
    assert open_invitation(token=token, at=invitation.invited_at + timedelta(days=13, hours=23)) == invitation
    accept_invitation(token=token, password=PASSWORD)
    with pytest.raises(InvitationGone, match="used already"):
        accept_invitation(token=token, password=PASSWORD)
    with pytest.raises(InvitationGone, match="is not right"):
        open_invitation(token="nonsense")
    assert User.objects.filter(email=EMAIL).count() == 1


def test_the_days_are_a_setting(settings: object) -> None:
    settings.INVITATION_DAYS = 2  # type: ignore[attr-defined]
    invitation, _ = invited()
    assert invitation.expires_at - invitation.invited_at == timedelta(days=2)


def test_an_account_made_meanwhile_is_not_made_twice() -> None:
    _, token = invited()
    f.author(email=EMAIL.upper())
    with pytest.raises(AddressTaken):
        accept_invitation(token=token, password=PASSWORD)


def test_revoking() -> None:
    invitation, token = invited()
    with pytest.raises(NotAllowed):
        revoke_invitation(invitation=invitation, by=f.author())
    by = f.editor()
    revoke_invitation(invitation=invitation, by=by)
    invitation.refresh_from_db()
    assert (invitation.revoked_by, state_of(invitation, timezone.now())) == (by, InvitationState.REVOKED)
    with pytest.raises(InvitationGone):
        accept_invitation(token=token, password=PASSWORD)
    with pytest.raises(InvitationNotOpen):
        revoke_invitation(invitation=invitation, by=by)
    office, _ = invited("publications", by=f.administrator())
    with pytest.raises(NotAllowed, match="only an administrator"):
        revoke_invitation(invitation=office, by=f.editor())
    with pytest.raises(NotAllowed):
        resend_invitation(invitation=office, by=f.editor(), link=str)


# The page behind the link


def test_the_page_makes_the_account_signs_in_and_leads_home() -> None:
    _, token = invited()
    client = Client()
    html = client.get(page(token)).content.decode()
    assert "Welcome, Ines del Rio" in html
    answer = client.post(page(token), {"password": PASSWORD, "again": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert int(client.session["_auth_user_id"]) == User.objects.get(email=EMAIL).pk
    assert "no-store" in client.get(page(token))["Cache-Control"]


def test_people_of_the_desk_are_led_to_the_desk() -> None:
    _, token = invited("editor")
    answer = Client().post(page(token), {"password": PASSWORD, "again": PASSWORD})
    assert answer["Location"] == "/admin/"


@pytest.mark.parametrize(
    "typed, said",
    [
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "password1234", "again": "password1234"}, "too common"),
        ({"password": "ines del rio", "again": "ines del rio"}, "too similar"),
        ({"password": "123456789012345", "again": "123456789012345"}, "entirely numeric"),
        ({"password": PASSWORD, "again": "other dull words"}, "not the same"),
        ({"password": " " * 20, "again": " " * 20}, "blanks alone"),
        ({"password": "\u00a0\u200b" * 10, "again": "\u00a0\u200b" * 10}, "blanks alone"),
        ({"password": PASSWORD}, "required"),
        ({}, "required"),
    ],
)
def test_a_password_that_will_not_do_is_said_in_words(typed: dict[str, str], said: str) -> None:
    _, token = invited()
    answer = Client().post(page(token), typed)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert said in html
    assert 'aria-invalid="true"' in html
    assert not User.objects.filter(email=EMAIL).exists()
    assert open_invitation(token=token)


@pytest.mark.parametrize(
    "kind, status", [("nonsense", 404), ("used", 410), ("revoked", 410), ("expired", 410)]
)
def test_a_link_that_is_no_good_says_why(kind: str, status: int) -> None:
    invitation, token = invited()
    if kind == "used":
        accept_invitation(token=token, password=PASSWORD)
    elif kind == "revoked":
        revoke_invitation(invitation=invitation, by=f.editor())
    elif kind == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    address = page("nonsense" if kind == "nonsense" else token)
    for answer in (Client().get(address), Client().post(address, {"password": PASSWORD, "again": PASSWORD})):
        assert answer.status_code == status
        assert "This invitation" in answer.content.decode()


def test_who_is_signed_in_is_led_from_a_used_invitation_to_their_start_page() -> None:
    _, token = invited()
    accept_invitation(token=token, password=PASSWORD)
    account = User.objects.get(email=EMAIL)
    html = browser(account).get(page(token)).content.decode()
    assert "was used already" in html and "Sign in with your" not in html
    assert f"You are signed in as {account.get_full_name()}." in html
    assert f'href="{reverse("home")}">Go to the start page' in html
    html = Client().get(page(token)).content.decode()
    assert "Sign in with your e-mail address and password" in html
    assert f'href="{reverse("account_login")}">Sign in' in html


def test_whoever_was_signed_in_is_signed_out_first() -> None:
    _, token = invited()
    client = browser(f.editor())
    assert "signs that account out" in client.get(page(token)).content.decode()
    client.post(page(token), {"password": PASSWORD, "again": PASSWORD})
    assert int(client.session["_auth_user_id"]) == User.objects.get(email=EMAIL).pk


# The desk


def test_an_editor_invites_sees_the_link_once_and_the_person_gets_it_by_e_mail() -> None:
    client = browser(f.editor())
    form = client.get(ADD).content.decode()
    assert re.findall(r'name="roles" value="([^"]+)"', form) == ["author", "editor", "fact-checker"]
    html = client.post(ADD, {"email": EMAIL, "name": "Ines del Rio", "roles": ["author"]}).content.decode()
    (link,) = re.findall(r'value="(http://testserver/invitations/[^"]+)"', html)
    (message,) = mail.outbox
    assert message.to == [EMAIL]
    assert link in message.body
    assert link in message.alternatives[0][0]  # type: ignore[index]
    assert Client().get(link).status_code == 200
    listed = client.get(LIST).content.decode()
    assert "Ines del Rio" in listed
    detail = client.get(reverse("admin:editorial_invitation_change", args=[Invitation.objects.get().pk]))
    assert link.split("/")[-2] not in listed + detail.content.decode()


def said_of_the_link(client: Client) -> list[str]:
    invitation = Invitation.objects.latest("pk")
    pages = [LIST, reverse("admin:editorial_invitation_change", args=[invitation.pk])]
    return [
        found
        for page in pages
        for found in re.findall(r"link shown to [^<]+", client.get(page).content.decode())
    ]


def test_where_mail_reaches_people_an_editor_does_not_see_the_link(settings: Any) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    editor = confirmed(browser(f.editor()))
    data = {"email": EMAIL, "name": "Ines del Rio", "roles": ["editor"]}
    assert "You see the link" not in editor.get(ADD).content.decode()
    html = editor.post(ADD, data).content.decode()
    assert "is on its way" in html
    resend = reverse("admin:editorial_invitation_resend", args=[Invitation.objects.get().pk])
    html += editor.post(resend).content.decode()
    assert len(mail.outbox) == 2
    assert "/invitations/" not in html
    for message in mail.outbox:
        token = re.search(r"/invitations/([^/]+)/", message.body).group(1)  # type: ignore[union-attr]
        assert token not in html
    assert said_of_the_link(editor) == []
    ada = f.administrator(email="ada@example.org")
    html = confirmed(browser(ada)).post(ADD, data).content.decode()
    assert re.findall(r'value="(http://testserver/invitations/[^"]+)"', html)
    assert said_of_the_link(editor) == [f"link shown to {ada.get_full_name()}"] * 2


def test_who_saw_the_link_stays_on_record_after_it_was_accepted() -> None:
    by = f.editor()
    client = browser(by)
    html = client.post(ADD, {"email": EMAIL, "name": "Ines", "roles": ["author"]}).content.decode()
    (link,) = re.findall(r'value="(http://testserver/invitations/[^"]+)"', html)
    Client().post(link, {"password": PASSWORD, "again": PASSWORD})
    assert state_of(Invitation.objects.get(), timezone.now()) == InvitationState.ACCEPTED
    assert said_of_the_link(browser(f.administrator())) == [f"link shown to {by.get_full_name()}"] * 2


def test_an_editor_is_told_beforehand_of_a_name_in_the_register() -> None:
    f.author_record("Ines del Rio")
    told = "An author of this name is in the register. An administrator ties the two together."
    data = {"email": EMAIL, "name": "Ines  del Rio ", "roles": ["author"]}
    client = browser(f.editor())
    html = client.post(ADD, data).content.decode()
    assert told in html
    assert EMAIL in html
    assert not Invitation.objects.exists()
    (known,) = re.findall(r'name="known_name" value="([^"]+)"', html)
    assert told in client.post(ADD, data | {"known_name": "Somebody Else"}).content.decode()
    assert "Ines del Rio is invited" in client.post(ADD, data | {"known_name": known}).content.decode()
    for by, fields in (
        (f.administrator(), {}), (f.editor(), {"roles": ["editor"]}), (f.editor(), {"name": "Somebody Else"}),
    ):  # fmt: skip
        assert told not in confirmed(browser(by)).post(ADD, data | fields).content.decode()
    assert Invitation.objects.count() == 4


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"email": "nonsense"}, "not an e-mail address"),
        ({"email": ""}, "required"),
        ({"roles": []}, "Choose at least one role"),
        ({"roles": ["administrator"]}, "administrator is not one of the available choices"),
        ({"email": "taken@example.org"}, "has an account with taken@example.org already"),
        ({"name": "a\x00b"}, "Null characters are not allowed"),
    ],
)
def test_a_form_that_will_not_do_keeps_what_was_typed(fields: dict[str, object], said: str) -> None:
    f.author(email="taken@example.org")
    data = {"email": EMAIL, "name": "Ines del Rio", "roles": ["author"]} | fields
    answer = browser(f.editor()).post(ADD, data)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert said in html
    assert ("Ines del Rio" in html) is ("name" not in fields)
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_the_list_shows_every_state_and_the_page_what_can_be_done() -> None:
    by = f.editor()
    taken, token = invited(by=by, email="a@example.org")
    accept_invitation(token=token, password=PASSWORD)
    revoked, _ = invited(by=by, email="b@example.org")
    revoke_invitation(invitation=revoked, by=by)
    expired, _ = invited(by=by, email="c@example.org")
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    waiting, _ = invited(by=by, email="d@example.org")
    client = browser(f.editor())
    states = re.findall(r'class="badge badge-\w+">(\w+)<', client.get(LIST).content.decode())
    assert states == ["Open", "Expired", "Revoked", "Accepted"]
    offered = {}
    for invitation in (taken, revoked, expired, waiting):
        html = client.get(reverse("admin:editorial_invitation_change", args=[invitation.pk])).content.decode()
        offered[invitation.email[0]] = ("/revoke/" in html, "/resend/" in html)
    assert offered == {"a": (False, False), "b": (False, True), "c": (False, True), "d": (True, True)}


def test_taking_back_and_sending_again_at_the_desk() -> None:
    invitation, token = invited()
    client = browser(f.editor())
    revoke = reverse("admin:editorial_invitation_revoke", args=[invitation.pk])
    resend = reverse("admin:editorial_invitation_resend", args=[invitation.pk])
    for address in (revoke, resend):
        assert client.get(address).status_code == 405
    assert client.post(revoke).status_code == 302
    assert client.post(revoke).status_code == 422
    html = client.post(resend).content.decode()
    (link,) = re.findall(r'value="http://testserver(/invitations/[^"]+)"', html)
    assert link != page(token)
    assert len(mail.outbox) == 1
    Client().post(link, {"password": PASSWORD, "again": PASSWORD})
    again = reverse("admin:editorial_invitation_resend", args=[Invitation.objects.latest("pk").pk])
    answer = client.post(again)
    assert answer.status_code == 422
    assert "has an account" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.FACT_CHECKER, Role.PUBLICATIONS])
def test_invitations_are_the_editors_and_administrators(role: Role) -> None:
    invitation, _ = invited()
    client = browser(f.person(role))
    refused = (302,) if role == Role.AUTHOR else (403, 404)
    for address in (LIST, ADD, reverse("admin:editorial_invitation_change", args=[invitation.pk])):
        assert client.get(address).status_code in refused
    for address in (
        ADD,
        reverse("admin:editorial_invitation_revoke", args=[invitation.pk]),
        reverse("admin:editorial_invitation_resend", args=[invitation.pk]),
    ):
        data = {"email": "x@example.org", "name": "X", "roles": ["author"]}
        assert client.post(address, data).status_code in (403, 404)
    assert Invitation.objects.count() == 1
    assert state_of(Invitation.objects.get(), timezone.now()) == InvitationState.OPEN


def test_the_list_asks_the_same_number_of_queries_for_2_and_for_20() -> None:
    client, counts = browser(f.editor()), []
    client.get(LIST)  # what is asked once is asked now
    for wanted in (2, 20):
        while Invitation.objects.count() < wanted:
            invited(email=f"person{Invitation.objects.count()}@invited.example")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
