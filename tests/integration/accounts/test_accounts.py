"""What an administrator changes about accounts, and the first account of an installation."""

import io
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from editorial.accounts.changes import save_account, set_roles
from editorial.accounts.operations import create_administrator
from editorial.content.permissions import roles_of
from editorial.errors import NotAllowed
from editorial.states import Role
from tests import factories as f
from tests.integration.accounts.conftest import PASSWORD
from tests.integration.admin.pages import browser, confirmed

pytestmark = pytest.mark.django_db


def page(account: User) -> str:
    return reverse("admin:auth_user_change", args=[account.pk])


def form(account: User, **fields: Any) -> dict[str, Any]:
    values = {
        "first_name": account.first_name, "last_name": account.last_name, "email": account.email, "is_active": "on",
        "roles": sorted(roles_of(account)),
    }  # fmt: skip
    return values | fields


@pytest.mark.parametrize("roles", [[], ["author"], ["editor"], ["author", "publications"], list(Role.values)])
def test_the_desk_follows_the_roles(roles: list[str]) -> None:
    account, by = f.person(Role.AUTHOR, Role.EDITOR), f.administrator()
    account.groups.add(Group.objects.create(name="choir"))
    set_roles(account=account, roles=roles, by=by)
    account = User.objects.get(pk=account.pk)
    assert roles_of(account) == set(roles)
    assert account.is_staff is bool(set(roles) - {"author"})
    assert account.groups.filter(name="choir").exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_change_accounts(role: Role) -> None:
    account = f.author()
    for act in (set_roles, save_account):
        with pytest.raises(NotAllowed, match="Only an administrator"):
            act(account=account, roles=["administrator"], by=f.person(role))
    assert roles_of(User.objects.get(pk=account.pk)) == {Role.AUTHOR}


def test_nobody_locks_themselves_out() -> None:
    me = f.administrator()
    with pytest.raises(ValidationError, match="yourself"):
        set_roles(account=me, roles=["editor"], by=me)
    me.is_active = False
    with pytest.raises(ValidationError, match="yourself"):
        save_account(account=me, roles=["administrator"], by=User.objects.get(pk=me.pk))
    with pytest.raises(ValidationError, match="no such role"):
        set_roles(account=f.author(), roles=["king"], by=f.administrator())
    root = f.person(is_superuser=True, is_staff=True)
    set_roles(account=root, roles=[], by=root)
    assert User.objects.get(pk=root.pk).is_staff


def test_an_administrator_changes_an_account_in_the_form() -> None:
    account, client = f.author(), confirmed(browser(f.administrator()))
    html = client.get(page(account)).content.decode()
    assert "argon2" not in html
    answer = client.post(page(account), form(account, first_name="Ada", roles=["author", "editor"]))
    assert answer.status_code == 302
    account = User.objects.get(pk=account.pk)
    assert (account.first_name, account.is_staff, roles_of(account)) == (
        "Ada",
        True,
        {Role.AUTHOR, Role.EDITOR},
    )
    client.post(page(account), form(account, roles=["author"], is_active=""))
    account = User.objects.get(pk=account.pk)
    assert (account.is_staff, account.is_active) == (False, False)


def test_a_new_address_is_verified_and_the_old_one_is_told() -> None:
    account = f.author(email="old@example.org", password=PASSWORD)
    client = confirmed(browser(f.administrator()))
    client.post(page(account), form(account, email="New@example.org"))
    address = EmailAddress.objects.get(user=account)
    assert (address.email, address.verified, address.primary) == ("new@example.org", True, True)
    assert User.objects.get(pk=account.pk).email == "new@example.org"
    (message,) = mail.outbox
    assert message.to == ["old@example.org"]
    assert "changed to new@example.org" in message.body


def test_a_lost_second_step_is_removed_and_the_person_told() -> None:
    account, client = f.author(), confirmed(browser(f.administrator()))
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    client.post(page(account), form(account))
    assert Authenticator.objects.filter(user=account).exists()
    client.post(page(account), form(account, drop_second_step="on"))
    assert not Authenticator.objects.filter(user=account).exists()
    assert "second step" in mail.outbox[0].body


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"email": "taken@example.org"}, "has this address"),
        ({"email": ""}, "required"),
        ({"email": "nonsense"}, "not an e-mail address"),
        ({"email": "a@b\u2028.org"}, "not an e-mail address"),
        ({"email": "x" * 250 + "@example.org"}, "at most 254"),
        ({"email": "ä" * 63 + "@example.org"}, "Before the @"),
        ({"email": "a@" + "ä" * 63 + ".org"}, "comes after the @"),
        ({"roles": ["king"]}, "not one of the available choices"),
        ({"first_name": "a\x00"}, "Null characters"),
    ],
)
def test_what_may_not_be_is_said_in_the_form(fields: dict[str, Any], said: str) -> None:
    f.author(email="Taken@example.org")
    account = f.author()
    answer = browser(f.administrator()).post(page(account), form(account, **fields))
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_an_administrator_who_would_lock_themselves_out_is_told_so() -> None:
    me = f.administrator()
    answer = browser(me).post(page(me), form(me, roles=["editor"], is_active=""))
    assert answer.status_code == 200
    assert answer.content.decode().count("ask another administrator") == 2
    assert Role.ADMINISTRATOR in roles_of(User.objects.get(pk=me.pk))


def test_accounts_are_not_added_or_deleted_in_the_form() -> None:
    client, account = browser(f.administrator()), f.author()
    assert client.get(reverse("admin:auth_user_add")).status_code == 403
    assert (
        client.post(reverse("admin:auth_user_delete", args=[account.pk]), {"post": "yes"}).status_code == 403
    )
    assert client.get(reverse("admin:auth_user_changelist")).status_code == 200


def test_an_administrator_sets_a_password_for_a_house_without_e_mail() -> None:
    account, client = f.author(), confirmed(browser(f.administrator()))
    address = reverse("admin:auth_user_password_change", args=[account.pk])
    data = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert client.post(address, data).status_code == 302
    assert User.objects.get(pk=account.pk).check_password(PASSWORD)


def test_the_first_administrator_is_made_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", PASSWORD)
    said = io.StringIO()
    call_command("create_administrator", "Ada@Example.org", "Ada Admin", stdout=said)
    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_superuser, roles_of(user)) == (
        "ada@example.org", True, False, {Role.ADMINISTRATOR},
    )  # fmt: skip
    assert "Ada Admin can sign in with ada@example.org." in said.getvalue()
    for email, name, password, words in (
        ("ada@example.org", "Ada", PASSWORD, "has an account"),
        ("x", "Ada", PASSWORD, "not an e-mail address"),
        ("b@example.org", " ", PASSWORD, "full name"),
        ("b@example.org", "Bea", "short", "too short"),
    ):
        monkeypatch.setenv("ADMINISTRATOR_PASSWORD", password)
        with pytest.raises(CommandError, match=words):
            call_command("create_administrator", email, name)
    assert User.objects.count() == 1


def test_the_demo_corrects_accounts_of_an_older_demo(capsys: pytest.CaptureFixture[str]) -> None:
    from demo.story import PASSWORD as DEMO
    from demo.story import people, told

    for person in told()["people"][:2]:
        old = User.objects.create_user(person["username"], person["email"], DEMO, is_staff=True)
        old.groups.set(Group.objects.filter(name__in=person["groups"]))
    found = people(told())
    assert {
        role: (user.is_staff, EmailAddress.objects.get(user=user).verified) for role, user in found.items()
    } == {role: (role != Role.AUTHOR, True) for role in Role}
    assert {user.check_password(DEMO) for user in found.values()} == {True}
    assert people(told()) == found
    call_command("demo_accounts")
    assert "ingrid.halloway@example.org" in capsys.readouterr().out


@pytest.mark.parametrize(
    "email", ["a@b\u2028.org", "x" * 250 + "@x.org", "\u0130@x.org", "a@" + "ä" * 63 + ".org"]
)
def test_no_account_gets_an_address_that_nothing_can_be_sent_to(email: str) -> None:
    account = f.author()
    account.email = email
    with pytest.raises(ValidationError, match="address") as caught:
        save_account(account=account, roles=["author"], by=f.administrator())
    assert list(caught.value.message_dict) == ["email"]
    with pytest.raises(ValidationError, match="address"):
        create_administrator(email=email, name="Ada", password=PASSWORD)
