"""What the demo leaves behind for the month after: the desk at work."""

from datetime import date

import pytest
from django.utils import timezone

from demo.next_month import SHARED_FILTER, begin_next_month
from editorial.content.models import Article
from editorial.issues.operations import create_issue
from editorial.search.queries import filters_of
from editorial.states import ArticleState as S
from editorial.workflow.models import Assignment
from editorial.workflow.queue import LATE, MINE, RETURNED, UNCLAIMED, WAITING, queue_of
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_the_next_month_shows_the_desk_at_work() -> None:
    author, editor, checker = f.author(), f.editor(), f.fact_checker()
    sections = [f.section(), f.section(), f.section()]
    november = create_issue(month=date(2026, 11, 1), volume=1, number=1, by=editor, sections=sections)
    said: list[str] = []
    begin_next_month(
        after=november, sections=sections, author=author, editor=editor, checker=checker, say=said.append
    )

    def titles(group: str) -> list[str]:
        return [str(row.article) for row in queue_of(editor).groups[group].rows]

    assert titles(MINE) == ["Orlanza Puts Its Fog Horns to a Vote"]
    assert titles(UNCLAIMED) == titles(LATE) == ["Morvenna Lets Its Postmen Weigh the Snow"]
    assert titles(WAITING) == ["Belvarra Lets Its Harbor Seals Vote With Their Fins"]
    assert titles(RETURNED) == ["Vasmara’s Night Trains Return to the High Line"]
    assert Article.objects.filter(state=S.DRAFT, submitted_at=None).count() == 1
    assert all(row.due_on > timezone.localdate() for row in queue_of(editor).groups[MINE].rows)
    assert Assignment.objects.get(stage=S.FACT_CHECK).person == checker

    question, answer, suggestion = Article.objects.get(title__startswith="Orlanza").comments.order_by("pk")
    assert answer.answer_to == question and answer.by == author and question.exact
    assert suggestion.suggested == "if all three horns fall silent" and not suggestion.decision

    assert [(one.name, one.query) for one in filters_of(checker)] == [SHARED_FILTER]
    assert len(said) == 4
    # Told again, it is there already.
    begin_next_month(
        after=november, sections=sections, author=author, editor=editor, checker=checker, say=said.append
    )
    assert (len(said), Article.objects.count()) == (4, 5)
