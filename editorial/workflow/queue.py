"""What waits for whom: filters over articles by who has them and until when, and the groups of a person's desk.

An article is late when the day of its stage has passed: the day of its own assignment, or else that of its issue
while that is not published.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, JSONObject, RowNumber
from django.utils import timezone

from editorial.content.models import Article, Byline
from editorial.content.permissions import roles_of, visible_articles
from editorial.content.queries import with_content
from editorial.factcheck.queries import with_checks
from editorial.states import ArticleState, IssueState, Role
from editorial.workflow.gates import Blocker, blockers
from editorial.workflow.gates import Case as GateCase
from editorial.workflow.models import Comment, LogEntry

SHOWN = 20  # rows of a group
MOST = 5 * SHOWN
OPEN = (ArticleState.DRAFT, ArticleState.IN_REVIEW, ArticleState.FACT_CHECK)
HELD = (ArticleState.IN_REVIEW, ArticleState.FACT_CHECK)
MINE, UNCLAIMED, WAITING, LATE, RETURNED = "needs-you", "unclaimed", "waiting", "late", "returned"

Articles = QuerySet[Any]  # annotated ones too


# Filters. Each takes articles and keeps those that it names; `with_days` comes first.


def with_days(articles: Articles) -> Articles:
    """Annotated with who has each (`holder_id`), since when (`held_since`), and its day (`due_day`): one more join."""
    return articles.annotate(
        holding=FilteredRelation("assignments", condition=Q(assignments__stage=F("state"))),
        holder_id=F("holding__person_id"),
        held_since=F("holding__at"),
        due_day=Coalesce(
            F("holding__due_on"),
            Case(
                # What is corrected is not late by the days on which its issue, which is out, was made.
                When(issue__state=IssueState.PUBLISHED, then=Value(None)),
                When(state=ArticleState.DRAFT, then=F("issue__drafts_due_on")),
                When(state=ArticleState.IN_REVIEW, then=F("issue__reviews_due_on")),
                When(state=ArticleState.FACT_CHECK, then=F("issue__checks_due_on")),
                output_field=DateField(),
            ),
        ),
    )


def with_holders(articles: Articles) -> Articles:
    """Annotated with the name of who has each, for `holder_name`; after `with_days`, and another join."""
    return articles.annotate(holder=JSONObject(**_named("holding__person")))


def holder_name(article: Any) -> str:
    """Who has an article that came through `with_holders`; blank: nobody, or it is no stage that anybody has."""
    held = article.state in HELD and article.holder_id is not None
    return _name(article.holder) if held else ""


def day_of(article: Article) -> date | None:
    """The day by which the present stage of the article is due; None: none is set. One query."""
    return with_days(Article.objects.filter(pk=article.pk)).values_list("due_day", flat=True).first()


def held_by(articles: Articles, person_id: int) -> Articles:
    """What this person has now."""
    return articles.filter(state__in=HELD, holder_id=person_id)


def held_by_nobody(articles: Articles) -> Articles:
    """What is in review or in fact-check, and nobody has it."""
    return articles.filter(state__in=HELD, holder_id=None)


def late(articles: Articles, today: date) -> Articles:
    """What was to be done before today."""
    return articles.filter(state__in=OPEN, due_day__lt=today)


def returned(articles: Articles) -> Articles:
    """Drafts that came back and wait for their authors: submitted once, and not again. Needs no `with_days`."""
    return articles.filter(state=ArticleState.DRAFT, submitted_at__isnull=False)


# The desk.


@dataclass(frozen=True)
class Holdup:
    """What keeps an article from going on: the first thing of it in one line, how many more there are, and where
    (`gates.Blocker.where`).
    """

    message: str
    more: int = 0
    where: str = ""


@dataclass(frozen=True)
class Row:
    """One article on the desk. `since` is when it came into its state; `holder` is the name of who has it, blank: nobody.

    `mine`: the person who looks has it; `own`: they wrote it.
    """

    article: Article
    group: str
    since: datetime
    due_on: date | None
    late: bool
    holder: str
    held_since: datetime | None
    mine: bool
    own: bool
    holdup: Holdup | None = None


@dataclass(frozen=True)
class InCheck:
    """How far a fact-check is: how many of how many parts are verified, and what holds up clearing it."""

    holdup: Holdup | None
    verified: int
    parts: int


@dataclass(frozen=True)
class Group:
    """Articles that wait for the same. `total` counts those that are not shown, too."""

    name: str
    rows: list[Row]
    total: int


@dataclass(frozen=True)
class Queue:
    """The desk of one person; groups without articles are empty. `stages` are the states whose work they may do."""

    groups: dict[str, Group] = field(default_factory=dict)
    stages: tuple[str, ...] = ()


def stages_of(user: User) -> tuple[str, ...]:
    """The states whose articles this person may take: editors review, fact-checkers check, administrators do either."""
    roles = roles_of(user)
    either = Role.ADMINISTRATOR in roles
    return tuple(
        stage.value
        for stage, role in zip(HELD, (Role.EDITOR, Role.FACT_CHECKER), strict=True)
        if either or role in roles
    )


def queue_of(user: User, *, now: datetime | None = None) -> Queue:
    """What waits at the desk, for this person, with at most `SHOWN` rows of each group: one query, however many articles."""
    stages = stages_of(user)
    if not stages:
        return Queue()
    articles = list(_shown(user, stages, timezone.localtime(now or timezone.now()).date()))
    rows = [_row(article, user) for article in articles]
    places = (MINE, "place", "in_group"), (UNCLAIMED, "place", "in_group"), (WAITING, "place", "in_group"), (
        LATE, "late_place", "in_lateness"), (RETURNED, "place", "in_group")  # fmt: skip
    groups = {}
    for name, place, total in places:
        found = [
            row for row in rows
            if (row.late if name == LATE else row.group == name) and getattr(row.article, place) <= SHOWN
        ]  # fmt: skip
        found.sort(key=lambda row: getattr(row.article, place))
        groups[name] = Group(name, found, getattr(found[0].article, total) if found else 0)
    return Queue(groups, stages)


def _shown(user: User, stages: tuple[str, ...], today: date) -> Articles:
    """The rows of all groups in one query, each with its place in its group and with how many there are."""
    # Who only checks facts has nothing to do with what is not in fact-check.
    states = (ArticleState.FACT_CHECK,) if stages == (ArticleState.FACT_CHECK,) else OPEN
    found = with_days(visible_articles(user, Article.objects.filter(state__in=states)))
    own = Q(created_by=user) | Exists(Byline.objects.filter(article=OuterRef("pk"), author__user=user))
    is_own = Case(When(own, then=Value(True)), default=Value(False))
    came_back = Q(state=ArticleState.DRAFT, submitted_at__isnull=False)
    group = Case(
        When(Q(state__in=HELD, holder_id=user.pk), then=Value(MINE)),
        When(came_back & Q(is_own=True), then=Value(MINE)),
        When(came_back, then=Value(RETURNED)),
        When(state__in=stages, holder_id=None, then=Value(UNCLAIMED)),
        When(state__in=HELD, then=Value(WAITING)),
        default=Value(""),
        output_field=CharField(),
    )
    first = [F("due_day").asc(nulls_last=True), F("state_since").asc(nulls_last=True), F("pk").asc()]
    found = (
        found.annotate(
            is_own=is_own if Role.AUTHOR in roles_of(user) else Value(False),
            is_late=Case(When(due_day__lt=today, then=Value(True)), default=Value(False)),
        )
        .annotate(group=group)
        .annotate(
            place=Window(RowNumber(), partition_by=F("group"), order_by=first),
            in_group=Window(Count("*"), partition_by=F("group")),
            late_place=Window(RowNumber(), partition_by=F("is_late"), order_by=first),
            in_lateness=Window(Count("*"), partition_by=F("is_late")),
            last_move=_last_move(),
            objection=_open_objections(),
        )
    )
    shown = (~Q(group="") & Q(place__lte=SHOWN)) | Q(is_late=True, late_place__lte=SHOWN)
    # The texts of a thousand articles would be sorted with them.
    found = with_holders(found).defer("commentary", "pull_quote", "dek")
    return found.filter(shown).select_related("section", "issue", "created_by").order_by("pk")


def _last_move() -> Subquery:
    """The newest log entry in short."""
    moves = LogEntry.objects.filter(article=OuterRef("pk")).order_by("-at", "-pk")
    facts = JSONObject(move="move", reason="reason", **_named("by"))
    return Subquery(moves.values(facts=facts)[:1])


def _open_objections() -> Subquery:
    """The first open blocking comment, and how many there are."""
    found = Comment.objects.filter(article=OuterRef("pk"), blocking=True, resolved_at=None)
    facts = JSONObject(pk="pk", text="text", exact="exact", number=Window(Count("*")))
    return Subquery(found.order_by("at", "pk").values(facts=facts)[:1])


def _named(person: str) -> dict[str, str]:
    return {"first": f"{person}__first_name", "last": f"{person}__last_name", "name": f"{person}__username"}


def _name(facts: dict[str, Any]) -> str:
    return f"{facts['first']} {facts['last']}".strip() or str(facts["name"])


def _row(article: Any, user: User) -> Row:
    held = article.state in HELD and article.holder_id is not None
    return Row(
        article,
        group=article.group,
        since=article.state_since or article.created_at,
        due_on=article.due_day,
        late=article.is_late,
        holder=holder_name(article),
        held_since=article.held_since if held else None,
        mine=held and article.holder_id == user.pk,
        own=article.is_own,
        holdup=_holdup(article),
    )


def in_check(user: User, article_ids: Sequence[int]) -> dict[int, InCheck]:
    """How far the fact-check of each of these articles is, by primary key; of at most `SHOWN` of each group, in nine queries.

    Apart from the queue, because gates look at everything in an article; the finders, which take longest, read only what
    is verified, and their findings are kept in a cache. What the person may not know of is left out.
    """
    wanted = Article.objects.filter(pk__in=article_ids[:MOST], state=ArticleState.FACT_CHECK)
    articles = with_checks(with_content(visible_articles(user, wanted))).annotate(
        objection=_open_objections()
    )
    return {article.pk: _in_check(article) for article in articles}


def _in_check(article: Any) -> InCheck:
    case = GateCase(article)
    holdup = _objection(article) or _first(blockers(("items_verified", "images_cleared"), case))
    holdup = holdup or _first(blockers(("no_blocking_findings",), case))
    return InCheck(holdup, sum(status.verified for status in case.statuses), len(case.statuses))


def _holdup(article: Any) -> Holdup | None:
    """What the queue itself knows: the reason of a return, an open blocking comment."""
    return _sent_back(article) if article.state == ArticleState.DRAFT else _objection(article)


def _first(found: list[Blocker]) -> Holdup | None:
    return Holdup(found[0].message, len(found) - 1, found[0].where) if found else None


def _objection(article: Any) -> Holdup | None:
    facts = article.objection
    if facts is None:
        return None
    words = facts["text"] or f"Suggestion for “{facts['exact']}”"
    return Holdup(
        f"A blocking comment is open: “{_short(words)}”", facts["number"] - 1, f"comment:{facts['pk']}"
    )


def _sent_back(article: Any) -> Holdup | None:
    facts = article.last_move
    if facts is None:
        return None
    did = {"return": "sent it back", "restore": "restored it"}.get(facts["move"], "moved it")
    return Holdup(
        f"{_name(facts)} {did}: “{_short(facts['reason'])}”" if facts["reason"] else f"{_name(facts)} {did}."
    )


def _short(words: str) -> str:
    folded = " ".join(words.split())
    return folded if len(folded) <= 120 else f"{folded[:119].rstrip()}…"
