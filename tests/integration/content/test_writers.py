"""Who wrote it, read from a history of any length, is the same as from all of it at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial.content.models import Article
from editorial.content.operations import save_item
from editorial.content.writers import (
    NOT_CONTENT,
    _changed_by,
    read_writing,
    writer_ids,
    writing_of,
    writings_of,
    wrote,
)
from tests import factories as f

pytestmark = pytest.mark.django_db

FIELDS = ("title", "dek", "pull_quote")


def history_of(article: Article, saves: list[tuple[int, int, int, bool]], people: list[Any]) -> None:
    """Rows written straight into the table: who, which field, which value, and whether it became a draft again."""
    rows = Article.history.model
    last = Article.history.filter(id=article.pk).first()
    fields = {x.attname: getattr(last, x.attname) for x in rows._meta.fields if x.attname != "history_id"}
    at: datetime = fields["history_date"]
    made = []
    for number, (who, name, value, moved) in enumerate(saves):
        fields |= {FIELDS[name]: f"value {value}", "history_user_id": people[who].pk, "history_type": "~"}
        fields |= {"history_date": at + timedelta(minutes=number + 1)}
        if moved:
            made.append(rows(**(fields | {"state": "in_review"})))
            fields["history_date"] += timedelta(seconds=1)
        made.append(rows(**fields))
    rows.objects.bulk_create(made)


def read_at_once(article: Article, since: datetime | None) -> set[int]:
    names = [
        x.attname for x in Article.history.model._meta.fields if x.name not in NOT_CONTENT | {"position"}
    ]
    rows = [
        row | {"part": 0, "said": {name: row[name] for name in names}}
        for row in Article.history.filter(id=article.pk).order_by("history_date", "history_id").values()
    ]
    return {user for user, _at in _changed_by(rows, since)}


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2), st.booleans()), max_size=12)
)
def test_leaving_out_what_names_nobody_new_changes_no_answer(saves: list[tuple[int, int, int, bool]]) -> None:
    writer = f.author()
    article = f.draft(writer)
    people = [writer, f.editor(), f.editor(), f.editor()]
    history_of(article, saves, people)
    since, previous = None, ""
    for state, at in (
        Article.history.filter(id=article.pk).order_by("history_id").values_list("state", "history_date")
    ):
        since = at if state == "draft" and previous == "in_review" else since
        previous = state
    assert writer_ids(article) == {writer.pk} | read_at_once(article, since)


def test_a_long_history_of_its_author_alone_is_not_read(django_assert_num_queries: Any) -> None:
    writer = f.author()
    article = f.draft(writer)
    history_of(article, [(0, 1, number, False) for number in range(300)], [writer])
    with django_assert_num_queries(3) as made:
        assert writer_ids(article) == {writer.pk}
    assert not any("commentary" in query["sql"] for query in made.captured_queries)


def test_who_changed_it_since_it_was_submitted_is_told_apart_from_who_moved_it() -> None:
    writer, mover, editor = f.author(), f.editor(), f.person("author", "editor")
    article = f.move(f.complete_article(writer), "submit", writer)
    article = f.move(f.move(article, "accept", mover), "return", mover)
    article = f.move(article, "submit", writer)
    assert writing_of(f.fresh(article)).since_submitted == frozenset()
    excerpt = article.excerpts.first()
    excerpt.place = "Rome"
    save_item(item=excerpt, by=editor)
    found = writing_of(f.fresh(article))
    assert found.since_submitted == {editor.pk}
    assert found.writers == {writer.pk, editor.pk}


def test_a_page_asks_once_and_an_operation_anew(django_assert_num_queries: Any) -> None:
    article, editor = f.walked_to("in_review"), f.editor()
    with django_assert_num_queries(2):
        read_writing(article)
        assert not wrote(editor, article)
        assert writer_ids(article) == {article.created_by_id}
    article.title = "Another title"
    save_item(item=article, by=editor)
    assert wrote(editor, f.fresh(article))


def test_many_articles_are_read_as_each_by_itself_in_as_many_queries(django_assert_num_queries: Any) -> None:
    writer, editor = f.author(), f.editor()
    articles = [
        f.walked_to(state, f.complete_article(writer)) for state in ("draft", "in_review", "approved") * 2
    ]
    for article in articles[1::3]:
        excerpt = article.excerpts.first()
        excerpt.place = "Rome"
        save_item(item=excerpt, by=editor)
    fresh = [f.fresh(article) for article in articles]
    with django_assert_num_queries(2):
        together = writings_of(fresh)
    assert together == {article.pk: writing_of(f.fresh(article)) for article in articles}
    assert {article.pk for article in articles if editor.pk in together[article.pk].writers} == {
        article.pk for article in articles[1::3]
    }
    with django_assert_num_queries(0):
        assert writings_of([]) == {}
