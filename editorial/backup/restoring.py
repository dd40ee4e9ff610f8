"""Restoring a backup into an empty installation, and comparing what stands there then with what the backup says.

Order: everything is verified first; files go into the store, where nobody sees them without rows; then the database, which
becomes visible at once (`loading_sqlite.py`, `loading_postgresql.py`); last the secret key, by one rename. Whoever ends it in
the middle has an empty installation as before.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from editorial.backup import loading_postgresql, loading_sqlite
from editorial.backup.errors import CannotRestore, NotEmpty
from editorial.backup.fingerprinting import fingerprint_lines, is_kept, log_head, row_counts
from editorial.backup.folders import FILES, SECRET_KEY, write_private
from editorial.backup.holding import Held, hold_what_goes_out
from editorial.backup.verifying import Backup, different_rows, verify_backup
from editorial.content.files import NotStored, keep_file
from editorial.content.models import Article
from editorial.issues.models import Edition
from editorial.record import triggers as record
from editorial.search import engines, triggers
from editorial.search.operations import index_waiting, note_everything

Say = Callable[[str], None]
AT_ONCE = 8  # files at the same time
SPARE = 50_000_000  # bytes
_VENDORS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Restored:
    """What was done. `migrated`: migrations that the backup did not have yet. `held`: None where nothing was held.
    `triggers`: those of the record that the backup lacked, somebody had taken them away; they are there again.
    """

    backup: Backup
    migrated: list[str]
    triggers: list[str]
    held: Held | None
    secret_key: str


def restore_backup(
    *, source: Path, hold_jobs: bool = True, at: datetime | None = None, say: Say = lambda words: None
) -> Restored:
    """Bring a backup back: database, files, search index; compare rows, fingerprints and the head of the log.

    `hold_jobs`: e-mails that wait and planned publications do not go out (`holding.py`). Raises `NotABackup`,
    `BackupDamaged`, `NotEmpty`, `CannotRestore`; then the installation is as empty as before.
    """
    require_empty()
    say("Checking the backup …")
    backup = verify_backup(source, say=say)
    _require_fitting(backup)
    _require_space(backup)
    say(f"{len(backup.stored)} files …")
    try:
        _put_files(backup)
        with _secret_key(backup) as key, _loaded(backup):
            say("Comparing …")
            migrated, lacking, held = _bring_up(backup, hold_jobs, at or timezone.now(), say)
    except (DatabaseError, OSError) as error:
        why = str(error).strip()
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            why = f"the disk of {settings.DATA_DIR} is full. Make room and restore again"
        raise CannotRestore(
            f"The backup was not restored: {why}. The installation is as empty as before."
        ) from error
    with contextlib.suppress(Exception):  # a cache that is away keeps nothing of the empty site
        cache.clear()
    return Restored(backup, migrated, lacking, held, key)


def require_empty() -> None:
    """Raises `NotEmpty` where there are people, articles or editions, or tables of somebody else."""
    try:
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
    except DatabaseError as error:
        raise CannotRestore(f"The database does not answer: {str(error).strip()}.") from error
    for model, name in ((User, "accounts"), (Article, "articles"), (Edition, "editions")):
        if model._meta.db_table in tables and (found := model._default_manager.count()):
            raise NotEmpty(f"it has {found:,} {name}")
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    ours.add("django_migrations")
    strange = sorted(table for table in tables if is_kept(table) and table not in ours)
    if strange:
        raise NotEmpty(f"its database has tables of another program ({', '.join(strange[:5])})")


def _require_fitting(backup: Backup) -> None:
    """The same kind of database, and no version newer than ours."""
    made_on = backup.manifest.vendor
    if made_on != connection.vendor:
        raise CannotRestore(
            f"The backup is of a site on {_VENDORS.get(made_on, made_on)}, and this installation has "
            f"{_VENDORS[connection.vendor]}. Restore it on {_VENDORS.get(made_on, made_on)} (docs/backup.md). "
            "Nothing was changed."
        )
    known = MigrationExecutor(connection).loader.disk_migrations or {}
    newer = sorted(set(backup.manifest.migrations) - {f"{app}.{name}" for app, name in known})
    if newer:
        raise CannotRestore(
            f"The backup was made by a newer version of oewatch ({backup.manifest.oewatch}; unknown here: "
            f"{', '.join(newer[:3])}). Install that version, then restore. Nothing was changed."
        )


def _require_space(backup: Backup) -> None:
    """As far as database and files go onto a disk of this machine."""
    needed: list[tuple[Path, int]] = []
    with contextlib.suppress(NotImplementedError):
        needed.append((Path(default_storage.path("")), _bytes_to_put(backup)))
    if connection.vendor == "sqlite":
        needed.append((loading_sqlite.database_path().parent, 2 * backup.database.stat().st_size))
    of_disk: dict[int, int] = {}
    for folder, size in needed:
        there = next(one for one in (folder, *folder.absolute().parents) if one.is_dir())
        disk = there.stat().st_dev
        of_disk[disk] = of_disk.get(disk, SPARE) + size
        if shutil.disk_usage(there).free < of_disk[disk]:
            raise CannotRestore(
                f"The disk of {folder} has too little room: {of_disk[disk] / 1e6:,.0f} MB are needed. Nothing was changed."
            )


def _bytes_to_put(backup: Backup) -> int:
    """Of the files that the store, a folder of this machine, does not have yet. Digests are compared when they are put."""
    size = 0
    for name in backup.stored:
        wanted, there = (backup.folder / FILES / name).stat().st_size, Path(default_storage.path(name))
        if not there.is_file() or there.stat().st_size != wanted:
            size += wanted
    return size


def _put_files(backup: Backup) -> None:
    """Files into the store; what stands there already with the right digest stays. Raises OSError, `NotStored`."""

    def put(one: tuple[str, str]) -> None:
        name, sha256 = one
        with (backup.folder / FILES / name).open("rb") as source:
            try:
                keep_file(name, source, sha256)
            except NotStored:
                raise
            except Exception as error:  # whatever a store of others raises
                raise CannotRestore(
                    f"The file store did not take {name}: {error}. The installation is as empty as before; try again."
                ) from error

    with ThreadPoolExecutor(AT_ONCE, "restore") as pool:
        list(pool.map(put, backup.stored.items()))


@contextlib.contextmanager
def _secret_key(backup: Backup) -> Iterator[str]:
    """When the block ends well, the key of the backup, if it has one, stands where an embedded installation keeps its own.
    Given is what is done, in words.
    """
    if not backup.manifest.secret_key:
        if settings.SECRET_KEY_SET:
            yield "SECRET_KEY is set. Links in earlier e-mails go on if it is the one of the site that was backed up."
        else:
            yield "The backup has no secret key: everybody signs in anew, and links in earlier e-mails are void."
        return
    if settings.SECRET_KEY_SET:
        yield "SECRET_KEY is set, so the key in the backup was not used."
        return
    path = Path(settings.DATA_DIR) / "secret_key"
    growing = path.with_name(".secret_key.restoring")
    try:
        write_private(growing, (backup.folder / SECRET_KEY).read_bytes())
        yield "The secret key is that of the backup."
        os.replace(growing, path)
    finally:
        growing.unlink(missing_ok=True)


def _loaded(backup: Backup) -> AbstractContextManager[None]:
    if connection.vendor == "postgresql":
        return loading_postgresql.loaded(backup.database, require_empty=require_empty)
    return loading_sqlite.loaded(backup.database, require_empty=require_empty)


def _bring_up(
    backup: Backup, hold_jobs: bool, at: datetime, say: Say
) -> tuple[list[str], list[str], Held | None]:
    """Everything that makes of the loaded tables a site of this version. Raises `CannotRestore` where they differ."""
    manifest = backup.manifest
    problems = different_rows(manifest.rows, row_counts())
    if problems:
        raise CannotRestore("The database is not what was backed up: " + " ".join(problems[:3]))
    migrated = _migrate(say)
    _compare(backup, migrated)
    lacking = _close_record()
    held = hold_what_goes_out(made_at=manifest.made_at, at=at) if hold_jobs else None
    say("The search index …")
    with connection.schema_editor() as editor:
        engines.remove(None, editor)
        engines.install(None, editor)
        triggers.install(None, editor)
    note_everything()
    while index_waiting():
        pass
    if gone := triggers.missing(connection):
        raise CannotRestore(f"Triggers of the database are missing: {', '.join(gone)}.")
    return migrated, lacking, held


def _close_record() -> list[str]:
    """Triggers of the record that are missing are made again; their names. Raises `CannotRestore` where that does nothing."""
    lacking = record.missing(connection)
    if lacking:
        record.restore(connection)
    if still := record.missing(connection):
        raise CannotRestore(f"Triggers of the record could not be made: {', '.join(still)}.")
    return lacking


def _migrate(say: Say) -> list[str]:
    """Run the migrations that the backup does not have yet, each as `migrate` would."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    names = [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
    for migration, _backwards in plan:
        say(f"Migration {migration.app_label}.{migration.name} …")
        call_command("migrate", migration.app_label, migration.name, verbosity=0, interactive=False)
        if connection.vendor == "postgresql":
            loading_postgresql.settle_constraints()
    return names


def _compare(backup: Backup, migrated: list[str]) -> None:
    wanted, found = set(backup.fingerprint_lines()), set(fingerprint_lines())
    if wanted != found:
        names = sorted({" ".join(line.split(" ")[:2]) for line in wanted ^ found})
        raise CannotRestore(
            f"{len(names):,} fingerprints differ from those of the backup ({', '.join(names[:3])}). "
            + (
                f"It was made by version {backup.manifest.oewatch}: restore it there, then update. "
                if migrated
                else ""
            )
            + "Nothing was restored."
        )
    if log_head() != backup.manifest.log_head:
        raise CannotRestore(
            f"The log ends at {log_head()}, and the backup says {backup.manifest.log_head}. Nothing was restored."
        )
