"""Differences word by word and field by field."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from editorial.content.differences import Piece, differences, paired, word_difference


def shown(before: str, after: str) -> str:
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(signs[piece.kind].format(piece.text) for piece in word_difference(before, after))


@pytest.mark.parametrize(
    "before, after, expected",
    [
        ("", "", ""),
        ("the same", "the same", "the same"),
        ("ten ships", "nine ships", "[-ten-]{+nine+} ships"),
        ("ten new ships", "nine old ships", "[-ten new-]{+nine old+} ships"),
        ("a b", "a b c", "a b{+ c+}"),
        ("costs 1.7 million", "costs 1.8 million", "costs [-1.7-]{+1.8+} million"),
        ("ban", "bank", "[-ban-]{+bank+}"),
        ("قال الوزير", "قال الملك", "قال [-الوزير-]{+الملك+}"),
    ],
)
def test_words_are_the_smallest_piece(before: str, after: str, expected: str) -> None:
    assert shown(before, after) == expected


@given(st.text(alphabet="ab c.\n", max_size=80), st.text(alphabet="ab c.\n", max_size=80))
def test_the_pieces_give_both_texts_back(before: str, after: str) -> None:
    pieces = word_difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert all(piece.text for piece in pieces)


def test_texts_of_many_different_words_keep_them_apart() -> None:
    """More words than there are characters below the surrogates."""
    before = " ".join(f"w{number}" for number in range(70_000))
    after = before.replace("w69999", "changed")
    assert word_difference(before, after)[1:] == (Piece("gone", "w69999"), Piece("new", "changed"))


def test_fields_that_differ_are_named_and_paragraphs_find_their_partner() -> None:
    before = {"title": "A", "dek": "same", "body": ["one two three four", "stays as it is"], "date": None}
    after = {
        "title": "B",
        "dek": "same",
        "body": ["stays as it is", "one two three five", "new"],
        "date": "2026-01-02",
    }
    found = [
        (one.field, "".join(f"{p.kind[0]}:{p.text}|" for p in one.pieces))
        for one in differences(before, after)
    ]
    assert found == [
        ("title", "g:A|n:B|"),
        ("body", "s:one two three |g:four|n:five|"),
        ("body", "n:new|"),
        ("date", "n:2026-01-02|"),
    ]
    assert differences(before, before) == []


def test_a_field_that_one_side_does_not_have_is_a_difference() -> None:
    assert [one.field for one in differences({"old": "x"}, {"new": "y"})] == ["new", "old"]


def test_what_has_no_partner_stands_alone() -> None:
    assert paired(["grain prices"], ["A wholly other matter"]) == [
        ("", "A wholly other matter"),
        ("grain prices", ""),
    ]
    assert paired(["a", "a"], ["a"]) == [("a", "")]


def test_two_long_texts_that_share_no_paragraph_are_compared_only_near_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def ratio(before: str, after: str) -> float:
        asked.append(before)
        return fuzz.ratio(before, after)

    monkeypatch.setattr("editorial.content.differences.fuzz", SimpleNamespace(ratio=ratio))
    old = [f"Sentence {number} of what somebody wrote there" for number in range(3000)]
    new = ["A first one that is new", *(f"{text}, and more" for text in old)]
    pairs = paired(old, new)
    assert len(asked) < 300_000  # each with each would be nine million
    assert pairs == [("", new[0]), *zip(old, new[1:], strict=True)]
