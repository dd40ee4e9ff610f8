"""Rows are locked in one order, whatever is done: issues before articles, each by primary key (docs/at-once.md)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.content.models import Article
from editorial.content.operations import create_article
from editorial.issues.arrangement import Group, arrangement_of, token_of
from editorial.issues.assembly import (
    arrange_issue,
    order_articles,
    place_article,
    replan_article,
    take_out_article,
)
from editorial.issues.corrections import open_correction
from editorial.issues.models import Issue
from editorial.issues.operations import move_issue, request_proof
from editorial.workflow.assignments import assign_articles
from editorial.workflow.comments import add_comment
from editorial.workflow.operations import move_article
from tests import factories as f
from tests.at_once import at_once

ORDER = ["auth_group", "editorial_import", "auth_user", "editorial_issue", "editorial_article"]
LOCK = re.compile(r'FROM "(\w+)".* FOR (NO KEY )?UPDATE', re.DOTALL)


def locks(act: Callable[[], Any]) -> list[tuple[str, bool]]:
    """The tables whose rows were locked, in order, and whether their keys stayed free."""
    with CaptureQueriesContext(connection) as made:
        act()
    return [(found[1], bool(found[2])) for one in made for found in [LOCK.search(one["sql"])] if found]


@pytest.mark.django_db
def test_issues_come_before_articles() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite locks the database, not rows")
    section, desk, office = f.section(), f.editor(), f.publications()
    one, two = (f.walked_to("in_review", f.complete_article(section=section)) for _ in range(2))
    issue, other = f.issue_of([one, two]), f.issue_of([])
    out = f.published_issue([f.walked_to("approved", f.complete_article(section=section))])
    published, author = out.articles.get(), f.author()
    shown = arrangement_of(issue)
    wanted = (Group(section.pk, (two.pk, one.pk)),)
    acts: list[Callable[[], Any]] = [
        lambda: arrange_issue(issue=issue, arrangement=wanted, expected=token_of(shown), by=desk),
        lambda: order_articles(issue=issue, article_ids=[one.pk, two.pk], by=desk),
        lambda: replan_article(article=one, issue=other, expected=issue.pk, by=desk),
        lambda: place_article(issue=issue, article=one, by=desk, expected=other.pk),
        lambda: take_out_article(article=one, by=desk, expected=issue.pk),
        lambda: move_article(article_id=one.pk, move="accept", by=desk),
        lambda: add_comment(article=two, text="Why?", by=desk),
        lambda: request_proof(issue=issue, by=office),
        lambda: open_correction(article_id=published.pk, reason="Wrong", by=office),
        lambda: create_article(by=author, title="New"),
    ]
    for act in acts:
        found = [(table, free) for table, free in locks(act) if table in ORDER]
        assert found, "nothing was locked"
        places = [ORDER.index(table) for table, _free in found]
        first = [places.index(place) for place in sorted(set(places))]
        assert first == sorted(first), found
        assert all(free for _table, free in found), found


@pytest.mark.django_db(transaction=True)
def test_giving_out_the_articles_of_an_issue_while_it_is_closed() -> None:
    """News of the articles name the issue: who writes them holds the articles, and who closes it waits for these."""
    section = f.section()
    articles = [f.walked_to("in_review", f.complete_article(section=section)) for _ in range(3)]
    issue, desk, other, reviewer = f.issue_of(articles), f.editor(), f.administrator(), f.editor()
    ids = [article.pk for article in articles]

    def close() -> Any:
        return move_issue(issue_id=issue.pk, move="close", by=other, override=True, reason="In a hurry")

    for _ in range(4):
        given, closed = at_once(
            lambda: assign_articles(article_ids=ids, stage="in_review", by=desk, person=reviewer), close
        )
        assert len(given.articles) == 3, given
        assert not isinstance(closed, Exception), closed
        f.move_issue(Issue.objects.get(pk=issue.pk), "reopen", desk)
        for article in articles:
            article.assignments.all().delete()


@pytest.mark.django_db(transaction=True)
def test_two_first_articles_of_one_author_at_once() -> None:
    author = f.author()
    made = at_once(*[lambda: create_article(by=author, title="New") for _ in range(4)])
    assert all(isinstance(one, Article) for one in made), made
    assert {one.bylines.get().author.user_id for one in made} == {author.pk}
    assert len({one.bylines.get().author_id for one in made}) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_exchange_articles_between_two_issues() -> None:
    one, two = f.walked_to("in_review"), f.walked_to("in_review")
    first, second, desk = f.issue_of([one]), f.issue_of([two]), f.editor()
    answers = at_once(
        lambda: place_article(issue=second, article=one, by=desk, expected=first.pk),
        lambda: place_article(issue=first, article=two, by=desk, expected=second.pk),
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    assert (f.fresh(one).issue, f.fresh(two).issue) == (second, first)
