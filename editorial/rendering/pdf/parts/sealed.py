"""Files that tell whether they are whole: a line of their own and the SHA-256 of all that follows.

One that is damaged, cut off, or of another format counts as missing and is made again.
"""

import hashlib
import os
from pathlib import Path

FORMAT = 1
_MAGIC = f"oewatch part {FORMAT}\n".encode()
_START = len(_MAGIC) + 64 + 1


class Damaged(ValueError):
    """Not a file of this format, or not all of one."""


def seal(body: bytes) -> bytes:
    """The file that holds `body`."""
    return _MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def unseal(data: bytes) -> bytes:
    """What a file holds. Raises `Damaged`."""
    if not is_sealed(data):
        raise Damaged
    return data[_START:]


def is_sealed(data: bytes) -> bool:
    """Whether the file is as it was written."""
    digest = hashlib.sha256(memoryview(data)[_START:]).hexdigest().encode()
    return data.startswith(_MAGIC) and data[len(_MAGIC) : _START - 1] == digest


def read(path: Path) -> bytes | None:
    """What a file holds; None where there is none or it is not whole."""
    try:
        return unseal(path.read_bytes())
    except (OSError, Damaged):
        return None


def write(path: Path, body: bytes) -> None:
    """Put `body` into a file, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_bytes(seal(body))
    os.replace(temporary, path)
