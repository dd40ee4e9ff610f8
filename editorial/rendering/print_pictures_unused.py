"""Removing the print sizes of makers that are gone: of another setting, or of libraries that no machine has any more.

Each folder `print/<setting and maker>/` has a file `used` with the last day on which the clean-up ran on a machine that has
this maker. So machines with different libraries leave each other's folders alone, and one that goes back to what it had before
finds its own.
"""

import contextlib
import hashlib
import logging
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.utils import timezone

from editorial.content.files import NotStored, keep_bytes
from editorial.rendering.print_pictures import maker
from editorial.rendering.print_pictures_store import FOLDER

REMOVED_AT_ONCE = 500
_NOTE = "used"

logger = logging.getLogger(__name__)


def remove_unused_folders(*, at: datetime | None = None, storage: Storage = default_storage) -> int:
    """Remove what stands in folders of makers that no machine has had for PART_DAYS, a bounded number of pictures; how many.

    A folder without a note is noted as used today.
    """
    today = (at or timezone.now()).date()
    removed = 0
    for name in sorted(_listed(FOLDER, storage)[0]):
        folder = f"{FOLDER}/{name}"
        used = None if name == maker() else _last_used(folder, storage)
        if used is None:
            _note(folder, today, storage)
        elif used < today - timedelta(days=settings.PART_DAYS):
            removed += _remove(folder, REMOVED_AT_ONCE - removed, storage)
    return removed


def _listed(folder: str, storage: Storage) -> tuple[list[str], list[str]]:
    """Folders and files in it; none where it is not there (yet), or somebody else was quicker to remove it."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return folders, files


def _last_used(folder: str, storage: Storage) -> date | None:
    try:
        with storage.open(f"{folder}/{_NOTE}") as note:
            return date.fromisoformat(note.read().decode("ascii"))
    except (OSError, ValueError):
        return None


def _note(folder: str, day: date, storage: Storage) -> None:
    text = day.isoformat().encode()
    try:
        keep_bytes(f"{folder}/{_NOTE}", text, hashlib.sha256(text).hexdigest(), storage)
    except NotStored as error:  # a full disk: removing goes on all the more
        logger.warning("the use of %s is not noted: %s", folder, error)


def _remove(folder: str, most: int, storage: Storage) -> int:
    """Remove pictures from a folder, and the folder once it is empty; its note goes last."""
    removed = 0
    inner, notes = _listed(folder, storage)
    for name in inner:
        for file in _listed(f"{folder}/{name}", storage)[1]:
            if removed == most:
                return removed
            storage.delete(f"{folder}/{name}/{file}")
            removed += 1
        _remove_empty(f"{folder}/{name}", storage)
    for file in notes:
        storage.delete(f"{folder}/{file}")
    _remove_empty(folder, storage)
    return removed


def _remove_empty(folder: str, storage: Storage) -> None:
    """A store of whole objects has no folders, so nothing is left of one there."""
    with contextlib.suppress(NotImplementedError, OSError):  # somebody just put something into it: it stays
        Path(storage.path(folder)).rmdir()
