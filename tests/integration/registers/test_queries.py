"""Reading the registers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.registers.queries import (
    alike,
    offered_outlets,
    outlet_countries,
    outlet_languages,
    outlet_names_in,
    seen_outlet,
    unregistered_outlets,
)
from tests import factories as f
from tests.integration.registers.test_operations import outlet, person

pytestmark = pytest.mark.django_db


def offered(words: str) -> list[tuple[str, str]]:
    return [(one.name, one.spelling) for one in offered_outlets(words, limit=8)[0]]


def test_names_of_a_country_are_every_spelling_of_its_outlets() -> None:
    outlet("Al-Marfa", "المرفأ", country="QA")
    outlet("Da Wagma", "Wagma", country="PK")
    person("Ilka Marend", "Ilka Marendt")
    assert sorted(outlet_names_in("QA")) == ["Al-Marfa", "المرفأ"]
    assert outlet_names_in("VE") == []
    assert outlet_countries() == [("PK", "Pakistan"), ("QA", "Qatar")]
    outlet("No country", language="fr")
    assert outlet_languages() == ["fr"]


def test_the_preferred_spelling_is_offered_for_every_other() -> None:
    outlet("Al-Marfa", "El Marfah", "المرفأ", country="QA", descriptor="daily", language="ar")
    outlet("Sada al-Marfa")
    outlet("Zenda Post")
    assert offered("al-marfa") == [("Al-Marfa", ""), ("Sada al-Marfa", "")]
    assert offered("El Marf") == [("Al-Marfa", ""), ("Sada al-Marfa", "")]
    assert offered("marfah") == [("Al-Marfa", "El Marfah")]
    assert offered("مرفا") == [("Al-Marfa", "المرفأ")]
    assert offered("zén") == [("Zenda Post", "")]
    assert offered("al") == [("Al-Marfa", ""), ("Sada al-Marfa", "")]
    assert offered("nothing") == []
    found = offered_outlets("مرفا", limit=8)[0][0]
    assert (found.descriptor, found.language, found.country) == ("daily", "ar", "QA")


def test_an_offer_is_one_query_however_large_the_register_is() -> None:
    for size in (1, 30):
        for number in range(size):
            outlet(f"Gazette {size} {number}", f"Gazeta {size} {number}")
        with CaptureQueriesContext(connection) as captured:
            found, _known = offered_outlets("gaz", limit=8)
        assert len(captured) == 1
    assert len(found) == 8


def test_what_articles_cite_and_no_register_has() -> None:
    outlet("Le Journal")  # what complete articles cite
    outlet("Al-Marfa", "Marfah")
    submitted, hidden = f.complete_article(), f.complete_article()
    for name in ("Zenda Post", "ZENDA POST", "Zenda Post", "marfah", "Ruritanian"):
        f.add_excerpt(submitted, submitted.created_by, outlet=name, outlet_descriptor="daily")
    f.add_excerpt(hidden, hidden.created_by, outlet="Gazette of Secrets")
    f.move(f.fresh(submitted), "submit", submitted.created_by)
    found = unregistered_outlets()
    assert [(one.name, one.count, one.spellings) for one in found] == [
        ("Zenda Post", 3, ("ZENDA POST",)),
        ("Ruritanian", 1, ()),
    ]
    assert seen_outlet("zenda post") == found[0]
    assert seen_outlet("Al-Marfa") is None


def test_entries_alike_are_found_by_any_spelling() -> None:
    mine = outlet("Al-Marfa")
    other = outlet("Harbor Daily", "Marfah daily")
    assert list(alike(mine, "marfa", limit=5)) == [other]
    someone = person("Ilka Marend")
    assert list(alike(someone, "ilka", limit=5)) == []
