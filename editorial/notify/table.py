"""Who hears of what: one table. `notify.operations.announce` reads it, and so does the page of preferences.

What happened comes with groups of people (`Group`); the row of its kind says which of them hear of it, and by what way
unless a person chose another.
"""

from dataclasses import dataclass
from enum import StrEnum

from editorial.notify.models import Channel


class Group(StrEnum):
    """In which capacity somebody hears of something. Roles are looked up here; the others come with what happened."""

    AUTHORS = "its authors"
    ASSIGNEE = "who has it now"
    ACTED = "everyone who acted on it"
    THREAD = "who spoke in the thread"
    REQUESTER = "who asked for it"
    EDITORS = "all editors"
    FACT_CHECKERS = "all fact-checkers"
    PUBLICATIONS = "the publications office"


@dataclass(frozen=True)
class Row:
    """One kind of news. `instead` hear of it only while nobody of `hear` does, such as all editors of what nobody claimed."""

    kind: str
    label: str
    hear: frozenset[Group]
    usual: Channel
    instead: frozenset[Group] = frozenset()


def _row(
    kind: str, label: str, *hear: Group, usual: Channel = Channel.DIGEST, instead: Group | None = None
) -> Row:
    return Row(kind, label, frozenset(hear), usual, frozenset({instead} if instead else ()))


G = Group
TABLE: dict[str, Row] = {
    row.kind: row
    for row in (
        _row("submitted", "An article is submitted", G.ASSIGNEE, instead=G.EDITORS),
        _row("returned", "An article is returned", G.AUTHORS, G.ACTED, usual=Channel.AT_ONCE),
        _row(
            "accepted",
            "An article is accepted for fact-check",
            G.AUTHORS,
            G.ASSIGNEE,
            instead=G.FACT_CHECKERS,
        ),
        _row("cleared", "An article is approved", G.AUTHORS, G.ACTED),
        _row("reopened", "The fact-check of an article is reopened", G.AUTHORS, G.ACTED, G.ASSIGNEE),
        _row("withdrawn", "An article is withdrawn", G.AUTHORS, G.ACTED),
        _row("restored", "A withdrawn article is restored", G.AUTHORS, G.ACTED),
        _row("published", "An article is published", G.AUTHORS),
        _row("assigned", "An article is given to you", G.ASSIGNEE, usual=Channel.AT_ONCE),
        _row("commented", "Somebody comments", G.AUTHORS, G.ASSIGNEE),
        _row("answered", "Somebody answers a comment", G.THREAD, usual=Channel.AT_ONCE),
        _row("comment_resolved", "A comment is resolved", G.THREAD),
        _row("suggested", "Somebody suggests a change", G.AUTHORS, G.ASSIGNEE),
        _row("suggestion_decided", "A suggestion is accepted or declined", G.THREAD),
        _row("due_soon", "Something of yours is due soon", G.AUTHORS, G.ASSIGNEE, usual=Channel.AT_ONCE),
        _row("late", "Something of yours is late", G.AUTHORS, G.ASSIGNEE, usual=Channel.AT_ONCE),
        _row("issue_closed", "An issue is closed", G.PUBLICATIONS, usual=Channel.AT_ONCE),
        _row("issue_reopened", "An issue is reopened", G.EDITORS, G.PUBLICATIONS, usual=Channel.AT_ONCE),
        _row("issue_approved", "An issue is approved", G.EDITORS, G.PUBLICATIONS),
        _row("issue_published", "An issue is published", G.EDITORS, G.PUBLICATIONS),
        _row("pdf_ready", "A PDF that you asked for is ready", G.REQUESTER, usual=Channel.APP),
        _row("pdf_failed", "A PDF that you asked for failed", G.REQUESTER),
    )
}
