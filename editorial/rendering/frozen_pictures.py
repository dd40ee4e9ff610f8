"""The pictures of an edition as a maker gets them: a folder, each file named by its SHA-256."""

import hashlib
import re
from pathlib import Path

from editorial.rendering.failures import RenderingFailed

_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_frozen(pictures: Path, sha256: str, where: str) -> bytes:
    """The bytes of a picture. Raises `RenderingFailed`, which names `where`, for one that is missing or is another one."""
    if not _SHA256.fullmatch(sha256):
        raise RenderingFailed(
            "The snapshot of this edition is incomplete or damaged.", f"SHA-256 {sha256[:80]!r}"
        )
    try:
        data = (pictures / sha256).read_bytes()
    except OSError as error:
        raise RenderingFailed(
            f"A picture of {where} is missing in the file store. Upload it again.", str(error)
        ) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RenderingFailed(f"A picture of {where} is damaged in the file store. Upload it again.", sha256)
    return data
