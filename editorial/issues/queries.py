"""Reading issues, editions and renditions."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from editorial.content.fingerprints import fingerprint
from editorial.errors import EditorialError
from editorial.issues.models import Correction, Edition, Issue, Publication, Rendition
from editorial.issues.snapshot import snapshot_of
from editorial.states import CorrectionState, IssueState, JobStatus
from editorial.workflow.frozen import waiting_approval


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


def issue_before(month: date) -> Issue | None:
    """The issue of the last month before this one that has one."""
    return Issue.objects.filter(month__lt=month).order_by("-month").first()


def latest_edition(issue: Issue) -> Edition | None:
    """The edition frozen last."""
    return issue.editions.order_by("-number", "-attempt").first()


def published_edition(issue: Issue) -> Edition | None:
    """The newest edition that was published: what readers have. None before there is one."""
    return issue.editions.filter(publication__isnull=False).order_by("-number", "-attempt").first()


def waiting_edition(issue: Issue) -> Edition | None:
    """The edition that is frozen and waits to be published, if there is one: of an approved issue, or of an approved
    correction.
    """
    if issue.state == IssueState.APPROVED:
        return latest_edition(issue)
    if issue.state != IssueState.PUBLISHED or waiting_approval(issue.pk) is None:
        return None
    newest = latest_edition(issue)
    return newest if newest is not None and not hasattr(newest, "publication") else None


def frozen_edition(issue: Issue) -> Edition | None:
    """What is frozen of the issue now: the edition that waits, or else the one that readers have. None while it is open."""
    return waiting_edition(issue) or published_edition(issue)


def editions_of(issue: Issue) -> list[Edition]:
    """Every edition, the newest first, with `publication` and its renditions (newest first, with who asked) loaded; the
    snapshots, which are large, are not. Two queries. `edition.publication` raises `Publication.DoesNotExist` for one
    that was not published; `publication_of` gives None.
    """
    renditions = Rendition.objects.select_related("requested_by").defer("snapshot").order_by("-pk")
    found = issue.editions.defer("snapshot").select_related("by", "publication__by")
    return list(
        found.prefetch_related(Prefetch("renditions", renditions)).order_by("-number", "-attempt", "-pk")
    )


def publication_of(edition: Edition) -> Publication | None:
    """That the edition was published, or None. No query where it is loaded."""
    return getattr(edition, "publication", None)


def rendition_of(edition: Edition, form: str) -> Rendition | None:
    """The finished rendition of the edition in this form, if it was made. No query after `editions_of`."""
    if "renditions" in getattr(edition, "_prefetched_objects_cache", {}):
        made = [one for one in edition.renditions.all() if one.form == form]
        return next((one for one in made if one.status == JobStatus.SUCCEEDED), None)
    return edition.renditions.filter(form=form, status=JobStatus.SUCCEEDED).first()


def published_rendition(edition: Edition) -> Rendition | None:
    """The one PDF of the edition, if it was made."""
    return rendition_of(edition, Rendition.Form.PDF)


def published_renditions() -> QuerySet[Rendition]:
    """The finished renditions of editions that were published, in all forms."""
    return Rendition.objects.filter(status=JobStatus.SUCCEEDED, edition__publication__isnull=False)


def open_corrections(issue: Issue) -> QuerySet[Correction]:
    """The issue's corrections that are on their way, with their articles."""
    return issue.corrections.filter(state=CorrectionState.OPEN).select_related("article", "opened_by")


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
