"""Reading issues, editions and renditions."""

import re
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
