"""The database refuses every change and deletion of what is on record, whoever writes."""

import random
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models.deletion import ProtectedError

from editorial.content.models import Article
from editorial.content.operations import delete_item
from editorial.issues.corrections import drop_correction
from editorial.issues.models import Correction, Edition
from editorial.record import triggers
from editorial.record.models import Seal, SealHead
from editorial.record.tables import KEPT, RECORDED, SEALS
from tests import factories as f
from tests.integration.record.recorded import POSTGRESQL, a_record, run, spoil, value

pytestmark = pytest.mark.django_db
KINDS = {
    models.BigAutoField: "int", models.BigIntegerField: "int", models.PositiveIntegerField: "int", models.ForeignKey: "int",
    models.OneToOneField: "int", models.PositiveBigIntegerField: "int", models.PositiveSmallIntegerField: "int",
    models.JSONField: "json", models.DateField: "date", models.DateTimeField: "moment",
}  # fmt: skip


def refused(statement: str, *given: Any) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        run(statement, *given)
    return str(error.value)


def model_of(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def test_the_record_names_every_column_of_its_tables() -> None:
    for recorded in [*RECORDED.values(), SEALS]:
        fields = {
            field.column: KINDS.get(type(field), "text")
            for field in model_of(recorded.table)._meta.concrete_fields
        }
        changing = {name for name, _why in recorded.changing}
        assert changing <= set(fields)
        wanted = {name: kind for name, kind in fields.items() if name not in changing}
        assert recorded.columns == wanted, (
            f"{recorded.table} has other columns than `record.tables` says. Give it a further layout and install the triggers "
            "anew; layouts that rows were sealed under stay as they are."
        )
        assert next(iter(recorded.columns)) == model_of(recorded.table)._meta.pk.column  # type: ignore[union-attr]


def test_every_model_that_is_only_added_to_is_on_record() -> None:
    said = {
        model._meta.db_table
        for model in apps.get_app_config("editorial").get_models()
        if "only ever added" in getattr(model, "why_not_tracked", "")
    }
    assert said <= {*RECORDED, SEALS.table}


def test_no_trigger_is_missing_after_all_migrations() -> None:
    gone = triggers.missing(connection)
    assert gone == [], (
        f"A migration made a table anew and lost {', '.join(gone)}. End it with "
        "migrations.RunPython(triggers.install, triggers.nothing) of editorial.record.triggers."
    )


def test_triggers_may_be_installed_again_and_again_and_lost_ones_are_named() -> None:
    run(f"DROP TRIGGER record_editorial_check_delete{' ON editorial_check' if POSTGRESQL else ''}")
    assert triggers.missing(connection) == ["record_editorial_check_delete"]

    for _ in range(2):
        triggers.restore(connection)
        assert triggers.missing(connection) == []
    triggers.remove(None, SimpleNamespace(connection=connection))
    assert set(triggers.names()) <= set(triggers.missing(connection))


def test_no_column_of_a_row_on_record_can_be_changed(subtests: Any) -> None:
    a_record()
    chance = random.Random(3)
    for recorded in [*RECORDED.values(), SEALS]:
        key = next(iter(recorded.columns))
        pk = value(f"SELECT max({key}) FROM {recorded.table}")
        for column, kind in recorded.columns.items():
            refuses = pytest.raises(IntegrityError, match="append-only")
            with subtests.test(table=recorded.table, column=column), refuses, transaction.atomic():
                spoil(recorded.table, key, pk, column, kind, chance)
        with subtests.test(deleted=recorded.table):
            assert "append-only" in refused(f"DELETE FROM {recorded.table} WHERE {key} = {pk}")
        with subtests.test(nothing_changes=recorded.table):
            run(f"UPDATE {recorded.table} SET {key} = {key}")


def test_neither_emptied_nor_replaced(subtests: Any) -> None:
    a_record()
    for table in [*RECORDED, SEALS.table, triggers.HEAD]:
        with subtests.test(table=table):
            if POSTGRESQL:
                run("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for them could not be truncated anyway
                assert "append-only" in refused(f"TRUNCATE {table} CASCADE")
            else:
                assert "append-only" in refused(f"REPLACE INTO {table} SELECT * FROM {table}")
                assert "append-only" in refused(
                    f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
                )


def test_the_end_of_the_chain_only_moves_on() -> None:
    a_record()
    head = SealHead.objects.get()
    for change in ("number = number", "number = number - 1", "hash = 'x'", "id = 2"):
        assert "only grows" in refused(f"UPDATE editorial_sealhead SET {change}")
    assert "only grows" in refused("DELETE FROM editorial_sealhead")
    assert head.number == Seal.objects.count()


def test_a_correction_is_changed_while_it_is_open_and_not_after() -> None:
    issue = a_record()
    correction = Correction.objects.get()
    assert "append-only" in refused("UPDATE editorial_correction SET reason = 'Another'")
    run("UPDATE editorial_correction SET erratum = 'Sorry.', edition_number = 3")
    drop_correction(correction=correction, reason="It was right", by=f.editor())
    for change in ("erratum = ''", "state = 'open', ended_at = NULL", "edition_number = 9", "version = 1"):
        assert "append-only" in refused(f"UPDATE editorial_correction SET {change}")
    assert Edition.objects.filter(issue=issue).exists()


def test_an_article_that_was_moved_is_never_deleted_and_a_draft_may_be() -> None:
    for state in ("in_review", "withdrawn"):
        article = f.walked_to(state)
        assert "never deleted" in refused(f"DELETE FROM editorial_article WHERE id = {article.pk}")
        with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
            article.delete()
    draft = f.draft()
    draft.delete()
    assert not Article.objects.filter(pk=draft.pk).exists()


def test_what_is_taken_out_of_an_article_stays_in_its_history() -> None:
    article = f.walked_to("in_review")
    excerpt, editor = article.excerpts.last(), f.editor()
    pk, words = excerpt.pk, excerpt.body
    delete_item(item=excerpt, by=editor, reason="Too long")
    kept = article.excerpts.model.history.filter(id=pk, history_type="-").get()
    assert kept.body == words
    for table in KEPT:
        if value(f"SELECT count(*) FROM {table}"):
            assert "never deleted" in refused(f"DELETE FROM {table}")


def test_people_who_acted_are_never_deleted() -> None:
    issue = a_record()
    acted = {
        value(f"SELECT by_id FROM {table} LIMIT 1")
        for table in RECORDED
        if "by_id" in RECORDED[table].columns
    }
    assert len(acted) >= 3
    for person in [*f.User.objects.filter(pk__in=acted), Correction.objects.get().opened_by]:
        with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
            person.delete()
        assert f.User.objects.filter(pk=person.pk).exists()
    assert issue.pk
