"""Sentences: where they end and where only an abbreviation does; what a dismissal holds on to. All texts are made up."""

import pytest

from editorial.factcheck.finders.article_text import Passage, Place, Spotted, spotted
from editorial.factcheck.finders.quantities.sentences import (
    clause_span,
    sentence_spans,
    sentences_around,
)
from editorial.factcheck.problems import _fingerprint
from tests.growth import require_linear


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The fleet of Gen. Orlo Tavik left on Monday.",
        "The fleet of Brig. Gen. Tavik left on Monday.",
        "Rev. Tavik and Cmdr. Senn met at Mt. Orlo.",
        "J. R. Tavik wrote No. 5 of the series.",
        "The U.S. Navy left on Monday.",
        "Some ports, e.g. Orlo, were closed.",
    ],
)
def test_an_abbreviation_ends_no_sentence(sentence: str) -> None:
    assert sentences(f"It rained. {sentence} Nobody saw it.") == ["It rained.", sentence, "Nobody saw it."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained... Then it snowed.", ["It rained...", "Then it snowed."]),
        ("“It rained.” “It snowed!?” He left.", ["“It rained.”", "“It snowed!?”", "He left."]),
        ("It rained.\nit snowed", ["It rained.", "it snowed"]),
        ("It rained ... and snowed.", ["It rained ... and snowed."]),
        ("", []),
        (" . . . ", [". . ."]),
    ],
)
def test_a_run_of_marks_ends_one_sentence(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("run", [".", "!?", "…”", ". ", " ", "\n", ".”’)", ".\xa0"])
def test_a_long_run_is_read_once(run: str) -> None:
    require_linear(sentence_spans, lambda size: "It rained" + run * (size // len(run)) + "a", 200_000)


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("rained", "It rained."),
        ("Tavik", "Gen. Tavik left."),
        ("rained.  Gen", "It rained. Gen. Tavik left."),
        ("  ", "It rained. Gen. Tavik left."),
        ("snowed", "It snowed"),
    ],
)
def test_the_sentences_around_a_place(piece: str, expected: str) -> None:
    text = "It rained.  Gen. Tavik left. It snowed"
    at = text.index(piece)
    assert sentences_around(text, at, at + len(piece)).split() == expected.split()


def found_in(text: str) -> tuple[Spotted, str]:
    at = text.index("nine boats")
    passage = Passage(Place("article", "", "commentary"), text, "Commentary")
    return spotted("number-unsupported", "warn", passage, (at, at + 10), "Look at it."), text


def test_a_dismissal_lapses_with_any_word_of_its_sentence_and_with_no_other() -> None:
    text = "It rained. The nine boats of Gen. Orlo Tavik left Senn on Monday. It snowed."
    given = _fingerprint(*found_in(text))
    for old, new in (("Monday", "Tuesday"), ("Tavik", "Tarik"), ("The nine", "All nine")):
        assert _fingerprint(*found_in(text.replace(old, new))) != given
    for old, new in (("rained", "poured"), ("snowed", "froze"), ("It rained. ", "")):
        assert _fingerprint(*found_in(text.replace(old, new))) == given


def test_a_clause_takes_its_neighbors_until_it_says_enough() -> None:
    text = "Senn sold boats, nine of them, while the harbor council of Orlo bought copper, grain and timber."
    low, high = clause_span(text, (0, len(text)), text.index("nine"))
    assert text[low:high].startswith("Senn sold boats, nine of them, while the harbor council")
    low, high = clause_span(text, (0, len(text)), text.index("council"))
    assert text[low:high].strip() == "the harbor council of Orlo bought copper,"
    assert clause_span("nine", (0, 4), 0) == (0, 4)
