"""Writing issues: the moves of the issue, editions, and asking for renditions. Their order is in `issues.assembly`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from editorial.content.files import stored_digest
from editorial.content.fingerprints import fingerprint
from editorial.content.models import Article
from editorial.content.operations import lock_article
from editorial.content.permissions import DESK, is_author_of, may_view, roles_of
from editorial.content.queries import with_content
from editorial.content.tracking import track
from editorial.errors import EditorialError, NotAllowed, ReasonMissing
from editorial.factcheck.problems import read_ahead
from editorial.issues.assembly import lock_issue, require_planning
from editorial.issues.gates import issue_blockers
from editorial.issues.models import Edition, Issue, IssueSection, ReleaseReview, Rendition, Section
from editorial.issues.permissions import OFFICE, READERS, require_role
from editorial.issues.queries import issue_fingerprint, latest_edition
from editorial.issues.snapshot import article_fingerprints, article_snapshot, snapshot_of
from editorial.issues.telling import tell_of_issue_move
from editorial.issues.transitions import ISSUE_TRANSITIONS, IssueTransition
from editorial.jobs.operations import enqueue, restart
from editorial.states import JobStatus, Role
from editorial.workflow.gates import Blocker
from editorial.workflow.models import LogEntry
from editorial.workflow.operations import GateClosed, publish_articles

PROOFS_COMPARED = 5


class IllegalIssueMove(EditorialError):
    """The table does not have this move from the issue's state."""

    def __init__(self, issue: Issue, move: str):
        self.move, self.state = move, issue.state
        label = ISSUE_TRANSITIONS[move].label if move in ISSUE_TRANSITIONS else move
        super().__init__(
            f"“{label}” is not possible: the issue is “{issue.get_state_display()}”. "
            "Somebody may have moved it in the meantime; reload the page."
        )


@dataclass(frozen=True)
class AvailableIssueMove:
    """A move of the issue that this person may make now, with what stands in its way."""

    move: IssueTransition
    blockers: list[Blocker]
    may_override: bool


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
) -> Issue:
    """A new issue in planning, with the given sections in order (None: all sections in their usual order).

    Raises `NotAllowed`, `ValidationError`.
    """
    require_role(by, OFFICE, "Only editors and the publications office start an issue.")
    issue = Issue(
        month=month, volume=volume, number=number, title=title, publication_date=publication_date,
        drafts_due_on=drafts_due_on, reviews_due_on=reviews_due_on, checks_due_on=checks_due_on,
    )  # fmt: skip
    issue.full_clean()
    track(issue, by, "Issue created")
    issue.save()
    for position, section in enumerate(Section.objects.all() if sections is None else sections, 1):
        place = IssueSection(issue=issue, section=section, position=position)
        track(place, by, "Issue created")
        place.save()
    return issue


@transaction.atomic
def save_issue(*, issue: Issue, by: User) -> Issue:
    """Change an issue's month, volume, number, title or dates while it is in planning.

    Raises `NotAllowed`, `NotInPlanning`, `ValidationError`.
    """
    require_role(by, OFFICE, "Only editors and the publications office change an issue.")
    stored = lock_issue(issue.pk)
    require_planning(stored)
    issue.state, issue.version = stored.state, stored.version + 1
    issue.full_clean()
    track(issue, by, "Issue edited")
    issue.save()
    return issue


@transaction.atomic
def save_section(*, section: Section, by: User) -> Section:
    """Keep a section in the register. Raises `NotAllowed`, `ValidationError`."""
    require_role(
        by, frozenset({Role.EDITOR, Role.ADMINISTRATOR}), "Only editors keep the register of sections."
    )
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
    at: datetime | None = None,
) -> ReleaseReview:
    """What a review outside the newsroom decided about the issue as it stands. Raises `NotAllowed`, `ValidationError`."""
    require_role(
        by,
        frozenset({Role.PUBLICATIONS, Role.ADMINISTRATOR}),
        "The publications office records release reviews.",
    )
    locked = lock_issue(issue.pk)
    recorded = ReleaseReview(
        issue=locked, review=review, outcome=outcome, reviewer=reviewer, document=document,
        fingerprint=issue_fingerprint(locked), by=by, at=at or timezone.now(),
    )  # fmt: skip
    recorded.full_clean()
    recorded.save(force_insert=True)
    return recorded


def available_issue_moves(
    user: User, issue: Issue, *, found_by: Callable[[tuple[str, ...]], list[Blocker]] | None = None
) -> list[AvailableIssueMove]:
    """Exactly the moves of the issue that this person may make now, each with its blockers.

    `found_by` says what the named gates find, where somebody knows already (`issues.readiness`).
    """
    roles = roles_of(user)
    return [
        AvailableIssueMove(
            move, found, Role.ADMINISTRATOR in roles and bool(found) and move.name != "publish"
        )
        for move in ISSUE_TRANSITIONS.values()
        if issue.state in move.sources and roles & move.roles
        for found in [found_by(move.gates) if found_by else issue_blockers(move.gates, issue)]
    ]


def move_issue(
    *,
    issue_id: int,
    move: str,
    by: User,
    reason: str = "",
    override: bool = False,
    at: datetime | None = None,
) -> LogEntry:
    """Move an issue: table, role, gates, then state, log and history; approving freezes an edition and queues its PDF.

    Raises `Issue.DoesNotExist`, `IllegalIssueMove`, `NotAllowed`, `ReasonMissing`, `GateClosed`. An administrator may
    override gates with a reason, except those of “publish”: what has no PDF cannot be published.
    """
    transition = ISSUE_TRANSITIONS.get(move)
    gates = transition.gates if transition and roles_of(by) & transition.roles else ()
    if "articles_still_clear" in gates:
        # Reading a whole issue takes seconds; under the lock below they would be everybody's.
        read_ahead(with_content(Article.objects.filter(issue_id=issue_id)))
    return _move_issue(issue_id, move, by, reason.strip(), override, at or timezone.now())


@transaction.atomic
def _move_issue(issue_id: int, move: str, by: User, reason: str, override: bool, at: datetime) -> LogEntry:
    issue = lock_issue(issue_id)
    # Its articles too: nobody returns one of them between the gates and the commit.
    list(Article.objects.select_for_update(of=("self",)).filter(issue=issue).order_by("pk").values_list("pk"))
    transition = ISSUE_TRANSITIONS.get(move)
    if transition is None or issue.state not in transition.sources:
        raise IllegalIssueMove(issue, move)
    require_role(by, transition.roles, f"“{transition.label}” is not yours to do.")
    if (transition.needs_reason or override) and not reason:
        raise ReasonMissing(transition.label)
    found = issue_blockers(transition.gates, issue)
    if found and not (override and Role.ADMINISTRATOR in roles_of(by) and move != "publish"):
        raise GateClosed(found)
    entry = _change_state(issue, transition, by, reason, found, at)
    if move == "approve":
        edition = _freeze(issue, by, at)
        request_rendition(edition=edition, by=by, at=at)
    elif move == "publish":
        _publish_articles(issue, by, at)
    return entry


def _change_state(
    issue: Issue, move: IssueTransition, by: User, reason: str, overridden: list[Blocker], at: datetime
) -> LogEntry:
    source, issue.state = issue.state, move.target
    issue.version += 1
    track(issue, by, f"{move.label}: {reason}" if reason else move.label)
    issue.save(update_fields=["state", "version"])
    entry = LogEntry.objects.create(
        issue=issue, move=move.name, source=source, target=move.target, by=by, at=at, reason=reason,
        overridden=[blocker.as_dict() for blocker in overridden], fingerprint=issue_fingerprint(issue),
    )  # fmt: skip
    tell_of_issue_move(issue, move, entry, by=by)
    return entry


def _freeze(issue: Issue, by: User, at: datetime) -> Edition:
    """The edition of what stands now. Its number is 1 until corrections exist; attempts count repeated approvals."""
    number = 1
    attempt = 1 + (issue.editions.filter(number=number).aggregate(top=Max("attempt"))["top"] or 0)
    snapshot = snapshot_of(issue, edition_number=number)
    return Edition.objects.create(
        issue=issue,
        number=number,
        attempt=attempt,
        snapshot=snapshot,
        fingerprint=fingerprint(snapshot),
        by=by,
        at=at,
    )


def _publish_articles(issue: Issue, by: User, at: datetime) -> None:
    edition = latest_edition(issue)
    assert edition is not None, "pdf_ready holds"
    frozen = article_fingerprints(edition.snapshot)
    articles = {str(key): pk for pk, key in Article.objects.filter(issue=issue).values_list("pk", "key")}
    if set(articles) != set(frozen):
        words = "The articles of the issue are not those of its edition. Approve the issue anew."
        raise GateClosed([Blocker("not_in_edition", words)])
    publish_articles(article_fingerprints={articles[key]: frozen[key] for key in articles}, by=by, at=at)


@transaction.atomic
def request_rendition(*, edition: Edition, by: User, at: datetime | None = None) -> Rendition:
    """Queue the PDF of an edition; a worker is told once the transaction commits."""
    at = at or timezone.now()
    rendition = Rendition.objects.create(
        issue=edition.issue, edition=edition, kind=Rendition.Kind.EDITION, requested_by=by, queued_at=at
    )
    enqueue(job=rendition, at=at)
    return rendition


@transaction.atomic
def request_proof(*, issue: Issue, by: User, at: datetime | None = None) -> Rendition:
    """Queue a watermarked proof of what stands in the issue now, in whatever state it is.

    A proof of the very same content that has not failed is returned instead of made twice, and one that still waits for a
    worker is brought up to date. Raises `NotAllowed`, `GateClosed` for an empty issue.
    """
    require_role(by, READERS, "Proofs of an issue are made by the desk and the publications office.")
    locked = lock_issue(issue.pk)
    snapshot = snapshot_of(locked, edition_number=0)
    if not snapshot["sections"]:
        raise GateClosed(
            [Blocker("no_articles", "The issue has no submitted articles yet, so there is nothing to print.")]
        )
    proofs = locked.renditions.filter(kind=Rendition.Kind.PROOF)
    return _proof_of(snapshot, proofs, by, at or timezone.now(), issue=locked)


def _proof_of(
    snapshot: dict[str, Any], made: QuerySet[Rendition], by: User, at: datetime, **of: Any
) -> Rendition:
    """The proof of this content: one of those `made` that shows it, one that nobody began yet, or a new one."""
    for proof in made.exclude(status=JobStatus.FAILED).order_by("-pk")[:PROOFS_COMPARED]:
        whole = proof.status != JobStatus.SUCCEEDED or stored_digest(proof.file) == proof.sha256
        if proof.snapshot == snapshot and whole:
            return proof
    # One that no worker has begun shows what stands now: however often somebody asks, one waits.
    waiting = made.filter(status=JobStatus.QUEUED).first()
    if waiting and made.filter(pk=waiting.pk, status=JobStatus.QUEUED).update(snapshot=snapshot):
        waiting.refresh_from_db()
        return waiting
    rendition = Rendition.objects.create(
        **of, kind=Rendition.Kind.PROOF, snapshot=snapshot, requested_by=by, queued_at=at
    )
    enqueue(job=rendition, at=at)
    return rendition


@transaction.atomic
def request_article_proof(*, article: Article, by: User, at: datetime | None = None) -> Rendition:
    """Queue a watermarked proof of one article as it stands, finished or not.

    What was asked for already and has not failed is not made twice: a proof of the very same content is returned, and
    one that still waits for a worker is brought up to date and returned.
    Raises `Article.DoesNotExist` for what the person may not know of, `NotAllowed`.
    """
    lock_article(article.pk)
    stored = with_content(Article.objects.filter(pk=article.pk)).get()
    if not may_view(by, stored):
        raise Article.DoesNotExist
    if not (is_author_of(by, stored) or roles_of(by) & DESK):
        raise NotAllowed(by, "Proofs of an article are made by its authors and by the desk.")
    snapshot = article_snapshot(stored)
    return _proof_of(snapshot, stored.proofs.all(), by, at or timezone.now(), article=stored)


@transaction.atomic
def restart_rendition(*, rendition: Rendition, by: User, at: datetime | None = None) -> None:
    """Start a failed rendition again. Raises `NotAllowed`, `jobs.operations.NotRestartable`."""
    require_role(by, READERS, "Renditions are started by the desk and the publications office.")
    restart(job=rendition, by=by, at=at or timezone.now())
