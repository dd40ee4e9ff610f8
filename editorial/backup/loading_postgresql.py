"""A restored PostgreSQL database comes in one transaction, tables and all: it is there once everything was looked at, or not
at all.

`pg_restore` writes SQL; we run it on Django's own connection, so that what follows (newer migrations, the search index, the
comparison of fingerprints) is in the same transaction. Its own `--single-transaction` would have ended by then.
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.db import OperationalError, connection, transaction

from editorial.backup.errors import CannotRestore

LOCK_S = 10
_END_OF_ROWS = b"\\.\n"
# For psql, and a setting that pg_restore 17 writes and servers before 17 do not know.
_NOT_FOR_US = (b"\\restrict", b"\\unrestrict", b"SET transaction_timeout")
# For itself; the time zone and the like are Django's and stay.
_SET_BY_PG_DUMP = (
    "search_path", "check_function_bodies", "client_min_messages", "row_security", "statement_timeout", "lock_timeout",
    "idle_in_transaction_session_timeout", "default_tablespace", "default_table_access_method",
)  # fmt: skip


@contextmanager
def loaded(dump: Path, *, require_empty: Callable[[], None]) -> Iterator[None]:
    """The block sees the restored database; when it ends well, so does everybody. `require_empty` is called once nobody else
    can write any more. Raises what that raises, `CannotRestore`, DatabaseError.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_S}s'")
            cursor.execute("SELECT current_schema()")
            schema = cursor.fetchone()[0]
            if schema is None:
                raise CannotRestore(
                    "The database has no schema that the site’s role may look into. Nothing was changed."
                )
            _hold_everything(cursor)
            require_empty()
            _drop_everything(cursor)
        for section in ("pre-data", "data", "post-data"):
            _run_section(dump, section, schema)
        with connection.cursor() as cursor:
            for name in _SET_BY_PG_DUMP:
                cursor.execute(f"RESET {name}")
        yield
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # or the first questions would be planned for empty tables


def settle_constraints() -> None:
    """Look at what was written now: a table whose rows wait to be looked at cannot be altered by the next migration."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _hold_everything(cursor: Any) -> None:
    """Nobody reads or writes the empty installation from here on. Raises `CannotRestore` where somebody does not let go."""
    tables = connection.introspection.table_names(cursor)
    if not tables:
        return
    names = ", ".join(connection.ops.quote_name(name) for name in tables)
    try:
        cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
    except OperationalError as error:
        raise CannotRestore(
            f"Somebody uses the empty database: {str(error).strip()}. End the site that runs on it (web server, workers, "
            "clock) and restore again. Nothing was changed."
        ) from error


def _drop_everything(cursor: Any) -> None:
    """The tables of an empty installation, and the functions of its triggers."""
    tables = connection.introspection.table_names(cursor)
    if tables:
        names = ", ".join(connection.ops.quote_name(name) for name in tables)
        cursor.execute(f"DROP TABLE {names} CASCADE")
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e' "
        "WHERE p.pronamespace = current_schema()::regnamespace AND d.objid IS NULL"
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP FUNCTION {name}")


def _run_section(dump: Path, section: str, schema: str) -> None:
    command = ["pg_restore", f"--section={section}", "--no-owner", "--no-privileges", "--file=-", str(dump)]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except FileNotFoundError as error:
        raise CannotRestore(
            "The program pg_restore was not found. Install PostgreSQL’s client programs, in the version that made the backup "
            "or newer (Debian: postgresql-client)."
        ) from error
    assert process.stdout is not None and process.stderr is not None
    with process.stdout, process.stderr:
        try:
            _run_script(process.stdout, schema)
        except BaseException:
            process.kill()
            process.wait()
            raise
        words = process.stderr.read().decode(errors="replace")
    if process.wait():
        raise CannotRestore(f"pg_restore could not read {dump.name}: {' '.join(words.split())}")


def _run_script(script: IO[bytes], schema: str) -> None:
    """Run SQL as pg_restore writes it. Rows stand between a line that begins with COPY and one with `\\.`; what
    `_NOT_FOR_US` names is left out. The schema itself, `schema`, is there and stays.
    """
    statements: list[bytes] = []

    def run() -> None:
        text = b"".join(statements).decode()
        statements.clear()
        if text.strip():
            with connection.cursor() as cursor:
                cursor.execute(text)

    for line in script:
        if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
            run()
            _copy(line.decode(), script)
        elif line.startswith(b"CREATE SCHEMA "):
            _require_ours(line.decode(), schema)
        elif not line.startswith(_NOT_FOR_US):
            statements.append(line)
    run()


def _require_ours(statement: str, schema: str) -> None:
    """Tables come back in the schema that they were in; the site must look for them there. Raises `CannotRestore`."""
    theirs = statement.removeprefix("CREATE SCHEMA ").strip().rstrip(";").strip('"')
    if theirs != schema:
        raise CannotRestore(
            f"The backup’s tables were in the schema “{theirs}”, and this database has “{schema}”. Make that schema, let the "
            f"site’s role look there (ALTER ROLE … SET search_path = {theirs}), and restore again."
        )


def _copy(statement: str, script: IO[bytes]) -> None:
    assert connection.connection is not None
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
        for line in script:
            if line == _END_OF_ROWS:
                return
            copy.write(line)
    raise CannotRestore("pg_restore ended in the middle of a table.")
