"""What the page of an article at the desk shows: the text, the moves and what blocks them, checks, findings, the record."""

from dataclasses import dataclass, replace
from itertools import dropwhile
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.html import format_html

from editorial.admin.article_reading import Read
from editorial.admin.article_text import SIGNS, desk_text, submitted_words, tone_of
from editorial.content.credit import credit_of
from editorial.content.models import Article, Excerpt, Image
from editorial.content.permissions import DESK, edit_refusal, is_author_of, may_follow, roles_of
from editorial.factcheck.models import ItemKind
from editorial.factcheck.operations import dismiss_refusal
from editorial.factcheck.problems import Problem
from editorial.factcheck.queries import ItemStatus, findings, item_statuses
from editorial.factcheck.rights import policy_answer, rights_day, unmet_conditions
from editorial.history.reach import reads_beginning
from editorial.history.versions import name_of
from editorial.issues.models import Rendition
from editorial.issues.permissions import READERS
from editorial.issues.queries import published_renditions
from editorial.states import IssueState
from editorial.web.differences import changes_since
from editorial.web.marks import finding_id
from editorial.web.move_words import did
from editorial.web.remarks import comment_places
from editorial.workflow.conversations import author_accounts, placed_threads
from editorial.workflow.gates import Blocker
from editorial.workflow.models import LogEntry
from editorial.workflow.operations import AvailableMove, available_moves
from editorial.workflow.standing import refusal, standings
from editorial.workflow.transitions import WITH_THE_ISSUE, moves_from

LOG_SHOWN = 4
OWN_FIELDS = ("title", "section", "authors", "pull_quote", "commentary", "excerpts")


@dataclass(frozen=True)
class Writer:
    """Somebody who wrote in the article, and in which way."""

    name: str
    how: str


def article_context(user: User, read: Read) -> dict[str, Any]:
    """The context of the page, in a constant number of queries."""
    article = read.article
    statuses = item_statuses(article)
    found = findings(article)
    unsettled = [problem for problem, dismissal in found if dismissal is None]
    talk = placed_threads(article, article.comments.all(), user, writers=read.writing.writers)
    may_edit = edit_refusal(user, article) is None
    places = _Places(article, unsettled, may_edit)
    refused = _refused(user, read)
    log = _record(user, article)
    return {
        "article": article,
        "text": desk_text(read, statuses, unsettled, talk),
        "moves": [places.linked(move) for move in available_moves(user, article)],
        "barred": [(label, why) for label, why, barred in refused if barred],
        "not_yours": [(label, why) for label, why, barred in refused if not barred],
        "writers": _writers(read),
        "you_wrote": user.pk in read.writing.writers,
        "may_edit": may_edit,
        "edit_refusal": edit_refusal(user, article),
        "changed_since_submitted": bool(submitted_words(read)),
        "items": [_shown(status) for status in statuses],
        "checked": sum(status.verified for status in statuses),
        "void": sum(status.void for status in statuses),
        "findings_open": [(finding_id(problem), problem) for problem in unsettled],
        "findings_dismissed": [(problem, dismissal) for problem, dismissal in found if dismissal is not None],
        "may_dismiss": dismiss_refusal(user, article) is None,
        "threads": talk,
        "comment_places": comment_places(article),
        "log": [(entry, did(entry)) for entry in log[:LOG_SHOWN]],
        "log_more": len(log) > LOG_SHOWN,
        "published_pdf": _published_pdf(article),
        "may_open_issue": bool(roles_of(user) & READERS),
        "may_proof": bool(roles_of(user) & DESK) or is_author_of(user, article),
        **_history_links(user, article),
    }


def _record(user: User, article: Article) -> list[LogEntry]:
    """What happened, newest first, as far back as this person reads (`history.reach`)."""
    entries = article.log.all()
    own = reads_beginning(user, article)
    return list(entries if own else dropwhile(lambda entry: entry.move != "submit", entries))[::-1]


def _history_links(user: User, article: Article) -> dict[str, str]:
    """Where the article's history is read, for those who follow how it is made."""
    if not may_follow(user, article):
        return {}
    pk = article.pk
    found = {
        "timeline_url": reverse("admin:editorial_article_timeline", args=[pk]),
        "difference_url": reverse("admin:editorial_article_difference", args=[pk]) + "?since=submitted",
    }
    if article.submitted_at is not None:
        submitted = name_of(article.submitted_at)
        found["submitted_url"] = reverse("admin:editorial_article_version", args=[pk, submitted])
    return found


def _published_pdf(article: Article) -> Rendition | None:
    if article.issue is None or article.issue.state != IssueState.PUBLISHED:
        return None
    found = published_renditions().filter(issue=article.issue_id, form=Rendition.Form.PDF)
    return found.defer("snapshot").order_by("-edition__number", "-edition__attempt").first()


def _refused(user: User, read: Read) -> list[tuple[str, str, bool]]:
    """The moves of the table that this person may not make: label, why, and whether they could had they not written in
    the article.
    """
    article = read.article
    held = standings(user, article)
    wrote = user.pk in read.writing.writers
    return [
        (move.label, why, wrote and move.not_a_writer and bool(allowed & held))
        for move in moves_from(article.state)
        for allowed in [move.sources[article.state]]  # type: ignore[index]
        if not allowed & WITH_THE_ISSUE
        for why in [refusal(user, article, move)]
        if why is not None
    ]


def _writers(read: Read) -> list[Writer]:
    """Who wrote in the article, its authors first."""
    authors = author_accounts(read.article)
    edited = read.writing.since_submitted

    def how(pk: int) -> str:
        if pk in authors:
            return "author"
        return "changed it since it was submitted" if pk in edited else "changed it in an earlier round"

    found = [
        (pk not in authors, Writer(person.get_full_name() or person.get_username(), how(pk)))
        for pk in read.writing.writers
        if (person := read.people.get(pk))
    ]
    return [writer for _later, writer in sorted(found, key=lambda pair: (pair[0], pair[1].name))]


class _Places:
    """Where on the page, or in the editor, what blocks a move is settled."""

    def __init__(self, article: Article, unsettled: list[Problem], may_edit: bool):
        self.article, self.may_edit = article, may_edit
        self.findings = {
            f"{problem.label}: {problem.message}": finding_id(problem) for problem in reversed(unsettled)
        }

    def linked(self, available: AvailableMove) -> AvailableMove:
        """The move with each blocker's message as a link to its place."""
        return replace(available, blockers=[self._linked(blocker) for blocker in available.blockers])

    def _linked(self, blocker: Blocker) -> Blocker:
        address = self.address(blocker)
        if not address:
            return blocker
        return replace(blocker, message=format_html('<a href="{}">{}</a>', address, blocker.message))

    def address(self, blocker: Blocker) -> str:
        """The address of the place that `where` of the blocker names; "" where there is none."""
        kind, *rest = blocker.where.split(":")
        if blocker.code == "issue_frozen" and self.article.issue_id:
            return reverse("admin:editorial_issue_change", args=[self.article.issue_id])
        if kind == "comment" and rest:
            return f"#comment-{rest[0]}"
        if rest[-1:] == ["finding"]:
            return f"#{self.findings.get(blocker.message, 'findings')}"
        if rest[-1:] in (["check"], ["clearance"]):
            return f"#item-{kind}-{rest[0]}"
        if not kind:
            return ""
        if self.may_edit:
            edit = reverse("edit_article", args=[self.article.pk])
            return f"{edit}#{blocker.where.replace(':', '-')}"
        return f"#part-{kind}-{rest[0]}" if rest else "#text"


def _shown(status: ItemStatus) -> dict[str, Any]:
    """An item in the list of checks."""
    item = status.item
    tone = tone_of(status)
    shown: dict[str, Any] = {
        "status": status,
        "changes": changes_since(status),
        "kind": status.kind,
        "key": status.key,
        "label": status.label,
        "tone": tone,
        "sign": SIGNS[tone],
        "place": _place(status),
    }
    if isinstance(item, Excerpt) and status.kind == ItemKind.TRANSLATION:
        account = item.translator.get_full_name() or str(item.translator) if item.translator else ""
        shown["translated_by"] = item.translator_name or account
    elif isinstance(item, Image):
        shown["credit"] = credit_of(item)
        day = rights_day(item.article)
        shown["policy"] = policy_answer(item, status, day)
        shown["unmet"] = [
            unmet for unmet in unmet_conditions(item, status, day) if unmet.code != shown["policy"].code
        ]
    return shown


def _place(status: ItemStatus) -> str:
    """The id of the place in the text; "" for a claim whose passage is gone."""
    if status.kind == ItemKind.CLAIM:
        return "" if status.gone else f"mark-item-claim-{status.key}"
    if status.kind == ItemKind.ARTICLE:
        return "text"
    return f"part-{'excerpt' if status.kind == ItemKind.TRANSLATION else status.kind}-{status.key}"
