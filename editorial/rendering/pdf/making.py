"""What makes a PDF, besides its content: templates and code, fonts, the engine. Two PDFs of one edition are the same bytes
when all of it is the same; where they are not, this says what differs.
"""

import contextlib
import ctypes
import ctypes.util
import hashlib
import platform
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from editorial.rendering import print_pictures
from editorial.rendering.html import TEMPLATES
from editorial.rendering.pdf import fonts

CODE = Path(__file__).resolve().parents[1]
LIBRARIES = (
    "weasyprint",
    "pydyf",
    "fonttools",
    "pillow",
    "pyphen",
    "tinycss2",
    "tinyhtml5",
    "lxml",
    "django",
)


@lru_cache(maxsize=1)
def made_with() -> dict[str, Any]:
    """Hashes (SHA-256) of templates, code and font files; versions of the engine, of its libraries, and of Python; at which
    setting pictures are brought to print size, and with what.
    """
    return {
        "templates": _digest(sorted(TEMPLATES.rglob("*.*"))),
        "code": _digest(sorted(CODE.rglob("*.py"))),
        "fonts": {path.name: _digest([path]) for path in sorted(fonts.files())},
        "libraries": {name: version(name) for name in LIBRARIES} | _native(),
        "pictures": print_pictures.made_with(),
        "python": platform.python_version(),
    }


def _digest(paths: Iterable[Path]) -> str:
    """SHA-256 over names and contents."""
    found = hashlib.sha256()
    for path in paths:
        with path.open("rb") as source:
            found.update(f"{path.name}\0{hashlib.file_digest(source, 'sha256').hexdigest()}\n".encode())
    return found.hexdigest()


def _native() -> dict[str, str]:
    """Versions of the libraries that choose the fonts, shape the letters and place them; those that do not say are left
    out.
    """
    from weasyprint.text.ffi import pango

    number = pango.pango_version()
    found = {"pango": f"{number // 10000}.{number // 100 % 100}.{number % 100}"}
    for name, ask in (("harfbuzz", _harfbuzz), ("fontconfig", _fontconfig), ("freetype", _freetype)):
        with contextlib.suppress(OSError, AttributeError):
            found[name] = ask()
    return found


def _harfbuzz() -> str:
    ask = ctypes.CDLL(_library("harfbuzz", "libharfbuzz.so.0")).hb_version_string
    ask.restype = ctypes.c_char_p
    return str(ask().decode("ascii"))


def _fontconfig() -> str:
    number = ctypes.CDLL(_library("fontconfig", "libfontconfig.so.1")).FcGetVersion()
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _freetype() -> str:
    library = ctypes.CDLL(_library("freetype", "libfreetype.so.6"))
    handle, parts = ctypes.c_void_p(), [ctypes.c_int() for _ in range(3)]
    if library.FT_Init_FreeType(ctypes.byref(handle)):
        raise OSError("FreeType does not start")
    library.FT_Library_Version(handle, *(ctypes.byref(part) for part in parts))
    library.FT_Done_FreeType(handle)
    return ".".join(str(part.value) for part in parts)


def _library(name: str, usual: str) -> str:
    """The file that the engine itself loads: under its usual name, or wherever the system has it."""
    try:
        ctypes.CDLL(usual)
    except OSError:
        return ctypes.util.find_library(name) or usual
    return usual
