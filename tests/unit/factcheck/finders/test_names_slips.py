"""Names that lost their first letter, rare spellings against settled ones, places in two words. All people are made up."""

import pytest

from editorial.factcheck.finders.article_text import Archive, ArticleText, Spotted
from editorial.factcheck.finders.names import find_names
from tests.unit.factcheck.finders.test_names import article


def find(made: ArticleText) -> list[Spotted]:
    return list(find_names(made, Archive()))


def reported(own: str, *excerpts: str) -> list[tuple[str, str]]:
    return [(one.code, one.text) for one in find(article(own, *excerpts)) if one.severity != "info"]


def one_report(own: str, *excerpts: str) -> Spotted:
    [one] = [one for one in find(article(own, *excerpts)) if one.severity != "info"]
    return one


@pytest.mark.parametrize(
    ("own", "source", "odd"),
    [
        (
            "Idrassi Benvald Tormi spoke. Drassi Benvald Tormi left.",
            "Drassi Benvald Tormi came.",
            "Idrassi Benvald Tormi",
        ),
        (
            "Tugs crossed Lake Katvo twice. Lake Katve is deep. Lake Katve is cold.",
            "People fear Lake Katve.",
            "Katvo",
        ),
        (
            "Tormelah denied it. Tormellah leads them, and Tormellah pays them.",
            "Nothing.",
            "Tormelah",
        ),
    ],
)
def test_one_slip_among_settled_spellings(own: str, source: str, odd: str) -> None:
    assert reported(own, source) == [("name-variant", odd)]


def test_the_partner_is_the_nearest_full_name() -> None:
    found = find(article("Elvadji Sani Morvan paid. Alvadji Sani Morvan was paid.", "Nothing."))
    assert len({one.near for one in found}) == 1


def test_two_people_that_the_text_tells_apart() -> None:
    own = "Tomas Hassvane paid. Tomas Hassvan, who is no relation, was paid."
    assert reported(own, "Nothing.") == []


@pytest.mark.parametrize(
    ("own", "near"),
    [
        ("Ships left Sierra Leonne yesterday.", "Sierra Leone"),
        ("The tugs reached Guadacanal.", "Guadalcanal"),
        ("The eastern Mediteranean is calm.", "Mediterranean"),
    ],
)
def test_misspelled_places(own: str, near: str) -> None:
    one = one_report(own, "The sea is calm.")
    assert (one.code, one.near) == ("place-spelling", near)


@pytest.mark.parametrize(
    "own",
    [
        "Bosniak and Kosovar voters stayed at home.",
        "The tug costs 60,000 CFA francs.",
        "Sierra Madre and Costa Brava are far away.",
    ],
)
def test_words_that_are_no_slips(own: str) -> None:
    assert reported(own, "Nothing.") == []


def test_a_described_outlet_is_no_expansion() -> None:
    own = "The Arvane Broadcasting Corporation (ABC) is old."
    cited = "A. Berg, “Tugs,” ABC (Arvanian public broadcaster), 3 May 2024."
    codes = {one.code for one in find(article(own, "Nothing.", note=cited))}
    assert "acronym-undefined" not in codes


def test_a_long_run_of_capitals_takes_no_time() -> None:
    # A run of capitals is cut, so that names in it are not compared word by word to their ends.
    assert len(find(article("Abdor Abdar " * 3000, "Abdur Abder " * 3000))) < 20
