"""Failed sign-ins: who waits, for how long, and who does not have to."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.security.models import Kind, SecurityEvent
from editorial.states import Role
from tests import factories as f
from tests.integration.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = reverse("account_login")
NEW, WRONG = "other dull words", "wrong"


def tried(
    email: str = "ines@example.org", password: str = WRONG, ip: str = "192.0.2.7", agent: str = "A"
) -> Any:
    client = Client(REMOTE_ADDR=ip, headers={"User-Agent": agent})
    return client.post(LOGIN, {"login": email, "password": password})


def locked(answer: Any) -> bool:
    return answer.status_code == 429 and "Too many failed sign-ins" in answer.content.decode()


def kinds() -> list[str]:
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_the_fifth_wrong_password_locks_the_address_for_this_client_alone(writer: User) -> None:
    f.person(Role.AUTHOR, email="other@example.org", password=PASSWORD)
    answers = [tried() for _ in range(5)]
    assert ["do not belong together" in answer.content.decode() for answer in answers] == [True] * 4 + [False]
    words = answers[-1].content.decode()
    assert locked(answers[-1])
    assert "Wait 15 minutes" in words
    assert reverse("account_reset_password") in words
    assert "no-store" in answers[-1]["Cache-Control"]
    assert locked(tried(password=PASSWORD))  # the right one does not help
    assert tried("other@example.org", PASSWORD).status_code == 302  # a colleague at the same desk
    assert tried(password=PASSWORD, ip="192.0.2.8").status_code == 302  # the person, elsewhere


def test_no_way_of_writing_an_address_and_no_other_browser_gets_more_attempts(writer: User) -> None:
    ways = ("ines@example.org", "INES@Example.org", " ines@example.org", "Ines@example.ORG")
    for number, email in enumerate(ways):
        assert not locked(tried(email, agent=f"Browser {number}"))
    assert locked(tried(agent="Another"))


def test_a_second_address_of_the_same_account_gets_no_more_attempts(writer: User) -> None:
    EmailAddress.objects.create(user=writer, email="second@example.org", verified=True)
    for _ in range(3):
        tried()
    tried("second@example.org")
    assert locked(tried("second@example.org"))


def test_who_knows_an_address_cannot_keep_its_person_out(writer: User) -> None:
    """An attacker with many addresses of the network fails as often as they like."""
    for number in range(20):
        for _ in range(5):
            tried(ip=f"198.51.100.{number}")
    assert tried(password=PASSWORD, ip="192.0.2.7").status_code == 302


def test_many_addresses_from_one_client_lock_the_client(writer: User, settings: Any) -> None:
    settings.SIGN_IN_FAILURES_PER_CLIENT = 8
    answers = [tried(f"nobody{number}@example.org") for number in range(8)]
    assert [locked(answer) for answer in answers] == [False] * 7 + [True]
    assert locked(tried(password=PASSWORD))
    assert tried(password=PASSWORD, ip="192.0.2.8").status_code == 302
    # An account of one's own does not set the client's count back.
    AccessAttempt.objects.filter(username="ines@example.org").delete()
    assert locked(tried(password=PASSWORD))


def test_a_known_and_an_unknown_address_are_locked_alike(writer: User) -> None:
    pages = []
    for email in ("ines@example.org", "nobody@example.org"):
        answers = [tried(email) for _ in range(6)]
        assert [locked(answer) for answer in answers] == [False] * 4 + [True] * 2
        pages.append(answers[-1].content)
    assert pages[0] == pages[1]


def test_the_wait_ends_by_itself_and_trying_on_does_not_make_it_longer(writer: User) -> None:
    for _ in range(5):
        tried()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    for _ in range(3):
        assert locked(tried(password=PASSWORD))
    assert AccessAttempt.objects.get().attempt_time < timezone.now() - timedelta(minutes=13)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert tried(password=PASSWORD).status_code == 302


def test_after_a_sign_in_counting_begins_anew(writer: User) -> None:
    for _ in range(4):
        tried()
    assert tried(password=PASSWORD).status_code == 302
    assert [locked(tried()) for _ in range(5)] == [False] * 4 + [True]


def test_a_password_reset_lets_them_in_at_once(writer: User) -> None:
    for _ in range(5):
        tried()
    Client().post(reverse("account_reset_password"), {"email": writer.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body).group(1)  # type: ignore[union-attr]
    client = Client()
    address = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": NEW, "password2": NEW})
    assert tried(password=NEW).status_code == 302
    assert Kind.LOCK_LIFTED in kinds()


def test_an_administrator_lets_them_in_at_the_desk(writer: User) -> None:
    boss = f.administrator()
    for _ in range(5):
        tried()
    desk = Client()
    desk.force_login(boss)
    page = reverse("admin:auth_user_change", args=[writer.pk])
    form = {
        "first_name": "Ines",
        "last_name": "R",
        "email": writer.email,
        "is_active": "on",
        "roles": ["author"],
    }
    assert desk.post(page, form | {"forget_failures": "on"}).status_code == 302
    assert tried(password=PASSWORD).status_code == 302
    event = SecurityEvent.objects.get(kind=Kind.LOCK_LIFTED)
    assert (event.person, event.by) == (writer, boss)


def test_whoever_runs_the_installation_lets_them_in_by_a_command(writer: User) -> None:
    for _ in range(5):
        tried()
    call_command("axes_reset_username", "ines@example.org", verbosity=0)
    assert tried(password=PASSWORD).status_code == 302


def test_asking_for_the_password_again_is_limited_too(writer: User) -> None:
    client = Client(REMOTE_ADDR="192.0.2.7")
    client.force_login(writer)
    answers = [client.post(reverse("account_reauthenticate"), {"password": "wrong"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    assert client.get(reverse("account_email")).status_code == 200  # they stay signed in


def test_nothing_that_was_typed_is_kept_for_an_address_that_nobody_has(writer: User) -> None:
    for email in ("correct-horse@battery.staple", "correct-horse@battery.staple", "ines@example.org"):
        tried(email, password="a secret that was typed")
    kept = str([list(AccessAttempt.objects.values()), list(SecurityEvent.objects.values())])
    assert "horse" not in kept
    assert "a secret" not in kept
    unknown = set(SecurityEvent.objects.filter(person=None).values_list("address", flat=True))
    assert len(unknown) == 1
    assert unknown.pop().startswith("unknown:")


def test_behind_a_proxy_clients_are_told_apart_and_nobody_invents_one(writer: User, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def from_(forwarded: str) -> Any:
        client = Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
        return client.post(LOGIN, {"login": "ines@example.org", "password": "wrong"})

    answers = [from_(f"203.0.113.{number}, 192.0.2.7") for number in range(5)]
    assert [locked(answer) for answer in answers] == [False] * 4 + [True]
    assert not locked(from_("192.0.2.9"))


def test_an_ipv6_network_is_one_client(writer: User) -> None:
    answers = [tried(ip=f"2001:db8:1:2::{number}") for number in range(1, 6)]
    assert [locked(answer) for answer in answers] == [False] * 4 + [True]
    assert locked(tried(ip="2001:db8:1:2:ffff::9"))
    assert not locked(tried(ip="2001:db8:1:3::1"))
    assert "2001:db8:1:2::5" in SecurityEvent.objects.values_list("ip", flat=True)


def test_what_is_on_record_and_that_trying_on_does_not_fill_it(writer: User) -> None:
    for _ in range(9):
        tried()
    assert kinds() == [Kind.SIGN_IN_FAILED] * 5 + [Kind.SIGN_IN_LOCKED]
    event = SecurityEvent.objects.get(kind=Kind.SIGN_IN_LOCKED)
    assert (event.person, event.ip, event.user_agent) == (writer, "192.0.2.7", "A")
    assert "5 failures for this address from this client" in event.detail


def test_the_settings_of_the_limits_are_those_that_axes_has(settings: Any) -> None:
    assert settings.AXES_FAILURE_LIMIT == settings.SIGN_IN_FAILURES == 5
    assert settings.SIGN_IN_FAILURES_PER_CLIENT == 50
    assert timedelta(minutes=settings.SIGN_IN_LOCK_MINUTES) == settings.AXES_COOLOFF_TIME
