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
from editorial.record.operations import append
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


class IssueChangedSinceShown(EditorialError):
    """Somebody moved the issue, or changed its data, after this person's page was made. `issue` is as it is."""

    def __init__(self, issue: Issue):
        self.issue = issue
        super().__init__(
            f"Somebody changed “{issue}” after you opened this page: it is “{issue.get_state_display()}” now. Nothing was "
            "done. Reload the page, look at it, and decide again."
        )


@dataclass(frozen=True)
class AvailableIssueMove:
    """A move of the issue that this person may make now, with what stands in its way; `seen` goes with it, for `move_issue`."""

    move: IssueTransition
    blockers: list[Blocker]
    may_override: bool
    seen: str = ""


def issue_mark(issue: Issue) -> str:
    """Stands for the issue's state and data, not for its articles: a page carries it, so that a later change is noticed."""
    return f"{issue.state}:{issue.version}"


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
        AvailableIssueMove(
            move, found, administrator and bool(found) and not find(_hard(move)), issue_mark(issue)
        )
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
    seen: str | None = None,
    at: datetime | None = None,
) -> LogEntry:
    """Move an issue: table, role, gates, then state, log and history; approving freezes an edition and queues its forms.

    `seen` is the `issue_mark` of the page that the person decided on; None: there was none. Raises `Issue.DoesNotExist`,
    `IllegalIssueMove`, `IssueChangedSinceShown`, `NotAllowed`, `ReasonMissing`, `GateClosed`. An administrator may
    override gates with a reason, except those that are hard: what has no PDF cannot be published.
    """
    transition = ISSUE_TRANSITIONS.get(move)
    gates = transition.gates if transition and roles_of(by) & transition.roles else ()
    if "articles_still_clear" in gates:
        # Reading a whole issue takes seconds; under the lock below they would be everybody's.
        read_ahead(with_content(Article.objects.filter(issue_id=issue_id)))
    return _move_issue(issue_id, move, by, reason.strip(), override, seen, at or timezone.now())


@transaction.atomic
def _move_issue(
    issue_id: int, move: str, by: User, reason: str, override: bool, seen: str | None, at: datetime
) -> LogEntry:
    issue = lock_issue(issue_id)
    # Its articles too: nobody returns one of them between the gates and the commit.
    held = Article.objects.select_for_update(of=("self",), no_key=True).filter(issue=issue)
    list(held.order_by("pk").values_list("pk"))
    transition = ISSUE_TRANSITIONS.get(move)
    if transition is None or issue.state not in transition.sources:
        raise IllegalIssueMove(issue, move)
    require_role(by, transition.roles, f"“{transition.label}” is not yours to do.")
    if seen is not None and seen != issue_mark(issue):
        raise IssueChangedSinceShown(issue)
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
    entry = append(LogEntry(
        issue=issue, move=move.name, source=source, target=move.target, by=by, at=at, reason=reason,
        overridden=[blocker.as_dict() for blocker in overridden], fingerprint=issue_fingerprint(issue),
    ))  # fmt: skip
    tell_of_issue_move(issue, move, entry, by=by)
    return entry
