"""A restored SQLite database grows beside the site's own and takes its place by one rename: there is all of it, or nothing."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connections

from editorial.backup.errors import CannotRestore
from editorial.backup.folders import FILE_MODE

BUSY_S = 5.0
_BESIDE = ("", "-wal", "-shm", "-journal")


def database_path() -> Path:
    """The site's database; where a link leads there, the file itself, for a rename would replace the link."""
    return Path(connections["default"].settings_dict["NAME"]).resolve()


@contextmanager
def loaded(database: Path, *, require_empty: Callable[[], None]) -> Iterator[None]:
    """The block works on the restored database, as Django's default one. When it ends well, and `require_empty` has looked
    at the site's own once more, that is the site's; when it raises, nothing is left of it. Raises what `require_empty`
    raises, `CannotRestore`, OSError.
    """
    final = database_path()
    growing = final.with_name(f"{final.name}.restoring")
    _remove(growing)
    try:
        shutil.copyfile(database, growing)
        os.chmod(growing, FILE_MODE)
        with _default_database(growing):
            yield
        require_empty()
        connections["default"].close()
        _take_its_place(growing, final)
    finally:
        _remove(growing)


@contextmanager
def _default_database(path: Path) -> Iterator[None]:
    """Django's default connection leads there for a while, in every thread of this process."""
    values = connections.settings["default"]
    before = values["NAME"]
    connections["default"].close()
    values["NAME"] = str(path)
    try:
        yield
    finally:
        connections["default"].close()  # the last to leave writes the write-ahead log into the file
        values["NAME"] = before


def _take_its_place(growing: Path, final: Path) -> None:
    """Raises `CannotRestore` while somebody still uses the empty database: its write-ahead log would be read with ours."""
    in_use = CannotRestore(
        f"{final} is in use. End the site that runs on it (“make serve”, workers) and restore again. Nothing was changed."
    )
    for name in _BESIDE[1:]:
        if Path(f"{growing}{name}").exists():
            raise CannotRestore(
                f"{growing}{name} was left, so the database was not closed. Nothing was changed; try again."
            )
    with growing.open("rb") as written:
        os.fsync(written.fileno())
    if final.exists():
        try:
            with closing(sqlite3.connect(final, timeout=BUSY_S)) as old:
                if old.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
                    raise in_use
        except sqlite3.OperationalError as error:
            raise in_use from error
        if any(Path(f"{final}{name}").exists() for name in _BESIDE[1:]):
            raise in_use
    os.replace(growing, final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remove(path: Path) -> None:
    for name in _BESIDE:
        Path(f"{path}{name}").unlink(missing_ok=True)
