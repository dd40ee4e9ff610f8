"""Files that show what a check or a clearance says: kept byte for byte under their SHA-256."""

import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from editorial.content.pictures import PictureRefused, read_picture
from editorial.errors import EditorialError

MAX_BYTES = 25_000_000
MAX_NAME = 120  # letters of a name that is handed out; file systems take 255 bytes
_EXTENSION = re.compile(r"\.[a-z][a-z0-9]{0,7}\s*$", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]+')


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


def download_name(name: str, extension: str) -> str:
    """The name under which a stored file is handed out: it ends with what the file is, whatever it was called.

    Control and format characters are dropped (U+202E makes “fdp.exe” look like “exe.pdf”), and it is at most
    `MAX_NAME` letters long.
    """
    stem = _NOT_IN_NAMES.sub("_", _visible(name))
    stem = _EXTENSION.sub("", stem)
    stem = stem.removesuffix(f".{extension}")  # “letter.pdf.html”
    room = MAX_NAME - len(extension) - 1
    stem = " ".join(stem.split()).strip(". _")[:room].rstrip(". ")
    return f"{stem or 'evidence'}.{extension}"


def _visible(name: str) -> str:
    return "".join(
        " " if letter in "\t\r\n" else letter
        for letter in unicodedata.normalize("NFC", name)
        if letter in "\t\r\n" or unicodedata.category(letter)[0] != "C"
    ).translate({0x2028: " ", 0x2029: " "})


def read_evidence(file: BinaryIO, name: str) -> EvidenceFile:
    """A PDF or a picture, as it is. Raises `EvidenceRefused` for anything else and for what is too large."""
    shown = _visible(PurePath(name.replace("\\", "/")).name).strip() or "The file"
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
