"""“Is it you?”: a stolen session alone neither opens an account for good nor opens another's."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from editorial.accounts.changes import note_new_password, save_account
from editorial.accounts.models import Invitation
from editorial.accounts.operations import invite
from editorial.content.permissions import roles_of
from editorial.states import Role
from tests import factories as f
from tests.integration.accounts.conftest import PASSWORD
from tests.integration.accounts.test_accounts import form, page
from tests.integration.accounts.test_second_step import code_of
from tests.integration.admin.pages import browser, confirmed

pytestmark = pytest.mark.django_db
CONFIRM = reverse("account_reauthenticate")
CONFIRMED = reverse("confirmed")
NEW = {"password1": "other dull words", "password2": "other dull words", "usable_password": "true"}
SECRET = "A" * 32


def app_of(user: User, *, minutes_old: int = 0) -> Authenticator:
    made = timezone.now() - timedelta(minutes=minutes_old)
    return Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET}, created_at=made)


def password_page(account: User) -> str:
    return reverse("admin:auth_user_password_change", args=[account.pk])


def test_nobody_changes_their_own_password_address_or_second_step_at_the_desk() -> None:
    me = f.administrator(email="ada@example.org", password=PASSWORD)
    app_of(me)
    client = confirmed(browser(me))
    for answer in (client.get(password_page(me)), client.post(password_page(me), NEW)):
        assert answer["Location"] == reverse("account_change_password")
    assert "on the pages of your account" in client.get(reverse("account_change_password")).content.decode()
    html = client.get(page(me)).content.decode()
    for own in ("account_change_password", "account_email", "mfa_index"):
        assert f'href="{reverse(own)}"' in html
    changed = form(me, first_name="Ada", email="thief@example.org", drop_second_step="on")
    assert client.post(page(me), changed).status_code == 302
    me = User.objects.get(pk=me.pk)
    assert (me.first_name, me.email, me.check_password(PASSWORD)) == ("Ada", "ada@example.org", True)
    assert Authenticator.objects.filter(user=me).exists()
    assert EmailAddress.objects.get(user=me).email == "ada@example.org"


def test_the_operations_refuse_it_too() -> None:
    me = f.administrator(email="ada@example.org")
    app_of(me)
    with pytest.raises(ValidationError, match="pages of your account"):
        note_new_password(account=me, by=me)
    with pytest.raises(ValidationError, match="pages of your account"):
        save_account(account=me, roles=["administrator"], by=me, drop_second_step=True)
    me.email = "thief@example.org"
    with pytest.raises(ValidationError, match="pages of your account") as caught:
        save_account(account=me, roles=["administrator"], by=me)
    assert list(caught.value.message_dict) == ["email"]
    assert User.objects.get(pk=me.pk).email == "ada@example.org"


@pytest.mark.parametrize("change", [{"email": "thief@example.org"}, {"drop_second_step": "on"}])
def test_who_changes_how_another_signs_in_is_asked_and_loses_nothing_typed(
    writer: User, change: dict[str, str]
) -> None:
    boss = f.administrator(password=PASSWORD)
    app_of(writer)
    client, typed = browser(boss), form(writer, first_name="Inés of the harbour") | change
    refused = client.post(page(writer), typed)
    html = refused.content.decode()
    assert refused.status_code == 403
    assert "Inés of the harbour" in html and "Save again" in html
    assert f'href="{CONFIRM}?next=' in html
    writer.refresh_from_db()
    assert (writer.email, writer.first_name) == ("ines@example.org", "Kim")
    assert Authenticator.objects.filter(user=writer).exists()
    assert client.post(CONFIRM, {"password": PASSWORD, "next": page(writer)})["Location"].partition("?")[
        0
    ] == page(writer)
    assert client.post(page(writer), typed).status_code == 302
    writer.refresh_from_db()
    assert writer.first_name == "Inés of the harbour"
    assert (writer.email, Authenticator.objects.filter(user=writer).exists()) != ("ines@example.org", True)


@pytest.mark.parametrize(
    "change",
    [{"first_name": "Ada"}, {"roles": []}, {"roles": ["author"]}, {"is_active": ""}],
    ids=["a name", "a role less", "an author", "switched off"],
)
def test_what_opens_no_way_in_is_changed_without_asking(change: dict[str, Any]) -> None:
    client, account = browser(f.administrator(password=PASSWORD)), f.person(Role.EDITOR)
    assert client.post(page(account), form(account) | change).status_code == 302


@pytest.mark.parametrize("role", ["editor", "fact-checker", "publications", "administrator"])
def test_who_gives_a_role_is_asked(writer: User, role: str) -> None:
    client, typed = (
        browser(f.administrator(password=PASSWORD)),
        form(writer, roles=["author", role], first_name="Ada"),
    )
    refused = client.post(page(writer), typed)
    assert refused.status_code == 403
    assert f'href="{CONFIRM}?next=' in refused.content.decode()
    assert f'name="roles" value="{role}"' in refused.content.decode()
    assert roles_of(User.objects.get(pk=writer.pk)) == {"author"}
    client.post(CONFIRM, {"password": PASSWORD})
    assert client.post(page(writer), typed).status_code == 302
    assert roles_of(User.objects.get(pk=writer.pk)) == {"author", role}


def test_who_switches_an_account_on_again_is_asked(writer: User) -> None:
    User.objects.filter(pk=writer.pk).update(is_active=False)
    writer.refresh_from_db()
    client, typed = browser(f.administrator(password=PASSWORD)), form(writer)
    assert client.post(page(writer), typed).status_code == 403
    assert not User.objects.get(pk=writer.pk).is_active
    assert confirmed(client).post(page(writer), typed).status_code == 302
    assert User.objects.get(pk=writer.pk).is_active


def test_who_invites_somebody_to_the_desk_is_asked_and_loses_nothing_typed() -> None:
    add, typed = (
        reverse("admin:editorial_invitation_add"),
        {"email": "thief@example.org", "name": "Inés of the harbour", "roles": ["author", "administrator"]},
    )
    client = browser(f.administrator(password=PASSWORD))
    refused = client.post(add, typed)
    html = refused.content.decode()
    assert refused.status_code == 403
    assert "Inés of the harbour" in html and f'href="{CONFIRM}?next=' in html
    assert not Invitation.objects.exists() and mail.outbox == []
    client.post(CONFIRM, {"password": PASSWORD})
    assert "/invitations/" in client.post(add, typed).content.decode()
    assert Invitation.objects.get().roles == ["author", "administrator"]


def test_the_other_tab_says_how_to_go_on() -> None:
    client = browser(f.administrator(password=PASSWORD))
    assert client.get(CONFIRMED)["Location"] == f"{CONFIRM}?{urlencode({'next': CONFIRMED})}"
    asked = client.get(f"{CONFIRM}?{urlencode({'next': CONFIRMED})}").content.decode()
    assert "how your account is protected" not in asked
    answer = client.post(CONFIRM, {"password": PASSWORD, "next": CONFIRMED}, follow=True)
    assert answer.request["PATH_INFO"] == CONFIRMED
    assert "Close this tab, go back to the one before, and press “Save again”." in answer.content.decode()


def test_what_was_typed_is_shown_in_words_with_every_role(writer: User) -> None:
    typed = form(writer, roles=["author", "editor"], first_name="Inés of the harbour")
    html = browser(f.administrator(password=PASSWORD)).post(page(writer), typed).content.decode()
    shown = html.partition("What you typed")[2]
    assert ">First name</label>" in shown and 'value="Inés of the harbour" readonly' in shown
    assert 'value="author, editor" readonly' in shown
    assert ">Switched on</label>" in shown and 'value="yes" readonly' in shown
    assert "first_name" not in shown and "<textarea" not in shown


def test_who_sends_an_invitation_to_the_desk_again_is_asked() -> None:
    """The page may show the link, and whoever holds it gets the account."""
    boss = f.administrator(password=PASSWORD)
    invitation, _token = invite(email="ed@example.org", name="Ed", roles=["editor"], by=boss)
    client, sent = browser(boss), len(mail.outbox)
    resend = reverse("admin:editorial_invitation_resend", args=[invitation.pk])
    refused = client.post(resend)
    assert refused.status_code == 403
    assert f"{CONFIRM}?{urlencode({'next': CONFIRMED})}" in refused.content.decode()
    assert len(mail.outbox) == sent
    assert "/invitations/" in confirmed(client).post(resend).content.decode()


def test_who_sets_anothers_password_is_asked_before_they_type_it(writer: User) -> None:
    client, address = browser(f.administrator(password=PASSWORD)), password_page(writer)
    assert client.get(address)["Location"].startswith(f"{CONFIRM}?next=")
    answer = client.post(address, NEW)
    assert answer["Location"].startswith(f"{CONFIRM}?next=")
    assert NEW["password1"] not in repr(dict(client.session))
    assert "type the new password once more" in client.get(answer["Location"]).content.decode()
    assert User.objects.get(pk=writer.pk).check_password(PASSWORD)
    client.post(answer["Location"], {"password": PASSWORD})
    assert client.get(address).status_code == 200
    assert client.post(address, NEW).status_code == 302
    assert User.objects.get(pk=writer.pk).check_password(NEW["password1"])
    assert UserSession.objects.filter(session_key=client.session.session_key).exists()


def test_a_session_of_an_account_without_a_password_gives_nobody_one() -> None:
    person = f.author(email="pat@example.org")
    client, first = browser(person), reverse("account_set_password")
    for answer in (
        client.get(first),
        client.post(first, {name: NEW[name] for name in ("password1", "password2")}),
    ):
        assert answer["Location"] == reverse("account_reset_password")
    assert not User.objects.get(pk=person.pk).has_usable_password()
    client.post(reverse("account_reset_password"), {"email": person.email})
    assert [message.to for message in mail.outbox] == [["pat@example.org"]]


def test_who_cannot_be_asked_is_told_how_to_get_a_password() -> None:
    person = f.author(email="pat@example.org")
    client = browser(person)
    for answer in (
        client.post(reverse("account_email"), {"action_add": "", "email": "thief@example.org"}),
        client.get(reverse("mfa_activate_totp")),
        client.get(reverse("mfa_add_webauthn")),
    ):
        assert answer["Location"].startswith(f"{CONFIRM}?next=")
    html = client.get(answer["Location"]).content.decode()
    assert reverse("account_reset_password") in html
    assert 'type="password"' not in html
    assert [a.email for a in EmailAddress.objects.filter(user=person)] == ["pat@example.org"]


def test_only_who_is_led_to_their_first_second_step_is_not_asked(settings: Any) -> None:
    settings.SECOND_STEP_ROLES = ["editor"]
    codes = reverse("mfa_generate_recovery_codes")
    for minutes_old, asked in ((10, True), (0, False)):
        person = f.person(Role.EDITOR, email=f"ed{minutes_old}@example.org", password=PASSWORD)
        app_of(person, minutes_old=minutes_old)
        client = Client()
        client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
        assert "_auth_user_id" in client.session
        for address in (codes, reverse("mfa_add_webauthn")):
            answer = client.get(address)
            assert (answer.status_code == 302) is asked
            assert not asked or answer["Location"].startswith(CONFIRM)
