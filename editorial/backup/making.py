"""Making a backup: the database at one moment, then every file that it speaks of, then the lists; a rename at the end.

Files are in the store before a row speaks of them, hold a digest in their names and are not changed. So those of a moment
are all there after it; what the workers write meanwhile belongs to the next backup.
"""

import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from editorial.backup.errors import CannotBackUp
from editorial.backup.fingerprinting import (
    LEFT_OUT,
    applied_migrations,
    fingerprint_lines,
    log_head,
    row_counts,
)
from editorial.backup.folders import (
    FILE_MODE,
    FILES,
    FINGERPRINTS,
    FOLDER_MODE,
    MANIFEST,
    SECRET_KEY,
    SUMS,
    digest_of_path,
    is_plain_name,
    make_private,
    settle,
    sums_digest,
    sums_text,
    write_private,
)
from editorial.backup.manifest import Manifest, our_version
from editorial.backup.snapshots import database_size, database_snapshot
from editorial.backup.stored_files import StoredFile, referenced_files
from editorial.backup.taking import Taken, take_file

Say = Callable[[str], None]
AT_ONCE = 8  # files at the same time: a store on the network answers each after a while
SPARE = 50_000_000  # bytes that a disk should have left
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Made:
    """A backup that was made. `copied`, `reused`: files. `missing`: files that the store does not have as rows say; those
    that an earlier backup had are in this one all the same.
    """

    folder: Path
    manifest: Manifest
    copied: int
    reused: int

    @property
    def missing(self) -> list[str]:
        """What the store lacks, as sentences."""
        return self.manifest.missing


def make_backup(
    *,
    destination: Path,
    previous: Path | None = None,
    with_secret_key: bool = False,
    at: datetime | None = None,
    say: Say = lambda words: None,
) -> Made:
    """Write a backup of the site into a new folder `destination`; those who work on the site do not notice.

    Files that `previous`, an earlier backup, has are linked to (on the same disk) or copied from there, after their digest
    was compared. A run that was killed leaves `….partial`; the next one with the same destination goes on with its files.
    Raises `CannotBackUp`, `StoreAway`: then nothing is left that looks like a backup. Files that are gone or damaged in the
    store do not stop it: they are in `missing`.
    """
    destination = Path(os.path.abspath(destination))
    _require_possible(destination, previous)
    partial = destination.with_name(f"{destination.name}.partial")
    try:
        with _held(partial):
            try:
                made = _fill(partial, previous, with_secret_key, at or timezone.now(), say)
                _require_free(destination)
                os.rename(partial, destination)
            except Exception:
                shutil.rmtree(partial, ignore_errors=True)  # on a disk that is full it would be in the way
                raise
        settle_parent(destination)
    except OSError as error:
        raise CannotBackUp(_words(error, destination)) from error
    return Made(destination, *made)


def _words(error: OSError, destination: Path) -> str:
    if error.errno in _FULL:
        return f"The disk of {destination.parent} is full. Make room, or choose another disk. No backup was made."
    return f"The backup could not be written to {destination.parent}: {error}. No backup was made."


def _require_possible(destination: Path, previous: Path | None) -> None:
    _require_free(destination)
    if not destination.parent.is_dir():
        raise CannotBackUp(
            f"The folder {destination.parent} is not there. Make it first, on another disk than the site’s."
        )
    for inside in (Path(settings.MEDIA_ROOT), Path(settings.STATIC_ROOT)):
        if destination.resolve().is_relative_to(inside.resolve()):
            raise CannotBackUp(
                f"{destination} is inside {inside}, whose files the site itself uses. Choose another folder."
            )
    if previous is not None and not (previous / MANIFEST).is_file():
        raise CannotBackUp(
            f"{previous} is no backup, so nothing can be taken from it. Leave --previous out, or name one."
        )
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CannotBackUp(
            "The database is not that of this version: migrations are missing. Make the backup with the version that ran "
            "before, or run “python manage.py migrate” first."
        )


def _require_free(destination: Path) -> None:
    if destination.exists() or destination.is_symlink():
        raise CannotBackUp(
            f"{destination} is there already. Give a new name; no backup is written over another."
        )


@contextmanager
def _held(partial: Path) -> Iterator[None]:
    """The folder in which the backup grows, ours alone while it does. Raises `CannotBackUp`, OSError."""
    partial.mkdir(mode=FOLDER_MODE, exist_ok=True)
    handle = os.open(partial, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.fchmod(handle, FOLDER_MODE)
        yield
    except BlockingIOError as error:
        raise CannotBackUp(
            f"Another backup is being written to {partial}. Wait for it, or give another name."
        ) from error
    finally:
        os.close(handle)


def _fill(
    folder: Path, previous: Path | None, with_secret_key: bool, at: datetime, say: Say
) -> tuple[Manifest, int, int]:
    """Everything into the folder; the manifest, and how many files were copied and how many reused."""
    _require_space(folder, database_size(), "the database")
    say("The database …")
    with database_snapshot(folder) as snapshot:
        wanted = referenced_files(using=snapshot.alias)
        rows, migrations = row_counts(using=snapshot.alias), applied_migrations(using=snapshot.alias)
        end_of_log = log_head(using=snapshot.alias)
        lines = list(fingerprint_lines(using=snapshot.alias))
    os.chmod(folder / snapshot.file, FILE_MODE)
    write_private(folder / FINGERPRINTS, "".join(f"{line}\n" for line in lines).encode())
    sums = {name: digest_of_path(folder / name) for name in (snapshot.file, FINGERPRINTS)}
    taken = _take_files(folder, wanted, previous, say)
    sums |= taken.sums
    if with_secret_key:
        write_private(folder / SECRET_KEY, settings.SECRET_KEY.encode())
        sums[SECRET_KEY] = digest_of_path(folder / SECRET_KEY)
    manifest = Manifest(
        made_at=at, oewatch=our_version(), vendor=connection.vendor, server=snapshot.server, database=snapshot.file,
        migrations=migrations, rows=rows, log_head=end_of_log,
        fingerprints={
            "articles": sum(line.startswith("article ") for line in lines),
            "editions": sum(line.startswith("edition ") for line in lines),
            "sha256": sums[FINGERPRINTS],
        },
        files={"count": len(taken.sums), "bytes": taken.size}, missing=taken.missing, left_out=list(LEFT_OUT),
        secret_key=with_secret_key, contents=sums_digest(sums),
    )  # fmt: skip
    write_private(folder / MANIFEST, manifest.as_json().encode())
    sums[MANIFEST] = digest_of_path(folder / MANIFEST)
    _remove_leftovers(folder, sums)
    write_private(folder / SUMS, sums_text(sums).encode())
    settle(folder)
    return manifest, taken.copied, taken.reused


@dataclass
class _AllTaken:
    sums: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    size: int = 0
    copied: int = 0
    reused: int = 0


def _take_files(folder: Path, wanted: dict[str, StoredFile], previous: Path | None, say: Say) -> _AllTaken:
    """The files of the store, several at the same time."""
    odd = [
        file
        for name, file in wanted.items()
        if not is_plain_name(name) or not name.isprintable() or "\\" in name
    ]
    files = [file for file in wanted.values() if file not in odd]
    _require_space(folder, _missing_bytes(folder, files, previous, default_storage), "the files")
    say(f"{len(files)} files …")
    made = _AllTaken(missing=[f"{one.of}: its name {one.name!r} is not one of ours." for one in odd])
    old = previous / FILES if previous is not None else None
    for one in {(folder / FILES / file.name).parent for file in files}:
        make_private(one)
    with ThreadPoolExecutor(AT_ONCE, "backup") as pool:
        ends = list(pool.map(lambda file: take_file(file, folder / FILES, old), files))
    for file, end in zip(files, ends, strict=True):
        if not isinstance(end, Taken):
            made.missing.append(end)
            continue
        made.sums[f"{FILES}/{file.name}"] = end.sha256
        made.size += end.size
        made.missing += [end.lost] if end.lost else []
        made.reused += end.reused
        made.copied += not end.reused
    return made


def _missing_bytes(folder: Path, files: list[StoredFile], previous: Path | None, storage: Storage) -> int:
    """Bytes that will be written, as far as it costs nothing to know: a store on the network would be asked once a file."""
    try:
        storage.path("")
    except NotImplementedError:
        return 0
    there = [folder / FILES, *([previous / FILES] if previous is not None else [])]
    total = 0
    for file in files:
        if not any((one / file.name).exists() for one in there):
            path = Path(storage.path(file.name))
            total += path.stat().st_size if path.exists() else 0
    return total


def _require_space(folder: Path, needed: int, what: str) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise CannotBackUp(
            f"The disk of {folder.parent} has {free / 1e6:,.0f} MB left, and {what} may need {(needed + SPARE) / 1e6:,.0f} MB. "
            "Make room, or choose another disk. No backup was made."
        )


def _remove_leftovers(folder: Path, sums: dict[str, str]) -> None:
    """What a killed run left and this moment does not speak of any more."""
    for inner, _folders, names in os.walk(folder):
        for name in names:
            path = Path(inner) / name
            if path.relative_to(folder).as_posix() not in sums:
                path.unlink()


def settle_parent(destination: Path) -> None:
    """Have the rename on the disk."""
    handle = os.open(destination.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
