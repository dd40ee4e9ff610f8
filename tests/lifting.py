"""Past the triggers of the record (`editorial.record.triggers`), as whoever owns the database can go.

For tests that need a row to be older than it is, or gone; for those that forge the record; and for the flush after a test
that commits (conftest.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet


@contextmanager
def lifted() -> Iterator[None]:
    """Within it the database refuses no change of what is on record. Other triggers stay on SQLite."""
    if connection.vendor == "postgresql":
        _set_role("replica")
        try:
            yield
        except BaseException:
            if not connection.in_atomic_block:  # a rollback takes it back by itself
                _set_role("origin")
            raise
        _set_role("origin")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'record\\_%' ESCAPE '\\'"
        )
        found = cursor.fetchall()
    _execute([f"DROP TRIGGER {name}" for name, _sql in found])
    try:
        yield
    finally:
        _execute([sql for _name, sql in found])


def rewrite(rows: QuerySet[Any], **fields: Any) -> int:
    """`rows.update(**fields)`, although they are on record."""
    with lifted():
        return rows.update(**fields)


def erase(rows: QuerySet[Any]) -> None:
    """`rows.delete()`, although they are on record."""
    with lifted():
        rows.delete()


def _execute(statements: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _set_role(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET session_replication_role = {role}")
