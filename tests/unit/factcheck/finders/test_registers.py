"""The finders with what editors keep in the registers. People, outlets and articles are fictional."""

from datetime import date

import pytest

from editorial.factcheck.finders.article_text import (
    Archive,
    ArchivedArticle,
    RegisteredOutlet,
    RegisteredPerson,
    Spotted,
)
from editorial.factcheck.finders.names import find_names
from tests.unit.factcheck.finders.test_back_issues import codes, find
from tests.unit.factcheck.finders.test_names import article, excerpt
from tests.unit.factcheck.finders.test_names_outlets import cited

MAREND = RegisteredPerson("Ilka Marend", ("Ilka Marendt", "Ilke Mahrend"))
OUTLETS = (
    RegisteredOutlet("Al-Marfa", "port daily", ("El Marfah", "Marfa News")),
    RegisteredOutlet("El Mundo", "Ruritanian daily"),
    RegisteredOutlet("El Mundo", "Zendan weekly"),
)


def found(
    own: str, *excerpts: object, people: tuple[RegisteredPerson, ...] = (MAREND,), **known: object
) -> list[Spotted]:
    return list(find_names(article(own, *excerpts), Archive(people=people, **known)))


def told(spots: list[Spotted]) -> list[tuple[str, str, str, str]]:
    return [(one.severity, one.code, one.text, one.near) for one in spots]


@pytest.mark.parametrize(
    ("own", "text"),
    [
        ("The minister Ilka Marendt spoke.", "Ilka Marendt"),
        ("Transport Minister Ilka Marendt’s plan failed.", "Ilka Marendt"),
        ("It was Ilke Mahrend who spoke.", "Ilke Mahrend"),
        ("The minister Ilka Marend spoke.", None),
        ("Yusuf Ilka Marendt spoke.", None),  # somebody else's longer name
        ("They met on Ilka Marendt Square.", None),
        ("The minister Marendt spoke.", None),  # a family name alone is nobody's form
    ],
)
def test_another_form_of_a_registered_name(own: str, text: str | None) -> None:
    expected = [("warn", "name-register", text, "Ilka Marend")] if text else []
    assert told(found(own)) == expected


def test_the_message_names_the_preferred_form_once_per_passage() -> None:
    (one,) = found("Ilka Marendt spoke, and Ilka Marendt left.")
    assert "“Ilka Marend” for “Ilka Marendt”" in one.message
    assert one.basis == ("Ilka Marendt", "Ilka Marend")


def test_a_source_in_english_keeps_its_words_and_a_citation_its_author() -> None:
    english = excerpt(
        1, "Ilka Marendt spoke.", language="en", citation="Ilka Marendt, “Rain,” Post, 3 May 2024."
    )
    assert told(found("It rained.", english)) == [("info", "name-register", "Ilka Marendt", "Ilka Marend")]
    translated = excerpt(1, "Ilka Marendt spoke.", language="ar")
    assert told(found("It rained.", translated)) == [("warn", "name-register", "Ilka Marendt", "Ilka Marend")]


def test_particles_and_marks_are_told_apart_where_the_register_does() -> None:
    hadi = (RegisteredPerson("Omár al-Hadi", ("Omar el-Hadi",)),)
    assert told(found("It was Omar el-Hadi who spoke.", people=hadi)) == [
        ("warn", "name-register", "Omar el-Hadi", "Omár al-Hadi")
    ]
    assert found("It was Omár al-Hadi who spoke.", people=hadi) == []


def test_a_form_that_two_people_share_is_left_alone() -> None:
    people = (MAREND, RegisteredPerson("Ilona Marend", ("Ilka Marendt",)))
    assert found("Ilka Marendt spoke.", people=people) == []


def test_two_people_of_the_register_are_no_variants_of_each_other() -> None:
    own = "The mayor Ilka Marend met the banker Ilka Marent."
    apart = (RegisteredPerson("Ilka Marend"), RegisteredPerson("Ilka Marent"))
    assert "name-variant" in [one.code for one in found(own, people=())]
    assert found(own, people=apart) == []
    assert "name-variant" in [one.code for one in found(own, people=apart[:1])]
    one_person = (RegisteredPerson("Ilka Marend", ("Ilka Marent",)),)
    assert {"name-variant", "name-register"} <= {one.code for one in found(own, people=one_person)}


def test_a_name_of_the_register_is_not_measured_by_back_issues() -> None:
    own, names = "The harbor master Oskar Lindkvarn gave up the keys.", {"Oskar Lindqvarn": 5}
    assert [one.code for one in found(own, names=names)] == ["name-archive"]
    assert found(own, people=(RegisteredPerson("Oskar Lindkvarn"),), names=names) == []


@pytest.mark.parametrize(
    ("outlet", "descriptor", "expected"),
    [
        ("Al-Marfa", "port daily", []),
        ("Al-Marfa", "Port daily", []),
        ("al-marfa", "port daily", [("warn", "outlet-spelling", "al-marfa", "Al-Marfa")]),
        ("Marfa News", "port daily", [("warn", "outlet-spelling", "Marfa News", "Al-Marfa")]),
        (
            "Al-Marfa",
            "independent weekly",
            [("warn", "outlet-descriptor", "independent weekly", "port daily")],
        ),
        ("El Mundo", "Zendan weekly", []),
        ("El Mundo", "magazine", [("warn", "outlet-descriptor", "magazine", "Ruritanian daily")]),
        ("Zenda Post", "magazine", []),
    ],
)
def test_a_citation_against_the_register(
    outlet: str, descriptor: str, expected: list[tuple[str, str, str, str]]
) -> None:
    assert told(found("It rained.", cited(1, outlet, descriptor), registered=OUTLETS)) == expected


def test_the_register_is_believed_before_back_issues() -> None:
    archive = {"Al-Marfa": ("business weekly",)}
    assert found("It rained.", cited(1, "Al-Marfa", "port daily"), registered=OUTLETS, outlets=archive) == []
    assert len(found("It rained.", cited(1, "Al-Marfa", "port daily"), outlets=archive)) == 1


def test_an_issue_that_is_not_listed_in_full_may_hold_another_article() -> None:
    known = {
        "articles": (ArchivedArticle("Keys of the Port", ("Ivo Lenk",), date(2019, 11, 1)),),
        "digests": ("Harbor Digest",),
    }
    text = "For more, see: Ivo Lenk, “A Storm Over the Flour Market,” Harbor Digest, 11-2019."
    assert codes(text, Archive(**known)) == [("block", "back-issue-unknown")]
    partly = Archive(**known, incomplete=frozenset({date(2019, 11, 1)}))
    assert codes(text, partly) == []
    other_title = text.replace("A Storm Over the Flour Market", "Keys of a Port")
    assert [one.code for one in find(other_title, partly)] == ["back-issue-title"]
