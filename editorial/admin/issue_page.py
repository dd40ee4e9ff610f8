"""What the page of an issue shows: its articles in order with their length, what is missing, PDFs, reviews, the log."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.html import format_html

from editorial.admin.arranging import as_json
from editorial.admin.issue_places import linked, linked_blocker
from editorial.content.models import Article
from editorial.content.permissions import DESK, roles_of
from editorial.issues.arrangement import Arrangement, arrangement_of, token_of
from editorial.issues.forecast import Forecast, forecast
from editorial.issues.gates import issue_blockers
from editorial.issues.models import Edition, Issue, IssueSection, ReleaseReview, Rendition, Section
from editorial.issues.operations import AvailableIssueMove, available_issue_moves
from editorial.issues.permissions import OFFICE
from editorial.issues.queries import latest_edition
from editorial.issues.readiness import (
    LIVE,
    Facts,
    Reading,
    facts_of,
    forecast_of,
    read_issue,
    with_marks,
)
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.states import ArticleState, IssueState, JobStatus, Role
from editorial.workflow.assignments import GIVERS
from editorial.workflow.gates import Blocker
from editorial.workflow.models import Assignment, LogEntry

UNPLACED_SHOWN = 100
PDFS_SHOWN = 20
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
    register, places = _sections(issue)
    articles = list(with_marks(Article.objects.filter(issue=issue)).order_by("position"))
    facts, reviews = facts_of(articles), list(issue.release_reviews.select_related("by"))
    renditions = list(
        issue.renditions.select_related("edition", "requested_by").defer("snapshot", "edition__snapshot")[
            :PDFS_SHOWN
        ]
    )
    reading = read_issue(
        issue,
        articles,
        places,
        review=max((review.pk for review in reviews), default=None),
        pdf=next((made.pk for made in renditions if made.status == JobStatus.SUCCEEDED), None),
    )
    may_assemble = issue.state == IssueState.PLANNING and bool(roles_of(user) & OFFICE)
    arrangement = arrangement_of(issue, articles, places)
    blockers = _in_the_way(issue, reading)
    groups = _groups(user, arrangement, articles, facts, register, blockers)
    return {
        "issue": issue,
        "moves": _moves(user, issue, reading),
        "groups": groups,
        "register": list(register.values()),
        "unlisted": [section for pk, section in register.items() if pk not in {p.section_id for p in places}],
        "arrangement": as_json(arrangement),
        "token": token_of(arrangement),
        "forecast": forecast_of(issue, articles, facts, places=places, counted=reading.counted),
        "missing": _missing(user, groups, blockers),
        "missing_count": len(blockers),
        "next_move": _next_move(issue),
        "may_assemble": may_assemble,
        "may_read_articles": bool(roles_of(user) & DESK),
        "may_review": bool(roles_of(user) & {Role.PUBLICATIONS, Role.ADMINISTRATOR}),
        "review_names": settings.RELEASE_REVIEWS,
        "review_outcomes": ReleaseReview.Outcome.choices,
        "reviews": reviews,
        "edition": _latest_edition(issue, renditions),
        "renditions": renditions,
        "proof": next((made for made in renditions if made.kind == Rendition.Kind.PROOF), None),
        "now": timezone.now(),
        **_log(issue),
        **(_unplaced(user) if may_assemble else {}),
        **_assigning(user, issue),
    }


def _sections(issue: Issue) -> tuple[dict[int, Section], list[IssueSection]]:
    """The register, and the sections of the issue in order. One query."""
    place = IssueSection.objects.filter(issue=issue, section=OuterRef("pk")).values("position")[:1]
    register = list(Section.objects.annotate(place=Subquery(place)))
    places = [
        IssueSection(issue=issue, section=section, position=section.place)
        for section in register
        if section.place is not None
    ]
    return {section.pk: section for section in register}, sorted(places, key=lambda one: one.position)


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
        forecast(facts.size, page_size=settings.PAGE_SIZE, counted=facts.counted) if known else None,
        missing,
    )


def _next_move(issue: Issue) -> str:
    """What the missing things are missing for."""
    return {"planning": "closing", "closed": "approving", "approved": "publishing"}.get(issue.state, "")


def _in_the_way(issue: Issue, reading: Reading) -> list[Blocker]:
    move = {"planning": "close", "closed": "approve"}.get(issue.state)
    return reading.blockers(ISSUE_TRANSITIONS[move].gates) if move else []


def article_of(blocker: Blocker) -> int | None:
    """The article that a blocker of an issue is about, as a primary key."""
    kind, _, rest = blocker.where.partition(":")
    number = rest.partition(":")[0]
    return int(number) if kind == "article" and number.isdecimal() else None


def _missing(user: User, groups: list[ShownGroup], blockers: list[Blocker]) -> list[Missing]:
    """By article in the issue's order, then what is about the issue itself."""
    opens = bool(roles_of(user) & DESK)
    by_article: dict[int | None, list[Blocker]] = defaultdict(list)
    for blocker in blockers:
        by_article[article_of(blocker)].append(linked_blocker(blocker, opens))
    rows = [row for group in groups for row in group.rows if row.article.pk in by_article]
    shown = [Missing(row, by_article[row.article.pk]) for row in rows]
    return [*shown, *([Missing(None, by_article[None])] if None in by_article else [])]


def _moves(user: User, issue: Issue, reading: Reading) -> list[Any]:
    def found_by(gates: tuple[str, ...]) -> list[Blocker]:
        live = tuple(gate for gate in gates if gate in LIVE)
        return reading.blockers(gates) + (issue_blockers(live, issue) if live else [])

    opens = bool(roles_of(user) & DESK)
    moves = available_issue_moves(user, issue, found_by=found_by)
    return [_shortened(linked(move, opens_articles=opens)) for move in moves]


def _shortened(move: AvailableIssueMove) -> AvailableIssueMove:
    """With the first of what is in the way; all of it stands beside the order."""
    more = len(move.blockers) - BLOCKERS_SHOWN
    if more < 2:
        return move
    words = format_html('<a href="#missing-title">And {} more: all are listed beside the order</a>', more)
    return replace(move, blockers=[*move.blockers[:BLOCKERS_SHOWN], Blocker("more", words)])


def _latest_edition(issue: Issue, renditions: list[Rendition]) -> Edition | None:
    """An edition is frozen together with the order for its PDF, so the newest is among the PDFs if these are all."""
    if len(renditions) == PDFS_SHOWN:
        return latest_edition(issue)
    editions = [made.edition for made in renditions if made.edition is not None]
    return max(editions, key=lambda edition: (edition.number, edition.attempt), default=None)


def _log(issue: Issue) -> dict[str, Any]:
    """The moves of the issue, and every override of it and of its articles. One query."""
    # An article that was never submitted is nobody's but its author's, its title included.
    of_articles = Q(article__issue=issue, article__submitted_at__isnull=False) & ~Q(overridden=[])
    found = LogEntry.objects.filter(Q(issue=issue) | of_articles)
    entries = list(found.select_related("by", "article").order_by("at", "pk"))
    return {
        "log": [entry for entry in entries if entry.issue_id],
        "overrides": [entry for entry in entries if entry.overridden],
    }


def _unplaced(user: User) -> dict[str, Any]:
    """Articles that are in no issue, the newest first."""
    waiting = Article.objects.filter(issue=None, state__in=WAITING, submitted_at__isnull=False)
    found = list(waiting.order_by("-submitted_at", "-pk")[: UNPLACED_SHOWN + 1])
    return {"unplaced": found[:UNPLACED_SHOWN], "more_unplaced": len(found) > UNPLACED_SHOWN}


def _assigning(user: User, issue: Issue) -> dict[str, Any]:
    """For those who give out work: to whom."""
    if not roles_of(user) & GIVERS or issue.state == IssueState.PUBLISHED:
        return {"may_assign": False}
    workers = [Role.EDITOR.value, Role.FACT_CHECKER.value, Role.ADMINISTRATOR.value]
    people = User.objects.filter(is_active=True, groups__name__in=workers).distinct()
    return {
        "may_assign": True,
        "people": people.order_by("first_name", "last_name", "username"),
        "stages": Assignment.Stage.choices,
    }
