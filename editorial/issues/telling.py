"""Telling people that an issue moved."""

from django.contrib.auth.models import User

from editorial.issues.models import Issue
from editorial.issues.transitions import IssueTransition
from editorial.notify.operations import announce
from editorial.workflow.models import LogEntry

# The move → the kind of news and what is said of it.
ISSUE_NEWS: dict[str, tuple[str, str]] = {
    "close": ("issue_closed", "{who} closed “{what}”: it waits for the publications office."),
    "approve": ("issue_approved", "{who} approved “{what}”. Its PDF is being made."),
    "reopen": ("issue_reopened", "{who} reopened “{what}”."),
    "publish": ("issue_published", "{who} published “{what}”."),
}


def tell_of_issue_move(issue: Issue, move: IssueTransition, entry: LogEntry, *, by: User) -> None:
    """Everybody whom the table names hears of the move, with its reason; inside the move's transaction."""
    kind, words = ISSUE_NEWS[move.name]
    announce(
        kind=kind,
        text=words.format(who=by.get_full_name() or by.get_username(), what=issue),
        detail=entry.reason,
        by=by,
        issue_id=issue.pk,
        groups={},
        same_as=f"issue-move:{entry.pk}",
        at=entry.at,
    )
