"""The pictures of an edition as a maker gets them: a folder, each file named by the SHA-256 of the original.

For print the files are at print size; then the folder has a manifest with the digest of each, and who made them. Otherwise
they are the originals, and their names are their digests.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.print_pictures import maker

MANIFEST = "print-size.json"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def write_manifest(folder: Path, digests: Mapping[str, str]) -> None:
    """Say that the folder has pictures at print size: SHA-256 of the original to SHA-256 of the file."""
    told = {"made_by": maker(), "pictures": dict(sorted(digests.items()))}
    (folder / MANIFEST).write_text(json.dumps(told), "ascii")


def read_manifest(folder: Path) -> dict[str, str] | None:
    """What `write_manifest` wrote; None for a folder of originals. Raises `RenderingFailed` for anything else."""
    try:
        text = (folder / MANIFEST).read_text("ascii")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise RenderingFailed("The pictures were not handed over right.", repr(error)) from error
    try:
        told = json.loads(text)
        digests = {str(name): str(digest) for name, digest in told["pictures"].items()}
        made_by = told["made_by"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RenderingFailed("The pictures were not handed over right.", repr(error)) from error
    if made_by != maker() or not all(map(_SHA256.fullmatch, (*digests, *digests.values()))):
        raise RenderingFailed(
            "The pictures were brought to print size by another version. Try again.", str(made_by)
        )
    return digests


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
