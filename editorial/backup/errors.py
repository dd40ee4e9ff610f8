"""What stands in the way of a backup or of restoring one, in words for whoever runs the command."""

from collections.abc import Sequence
from pathlib import Path

from editorial.errors import EditorialError

NAMED = 10  # damaged files in one message; `verify_backup` prints all


class CannotBackUp(EditorialError):
    """No backup was made, and nothing that looks like one is left. `str()` says why and what to do."""


class NotABackup(EditorialError):
    """The folder is no backup that this version reads. `folder` is the one."""

    def __init__(self, folder: Path, why: str):
        self.folder = folder
        super().__init__(f"{folder} cannot be read as a backup: {why}")


class BackupDamaged(EditorialError):
    """The backup is not what was written. `problems` are sentences, each about one file."""

    def __init__(self, folder: Path, problems: Sequence[str]):
        self.folder, self.problems = folder, list(problems)
        shown = "\n".join(f"  - {words}" for words in self.problems[:NAMED])
        more = f"\n  - and {len(self.problems) - NAMED} more" if len(self.problems) > NAMED else ""
        super().__init__(
            f"The backup {folder} is damaged, so nothing was restored. Take another one, or copy this one again from "
            f"where it came from.\n{shown}{more}"
        )


class NotEmpty(EditorialError):
    """There is a site where the backup should go. `found` says what of it."""

    def __init__(self, found: str):
        self.found = found
        super().__init__(
            f"This installation is not empty: {found}. Nothing was changed. A backup is restored into an empty one alone: "
            "set OEWATCH_DATA_DIR to a new folder, and DATABASE_URL to a new database where a database server is used."
        )


class CannotRestore(EditorialError):
    """The backup was not restored, and the installation is as empty as before. `str()` says why and what to do."""


class StoreAway(EditorialError):
    """The file store does not answer. `error` is what it raised."""

    def __init__(self, error: Exception):
        self.error = error
        super().__init__(
            f"The file store does not answer: {error}. Nothing was done; try again when it does."
        )
