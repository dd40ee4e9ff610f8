"""Pages for what goes wrong: in the site's own layout, in plain words, with a way on."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from tests import factories
from tests.integration.workspace.pages import browser, words_of

pytestmark = pytest.mark.django_db


def test_what_is_not_there() -> None:
    for user in (None, factories.author()):
        answer = browser(user).get("/no/such/page/")
        assert answer.status_code == 404
        assert "There is no such page, or it is not yours to see." in words_of(answer.content.decode())


def test_who_has_no_role_yet_is_told_whom_to_ask() -> None:
    answer = browser(factories.person()).get(reverse("home"))
    assert answer.status_code == 403
    assert "Ask the person who invited you." in words_of(answer.content.decode())


@pytest.mark.parametrize("name", ["400", "403", "404", "413", "500"])
def test_every_page_can_be_made_without_a_request(name: str) -> None:
    """Django makes the page of a 500 without one: nothing there may need it."""
    html = render_to_string(f"{name}.html")
    assert html.count("<h1>") == 1
    assert f'href="{reverse("home")}"' in html


def test_an_error_in_the_program_is_the_500_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("editorial.workspace.home.shelf_of", broken)
    answer = browser(factories.author()).get(reverse("home"))
    assert answer.status_code == 500
    assert "An error in the program" in answer.content.decode()
