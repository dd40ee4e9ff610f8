"""A move writes state, log and history together, or nothing."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from editorial.content.fingerprints import article_fingerprint
from editorial.content.models import Article
from editorial.errors import NotAllowed, ReasonMissing
from editorial.workflow import operations
from editorial.workflow.comments import add_comment, resolve_comment
from editorial.workflow.models import Comment, LogEntry
from editorial.workflow.operations import (
    GateClosed,
    IllegalMove,
    available_moves,
    move_article,
    publish_articles,
)
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_log_and_history_say_who_when_and_why() -> None:
    article, desk, at = f.walked_to("in_review"), f.editor(), datetime(2026, 11, 5, 9, tzinfo=UTC)
    version = article.version
    move_article(article_id=article.pk, move="return", by=desk, reason="  Shorten it  ", at=at)
    article = f.fresh(article)
    entry, row = (
        LogEntry.objects.filter(article=article).latest("pk"),
        Article.history.filter(id=article.pk).first(),
    )
    assert (entry.move, entry.source, entry.target) == ("return", "in_review", "draft")
    assert (entry.by, entry.at, entry.reason, entry.overridden) == (desk, at, "Shorten it", [])
    assert entry.fingerprint == article_fingerprint(article)
    assert row.history_user == entry.by
    assert (row.history_user, row.history_change_reason) == (desk, "Return to author: Shorten it")
    assert (row.state, article.state_since, article.version) == ("draft", at, version + 1)


def test_the_first_submission_makes_it_visible_to_the_desk_for_good() -> None:
    at = datetime(2026, 11, 5, 9, tzinfo=UTC)
    article = f.complete_article()
    assert f.move(article, "submit", article.created_by, at=at).submitted_at == at
    assert f.move(article, "return", f.editor()).submitted_at == at


@pytest.mark.parametrize("broken", [LogEntry, Article.history.model])
def test_without_log_or_history_there_is_no_move(monkeypatch: pytest.MonkeyPatch, broken: type) -> None:
    """The table that must be written refuses the row: the state stays what it was."""
    article, desk = f.walked_to("in_review"), f.editor()
    rows = Article.history.filter(id=article.pk).count()

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise IntegrityError("the disk is full")

    monkeypatch.setattr(broken, "save", refuse)
    monkeypatch.setattr(broken, "save_base", refuse)
    with pytest.raises(IntegrityError):
        move_article(article_id=article.pk, move="accept", by=desk)
    monkeypatch.undo()
    assert f.fresh(article).state == "in_review"
    assert Article.history.filter(id=article.pk).count() == rows
    assert not LogEntry.objects.filter(article=article, move="accept").exists()


@pytest.mark.parametrize("name", ["return", "reopen", "withdraw", "restore"])
def test_a_reason_is_asked_for(name: str) -> None:
    state = {"return": "in_review", "reopen": "approved", "withdraw": "in_review", "restore": "withdrawn"}[
        name
    ]
    article = f.walked_to(state)
    for reason in ("", " \n "):
        with pytest.raises(ReasonMissing, match="Give a reason"):
            move_article(article_id=article.pk, move=name, by=f.administrator(), reason=reason)
    assert f.fresh(article).state == state


def test_the_second_of_two_people_is_told() -> None:
    article = f.walked_to("in_review")
    f.move(article, "accept", f.editor())
    with pytest.raises(IllegalMove, match="the article is “Fact-check”") as refused:
        move_article(article_id=article.pk, move="accept", by=f.editor())
    assert (refused.value.move, refused.value.state) == ("accept", "fact_check")


def test_an_article_that_does_not_exist() -> None:
    with pytest.raises(Article.DoesNotExist):
        move_article(article_id=987654321, move="accept", by=f.editor())


def test_publishing_takes_the_fingerprint_of_the_edition() -> None:
    article, office = f.walked_to("approved"), f.publications()
    at = datetime(2026, 11, 30, tzinfo=UTC)
    with pytest.raises(GateClosed):
        publish_articles(article_fingerprints={article.pk: "0" * 64}, slugs={}, by=office, at=at)
    draft = f.complete_article()
    with pytest.raises(IllegalMove):
        publish_articles(
            article_fingerprints={draft.pk: article_fingerprint(draft)}, slugs={}, by=office, at=at
        )


def test_the_row_is_locked_where_the_database_can() -> None:
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite takes the lock of the whole database when a transaction begins")
    article = f.walked_to("in_review")
    remembered = _Remember()
    with connection.execute_wrapper(remembered):
        f.move(article, "accept", f.editor())
    assert any("FOR NO KEY UPDATE" in sql and "editorial_article" in sql for sql in remembered.sql)


class _Remember:
    def __init__(self) -> None:
        self.sql: list[str] = []

    def __call__(self, execute, sql, params, many, context):
        self.sql.append(sql)
        return execute(sql, params, many, context)


def test_comments_of_those_who_may_see_it() -> None:
    article = f.walked_to("in_review")
    assert add_comment(article=article, text=" Hm. ", by=article.created_by).text == "Hm."
    with pytest.raises(Article.DoesNotExist):
        add_comment(article=article, text="Hm.", by=f.author())
    with pytest.raises(ValidationError):
        add_comment(article=article, text="  ", by=article.created_by)
    comment = add_comment(article=article, text="Stop!", by=article.created_by, blocking=True)
    with pytest.raises(NotAllowed):
        resolve_comment(comment=comment, by=article.created_by)
    row = Comment.history.filter(id=comment.pk).first()
    assert row.history_user == comment.by


def test_a_page_asks_for_the_same_number_of_queries_however_long_the_article() -> None:
    desk = f.administrator()
    available_moves(desk, f.walked_to("fact_check"))
    counts = []
    for excerpts in (1, 10):
        article = f.fresh(f.walked_to("fact_check", f.complete_article(excerpts=excerpts)))
        with connection.execute_wrapper(remembered := _Remember()):
            operations.available_moves(desk, article)
        counts.append(len(remembered.sql))
    assert counts[0] == counts[1]
    assert available_moves(desk, article)
