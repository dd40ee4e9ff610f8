"""Files in the store: put there whole or not at all, and looked at again: is this still what was put there?"""

import contextlib
import hashlib
import io
import os
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import Storage, default_storage

from editorial.errors import EditorialError

PARTIAL = ".partial-"  # how the names of files begin that are being written
_ABANDONED_AFTER_S = 60 * 60.0  # longer than any job may take
_NEW_AGAIN_AFTER_S = 24 * 60 * 60.0


class NotStored(EditorialError):
    """The file store did not take a file. `name` is its path there."""

    def __init__(self, name: str):
        self.name = name
        super().__init__(
            "The file could not be stored: the disk may be full. Nothing was changed; try again, and tell the operator."
        )


def digest_of(stream: BinaryIO | File) -> str:
    """SHA-256 of what is left to read."""
    digest = hashlib.sha256()
    for block in iter(lambda: stream.read(1 << 20), b""):
        digest.update(block)
    return digest.hexdigest()


def stored_digest(name: str, storage: Storage = default_storage) -> str | None:
    """SHA-256 of a stored file as it is now; None when it is gone."""
    if not storage.exists(name):
        return None
    with storage.open(name) as stored:
        return digest_of(stored)


def keep_bytes(name: str, data: bytes, sha256: str, storage: Storage = default_storage) -> None:
    """Store `data` under `name`, as `keep_file` does. Raises `NotStored`."""
    keep_file(name, io.BytesIO(data), sha256, storage)


def keep_file(name: str, source: BinaryIO, sha256: str, storage: Storage = default_storage) -> None:
    """Store what `source` holds under `name`, whole or not at all; `sha256` is its digest.

    Names hold a digest, so what stands there already with the right content is left alone; what does not, because a
    disk was full or a machine went down, is replaced. Raises `NotStored`.
    """
    standing = stored_digest(name, storage)
    if standing == sha256:
        _make_new(name, storage)
        return
    try:
        try:
            target = Path(storage.path(name))
        except NotImplementedError:  # a remote store writes whole objects by itself
            if standing is not None:
                storage.delete(name)
            storage.save(name, File(source))
            return
        _write_whole(source, target, getattr(storage, "file_permissions_mode", None))
    except OSError as error:
        raise NotStored(name) from error


def _make_new(name: str, storage: Storage) -> None:
    """A file that is stored again counts as of today: whoever clears up what nothing speaks of leaves it alone."""
    with contextlib.suppress(NotImplementedError, OSError):  # a remote store keeps its own dates
        path = storage.path(name)
        if time.time() - os.stat(path).st_mtime > _NEW_AGAIN_AFTER_S:
            os.utime(path)


def _write_whole(source: BinaryIO, target: Path, mode: int | None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=target.parent, prefix=PARTIAL)
    try:
        with os.fdopen(handle, "wb") as out:
            for block in iter(lambda: source.read(1 << 20), b""):
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        if mode is not None:
            os.chmod(partial, mode)
        os.replace(partial, target)
    except BaseException:
        os.unlink(partial)
        raise


def remove_partial_files(*, at: float | None = None, storage: Storage = default_storage) -> int:
    """Remove what processes that were killed left half written in a store on a disk; how many files.

    `at`: seconds since the epoch. What somebody writes just now stays. A remote store has nothing half written.
    """
    try:
        root = storage.path("")
    except NotImplementedError:
        return 0
    now, gone = time.time() if at is None else at, 0
    for folder, _folders, names in os.walk(root):
        for name in names:
            if not name.startswith(PARTIAL):
                continue
            with contextlib.suppress(OSError):  # finished or removed in this very moment
                path = os.path.join(folder, name)
                if now - os.stat(path).st_mtime >= _ABANDONED_AFTER_S:
                    os.unlink(path)
                    gone += 1
    return gone
