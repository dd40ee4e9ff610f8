"""The page of one article's fact-check: what its templates are given, as a whole and in the pieces a script asks for."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from editorial.checking.access import who_may_check
from editorial.checking.entries import Entries, Entry, FindingEntry, entries_of, part_id
from editorial.checking.manuscript import manuscript
from editorial.content.models import Article
from editorial.factcheck.models import ClaimField, ItemKind
from editorial.factcheck.operations import check_refusal, dismiss_refusal
from editorial.factcheck.presence import Looking, who_is_looking
from editorial.web.differences import Changed, changed
from editorial.workflow.gates import Blocker
from editorial.workflow.operations import AvailableMove, available_moves

MOVES = ("clear", "return")  # those of the workflow that belong to fact-checkers
REMEMBERED_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Row:
    """An entry as HTML. `digest` changes when the HTML does; `opened` says whether its form is shown."""

    entry: Entry
    html: SafeString
    digest: str
    opened: bool


@dataclass(frozen=True)
class Refused:
    """An act on the entry `at` that was refused: why, what was typed, and what changed meanwhile.

    `field` is the name of the field that it was refused for, or blank.
    """

    at: str
    reasons: list[str]
    typed: Mapping[str, str]
    changes: list[Changed]
    field: str = ""

    @property
    def words(self) -> list[str]:
        """What a person would miss."""
        return [value for name, value in self.typed.items() if name in ("note", "reason") and value.strip()]


@dataclass(frozen=True)
class Board:
    """One person's view of the fact-check of an article."""

    article: Article
    user: User
    entries: Entries
    refusal: str | None
    dismiss_refusal: str | None

    @property
    def version(self) -> str:
        """Changes with every change that the page shows."""
        said = [(entry.id, entry.word, entry.tone, _said(entry)) for entry in self.entries]
        return _digest(repr((self.article.state, self.article.version, said)))

    @property
    def title(self) -> str:
        """For the browser’s title bar: what is left comes first."""
        left = self.entries.progress.left
        return f"{left} left: {self.article}" if left else f"All checked: {self.article}"


def board_of(user: User, article: Article) -> Board:
    """The fact-check of the article for this person."""
    return Board(
        article,
        user,
        entries_of(article, user),
        check_refusal(user, article),
        dismiss_refusal(user, article),
    )


def _said(entry: Entry) -> tuple[Any, ...]:
    if isinstance(entry, FindingEntry):
        return (entry.dismissal.pk if entry.dismissal else None,)
    last = entry.status.last
    return (entry.status.fingerprint, entry.status.label, last.pk if last else None)


def page_context(
    request: HttpRequest, board: Board, *, opened: str = "", refused: Refused | None = None
) -> dict[str, Any]:
    """Everything that the page's templates show. `opened` is the id of the entry whose form is open."""
    article, user = board.article, board.user

    def row(entry: Entry) -> Row:
        return _row(request, board, entry, opened, refused)

    entries = board.entries
    moves = {one.move.name: one for one in available_moves(user, article)}
    return {
        "title": board.title,
        "board": board,
        "article": article,
        "progress": entries.progress,
        "groups": [(group, [row(entry) for entry in group.entries]) for group in entries.groups],
        "info": [row(entry) for entry in entries.info],
        "passed": [row(entry) for entry in entries.passed],
        "refused": refused,
        # What was refused is gone from the page, or is no entry: the page itself says so.
        "homeless": refused if refused and entries.named(refused.at) is None else None,
        "manuscript": manuscript(article, entries),
        "moves": [_move(board, moves[name]) for name in MOVES if name in moves],
        "here": others_here(user, article),
        "claim_fields": ClaimField.choices,
    }


def pieces(request: HttpRequest, board: Board) -> dict[str, Any]:
    """The page in pieces, for a script that has it already."""
    context = page_context(request, board) | {"user": board.user, "csrf_token": get_token(request)}
    text = render_to_string("checking/_article.html", context)
    return {
        "title": f"{board.title} – oewatch",
        "version": board.version,
        "left": board.entries.progress.left,
        "todo": render_to_string("checking/_todo.html", context),
        "article": text,
    }


def _row(request: HttpRequest, board: Board, entry: Entry, opened: str, refused: Refused | None) -> Row:
    mine = refused if refused and refused.at == entry.id else None
    token = get_token(request)
    context = {
        "entry": entry,
        "article": board.article,
        "board": board,
        "user": board.user,
        "refused": mine,
        "values": mine.typed if mine else _earlier(entry),
        "csrf_token": token,
    }
    template = "checking/_finding.html" if isinstance(entry, FindingEntry) else "checking/_item.html"
    html = render_to_string(template, context)
    return Row(
        entry,
        mark_safe(html),  # noqa: S308  from our own template
        _digest(html.replace(token, "")),
        opened=entry.id == opened,
    )


def _earlier(entry: Entry) -> dict[str, str]:
    """What the form begins with: the evidence of the earlier yes, so that verifying again takes one key."""
    earlier = None if isinstance(entry, FindingEntry) else entry.earlier
    if earlier is None:
        return {}
    found = {name: getattr(earlier, name) for name in ("evidence_url", "archived_url", "note")}
    expires = getattr(earlier, "expires_on", None)
    return found | ({"expires_on": expires.isoformat()} if expires else {})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _move(board: Board, available: AvailableMove) -> dict[str, Any]:
    return {
        "move": available.move,
        "may_override": available.may_override,
        "seen": available.seen,
        "blockers": [(blocker.message, _entry_of(board, blocker)) for blocker in available.blockers],
    }


def _entry_of(board: Board, blocker: Blocker) -> str:
    """Where on the page a blocker is settled: the id of an entry, of a part of the article, or blank."""
    kind, _, rest = blocker.where.partition(":")
    key, _, what = rest.partition(":")
    if what == "finding":
        for entry in board.entries:
            if isinstance(entry, FindingEntry) and entry.is_left:
                problem = entry.problem
                if f"{problem.label}: {problem.message}" == blocker.message:
                    return entry.id
    if what in ("check", "clearance"):
        return f"{kind}-{key}"
    if key and kind in ItemKind.values:
        return part_id(kind, key)
    return ""


def others_here(user: User, article: Article) -> list[Looking]:
    """Who else is on the page of the article now."""
    return who_is_looking(article.pk, [pk for pk in who_may_check(article) if pk != user.pk])


# What was shown, so that a verdict on something that changed meanwhile can be answered with the difference


def remember_contents(board: Board) -> None:
    """Keep the contents that the page shows for a day, under their fingerprints."""
    if board.refusal is None:
        contents = {
            _name(board.article, entry.status.fingerprint): dict(entry.status.checked.content)
            for entry in board.entries
            if not isinstance(entry, FindingEntry)
        }
        cache.set_many(contents, timeout=REMEMBERED_SECONDS)


def changes_since_seen(board: Board, entry: Entry | None, seen: str) -> list[Changed]:
    """What changed in an item since it had the fingerprint `seen`; empty where nobody knows any more."""
    if entry is None or isinstance(entry, FindingEntry) or not seen:
        return []
    before = cache.get(_name(board.article, seen))
    return changed(before, entry.status.checked.content, kind=entry.kind) if before else []


def _name(article: Article, fingerprint: str) -> str:
    return f"shown:{article.pk}:{fingerprint[:64]}"
