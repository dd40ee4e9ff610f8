"""References in footnotes, citations, and dates."""

from datetime import date

import pytest

from editorial.factcheck.finders import find_in_citation, find_in_note
from editorial.factcheck.finders.dates import read_dates


def codes(text: str, *severities: str) -> list[str]:
    return [one.code for one in find_in_note(text) if not severities or one.severity in severities]


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("Pictures of the quay are here:", "note-unfinished"),
        ("For the plan of the quay see:", "note-unfinished"),
        ("For the plan of the quay, see", "note-unfinished"),
        ("See Coast Guard, “The Year in Review,” 5 May 2023,", "note-unfinished"),
        ("For more, see: “The Coast Replies to its Critics,” 17 August 2023.", "reference-publication"),
        (
            "For more, see: “The Coast Replies to the “Harbor Party,”, 17 August 2023.",
            "reference-publication",
        ),
        ("Please visit the website: “Ships by Tonnage” Coast Guard Data Portal.", "reference-undated"),
        ("See: Ivo Lenk, “Grain and the Coast,” Zenda Review.", "reference-undated"),
    ],
)
def test_what_blocks_in_a_note(note: str, code: str) -> None:
    assert codes(note, "block") == [code]


@pytest.mark.parametrize(
    "note",
    [
        "See: Ivo Lenk, “Grain and the Coast,” Zenda Review, 3 May 2022.",
        "See: Ivo Lenk, “Grain and the Coast,” Zenda Review, May 2022.",
        "For more, see: Ivo Lenk, “Grain,” OE Watch, 02-2023.; Ana "
        "Vero, “Ships at Sea,” Courier, 4 May 2022.",
        "The words stand in: “Guard the Harbor,” Zenda Weekly, 30 May 2023.",
        "Lenk found that “the coast has been poor since the war” and that ships “rarely call” there.",
        "“We stay,” he said. The crew agreed. See: Ana Vero, “Crews at Sea,” Courier, 4 May 2022.",
        "See “Ships by Tonnage,” https://example.org/ships.",
        "The Coast Guard was founded in 1901.",
        "On the former, see: “Quay One Opens,” AP, 27 May 2023. On the "
        "latter, see: “Quay Two Sinks,” AP, 2 June 2023.",
    ],
)
def test_a_sound_note_passes(note: str) -> None:
    assert codes(note, "block", "warn") == []


def test_an_author_who_may_be_the_publisher_is_only_noted() -> None:
    assert codes("See Coast Guard, “The Year in Review,” 5 May 2023.") == ["reference-publisher"]


def test_the_comma_after_the_author() -> None:
    assert codes("For more, see: Ivo Lenk “Grain and the Coast,” Zenda Review, 3 May 2022.") == [
        "author-comma"
    ]


def test_a_line_that_is_no_citation() -> None:
    assert [one.code for one in find_in_citation("It rained all day.")] == ["citation-unreadable"]
    assert find_in_citation("Ana Vero, “Port Opens,” Coast Weekly (weekly), 5 November 2023.") == []


@pytest.mark.parametrize(
    ("text", "value", "problem"),
    [
        ("5 November 2023", date(2023, 11, 5), None),
        ("5th of November", None, "none found"),
        ("Nov. 5, 2023", date(2023, 11, 5), None),
        ("5 Sept. 2023", date(2023, 9, 5), None),
        ("2023-11-05", date(2023, 11, 5), None),
        ("5–6 November 2023", date(2023, 11, 5), "date-range"),
        ("30 October – 2 November 2023", date(2023, 10, 30), "date-range"),
        ("30 December – 2 January 2024", date(2023, 12, 30), "date-range"),
        ("November 5-6, 2023", date(2023, 11, 5), "date-range"),
        ("31 November 2023", None, "date-impossible"),
        ("29 February 2023", None, "date-impossible"),
        ("2023-13-01", None, "date-impossible"),
        ("05.11.2023", None, "date-ambiguous"),
        ("25/11/2023", date(2023, 11, 25), None),
        ("November 2023", None, "date-incomplete"),
        ("02-2023", None, "date-incomplete"),
        ("undated", None, "date-missing"),
    ],
)
def test_dates(text: str, value: date | None, problem: str | None) -> None:
    readings = read_dates(text)
    if problem == "none found":
        assert readings == []
    else:
        assert [(one.value, one.problem) for one in readings] == [(value, problem)]
