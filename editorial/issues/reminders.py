"""Reminders: two days before something is due, on the day, one day after it, and then every week."""

import logging
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from editorial.content.models import Article
from editorial.dates import weekday
from editorial.notify.operations import announce
from editorial.notify.queries import told_of
from editorial.notify.table import Group
from editorial.states import ArticleState, IssueState
from editorial.workflow.participants import author_ids
from editorial.workflow.queue import OPEN, with_days

logger = logging.getLogger(__name__)
DAYS_BEFORE = 2
# The stage → the kind of news and what is due.
WORK = {
    ArticleState.DRAFT.value: ("draft_due", "draft"),
    ArticleState.IN_REVIEW.value: ("review_due", "review"),
    ArticleState.FACT_CHECK.value: ("check_due", "fact-check"),
}


def remind(*, at: datetime | None = None) -> int:
    """Remind everybody of what is due, from the house's morning hour on. Returns of how many articles somebody was told.

    May run as often as it likes: each reminder has a name (`_same_as`), and nobody hears what has one twice. After days
    without it each article has the one reminder that is right today.
    """
    now = timezone.localtime(at or timezone.now())
    if now.hour < settings.NOTIFY_DIGEST_HOUR:
        return 0
    today = now.date()
    open_issue = Q(issue__isnull=True) | Q(issue__state=IssueState.PLANNING)
    last_day = date.fromordinal(today.toordinal() + DAYS_BEFORE)
    articles: Any = with_days(Article.objects.filter(open_issue, state__in=OPEN))
    due = articles.filter(due_day__lte=last_day)
    named = {_same_as(article, today): article.pk for article in due.only("state").order_by("due_day", "pk")}
    told = told_of(named)
    return sum(_try(pk, today, now) for name, pk in named.items() if name not in told)


def _try(pk: int, today: date, at: datetime) -> bool:
    """Whether somebody was told; an article that cannot be reminded of stands in the log and stops no other."""
    try:
        return _remind_of(pk, today, at)
    except Exception:  # whatever is wrong with this one; the next run tries it again
        logger.exception("Nobody could be reminded of article %s", pk)
        return False


def _same_as(article: Any, today: date) -> str:
    """The name of today's reminder of an article: another one when it is due on another day."""
    return f"due:{article.pk}:{article.state}:{article.due_day}:{_step(article.due_day, today)}"


def _step(due_on: date, today: date) -> str:
    late = (today - due_on).days
    if late > 0:
        return f"late-{(late - 1) // 7}"
    return "today" if late == 0 else "soon"


@transaction.atomic
def _remind_of(pk: int, today: date, at: datetime) -> bool:
    """Whether somebody was told."""
    article: Any = with_days(Article.objects.filter(pk=pk, state__in=OPEN)).first()
    if article is None or article.due_day is None or (article.due_day - today).days > DAYS_BEFORE:
        return False  # it went on, or got another day, while we looked
    kind, work = WORK[article.state]
    holder = [article.holder_id] if article.holder_id else []
    told = announce(
        kind=kind,
        text=_words(article, work, article.due_day, today),
        by=None,
        groups={Group.AUTHORS: author_ids(article), Group.ASSIGNEE: holder},
        article=article,
        same_as=_same_as(article, today),
        at=at,
    )
    return bool(told)


def _words(article: Article, work: str, due_on: date, today: date) -> str:
    late = (today - due_on).days
    day = weekday(due_on)
    if late > 0:
        return (
            f"“{article}”: the {work} is {late} {'day' if late == 1 else 'days'} late. It was due on {day}."
        )
    if late == 0:
        return f"“{article}”: the {work} is due today."
    return f"“{article}”: the {work} is due on {day}."
