"""Reminders: two days before, on the day, a day late, then every week; each once, to those whose work it is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.content.models import Article
from editorial.issues import reminders
from editorial.issues.models import Issue
from editorial.issues.reminders import remind
from editorial.issues.tasks import remind as remind_task
from editorial.notify.models import Notification
from editorial.states import ArticleState
from editorial.workflow.models import Assignment
from tests import factories as f

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 11, 10, 8, 0, tzinfo=ZoneInfo("UTC"))
DAY = timedelta(days=1)


def due(article: Article, days: int, person: User | None = None) -> Assignment:
    by = article.created_by
    made = Assignment(
        article=article,
        stage=article.state,
        person=person,
        due_on=(TODAY + days * DAY).date(),
        by=by,
        at=TODAY,
    )
    made.save()
    Notification.objects.all().delete()
    return made


def told() -> list[tuple[int, str]]:
    return sorted(Notification.objects.values_list("recipient_id", "text"))


def test_one_bad_article_stops_no_other_reminder(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = f.draft(title="Bad"), f.draft(title="Good")
    for article in (bad, good):
        due(article, 0)
    words = reminders._words

    def fails(article: Article, *rest: object) -> str:
        if article.pk == bad.pk:
            raise ValueError("odd")
        return words(article, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reminders, "_words", fails)
    assert remind(at=TODAY) == 1
    assert [text for _who, text in told()] == ["“Good”: the draft is due today."]
    assert f"article {bad.pk}" in caplog.text
    monkeypatch.undo()
    assert remind(at=TODAY) == 1, "the next run tries again"


def test_the_days_on_which_a_draft_is_remembered() -> None:
    me = f.author()
    article = f.draft(me, title="It")
    due(article, 3)
    days = []
    for day in range(30):
        if remind(at=TODAY + day * DAY):
            days.append(day - 3)
        assert remind(at=TODAY + day * DAY) == 0, "beat may run twice"
    assert days == [-2, 0, 1, 8, 15, 22]
    words = [text for _who, text in told()]
    assert "“It”: the draft is due on Friday, November 13." in words
    assert "“It”: the draft is due today." in words
    assert "“It”: the draft is 1 day late. It was due on Friday, November 13." in words
    assert "“It”: the draft is 8 days late. It was due on Friday, November 13." in words
    assert {who for who, _text in told()} == {me.pk}


def test_after_days_without_beat_only_what_is_right_today_is_said() -> None:
    due(f.draft(f.author(), title="It"), 2)
    assert remind(at=TODAY + 5 * DAY) == 1
    assert [text for _who, text in told()] == [
        "“It”: the draft is 3 days late. It was due on Thursday, November 12."
    ]


def test_reminders_wait_for_the_morning(settings: pytest.FixtureRequest) -> None:
    due(f.draft(f.author()), 0)
    assert remind(at=TODAY - timedelta(hours=3)) == 0
    assert remind(at=TODAY) == 1


def test_who_has_it_is_reminded_or_else_everybody_whose_work_it_is() -> None:
    holder, other = f.editor(), f.editor()
    checker = f.fact_checker()
    held, unclaimed = f.walked_to(ArticleState.IN_REVIEW), f.walked_to(ArticleState.IN_REVIEW)
    to_check = f.walked_to(ArticleState.FACT_CHECK, editor=other)
    due(held, 0, holder)
    assert remind(at=TODAY) == 1 and {who for who, _ in told()} == {holder.pk}
    due(unclaimed, 0)
    due(to_check, 0)
    assert remind(at=TODAY) == 3
    by_article = {
        article.pk: set(Notification.objects.filter(article=article).values_list("recipient_id", flat=True))
        for article in (unclaimed, to_check)
    }
    assert {holder.pk, other.pk} <= by_article[unclaimed.pk] and checker.pk not in by_article[unclaimed.pk]
    assert checker.pk in by_article[to_check.pk] and holder.pk not in by_article[to_check.pk]


def test_the_day_of_the_issue_holds_where_the_article_has_none_of_its_own() -> None:
    first, second = f.draft(f.author(), title="First"), f.draft(f.author(), title="Second")
    issue = f.issue_of([first, second])
    Issue.objects.filter(pk=issue.pk).update(drafts_due_on=TODAY.date())
    due(first, 9)
    assert remind(at=TODAY) == 1
    assert [text for _who, text in told()] == ["“Second”: the draft is due today."]
    Issue.objects.filter(pk=issue.pk).update(drafts_due_on=(TODAY + DAY).date())
    assert remind(at=TODAY) == 1, "another day is another reminder"


@pytest.mark.parametrize("state", [ArticleState.APPROVED, ArticleState.WITHDRAWN])
def test_what_nobody_has_to_do_is_not_remembered(state: str) -> None:
    article = f.draft(f.author())
    due(article, 0)
    Article.objects.filter(pk=article.pk).update(state=state)
    assert remind(at=TODAY) == 0


def test_nobody_is_reminded_for_an_issue_that_is_closed() -> None:
    article = f.draft(f.author())
    issue = f.issue_of([article])
    due(article, -3)
    Issue.objects.filter(pk=issue.pk).update(state="closed")
    assert remind(at=TODAY) == 0


def test_a_second_round_asks_as_little_for_many_articles_as_for_few() -> None:
    counts = []
    for _ in range(2):
        for _ in range(4):
            due_one = f.draft(f.author())
            Assignment.objects.create(
                article=due_one, stage="draft", due_on=TODAY.date(), by=due_one.created_by, at=TODAY
            )
        remind(at=TODAY)
        with CaptureQueriesContext(connection) as captured:
            remind(at=TODAY)
        counts.append(len(captured))
    assert counts == [2, 2]


def test_the_task_reminds_of_today(monkeypatch: pytest.MonkeyPatch, settings) -> None:  # type: ignore[no-untyped-def]
    settings.NOTIFY_DIGEST_HOUR = 0
    from django.utils import timezone

    article = f.draft(f.author())
    Assignment.objects.create(
        article=article, stage="draft", due_on=timezone.localdate(), by=article.created_by, at=timezone.now()
    )
    remind_task()
    assert Notification.objects.filter(kind="draft_due").count() == 1
