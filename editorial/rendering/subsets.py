"""Fonts cut to the letters that a text has, as WOFF2 files for the web edition and for the EPUB.

They are made from the fonts of the print edition (pdf/fonts.py), which are under the SIL Open Font License 1.1. Its terms are
kept: copyright and license stay in each file's name table, and a font with a reserved name is given another one, because a
font that was cut is a modified version (OFL-FAQ, 2.2 and 3).
"""

import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from editorial.rendering import scripts
from editorial.rendering.failures import FontsMissing
from editorial.rendering.pdf import fonts

TEXT_FAMILY = "Gentium Book Plus"
_RENAMED = {"Gentium Book Plus": "Edition Text"}  # “Gentium” is a reserved font name
_MEDIA_TYPE = "font/woff2"
_NAME_IDS = [0, 1, 2, 3, 4, 5, 6, 13, 14]
_STYLES = {(400, False): "Regular", (700, False): "Bold", (400, True): "Italic", (700, True): "BoldItalic"}

# ISO 15924 code (as scripts.script_of_language gives it) to family; Latin, Greek and Cyrillic are set in the text face.
_FAMILY_OF_SCRIPT = {
    "Arab": "Noto Naskh Arabic", "Hebr": "Noto Serif Hebrew", "Deva": "Noto Serif Devanagari",
    "Armn": "Noto Serif Armenian", "Geor": "Noto Serif Georgian", "Ethi": "Noto Serif Ethiopic",
    "Thai": "Noto Serif Thai", "Laoo": "Noto Serif Lao", "Khmr": "Noto Serif Khmer", "Mymr": "Noto Serif Myanmar",
    "Beng": "Noto Serif Bengali", "Guru": "Noto Serif Gurmukhi", "Gujr": "Noto Serif Gujarati",
    "Taml": "Noto Serif Tamil", "Telu": "Noto Serif Telugu", "Knda": "Noto Serif Kannada",
    "Mlym": "Noto Serif Malayalam", "Sinh": "Noto Serif Sinhala", "Tibt": "Noto Serif Tibetan",
    "Orya": "Noto Sans Oriya", "Thaa": "Noto Sans Thaana", "Syrc": "Noto Sans Syriac", "Mong": "Noto Sans Mongolian",
    "Nkoo": "Noto Sans NKo", "Tfng": "Noto Sans Tifinagh",
}  # fmt: skip
# One collection has a face for each place where Chinese characters are written in their own way.
_HAN = (
    ("ja", "JP"), ("jpan", "JP"), ("ko", "KR"), ("kore", "KR"), ("hans", "SC"), ("hk", "HK"), ("mo", "HK"), ("tw", "TC"),
    ("hant", "TC"), ("yue", "HK"),
)  # fmt: skip
_CJK_FACES = ("JP", "KR", "SC", "TC", "HK")  # in the order of the collection
_CJK_FILE = "NotoSerifCJK"
_BOLD = {"h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "th"}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, order=True)
class Face:
    """One font of a family, as it is installed: weight is 400 or 700."""

    family: str
    weight: int = 400
    italic: bool = False


@dataclass(frozen=True)
class Subset:
    """A font file: `name` begins with its family and ends with the hash of its bytes, `family` is its name in CSS."""

    name: str
    data: bytes
    family: str
    weight: int
    italic: bool
    media_type: str = _MEDIA_TYPE

    def rule(self, address: str = "") -> str:
        """The `@font-face` rule; `address` stands before the file's name ("fonts/")."""
        style = "italic" if self.italic else "normal"
        return (
            f'@font-face {{ font-family: "{self.family}"; font-weight: {self.weight}; font-style: {style}; '
            f'font-display: swap; src: url("{address}{self.name}") format("woff2"); }}'
        )


def family_of_language(tag: str) -> str:
    """The family that text in a language (BCP 47) is set in; "" for those that the text face writes (Latin, Greek, Cyrillic)."""
    script = scripts.script_of_language(tag)
    if script == "Hani":
        return _face_of_han(tag)
    return _FAMILY_OF_SCRIPT.get(script, "")


def _face_of_han(tag: str) -> str:
    """By language, by simplified letters that the tag names, by place, by traditional letters that the tag names."""
    parts = tag.lower().split("-")
    face = next((face for part, face in _HAN if part in parts), "SC")
    return f"Noto Serif CJK {face}"


def css_family(family: str) -> str:
    """The name in CSS of a family once it is cut."""
    return _RENAMED.get(family, family)


def foreign_letters(documents: Iterable[Any], *, bold: Iterable[str] = _BOLD) -> dict[Face, set[str]]:
    """The letters of each face that foreign scripts need in HTML documents (lxml elements with `lang` or `xml:lang`).

    Text inside one of the `bold` elements needs the bold face. Foreign scripts have no italics.
    """
    out: dict[Face, set[str]] = defaultdict(set)
    heavy = frozenset(bold)
    for document in documents:
        _collect(document, "", 400, heavy, out)
    return dict(out)


def _collect(
    element: Any, family: str, weight: int, heavy: frozenset[str], out: dict[Face, set[str]]
) -> None:
    if not isinstance(element.tag, str):
        return
    tag = element.get("lang") or element.get(_XML_LANG)
    if tag:
        family = family_of_language(tag)
    if element.tag.rpartition("}")[2] in heavy:
        weight = 700
    if family and element.text:
        out[Face(family, weight)].update(element.text)
    for child in element:
        _collect(child, family, weight, heavy, out)
        if family and child.tail:
            out[Face(family, weight)].update(child.tail)


def languages_by_family(documents: Iterable[Any]) -> dict[str, list[str]]:
    """The languages that the documents name (`lang`, `xml:lang`) and that are set in a family of their own, sorted."""
    tags = {
        tag
        for document in documents
        for element in document.iter()
        if isinstance(element.tag, str) and (tag := element.get("lang") or element.get(_XML_LANG))
    }
    out: dict[str, list[str]] = defaultdict(list)
    for tag in sorted(tags):
        if family := family_of_language(tag):
            out[family].append(tag)
    return dict(out)


def subset_fonts(letters: Mapping[Face, Iterable[str]]) -> list[Subset]:
    """For each face, the font with the letters given and no others, sorted by face: equal letters give equal bytes.

    Values are texts or characters; what the font lacks is left to another. A face that ends up without a letter is left out,
    a weight that the family does not have becomes its regular one. Raises `FontsMissing` where a family is not installed.
    """
    wanted: dict[Face, set[int]] = defaultdict(set)
    for face, texts in letters.items():
        codes = {ord(character) for text in texts for character in text}
        wanted[_installed(face)] |= codes
    made = (_subset(face, frozenset(codes)) for face, codes in sorted(wanted.items()))
    return [subset for subset in made if subset is not None]


def _installed(face: Face) -> Face:
    if _file_of(face):
        return face
    regular = Face(face.family)
    if not _file_of(regular):
        package = "fonts-noto-cjk" if "CJK" in face.family else "fonts-noto-core fonts-sil-gentiumplus"
        raise FontsMissing([face.family], package.split())
    return regular


@lru_cache(maxsize=256)
def _file_of(face: Face) -> Path | None:
    stem = _CJK_FILE if "CJK" in face.family else face.family.replace(" ", "")
    style = _STYLES[face.weight, face.italic]
    return next((path for path in fonts.files() if path.stem == f"{stem}-{style}"), None)


@lru_cache(maxsize=64)
def _subset(face: Face, codes: frozenset[int]) -> Subset | None:
    path = _file_of(face)
    assert path is not None  # _installed has looked
    number = _CJK_FACES.index(face.family.rpartition(" ")[2]) if path.suffix == ".ttc" else -1
    with TTFont(path, fontNumber=number, lazy=True, recalcTimestamp=False) as font:
        present = codes & font.getBestCmap().keys()
        if not {code for code in present if not chr(code).isspace()}:
            return None
        subsetter = Subsetter(_options())
        # What stands between letters comes along, so that a sentence is not set in two faces.
        subsetter.populate(unicodes=present | {0x20, 0xA0})
        subsetter.subset(font)
        family = css_family(face.family)
        if family != face.family:
            _rename(font, family, face)
        font.flavor = "woff2"
        out = io.BytesIO()
        font.save(out, reorderTables=None)
    data = out.getvalue()
    slug = re.sub(r"[^a-z0-9]+", "-", family.lower())
    style = _STYLES[face.weight, face.italic].lower()
    name = f"{slug}-{style}-{hashlib.sha256(data).hexdigest()[:12]}.woff2"
    return Subset(name, data, family, face.weight, face.italic)


def _options() -> Options:
    """Everything that joins and places letters stays; hints are for screens of long ago."""
    options = Options()
    options.layout_features = ["*"]
    options.hinting = False
    options.name_IDs = _NAME_IDS
    options.name_legacy = True
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables = [
        *options.drop_tables,
        "DSIG",
        "FFTM",
        "Feat",
        "Glat",
        "Gloc",
        "Silf",
        "Sill",
        "Silt",
    ]
    return options


def _rename(font: TTFont, family: str, face: Face) -> None:
    style = _STYLES[face.weight, face.italic]
    for record in font["name"].names:
        words = {1: family, 4: f"{family} {style}", 6: f"{family.replace(' ', '')}-{style}"}
        if record.nameID == 3:
            words[3] = f"{family} {style}, a subset"
        if record.nameID in words:
            record.string = words[record.nameID]
