"""Parts in a folder, each sealed in a file that has its key as its name."""

import os
import secrets
from pathlib import Path

from editorial.rendering.sealing import seal, unseal

FORMAT = 1
_KIND = f"oewatch part {FORMAT}"


def read(path: Path) -> bytes | None:
    """What the file of a key, which is its name, holds; None where there is none or it is not whole."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return unseal(_KIND, path.name, data)


def write(path: Path, body: bytes) -> None:
    """Put `body` into the file of a key, whole or not at all. Others may write the same at the same time."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        temporary.write_bytes(seal(_KIND, path.name, body))
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
