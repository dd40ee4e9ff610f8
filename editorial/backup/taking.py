"""One file of the store into the backup: from where it is already, or from the store, and never one that is not whole.

What is not read from the store is looked for there all the same: a store that lost its files would be noticed by nobody
while every night takes them from the night before.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.storage import Storage, default_storage

from editorial.backup.errors import CannotBackUp
from editorial.backup.folders import digest_of_path
from editorial.backup.stored_files import StoredFile

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Taken:
    """A file that is in the backup now. `reused`: it was not read from the store. `lost`: what is wrong with it there, as
    far as that can be seen without reading it; a sentence, or "".
    """

    sha256: str
    size: int
    reused: bool
    lost: str = ""


def take_file(
    file: StoredFile, folder: Path, previous: Path | None, storage: Storage = default_storage
) -> Taken | str:
    """Bring a file into `folder` under its name, or say in a sentence what is wrong with it in the store.

    What stands there from a run that was killed, and what the folder `previous` of an earlier backup has, is taken when its
    digest is right. Raises OSError for the disk of the backup, `CannotBackUp` for a store that does not answer.
    """
    target = folder / file.name
    if file.sha256 and _holds(target, file.sha256):
        return _reused(file, target, storage)
    if file.sha256 and previous is not None and _holds(previous / file.name, file.sha256):
        _link(previous / file.name, target)
        return _reused(file, target, storage)
    return _fetch(file, target, storage)


def _reused(file: StoredFile, target: Path, storage: Storage) -> Taken:
    """Stays in the backup whatever the store says: it may be the last copy that there is."""
    size = target.stat().st_size
    return Taken(file.sha256, size, reused=True, lost=_lost(file, size, storage))


def _lost(file: StoredFile, size: int, storage: Storage) -> str:
    """One question to the store, which reads nothing."""
    try:
        standing = storage.size(file.name)
    except (FileNotFoundError, NotADirectoryError):
        return f"{file.of}: {file.name} is missing in the file store. This backup has a copy from before."
    except Exception as error:  # whatever a store of others raises
        raise _no_answer(file, error) from error
    if standing == size:
        return ""
    return (
        f"{file.of}: {file.name} is not the file on record: its size differs. "
        "This backup has a copy from before."
    )


def _holds(path: Path, sha256: str) -> bool:
    return path.is_file() and not path.is_symlink() and digest_of_path(path) == sha256


def _link(source: Path, target: Path) -> None:
    """A second name for the same bytes; a copy where the disk is another one, or knows no second names."""
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        with source.open("rb") as opened:
            _write(opened, target)


def _fetch(file: StoredFile, target: Path, storage: Storage) -> Taken | str:
    try:
        source = storage.open(file.name)
    except FileNotFoundError:
        return f"{file.of}: {file.name} is missing in the file store."
    except Exception as error:  # whatever a store of others raises
        raise _no_answer(file, error) from error
    with source:
        digest, size = _write(_Blamed(source, file), target)
    if file.sha256 in ("", digest):
        return Taken(digest, size, reused=False)
    target.unlink()
    return f"{file.of}: {file.name} is not the file on record: its SHA-256 differs."


class _Blamed:
    """Reads from the store; what goes wrong there is not taken for a fault of the disk that is written to."""

    def __init__(self, source: Any, file: StoredFile) -> None:
        self._source, self._file = source, file

    def read(self, size: int) -> bytes:
        try:
            data: bytes = self._source.read(size)
        except Exception as error:  # as above
            raise _no_answer(self._file, error) from error
        return data


def _no_answer(file: StoredFile, error: Exception) -> CannotBackUp:
    return CannotBackUp(
        f"The file store did not hand out {file.name}: {error}. No backup was made; try again when it answers."
    )


def _write(source: Any, target: Path) -> tuple[str, int]:
    """Write what is left to read, whole or not at all, onto the disk; its SHA-256 and its bytes."""
    digest, size = hashlib.sha256(), 0
    handle, partial = tempfile.mkstemp(dir=target.parent, prefix=".taken-")  # for its owner alone
    try:
        with os.fdopen(handle, "wb") as out:
            for block in iter(lambda: source.read(_BLOCK), b""):
                digest.update(block)
                size += len(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        os.replace(partial, target)
    except BaseException:
        os.unlink(partial)
        raise
    return digest.hexdigest(), size
