"""Installing, removing and finding triggers of the database, for those who have some: the search and the record."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper


def carry_out(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    """Execute the statements, all of them or none. Raises `OperationalError` where somebody reads a table for long."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Whoever waits to change a table keeps all others from reading it: better to give up and be started again.
            cursor.execute("SET LOCAL lock_timeout = '5s'")
        for statement in statements:
            cursor.execute(statement)


def removal(connection: BaseDatabaseWrapper, names: Mapping[str, str]) -> list[str]:
    """The statements that remove these triggers, each with its table, where they are there."""
    on = connection.vendor == "postgresql"
    return [f"DROP TRIGGER IF EXISTS {name}{f' ON {table}' if on else ''}" for name, table in names.items()]


def removal_of_functions(connection: BaseDatabaseWrapper, names: Iterable[str]) -> list[str]:
    """The statements that remove these functions; none on SQLite, which has none."""
    on = connection.vendor == "postgresql"
    return [f"DROP FUNCTION IF EXISTS {name}()" for name in names] if on else []


def missing(connection: BaseDatabaseWrapper, wanted: Iterable[str]) -> list[str]:
    """Which of these triggers the database has not, or has switched off."""
    asked = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        there = {row[0] for row in cursor.fetchall()}
    return sorted(set(wanted) - there)


def nothing(_apps: Any, _schema_editor: Any) -> None:
    """For `RunPython`, backwards: the triggers stay."""
