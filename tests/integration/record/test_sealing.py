"""What operations add is sealed after the commit, once, in one chain, whoever adds at the same time."""

import importlib
import logging
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

import editorial
from editorial.record import operations
from editorial.record.models import Seal, SealHead, Unsealed
from editorial.record.operations import HeadGone, seal_what_waits
from editorial.record.queries import Head, head, waiting, waiting_since
from editorial.record.tables import RECORDED
from editorial.record.tasks import seal_what_was_left, verify
from editorial.workflow.models import LogEntry
from editorial.workflow.operations import move_article
from tests import factories as f
from tests.at_once import at_once
from tests.integration.record.recorded import a_record, run, verified
from tests.lifting import lifted, rewrite


@pytest.mark.django_db
def test_every_operation_that_adds_to_the_record_has_it_sealed() -> None:
    a_record()
    assert {seal.entry_table for seal in Seal.objects.all()} == set(RECORDED)
    found = verified()
    assert (found.broken, found.waiting, found.head) == ((), 0, head())
    assert head().number == Seal.objects.count() == Seal.objects.last().number  # type: ignore[union-attr]
    assert waiting_since() is None


def test_nothing_comes_in_but_through_the_record() -> None:
    """No code of ours stores a row of these tables by itself."""
    names = "LogEntry Claim DroppedClaim Check Clearance Dismissal ReleaseReview Edition Publication Correction".split()
    assert {f"editorial_{name.lower()}" for name in names} == set(RECORDED)
    made = re.compile(
        rf"\b({'|'.join(names)})\.(_default_manager|_base_manager|objects)(\.\w+\([^()]*\))*"
        r"\.(create|get_or_create|update_or_create|bulk_create|bulk_update|update|delete)\("
    )
    for path in sorted(Path(editorial.__file__).parent.rglob("*.py")):
        assert made.search(path.read_text()) is None, path


@pytest.mark.django_db(transaction=True)
def test_a_move_is_sealed_by_its_commit_and_one_that_is_undone_leaves_nothing() -> None:
    article = f.complete_article()
    before = head()
    move_article(article_id=article.pk, move="submit", by=article.created_by)
    entry = LogEntry.objects.get(article=article)
    seal = Seal.objects.last()
    assert seal is not None
    assert (seal.entry_table, seal.entry_id, seal.number) == (
        "editorial_logentry",
        entry.pk,
        before.number + 1,
    )
    assert head() == Head(seal.number, seal.hash) and waiting() == 0
    editor = f.editor()
    with transaction.atomic():
        move_article(article_id=article.pk, move="accept", by=editor)
        assert waiting() == 1
        transaction.set_rollback(True)
    assert (waiting(), head().number) == (0, seal.number)
    assert verified().broken == ()


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_sealed_now_is_sealed_later_and_the_move_stands(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    article = f.complete_article()

    def away(*_given: Any, **_named: Any) -> Any:
        raise OSError("the machine goes down")

    with monkeypatch.context() as broken:
        broken.setattr(operations, "next_seals", away)
        with caplog.at_level(logging.ERROR):
            move_article(article_id=article.pk, move="submit", by=article.created_by)
    assert "could not be sealed now" in caplog.text and "the machine goes down" in caplog.text
    assert f.fresh(article).state == "in_review"
    assert waiting() == 1 and waiting_since() is not None
    assert verified().broken == ()
    seal_what_was_left()
    assert (waiting(), head().number) == (0, 1)
    assert verified().broken == ()


@pytest.mark.django_db(transaction=True)
def test_many_who_move_at_once_make_one_chain_without_gaps() -> None:
    articles = [f.complete_article() for _ in range(6)]
    begun = head().number
    answers = at_once(
        *[
            lambda one=one: move_article(article_id=one.pk, move="submit", by=one.created_by)
            for one in articles
        ],
        seal_what_waits,
        seal_what_waits,
    )
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    seal_what_waits()
    numbers = list(Seal.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) == begun + len(articles)
    assert verified().broken == ()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the database, not rows")
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_whoever_seals_just_now(caplog: pytest.LogCaptureFixture) -> None:
    """They look again when they are done; if they end before that, beat seals."""
    f.walked_to("in_review")  # there is a chain
    article = f.complete_article()

    def move() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SET lock_timeout = '2s'"
            )  # so that waiting is an error, not a test without an end
        move_article(article_id=article.pk, move="submit", by=article.created_by)

    with transaction.atomic():
        SealHead.objects.select_for_update().get()
        (answer,) = at_once(move)
    assert not isinstance(answer, Exception)
    assert "could not be sealed" not in caplog.text
    assert (f.fresh(article).state, waiting()) == ("in_review", 1)
    assert seal_what_waits() == 1
    assert verified().broken == ()


@pytest.mark.django_db
def test_sealing_many_takes_as_many_queries_as_sealing_one() -> None:
    taken = []
    for count in (1, 40):
        seal_what_waits()
        for _ in range(count):
            article = f.draft()
            operations.append(
                LogEntry(
                    article=article, move="submit", source="draft", target="in_review", by=article.created_by,
                    at=article.created_at, fingerprint="0" * 64,
                )
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert seal_what_waits() == count
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 10


@pytest.mark.django_db
def test_a_row_that_is_noted_twice_or_unknown_holds_nobody_up() -> None:
    a_record()
    first = Seal.objects.order_by("number")[0]
    before = head()
    run(
        "INSERT INTO editorial_unsealed (entry_table, entry_id, noted_at) VALUES (%s, %s, '2026-11-23 00:00:00+00:00')",
        first.entry_table, first.entry_id,
    )  # fmt: skip
    run(
        "INSERT INTO editorial_unsealed (entry_table, entry_id, noted_at) VALUES ('x', 1, '2026-11-23 00:00:00+00:00')"
    )
    article = f.walked_to("in_review")
    seal_what_waits()
    assert head().number == before.number + article.log.count()
    assert Unsealed.objects.get().entry_table == "x"
    assert [(one.table, one.pk) for one in verified().broken] == [("x", 1)]


@pytest.mark.django_db
def test_nothing_is_sealed_after_an_end_that_is_not_known(caplog: pytest.LogCaptureFixture) -> None:
    a_record()
    with lifted():
        SealHead.objects.all().delete()
    f.walked_to("in_review")
    with pytest.raises(HeadGone, match="verify_log"):
        seal_what_waits()
    assert waiting() > 0
    with caplog.at_level(logging.ERROR):
        verify()
    assert "record broken" in caplog.text


@pytest.mark.django_db
def test_the_daily_walk_says_in_the_log_what_is_broken(caplog: pytest.LogCaptureFixture) -> None:
    a_record()
    with caplog.at_level(logging.INFO, logger="editorial.record"):
        verify()
    assert "record whole up to" in caplog.text
    entry = LogEntry.objects.all()[0]
    rewrite(LogEntry.objects.filter(pk=entry.pk), reason="Another")
    caplog.clear()
    verify()
    assert f"move {entry.pk} of article {entry.article_id}" in caplog.text


@pytest.mark.django_db
def test_the_migration_seals_what_was_there_before() -> None:
    migration = importlib.import_module("editorial.migrations.0013_record")
    a_record()
    with lifted():
        SealHead.objects.all().delete()
        Seal.objects.all().delete()
    migration.seal_what_is_there(apps, SimpleNamespace(connection=connection))
    found = verified()
    assert (found.broken, found.waiting, found.head.number) == ((), 0, Seal.objects.count())
    f.walked_to("in_review")
    seal_what_waits()
    assert verified().broken == ()
    assert {f"editorial_{name}" for name in migration.TABLES} == set(RECORDED)
