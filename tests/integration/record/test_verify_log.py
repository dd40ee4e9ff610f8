"""Whatever is done behind the application's back is found, and the first broken entry is named."""

import json
import random
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.factcheck.models import Check
from editorial.record import verifying
from editorial.record.operations import note, seal_what_waits
from editorial.record.queries import Head, head
from editorial.record.rows import canonical_moment, digest_of_row, hash_of_seal, rows_by_key
from editorial.record.tables import RECORDED, SEALS
from tests import factories as f
from tests.integration.record.recorded import (
    POSTGRESQL,
    a_record,
    dismissed,
    first_broken,
    no_constraints,
    run,
    seal_number,
    spoil,
    value,
    verified,
)
from tests.integration.workspace.pages import undone
from tests.lifting import lifted, rewrite

pytestmark = pytest.mark.django_db
FLIPS = 2  # of each column


def verify_log(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_log", *arguments, stdout=out, stderr=StringIO())
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def some_row(table: str, chance: random.Random) -> int:
    count = value(f"SELECT count(*) FROM {table}")
    assert count, f"{table} has no row in `a_record`"
    return value(f"SELECT id FROM {table} ORDER BY id LIMIT 1 OFFSET {chance.randrange(count)}")


def test_a_byte_changed_in_any_column_of_any_table_is_found_and_the_entry_named(subtests: Any) -> None:
    a_record()
    assert verified().broken == ()
    chance = random.Random(20261123)
    for table, recorded in RECORDED.items():
        for column, kind in list(recorded.columns.items()) * FLIPS:
            with subtests.test(table=table, column=column), undone():
                pk = some_row(table, chance)
                number = seal_number(table, pk)
                with no_constraints():
                    spoil(table, "id", pk, column, kind, chance)
                    found = first_broken()
                assert found is not None
                assert (found.number, found.table, found.pk) == (number, table, pk)
                assert found.what == (verifying.GONE if column == "id" else verifying.CHANGED)
    assert verified().broken == ()


def test_a_byte_changed_in_any_column_of_a_seal_is_found(subtests: Any) -> None:
    a_record()
    chance = random.Random(8)
    last = head().number
    for column, kind in list(SEALS.columns.items()) * 4:
        with subtests.test(column=column), undone():
            number = chance.randrange(1, last + 1)
            with no_constraints():
                spoil("editorial_seal", "number", number, column, kind, chance)
                found = first_broken()
            assert found is not None
            # A seal that says another number is missing in its place.
            assert found.number == number
            assert found.what == (verifying.SEAL_GONE if column == "number" and number < last else found.what)


@pytest.mark.parametrize("column", ["number", "hash"])
def test_a_changed_end_is_found(column: str) -> None:
    a_record()
    chance = random.Random(5)
    for _ in range(4):
        with undone(), no_constraints():
            spoil("editorial_sealhead", "id", 1, column, "int" if column == "number" else "text", chance)
            assert first_broken() is not None


# What lets a copy of a row stand beside it.
BESIDE = {
    "editorial_claim": {"key": "'other'"},
    "editorial_droppedclaim": {"claim_id": "1000000"},
    "editorial_edition": {"attempt": "99"},
    "editorial_publication": {"edition_id": "1000000"},
    "editorial_correction": {"edition_number": "2", "erratum": "'x'", "state": "'dropped'", "version": "1",
                             "ended_at": "opened_at"},
}  # fmt: skip


def forge(table: str, pk: int, forged: int) -> None:
    """A further row, as the application would have written it, but not by the application."""
    columns = {f'"{name}"': f'"{name}"' for name in RECORDED[table].columns}
    columns |= {f'"{name}"': chosen for name, chosen in BESIDE.get(table, {}).items()} | {'"id"': str(forged)}
    names, chosen = ", ".join(columns), ", ".join(columns.values())
    run(f"INSERT INTO {table} ({names}) SELECT {chosen} FROM {table} WHERE id = {pk}")


def test_what_is_deleted_put_in_and_put_elsewhere_is_found(subtests: Any) -> None:
    a_record()
    last = head().number
    middle = last // 2
    for table in RECORDED:
        pk = some_row(table, random.Random(1))
        with subtests.test(deleted=table), undone(), no_constraints():
            run(f"DELETE FROM {table} WHERE id = {pk}")
            found = first_broken()
            assert found is not None
            assert (found.number, found.what) == (seal_number(table, pk), verifying.GONE)
        with subtests.test(forged=table), undone(), no_constraints():
            forged = 10_000 + pk
            forge(table, pk, forged)
            assert (verifying.PAST_US, table, forged) in {
                (one.what, one.table, one.pk) for one in verified().broken
            }
    with subtests.test("a seal is taken out"), undone(), no_constraints():
        run(f"DELETE FROM editorial_seal WHERE number = {middle}")
        found = first_broken()
        assert found is not None and (found.number, found.what) == (middle, verifying.SEAL_GONE)
    with subtests.test("two seals change places"), undone(), no_constraints():
        for old, new in ((middle, 10**6), (middle + 1, middle), (10**6, middle + 1)):
            run(f"UPDATE editorial_seal SET number = {new} WHERE number = {old}")
        found = first_broken()
        assert found is not None and (found.number, found.what) == (middle, verifying.SEAL_CHANGED)
    with subtests.test("the end is cut off"), undone(), no_constraints():
        run(f"DELETE FROM editorial_seal WHERE number > {last - 3}")
        found = first_broken()
        assert found is not None and (found.number, found.what) == (last - 2, verifying.CUT_OFF)
    with subtests.test("the head is gone"), undone(), no_constraints():
        run("DELETE FROM editorial_sealhead")
        assert verifying.NO_HEAD in {one.what for one in verified().broken}
    with subtests.test("everything is gone"), undone(), no_constraints():
        run("DELETE FROM editorial_seal")
        found = first_broken()
        assert found is not None and (found.number, found.what) == (1, verifying.CUT_OFF)


def resealed(number: int, previous: str | None = None) -> str:
    """Seal an entry anew, as somebody would who knows how; the new hash is returned."""
    seal = next(rows_by_key(connection, SEALS, [number]))
    table, pk = str(seal["entry_table"]), int(str(seal["entry_id"]))
    row = next(rows_by_key(connection, RECORDED[table], [pk]))
    seal |= {"digest": digest_of_row(table, row), "previous": previous or seal["previous"]}
    made = hash_of_seal(seal)
    run(
        f"UPDATE editorial_seal SET digest = %s, previous = %s, hash = %s WHERE number = {number}",
        seal["digest"], seal["previous"], made,
    )  # fmt: skip
    return made


def test_who_seals_one_entry_anew_breaks_the_chain_there_and_who_seals_all_is_found_by_a_noted_end() -> None:
    a_record()
    noted = head()
    check = Check.objects.order_by("pk")[2]
    number = seal_number("editorial_check", check.pk)
    rewrite(Check.objects.filter(pk=check.pk), note="Never looked")
    with lifted():
        made = resealed(number)
        found = first_broken()
        assert found is not None
        assert (found.number, found.pk, found.what) == (number, check.pk, verifying.SEAL_REPLACED)
        for later in range(number + 1, noted.number + 1):
            made = resealed(later, made)
        run("UPDATE editorial_sealhead SET hash = %s", made)
    assert verified().broken == ()  # nothing in the database is left that would say so
    found = verified(expected=[noted]).broken[0]
    assert (found.number, found.what) == (noted.number, verifying.NOT_EXPECTED)
    with lifted():
        run(f"DELETE FROM editorial_seal WHERE number = {noted.number}")
        run("UPDATE editorial_sealhead SET number = number - 1")
        assert verifying.CUT_OFF in {one.what for one in verified(expected=[noted]).broken}


def test_what_waits_is_no_fault_until_it_waits_too_long() -> None:
    article = f.walked_to("fact_check")
    dismissed(article, f.fact_checker())
    waits = verified()
    assert (waits.head.number, waits.broken) == (0, ()) and waits.waiting >= 3
    late = verified(at=timezone.now() + verifying.PATIENCE * 2).broken
    assert {one.what for one in late} == {verifying.WAITS}
    # Gone before it was sealed: its seal says so for good.
    pk = value("SELECT max(id) FROM editorial_dismissal")
    with lifted():
        run(f"DELETE FROM editorial_dismissal WHERE id = {pk}")
    seal_what_waits()
    found = first_broken()
    assert found is not None and (found.table, found.pk, found.what) == (
        "editorial_dismissal",
        pk,
        verifying.GONE,
    )


def test_a_state_that_no_move_brought_about_is_found() -> None:
    issue = a_record()
    article, draft = issue.articles.get(), f.draft()
    run(f"UPDATE editorial_article SET state = 'withdrawn' WHERE id IN ({article.pk}, {draft.pk})")
    run(f"UPDATE editorial_issue SET state = 'approved' WHERE id = {issue.pk}")
    found = verified().broken
    assert {one.what for one in found} == {verifying.NOT_MOVED}
    assert [one.pk for one in found] == [article.pk, draft.pk, issue.pk]
    assert f"Article {draft.pk} “{draft}”" in str(found[1])


def test_the_command_says_who_what_and_when_and_exits_with_1() -> None:
    issue = a_record()
    whole, said = verify_log()
    last = head()
    assert whole == 0
    assert f"{last.number} entries, all as they were sealed" in said and f"head {last}" in said
    check = Check.objects.get(note="Näh")
    rewrite(Check.objects.filter(pk=check.pk), verdict="disputed")
    code, said = verify_log()
    assert code == 1
    number = seal_number("editorial_check", check.pk)
    first = said.splitlines()[0]
    assert first.startswith(
        f"First broken entry: Entry {number}, check {check.pk} of article {check.article_id}"
    )
    assert check.by.get_full_name() in first and f"{check.at:%Y-%m-%d %H:%M:%S} UTC" in first
    assert str(check.article) in first and verifying.CHANGED in first
    code, said = verify_log("--json")
    told = json.loads(said)
    assert (code, told["whole"], told["entries"], told["head"]["hash"]) == (1, False, last.number, last.hash)
    assert [(one["number"], one["table"], one["pk"]) for one in told["broken"]] == [
        (number, "editorial_check", check.pk)
    ]
    assert issue.pk


def test_noted_ends_are_given_as_they_were_printed() -> None:
    a_record()
    early = Head(3, value("SELECT hash FROM editorial_seal WHERE number = 3"))
    assert verify_log("--expect", str(early), "--expect", str(head()))[0] == 0
    code, said = verify_log("--expect", f"3:{'1' * 64}")
    assert code == 1 and "First broken entry: Entry 3" in said and "noted" in said
    assert verify_log("--expect", f"{head().number + 5}:{'1' * 64}")[0] == 1
    with pytest.raises(CommandError, match="64 hexadecimal digits"):
        call_command("verify_log", "--expect", "three")


def test_missing_triggers_are_told_and_restored() -> None:
    a_record()
    if POSTGRESQL:  # it alters no table while foreign keys of new rows wait to be looked at
        run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f"DROP TRIGGER record_editorial_check_update{' ON editorial_check' if POSTGRESQL else ''}")
    code, said = verify_log()
    assert code == 1 and "record_editorial_check_update" in said
    assert verify_log("--restore-triggers")[0] == 0


def test_files_are_read_too_when_asked() -> None:
    issue = a_record()
    rendition = f.pdf_of(issue)
    assert verify_log("--files")[0] == 0
    path = Path(default_storage.path(rendition.file))
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert verify_log()[0] == 0
    code, said = verify_log("--files")
    assert code == 1 and f"Rendition {rendition.pk}: {rendition.file} is not the file on record" in said
    path.unlink()
    code, said = verify_log("--files", "--json")
    assert code == 1 and "is gone from the file store" in json.loads(said)["files"][0]


def test_queries_do_not_grow_with_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    a_record()
    article = f.walked_to("in_review")
    writer = article.created_by
    with CaptureQueriesContext(connection) as few:
        assert verified().broken == ()
    rows = [
        Check(article=article, item_kind="article", item_key="x", fingerprint="0" * 64, verdict="verified", by=writer,
              at=timezone.now())
        for _ in range(300)
    ]  # fmt: skip
    Check.objects.bulk_create(rows)
    note(*rows)
    seal_what_waits()
    with CaptureQueriesContext(connection) as many:
        assert verified().broken == ()
    assert len(few) == len(many) <= 30
    # Batches add the same number each.
    monkeypatch.setattr(verifying, "BATCH", 100)
    with CaptureQueriesContext(connection) as batches:
        assert verified().broken == ()
    assert len(batches) <= len(many) + 4 * (1 + len(RECORDED))


def test_a_digest_is_the_same_on_both_databases() -> None:
    """Of a row with everything that the two write differently: the digest is written down here."""
    run(
        "INSERT INTO editorial_seal (number, entry_table, entry_id, layout, digest, previous, hash, at) "
        "VALUES (7, 'ä “b”', 5, 0, '', 'p', 'h', '2026-11-23 09:47:06')"
    )
    seal = next(rows_by_key(connection, SEALS, [7]))
    assert seal == {
        "number": "7", "entry_table": "ä “b”", "entry_id": "5", "layout": "0", "digest": "", "previous": "p", "hash": "h",
        "at": "2026-11-23T09:47:06.000000Z",
    }  # fmt: skip
    article = f.walked_to("fact_check")
    made = article.checks.create(
        item_kind="article", item_key="x", fingerprint="0" * 64, verdict="verified", by=f.fact_checker(), at=timezone.now(),
        content={"b": [1, 1.5, True, None, "ä\"\\\n"], "a": {}}, note="x\ty",
    )  # fmt: skip
    row = next(rows_by_key(connection, RECORDED["editorial_check"], [made.pk]))
    assert row["content"] == '{"a":{},"b":[1,{"\\u0000number":"1.5"},true,null,"ä\\"\\\\\\n"]}'
    assert (row["note"], row["anchor"], row["at"]) == ("x\ty", None, canonical_moment(made.at))
