"""Numbered endnotes, bylines, characters without width, letters and PDF files. Every name is made up."""

import pytest

from editorial.importing.layout import parse_text
from editorial.importing.lines import without_zero_width
from editorial.importing.parsed import NotAnArticle

from .samples import (
    CITATION,
    COMMENTARY,
    DEK,
    EXCERPT,
    IMAGE,
    NOTE,
    PULL_QUOTE,
    TITLE,
    article,
    codes,
    read_one,
)

SEE = "See: Ivo Lenk, “Grain and the Coast,” Zenda Review, 3 May 2022."
SECOND = "“The Quay,” Zenda Review (monthly), 3 May 2022."


@pytest.mark.parametrize(
    ("markers", "notes", "expected"),
    [
        (("[1]", "[2]"), f"1. {SEE}\n2. {SECOND}", ("1", "2")),
        (("[1]", "[2]"), f"1) {SEE}\n\n2) {SECOND}", ("1", "2")),
        (("[i]", "[ii]"), f"1. {SEE}\n\n2. {SECOND}", ("i", "ii")),
        (("¹", "²"), f"¹ {SEE}\n² {SECOND}", ("1", "2")),
        (("¹", "²"), f"Endnotes:\n\n1. {SEE}\n2. {SECOND}", ("1", "2")),
    ],
)
def test_numbered_notes_are_notes(markers: tuple, notes: str, expected: tuple) -> None:
    commentary = COMMENTARY.replace("[i]", markers[0]) + f" Nobody knows.{markers[1]}"
    data = read_one(article(commentary=commentary, notes=notes))
    assert [(one["marker"], one["text"]) for one in data["footnotes"]] == [
        (expected[0], SEE), (expected[1], SECOND)
    ]  # fmt: skip
    assert [one["paragraphs"] for one in data["excerpts"]] == [[EXCERPT]]
    assert all(f"[{marker}]" in data["commentary"][0] for marker in expected)
    assert codes(data, "block") == []
    assert "marker-style" in codes(data, "warn")


def test_a_numbered_list_without_markers_in_the_text_is_no_note() -> None:
    data = read_one(article(commentary=COMMENTARY.replace("[i]", ""), notes=f"1. {SEE}"))
    assert data["footnotes"] == []


def test_a_square_kilometer_is_no_marker() -> None:
    commentary = COMMENTARY.replace("[i]", "¹") + " The quay covers 2 km² of land and 300 m² of water."
    data = read_one(article(commentary=commentary, notes=f"¹ {SEE}\n² {SECOND}"))
    assert "2 km² of land and 300 m² of water" in data["commentary"][0]


@pytest.mark.parametrize(
    "byline", ["By Noor Castellane", "BY ANA VERO AND IVO LENK", "By Ana de la Vero, J. Odd and Omar al-Lenk"]
)
@pytest.mark.parametrize("pull_quote", [PULL_QUOTE, None])
def test_a_byline_is_not_the_dek(byline: str, pull_quote: str | None) -> None:
    data = read_one(article(title=f"{TITLE}\n\n{byline}", pull_quote=pull_quote))
    assert (data["title"], data["caption"], data["commentary"]) == (TITLE, DEK, [COMMENTARY])
    assert [(one["text"], one["reason"]) for one in data["unplaced"]] == [(byline, "byline")]
    assert "byline" in codes(data, "info")


def test_a_dek_that_begins_with_by_stays() -> None:
    dek = "By dawn the harbor of Strelsau was full."
    assert read_one(article(dek=dek, image=IMAGE.replace(DEK, dek)))["caption"] == dek


def test_characters_without_width_are_removed_with_a_finding() -> None:
    data = read_one(article(notes=f"\u200b{NOTE}", image=f"\u200b\u2060{IMAGE}"))
    assert [one["marker"] for one in data["footnotes"]] == ["i"]
    assert data["image"]["license"] == "CC-BY-SA-4.0"
    assert codes(data) == ["zero-width", "zero-width"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("می‌شود", "می‌شود"), ("क्‍ष", "क्‍ष"), ("👩‍🚒", "👩‍🚒"), ("har\u200bbor", "harbor"),
        ("word\u200c[i]", "word[i]"), ("\u200d[i] A", "[i] A"), ("\u200fكريم", "كريم"),
    ],
)  # fmt: skip
def test_joiners_stay_where_they_are_spelling(text: str, seen: str) -> None:
    assert without_zero_width(text) == seen


LETTER = (
    "Dear Sir,\n\nI have read what you wrote about the harbor.\n\n“The Port Opens,” Coast Weekly "
    "(weekly), 5 May 2025.\n\nI do not agree with a word of it.\n\nYours faithfully,\nAna Vero"
)


@pytest.mark.parametrize(
    "text", [LETTER, LETTER.replace("\n\n“", "\n\n\n“"), f"The Harbor of Strelsau\n\n{LETTER}"]
)
def test_a_letter_is_no_article(text: str) -> None:
    with pytest.raises(NotAnArticle, match="letter"):
        parse_text(text)


def test_an_article_that_quotes_a_salutation_is_read() -> None:
    data = read_one(article(excerpts=f"{CITATION}\n\nDear Sir,\n\n{EXCERPT}"))
    assert data["excerpts"][0]["paragraphs"] == ["Dear Sir,", EXCERPT]


@pytest.mark.parametrize("text", ["%PDF-1.7\n1 0 obj", "\n %PDF-1.4\nx", "\x00\x01\n%PDF-2.0\n\x00"])
def test_a_pdf_is_called_one(text: str) -> None:
    with pytest.raises(NotAnArticle, match="PDF") as refused:
        parse_text(text)
    assert refused.value.reason == "pdf"
