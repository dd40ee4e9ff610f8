"""The security log: what is noted, what is not kept, who reads it, and that nobody changes it."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.accounts.changes import save_account
from editorial.accounts.operations import create_administrator, invite
from editorial.retention.due import what_is_due
from editorial.retention.removing import apply_retention
from editorial.security.models import Kind, SecurityEvent
from editorial.security.operations import mark_of, note
from editorial.states import Role
from tests import factories as f
from tests.integration.accounts.conftest import PASSWORD, nothing_counted, writer
from tests.integration.accounts.test_second_step import code_of
from tests.integration.admin.pages import confirmed

__all__ = ["nothing_counted", "writer"]
pytestmark = pytest.mark.django_db
LOGIN = reverse("account_login")
LIST = reverse("admin:editorial_securityevent_changelist")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def noted(*kinds: Kind) -> list[tuple[Any, ...]]:
    """(kind, person, by, detail) of these kinds, in order."""
    rows = SecurityEvent.objects.filter(kind__in=kinds).order_by("pk")
    return [(row.kind, row.person, row.by, row.detail) for row in rows]


def signed_in(user: User) -> Client:
    client = Client()
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    return client


def test_signing_in_and_out_with_how_and_from_where(writer: User) -> None:
    Authenticator.objects.create(user=writer, type="totp", data={"secret": SECRET})
    client = Client(REMOTE_ADDR="192.0.2.7", headers={"User-Agent": "A browser"})
    client.post(LOGIN, {"login": writer.email, "password": PASSWORD})
    assert noted(Kind.SIGNED_IN) == []
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    client.post(reverse("account_logout"))
    assert [row[0] for row in noted(*Kind)] == [Kind.SECOND_STEP_FAILED, Kind.SIGNED_IN, Kind.SIGNED_OUT]
    event = SecurityEvent.objects.get(kind=Kind.SIGNED_IN)
    assert (event.person, event.detail, event.ip) == (writer, "password, code", "192.0.2.7")
    assert (event.address, event.user_agent) == ("ines@example.org", "A browser")


def test_a_password_that_was_changed_or_is_to_be_reset(writer: User) -> None:
    client, new = signed_in(writer), "other dull words"
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    Client().post(reverse("account_reset_password"), {"email": writer.email})
    Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert noted(Kind.PASSWORD_CHANGED, Kind.PASSWORD_RESET_ASKED) == [
        (Kind.PASSWORD_CHANGED, writer, None, ""),
        (Kind.PASSWORD_RESET_ASKED, writer, None, ""),
        (Kind.PASSWORD_RESET_ASKED, None, None, ""),
    ]
    assert SecurityEvent.objects.get(kind=Kind.PASSWORD_RESET_ASKED, person=None).address == mark_of(
        "nobody@example.org"
    )


@pytest.mark.django_db(transaction=True)  # allauth tells of an app after the commit
def test_a_second_step_that_comes_and_goes_and_new_recovery_codes(writer: User) -> None:
    client = signed_in(writer)
    ask = client.get(reverse("mfa_activate_totp"))
    client.post(ask["Location"], {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    assert noted(Kind.SECOND_STEP_ADDED, Kind.SECOND_STEP_REMOVED, Kind.RECOVERY_CODES_MADE) == [
        (Kind.SECOND_STEP_ADDED, writer, None, "authenticator app"),
        (Kind.RECOVERY_CODES_MADE, writer, None, ""),
        (Kind.SECOND_STEP_REMOVED, writer, None, "authenticator app"),
    ]


def test_what_an_administrator_changes(writer: User) -> None:
    boss = f.administrator()
    Authenticator.objects.create(user=writer, type="totp", data={"secret": SECRET})
    writer.email, writer.is_active = "new@example.org", False
    save_account(account=writer, roles=["editor"], by=boss, drop_second_step=True)
    writer.is_active = True
    save_account(account=writer, roles=["editor"], by=boss)
    save_account(account=writer, roles=["editor"], by=boss)  # nothing changed, nothing noted
    assert noted(*Kind) == [
        (Kind.ROLES_CHANGED, writer, boss, "given: editor; taken: author"),
        (Kind.ADDRESS_CHANGED, writer, boss, "ines@example.org became new@example.org"),
        (Kind.SWITCHED_OFF, writer, boss, ""),
        (Kind.SECOND_STEP_REMOVED, writer, boss, "all of them"),
        (Kind.SWITCHED_ON, writer, boss, ""),
    ]


def test_a_password_that_an_administrator_set_ends_the_sessions_and_is_told(
    writer: User, mailoutbox: list[Any]
) -> None:
    boss, client, desk = f.administrator(), signed_in(writer), Client()
    desk.force_login(boss)
    confirmed(desk)
    address = reverse("admin:auth_user_password_change", args=[writer.pk])
    new = "other dull words"
    answer = desk.post(address, {"password1": new, "password2": new, "usable_password": "true"})
    assert answer.status_code == 302, answer.content.decode()
    assert noted(Kind.PASSWORD_CHANGED) == [(Kind.PASSWORD_CHANGED, writer, boss, "set by an administrator")]
    assert client.get(reverse("account_email")).status_code == 302
    assert [message.to for message in mailoutbox] == [["ines@example.org"]]


def test_new_accounts(db: None) -> None:
    editor = f.editor()
    _, token = invite(email="new@example.org", name="Ana Lima", roles=["author"], by=editor)
    Client().post(f"/invitations/{token}/", {"password": PASSWORD, "again": PASSWORD})
    ana = User.objects.get(email="new@example.org")
    ada = create_administrator(email="ada@example.org", name="Ada", password=PASSWORD)
    assert noted(*Kind) == [
        (Kind.INVITATION_ACCEPTED, ana, None, f"author; invited by {editor.username}"),
        (Kind.SIGNED_IN, ana, None, ""),
        (Kind.ROLES_CHANGED, ada, None, "administrator, by whoever runs the installation"),
    ]


def test_an_address_that_nobody_has_is_not_kept_but_told_apart(writer: User) -> None:
    first = note(kind=Kind.SIGN_IN_FAILED, address="my password@x.yz")
    again = note(kind=Kind.SIGN_IN_FAILED, address=" MY password@x.yz")
    other = note(kind=Kind.SIGN_IN_FAILED, address="another@x.yz")
    assert first.address == again.address == mark_of("my password@x.yz")
    assert other.address != first.address
    assert "password" not in first.address


def test_a_line_for_each_event_on_a_logger_of_its_own(writer: User, caplog: Any) -> None:
    with caplog.at_level(logging.INFO, logger="oewatch.security"):
        note(kind=Kind.PROOF_LINK_OPENED, detail="link 5\nevent=signed_in person=1")
    (line,) = [record for record in caplog.records if record.name == "oewatch.security"]
    assert line.getMessage() == "event=proof_link_opened detail=link 5 event=signed_in person=1"
    assert line.security["event"] == "proof_link_opened"
    assert SecurityEvent.objects.get().detail == "link 5 event=signed_in person=1"


def test_addresses_of_people_stand_in_the_table_and_in_no_log(writer: User, caplog: Any) -> None:
    writer.email = "new@example.org"
    with caplog.at_level(logging.INFO, logger="oewatch.security"):
        save_account(account=writer, roles=["author"], by=f.administrator())
    (line,) = [record for record in caplog.records if record.name == "oewatch.security"]
    assert "@" not in f"{line.getMessage()}{line.security}"
    assert "new@example.org" in SecurityEvent.objects.get(kind=Kind.ADDRESS_CHANGED).detail


def test_long_and_odd_values_are_cut_and_never_refused(writer: User) -> None:
    client = Client(REMOTE_ADDR="not an address", headers={"User-Agent": "\x01" + "x" * 900})
    client.post(LOGIN, {"login": writer.email, "password": PASSWORD})
    event = SecurityEvent.objects.get(kind=Kind.SIGNED_IN)
    assert (event.ip, len(event.user_agent)) == ("0.0.0.0", 200)  # noqa: S104  a name in a log


def test_rows_are_not_changed_and_young_ones_not_deleted() -> None:
    table = SecurityEvent._meta.db_table
    event = note(kind=Kind.SIGNED_OUT)
    old = SecurityEvent.objects.create(at=timezone.now() - timedelta(days=91), kind=Kind.SIGNED_OUT)
    nearly = SecurityEvent.objects.create(at=timezone.now() - timedelta(days=89), kind=Kind.SIGNED_OUT)
    for statement in (
        f"UPDATE {table} SET detail = 'x' WHERE id = {old.pk}",
        f"UPDATE {table} SET at = at",
        f"DELETE FROM {table} WHERE id = {event.pk}",
        f"DELETE FROM {table} WHERE id = {nearly.pk}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}"
        if connection.vendor == "postgresql"
        else f"REPLACE INTO {table} SELECT * FROM {table} WHERE id = {event.pk}",
    ):
        refused = pytest.raises(IntegrityError, match="append-only")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # what waits for them could not be truncated anyway
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id = {old.pk}")
    assert SecurityEvent.objects.count() == 2


def test_administrators_read_it_and_nobody_else_knows_of_it(
    writer: User, django_assert_max_num_queries: Any
) -> None:
    boss = f.administrator()
    for kind in Kind:
        note(kind=kind, person=writer, by=boss, detail="<b>x</b>")
    event = SecurityEvent.objects.first()
    assert event is not None
    one = reverse("admin:editorial_securityevent_change", args=[event.pk])
    for role in (Role.EDITOR, Role.FACT_CHECKER, Role.PUBLICATIONS):
        client = Client()
        client.force_login(f.person(role))
        assert client.get(LIST).status_code in (403, 404), role
        assert client.get(one).status_code in (302, 403, 404), role
    desk = Client()
    desk.force_login(boss)
    with django_assert_max_num_queries(12):
        html = desk.get(LIST).content.decode()
    assert "Proof link opened" in html
    assert "<b>x</b>" not in html
    assert desk.get(LIST, {"kind__exact": "signed_in", "q": "ines"}).status_code == 200
    assert desk.get(LIST, {"q": "192.0.2"}).status_code == 200
    page = desk.get(one).content.decode()
    assert 'name="_save"' not in page
    assert desk.post(one, {"detail": "changed"}).status_code == 403
    assert (
        desk.post(
            reverse("admin:editorial_securityevent_delete", args=[event.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    assert desk.get(reverse("admin:editorial_securityevent_add")).status_code == 403


def test_old_rows_are_due_and_removed_as_the_house_says(settings: Any) -> None:
    settings.RETENTION_SECURITY_DAYS = 100
    note(kind=Kind.SIGNED_OUT)
    for days in (99, 101):
        SecurityEvent.objects.create(at=timezone.now() - timedelta(days=days), kind=Kind.SIGNED_OUT)
    due = [one for one in what_is_due() if one.kind == "security"]
    assert len(due) == 1
    apply_retention()
    assert SecurityEvent.objects.count() == 2
    assert [one for one in what_is_due() if one.kind == "security"] == []
