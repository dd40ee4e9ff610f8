"""The articles in fact-check, for the page that lists them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from editorial.checking.access import MAY_CHECK, refusals
from editorial.checking.entries import Progress, progress_of
from editorial.content.models import Article
from editorial.content.permissions import DESK, is_author_of, roles_of, visible_articles
from editorial.factcheck.presence import Looking, look_at
from editorial.factcheck.queries import item_statuses, open_blocking_findings
from editorial.states import ArticleState, IssueState
from editorial.workflow.gates import Case, blockers
from editorial.workflow.queue import with_days
from editorial.workflow.reading import load_lists, load_people_and
from editorial.workflow.transitions import TRANSITIONS

SOON = 7  # days


@dataclass(frozen=True)
class Row:
    """One article in fact-check. `refusal` says why this person does not check it; `here` who is on its page now.

    `in_the_way` says what else holds up clearing it when everything is checked; `due_on` until when it is to be checked, by
    its own day or else by its issue's.
    """

    article: Article
    progress: Progress
    refusal: str
    here: list[Looking]
    in_the_way: list[str]
    now: datetime
    due_on: date | None = None

    @property
    def is_ready(self) -> bool:
        """Whether nothing is in the way of clearing it."""
        return self.progress.left == 0 and not self.in_the_way

    @property
    def days(self) -> int:
        """For how many days it has been in fact-check."""
        since = self.article.state_since or self.article.created_at
        return (timezone.localtime(self.now).date() - timezone.localtime(since).date()).days

    @property
    def appears_on(self) -> date | None:
        """The day on which its issue appears."""
        return self.article.issue.rights_date if self.article.issue else None

    @property
    def appears(self) -> str:
        """When its issue appears, such as “appears December 31”; blank where nobody said."""
        issue = self.article.issue
        if issue is None or issue.publication_date is None:
            return ""
        past = issue.publication_date < timezone.localtime(self.now).date()
        verb = "was to appear" if past else "appears"
        return (
            f"{'appeared' if self.is_out else verb} {issue.publication_date:%B} {issue.publication_date.day}"
        )

    @property
    def is_out(self) -> bool:
        """Whether its issue is published, so that this is a correction."""
        return self.article.issue is not None and self.article.issue.state == IssueState.PUBLISHED

    @property
    def urgency(self) -> str:
        """“late”, “soon” or “”, by the day on which its check is due or, where there is none, its issue appears."""
        day = self.due_on or (None if self.is_out else self.appears_on)
        if day is None:
            return ""
        left = (day - timezone.localtime(self.now).date()).days
        return "late" if left < 0 else "soon" if left <= SOON else ""


@dataclass(frozen=True)
class Shelf:
    """Articles ready to be cleared, those to check, and those that this person does not check."""

    ready: list[Row]
    to_check: list[Row]
    not_yours: list[Row]

    @property
    def is_empty(self) -> bool:
        return not (self.ready or self.to_check or self.not_yours)


def shelf_of(user: User, *, now: datetime | None = None) -> Shelf:
    """The articles in fact-check that this person may see. A constant number of queries (see `access.refusals`)."""
    now = now or timezone.now()
    found = visible_articles(user, Article.objects.filter(state=ArticleState.FACT_CHECK))
    desk = bool(roles_of(user) & DESK)
    every = list(
        with_days(found).select_related("section", "issue", "created_by").order_by("state_since", "pk")
    )
    lists = load_lists(every)
    articles = [article for article in every if desk or is_author_of(user, article)]
    checkers = load_people_and(every, lists, MAY_CHECK) if articles else []
    why = refusals(user, articles)
    here = look_at((article.pk for article in articles), (one.pk for one in checkers if one != user))
    rows = [_row(article, why.get(article.pk, ""), here[article.pk], now) for article in articles]
    rows.sort(key=lambda row: (row.due_on or row.appears_on or date.max, row.article.state_since or now))
    yours = [row for row in rows if not row.refusal]
    return Shelf(
        ready=[row for row in yours if row.is_ready],
        to_check=[row for row in yours if not row.is_ready],
        not_yours=[row for row in rows if row.refusal],
    )


def _row(article: Any, refusal: str, here: list[Looking], now: datetime) -> Row:
    progress = progress_of(item_statuses(article), len(open_blocking_findings(article)))
    found = [] if progress.left else blockers(TRANSITIONS["clear"].gates, Case(article))
    messages = [blocker.message for blocker in found]
    return Row(article, progress, refusal, here, messages, now, article.due_day)
