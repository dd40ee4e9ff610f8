"""Signing in by e-mail, password reset, and what they do not tell strangers."""

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.states import Role
from oewatch.cache import SharedCache
from tests import factories as f
from tests.integration.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN, RESET = reverse("account_login"), reverse("account_reset_password")


def sign_in(client: Client, email: str = "ines@example.org", password: str = PASSWORD, **query: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password} | query)


def without_tokens(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)


def link_in(message: Any) -> str:
    return re.search(r"http://testserver(/\S+)", message.body).group(1)  # type: ignore[union-attr]


@pytest.mark.parametrize("typed", ["ines@example.org", "INES@Example.org", " ines@example.org "])
def test_people_sign_in_with_their_address_in_any_case(writer: User, typed: str) -> None:
    client = Client()
    answer = sign_in(client, typed)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert int(client.session["_auth_user_id"]) == writer.pk
    assert client.session.get_expiry_age() == 12 * 60 * 60


def test_a_username_signs_nobody_in(writer: User) -> None:
    answer = sign_in(Client(), writer.username)
    assert answer.status_code == 200
    assert "Enter a valid email address" in answer.content.decode()


def test_after_signing_in_people_go_where_they_wanted_or_where_their_work_is(writer: User) -> None:
    assert sign_in(Client(), next="/accounts/email/")["Location"] == "/accounts/email/"
    assert sign_in(Client(), next="https://elsewhere.example/")["Location"] == "/"
    f.person(Role.EDITOR, email="ed@example.org", password=PASSWORD)
    f.person(Role.EDITOR, Role.AUTHOR, email="both@example.org", password=PASSWORD)
    assert sign_in(Client(), "ed@example.org")["Location"] == "/admin/"
    assert sign_in(Client(), "both@example.org")["Location"] == "/"


def test_the_session_changes_with_signing_in_and_a_changed_password_ends_the_others(writer: User) -> None:
    here, there = Client(), Client()
    here.get(LOGIN)
    here.session["x"] = 1
    before = here.session.session_key
    sign_in(here)
    assert here.session.session_key != before
    sign_in(there)
    answer = here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "other dull words", "password2": "other dull words"},
    )
    assert answer.status_code == 302
    assert here.get(reverse("account_email")).status_code == 200
    assert there.get(reverse("account_email")).status_code == 302
    assert "Your password was changed" in [message.subject for message in mail.outbox]


def test_a_wrong_password_and_an_unknown_address_look_the_same(writer: User) -> None:
    known = sign_in(Client(), "ines@example.org", "wrong")
    unknown = sign_in(Client(), "nobody@example.org", "wrong")
    assert (known.status_code, unknown.status_code) == (200, 200)
    same = [without_tokens(a.content.decode()).replace("nobody@", "ines@") for a in (known, unknown)]
    assert same[0] == same[1]
    assert "do not belong together" in same[0]


def test_a_reset_for_a_known_and_an_unknown_address_looks_the_same_and_writes_as_much(writer: User) -> None:
    answers, asked = [], []
    for email in ("ines@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            answers.append(Client().post(RESET, {"email": email}, follow=True))
        asked.append([query["sql"] for query in queries])
    assert without_tokens(answers[0].content.decode()) == without_tokens(answers[1].content.decode())
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert [message.to for message in mail.outbox] == [["ines@example.org"], ["nobody@example.org"]]
    assert "no account with this address" in mail.outbox[1].body
    written = [[sql.partition("(")[0] for sql in one if not sql.startswith("SELECT")] for one in asked]
    assert written[0] == written[1] == ['INSERT INTO "editorial_securityevent" ']


def test_a_password_is_reset_by_the_link_once(writer: User) -> None:
    Client().post(RESET, {"email": "INES@example.org"})
    link = link_in(mail.outbox[0])
    client = Client()
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    bad = client.post(address, {"password1": "password", "password2": "password"})
    assert "too short" in bad.content.decode()
    done = client.post(
        address, {"password1": "other dull words", "password2": "other dull words"}, follow=True
    )
    assert "Your password is changed" in done.content.decode()
    assert "_auth_user_id" not in client.session
    assert sign_in(Client(), password="other dull words").status_code == 302
    again = Client().get(link, follow=True)
    assert "This link cannot be used" in again.content.decode()


def test_a_reset_link_is_good_for_an_hour(writer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import datetime, timedelta

    from django.contrib.auth.tokens import PasswordResetTokenGenerator

    Client().post(RESET, {"email": writer.email})
    later = datetime.now() + timedelta(minutes=61)  # noqa: DTZ005  as the generator itself counts
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    assert "This link cannot be used" in Client().get(link_in(mail.outbox[0]), follow=True).content.decode()


def test_a_switched_off_account_signs_in_no_more(writer: User) -> None:
    User.objects.update(is_active=False)
    answer = sign_in(Client())
    assert answer["Location"] == reverse("account_inactive")
    assert "switched off" in Client().get(answer["Location"]).content.decode()
    mail.outbox.clear()
    Client().post(RESET, {"email": writer.email})
    assert "key" not in mail.outbox[0].body


def test_nobody_signs_up() -> None:
    address = reverse("account_signup")
    assert "Accounts are by invitation" in Client().get(address).content.decode()
    data = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert "Accounts are by invitation" in Client().post(address, data).content.decode()
    assert not User.objects.filter(email="new@example.org").exists()


def test_resets_are_limited_in_words() -> None:
    codes = [Client().post(RESET, {"email": "nobody@example.org"}).status_code for _ in range(4)]
    assert codes == [302, 302, 302, 429]
    assert "Too many attempts" in Client().post(RESET, {"email": "nobody@example.org"}).content.decode()


def test_a_shared_cache_that_is_away_locks_nobody_out_and_attempts_are_still_counted(
    writer: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away}
    monkeypatch.setattr(SharedCache, "away_until", 0.0)
    cache.get("anything")
    assert SharedCache.away_until > time.monotonic()
    assert sign_in(Client()).status_code == 302
    for _ in range(5):
        sign_in(Client(), password="wrong")
    assert "Too many failed sign-ins" in sign_in(Client()).content.decode()
    for act in (
        lambda: cache.set_many({"a": 1}), lambda: cache.get_many(["a"]), lambda: cache.incr("a"), lambda: cache.touch("a"),
        lambda: cache.has_key("a"), lambda: cache.delete_many(["a"]),
    ):  # fmt: skip
        act()
    monkeypatch.setattr(SharedCache, "away_until", 0.0)


def test_a_new_address_counts_once_its_link_was_followed_and_the_old_one_is_told(writer: User) -> None:
    client = Client()
    sign_in(client)
    address = reverse("account_email")
    data = {"email": "new@example.org", "action_add": ""}
    assert client.post(address, data)["Location"].startswith(reverse("account_reauthenticate"))
    client.post(client.post(address, data)["Location"], {"password": PASSWORD})
    assert "You are changing it to" in client.get(address).content.decode()
    assert User.objects.get(pk=writer.pk).email == "ines@example.org"
    confirm = next(message for message in mail.outbox if message.to == ["new@example.org"])
    client.post(link_in(confirm))
    writer.refresh_from_db()
    assert writer.email == "new@example.org"
    assert [a.email for a in EmailAddress.objects.filter(user=writer)] == ["new@example.org"]
    assert sign_in(Client(), "new@example.org").status_code == 302
    assert ["ines@example.org"] in [message.to for message in mail.outbox]


def test_a_password_is_never_shown_back_when_a_form_is_too_old(writer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    data = {"login": "ines@example.org", "password": PASSWORD, "csrfmiddlewaretoken": "old"}
    answer = client.post(LOGIN, data, headers={"Origin": "http://testserver"}, follow=True)
    assert answer.redirect_chain == [(LOGIN, 302)]
    assert "Type it once more" in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    foreign = client.post(LOGIN, data, headers={"Origin": "http://elsewhere.example"})
    assert foreign.status_code == 403
    assert PASSWORD not in foreign.content.decode()


def test_signing_out_is_a_post(writer: User) -> None:
    client = Client()
    sign_in(client)
    assert "Sign out?" in client.get(reverse("account_logout")).content.decode()
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout"))["Location"] == LOGIN
    assert "_auth_user_id" not in client.session
