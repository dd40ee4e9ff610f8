"""Pages for what goes wrong, and pages whose address opens something: strict, of one title, in plain words, kept by nobody."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from editorial.accounts.operations import invite
from editorial.states import Role
from tests import factories as f
from tests.hostile.markup import against_policy, became_markup, directives, nonce_of
from tests.hostile.test_pages import NEVER
from tests.integration.workspace.pages import words_of

pytestmark = pytest.mark.django_db
ATTACK = '"><img xss src=x onerror=window.__xss=1>'
JARGON = re.compile(r"traceback|exception|stack|null|undefined|django|csrf|python|nginx", re.IGNORECASE)


def _client(*, csrf: bool = False) -> Client:
    client = Client(raise_request_exception=False, enforce_csrf_checks=csrf, headers={"accept": "text/html"})
    client.force_login(f.author())
    return client


def _too_large() -> HttpResponseBase:
    return _client().post(
        reverse("notification_settings"), {"x": "y" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 10)}
    )


def _too_often() -> HttpResponseBase:
    client = Client(raise_request_exception=False)
    typed = {"login": f"{ATTACK}@example.org", "email": "a@example.org", "password": "x"}
    for _ in range(60):
        answer = client.post(reverse("account_reset_password"), typed)
        if answer.status_code == 429:
            break
    return answer


def broken(monkeypatch: pytest.MonkeyPatch) -> HttpResponseBase:
    def fail(*_given: object, **_named: object) -> None:
        raise RuntimeError(f"{ATTACK} secret of the program")

    monkeypatch.setattr("editorial.workspace.home.shelf_of", fail)
    return _client().get(reverse("home"))


PAGES: dict[int, Callable[..., HttpResponseBase]] = {
    400: lambda: _client().get(reverse("home"), headers={"host": f"attacker.example{ATTACK}"}),
    403: lambda: _client(csrf=True).post(reverse("notification_settings"), {"x": ATTACK}),
    404: lambda: _client().get(f"/no/such/{ATTACK}/"),
    413: _too_large,
    429: _too_often,
    500: broken,
}


def require_strict(answer: Any) -> None:
    """No hole in the policy, nothing that it stops, nothing of the attack, a title, words that people know."""
    text = answer.content.decode()
    policy = directives(answer["Content-Security-Policy"])
    assert policy["default-src"] == ["'none'"]
    assert not {word for name, words in policy.items() for word in words if name != "img-src"} & set(NEVER)
    assert against_policy(text, nonce_of(answer["Content-Security-Policy"])) == []
    assert became_markup(text) == []
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert len(re.findall(r"<title>\s*\S[^<]*</title>", text)) == 1
    assert len(re.findall(r"<h1[ >]", text)) == 1


@pytest.mark.parametrize("status", PAGES)
def test_every_error_page_is_strict_and_says_what_to_do(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    make = PAGES[status]
    answer: Any = make(monkeypatch) if make is broken else make()
    assert answer.status_code == status, answer.content[:300]
    require_strict(answer)
    words = words_of(answer.content.decode())
    assert len(words) > 60
    assert not JARGON.search(words), words
    assert "secret of the program" not in words


def test_a_method_that_is_not_taken_says_nothing_of_us() -> None:
    answer = _client().get(reverse("new_article"))
    assert answer.status_code == 405
    assert "Content-Security-Policy" in answer.headers
    assert became_markup(answer.content.decode()) == []


def _reset() -> str:
    person = f.author()
    key = default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])


def _confirm() -> str:
    address = EmailAddress.objects.create(user=f.author(), email="new@example.org", verified=False)
    return reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])


def _invitation() -> str:
    _record, token = invite(email="new@example.org", name="Ines", roles=[Role.AUTHOR], by=f.editor())
    return reverse("accept_invitation", args=[token])


@pytest.mark.parametrize("address", [_reset, _confirm, _invitation])
def test_an_address_that_opens_something_goes_nowhere(address: Callable[[], str]) -> None:
    """No cache keeps such a page, no other site learns its address, and nothing on it is loaded from elsewhere."""
    client = Client(raise_request_exception=False)
    answer: Any = client.get(address(), follow=True)
    assert answer.status_code == 200
    require_strict(answer)
    assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"] or "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer", "strict-origin")
    assert not re.search(r'(?:href|src|action)="(?:https?:)?//', answer.content.decode())
