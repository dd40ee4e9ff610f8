"""Moving issues: table, role, gates, then state, log and history; editions are frozen and published on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editorial.content.models import Article
from editorial.content.permissions import roles_of
from editorial.content.queries import with_content
from editorial.content.tracking import track
from editorial.errors import EditorialError, ReasonMissing
from editorial.factcheck.problems import read_ahead
from editorial.issues.assembly import lock_issue
from editorial.issues.editions import freeze_edition, publish_correction, publish_first, take_back
from editorial.issues.gates import issue_blockers
from editorial.issues.models import Issue
from editorial.issues.permissions import require_role
from editorial.issues.queries import issue_fingerprint, open_corrections, waiting_edition
from editorial.issues.telling import tell_of_issue_move
from editorial.issues.transitions import ISSUE_TRANSITIONS, IssueTransition, moves_that_apply
from editorial.issues.whole import WholeIssue
from editorial.states import IssueState, Role
from editorial.workflow.gates import Blocker
from editorial.workflow.models import LogEntry
from editorial.workflow.operations import GateClosed

# What a move does besides changing the state.
_EFFECTS: dict[str, Callable[[Issue, User, datetime], None]] = {
    "approve": freeze_edition,
    "approve_correction": freeze_edition,
    "reopen": take_back,
    "reopen_correction": take_back,
    "publish": publish_first,
    "publish_correction": publish_correction,
}


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


def available_issue_moves(
    user: User,
    issue: Issue,
    *,
    found_by: Callable[[tuple[str, ...]], list[Blocker]] | None = None,
    whole: WholeIssue | None = None,
) -> list[AvailableIssueMove]:
    """Exactly the moves of the issue that this person may make now, each with its blockers.

    `found_by` says what the named gates find, where somebody knows already (`issues.readiness`), `whole` is the
    issue as a page has read it. Of a published issue the
    moves of corrections are there while a correction is.
    """
    roles = roles_of(user)
    administrator = Role.ADMINISTRATOR in roles
    apply = whole.moves_that_apply if whole else _applying(issue)
    find = found_by or (lambda gates: issue_blockers(gates, issue))
    return [
        AvailableIssueMove(move, found, administrator and bool(found) and not find(_hard(move)))
        for move in ISSUE_TRANSITIONS.values()
        if issue.state in move.sources and roles & move.roles and (apply is None or move.name in apply)
        for found in [find(move.gates)]
    ]


def _applying(issue: Issue) -> frozenset[str] | None:
    """The moves that there is anything to make with; None: all of the table. Two queries, of a published issue alone."""
    if issue.state != IssueState.PUBLISHED:
        return None
    return moves_that_apply(
        waiting=waiting_edition(issue) is not None, opened=open_corrections(issue).exists()
    )


def _hard(move: IssueTransition) -> tuple[str, ...]:
    return tuple(gate for gate in move.gates if gate in move.hard)


def move_issue(
    *,
    issue_id: int,
    move: str,
    by: User,
    reason: str = "",
    override: bool = False,
    at: datetime | None = None,
) -> LogEntry:
    """Move an issue: table, role, gates, then state, log and history; approving freezes an edition and queues its forms.

    Raises `Issue.DoesNotExist`, `IllegalIssueMove`, `NotAllowed`, `ReasonMissing`, `GateClosed`. An administrator may
    override gates with a reason, except those that are hard: what has no PDF cannot be published.
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
    passes = override and Role.ADMINISTRATOR in roles_of(by)
    if found and not (passes and not issue_blockers(_hard(transition), issue)):
        raise GateClosed(found)
    entry = _change_state(issue, transition, by, reason, found, at)
    if move in _EFFECTS:
        _EFFECTS[move](issue, by, at)
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
