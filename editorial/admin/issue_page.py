"""What the page of an issue shows: its articles in order with their length, what is missing, PDFs, reviews, the log."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html

from editorial.admin.arranging import as_json
from editorial.admin.issue_places import linked, linked_blocker
from editorial.content.models import Article
from editorial.content.permissions import DESK, roles_of
from editorial.house.queries import known_house
from editorial.issues.arrangement import Arrangement, arrangement_of, token_of
from editorial.issues.forecast import Forecast, forecast
from editorial.issues.gates import issue_blockers
from editorial.issues.models import Issue, ReleaseReview, Rendition, Section
from editorial.issues.operations import AvailableIssueMove, available_issue_moves
from editorial.issues.permissions import OFFICE
from editorial.issues.proof_links import shares_proofs
from editorial.issues.readiness import (
    LIVE,
    Facts,
    Reading,
    forecast_of,
    readiness_of,
    with_marks,
)
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.issues.whole import PDFS_READ, WholeIssue, read_whole_issue
from editorial.states import ArticleState, IssueState, Role
from editorial.web.article_places import article_of
from editorial.web.move_words import did
from editorial.workflow.assignments import GIVERS
from editorial.workflow.gates import Blocker
from editorial.workflow.models import Assignment

UNPLACED_SHOWN = 100
PDFS_SHOWN = PDFS_READ
WORKERS = (Role.EDITOR, Role.FACT_CHECKER, Role.ADMINISTRATOR)  # to whom work is given
BLOCKERS_SHOWN = 6
NOT_SUBMITTED = "A draft that is not submitted yet"
WAITING = [ArticleState.IN_REVIEW, ArticleState.FACT_CHECK, ArticleState.APPROVED, ArticleState.DRAFT]


@dataclass(frozen=True)
class Row:
    """One article in the order. `title` is what this person may know of it; `opens` says whether they may open it."""

    article: Article
    title: str
    known: bool
    opens: bool
    authors: str
    length: Forecast | None
    missing: int = 0


@dataclass(frozen=True)
class ShownGroup:
    """One section with its articles."""

    section: int | None
    name: str
    listed: bool
    rows: list[Row]
    place: int = 0

    @property
    def pages(self) -> int:
        """The pages of its articles, each by itself."""
        return sum(row.length.pages for row in self.rows if row.length)


@dataclass(frozen=True)
class Missing:
    """What stands in the way of the next move, of one article (`row`) or of the issue itself."""

    row: Row | None
    blockers: list[Blocker]


def issue_context(user: User, issue: Issue) -> dict[str, Any]:
    """The context of the page's panels: as many queries for sixty articles as for one."""
    may_assemble = issue.state == IssueState.PLANNING and bool(roles_of(user) & OFFICE)
    may_assign = issue.state != IssueState.PUBLISHED and bool(roles_of(user) & GIVERS)
    articles = list(with_marks(Article.objects.filter(issue=issue)).order_by("position"))
    parts = read_whole_issue(issue, articles, unplaced=_waiting() if may_assemble else None)
    ready = readiness_of(parts, workers=WORKERS if may_assign else ())
    places, renditions = parts.places, parts.pdfs[:PDFS_SHOWN]
    register = {section.pk: section for section in parts.register}
    facts, reading = ready.facts, ready.reading
    arrangement = arrangement_of(issue, articles, places)
    blockers = _in_the_way(issue, reading)
    groups = _groups(user, arrangement, articles, facts, register, blockers)
    hidden = {row.article.pk for group in groups for row in group.rows if not row.known}
    return {
        "issue": issue,
        "moves": _moves(user, parts, reading, hidden),
        "groups": groups,
        "register": list(register.values()),
        "unlisted": [section for pk, section in register.items() if pk not in {p.section_id for p in places}],
        "arrangement": as_json(arrangement),
        "token": token_of(arrangement),
        "forecast": forecast_of(issue, articles, facts, places=places, counted=reading.counted),
        "missing": _missing(user, groups, blockers, hidden),
        "missing_count": len(blockers),
        "next_move": _next_move(issue),
        "may_assemble": may_assemble,
        "may_read_articles": bool(roles_of(user) & DESK),
        "may_see_office": bool(roles_of(user) & OFFICE),
        "may_review": bool(roles_of(user) & {Role.PUBLICATIONS, Role.ADMINISTRATOR}),
        "review_names": settings.RELEASE_REVIEWS,
        "review_outcomes": ReleaseReview.Outcome.choices,
        "reviews": parts.reviews,
        "stands": reading.fingerprint,
        "edition": parts.edition,
        "renditions": renditions,
        "may_share": shares_proofs(user),
        "proof": next((made for made in renditions if made.kind == Rendition.Kind.PROOF), None),
        "now": timezone.now(),
        "log": [(entry, did(entry)) for entry in parts.log if entry.issue_id],
        "overrides": [entry for entry in parts.log if entry.overridden],
        **(_unplaced(parts) if may_assemble else {}),
        "may_assign": may_assign,
        "people": ready.people,
        "stages": Assignment.Stage.choices,
    }


def _groups(
    user: User,
    arrangement: Arrangement,
    articles: Sequence[Article],
    facts: dict[int, Facts],
    register: dict[int, Section],
    blockers: list[Blocker],
) -> list[ShownGroup]:
    counted: dict[int, int] = defaultdict(int)
    for blocker in blockers:
        counted[article_of(blocker) or 0] += 1
    rows = {a.pk: shown_row(user, a, facts[a.pk], counted[a.pk]) for a in articles}
    return [
        ShownGroup(
            group.section,
            register[group.section].name if group.section else "Without a section",
            group.listed,
            [rows[pk] for pk in group.articles],
            place,
        )
        for place, group in enumerate(arrangement, 1)
    ]


def shown_row(user: User, article: Article, facts: Facts, missing: int = 0) -> Row:
    """An article as this person may see it in an issue. No query."""
    roles = roles_of(user)
    own = Role.AUTHOR in roles and user.pk in facts.author_ids
    known = article.submitted_at is not None or Role.ADMINISTRATOR in roles or own
    opens = (known and bool(roles & DESK)) or article.state == ArticleState.PUBLISHED
    return Row(
        article,
        str(article) if known else NOT_SUBMITTED,
        known,
        opens,
        facts.authors if known else "",
        forecast(facts.size, page_size=known_house().page_size, counted=facts.counted) if known else None,
        missing,
    )


def _next_move(issue: Issue) -> str:
    """What the missing things are missing for."""
    return {"planning": "closing", "closed": "approving", "approved": "publishing"}.get(issue.state, "")


def _in_the_way(issue: Issue, reading: Reading) -> list[Blocker]:
    move = {"planning": "close", "closed": "approve"}.get(issue.state)
    return reading.blockers(ISSUE_TRANSITIONS[move].gates) if move else []


def _missing(
    user: User, groups: list[ShownGroup], blockers: list[Blocker], hidden: set[int]
) -> list[Missing]:
    """By article in the issue's order, then what is about the issue itself."""
    opens = bool(roles_of(user) & DESK)
    by_article: dict[int | None, list[Blocker]] = defaultdict(list)
    for blocker in blockers:
        by_article[article_of(blocker)].append(linked_blocker(blocker, opens, hidden))
    rows = [row for group in groups for row in group.rows if row.article.pk in by_article]
    shown = [Missing(row, by_article[row.article.pk]) for row in rows]
    return [*shown, *([Missing(None, by_article[None])] if None in by_article else [])]


def _moves(user: User, parts: WholeIssue, reading: Reading, hidden: set[int]) -> list[Any]:
    def found_by(gates: tuple[str, ...]) -> list[Blocker]:
        live = tuple(gate for gate in gates if gate in LIVE)
        return reading.blockers(gates) + (issue_blockers(live, parts.issue, parts) if live else [])

    opens = bool(roles_of(user) & DESK)
    moves = available_issue_moves(user, parts.issue, found_by=found_by, whole=parts)
    return [_shortened(linked(move, opens_articles=opens, hidden=hidden)) for move in moves]


def _shortened(move: AvailableIssueMove) -> AvailableIssueMove:
    """With the first of what is in the way; all of it stands beside the order."""
    more = len(move.blockers) - BLOCKERS_SHOWN
    if more < 2:
        return move
    words = format_html('<a href="#missing-title">And {} more: all are listed beside the order</a>', more)
    return replace(move, blockers=[*move.blockers[:BLOCKERS_SHOWN], Blocker("more", words)])


def _waiting() -> QuerySet[Article]:
    """Articles that are in no issue, the newest first."""
    waiting = Article.objects.filter(issue=None, state__in=WAITING, submitted_at__isnull=False)
    return waiting.order_by("-submitted_at", "-pk")[: UNPLACED_SHOWN + 1]


def _unplaced(parts: WholeIssue) -> dict[str, Any]:
    found = sorted(parts.unplaced, key=lambda one: (one.submitted_at or one.created_at, one.pk), reverse=True)
    return {"unplaced": found[:UNPLACED_SHOWN], "more_unplaced": len(found) > UNPLACED_SHOWN}
