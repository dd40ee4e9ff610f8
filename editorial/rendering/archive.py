"""ZIP files that are the same bytes for the same content: fixed times, modes and order."""

import hashlib
import os
import zipfile
from pathlib import Path
from types import TracebackType

_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows
_REGULAR_FILE = 0o100644 << 16
_LEVEL = 9
# Compressed already.
_STORED = {".jpg", ".png", ".webp", ".woff2", ".pdf", ".docx", ".epub"}


class Archive:
    """A ZIP file being written to `path`: it appears there whole when the block ends well, or not at all.

    Members keep the order in which they are put in. What stands under a name must not be put twice.
    """

    def __init__(self, path: Path):
        self._path = path
        self._temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        self._zip = zipfile.ZipFile(self._temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._zip.close()  # writes the list of members: a full disk may show only here
            if kind is None:
                os.replace(self._temporary, self._path)
        finally:
            self._temporary.unlink(missing_ok=True)

    def put(self, name: str, data: str | bytes, *, stored: bool = False) -> None:
        """Add a member. `stored`: not compressed, as the first member of an EPUB must be."""
        if name in self._zip.NameToInfo:
            raise ValueError(f"“{name}” is in the archive already")
        member = zipfile.ZipInfo(name, _TIME)
        member.external_attr = _REGULAR_FILE
        member.create_system = 3
        plain = stored or Path(name).suffix.lower() in _STORED
        member.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
        self._zip.writestr(member, data.encode() if isinstance(data, str) else data)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file: 64 hexadecimal digits."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
