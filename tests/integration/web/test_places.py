"""The navigation: the same places on every page, by role, and where one is."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from editorial.states import Role
from editorial.web.places import Place, places_of
from tests import factories as f
from tests.integration.workspace.pages import browser, queries_of

pytestmark = pytest.mark.django_db

DESK = ["Desk", "Articles", "Issues", "Months ahead", "Registers"]
REGISTERS = ["Outlets", "People", "Back issues", "Authors", "Sections"]


def names(places: list[Place]) -> list[str]:
    return [place.name for place in places]


def current(places: list[Place]) -> dict[str, str]:
    return {place.name: place.current for place in places if place.current}


def desk_page(name: str) -> str:
    return reverse(f"admin:editorial_{name}")


def nav_of(html: str) -> str:
    found = re.search(r'<nav[^>]*aria-label="Site">.*?</nav>', html, re.S)
    assert found is not None
    return found.group()


def test_everybody_is_led_to_where_their_work_is() -> None:
    assert names(places_of(f.author(), "/")) == ["My articles"]
    assert names(places_of(f.editor(), "/")) == [*DESK, "Fact-check"]
    assert names(places_of(f.person(Role.FACT_CHECKER), "/")) == [*DESK, "Fact-check"]
    assert names(places_of(f.person(Role.PUBLICATIONS), "/")) == ["Office", *DESK]
    assert names(places_of(f.administrator(), "/")) == ["Office", *DESK, "Fact-check"]
    assert names(places_of(f.person(Role.AUTHOR, Role.EDITOR), "/")) == ["My articles", *DESK, "Fact-check"]
    assert places_of(None, "/") == []
    assert places_of(User.objects.create_user("nobody"), "/") == []


def test_it_says_where_one_is() -> None:
    editor = f.editor()
    for address, there in (
        (reverse("admin:index"), {"Desk": "page"}),
        (desk_page("article_changelist"), {"Articles": "page"}),
        (reverse("admin:editorial_article_timeline", args=[7]), {"Articles": "true"}),
        (desk_page("issue_changelist"), {"Issues": "page"}),
        (desk_page("issue_board"), {"Months ahead": "page"}),
        (desk_page("person_changelist"), {"Registers": "true"}),
        (reverse("check_list"), {"Fact-check": "page"}),
        ("/notifications/", {}),
        ("/office/", {}),
    ):
        assert current(places_of(editor, address)) == there, address


def test_the_registers_lead_to_each_other() -> None:
    editor = f.editor()
    kept = {place.name: place for place in places_of(editor, desk_page("backissue_changelist"))}["Registers"]
    assert names(list(kept.within)) == REGISTERS
    assert current(list(kept.within)) == {"Back issues": "page"}
    assert all(not place.within for place in places_of(editor, desk_page("article_changelist")))


@pytest.mark.parametrize("role", [Role.EDITOR, Role.FACT_CHECKER, Role.PUBLICATIONS, Role.ADMINISTRATOR])
def test_no_link_of_it_is_refused(role: Role) -> None:
    person = f.person(role)
    client = browser(person)
    for place in places_of(person, desk_page("outlet_changelist")):
        for one in (place, *place.within):
            response = client.get(one.address)
            assert response.status_code == 200, one.address
            nav = nav_of(response.content.decode())
            assert f'<a href="{one.address}" aria-current="' in nav


def test_pages_of_the_desk_and_outside_it_show_the_same() -> None:
    editor = f.editor()
    client = browser(editor)
    wanted = [*DESK, "Fact-check"]
    for address in (reverse("admin:index"), reverse("notifications"), reverse("check_list")):
        nav = nav_of(client.get(address).content.decode())
        assert (
            re.findall(r'<a href="[^"]*"(?: aria-current="\w+")?>([^<]+)</a>', nav)[: len(wanted)] == wanted
        )


def test_it_costs_no_query(monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(f.editor())
    pages = [reverse("admin:index"), desk_page("article_changelist"), reverse("notifications")]
    with_it = [queries_of(client, page) for page in pages]
    monkeypatch.setattr("editorial.web.places.places_of", lambda _user, _path: [])
    assert [queries_of(client, page) for page in pages] == with_it
