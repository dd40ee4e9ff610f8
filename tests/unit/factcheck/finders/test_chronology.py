"""Dates that cannot be right together. All texts are made up; the calendar is not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.factcheck.finders.article_text import Archive, ArticleText, Spotted
from editorial.factcheck.finders.chronology import find_chronology
from editorial.factcheck.finders.moments import WEEKDAYS, wrong_weekdays
from tests.growth import require_linear
from tests.unit.factcheck.finders.numbers_and_dates import article

NOVEMBER = date(2023, 11, 10)
SALT = "The salt was sold."


def found(text: ArticleText) -> list[Spotted]:
    return list(find_chronology(text, Archive()))


def summary(text: ArticleText) -> list[tuple[str, str, str]]:
    return [(one.code, one.severity, one.text) for one in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "On Monday, 5 November 2023, the lock was opened.",
        "On Monday 5 November 2023 the lock was opened.",
        "On Monday, November 5, 2023, the lock was opened.",
        "On Monday evening, 5 November 2023, the lock was opened.",
        "The lock was opened on 5 November 2023, a Monday.",
        "The lock was opened on 5 November 2023 (Monday).",
        "The lock was opened on 5 November 2023, which was a Monday.",
        "5 November 2023 was a Monday.",
        "On 5 November 2023, Monday, the lock was opened.",
        "In Port Hale on Monday, 5 November 2023, the lock was opened.",
        "On Monday the 5th November 2023 the lock was opened.",
    ],
)
def test_wrong_weekday(text: str) -> None:
    [one] = found(article(text, SALT))
    assert (one.code, one.severity) == ("weekday-wrong", "block")
    assert "5 November 2023 was a Sunday, not a Monday" in one.message
    assert "Monday" in one.text
    assert "5" in one.text


@pytest.mark.parametrize(
    "text",
    [
        "On Sunday, 5 November 2023, the lock was opened.",
        "On 5 November 2023, a Sunday, the lock was opened.",
        "Monday’s storm and 5 November 2023.",
        "From Monday to Wednesday, 6–8 November 2023, it snowed.",
        "On Saturday and Sunday, 4 and 5 November 2023, it snowed.",
        "On 5 November 2023, Monday’s paper was printed.",
        "It snowed on 5 November 2023. Monday was dry.",
        "It snowed on 5 November 2023, Monday, 6 November 2023, and later.",
        "The Mail on Sunday, 6 November 2023.",
        "On Wednesday, 1 May 1907, the lock was opened.",
        "They met on Monday, 5.11.2023.",
        "He may 5 times try on Monday, march 12 miles and rest.",
        "On 5 November 2023, a Monday newspaper was sold.",
    ],
)
def test_right_or_doubtful_weekday(text: str) -> None:
    assert summary(article(text, (SALT, NOVEMBER))) == []


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("On Tuesday, October 25, the lock was opened.", "block"),
        ("On 25 October, a Tuesday, the lock was opened.", "block"),
        ("On Wednesday, October 25, the lock was opened.", None),
        ("On Tuesday afternoon, 24 October, the lock was opened.", None),
        ("On Monday, 3 April, the lock was opened.", None),
        ("On Tuesday, 3 April, the lock was opened.", "warn"),
        ("In 2018, on Tuesday, 3 April, the lock was opened.", None),
        ("On Tuesday and Wednesday, 24 and 25 October, it snowed.", None),
    ],
)
def test_weekday_without_a_year_looks_near_the_excerpt(text: str, severity: str | None) -> None:
    expected = [] if severity is None else [("weekday-wrong", severity)]
    for one in (article("", (text, NOVEMBER)), article(text, (SALT, NOVEMBER))):
        assert [(spot.code, spot.severity) for spot in found(one)] == expected
    assert found(article(text, SALT)) == []


def test_weekdays_of_notes_and_citations() -> None:
    note = article("Salt.", SALT, notes={"i": "“Salt,” The Tollish Herald, Monday, 5 November 2023."})
    assert [(one.code, one.place.kind) for one in found(note)] == [("weekday-wrong", "footnote")]


@given(st.dates(date(1925, 1, 1), date(2099, 12, 31)), st.sampled_from(WEEKDAYS), st.integers(0, 3))
def test_the_weekday_agrees_with_the_calendar(day: date, weekday: str, form: int) -> None:
    text = (
        f"On {weekday}, {day.day} {day:%B %Y}, it snowed.",
        f"On {weekday} {day:%B} {day.day}, {day.year}, it snowed.",
        f"It snowed on {day.day} {day:%B %Y}, a {weekday}.",
        f"It snowed on {day:%Y-%m-%d} ({weekday}).",
    )[form]
    assert bool(list(wrong_weekdays(text))) == (weekday != f"{day:%A}")


@pytest.mark.parametrize(
    "text", ["31 November 2023", "31 November", "February 30", "30 February 2024", "31 June"]
)
def test_impossible_days(text: str) -> None:
    for one in (article(f"On {text} it snowed.", SALT), article("Salt.", f"On {text} it snowed.")):
        assert summary(one) == [("date-impossible", "block", text)]


@pytest.mark.parametrize(
    "text", ["29 February", "29 February 2024", "31 October", "May 31", "they march 40 miles"]
)
def test_possible_days(text: str) -> None:
    assert summary(article(f"On {text} it snowed.", SALT)) == []


def test_an_excerpt_after_the_issue() -> None:
    late = article("Salt.", (SALT, date(2023, 12, 3)), appears=date(2023, 12, 1))
    assert summary(late) == [("excerpt-after-issue", "block", "3 December 2023")]
    assert summary(article("Salt.", (SALT, date(2023, 12, 1)), appears=date(2023, 12, 1))) == []
    assert summary(article("Salt.", (SALT, date(2023, 12, 3)))) == []


@pytest.mark.parametrize(
    ("days", "appears", "old"),
    [
        ([date(2023, 11, 2), date(2023, 11, 5), date(2022, 11, 1)], None, ["1 November 2022"]),
        ([date(2023, 11, 2), date(2022, 11, 6)], None, []),
        ([date(2023, 11, 2), date(2021, 3, 6)], None, ["6 March 2021"]),
        ([date(2023, 1, 5)], date(2024, 2, 1), ["5 January 2023"]),
        ([date(2023, 11, 5)], date(2024, 2, 1), []),
        ([date(2023, 11, 5)], None, []),
        ([date(2020, 1, 1), date(2021, 1, 5), date(2022, 3, 1)], None, ["1 January 2020"]),
    ],
)
def test_old_excerpts(days: list[date], appears: date | None, old: list[str]) -> None:
    one = article("Salt.", *((SALT, day) for day in days), appears=appears)
    assert summary(one) == [("excerpt-old", "warn", text) for text in old]


NOTE = {"i": "See: “Salt,” The Tollish Herald, 30 November 2023."}


@pytest.mark.parametrize(
    ("commentary", "notes", "expected"),
    [
        ("As of December 2023, all was sold.[i] It rained.", NOTE, [("block", "As of December 2023")]),
        ("All was sold as of 1 December 2023.[i]", NOTE, [("block", "as of 1 December 2023")]),
        ("As of November 2023, all was sold.[i]", NOTE, []),
        ("As of 30 November 2023, all was sold.[i]", NOTE, []),
        ("As of late November 2023, all was sold.[i]", NOTE, []),
        ("As of 2023, all was sold.[i]", NOTE, []),
        ("As of December 2023, all was sold.[i]", {"i": "See: “Salt,” The Tollish Herald."}, []),
        (
            "As of December 2023, all was sold.[i]",
            {"i": "“Salt,” The Tollish Herald, 3 May 2023, updated 4 December 2023."},
            [],
        ),
        ("As of December 2023, all was sold. It rained.[i]", NOTE, [("warn", "As of December 2023")]),
        ("As of November 2023, all was sold. It rained.[i]", NOTE, []),
        ("As of December 2023, all was sold.", {}, [("warn", "As of December 2023")]),
        ("As of early November 2023, all was sold.", {}, []),
        ("As of the end of November 2023, all was sold.", {}, [("warn", "As of the end of November 2023")]),
        ("As of 12 November, all was sold.", {}, [("warn", "As of 12 November")]),
        ("As of 8 November, all was sold.", {}, []),
        ("As of this writing, all was sold.", {}, []),
    ],
)
def test_as_of(commentary: str, notes: dict[str, str], expected: list[tuple[str, str]]) -> None:
    one = article(commentary, (SALT, NOVEMBER), notes=notes)
    assert summary(one) == [("as-of-later", *pair) for pair in expected]


def test_as_of_shows_the_note_it_was_compared_with() -> None:
    [one] = found(article("As of December 2023, all was sold.[i]", (SALT, NOVEMBER), notes=NOTE))
    assert (one.near, one.near_label, one.basis) == (NOTE["i"], "Footnote i", (NOTE["i"],))


def test_as_of_in_an_excerpt() -> None:
    one = article("Salt.", ("As of 14 November 2023, all was sold.", NOVEMBER))
    assert summary(one)[0] == ("as-of-later", "warn", "As of 14 November 2023")


@pytest.mark.parametrize(
    ("text", "is_reported"),
    [
        ("On 5 January 2024, the council met.", True),
        ("In January 2024, the harbor was opened.", True),
        ("On 5 November 2023, the council met.", False),
        ("The council will meet on 5 January 2024.", False),
        ("The council planned to meet on 5 January 2024.", False),
        ("They postponed the vote to 5 January 2024.", False),
        ("The council meets on 5 January 2024.", False),
        ("The lease, which was signed by both, runs until 5 January 2024.", False),
    ],
)
def test_told_as_past_before_it_can_have_been(text: str, is_reported: bool) -> None:
    own = article(text, (SALT, NOVEMBER), appears=date(2023, 12, 1))
    assert [one.code for one in found(own)] == ["date-after-issue"] * is_reported
    source = article("Salt.", (text, NOVEMBER))
    assert [one.code for one in found(source)] == ["date-after-source"] * is_reported
    assert {one.severity for one in [*found(own), *found(source)]} <= {"warn"}


@pytest.mark.parametrize(
    ("caption", "year"),
    [
        ("Rowers of Port Hale in 2021. Since the flood in October, nobody rows.", "2021"),
        ("Regatta 2020 in Port Hale", "2020"),
        ("The minister at the salt fair on January 15, 2018", "January 15, 2018"),
        ("Rowers of Port Hale in 2023", None),
        ("Rowers of Port Hale, December 2022", None),
        ("The lighthouse, built in 1881", None),
        ("The lighthouse of 1881 in a photo taken in May 2023", None),
        ("Ruler of Morn since 2014", None),
        ("Rowers of Port Hale", None),
    ],
)
def test_archive_pictures(caption: str, year: str | None) -> None:
    one = article("Salt.", (SALT, NOVEMBER), captions=(caption,))
    assert summary(one) == ([("picture-archive", "info", year)] if year else [])


def test_a_caption_that_is_the_dek_is_reported_once_there() -> None:
    one = article("Salt.", (SALT, NOVEMBER), dek="Regatta 2020", captions=("Regatta 2020",))
    assert [(spot.code, spot.place.field) for spot in found(one)] == [("picture-archive", "dek")]


def test_without_dates_nothing_is_said() -> None:
    one = article("As of 2021, salt was sold.", SALT, captions=("Regatta 2020",))
    assert found(one) == []


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.dates(date(2000, 1, 1), date(2030, 1, 1)))
def test_excerpts_of_one_year_before_the_issue_are_fine(day: date, appears: date) -> None:
    codes = {one.code for one in found(article("Salt.", (SALT, day), appears=appears))}
    assert ("excerpt-after-issue" in codes) == (day > appears)
    if timedelta(0) <= appears - day <= timedelta(366):
        assert not codes


@pytest.mark.parametrize(
    "unit", ["Monday, 5 November 2023, ", "5 November, ", "as of ", "5 May–", "May 5 ", "2023 ", "5"]
)
def test_work_grows_with_the_length_of_a_text(unit: str) -> None:
    def sample(letters: int) -> ArticleText:
        return article(unit * (letters // len(unit)), (SALT, NOVEMBER))

    require_linear(found, sample, 100_000)
