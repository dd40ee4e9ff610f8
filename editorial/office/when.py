"""A day and a time as somebody types them, in the house's time zone."""

from datetime import UTC, date, datetime, time

from django.utils import timezone

from editorial.errors import EditorialError


class NotATime(EditorialError):
    """What was typed is no day and time. `day` and `clock` are what was typed."""

    def __init__(self, day: str, clock: str, words: str):
        self.day, self.clock = day, clock
        super().__init__(words)


def moment_of(day: str, clock: str) -> datetime:
    """The moment that the house's clocks show as `day` (2026-11-27) and `clock` (06:00). Raises `NotATime`.

    When clocks go back, a time that comes twice is the first of the two; one that they skip does not exist.
    """
    try:
        local = datetime.combine(date.fromisoformat(day.strip()), time.fromisoformat(clock.strip()))
    except ValueError as error:
        words = "Give a day and a time, such as 2026-11-27 and 06:00."
        raise NotATime(day, clock, words) from error
    if local.tzinfo is not None or not 1900 <= local.year < 3000:
        raise NotATime(
            day, clock, "Look at the day and the time: a day of this century, and a time without a zone."
        )
    moment = timezone.make_aware(local)
    if timezone.make_naive(moment.astimezone(UTC)) != local:
        words = f"There is no {clock.strip()} on that day: the clocks go forward. Choose another time."
        raise NotATime(day, clock, words)
    return moment


def zone_name() -> str:
    """The house's time zone, as the settings name it."""
    return timezone.get_current_timezone_name()
