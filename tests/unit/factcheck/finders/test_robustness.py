"""No text makes a finder fail, and none makes it slow."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorial.factcheck.finders import every
from editorial.factcheck.finders.article_text import (
    Archive,
    ArticleText,
    ExcerptText,
    NoteText,
    Passage,
    Place,
)

_LETTERS = 50_000
_SECONDS = 2
# On a busy machine the clock runs on while another process works: what counts is the time of this one.
_ARCHIVE = Archive(digests=("The Digest",), names={"Jon Berg": 3}, outlets={"Odra Bladet": ("daily",)})


def built(commentary: str, body: str, note: str) -> ArticleText:
    def passage(kind: str, field: str, text: str, key: str = "") -> Passage:
        return Passage(Place(kind, key, field), text, kind.title())

    citation = passage(
        "excerpt", "citation", f"Jon Berg, “{note[:40]},” Odra Bladet (daily), 9 May 2024.", "1"
    )
    return ArticleText(
        title=passage("article", "title", commentary[:80]),
        pull_quote=passage("article", "pull_quote", f"“{body[:80]}”"),
        commentary=(passage("article", "commentary", commentary),),
        excerpts=(ExcerptText("1", "Excerpt 1", citation, (passage("excerpt", "body", body, "1"),)),),
        notes=(NoteText("i", 1, (passage("footnote", "text", note, "i"),)),),
    )


_PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "“",
            "”",
            "‘",
            "’",
            "…",
            "[i]",
            "(",
            ")",
            " 12 ",
            "4.5 million",
            "% ",
            "Abdi ",
            "al-",
            "Lake ",
            "see:",
            "\n",
            "12 to 14 May ",
            "Monday, 3 May 2024",
            "The Digest, 13-2024",
            "\u200f",
            "\u0663",
            "İ",
            "ﬁ",
            "\u0301",
            "it’s ",
        ]
    ),
)
_TEXTS = st.lists(_PIECES, max_size=25).map("".join)


@settings(max_examples=150, deadline=None)
@given(_TEXTS, _TEXTS, _TEXTS)
def test_no_text_makes_a_finder_fail(commentary: str, body: str, note: str) -> None:
    article = built(commentary, body, note)
    texts = {passage.place: passage.text for passage in article.passages()}
    for one in every.find_everything(article, _ARCHIVE):
        assert texts[one.place][one.start : one.end] == one.text
        assert one.message
        assert one.severity in ("block", "warn", "info")


def _prose() -> str:
    people = ("Jon Berg", "Ana Tolvik", "Mira Hassvane", "Tomas Kell")
    return " ".join(
        f"{people[at % 4]} counted {at} tugs in Port Hale, “as the guild of {people[at % 3]} has asked for,” on {at % 28 + 1} May."  # noqa: E501
        for at in range(450)
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_prose(), id="prose"),
        pytest.param("12 " * 16_000, id="numbers"),
        pytest.param("Abdi Abdo " * 5_000, id="names"),
        pytest.param("“a b c " * 7_500, id="opening marks"),
        pytest.param("“we went to sea” " * 3_000, id="quotations"),
        pytest.param(", " * 25_000, id="commas"),
        pytest.param("a" * _LETTERS, id="one word"),
    ],
)
def test_a_long_text_takes_no_time(text: str) -> None:
    article = built(text, text.replace("12", "13").replace("Abdi", "Abde").replace("went", "go"), text[:5000])
    short = built("A line.", "A line.", "A line.")
    took = {}
    for finder in every.FINDERS:
        list(finder(short, _ARCHIVE))  # word lists are read once
        begin = time.process_time()
        list(finder(article, _ARCHIVE))
        took[finder.__name__] = time.process_time() - begin
    assert max(took.values()) < _SECONDS, took
