"""Dates in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from editorial.web.dates import ago, count, due, moment

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "before, words",
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=5), "today at 10:00 a.m."),
        (timedelta(hours=20), "yesterday"),
        (timedelta(days=12), "12 days ago"),
        (timedelta(days=120), "4 months ago"),
        (timedelta(days=400), "1 year ago"),
        (timedelta(days=1000), "2 years ago"),
        (-timedelta(days=2), "on November 24, 2026"),
    ],
)
def test_how_long_ago(before: timedelta, words: str) -> None:
    assert ago(NOW - before, NOW) == words


def test_yesterday_is_told_by_the_site_s_own_calendar() -> None:
    at = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert ago(at, NOW) == "yesterday"
    with timezone.override("Asia/Karachi"):  # there it was half past four in the morning of the same day
        assert ago(at, NOW) == "today at 4:30 a.m."
        assert moment(at, NOW).exact == "November 22, 2026, 4:30 a.m."


@pytest.mark.parametrize(
    "day, words, late, soon",
    [
        (date(2026, 11, 20), "2 days late: it was due on Friday, November 20", True, False),
        (date(2026, 11, 21), "1 day late: it was due on Saturday, November 21", True, False),
        (date(2026, 11, 22), "Due today, Sunday, November 22", False, True),
        (date(2026, 11, 23), "Due tomorrow, Monday, November 23", False, True),
        (date(2026, 11, 29), "Due in 7 days, on Sunday, November 29", False, True),
        (date(2026, 11, 30), "Due in 8 days, on Monday, November 30", False, False),
        (date(2027, 1, 31), "Due on January 31, 2027", False, False),
    ],
)
def test_when_drafts_are_due(day: date, words: str, late: bool, soon: bool) -> None:
    found = due(day, date(2026, 11, 22))
    assert found is not None
    assert (found.words, found.late, found.soon) == (words, late, soon)


def test_without_a_due_date_nothing_is_said() -> None:
    assert due(None, date(2026, 11, 22)) is None


def test_a_number_with_its_noun() -> None:
    assert [count(n, "note") for n in (0, 1, 2, 1200)] == ["0 notes", "1 note", "2 notes", "1,200 notes"]
    assert count(2, "thing is", "things are") == "2 things are"
