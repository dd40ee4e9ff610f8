"""Files between the file store and the machine that renders: pictures out, PDFs in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import Storage, default_storage

from editorial.content.files import digest_of, keep_file
from editorial.issues.snapshot import image_hashes
from editorial.rendering.failures import RenderingFailed

EXTENSION = {"jpeg": "jpg", "png": "png", "webp": "webp"}


def picture_name(sha256: str, kind: str) -> str:
    """Where the file store keeps a picture (the same rule as `content.models.image_path`)."""
    return f"images/{sha256[:2]}/{sha256}.{EXTENSION[kind]}"


@contextmanager
def pictures_of(snapshot: dict[str, Any], storage: Storage = default_storage) -> Iterator[Path]:
    """A temporary folder with the pictures of a snapshot, each named by its hash. Raises `RenderingFailed`."""
    with tempfile.TemporaryDirectory(prefix="oewatch-pictures-") as name:
        folder = Path(name)
        for sha256, kind in dict.fromkeys(image_hashes(snapshot)):
            path = picture_name(sha256, kind)
            if not storage.exists(path):
                raise RenderingFailed(
                    "A picture of this issue is missing in the file store. Upload it again.", detail=path
                )
            with storage.open(path) as source:
                (folder / sha256).write_bytes(source.read())
        yield folder


def keep_rendering(path: Path, name: str) -> str:
    """Put a finished file into the file store under `name`, whole or not at all; returns the name.

    Raises `content.files.NotStored`.
    """
    with path.open("rb") as source:
        digest = digest_of(source)
        source.seek(0)
        keep_file(name, source, digest)
    return name
