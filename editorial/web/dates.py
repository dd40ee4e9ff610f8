"""Dates in words, in the site's time zone."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from editorial.dates import clock, date_and_time, long_date, month_and_year, weekday

__all__ = ["Due", "Moment", "ago", "count", "due", "long_date", "moment", "month_and_year"]
SOON = 7  # days


@dataclass(frozen=True)
class Moment:
    """A point in time for a page: how long ago in words, and exactly."""

    at: datetime
    words: str

    @property
    def exact(self) -> str:
        """Such as “November 3, 2026, 10:42 a.m.”."""
        return date_and_time(self.at)


@dataclass(frozen=True)
class Due:
    """A due date for a page. `words` say it all; `late` and `soon` are for emphasis and order."""

    day: date
    words: str
    late: bool
    soon: bool


def moment(at: datetime, now: datetime) -> Moment:
    """`at` as a page shows it at `now`."""
    return Moment(at, ago(at, now))


def ago(at: datetime, now: datetime) -> str:
    """Such as “5 minutes ago”, “today at 10:42 a.m.”, “yesterday”, “12 days ago”, “4 months ago”."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    days = (today - local.date()).days
    minutes = int((now - at).total_seconds() // 60)
    if 0 <= minutes < 60:
        return "just now" if minutes < 1 else f"{count(minutes, 'minute')} ago"
    if days <= 0:
        return f"today at {clock(at)}" if days == 0 else f"on {long_date(local.date())}"
    if days == 1:
        return "yesterday"
    if days < 45:
        return f"{days} days ago"
    return f"{days // 30} months ago" if days < 365 else f"{count(days // 365, 'year')} ago"


def due(day: date | None, today: date) -> Due | None:
    """When drafts are due, seen from `today`; None when nobody said."""
    if day is None:
        return None
    left = (day - today).days
    named = weekday(day)
    if left < 0:
        words = f"{count(-left, 'day')} late: it was due on {named}"
    elif left == 0:
        words = f"Due today, {named}"
    elif left == 1:
        words = f"Due tomorrow, {named}"
    elif left <= 2 * SOON:
        words = f"Due in {left} days, on {named}"
    else:
        words = f"Due on {long_date(day)}"
    return Due(day, words, late=left < 0, soon=0 <= left <= SOON)


def count(number: int, thing: str, things: str = "") -> str:
    """Such as “1 note”, “2 notes”: a number with its noun."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
