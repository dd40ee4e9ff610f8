"""Reading issues, editions and renditions."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from editorial.content.fingerprints import fingerprint
from editorial.errors import EditorialError
from editorial.issues.models import Edition, Issue, Rendition
from editorial.issues.snapshot import snapshot_of
from editorial.states import IssueState, JobStatus


class NoSuchIssue(EditorialError):
    """No issue has this reference. `reference` is what was asked for."""

    def __init__(self, reference: str):
        self.reference = reference
        known = ", ".join(issue.reference for issue in Issue.objects.all()[:5]) or "none yet"
        super().__init__(
            f"There is no issue “{reference}”. An issue is called by its month, such as 2026-11. Known: {known}."
        )


def issue_by_reference(reference: str) -> Issue:
    """The issue of the month `YYYY-MM`. Raises `NoSuchIssue`."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", reference.strip())
    found = None
    if match and 1 <= int(match[2]) <= 12 and int(match[1]) > 0:
        found = Issue.objects.filter(month=date(int(match[1]), int(match[2]), 1)).first()
    if found is None:
        raise NoSuchIssue(reference)
    return found


def issue_fingerprint(issue: Issue) -> str:
    """What stands in the issue today, whatever edition it will be."""
    return fingerprint(snapshot_of(issue, edition_number=0))


def open_issues() -> QuerySet[Issue]:
    """The issues that still take articles, the next one first."""
    return Issue.objects.filter(state=IssueState.PLANNING).order_by("month")


def latest_edition(issue: Issue) -> Edition | None:
    """The edition frozen last."""
    return issue.editions.order_by("-number", "-attempt").first()


def published_rendition(edition: Edition) -> Rendition | None:
    """The one PDF of the edition, if it was made."""
    return edition.renditions.filter(status=JobStatus.SUCCEEDED).first()


@dataclass(frozen=True)
class Proposal:
    """What an issue that nobody planned yet would be, going by the last one."""

    month: date
    volume: int
    number: int
    drafts_due_on: date | None
    reviews_due_on: date | None
    checks_due_on: date | None
    publication_date: date | None


def proposed_issue(month: date, last: Issue | None) -> Proposal:
    """The volume, number and days of a month's issue. `last` is the one before it; without one it is the first.

    Where numbers follow the months of the year, a new year begins a new volume; otherwise numbers go on.
    """
    if last is None:
        return Proposal(month, 1, month.month, None, None, None, None)
    months = _months(month) - _months(last.month)
    by_month = last.number == last.month.month
    volume = last.volume + month.year - last.month.year if by_month else last.volume
    number = month.month if by_month else last.number + months
    days = [last.drafts_due_on, last.reviews_due_on, last.checks_due_on, last.publication_date]
    return Proposal(month, max(1, volume), max(1, number), *(_later(day, months) for day in days))


def month_after(month: date, months: int) -> date:
    """The first day of the month that many months later (or earlier)."""
    count = _months(month) + months
    return date(count // 12, count % 12 + 1, 1)


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _later(day: date | None, months: int) -> date | None:
    if day is None:
        return None
    first = month_after(day, months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))
