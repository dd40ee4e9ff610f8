"""Triggers of the database that refuse every change and deletion of what is on record, whoever writes.

They are installed by migration 0013. On SQLite Django makes a table anew when a later migration alters it, and the
triggers of the old table go with it: such a migration ends with
`migrations.RunPython(triggers.install, triggers.nothing)`. A test says so when one is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from editorial import triggers
from editorial.record.tables import HEAD, KEPT, LOGGED, RECORDED, SEALS, Recorded
from editorial.triggers import carry_out, nothing, removal, removal_of_functions

__all__ = ["install", "missing", "names", "nothing", "remove", "restore"]

FUNCTION = "record_refuse"
ARTICLES = "editorial_article"
_MOVED = "EXISTS (SELECT 1 FROM editorial_logentry WHERE article_id = OLD.id)"


@dataclass(frozen=True)
class _Refusal:
    """One trigger: before `event` (`of` these columns alone) on `table`, when `when` holds, the statement fails with `words`.

    `when` is SQL that both databases read, with OLD, NEW, {differs} and the moment {days_ago} of `days`; a subquery needs
    `by_function`.
    """

    table: str
    event: str
    words: str
    of: tuple[str, ...] = ()
    when: str = ""
    by_function: bool = False
    days: int = 0

    @property
    def name(self) -> str:
        return f"record_{self.table}_{self.event}"


def _refusals() -> Iterator[_Refusal]:
    for one in [*RECORDED.values(), SEALS]:
        words = f"{one.table} is append-only: rows are neither changed nor deleted"
        changed = _any_differs(tuple(one.columns))
        if one.changing:  # once it has ended, nothing of it changes
            others = _any_differs(tuple(name for name, _why in one.changing))
            changed = f"({changed}) OR (OLD.state <> 'open' AND ({others}))"
        yield _Refusal(one.table, "update", words, when=changed)
        yield _Refusal(one.table, "delete", words)
    # The end of the chain only moves on.
    yield _Refusal(
        HEAD, "update", "the record's chain only grows", when="NEW.id <> OLD.id OR NEW.number <= OLD.number"
    )
    yield _Refusal(HEAD, "delete", "the record's chain only grows")
    for table in KEPT:
        yield _Refusal(table, "delete", f"{table} keeps what was: rows are never deleted")
    for table, days in LOGGED.items():
        yield _Refusal(table, "update", f"{table} is append-only: rows are never changed")
        words = f"{table} is append-only: rows younger than {days} days are not deleted"
        yield _Refusal(table, "delete", words, when="OLD.at > {days_ago}", days=days)
    words = "an article that was submitted is never deleted: withdraw it"
    yield _Refusal(ARTICLES, "delete", words, when=_MOVED, by_function=True)


def _any_differs(columns: tuple[str, ...]) -> str:
    return " OR ".join(f'OLD."{name}" {{differs}} NEW."{name}"' for name in columns)


def names() -> dict[str, str]:
    """Every trigger of both databases with its table."""
    return {one.name: one.table for one in _refusals()}


def install(_apps: Any, schema_editor: Any) -> None:
    """For `RunPython`: `restore`."""
    restore(schema_editor.connection)


def restore(connection: BaseDatabaseWrapper) -> None:
    """Every trigger anew, all of them or none. May be run any number of times."""
    carry_out(connection, [*_removal(connection), *_creation(connection)])


def remove(_apps: Any, schema_editor: Any) -> None:
    """For `RunPython`, backwards: no trigger is left."""
    connection = schema_editor.connection
    carry_out(connection, [*_removal(connection), *removal_of_functions(connection, _functions())])


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that the database should have and has not, or has switched off."""
    return triggers.missing(connection, [*names(), *_extra(connection)])


def _extra(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Triggers against what the other database cannot do, with their tables."""
    tables = [*RECORDED, SEALS.table, HEAD, *KEPT, *LOGGED]
    if connection.vendor == "postgresql":
        return {f"record_{table}_truncate": table for table in tables}
    # INSERT OR REPLACE would take a row away without asking the trigger before DELETE.
    return {f"record_{table}_replace": table for table in [*RECORDED, SEALS.table, HEAD, *LOGGED]}


def _functions() -> list[str]:
    return [FUNCTION, *(f"{one.name}_function" for one in _refusals() if one.by_function)]


def _removal(connection: BaseDatabaseWrapper) -> list[str]:
    return removal(connection, names() | _extra(connection))


def _creation(connection: BaseDatabaseWrapper) -> list[str]:
    """For the tables that are there: migration 0013 runs before those that make the newer ones."""
    there = set(connection.introspection.table_names())
    refusals = [one for one in _refusals() if one.table in there]
    extra = {name: table for name, table in _extra(connection).items() if table in there}
    return (_for_postgresql if connection.vendor == "postgresql" else _for_sqlite)(refusals, extra)


def _for_sqlite(refusals: list[_Refusal], extra: dict[str, str]) -> list[str]:
    made = []
    for one in refusals:
        ago = f"datetime('now', '-{one.days} days')"
        when = f" WHEN {one.when.format(differs='IS NOT', days_ago=ago)}" if one.when else ""
        head = f"CREATE TRIGGER {one.name} BEFORE {one.event.upper()} ON {one.table} FOR EACH ROW{when}"
        made.append(f"{head} BEGIN SELECT RAISE(ABORT, '{_quoted(one.words)}'); END")
    for name, table in extra.items():
        key = _key(table)
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608
        made.append(
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW WHEN {there} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: UNIQUE constraint failed: {table}.{key}'); END"
        )
    return made


def _for_postgresql(refusals: list[_Refusal], extra: dict[str, str]) -> list[str]:
    refuse = "RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';"
    made = [_function(FUNCTION, refuse)]
    for one in refusals:
        function, when = FUNCTION, ""
        if one.by_function:
            function = f"{one.name}_function"
            made.append(_function(function, f"IF {one.when} THEN {refuse} END IF; RETURN OLD;"))
        elif one.when:
            ago = f"now() - interval '{one.days} days'"
            when = f" WHEN ({one.when.format(differs='IS DISTINCT FROM', days_ago=ago)})"
        made.append(
            f"CREATE TRIGGER {one.name} BEFORE {one.event.upper()} ON {one.table} FOR EACH ROW{when} "
            f"EXECUTE FUNCTION {function}('{_quoted(one.words)}')"
        )
    made += [
        f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION {FUNCTION}('{table} is append-only: it is never emptied')"
        for name, table in extra.items()
    ]
    return made


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _key(table: str) -> str:
    found: Recorded | None = SEALS if table == SEALS.table else RECORDED.get(table)
    return next(iter(found.columns)) if found else "id"


def _quoted(words: str) -> str:
    return words.replace("'", "''")
