"""Sessions: new keys when somebody becomes more than they were, where one is signed in, and ending it."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from editorial.accounts.changes import save_account
from editorial.accounts.sessions import browser_of
from editorial.security.models import Kind, SecurityEvent
from tests import factories as f
from tests.integration.accounts.conftest import PASSWORD
from tests.integration.accounts.test_second_step import code_of

pytestmark = pytest.mark.django_db
LOGIN, SESSIONS = reverse("account_login"), reverse("usersessions_list")
NEW = "other dull words"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def signed_in(email: str = "ines@example.org", agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post(LOGIN, {"login": email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account_email")).status_code == 200


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_the_key_is_new_after_the_password_and_after_the_second_step_and_the_old_ones_open_nothing(
    writer: User,
) -> None:
    Authenticator.objects.create(user=writer, type="totp", data={"secret": SECRET})
    client = Client()
    client.post(LOGIN, {"login": "ines@example.org", "password": "wrong"})
    client.get(reverse("account_reset_password"))
    client.post(LOGIN, {"login": "ines@example.org", "password": PASSWORD})
    before = key_of(client)
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    assert is_in(client)
    assert key_of(client) != before
    assert not Session.objects.filter(session_key=before).exists()
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = before
    assert not is_in(stolen)


def test_a_key_that_somebody_planted_is_not_the_key_of_the_session(writer: User) -> None:
    planted = Client()
    planted.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    planted.post(LOGIN, {"login": "nobody@example.org", "password": "wrong"})
    session = planted.session
    session["anything"] = 1
    session.save()
    victim = Client()
    victim.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    victim.post(LOGIN, {"login": "ines@example.org", "password": PASSWORD})
    assert is_in(victim)
    assert key_of(victim) != session.session_key


def test_the_key_is_new_after_a_change_of_the_password_and_all_other_sessions_are_over(writer: User) -> None:
    here, there = signed_in(), signed_in()
    before = key_of(here)
    here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert (is_in(here), is_in(there)) == (True, False)
    assert key_of(here) != before
    assert not Session.objects.filter(session_key=before).exists()
    assert here.get(SESSIONS).context["session_count"] == 1


def test_a_session_ends_after_a_working_day_and_its_cookie_is_closed_to_scripts(writer: User) -> None:
    client = signed_in()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["max-age"] == settings.SESSION_COOKIE_AGE == 12 * 60 * 60
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_one_sees_where_one_is_signed_in_and_ends_all_others(writer: User) -> None:
    here = signed_in()
    there = signed_in(
        agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
    )
    somebody = f.author(email="other@example.org", password=PASSWORD)
    other = signed_in("other@example.org", agent="Something <b>else</b>")
    html = here.get(SESSIONS).content.decode()
    assert "Firefox on Linux" in html
    assert "Safari on an iPhone" in html
    assert "This browser" in html
    assert html.count("Since <time") == 2
    assert key_of(here) not in html
    assert here.get(SESSIONS).status_code == 200  # looking ends nothing
    assert is_in(there)
    done = here.post(SESSIONS, follow=True).content.decode()
    assert "You are signed out everywhere else." in done
    assert (is_in(here), is_in(there), is_in(other)) == (True, False, True)
    assert "You are signed in nowhere else." in here.get(SESSIONS).content.decode()
    event = SecurityEvent.objects.get(kind=Kind.SESSIONS_ENDED)
    assert (event.person, event.detail.partition(":")[0]) == (writer, "1")
    assert UserSession.objects.filter(user=somebody).count() == 1
    assert "Something &lt;b&gt;else" in other.get(SESSIONS).content.decode()


def test_the_page_is_for_people_who_are_signed_in_and_takes_few_queries(
    writer: User, django_assert_max_num_queries: Any
) -> None:
    assert Client().get(SESSIONS)["Location"].startswith(LOGIN)
    assert Client().post(SESSIONS)["Location"].startswith(LOGIN)
    client = signed_in()
    with django_assert_max_num_queries(12):
        client.get(SESSIONS)


@pytest.mark.django_db(transaction=True)  # what follows a new second step follows the commit
def test_with_the_first_second_step_whoever_had_the_password_alone_is_out(writer: User) -> None:
    here, thief = signed_in(), signed_in(agent="curl/8")
    ask = here.get(reverse("mfa_activate_totp"))
    here.post(ask["Location"], {"password": PASSWORD})
    secret = here.get(reverse("mfa_activate_totp")).context["form"].secret
    here.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert (is_in(here), is_in(thief)) == (True, False)


def test_an_administrator_who_removes_a_second_step_or_switches_off_ends_the_sessions(writer: User) -> None:
    boss = f.administrator()
    client = signed_in()
    Authenticator.objects.create(user=writer, type="totp", data={"secret": SECRET})
    writer.refresh_from_db()
    save_account(account=writer, roles=["author"], by=boss, drop_second_step=True)
    assert not is_in(client)
    client = signed_in()
    writer.is_active = False
    save_account(account=writer, roles=["author"], by=boss)
    writer.is_active = True
    save_account(account=writer, roles=["author"], by=boss)
    assert not is_in(client)


def test_an_accepted_invitation_is_a_session_like_any_other(db: None) -> None:
    from editorial.accounts.operations import invite

    _, token = invite(email="new@example.org", name="Ana Lima", roles=["author"], by=f.editor())
    client = Client(headers={"User-Agent": FIREFOX})
    answer = client.post(f"/invitations/{token}/", {"password": PASSWORD, "again": PASSWORD})
    assert answer["Location"] == "/"
    assert "Firefox on Linux" in client.get(SESSIONS).content.decode()


@pytest.mark.parametrize(
    "agent, words",
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18 Safari/605", "Safari on a Mac"),
        ("curl/8.14", "curl/8.14"),
        ("", "An unknown program"),
    ],
)
def test_a_browser_in_words(agent: str, words: str) -> None:
    assert browser_of(agent) == words
