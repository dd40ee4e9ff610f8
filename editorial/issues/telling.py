"""Telling people that an issue moved, that an article left it, and how a planned publication stands."""

from datetime import datetime

from django.contrib.auth.models import User

from editorial.content.models import Article
from editorial.dates import date_and_time
from editorial.issues.models import Issue, PlannedPublication
from editorial.issues.transitions import IssueTransition
from editorial.notify.operations import announce
from editorial.notify.table import Group
from editorial.states import PublicationOutcome
from editorial.workflow.models import LogEntry
from editorial.workflow.participants import author_ids

# The move → the kind of news and what is said of it.
ISSUE_NEWS: dict[str, tuple[str, str]] = {
    "close": ("issue_closed", "{who} closed “{what}”: it waits for the publications office."),
    "approve": ("issue_approved", "{who} approved “{what}”. Its PDF is being made."),
    "reopen": ("issue_reopened", "{who} reopened “{what}”."),
    "publish": ("issue_published", "{who} published “{what}”."),
    "approve_correction": (
        "correction_approved",
        "{who} approved the correction of “{what}”. Its PDF is being made.",
    ),
    "reopen_correction": (
        "correction_reopened",
        "{who} took back the approval of the correction of “{what}”.",
    ),
    "publish_correction": ("edition_published", "{who} published the corrected edition of “{what}”."),
}
# How a plan stands → the kind of news and what is said of it.
PLAN_NEWS: dict[str, tuple[str, str]] = {
    "": ("publication_planned", "{who} planned edition {number} of “{what}” to be published on {when}"),
    PublicationOutcome.CANCELED: (
        "publication_canceled", "Edition {number} of “{what}” will not be published on {when}",
    ),
    PublicationOutcome.PUBLISHED: ("publication_done", "Edition {number} of “{what}” is published, as you planned."),
    PublicationOutcome.FAILED: (
        "publication_failed", "Edition {number} of “{what}”, planned for {when}, could not be published.",
    ),
}  # fmt: skip


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


def tell_of_leaving(article: Article, left: Issue, *, by: User) -> None:
    """Its authors hear that an article is not in that issue any more, and where it is; inside the transaction that saved it."""
    who = by.get_full_name() or by.get_username()
    now = article.issue
    announce(
        kind="replanned",
        text=f"{who} moved “{article}” from “{left}” to “{now}”."
        if now
        else f"{who} took “{article}” out of “{left}”: it is in no issue now.",
        by=by,
        article=article,
        groups={Group.AUTHORS: author_ids(article)},
    )


def tell_of_plan(plan: PlannedPublication, *, by: User | None, at: datetime) -> None:
    """Whoever planned it, editors and the publications office hear how a plan stands, with the reason."""
    kind, words = PLAN_NEWS[plan.outcome]
    issue = plan.edition.issue
    announce(
        kind=kind,
        text=words.format(
            who=plan.planned_by.get_full_name() or plan.planned_by.get_username(),
            what=issue,
            number=plan.edition.number,
            when=date_and_time(plan.publish_at),
        ),
        detail=plan.reason,
        by=by,
        issue_id=issue.pk,
        groups={Group.REQUESTER: [plan.planned_by_id]},
        same_as=f"plan:{plan.pk}:{plan.outcome}",
        at=at,
    )
