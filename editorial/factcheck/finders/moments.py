"""Days, months and years in running text, as spans of the calendar; weekdays beside dates; days that do not exist.

Unlike in citations, a date may lack its year here: then `near` says around which day it is to be looked for.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from editorial.factcheck.finders.dates import MONTHS, build_date, read_dates

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_NO_YEAR = r"(?!,?\s*(?:19|20)\d\d)(?![\w,]*\s?[-–—/]\s?\d)"
_DAY_AND_MONTH = re.compile(
    rf"(?<![\w/.:–—-])(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH}){_NO_YEAR}"
    rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\w|[.,]?\d){_NO_YEAR})",
    re.IGNORECASE,
)
_DIGIT_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?,?\s?(?:[-–—/&]|to|and|or|,)\s?$", re.IGNORECASE)
_DAYS = "|".join(WEEKDAYS)
_WEEKDAY_BEFORE = re.compile(
    rf"(?<!\w)(?P<day>{_DAYS})(?:\s(?:morning|noon|afternoon|evening|night))?,?\s(?:the\s|\()?$"
)
_WEEKDAY_BEHIND = re.compile(
    rf"\s?\((?:an?\s)?(?P<a>{_DAYS})\)|,\s(?:which\s(?:was|is)\s)?an?\s(?P<b>{_DAYS})(?=\s?[,.;:)—–]|$)"
    rf"|,?\s(?:was|is|fell\son|falls\son|will\sbe)\san?\s(?P<c>{_DAYS})\b(?!\s\w)|,\s(?P<d>{_DAYS})(?=[,.;)]|$)(?!,?\s\d)"
)
_YEARS = re.compile(r"(?<![\d.,/-])(?:19|20)\d\d(?!\d)")
_SUNDAY_PAPER = re.compile(r"\b(?:Mail|Independent|Scotland|Wales|Ireland|Herald|Post|Bild)\s(?:on|am)\s$")
# The Gregorian calendar was not everywhere before.
_FIRST_YEAR = 1925


@dataclass(frozen=True, slots=True)
class Moment:
    """The days from `first` to `last`: one day, a month or a year. `has_year` False where the year was concluded."""

    start: int
    end: int
    first: date
    last: date
    has_year: bool = True


@dataclass(frozen=True, slots=True)
class WrongWeekday:
    """`weekday` is what the text says, `right` what the day `day` is. `is_certain` False where the year was concluded
    from a date far away.
    """

    start: int
    end: int
    weekday: str
    right: str
    day: date
    is_certain: bool


def read_moments(text: str, near: date | None = None) -> list[Moment]:
    """Every day, month and year of `text`, in order. A range counts with its first day."""
    found = []
    for reading in read_dates(text):
        if reading.value:
            found.append(Moment(reading.start, reading.end, reading.value, reading.value))
        elif reading.form in {"month", "year"}:
            first, last = _period(reading.text)
            found.append(Moment(reading.start, reading.end, first, last))
    for match, _, _ in _days_without_year(text):
        day = _nearest(match, near) if near else None
        if day:
            found.append(Moment(match.start(), match.end(), day, day, has_year=False))
    return sorted(found, key=lambda one: one.start)


def impossible_days(text: str) -> list[tuple[int, int]]:
    """Spans of days that no calendar has: 31 November, with or without a year."""
    spans = [(one.start, one.end) for one in read_dates(text) if one.problem == "date-impossible"]
    for match, month, day in _days_without_year(text):
        if not 1 <= day <= monthrange(2024, month)[1]:
            spans.append(match.span())
    return sorted(spans)


def wrong_weekdays(text: str, near: date | None = None) -> Iterator[WrongWeekday]:
    """Weekdays that the date beside them does not have.

    Without a year, the day must be wrong in the year nearest to `near` and in every year that the text names.
    """
    for reading in read_dates(text):
        if reading.value and reading.problem != "date-range" and reading.value.year >= _FIRST_YEAR:
            yield from _wrong(text, reading.start, reading.end, [reading.value], is_certain=True)
    if near is None:
        return
    named = [int(year) for year in _YEARS.findall(text)[:20]]
    for match, month, day in _days_without_year(text):
        closest = _nearest(match, near)
        if not closest or _DIGIT_BEFORE.search(text, max(0, match.start() - 12), match.start()):
            continue
        others = [build_date(str(year), month, str(day)) for year in named]
        days = [closest, *(other for other in others if other and other.year >= _FIRST_YEAR)]
        is_certain = timedelta(-60) <= closest - near <= timedelta(30)
        yield from _wrong(text, match.start(), match.end(), days, is_certain=is_certain)


def _wrong(text: str, start: int, end: int, days: list[date], *, is_certain: bool) -> Iterator[WrongWeekday]:
    before = _WEEKDAY_BEFORE.search(text, max(0, start - 24), start)
    if before and not _is_name(text, before.start()):
        said, span = before["day"], (before.start(), end)
    else:
        behind = _WEEKDAY_BEHIND.match(text, end)
        if not behind:
            return
        said, span = next(filter(None, behind.groups())), (start, behind.end())
    if all(WEEKDAYS[day.weekday()] != said for day in days):
        yield WrongWeekday(*span, said, WEEKDAYS[days[0].weekday()], days[0], is_certain)


def _is_name(text: str, at: int) -> bool:
    """True where the weekday at `at` ends the name of a Sunday newspaper."""
    return bool(_SUNDAY_PAPER.search(text, max(0, at - 30), at))


def _days_without_year(text: str) -> Iterator[tuple[re.Match[str], int, int]]:
    taken = [(one.start, one.end) for one in read_dates(text)]
    index = 0
    for match in _DAY_AND_MONTH.finditer(text):
        while index < len(taken) and taken[index][1] <= match.start():
            index += 1
        if index < len(taken) and taken[index][0] < match.end():
            continue
        name = (match["m1"] or match["m2"]).rstrip(".")
        # “may 5” and “march 12” in small letters are verbs.
        if name[0].isupper():
            yield match, MONTHS[name.lower()], int(match["d1"] or match["d2"])


def _nearest(match: re.Match[str], near: date) -> date | None:
    month = MONTHS[(match["m1"] or match["m2"]).lower().rstrip(".")]
    day = match["d1"] or match["d2"]
    days = [build_date(str(near.year + shift), month, day) for shift in (-1, 0, 1)]
    # News tell of what has been more than of what will be.
    return min(
        (one for one in days if one),
        key=lambda one: near - one if one <= near else 3 * (one - near),
        default=None,
    )


def _period(text: str) -> tuple[date, date]:
    """The first and last day of “November 2023” or “2023”."""
    year = int(text[-4:])
    name = re.match(r"[A-Za-z]+", text)
    if not name:
        return date(year, 1, 1), date(year, 12, 31)
    month = MONTHS[name.group().lower()]
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
