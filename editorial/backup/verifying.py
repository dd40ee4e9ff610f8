"""Reading a backup, and looking at every byte of it without restoring anything."""

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from editorial.backup.errors import BackupDamaged, NotABackup
from editorial.backup.folders import (
    FILES,
    FINGERPRINTS,
    MANIFEST,
    SUMS,
    UnreadableSums,
    problems_of,
    read_sums,
    sums_digest,
)
from editorial.backup.manifest import Manifest, UnreadableManifest, read_manifest
from editorial.backup.snapshots import SQLITE_FILE

_CUSTOM = b"PGDMP"  # how pg_dump's custom format begins


@dataclass(frozen=True)
class Backup:
    """A backup as its lists describe it. `sums`: SHA-256 by the name in the folder."""

    folder: Path
    manifest: Manifest
    sums: dict[str, str]

    @property
    def database(self) -> Path:
        """The copy of the database."""
        return self.folder / self.manifest.database

    @property
    def stored(self) -> dict[str, str]:
        """The files of the store: name there → SHA-256."""
        start = f"{FILES}/"
        return {
            name.removeprefix(start): sha256 for name, sha256 in self.sums.items() if name.startswith(start)
        }

    def fingerprint_lines(self) -> list[str]:
        """What the articles and editions were."""
        return (self.folder / FINGERPRINTS).read_text(encoding="utf-8").splitlines()


def read_backup(folder: Path) -> Backup:
    """The lists of a backup; only the manifest's own digest is compared. Raises `NotABackup`."""
    try:
        sums_of = (folder / SUMS).read_text(encoding="utf-8")
        manifest_of = (folder / MANIFEST).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        why = (
            "it was not finished. Make another one. If it was copied from elsewhere, copy it again."
            if folder.is_dir() and any(folder.iterdir())
            else "there is nothing in it, or nothing at all. Give the folder of a backup."
        )
        raise NotABackup(folder, why) from error
    except (OSError, UnicodeDecodeError) as error:
        raise NotABackup(folder, f"{error}.") from error
    try:
        sums, manifest = read_sums(sums_of), read_manifest(manifest_of)
    except (UnreadableSums, UnreadableManifest) as error:
        raise NotABackup(folder, str(error)) from error
    needed = {MANIFEST, FINGERPRINTS, manifest.database}
    if not needed <= sums.keys() or sums_digest(sums) != manifest.contents:
        raise NotABackup(folder, f"{SUMS} and {MANIFEST} do not belong together, or one is damaged.")
    return Backup(folder, manifest, sums)


def verify_backup(folder: Path, *, say: Callable[[str], None] = lambda words: None) -> Backup:
    """Read every byte of a backup and compare; look whether its database opens and has the rows that the manifest counts.

    Raises `NotABackup`, `BackupDamaged`.
    """
    backup = read_backup(folder)
    say(f"{len(backup.sums)} checksums …")
    problems = list(problems_of(folder, backup.sums))
    if not problems:
        found = _of_sqlite(backup) if backup.manifest.database == SQLITE_FILE else _of_dump(backup)
        problems = [f"{backup.manifest.database}: {words}" for words in found]
        if len(backup.stored) != backup.manifest.files["count"]:
            problems.append("The number of files is not that of the manifest.")
    if problems:
        raise BackupDamaged(folder, problems)
    return backup


def _of_sqlite(backup: Backup) -> list[str]:
    address = f"file:{quote(str(backup.database.resolve()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            said = [row[0] for row in database.execute("PRAGMA integrity_check")]
            counted = {
                table: database.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]  # noqa: S608
                for table in backup.manifest.rows
            }
    except sqlite3.Error as error:
        return [f"{error}."]
    return ([] if said == ["ok"] else said) + different_rows(backup.manifest.rows, counted)


def _of_dump(backup: Backup) -> list[str]:
    """The list of what is in it, as far as PostgreSQL's programs are on this machine."""
    with backup.database.open("rb") as source:
        if source.read(len(_CUSTOM)) != _CUSTOM:
            return ["it is not a dump of PostgreSQL."]
    try:
        done = subprocess.run(
            ["pg_restore", "--list", str(backup.database)], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return []  # its digest was right
    if done.returncode:
        return [" ".join(done.stderr.split())]
    held = {line.split(" ")[-2] for line in done.stdout.splitlines() if " TABLE DATA " in line}
    return [f"the rows of {table} are missing." for table in sorted(backup.manifest.rows.keys() - held)]


def different_rows(wanted: dict[str, int], found: dict[str, int]) -> list[str]:
    """Sentences, one for each table whose number of rows is another."""
    return [
        f"{table} has {found.get(table, 0):,} rows, and the manifest counts {count:,}."
        for table, count in wanted.items()
        if found.get(table) != count
    ]
