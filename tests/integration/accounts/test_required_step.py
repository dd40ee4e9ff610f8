"""People whose role needs a second step set one up before anything else."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client
from django.urls import reverse

from editorial.accounts.changes import set_roles
from editorial.accounts.required_step import lacks_second_step
from editorial.states import Role
from oewatch.settings import sign_in
from tests import factories as f
from tests.integration.accounts.conftest import PASSWORD
from tests.integration.accounts.test_second_step import code_of

pytestmark = pytest.mark.django_db
NEEDED = reverse("second_step_needed")
HTML = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture(autouse=True)
def _demanded(settings: Any) -> None:
    settings.SECOND_STEP_ROLES = ["editor", "administrator"]


@pytest.fixture
def editor() -> User:
    return f.editor(email="ed@example.org", password=PASSWORD)


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def app_of(user: User) -> Authenticator:
    return Authenticator.objects.create(user=user, type="totp", data={"secret": "A" * 32})


def passkey_of(user: User) -> Authenticator:
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "Laptop", "credential": {}})


def confirmed(client: Client, address: str) -> Any:
    """The page behind “Is it you?”."""
    first = client.get(address)
    client.post(first["Location"], {"password": PASSWORD})
    return client.get(address)


def test_after_the_sign_in_an_editor_is_led_to_a_page_that_says_why(editor: User) -> None:
    client = Client()
    answer = client.post(
        reverse("account_login"), {"login": editor.email, "password": PASSWORD}, follow=True, headers=HTML
    )
    assert answer.redirect_chain[-1] == (NEEDED, 302)
    html = answer.content.decode()
    assert "You are signed in as editor" in html
    assert reverse("mfa_activate_totp") in html
    assert reverse("mfa_add_webauthn") in html
    assert 'href="/admin/' not in html  # nothing that leads back here


def test_nothing_else_opens_until_it_is_set_up_then_they_are_where_they_wanted_to_be(editor: User) -> None:
    client, wanted = of(editor), reverse("admin:editorial_article_changelist")
    for address in (
        wanted,
        "/",
        "/check/",
        reverse("account_email"),
        reverse("notifications"),
        reverse("usersessions_list"),
    ):
        answer = client.get(address, headers=HTML)
        assert (answer.status_code, answer["Location"]) == (302, NEEDED), address
    client.get(wanted, headers=HTML)
    client.get("/files/fonts/x.ttf", headers={"Accept": "*/*"})  # part of a page, nobody wants to get there
    secret = _set_up(client)
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "Go on to your work" in codes
    assert client.get(NEEDED)["Location"] == wanted
    assert client.get(wanted).status_code == 200
    assert client.get(NEEDED)["Location"] == "/admin/"
    assert len(secret) == 32


def _set_up(client: Client) -> str:
    page = client.get(reverse("mfa_activate_totp"))
    html = (
        page if page.status_code == 200 else confirmed(client, page.request["PATH_INFO"])
    ).content.decode()
    secret = html.partition('class="secret">')[2].partition("<")[0]
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def test_what_sets_it_up_and_what_leads_out_is_open(editor: User) -> None:
    client = of(editor)
    assert client.get(NEEDED).status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    assert client.get(reverse("mfa_add_webauthn"))["Location"].startswith(reverse("account_reauthenticate"))
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")


def test_a_script_is_told_in_json_and_a_form_comes_back_with_what_was_typed(editor: User) -> None:
    client = of(editor)
    told = client.get(reverse("notification_count"), headers={"Accept": "application/json"})
    assert told.status_code == 403
    assert told.json()["code"] == "second_step_needed"
    assert "Set it up in another tab" in told.json()["error"]
    assert told.json()["message"] == told.json()["error"]
    for address in (reverse("admin:editorial_invitation_add"), reverse("new_article")):
        sent = client.post(address, {"name": "Ines of the harbour"})
        assert sent.status_code == 403
        assert "Ines of the harbour" in sent.content.decode()
        assert "Save again" in sent.content.decode()
        assert NEEDED in sent.content.decode()


def test_a_password_is_not_shown_back(editor: User) -> None:
    answer = of(editor).post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "x"})
    assert (answer.status_code, answer["Location"]) == (302, NEEDED)


def test_only_the_roles_that_were_named_need_one(editor: User, settings: Any) -> None:
    assert of(f.fact_checker()).get("/check/").status_code == 200
    assert of(f.author()).get("/").status_code == 200
    assert of(f.person(Role.AUTHOR, Role.EDITOR)).get("/", headers=HTML)["Location"] == NEEDED
    assert of(f.person(is_superuser=True)).get("/", headers=HTML)["Location"] == NEEDED  # an administrator
    settings.SECOND_STEP_ROLES = []
    assert of(editor).get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_step(editor: User) -> None:
    Authenticator.objects.create(user=editor, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert of(editor).get("/admin/").status_code == 302
    passkey_of(editor)
    assert of(editor).get("/admin/").status_code == 200


def test_it_is_never_stale_in_a_session_that_goes_on(editor: User) -> None:
    app = app_of(editor)
    client, boss = of(editor), f.administrator()
    assert client.get("/admin/").status_code == 200
    app.delete()  # by an administrator, or in another session
    assert client.get("/admin/")["Location"] == NEEDED
    author = f.author()
    writing = of(author)
    assert writing.get("/").status_code == 200
    set_roles(account=author, roles=["author", "editor"], by=boss)
    assert writing.get("/")["Location"] == NEEDED
    set_roles(account=author, roles=["author"], by=boss)
    assert writing.get("/").status_code == 200


def test_a_page_takes_no_more_queries(editor: User, settings: Any, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    app_of(editor)
    client, counts = of(editor), []
    for roles in ([], ["editor"]):
        settings.SECOND_STEP_ROLES = roles
        client.get("/check/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/check/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("other", [app_of, passkey_of])
def test_the_last_one_stays_and_one_of_two_may_go(editor: User, other: Any) -> None:
    key = passkey_of(editor)
    client, remove = of(editor), reverse("mfa_remove_webauthn", args=[key.pk])
    asked = confirmed(client, remove).content.decode()
    assert "this is your only one" in asked
    assert "Remove it" not in asked
    assert "this is your only one" in client.post(remove).content.decode()
    assert Authenticator.objects.filter(pk=key.pk).exists()
    other(editor)
    assert "Remove it" in client.get(remove).content.decode()
    assert client.post(remove).status_code == 302
    assert not Authenticator.objects.filter(pk=key.pk).exists()
    assert not lacks_second_step(editor)


def test_the_only_app_stays_and_who_needs_none_removes_theirs(editor: User) -> None:
    author, off = f.author(password=PASSWORD), reverse("mfa_deactivate_totp")
    for user, stays in ((editor, True), (author, False)):
        app, client = app_of(user), of(user)
        assert ("this is your only one" in confirmed(client, off).content.decode()) is stays
        client.post(off)
        assert Authenticator.objects.filter(pk=app.pk).exists() is stays


def test_nobody_else_s_passkey_is_removed(editor: User) -> None:
    client = of(editor)
    passkey_of(editor), passkey_of(editor)
    theirs = passkey_of(f.editor())
    confirmed(client, reverse("mfa_remove_webauthn", args=[Authenticator.objects.first().pk]))  # type: ignore[union-attr]
    assert client.post(reverse("mfa_remove_webauthn", args=[theirs.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_strangers_and_health_are_left_alone(settings: Any) -> None:
    assert not lacks_second_step(AnonymousUser())
    assert Client().get(reverse("account_login")).status_code == 200
    assert Client().get(NEEDED)["Location"].startswith(reverse("account_login"))


def test_the_roles_that_can_be_named_are_those_there_are() -> None:
    assert list(sign_in.ROLES) == [role.value for role in Role]
    assert sign_in._roles(" Editor, fact-checker ") == ["editor", "fact-checker"]
    assert sign_in._roles("none") == []
    for wrong in ("editors", "editor;author", "none, editor", ","):
        with pytest.raises(sign_in.Unreadable):
            sign_in._roles(wrong)


def test_who_lost_the_phone_replaces_the_app_after_signing_in_with_a_recovery_code(editor: User) -> None:
    client, off = Client(), reverse("mfa_deactivate_totp")
    client.post(reverse("account_login"), {"login": editor.email, "password": PASSWORD})
    _set_up(client)
    assert "this is your only one" in client.get(off).content.decode()
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    code = codes.partition("<code>")[2].partition("<")[0]
    client = Client()
    client.post(reverse("account_login"), {"login": editor.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get("/admin/").status_code == 200
    assert "Switch it off" in client.get(off).content.decode()
    assert client.post(off).status_code == 302
    assert client.get("/admin/", headers=HTML)["Location"] == NEEDED
    _set_up(client)
    assert client.get("/admin/").status_code == 200
