"""What is offered to somebody who types an outlet: the register first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories as f
from tests.integration.registers.test_operations import outlet
from tests.integration.workspace.pages import browser

pytestmark = pytest.mark.django_db


def test_the_preferred_spelling_comes_first_and_no_other_spelling_of_it() -> None:
    outlet("Al-Marfa", "El Marfah", country="QA", descriptor="port daily", language="ar")
    article = f.complete_article()
    for name in ("el marfah", "Marfahi Times"):
        f.add_excerpt(article, article.created_by, outlet=name, outlet_descriptor="as an article has it")
    client = browser(article.created_by)
    found = client.get(reverse("lookup_outlets"), {"q": "marfah"}).json()["outlets"]
    assert [one["outlet"] for one in found] == ["Al-Marfa", "Marfahi Times"]
    first = found[0]
    assert (first["outlet_descriptor"], first["original_language"]) == ("port daily", "ar")
    assert (first["country"], first["instead_of"], first["registered"]) == ("Qatar", "El Marfah", True)


def test_the_register_is_offered_to_whoever_has_not_written_yet() -> None:
    outlet("Al-Marfa")
    assert browser(f.author()).get(reverse("lookup_outlets"), {"q": "al-m"}).json()["outlets"]


def test_a_lookup_is_three_queries_beyond_the_session_however_much_there_is() -> None:
    article = f.complete_article()
    client = browser(article.created_by)
    counted = []
    for size in (1, 12):
        for number in range(size):
            outlet(f"Gazette {size} {number}", f"Gazeta {size} {number}")
            f.add_excerpt(article, article.created_by, outlet=f"Gazetka {size} {number}")
        client.get(reverse("lookup_outlets"), {"q": "gazet"})
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("lookup_outlets"), {"q": "gazet"}).status_code == 200
        counted.append(len(captured))
    assert counted[0] == counted[1] <= 5
