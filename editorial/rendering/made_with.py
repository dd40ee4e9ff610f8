"""What makes an EPUB or a Word file, besides its content; where two files of one edition differ, this says why."""

import hashlib
import platform
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from PIL import features

CODE = Path(__file__).resolve().parent
_LIBRARIES = ("django", "fonttools", "lxml", "nh3", "pillow")


def made_with(
    *, templates: Path | None = None, fonts: Mapping[str, bytes] | None = None, libraries: Iterable[str] = ()
) -> dict[str, Any]:
    """Hashes (SHA-256) of a folder of templates, of the code and of font files by name; versions of what was used: the
    libraries of every form, those named besides, Python.
    """
    names = sorted({*_LIBRARIES, *libraries})
    versions = {name: version(name) for name in names} | {
        "freetype": features.version("freetype2") or "",
        "raqm": features.version("raqm") or "",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    out: dict[str, Any] = {
        "code": _digest(CODE, "*.py"),
        "libraries": versions,
        "python": platform.python_version(),
    }
    if templates is not None:
        out["templates"] = _digest(templates, "*.*")
    if fonts:
        out["fonts"] = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(fonts.items())}
    return out


@lru_cache(maxsize=4)
def _digest(folder: Path, pattern: str) -> str:
    """SHA-256 over the paths and contents of the files in a folder."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob(pattern)):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            found.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()
