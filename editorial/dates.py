"""How days and times are written for readers: American, the same on every page and in every e-mail.

Templates name the same formats in the `date` filter: `DAY`, `DATE`, `TIME` and what is put together from them. What is
printed keeps the house's own dates (`rendering.citation`).
"""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.dateformat import format as formatted

DAY = "F j"
DATE = "F j, Y"
TIME = "g:i a"
WEEKDAY = "l, F j"


def long_date(day: date) -> str:
    """Such as “November 3, 2026”."""
    return formatted(day, DATE)


def weekday(day: date) -> str:
    """Such as “Tuesday, November 3”."""
    return formatted(day, WEEKDAY)


def month_and_year(day: date) -> str:
    """Such as “November 2026”."""
    return formatted(day, "F Y")


def clock(at: datetime) -> str:
    """Such as “2:05 p.m.”, in the site's time zone."""
    return formatted(timezone.localtime(at), TIME)


def hour_of_day(hour: int) -> str:
    """An hour from 0 to 23, such as “2:00 p.m.”."""
    return formatted(time(hour), TIME)


def day_and_time(at: datetime) -> str:
    """Such as “November 3, 2:05 p.m.”, in the site's time zone."""
    return formatted(timezone.localtime(at), f"{DAY}, {TIME}")


def date_and_time(at: datetime) -> str:
    """Such as “November 3, 2026, 2:05 p.m.”, in the site's time zone."""
    return formatted(timezone.localtime(at), f"{DATE}, {TIME}")
