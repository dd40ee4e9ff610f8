"""References to the digest's own back issues. Digest, articles and authors are fictional."""

from datetime import date

import pytest

from editorial.factcheck.finders.article_text import (
    Archive,
    ArchivedArticle,
    ArticleText,
    NoteText,
    Passage,
    Place,
    Spotted,
)
from editorial.factcheck.finders.back_issues import find_back_issues, read_back_issues

DIGESTS = ("Harbor Digest", "HD Watch")
ARCHIVE = Archive(
    articles=(
        ArchivedArticle("Strelsau Builds a Second Quay", ("Ivo Lenk",), date(2023, 2, 1)),
        ArchivedArticle("Fishermen Count the Seals", ("Mara Odd",), date(2023, 2, 1)),
        ArchivedArticle("Grain Traders Return to the Coast", ("Ana Vero", "Odo Brandt"), date(2023, 3, 1)),
    ),
    months=frozenset({date(2023, 1, 1), date(2023, 2, 1), date(2023, 3, 1), date(2023, 5, 1)}),
    digests=DIGESTS,
)


def find(text: str, archive: Archive = ARCHIVE, *, kind: str = "footnote") -> list[Spotted]:
    passage = Passage(Place(kind, "i", "text"), text, "Footnote 1")
    if kind == "footnote":
        article = ArticleText(notes=(NoteText("i", 1, (passage,)),), issue_month=date(2023, 12, 1))
    else:
        article = ArticleText(commentary=(passage,), issue_month=date(2023, 12, 1))
    return list(find_back_issues(article, archive))


def codes(text: str, archive: Archive = ARCHIVE, *, kind: str = "footnote") -> list[tuple[str, str]]:
    return [(one.severity, one.code) for one in find(text, archive, kind=kind)]


@pytest.mark.parametrize(
    "text",
    [
        "Harbor Digest, 02-2023", "Harbor Digest 02-2023", "Harbor Digest, 2-2023", "Harbor Digest, 02/2023",
        "Harbor Digest, 02.2023", "Harbor Digest, 2023-02", "Harbor Digest, February 2023", "Harbor Digest, Feb. 2023",
        "Harbor Digest (February 2023)", "Harbor Digest, February, 2023", "Harbor Digest, 14 February 2023",
        "Harbor Digest, February 14, 2023", "Harbor Digest, Vol. 13, Issue #2, February 2023",
        "Harbor Digest, vol. 13, no. 2, 02-2023", "Harbor Digest’s February 2023 issue", "HD Watch, 02–2023",
        "the February 2023 issue of Harbor Digest", "the February 2023 edition of the Harbor Digest",
    ],
)  # fmt: skip
def test_the_ways_to_name_an_issue(text: str) -> None:
    assert [one.month for one in read_back_issues(f"See: {text}.", DIGESTS)] == [date(2023, 2, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "Harbor Digest, 13-2023", "Harbor Digest reported this in 2023", "Old Harbor Digests, 02-2023",
        "Zenda Review, 02-2023", "Harbor Digest, 02-20231",
    ],
)  # fmt: skip
def test_what_names_no_issue(text: str) -> None:
    assert read_back_issues(text, DIGESTS) == []


@pytest.mark.parametrize(
    "text",
    [
        "See: Ivo Lenk, “Strelsau Builds a Second Quay,” Harbor Digest, 02-2023.",
        "See: “Fishermen count the seals,” Harbor Digest, 02-2023.",
        "Lenk, Ivo. “Strelsau Builds a Second Quay,” Harbor Digest, 02-2023.",
        "Ana Vero and Odo Brandt, “Grain Traders Return to the Coast,” Harbor Digest, 03-2023.",
        "Ivo Lenk, “Something Else,” Harbor Digest, 05-2023.",
        "See Harbor Digest, 07-2009, which lies before the archive.",
        "Ivo Lenk, “Northern Ports,” Harbor Digest, 10-2023.",
    ],
)
def test_what_the_archive_has_or_cannot_know(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ivo Lenk, “Northern Ports,” Harbor Digest, 04-2023.", "none of April 2023"),
        ("Ivo Lenk, “Northern Ports,” Harbor Digest, 02-2024.", "later than the one"),
        ("Ivo Lenk, “The Price of Salt in Winter,” Harbor Digest, 02-2023.", "no article of this title"),
        ("Ivo Lenk, “Strelsau Builds a Second Quay,” Harbor Digest, 03-2023.", "Harbor Digest, 02-2023"),
        ("Ivo Lenk, “Strelsau Builds a Second Quay,” Harbor Digest, 04-2023.", "Harbor Digest, 02-2023"),
    ],
)
def test_an_issue_or_article_that_does_not_exist(text: str, said: str) -> None:
    (found,) = find(text)
    assert (found.severity, found.code) == ("block", "back-issue-unknown")
    assert said in found.message


@pytest.mark.parametrize(
    "text",
    [
        "Ivo Lenk, “Strelsau Builds 2nd Quay,” Harbor Digest, 02-2023.",
        "Ivo Lenk, “Strelssau Builds a Second Quay,” Harbor Digest, 02-2023.",
        "Ana Vero, “Strelsau Builds a Second Quay,” Harbor Digest, 02-2023.",
    ],
)
def test_an_article_under_a_slightly_different_title_or_author(text: str) -> None:
    (found,) = find(text)
    assert (found.severity, found.code) == ("warn", "back-issue-title")
    assert found.near == "Ivo Lenk, “Strelsau Builds a Second Quay,” Harbor Digest, 02-2023"


def test_house_form() -> None:
    assert codes("See Harbor Digest, March 2023.") == [("info", "back-issue-form")]
    assert "“Harbor Digest, 03-2023”" in find("See Harbor Digest, March 2023.")[0].message
    # The comma alone is `issue-comma`, and running text may say it in words.
    assert codes("See Harbor Digest 03-2023.") == []
    assert codes("The March 2023 issue of Harbor Digest described it.", kind="article") == []
    assert codes("As Harbor Digest, March 2023, described it.", kind="article") == []


def test_commentary_is_resolved_too() -> None:
    assert codes("The April 2023 issue of Harbor Digest described it.", kind="article") == [
        ("block", "back-issue-unknown")
    ]


def test_an_empty_archive_says_nothing_of_what_exists() -> None:
    text = "Ivo Lenk, “Northern Ports,” Harbor Digest, 04-2023."
    assert codes(text, Archive(digests=DIGESTS)) == []
    assert codes(text, Archive()) == []


def test_a_month_that_no_year_has() -> None:
    assert codes("See Harbor Digest 13-2023.", Archive(digests=DIGESTS)) == [("block", "back-issue-unknown")]
    assert codes("See Zenda Law 13-2023.", Archive(digests=DIGESTS)) == []
