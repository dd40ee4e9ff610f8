"""Spellings of one name, reduced to what they share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.registers.countries import countries, country_code, country_name
from editorial.registers.folding import MAX_FOLDED, folded, same_spelling


@pytest.mark.parametrize(
    "one, other",
    [
        ("Al-Marfa", "al Marfa"),
        ("Al-Marfa", "MARFA"),
        ("The Harbor Gazette", "Harbor  Gazette"),
        ("Le Phare des Cendrines", "le phare des cendrines"),
        ("Ştiri Zenda", "Stiri Zenda"),
        ("Ra’i al-Bahr", "Rai al-Bahr"),
        ("صدى المرفأ", "صدى المرفا"),
        ("المرفأ", "مرفأ"),
        ("کشتی", "كشتي"),
        ("Łódź Dziś", "Lodz Dzis"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize("one, other", [("Al-Marfa", "Al-Marsa"), ("Le Phare", "Le Fard"), ("Al", "El")])
def test_different_names_do_not(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_marks_alone_stay_what_they_are() -> None:
    assert folded("!?") == "!?"


@given(st.text(min_size=1, max_size=700))
def test_folding_fits_its_column_and_is_never_blank_for_a_text(text: str) -> None:
    assert len(folded(text)) <= MAX_FOLDED
    assert folded(text) or not text.strip()


def test_shapes_of_apostrophes_are_no_other_spelling() -> None:
    assert same_spelling("Courrier d'Oster", "Courrier d’Oster")
    assert not same_spelling("Al Marfa", "al Marfa")


def test_countries_by_code_and_by_name() -> None:
    assert (country_code("qa"), country_code("Qatar"), country_code(" PAKISTAN ")) == ("QA", "QA", "PK")
    assert country_code("Zenda") == "Zenda"
    assert (country_name("VE"), country_name("??")) == ("Venezuela", "??")
    assert len(countries()) > 240
