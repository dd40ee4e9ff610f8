"""Without a session nothing is lost: pages come back after the sign-in, texts can be sent again, scripts are told."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from editorial.content.models import Article
from editorial.errors import NotAllowed
from editorial.web.access import person, signed_in
from editorial.web.acts import perform_act
from editorial.web.resend import csrf_failure
from editorial.workflow.gates import Blocker
from editorial.workflow.operations import GateClosed
from tests import factories as f

pytestmark = pytest.mark.django_db
TYPED = "Words that took <b>an hour</b>"
SHOWN = "Words that took &lt;b&gt;an hour&lt;/b&gt;"


@signed_in
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"for {person(request).get_full_name()}")


def asked(
    method: str, address: str = "/articles/1/comments/", user: Any = None, **options: Any
) -> HttpRequest:
    request = getattr(RequestFactory(), method)(address, **options)
    request.user = user or AnonymousUser()
    request._messages = []
    return request


def test_whoever_is_signed_in_gets_the_page_and_no_browser_keeps_it() -> None:
    user = f.author()
    response = view(asked("get", user=user))
    assert response.content.decode() == f"for {user.get_full_name()}"
    assert "no-store" in response["Cache-Control"]


def test_a_get_comes_back_after_the_sign_in() -> None:
    response = view(asked("get", "/articles/1/?tab=log"))
    assert (response.status_code, response["Location"]) == (
        302, f"{reverse('account_login')}?next=/articles/1/%3Ftab%3Dlog"
    )  # fmt: skip


def test_a_post_keeps_what_was_typed_and_offers_it_again() -> None:
    response = view(asked("post", data={"text": TYPED, "blocking": "yes"}))
    page = response.content.decode()
    assert response.status_code == 403
    assert page.count(SHOWN) == 2  # to read, and to send again
    assert 'action="/articles/1/comments/"' in page
    assert '<input type="hidden" name="blocking" value="yes">' in page
    assert "My articles" not in page
    assert "desk-panel" not in page


def test_at_the_desk_the_page_is_the_desk_s() -> None:
    response = view(asked("post", reverse("admin:index") + "x/", data={"text": TYPED}))
    assert "desk-panel" in response.content.decode()
    assert SHOWN in response.content.decode()


@pytest.mark.parametrize(
    "options",
    [
        {"data": json.dumps({"a": 1}), "content_type": "application/json"},
        {"data": {"file": "x"}, "headers": {"Accept": "application/json"}},
    ],
)
def test_a_script_is_told_in_json(options: dict[str, Any]) -> None:
    response = view(asked("post", **options))
    assert response.status_code == 401
    assert json.loads(response.content)["error"] == "signed_out"
    stale = csrf_failure(asked("post", **options))
    assert (stale.status_code, json.loads(stale.content)["error"]) == (403, "stale_page")


def test_a_stale_page_of_ours_keeps_its_texts_and_a_foreign_one_gets_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(f.author())
    ours = client.post("/articles/1/comments/", {"text": TYPED}, headers={"Origin": "http://testserver"})
    assert (ours.status_code, SHOWN in ours.content.decode()) == (403, True)
    assert "Save again" in ours.content.decode()
    foreign = client.post(
        "/articles/1/comments/", {"text": TYPED}, headers={"Origin": "http://other.example"}
    )
    assert (foreign.status_code, SHOWN in foreign.content.decode()) == (403, False)


def refused(error: Exception, **data: str) -> HttpResponse:
    def act() -> None:
        raise error

    request = asked("post", data=data, user=f.author())
    return perform_act(request, act, done="Done.", back="/back/", title="Comment")


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotAllowed(None, "Not yours."), 403, "Not yours."),
        (ValidationError("Too <long>."), 422, "Too &lt;long&gt;."),
        (GateClosed([Blocker("a", "First."), Blocker("b", "Second.")]), 422, "<li>Second.</li>"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(error: Exception, status: int, words: str) -> None:
    response = refused(error, text=TYPED, answer_to="7")
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert SHOWN in page
    assert ("Try again" in page) == (status == 422)
    assert 'name="answer_to" value="7"' in page
    assert 'href="/back/"' in page


def test_what_one_may_not_know_of_is_not_found_and_nul_is_refused() -> None:
    with pytest.raises(Http404):
        refused(Article.DoesNotExist())
    response = perform_act(
        asked("post", data={"text": "a\x00b"}, user=f.author()), lambda: 1 / 0, done="", back="/", title="T"
    )
    assert (response.status_code, "NUL" in response.content.decode()) == (422, True)
    assert (
        perform_act(asked("get", user=f.author()), lambda: 1 / 0, done="", back="/", title="T").status_code
        == 405
    )


def test_an_act_can_lead_on_to_what_it_made() -> None:
    request = asked("post", user=f.author())
    response = perform_act(
        request, lambda: 12, done="", back="/", title="T", forth=lambda made: f"/made/{made}/"
    )
    assert (response.status_code, response["Location"]) == (302, "/made/12/")
