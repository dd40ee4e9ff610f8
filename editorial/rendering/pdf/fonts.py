"""The fonts of the print edition: which, whether they are installed, and whether they have every character.

All are under the SIL Open Font License 1.1 and come from three Debian packages. `fonts.conf` beside this file
lets fontconfig see these and no others, so that a machine with more fonts gives the same bytes.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools import unicodedata as ucd
from fontTools.ttLib import TTFont

from editorial.rendering.failures import FontsMissing, GlyphMissing

CONFIGURATION = Path(__file__).with_name("fonts.conf")


@dataclass(frozen=True)
class Family:
    """A font family the design names. `file` is looked for in the folders of fonts.conf."""

    name: str
    file: str
    package: str


NEEDED = (
    Family("Gentium Book Plus", "GentiumBookPlus-Regular.ttf", "fonts-sil-gentiumplus"),
    Family("Noto Serif Display", "NotoSerifDisplay-Regular.ttf", "fonts-noto-core"),
    Family("Noto Sans", "NotoSans-Regular.ttf", "fonts-noto-core"),
    Family("Noto Naskh Arabic", "NotoNaskhArabic-Regular.ttf", "fonts-noto-core"),
    Family("Noto Serif Hebrew", "NotoSerifHebrew-Regular.ttf", "fonts-noto-core"),
    Family("Noto Serif Devanagari", "NotoSerifDevanagari-Regular.ttf", "fonts-noto-core"),
    Family("Noto Serif CJK SC", "NotoSerifCJK-Regular.ttc", "fonts-noto-cjk"),
)


def activate() -> None:
    """Make fontconfig read only our configuration. Call it before WeasyPrint is imported.

    Side effect: sets FONTCONFIG_FILE in this process's environment.
    """
    os.environ["FONTCONFIG_FILE"] = str(CONFIGURATION)


@lru_cache(maxsize=1)
def folders() -> tuple[Path, ...]:
    """The folders named in fonts.conf that exist."""
    named = re.findall(r"<dir>(.*?)</dir>", CONFIGURATION.read_text("utf-8"))
    return tuple(path for path in map(Path, named) if path.is_dir())


@lru_cache(maxsize=1)
def files() -> tuple[Path, ...]:
    """Every font file the engine may use, the text face first: this is the order in which glyphs are looked
    for.
    """
    globs = re.findall(r"<glob>\*/(.+?)</glob>", CONFIGURATION.read_text("utf-8"))
    return tuple(path for glob in globs for folder in folders() for path in sorted(folder.glob(glob)))


def file_of(content: bytes) -> Path:
    """The file that has this content. Raises `FontsMissing` for none."""
    for path in files():
        if path.stat().st_size == len(content) and path.read_bytes() == content:
            return path
    raise FontsMissing(["a font that the engine found elsewhere"], [])


def file_named(name: str) -> Path:
    """The file of this name. Raises `FontsMissing`."""
    found = next((path for path in files() if path.name == name), None)
    if found is None:
        raise FontsMissing([name], [])
    return found


def check_installed() -> None:
    """Raises `FontsMissing` naming each family that is absent and the Debian packages to install."""
    present = {path.name for path in files()}
    missing = [family for family in NEEDED if family.file not in present]
    if missing:
        raise FontsMissing([f.name for f in missing], sorted({f.package for f in missing}))


@lru_cache(maxsize=64)
def _characters(path: Path) -> frozenset[int]:
    """Code points the font has a glyph for; the five faces of a CJK collection share theirs."""
    with TTFont(path, fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _invisible(character: str) -> bool:
    """Characters that print nothing by themselves: spaces, joiners, bidi controls, variation selectors."""
    return (
        ucd.category(character) in ("Zs", "Zl", "Zp", "Cf")
        or 0xFE00 <= ord(character) <= 0xFE0F
        or character in "\n\t\r"
    )


def uncovered(text: Iterable[str]) -> list[str]:
    """The characters that no font has, sorted. Fonts are opened only as long as something is missing."""
    missing = {ord(character) for character in set(text) if not _invisible(character)}
    for path in files():
        if not missing:
            break
        if "-Regular" in path.name:
            missing -= _characters(path)
    return [chr(code) for code in sorted(missing)]


def check_coverage(text: str, where: str) -> None:
    """Raises `GlyphMissing` for the first character of `text` that no font has. `where` names the article."""
    for character in uncovered(text):
        raise GlyphMissing(character, ucd.name(character, "a character without a name"), where)
