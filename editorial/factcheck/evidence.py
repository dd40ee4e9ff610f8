"""Files that show what a check or a clearance says: kept byte for byte under their SHA-256."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from editorial.content.pictures import PictureRefused, read_picture
from editorial.errors import EditorialError

MAX_BYTES = 25_000_000


class EvidenceRefused(EditorialError):
    """The file cannot be taken as evidence. `name` is what it is called."""

    def __init__(self, name: str, why: str):
        self.name = name
        super().__init__(
            f"“{name}” was not taken. {why} Nothing is recorded; choose another file and record again."
        )


@dataclass(frozen=True)
class EvidenceFile:
    """A file ready to be stored. `extension` follows from its content, not from its name."""

    name: str
    data: bytes
    sha256: str
    extension: str


def read_evidence(file: BinaryIO, name: str) -> EvidenceFile:
    """A PDF or a picture, as it is. Raises `EvidenceRefused` for anything else and for what is too large."""
    shown = PurePath(name.replace("\\", "/")).name or "The file"
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise EvidenceRefused(shown, f"It is larger than {MAX_BYTES // 1_000_000} MB.")
    return EvidenceFile(shown, data, hashlib.sha256(data).hexdigest(), _extension(data, shown))


def _extension(data: bytes, name: str) -> str:
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    try:
        read_picture(io.BytesIO(data))
    except PictureRefused as error:
        raise EvidenceRefused(
            name,
            "Evidence is a PDF or a picture (PNG, JPEG, WebP), such as a saved page or a letter of permission.",
        ) from error
    return "png" if data.startswith(b"\x89PNG") else "webp" if data[8:12] == b"WEBP" else "jpg"
