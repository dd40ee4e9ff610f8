"""No text makes a finder fail, and none makes it slow."""

from collections.abc import Callable

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
from tests.growth import require_linear

_LETTERS = 50_000
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


def _prose(letters: int) -> str:
    people = ("Jon Berg", "Ana Tolvik", "Mira Hassvane", "Tomas Kell")
    return " ".join(
        f"{people[at % 4]} counted {at} tugs in Port Hale, “as the guild of {people[at % 3]} has asked for,” on {at % 28 + 1} May."  # noqa: E501
        for at in range(letters // 110)
    )


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda letters: piece * (letters // len(piece))


@pytest.mark.parametrize(
    "text_of",
    [
        pytest.param(_prose, id="prose"),
        pytest.param(_repeated("12 "), id="numbers"),
        pytest.param(_repeated("Abdi Abdo "), id="names"),
        pytest.param(_repeated("“a b c "), id="opening marks"),
        pytest.param(_repeated("“we went to sea” "), id="quotations"),
        pytest.param(_repeated(", "), id="commas"),
        pytest.param(_repeated("a"), id="one word"),
    ],
)
def test_the_work_of_every_finder_grows_with_the_length(text_of: Callable[[int], str]) -> None:
    def sample(letters: int) -> ArticleText:
        text = text_of(letters)
        other = text.replace("12", "13").replace("Abdi", "Abde").replace("went", "go")
        return built(text, other, text[: letters // 10])

    for finder in every.FINDERS:
        require_linear(lambda article, finder=finder: list(finder(article, _ARCHIVE)), sample, _LETTERS)
