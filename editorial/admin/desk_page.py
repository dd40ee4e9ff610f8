"""What the desk shows: for each person what waits for them, for others and for nobody, and how far the issues are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from editorial.admin.desk_issues import issues_in_work
from editorial.admin.issue_places import place_of
from editorial.content.permissions import roles_of
from editorial.factcheck.presence import Looking, look_at
from editorial.issues.permissions import READERS
from editorial.states import ArticleState
from editorial.web.dates import Due, Moment, count, due, moment, month_and_year
from editorial.workflow.assignments import DOERS, name_of
from editorial.workflow.queue import (
    LATE,
    MINE,
    RETURNED,
    UNCLAIMED,
    WAITING,
    Holdup,
    Queue,
    Row,
    in_check,
    queue_of,
    stages_of,
)

TITLES = {
    MINE: ("Needs you", "Nothing waits for you."),
    UNCLAIMED: ("Unclaimed", "Everything has somebody."),
    WAITING: ("Waiting for others", "Nothing waits for others."),
    LATE: ("Late", "Nothing is late."),
    RETURNED: ("Returned", "No draft is back with its author."),
}
FILTERS = {
    MINE: "assigned=me",
    UNCLAIMED: "assigned=none",
    WAITING: "",
    LATE: "late=1",
    RETURNED: "returned=1",
}


@dataclass(frozen=True)
class Card:
    """One article as a row of the desk. `with_whom` says who has it; `here` names the others who look at it now."""

    row: Row
    address: str
    labels: list[str]
    since: Moment
    due: Due | None
    due_in_short: str
    with_whom: str
    held: Moment | None
    holdup: str
    holdup_at: str
    check_at: str
    may_claim: bool
    here: list[str]
    late: str


@dataclass(frozen=True)
class Pile:
    """One group of the desk. `all_at` leads to the list with all of its articles."""

    name: str
    title: str
    empty: str
    total: int
    cards: list[Card]
    all_at: str

    @property
    def more(self) -> int:
        """How many of its articles are not shown."""
        return self.total - len(self.cards)


def desk_context(user: User, *, now: datetime | None = None) -> dict[str, Any]:
    """The context of the desk for this person, in two queries."""
    now = now or timezone.now()
    queue = queue_of(user, now=now)
    looking = look_at({row.article.pk for group in queue.groups.values() for row in group.rows})
    issues = issues_in_work(user, timezone.localtime(now).date())

    def card(row: Row) -> Card:
        return _card(row, queue, looking[row.article.pk], user, now)

    piles = {name: _pile(name, queue, card) for name in queue.groups}
    return {
        "piles": [
            piles[name]
            for name in (MINE, UNCLAIMED, WAITING, RETURNED)
            if name in piles and _concerns(name, queue)
        ],
        "late": piles.get(LATE),
        "issues": issues,
        "sees_issues": bool(roles_of(user) & READERS),
        "summary": _summary(piles),
        "day": timezone.localtime(now),
    }


def _concerns(name: str, queue: Queue) -> bool:
    """Drafts that came back are nothing for who only checks facts."""
    return name != RETURNED or queue.stages != (ArticleState.FACT_CHECK,)


def _pile(name: str, queue: Queue, card: Callable[[Row], Card]) -> Pile:
    group = queue.groups[name]
    title, empty = TITLES[name]
    query = FILTERS[name]
    if name in (UNCLAIMED, LATE) and len(queue.stages) == 1 and queue.stages[0] == ArticleState.FACT_CHECK:
        query += "&state=fact_check"
    elif name == UNCLAIMED and len(queue.stages) == 1:
        query += f"&state={queue.stages[0]}"
    list_of_articles = reverse("admin:editorial_article_changelist")
    all_at = f"{list_of_articles}?{query}" if query else list_of_articles
    return Pile(name, title, empty, group.total, [card(row) for row in group.rows], all_at)


def _summary(piles: dict[str, Pile]) -> list[tuple[str, str]]:
    """What there is, in short: address on the page and words."""
    said = (
        (MINE, lambda n: f"{n:,} {'needs' if n == 1 else 'need'} you"),
        (UNCLAIMED, lambda n: f"{n:,} unclaimed"),
        (LATE, lambda n: f"{n:,} late"),
        (RETURNED, lambda n: f"{n:,} returned"),
    )
    return [
        (f"#{name}", words(piles[name].total)) for name, words in said if name in piles and piles[name].total
    ]


def _card(row: Row, queue: Queue, looking: list[Looking], user: User, now: datetime) -> Card:
    article, today = row.article, timezone.localtime(now).date()
    checks = article.state == ArticleState.FACT_CHECK and ArticleState.FACT_CHECK in queue.stages
    check_at = reverse("check_article", args=[article.pk]) if checks else ""
    month = [f"{month_and_year(article.issue.month)} issue"] if article.issue else ["No issue yet"]
    until = due(row.due_on, today)
    return Card(
        row,
        address=_at_desk(article.pk),
        labels=[*([str(article.section)] if article.section else []), *month],
        since=moment(row.since, now),
        due=until,
        due_in_short=until.words.split(",")[0]
        if until
        else "",  # “Due in 3 days”, without the name of the day
        with_whom=_with_whom(row, user),
        held=moment(row.held_since, now) if row.held_since else None,
        holdup=_in_one_line(row.holdup),
        holdup_at=_place(article.pk, row.holdup, check_at) if row.holdup else "",
        check_at=check_at,
        may_claim=article.state in queue.stages and not row.holder and not row.own,
        here=[one.name for one in looking if one.user_id != user.pk],
        late=f"{count((today - row.due_on).days, 'day')} late" if row.late and row.due_on else "",
    )


def _with_whom(row: Row, user: User) -> str:
    if row.article.state == ArticleState.DRAFT:
        return "With you, its author" if row.own else f"With its author, {name_of(row.article.created_by)}"
    if row.mine:
        return "You have it"
    if row.holder:
        return f"{row.holder} has it"
    if row.own:
        return "You wrote it, so somebody else takes it"
    return "" if row.group == UNCLAIMED else f"With the {DOERS[row.article.state]}; nobody has claimed it"


def _place(pk: int, holdup: Holdup, check_at: str) -> str:
    """Where what holds it up is solved: on the fact-checker's page for who checks, else on the article's."""
    parts = holdup.where.split(":")
    if check_at and parts[-1] in ("check", "clearance") and len(parts) == 3:
        return f"{check_at}?at={parts[0]}-{parts[1]}"
    return place_of(f"article:{pk}:{holdup.where}")


def _in_one_line(holdup: Holdup | None) -> str:
    if holdup is None:
        return ""
    more = f" And {count(holdup.more, 'more thing')}." if holdup.more else ""
    return f"{holdup.message}{more}"


def checks_in_words(user: User, article_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """How far fact-checks are, for the desk’s script: by article what is left in one line (`words`) and where (`address`),
    and how many parts are verified (`verified`). A constant number of queries.
    """
    checks = ArticleState.FACT_CHECK in stages_of(user)
    found = {}
    for pk, check in in_check(user, article_ids).items():
        check_at = reverse("check_article", args=[pk]) if checks else ""
        found[pk] = {
            "words": _in_one_line(check.holdup) or "Everything in it is verified.",
            "address": _place(pk, check.holdup, check_at) if check.holdup else check_at or _at_desk(pk),
            "verified": f"{check.verified} of {check.parts} parts verified",
        }
    return found


def _at_desk(pk: int) -> str:
    return reverse("admin:editorial_article_change", args=[pk])
