"""Folders for the length of a piece of work, which go also when whoever made them was killed.

Whoever has one holds a lock on it, which the kernel drops with the process, however it ends. So the next to begin on the same
machine knows what nobody needs any more.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PREFIX = "oewatch-work-"
# Between making a folder and locking it lies next to nothing; so much longer nobody looks at it.
LEFT_ALONE_S = 60.0


@contextlib.contextmanager
def scratch_folder(what: str) -> Iterator[Path]:
    """An empty folder with `what` in its name, for this process alone; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{what}-") as name:
        handle = os.open(name, os.O_RDONLY)
        try:
            with contextlib.suppress(
                OSError
            ):  # a file system without locks: then others leave it alone, for it cannot be locked
                fcntl.flock(handle, fcntl.LOCK_SH)
            yield Path(name)
        finally:
            os.close(handle)


def remove_abandoned(*, at: float | None = None, root: Path | None = None) -> int:
    """Remove the folders of processes that are dead; how many. `at`: seconds since the epoch, `root`: where to look.

    Only those of this account. Never raises for a folder that cannot be removed.
    """
    now, gone = time.time() if at is None else at, 0
    with os.scandir(root or tempfile.gettempdir()) as entries:
        found = [entry.path for entry in entries if entry.name.startswith(PREFIX)]
    for path in found:
        with contextlib.suppress(OSError):
            gone += _remove(path, now)
    return gone


def _remove(path: str, now: float) -> bool:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        stat = os.fstat(handle)
        if stat.st_uid != os.getuid() or now - stat.st_mtime < LEFT_ALONE_S:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # somebody works in it
            return False
        shutil.rmtree(path, ignore_errors=True)
        return True
    finally:
        os.close(handle)
