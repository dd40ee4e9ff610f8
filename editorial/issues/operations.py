"""Writing issues: starting one, its days, the register of sections, release reviews.

Its order is in `issues.assembly`, its parts in `issues.parts`, its moves in `issues.moves`, corrections in
`issues.corrections`, planned publications in `issues.planned`; moves and requests can be had from here too.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editorial.content.operations import EditConflict, require_as_shown
from editorial.content.tracking import track
from editorial.errors import EditorialError
from editorial.issues.assembly import lock_issue, require_planning
from editorial.issues.models import Issue, IssuePart, IssueSection, ReleaseReview, Section
from editorial.issues.moves import (
    AvailableIssueMove,
    IllegalIssueMove,
    IssueChangedSinceShown,
    available_issue_moves,
    issue_mark,
    move_issue,
)
from editorial.issues.permissions import OFFICE, require_role
from editorial.issues.queries import issue_before, issue_fingerprint
from editorial.issues.requests import (
    request_article_proof,
    request_form,
    request_proof,
    restart_rendition,
)
from editorial.record.operations import append
from editorial.states import Role

__all__ = [
    "AvailableIssueMove", "IllegalIssueMove", "IssueChangedSinceShown", "ReviewedSomethingElse",
    "available_issue_moves", "create_issue", "issue_mark", "move_issue", "record_release_review",
    "request_article_proof", "request_form", "request_proof", "restart_rendition", "save_issue", "save_section",
]  # fmt: skip


class ReviewedSomethingElse(EditorialError):
    """The issue is not what this person's page showed. `issue` is the one."""

    def __init__(self, issue: Issue):
        self.issue = issue
        super().__init__(
            f"“{issue}” was changed after you opened this page, and a review is about exactly what stands. Nothing was "
            "recorded. Look at what changed; if the review is about that, record it again."
        )


@transaction.atomic
def create_issue(
    *,
    month: date,
    volume: int,
    number: int,
    by: User,
    title: str = "",
    publication_date: date | None = None,
    drafts_due_on: date | None = None,
    reviews_due_on: date | None = None,
    checks_due_on: date | None = None,
    sections: list[Section] | None = None,
    start_from_last: bool = False,
) -> Issue:
    """A new issue in planning, with the given sections in order (None: all sections in their usual order).

    `start_from_last` begins it as the issue before it was made: with its parts that recur, and, where no sections are
    given, with its sections in its order; without an issue before it the usual order holds. Raises `NotAllowed`,
    `ValidationError`.
    """
    require_role(by, OFFICE, "Only editors and the publications office start an issue.")
    issue = Issue(
        month=month, volume=volume, number=number, title=title, publication_date=publication_date,
        drafts_due_on=drafts_due_on, reviews_due_on=reviews_due_on, checks_due_on=checks_due_on,
    )  # fmt: skip
    issue.full_clean()
    track(issue, by, "Issue created")
    issue.save()
    last = issue_before(issue.month) if start_from_last else None
    for position, section in enumerate(_sections_of(last) if sections is None else sections, 1):
        place = IssueSection(issue=issue, section=section, position=position)
        track(place, by, "Issue created")
        place.save()
    if last is not None:
        _copy_parts(last, issue, by)
    return issue


def _sections_of(last: Issue | None) -> Iterable[Section]:
    """The last issue's sections in its order; all of the register where there are none."""
    listed = [place.section for place in last.issue_sections.select_related("section")] if last else []
    return listed or Section.objects.all()


def _copy_parts(last: Issue, issue: Issue, by: User) -> None:
    """What recurs, each in its place and closed up."""
    recurring = last.parts.filter(recurring=True)
    for place in IssuePart.Place.values:
        for position, part in enumerate(recurring.filter(place=place).order_by("position"), 1):
            copy = IssuePart(
                issue=issue, place=place, position=position, title=part.title, body=part.body, recurring=True
            )
            track(copy, by, f"Taken over from {last}")
            copy.save()


@transaction.atomic
def save_issue(*, issue: Issue, by: User, expected_version: int | None = None) -> Issue:
    """Change an issue's month, volume, number, title or dates while it is in planning.

    `expected_version` is the version that the person had before them; None: there was none. Raises `NotAllowed`,
    `NotInPlanning`, `content.operations.EditConflict`, `ValidationError`.
    """
    require_role(by, OFFICE, "Only editors and the publications office change an issue.")
    stored = lock_issue(issue.pk)
    require_planning(stored)
    if expected_version is not None and stored.version != expected_version:
        raise EditConflict(stored, issue)
    issue.state, issue.version = stored.state, stored.version + 1
    issue.full_clean()
    track(issue, by, "Issue edited")
    issue.save()
    return issue


@transaction.atomic
def save_section(*, section: Section, by: User, seen: str | None = None) -> Section:
    """Keep a section in the register. `seen` is the `content.shown.mark_of` what the person had before them; None: nothing.

    Raises `NotAllowed`, `content.operations.EditConflict`, `ValidationError`.
    """
    require_role(
        by, frozenset({Role.EDITOR, Role.ADMINISTRATOR}), "Only editors keep the register of sections."
    )
    require_as_shown(section, seen)
    section.full_clean()
    track(section, by, "Section saved")
    section.save()
    return section


@transaction.atomic
def record_release_review(
    *,
    issue: Issue,
    review: str,
    outcome: str,
    reviewer: str,
    by: User,
    document: str = "",
    seen: str | None = None,
    at: datetime | None = None,
) -> ReleaseReview:
    """What a review outside the newsroom decided about the issue as it stands. `seen` is the fingerprint of what the person's
    page showed; None: there was none. Raises `NotAllowed`, `ReviewedSomethingElse`, `ValidationError`.
    """
    require_role(
        by,
        frozenset({Role.PUBLICATIONS, Role.ADMINISTRATOR}),
        "The publications office records release reviews.",
    )
    locked = lock_issue(issue.pk)
    stands = issue_fingerprint(locked)
    if seen is not None and seen != stands:
        raise ReviewedSomethingElse(locked)
    recorded = ReleaseReview(
        issue=locked, review=review, outcome=outcome, reviewer=reviewer, document=document,
        fingerprint=stands, by=by, at=at or timezone.now(),
    )  # fmt: skip
    recorded.full_clean()
    return append(recorded)
