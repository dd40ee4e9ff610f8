"""The list of issues: what each waits for. As many queries for a hundred issues as for one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from editorial.issues.models import (
    Correction,
    Edition,
    Issue,
    PlannedPublication,
    Publication,
    ReleaseReview,
    Rendition,
)
from editorial.office.facts import ReviewStanding, newest_review
from editorial.office.next_step import Known, Step, next_step
from editorial.states import ArticleState, CorrectionState, IssueState
from editorial.workflow.frozen import CORRECTION_MOVES
from editorial.workflow.models import LogEntry

PUBLISHED_SHOWN = 12
GROUPS = (
    ("office", "Waits for the office"),
    ("machine", "On its way by itself"),
    ("editors", "With the editors"),
    ("nobody", "Published"),
)


@dataclass(frozen=True)
class Row:
    """An issue with what it waits for; `edition` is the newest that was published (0: none), with its PDF."""

    issue: Issue
    step: Step
    edition: int
    pdf: int | None


@dataclass(frozen=True)
class Group:
    """Issues that wait for the same people."""

    name: str
    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Overview:
    """The groups that have any issue; `more` counts published issues that are not shown."""

    groups: list[Group]
    more: int

    @property
    def mine(self) -> int:
        """How many issues wait for the office."""
        return next((len(group.rows) for group in self.groups if group.name == "office"), 0)


def overview(*, everything: bool = False) -> Overview:
    """Every issue that is not published, and of the published those that are worked on and the newest."""
    issues = list(_issues())
    rows = _rows(issues)
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.step.who].append(row)
    past = grouped["nobody"][::-1]
    shown = past if everything else past[:PUBLISHED_SHOWN]
    grouped["nobody"] = shown
    groups = [Group(name, title, grouped[name]) for name, title in GROUPS if grouped[name]]
    return Overview(groups, len(past) - len(shown))


def _issues() -> QuerySet[Any]:
    """The next one first, each with its articles counted and the fingerprint of its last move."""
    counts: dict[str, Any] = {
        f"n_{state.value}": Count("articles", filter=Q(articles__state=state.value)) for state in ArticleState
    }
    log = LogEntry.objects.filter(issue=OuterRef("pk")).order_by("-pk")
    return Issue.objects.annotate(
        **counts,
        as_moved=Subquery(log.values("fingerprint")[:1]),
        last_correction_move=Subquery(log.filter(move__in=CORRECTION_MOVES).values("move")[:1]),
    ).order_by("month")


def _rows(issues: Sequence[Any]) -> list[Row]:
    editions = _newest_editions()
    publications = {one.edition_id: one for one in Publication.objects.select_related("by")}
    pdfs = _pdfs()
    plans = _plans()
    corrections: dict[int, list[Correction]] = defaultdict(list)
    open_ones = Correction.objects.filter(state=CorrectionState.OPEN).select_related("article")
    for correction in open_ones.order_by("edition_number", "pk"):
        corrections[correction.issue_id].append(correction)
    reviews = _reviews()
    rows = []
    for issue in issues:
        ordered = editions[issue.pk]
        waiting = _waiting(issue, ordered, publications)
        published = next((one for one in ordered if one.pk in publications), None)
        plan = plans.get(waiting.pk) if waiting else None
        known = Known(
            issue=issue,
            counted=_counted(issue),
            reviews=_standings(issue, reviews[issue.pk], corrections[issue.pk]),
            number=waiting.number if waiting else 0,
            next_number=published.number + 1 if published else 1,
            pdf=pdfs.get(waiting.pk) if waiting else None,
            plan=plan if plan and not plan.outcome else None,
            failed_plan=plan if plan and plan.outcome == "failed" else None,
            corrections=corrections[issue.pk],
            publication=publications[published.pk] if published else None,
            published_number=published.number if published else 0,
        )
        pdf = pdfs.get(published.pk) if published else None
        rows.append(Row(issue, next_step(known), known.published_number, pdf.pk if pdf else None))
    return rows


def _counted(issue: Any) -> dict[str, int]:
    return {state.value: getattr(issue, f"n_{state.value}") for state in ArticleState}


def _newest_editions() -> dict[int, list[Edition]]:
    """By issue, the newest first, without their snapshots."""
    found: dict[int, list[Edition]] = defaultdict(list)
    for edition in Edition.objects.defer("snapshot").order_by("issue_id", "-number", "-attempt"):
        found[edition.issue_id].append(edition)
    return found


def _pdfs() -> dict[int, Rendition]:
    """The newest PDF of each edition."""
    made = Rendition.objects.filter(kind=Rendition.Kind.EDITION, form=Rendition.Form.PDF)
    found = made.only("edition_id", "status", "problems", "error_reason").order_by("pk")
    return {one.edition_id: one for one in found if one.edition_id}


def _plans() -> dict[int, PlannedPublication]:
    """The newest plan of each edition."""
    return {one.edition_id: one for one in PlannedPublication.objects.order_by("pk")}


def _reviews() -> dict[int, list[ReleaseReview]]:
    found: dict[int, list[ReleaseReview]] = defaultdict(list)
    if settings.RELEASE_REVIEWS:
        open_issue = ~Q(issue__state=IssueState.PUBLISHED)
        corrected = Q(issue__corrections__state=CorrectionState.OPEN)
        for review in ReleaseReview.objects.filter(open_issue | corrected).distinct():
            found[review.issue_id].append(review)
    return found


def _waiting(issue: Any, ordered: Sequence[Edition], published: dict[int, Publication]) -> Edition | None:
    if not ordered or ordered[0].pk in published:
        return None
    if issue.state == IssueState.APPROVED:
        return ordered[0]
    corrected = issue.last_correction_move == "approve_correction"
    return ordered[0] if issue.state == IssueState.PUBLISHED and corrected else None


def _standings(
    issue: Any, given: Sequence[ReleaseReview], corrections: Sequence[Correction]
) -> list[ReviewStanding]:
    """As near as can be told without reading every word of every issue; the page of an issue reads them.

    A closed issue stands as it was closed; a corrected article as it was when it was approved again.
    """
    since = max((one.article.state_since for one in corrections if one.article.state_since), default=None)
    found = []
    for name in settings.RELEASE_REVIEWS:
        last = newest_review(given, name)
        if last is None:
            found.append(ReviewStanding(name, None, False))
        elif corrections:
            found.append(ReviewStanding(name, last, since is None or last.at >= since))
        else:
            found.append(ReviewStanding(name, last, last.fingerprint == issue.as_moved))
    return found
