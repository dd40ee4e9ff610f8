"""Autosave leaves one row of history for ten minutes of one person's writing, and hides nobody's hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from editorial.content import operations as content
from editorial.content.models import Article, Excerpt
from editorial.content.saving import Change, FieldChange, Outcome, save_changes
from editorial.content.writers import writer_ids
from editorial.content.written_history import REASON
from tests import factories as f

pytestmark = pytest.mark.django_db
START = timezone.now().replace(microsecond=0) + timedelta(hours=1)


def write(item: Any, name: str, value: Any, by: Any, at: datetime) -> Outcome:
    """One autosave that knows what is stored."""
    stored = type(item)._default_manager.get(pk=item.pk)
    article = stored if isinstance(stored, Article) else stored.article
    sent = Change(item.kind, str(item.key), stored.version, {name: FieldChange(getattr(stored, name), value)})
    outcome = save_changes(article_id=article.pk, changes=[sent], by=by, at=at)
    assert not outcome.conflicts
    assert not outcome.refused
    return outcome


def rows(item: Any) -> list[Any]:
    """What was written in the workspace, oldest first."""
    return list(type(item).history.filter(id=item.pk, history_change_reason=REASON).order_by("history_id"))


def test_ten_minutes_of_one_person_are_one_row() -> None:
    article = f.draft()
    by = article.created_by
    for second in range(0, 600, 5):
        write(article, "title", f"Title {second}", by, START + timedelta(seconds=second))
    (row,) = rows(article)
    assert (row.title, row.history_date, row.history_user) == ("Title 595", START, by)
    assert row.version == Article.objects.get(pk=article.pk).version
    write(article, "title", "Title 600", by, START + timedelta(minutes=10))
    assert [row.title for row in rows(article)] == ["Title 595", "Title 600"]


def test_another_field_goes_into_the_same_row_and_another_item_has_its_own() -> None:
    article = f.complete_article()
    by, excerpt = article.created_by, article.excerpts.first()
    assert excerpt is not None
    write(article, "title", "New", by, START)
    write(article, "dek", "New too", by, START)
    write(excerpt, "place", "Rome", by, START)
    write(excerpt, "outlet", "Il Giornale", by, START)
    assert [(row.title, row.dek) for row in rows(article)] == [("New", "New too")]
    assert [(row.place, row.outlet) for row in rows(excerpt)] == [("Rome", "Il Giornale")]


def test_a_new_item_and_its_first_words_are_one_row() -> None:
    article = f.draft()
    made = Change("excerpt", "k", None, {"place": FieldChange("", "R")})
    save_changes(article_id=article.pk, changes=[made], by=article.created_by, at=START)
    excerpt = Excerpt.objects.get(article=article)
    write(excerpt, "place", "Rome", article.created_by, START + timedelta(seconds=5))
    (row,) = rows(excerpt)
    assert (row.history_type, row.place) == ("+", "Rome")


def test_never_across_another_person() -> None:
    article = f.walked_to("in_review")
    ann, ben = f.editor(), f.editor()
    for number, by in enumerate((ann, ben, ann, ann, ben)):
        write(article, "title", f"Title {number}", by, START + timedelta(seconds=number))
    assert [(row.title, row.history_user) for row in rows(article)] == [
        ("Title 0", ann), ("Title 1", ben), ("Title 3", ann), ("Title 4", ben),
    ]  # fmt: skip


def test_never_across_a_save_of_another_kind() -> None:
    article = f.complete_article()
    by = article.created_by
    excerpt = article.excerpts.first()
    assert excerpt is not None
    write(excerpt, "place", "Rome", by, START)
    stored = Excerpt.objects.get(pk=excerpt.pk)
    stored._history_date = START + timedelta(seconds=1)  # type: ignore[attr-defined]
    content.save_item(item=stored, by=by, reason="Edited at the desk")
    write(excerpt, "place", "Oslo", by, START + timedelta(seconds=2))
    assert [row.place for row in rows(excerpt)] == ["Rome", "Oslo"]


def test_never_across_a_move() -> None:
    writer = f.author()
    article = f.complete_article(writer)
    excerpt = article.excerpts.first()
    assert excerpt is not None
    write(excerpt, "place", "Rome", writer, START)
    for number, name in enumerate(("withdraw", "restore")):
        f.move(article, name, writer, at=START + timedelta(seconds=10 + number))
    write(excerpt, "place", "Oslo", writer, START + timedelta(seconds=20))
    write(excerpt, "place", "Bonn", writer, START + timedelta(seconds=30))
    assert [row.place for row in rows(excerpt)] == ["Rome", "Bonn"]


def test_in_fact_check_every_save_has_its_row() -> None:
    """Somebody may check what stands between two saves: the record keeps what they checked."""
    article = f.walked_to("fact_check")
    editor = f.editor()
    for number in range(3):
        write(article, "title", f"Title {number}", editor, START + timedelta(seconds=number))
    assert [row.title for row in rows(article)] == ["Title 0", "Title 1", "Title 2"]


def test_whoever_wrote_in_the_workspace_is_a_writer() -> None:
    writer, editor, other = f.author(), f.editor(), f.editor()
    article = f.walked_to("in_review", author=writer)
    assert writer_ids(f.fresh(article)) == {writer.pk}
    for number in range(5):
        write(article, "commentary", f"<p>{number}</p>", editor, START + timedelta(seconds=number))
    write(article.excerpts.get(position=1), "place", "Rome", other, START)
    assert writer_ids(f.fresh(article)) == {writer.pk, editor.pk, other.pk}


def test_a_hand_that_stands_in_the_text_is_not_washed_off_by_writing_over_it_in_one_row() -> None:
    """The editor's row stays as it was, whatever its author writes around it afterwards."""
    writer, editor = f.author(), f.editor()
    article = f.walked_to("in_review", author=writer)
    write(article, "dek", "The editor’s words", editor, START)
    f.move(article, "return", editor, at=START + timedelta(seconds=5))
    for number in range(5):
        write(article, "title", f"Title {number}", writer, START + timedelta(seconds=10 + number))
    f.move(article, "submit", writer, at=START + timedelta(minutes=5))
    assert editor.pk in writer_ids(f.fresh(article))


def test_taking_one_s_own_words_back_at_once_is_no_writing() -> None:
    writer, editor = f.author(), f.editor()
    article = f.walked_to("in_review", author=writer)
    title = article.title
    write(article, "title", "A slip", editor, START)
    write(article, "title", title, editor, START + timedelta(seconds=5))
    assert writer_ids(f.fresh(article)) == {writer.pk}
