"""Files that tell whether they are whole: a line of their own and the SHA-256 of their key and of all that follows.

One that is damaged, cut off, of another format, or of another key counts as missing and is made again.
"""

import hashlib
import os
import secrets
from pathlib import Path

FORMAT = 1
_MAGIC = f"oewatch part {FORMAT}\n".encode()
_START = len(_MAGIC) + 64 + 1


def seal(key: str, body: bytes) -> bytes:
    """The file that holds `body` under a key."""
    return _MAGIC + _digest(key, body) + b"\n" + body


def is_sealed(key: str, data: bytes) -> bool:
    """Whether the file is as it was written for this key."""
    return (
        data.startswith(_MAGIC)
        and data[len(_MAGIC) : _START] == _digest(key, memoryview(data)[_START:]) + b"\n"
    )


def read(path: Path) -> bytes | None:
    """What the file of a key, which is its name, holds; None where there is none or it is not whole."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data[_START:] if is_sealed(path.name, data) else None


def write(path: Path, body: bytes) -> None:
    """Put `body` into the file of a key, whole or not at all. Others may write the same at the same time."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        temporary.write_bytes(seal(path.name, body))
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _digest(key: str, body: bytes | memoryview) -> bytes:
    found = hashlib.sha256(f"{key}\n".encode())
    found.update(body)
    return found.hexdigest().encode()
