"""A record with at least one row in every append-only table, and hands that reach past the application."""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import DataError, connection, transaction

from editorial.factcheck.operations import drop_claim, mark_claim, record_check
from editorial.issues.corrections import open_correction
from editorial.issues.models import Issue
from editorial.issues.operations import record_release_review
from editorial.record.operations import note, seal_what_waits
from editorial.record.tables import RECORDED
from editorial.record.verifying import Broken, Verified, verify_record
from editorial.states import ArticleState
from tests import factories as f
from tests.lifting import lifted

POSTGRESQL = connection.vendor == "postgresql"


def a_record() -> Issue:
    """A published issue with a correction, and everything that led to it on record and sealed."""
    article = f.walked_to(ArticleState.FACT_CHECK)
    checker = f.fact_checker()
    marked = {"title": "Article", "dek": "port"}
    claims = [mark_claim(article=article, field=at, exact=word, by=checker) for at, word in marked.items()]
    drop_claim(claim=claims[1], reason="The same passage", by=checker)
    record_check(
        item=claims[0], verdict="verified", by=checker, evidence_url="https://e.example/", note="Näh"
    )
    f.check_everything(article, checker)
    dismissed(article, checker)
    article = f.move(article, "clear", checker)
    issue, office = f.issue_of([article]), f.publications()
    issue = f.move_issue(issue, "close", f.editor())
    record_release_review(
        issue=issue, review="Security", outcome="cleared", reviewer="Ann", document="Note 1", by=office
    )
    issue = f.move_issue(issue, "approve", office)
    f.finish_rendition(f.pdf_of(issue))
    issue = f.move_issue(issue, "publish", office)
    open_correction(article_id=article.pk, reason="A number is wrong", by=f.editor())
    seal_what_waits()
    return issue


def dismissed(article: Any, by: Any) -> None:
    """A finding that was let pass, as `dismiss_finding` writes it."""
    made = article.dismissals.create(
        item_kind="article", item_key=str(article.key), code="spelling", text="the the", fingerprint="0" * 64, reason="A name",
        by=by, at=article.state_since,
    )  # fmt: skip
    note(made)


def verified(**options: Any) -> Verified:
    return verify_record(connection, **options)


def first_broken() -> Broken | None:
    found = verified().broken
    return found[0] if found else None


def seal_number(table: str, pk: int) -> int:
    return value(f"SELECT number FROM editorial_seal WHERE entry_table = '{table}' AND entry_id = {pk}")


def value(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return row and row[0]


def run(statement: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


@contextmanager
def no_constraints() -> Iterator[None]:
    """As an attacker with the database works: without triggers and without checks. Rolled back afterwards by the caller."""
    if POSTGRESQL:
        run("SET CONSTRAINTS ALL IMMEDIATE")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conrelid::regclass, quote_ident(conname) FROM pg_constraint "
                "WHERE contype = 'c' AND conrelid::regclass::text = ANY(%s)",
                [[*RECORDED, "editorial_seal", "editorial_sealhead"]],
            )
            for table, name in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    else:
        run("PRAGMA ignore_check_constraints = ON")
    try:
        with lifted():
            yield
    finally:
        if not POSTGRESQL:
            run("PRAGMA ignore_check_constraints = OFF")


def spoil(table: str, key: str, pk: int, column: str, kind: str, chance: random.Random) -> None:
    """Change one bit, or the least that the column lets be changed; what was NULL is filled in."""
    name, where = f'"{column}"', f'"{key}" = {pk}'
    before = value(f"SELECT {name} IS NULL FROM {table} WHERE {where}")
    if before:
        filled = {
            "int": "1",
            "text": "'x'",
            "json": "'{}'",
            "date": "'2020-01-01'",
            "moment": "'2020-01-01'",
        }[kind]
        run(f"UPDATE {table} SET {name} = {filled} WHERE {where}")
    elif kind == "int":
        now = value(f"SELECT {name} FROM {table} WHERE {where}")
        bits = range(8, 14) if column == "layout" else range(20, 30)  # a small number; and no row has it
        other = now ^ (1 << chance.choice(bits))
        run(f"UPDATE {table} SET {name} = {other} WHERE {where}")
    elif not POSTGRESQL:
        _flip_on_sqlite(table, name, where, chance)
    elif kind in ("date", "moment"):
        step = {"date": "1", "moment": "INTERVAL '1 microsecond'"}[kind]
        run(f"UPDATE {table} SET {name} = {name} + {step} WHERE {where}")
    else:
        _flip_on_postgresql(table, name, where, kind, chance)


def _flip_on_sqlite(table: str, name: str, where: str, chance: random.Random) -> None:
    """Any bit of any byte, also where no text is left."""
    data = bytearray(bytes.fromhex(value(f"SELECT hex({name}) FROM {table} WHERE {where}")))
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    else:
        data = bytearray(b" ")
    run(f"UPDATE {table} SET {name} = CAST(X'{data.hex()}' AS TEXT) WHERE {where}")


def _flip_on_postgresql(table: str, name: str, where: str, kind: str, chance: random.Random) -> None:
    """One letter for another; of JSON one that leaves it JSON with another value."""
    text = value(f"SELECT {name}::text FROM {table} WHERE {where}")
    if not text:
        run(f"UPDATE {table} SET {name} = 'x' WHERE {where}")
        return
    cast = "::jsonb" if kind == "json" else ""
    for place in chance.sample(range(len(text)), len(text)):
        other = text[:place] + ("y" if text[place] == "x" else "x") + text[place + 1 :]
        if text in ("[]", "{}"):
            other = '["x"]'
        with suppress(DataError), transaction.atomic():  # no JSON any more: another place
            run(f"UPDATE {table} SET {name} = %s{cast} WHERE {where}", other)
            return
    raise AssertionError(text)
