"""Reads the dates people write in citations.

A date that is incomplete, doubtful or impossible is never completed.
"""

import re
from dataclasses import dataclass
from datetime import date

_NAMES = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
]  # fmt: skip
MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
_MONTH = (
    r"(?P<{0}>" + "|".join([*_NAMES, "sept", *(name[:3] for name in _NAMES if name != "may")]) + r")\b\.?"
)
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_TO = r"\s*(?:[-–—/]|to|and|&)\s*"

DATE = re.compile(
    "(?<![\\w])(?:"
    + "|".join(
        (
            r"(?P<iso>(?P<iy>(?:19|20)\d\d)-(?P<im>\d\d)-(?P<id>\d\d))(?!\d)",
            rf"(?P<dmy>(?:{_DAY.format('d1')}(?:\s+{_MONTH.format('m1')})?{_TO})?{_DAY.format('d2')}\s+"
            rf"{_MONTH.format('m2')},?\s*{_YEAR})",
            rf"(?P<mdy>{_MONTH.format('m3')}\s+{_DAY.format('d3')}(?:{_TO}(?:{_MONTH.format('m4')}\s+)?"
            rf"{_DAY.format('d4')})?,?\s+(?P<year3>(?:19|20)\d\d)(?!\d))",
            r"(?P<numeric>(?P<n1>\d{1,2})(?P<sep>[./])(?P<n2>\d{1,2})(?P=sep)(?P<ny>(?:19|20)\d\d))(?!\d)",
            rf"(?P<month>{_MONTH.format('m5')},?\s+(?P<year5>(?:19|20)\d\d))(?!\d)",
            r"(?P<issue>(?:0[1-9]|1[0-2])[-/](?:19|20)\d\d)(?!\d)",
            r"(?P<bare>(?:19|20)\d\d)(?!\d)",
            r"(?P<none>undated|n\.d\.|no\s+date|date\s+unknown)(?!\w)",
        )
    )
    + ")",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateReading:
    """`value` is None where the text gives no full date; `problem` then says why, as a code.

    `form` is how it is written.
    """

    start: int
    end: int
    text: str
    value: date | None
    form: str
    problem: str | None = None


def build_date(year: str, month: int, day: str) -> date | None:
    """The day; None where the calendar has no such day."""
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def _month(name: str) -> int:
    return MONTHS[name.lower().rstrip(".")]


def _value(match: re.Match[str]) -> tuple[str, date | None, str | None]:
    if match["iso"]:
        return "iso", build_date(match["iy"], int(match["im"]), match["id"]), "date-impossible"
    if match["dmy"]:
        first, month = (
            (match["d1"], match["m1"] or match["m2"]) if match["d1"] else (match["d2"], match["m2"])
        )
        last = build_date(match["year"], _month(match["m2"]), match["d2"])
        year = match["year"]
        value = build_date(year, _month(month), first) if last else None
        # "30 December – 2 January 2024": the first day lies in the year before.
        if value and last and value > last:
            value = build_date(str(int(year) - 1), _month(month), first)
        return "day-first", value, "date-range" if match["d1"] and value else "date-impossible"
    if match["mdy"]:
        value = build_date(match["year3"], _month(match["m3"]), match["d3"])
        return "month-first", value, "date-range" if match["d4"] and value else "date-impossible"
    if match["numeric"]:
        return _numeric(match)
    if match["none"]:
        return "none", None, "date-missing"
    return ("issue" if match["issue"] else "month" if match["month"] else "year"), None, "date-incomplete"


def _numeric(match: re.Match[str]) -> tuple[str, date | None, str | None]:
    """05.11.2023 may be May or November; 25.11.2023 can only be November."""
    first, second = int(match["n1"]), int(match["n2"])
    if first <= 12 and second <= 12 and first != second:
        return "numeric", None, "date-ambiguous"
    day, month = (first, second) if first > 12 or first == second else (second, first)
    return "numeric", build_date(match["ny"], month, str(day)), "date-impossible"


def read_dates(text: str) -> list[DateReading]:
    """Every date in `text`, in order. A range counts with its first day."""
    found = []
    for match in DATE.finditer(text):
        form, value, problem = _value(match)
        if value and problem == "date-impossible":
            problem = None
        found.append(DateReading(match.start(), match.end(), match.group(), value, form, problem))
    return found
