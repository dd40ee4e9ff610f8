"""The folder of a backup: written for its owner alone, listed in SHA256SUMS, and read again byte by byte.

manifest.json      what the backup is of (`manifest.py`)
fingerprints.txt   a line for each article and edition
database.sqlite3   or database.dump (PostgreSQL's custom format)
files/…            the files of the store under their names there
secret_key         only where it was asked for
SHA256SUMS         of all of these; `sha256sum -c SHA256SUMS` checks it too
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from editorial.content.files import digest_of

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
FINGERPRINTS = "fingerprints.txt"
FILES = "files"
SECRET_KEY = "secret_key"  # noqa: S105  the name of a file
FOLDER_MODE, FILE_MODE = 0o700, 0o600
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n\r\\]+)")


class UnreadableSums(ValueError):
    """SHA256SUMS is not as we write it; the text says where."""


def write_private(path: Path, data: bytes) -> None:
    """Write a file that its owner alone reads, onto the disk and not only into its cache. Raises OSError."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def make_private(folder: Path) -> None:
    """Make a folder and those above it that are missing, for their owner alone. Raises OSError."""
    missing = [folder, *folder.parents]
    for one in reversed([one for one in missing if not one.exists()]):
        one.mkdir(mode=FOLDER_MODE, exist_ok=True)


def digest_of_path(path: Path) -> str:
    """SHA-256 of a file. Raises OSError."""
    with path.open("rb") as source:
        return digest_of(source)


def sums_text(sums: Mapping[str, str]) -> str:
    """The lines of SHA256SUMS for names with their digests, sorted by name."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))


def sums_digest(sums: Mapping[str, str]) -> str:
    """One digest of all lines but the manifest's, which has this digest in it."""
    others = {name: digest for name, digest in sums.items() if name != MANIFEST}
    return hashlib.sha256(sums_text(others).encode()).hexdigest()


def read_sums(text: str) -> dict[str, str]:
    """The names of SHA256SUMS with their digests. Raises `UnreadableSums` for anything but our own form."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise UnreadableSums(f"line {number} of {SUMS} is not a digest and a name")
        if not is_plain_name(match[2]):
            raise UnreadableSums(f"line {number} of {SUMS} names a file outside the backup")
        found[match[2]] = match[1]
    if sums_text(found) != text:
        raise UnreadableSums(f"{SUMS} is not sorted, or names a file twice")
    return found


def is_plain_name(name: str) -> bool:
    """Whether a name stays inside the folder that it is meant for."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and path.as_posix() == name


def problems_of(folder: Path, sums: Mapping[str, str]) -> Iterable[str]:
    """What of the folder is not as SHA256SUMS says: sentences, one for each file; every byte is read."""
    for name, digest in sorted(sums.items()):
        path = folder / name
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                yield f"{name} is not a file."
            elif digest_of_path(path) != digest:
                yield f"{name} is not what was written: its SHA-256 differs."
        except FileNotFoundError:
            yield f"{name} is missing."
        except OSError as error:
            yield f"{name} cannot be read: {error.strerror}."


def settle(folder: Path) -> None:
    """Have the entries of the folder and of all in it on the disk. Raises OSError."""
    for inner, _folders, _files in os.walk(folder):
        handle = os.open(inner, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
