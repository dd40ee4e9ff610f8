"""Who the desk lets in, and where it sends the others."""

import pytest
from django.test import Client
from django.urls import reverse

from editorial.states import Role
from tests import factories as f
from tests.integration.admin.pages import browser

pytestmark = pytest.mark.django_db
DESK, LOGIN = reverse("admin:index"), reverse("account_login")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUTHOR])
def test_every_role_beyond_author_works_at_the_desk(role: Role) -> None:
    client = browser(f.person(role))
    assert client.get(DESK).status_code == 200
    assert client.get(reverse("admin:login"))["Location"] == DESK


@pytest.mark.parametrize("staff", [False, True])
@pytest.mark.parametrize("roles", [[Role.AUTHOR], []])
def test_authors_are_sent_home_and_never_in_a_circle(roles: list[Role], staff: bool) -> None:
    client = browser(f.person(*roles, is_staff=staff))
    for address in (DESK, reverse("admin:login"), reverse("admin:editorial_article_changelist")):
        answer = client.get(address, follow=True)
        assert answer.redirect_chain == [("/", 302)]
        assert "The desk is for editors" in answer.content.decode()


def test_a_post_by_an_author_is_refused_in_plain_words_and_keeps_what_was_typed() -> None:
    article = f.walked_to("in_review")
    client = browser(article.created_by)
    move = reverse("admin:editorial_article_move", args=[article.pk])
    plain = client.post(move, {"move": "accept"})
    assert plain.status_code == 403
    assert "The desk is for editors" in plain.content.decode()
    typed = client.post(move, {"move": "return", "reason": "An hour of words"})
    assert typed.status_code == 403
    assert "An hour of words" in typed.content.decode()
    assert f.fresh(article).state == "in_review"


def test_an_editor_whose_desk_was_taken_away_is_not_let_in() -> None:
    assert browser(f.editor(is_staff=False)).get(DESK)["Location"] == "/"


def test_the_desk_has_no_sign_in_of_its_own() -> None:
    assert Client().get(DESK, follow=True).redirect_chain[-1][0] == f"{LOGIN}?next={DESK}"
    wanted = reverse("admin:editorial_issue_changelist")
    assert Client().get(wanted, follow=True).redirect_chain[-1][0] == f"{LOGIN}?next={wanted}"
    stolen = Client().get(reverse("admin:login"), {"next": "https://elsewhere.example/"})
    assert stolen["Location"] == f"{LOGIN}?next={DESK}"
    editor = f.editor(password="several dull words")
    answer = Client().post(
        reverse("admin:login"), {"username": editor.username, "password": "several dull words"}
    )
    assert answer["Location"].startswith(LOGIN)


def test_signing_out_and_changing_the_password_are_the_same_for_all() -> None:
    client = browser(f.editor())
    assert client.get(reverse("admin:password_change"))["Location"] == reverse("account_change_password")
    assert client.post(reverse("admin:logout"))["Location"] == LOGIN
    assert "_auth_user_id" not in client.session
