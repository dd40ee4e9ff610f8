"""Two people at the same moment, each with a connection of their own: one is served, the other is told."""

from typing import Any

import pytest

from editorial.content import operations as content
from editorial.content.fingerprints import item_fingerprint
from editorial.content.models import Article, Excerpt
from editorial.content.operations import EditConflict
from editorial.errors import EditorialError
from editorial.factcheck.operations import record_check
from editorial.issues.models import Issue
from editorial.issues.operations import move_issue
from editorial.workflow.models import LogEntry
from editorial.workflow.operations import GateClosed, IllegalMove, move_article
from tests import factories as f
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_accept_one_is_told() -> None:
    article, people = f.walked_to("in_review"), [f.editor() for _ in range(4)]
    answers = at_once(
        *(lambda by=by: move_article(article_id=article.pk, move="accept", by=by) for by in people)
    )
    assert sum(isinstance(answer, LogEntry) for answer in answers) == 1
    assert sum(isinstance(answer, IllegalMove) for answer in answers) == 3
    assert LogEntry.objects.filter(article=article, move="accept").count() == 1


def test_of_two_who_save_one_is_told() -> None:
    article, people = f.walked_to("in_review"), [f.editor(), f.editor()]
    excerpt = article.excerpts.first()

    def save(by: Any) -> Excerpt:
        held = Excerpt.objects.get(pk=excerpt.pk)
        held.place = by.username
        return content.save_item(item=held, by=by, expected_version=excerpt.version)

    answers = at_once(*(lambda by=by: save(by) for by in people))
    assert sorted(isinstance(answer, EditConflict) for answer in answers) == [False, True]
    stored = Excerpt.objects.get(pk=excerpt.pk)
    assert (stored.place, stored.version) == (
        answers[0 if isinstance(answers[1], EditConflict) else 1].place,
        2,
    )


def test_an_edit_and_a_clearing_never_pass_each_other() -> None:
    article, desk, checker = f.walked_to("fact_check"), f.editor(), f.fact_checker()
    f.check_everything(article, checker)

    def edit() -> Excerpt:
        held = Excerpt.objects.filter(article=article).first()
        held.place = "Rome"
        return content.save_item(item=held, by=desk)

    edited, cleared = at_once(edit, lambda: move_article(article_id=article.pk, move="clear", by=checker))
    if isinstance(cleared, LogEntry):
        assert isinstance(edited, EditorialError)
    else:
        assert isinstance(cleared, GateClosed)
        assert isinstance(edited, Excerpt)


def test_a_verdict_and_an_edit_never_pass_each_other() -> None:
    article, desk, checker = f.walked_to("fact_check"), f.editor(), f.fact_checker()
    excerpt = article.excerpts.first()

    def edit() -> Excerpt:
        held = Excerpt.objects.get(pk=excerpt.pk)
        held.place = "Rome"
        return content.save_item(item=held, by=desk)

    at_once(
        edit, lambda: record_check(item=Excerpt.objects.get(pk=excerpt.pk), verdict="verified", by=checker)
    )
    for check in article.checks.all():
        versions = [row.instance for row in Excerpt.history.filter(id=excerpt.pk)]
        assert check.fingerprint in {item_fingerprint(version) for version in versions}


def test_an_approval_and_a_reopening_never_pass_each_other() -> None:
    article = f.walked_to("approved")
    issue = f.move_issue(f.issue_of([article]), "close", f.editor())
    office, desk = f.publications(), f.editor()
    at_once(
        lambda: move_issue(issue_id=issue.pk, move="approve", by=office),
        lambda: move_article(article_id=article.pk, move="reopen", by=desk, reason="A doubt"),
    )
    states = Issue.objects.get(pk=issue.pk).state, Article.objects.get(pk=article.pk).state
    assert states in (("approved", "approved"), ("closed", "fact_check"))
