"""The database as it was at one moment, in a file, and a connection that reads just that moment.

SQLite: a copy by its online backup interface. PostgreSQL: `pg_dump` at a snapshot that our own transaction exported. Either
way what the manifest says is read from what the file holds, however much is written meanwhile; nobody who writes waits.
"""

import os
import secrets
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.db.utils import load_backend

from editorial.backup.errors import CannotBackUp
from editorial.backup.fingerprinting import LEFT_OUT
from editorial.backup.folders import FILE_MODE

SQLITE_FILE, POSTGRESQL_FILE = "database.sqlite3", "database.dump"
BUSY_S = 20.0


@dataclass(frozen=True)
class Snapshot:
    """`alias`: a connection of Django that reads the snapshot. `file`: its name in the folder. `server`: the version."""

    alias: str
    file: str
    server: str


@contextmanager
def database_snapshot(folder: Path) -> Iterator[Snapshot]:
    """Write the database of now into the folder. Raises `CannotBackUp`, OSError."""
    try:
        with _of_postgresql(folder) if connection.vendor == "postgresql" else _of_sqlite(folder) as snapshot:
            yield snapshot
    except (sqlite3.Error, DatabaseError) as error:
        raise CannotBackUp(
            f"The database could not be read or copied: {str(error).strip()}. No backup was made."
        ) from error


def database_size() -> int:
    """Bytes that the copy takes at most while it is made."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return 2 * int(cursor.fetchone()[0])  # it is written once more without what is left out


@contextmanager
def other_connection(**changes: Any) -> Iterator[str]:
    """The name of a further connection: that of the site with these settings changed. Closed and forgotten afterwards."""
    alias = f"backup-{secrets.token_hex(4)}"
    values = {**connections.settings["default"], **changes}
    # An object of this thread alone, and not one of the site's databases: nothing else finds it.
    connections[alias] = load_backend(values["ENGINE"]).DatabaseWrapper(values, alias)
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]


@contextmanager
def _of_sqlite(folder: Path) -> Iterator[Snapshot]:
    target = folder / SQLITE_FILE
    for name in (target, target.with_name(f"{target.name}-journal")):
        name.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=BUSY_S)) as source,
        closing(sqlite3.connect(target, timeout=BUSY_S, isolation_level=None)) as copy,
    ):
        # All pages in one step are one moment; in WAL mode those who write do not wait.
        source.backup(copy, pages=-1)
        _leave_out(copy)
    options = {"timeout": BUSY_S, "init_command": "PRAGMA query_only=ON"}
    with other_connection(NAME=str(target), OPTIONS=options) as alias:
        yield Snapshot(alias, SQLITE_FILE, sqlite3.sqlite_version)


def _leave_out(copy: sqlite3.Connection) -> None:
    """Empty what a backup does not hold, and write the rest anew so that nothing of it is left in the file."""
    copy.execute("PRAGMA journal_mode=DELETE")
    there = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in LEFT_OUT:
        if table in there:
            copy.execute(f"DELETE FROM {table}")  # noqa: S608  names of our own tables
    copy.execute("VACUUM")


@contextmanager
def _of_postgresql(folder: Path) -> Iterator[Snapshot]:
    with other_connection() as alias, transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_schema(), current_setting('server_version')")
        snapshot, schema, server = cursor.fetchone()
        _dump(folder / POSTGRESQL_FILE, snapshot, schema)
        yield Snapshot(alias, POSTGRESQL_FILE, server)


def _dump(target: Path, snapshot: str, schema: str) -> None:
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
    without = [f"--exclude-table-data={schema}.{table}" for table in LEFT_OUT]
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--schema={schema}", f"--file={target}"]
    run_postgresql("pg_dump", [f"--snapshot={snapshot}", *options, *without], CannotBackUp)


def run_postgresql(program: str, options: Sequence[str], error: type[Exception]) -> None:
    """Run a program of PostgreSQL on the site's database; passwords go by the environment. Raises `error` with words."""
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, list(options))
    try:
        done = subprocess.run(
            [program, *arguments[1:]],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
    except FileNotFoundError as missing:
        raise error(
            f"The program {program} was not found. Install PostgreSQL’s client programs, in the server’s version or newer "
            "(Debian: postgresql-client)."
        ) from missing
    if done.returncode:
        words = " ".join(done.stderr.split())[-600:]
        raise error(f"{program} did not finish: {words}")
