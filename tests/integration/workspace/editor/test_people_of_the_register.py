"""Which names are offered to somebody who writes a text."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as f
from tests.integration.registers.test_operations import person
from tests.integration.workspace.pages import browser

pytestmark = pytest.mark.django_db


def offered(words: str) -> list[tuple[str, str, str]]:
    answer = browser(f.author()).get(reverse("lookup_people"), {"q": words})
    assert answer.status_code == 200
    return [(one["name"], one["form"], one["typed"]) for one in answer.json()["people"]]


def test_a_name_is_found_by_any_form_from_the_beginning_of_a_word_on() -> None:
    person("Ludvik Ashgrove", "Lutwig Ashgrov", "لودفيك")
    person("Theresa Ashford")
    assert offered("President Ludvik As") == [("Ludvik Ashgrove", "", "Ludvik As")]
    assert offered("Lutwig Ash") == [("Ludvik Ashgrove", "Lutwig Ashgrov", "Lutwig Ash")]
    assert [name for name, _form, _typed in offered("Ashf")] == ["Theresa Ashford"]
    assert offered("shgrove") == [], "not from the middle of a word"
    assert offered("The") == [], "too short to mean anybody"
    assert offered("Ludvik Ashgrove") == [], "it stands there"
    assert offered("LUDVÍK ASHGR") == [("Ludvik Ashgrove", "", "LUDVÍK ASHGR")]
    assert offered("") == offered("\x00") == offered("- ' ’") == []


def test_only_who_has_a_role_asks() -> None:
    address = reverse("lookup_people")
    assert browser(None).get(address).status_code == 401
    assert browser(f.person()).get(address, {"q": "Ashgrove"}).status_code == 403
    assert browser(f.author()).post(address).status_code == 405


def test_a_lookup_is_one_query_however_long_the_register() -> None:
    client = browser(f.author())
    counted = []
    for size in (1, 12):
        for number in range(size):
            person(f"Ashgrove {size} {number}", f"Ashgrov {size} {number}")
        client.get(reverse("lookup_people"), {"q": "Ashg"})
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("lookup_people"), {"q": "Ashg"}).json()["people"]
        counted.append(len(captured))
    assert counted[0] == counted[1] <= 4
