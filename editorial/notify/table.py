"""Who hears of what: one table. `notify.operations.announce` reads it, the page of preferences, and docs/notifications.md.

What happened comes with groups of people (`Group`); the row of its kind says which of them hear of it, and by what way
unless a person chose another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from editorial.notify.models import Channel
from editorial.states import Role


class Group(StrEnum):
    """In which capacity somebody hears of something. Roles are looked up here; the others come with what happened."""

    AUTHORS = "its authors"
    ASSIGNEE = "whoever has it now"
    ACTED = "everyone who acted on it"
    THREAD = "everyone in the thread"
    REQUESTER = "whoever asked for it"
    EDITORS = "all editors"
    FACT_CHECKERS = "all fact-checkers"
    PUBLICATIONS = "the publications office"


ROLE_OF: dict[Group, Role] = {
    Group.EDITORS: Role.EDITOR,
    Group.FACT_CHECKERS: Role.FACT_CHECKER,
    Group.PUBLICATIONS: Role.PUBLICATIONS,
}


class Topic(StrEnum):
    """What the page of preferences puts together."""

    ARTICLES = "Articles on their way"
    REMARKS = "Comments and suggestions"
    DAYS = "Work and due dates"
    ISSUES = "Issues and PDFs"


@dataclass(frozen=True)
class Row:
    """One kind of news. `instead` names who hears in a group's place while nobody of that group can: all editors of what
    nobody has claimed.
    """

    kind: str
    topic: Topic
    label: str
    hear: frozenset[Group]
    usual: Channel
    instead: Mapping[Group, Group]


def _row(
    kind: str,
    topic: Topic,
    label: str,
    *hear: Group,
    usual: Channel = Channel.DIGEST,
    instead: Mapping[Group, Group] | None = None,
) -> Row:
    return Row(kind, topic, label, frozenset(hear), usual, MappingProxyType(dict(instead or {})))


G, T, NOW = Group, Topic, Channel.AT_ONCE
OR_EDITORS = {G.ASSIGNEE: G.EDITORS}
OR_CHECKERS = {G.ASSIGNEE: G.FACT_CHECKERS}
TABLE: dict[str, Row] = {
    row.kind: row
    for row in (
        _row("submitted", T.ARTICLES, "An article is submitted", G.ASSIGNEE, instead=OR_EDITORS),
        _row("returned", T.ARTICLES, "An article is returned", G.AUTHORS, G.ACTED, usual=NOW),
        _row("accepted", T.ARTICLES, "An article goes to fact-check", G.AUTHORS, G.ASSIGNEE, instead=OR_CHECKERS),
        _row("cleared", T.ARTICLES, "An article is approved", G.AUTHORS, G.ACTED),
        _row(
            "reopened", T.ARTICLES, "A fact-check is reopened",
            G.AUTHORS, G.ACTED, G.ASSIGNEE, usual=NOW, instead=OR_CHECKERS,
        ),
        _row("withdrawn", T.ARTICLES, "An article is withdrawn", G.AUTHORS, G.ACTED),
        _row("restored", T.ARTICLES, "A withdrawn article is restored", G.AUTHORS, G.ACTED),
        _row("published", T.ARTICLES, "An article is published", G.AUTHORS),
        _row("replanned", T.ARTICLES, "An article is taken out of its issue, or moved to another", G.AUTHORS),
        _row(
            "correction_opened", T.ARTICLES, "A correction of a published article is opened",
            G.AUTHORS, G.ACTED, G.ASSIGNEE, usual=NOW, instead=OR_EDITORS,
        ),
        _row("correction_dropped", T.ARTICLES, "A correction is dropped", G.AUTHORS, G.ACTED),
        _row("correction_published", T.ARTICLES, "A correction is published", G.AUTHORS, G.ACTED),
        _row("commented", T.REMARKS, "Somebody comments", G.AUTHORS, G.ASSIGNEE),
        _row("answered", T.REMARKS, "Somebody answers a comment", G.THREAD, usual=NOW),
        _row("comment_resolved", T.REMARKS, "A comment is resolved", G.THREAD),
        _row("suggested", T.REMARKS, "Somebody suggests a change", G.AUTHORS, G.ASSIGNEE),
        _row("suggestion_decided", T.REMARKS, "A suggestion is accepted or declined", G.THREAD),
        _row("assigned", T.DAYS, "An article is given to you", G.ASSIGNEE, usual=NOW),
        _row("draft_due", T.DAYS, "A draft is due soon, or late", G.AUTHORS, usual=NOW),
        _row("review_due", T.DAYS, "A review is due soon, or late", G.ASSIGNEE, usual=NOW, instead=OR_EDITORS),
        _row("check_due", T.DAYS, "A fact-check is due soon, or late", G.ASSIGNEE, usual=NOW, instead=OR_CHECKERS),
        _row("issue_closed", T.ISSUES, "An issue is closed", G.PUBLICATIONS, usual=NOW),
        _row("issue_reopened", T.ISSUES, "An issue is reopened", G.EDITORS, G.PUBLICATIONS, usual=NOW),
        _row("issue_approved", T.ISSUES, "An issue is approved", G.EDITORS, G.PUBLICATIONS),
        _row("issue_published", T.ISSUES, "An issue is published", G.EDITORS, G.PUBLICATIONS),
        _row("correction_approved", T.ISSUES, "The correction of an issue is approved", G.EDITORS, G.PUBLICATIONS),
        _row(
            "correction_reopened", T.ISSUES, "The approval of a correction is taken back",
            G.EDITORS, G.PUBLICATIONS, usual=NOW,
        ),
        _row("edition_published", T.ISSUES, "A corrected edition is published", G.EDITORS, G.PUBLICATIONS),
        _row(
            "publication_planned", T.ISSUES, "A publication is planned for a day and time",
            G.REQUESTER, G.EDITORS, G.PUBLICATIONS,
        ),
        _row(
            "publication_canceled", T.ISSUES, "A planned publication is canceled",
            G.REQUESTER, G.EDITORS, G.PUBLICATIONS, usual=NOW,
        ),
        _row("publication_done", T.ISSUES, "What you planned to publish is published", G.REQUESTER, usual=NOW),
        _row(
            "publication_failed", T.ISSUES, "A planned publication failed",
            G.REQUESTER, G.EDITORS, G.PUBLICATIONS, usual=NOW,
        ),
        _row("pdf_ready", T.ISSUES, "A PDF or another form that you asked for is ready", G.REQUESTER, usual=Channel.APP),
        _row("pdf_failed", T.ISSUES, "A PDF or another form of an issue failed", G.REQUESTER, usual=NOW),
    )
}  # fmt: skip


# Who can be in a group that comes with what happened. Whoever has an article is narrowed by who hears in their place.
_DESK = frozenset({Role.EDITOR, Role.FACT_CHECKER, Role.ADMINISTRATOR})
_CAN_BE: dict[Group, frozenset[Role]] = {
    Group.AUTHORS: frozenset({Role.AUTHOR}),
    Group.ASSIGNEE: _DESK,
    Group.ACTED: _DESK | {Role.AUTHOR},
    Group.THREAD: _DESK | {Role.AUTHOR},
    Group.REQUESTER: frozenset(Role),
} | {group: frozenset({role}) for group, role in ROLE_OF.items()}


def can_reach(row: Row, roles: frozenset[Role], *, is_author: bool = False) -> bool:
    """Whether somebody with these roles can ever hear of it. `is_author`: some article is theirs, whatever their roles."""
    for group in row.hear:
        can_be = _CAN_BE[group]
        if group in row.instead:
            can_be = can_be & {ROLE_OF[row.instead[group]], Role.ADMINISTRATOR}
        if can_be & roles or (is_author and group in (Group.AUTHORS, Group.THREAD, Group.ACTED)):
            return True
    return False


def who_hears(row: Row) -> str:
    """The groups of a row in words: “its authors and whoever has it now (all editors while nobody has it)”."""
    words = []
    for group in Group:
        if group in row.hear:
            instead = row.instead.get(group)
            words.append(f"{group.value} ({instead.value} while nobody has it)" if instead else group.value)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
