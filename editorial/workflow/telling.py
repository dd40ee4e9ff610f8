"""Telling people that an article moved."""

from django.contrib.auth.models import User

from editorial.content.models import Article
from editorial.notify.operations import announce
from editorial.notify.table import TABLE, Group
from editorial.workflow.models import LogEntry
from editorial.workflow.participants import acted_ids, assignee_ids, author_ids

# The move (or what it means for its article) → the kind of news and what is said of it.
NEWS: dict[str, tuple[str, str]] = {
    "submit": ("submitted", "{who} submitted {what}."),
    "return": ("returned", "{who} returned {what}."),
    "accept": ("accepted", "{who} accepted {what} for fact-check."),
    "clear": ("cleared", "{who} approved {what}: its fact-check is complete."),
    "reopen": ("reopened", "{who} reopened the fact-check of {what}."),
    "withdraw": ("withdrawn", "{who} withdrew {what}."),
    "restore": ("restored", "{who} restored {what} as a draft."),
    "publish": ("published", "{what} is published."),
    "correct": ("correction_opened", "{who} opened a correction of {what}."),
    "keep": ("correction_dropped", "{who} dropped the correction of {what}: it stays as it was published."),
    "publish_correction": ("correction_published", "The correction of {what} is published."),
}


def tell_of_move(article: Article, news: str, entry: LogEntry, *, by: User) -> None:
    """Everybody whom the table names hears of the move, with its reason; inside the move's transaction. `news` is a row of
    `NEWS`.
    """
    kind, words = NEWS[news]
    people = {
        Group.AUTHORS: author_ids,
        Group.ACTED: acted_ids,
        Group.ASSIGNEE: lambda moved: assignee_ids(moved, moved.state),
    }
    hear = TABLE[kind].hear
    announce(
        kind=kind,
        text=words.format(who=by.get_full_name() or by.get_username(), what=f"“{article}”"),
        detail=entry.reason,
        by=by,
        article=article,
        groups={group: found(article) for group, found in people.items() if group in hear},
        same_as=f"move:{entry.pk}",
        at=entry.at,
    )
