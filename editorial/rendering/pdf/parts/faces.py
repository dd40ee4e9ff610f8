"""The fonts of a file: one program for each face, with the glyphs that any part uses.

The programs of the parts cannot be put together: glyphs that others are composed of keep their numbers only in the original
(this broke Pashto letters once, and both validators were content). So every program is cut out of the font file itself.
"""

import ctypes
import io
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import pydyf
from fontTools.ttLib import TTFont
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi

from editorial.rendering.pdf import fonts
from editorial.rendering.pdf.parts.content import FontUse

_FIXED_PITCH = 1  # flag of a font descriptor: ISO 32000-1, table 123
_STEM = 80  # what WeasyPrint writes; no font says it
_PER_BLOCK = 100  # characters of a block of a CMap: ISO 32000-1, 9.10.3
_OPENTYPE = b"OTTO"


@dataclass(frozen=True)
class Program:
    """A font program with some glyphs of a face, compressed; ascent and descent in 1/1000 em; `size` in bytes."""

    data: bytes
    size: int
    opentype: bool
    ascent: int
    descent: int


def united(uses: Iterable[FontUse]) -> list[FontUse]:
    """Each face once, with all that is used of it. Where two parts have a glyph for two texts, the first counts."""
    faces: dict[str, FontUse] = {}
    for use in uses:
        before = faces.get(use.resource)
        faces[use.resource] = (
            use
            if before is None
            else replace(before, widths=use.widths | before.widths, texts=use.texts | before.texts)
        )
    return sorted(faces.values(), key=lambda face: face.resource)


def identity(face: FontUse) -> str:
    """A text that is the same for faces whose program is the same."""
    return json.dumps(["font", face.file, face.index, sorted(face.texts)])


def program(face: FontUse) -> bytes:
    """The program of a face cut down to the glyphs that are used, for `read_program`."""
    path = fonts.file_named(face.file)
    cut = _Cut(str(path), face)
    cut.clean(face.texts, hinting=False)
    with TTFont(path, fontNumber=face.index, lazy=True) as whole:
        per_em = whole["head"].unitsPerEm
        ascent, descent = whole["hhea"].ascent, whole["hhea"].descent
    head = {
        "size": len(cut.file_content),
        "opentype": cut.file_content.startswith(_OPENTYPE),
        "ascent": round(ascent * 1000 / per_em),
        "descent": round(descent * 1000 / per_em),
    }
    return json.dumps(head).encode() + b"\n" + zlib.compress(cut.file_content, 9)


def read_program(data: bytes) -> Program:
    """What `program` made."""
    head, _, compressed = data.partition(b"\n")
    return Program(data=compressed, **json.loads(head))


class Faces(dict[Any, Any]):
    """The faces that a process has met, as WeasyPrint keeps them, each with advances that do not depend on what was set."""

    def __setitem__(self, key: Any, face: Any) -> None:
        face.widths = _Advances(face)
        super().__setitem__(key, face)


class _Advances(dict[int, int]):
    """Advances of the glyphs that were asked for, in 1/1000 em, as the font file has them.

    WeasyPrint measures each at the size it first meets it in, and rounds: in two parts they were not the same.
    """

    def __init__(self, face: Any):
        super().__init__()
        self._harfbuzz, self._per_em = _harfbuzz(), face.upem
        self._font = self._harfbuzz.hb_font_create(int(ffi.cast("uintptr_t", face.hb_face)))

    def __contains__(self, glyph: object) -> bool:
        return True

    def __missing__(self, glyph: int) -> int:
        advance = self._harfbuzz.hb_font_get_glyph_h_advance(self._font, glyph)
        self[glyph] = round(advance * 1000 / self._per_em)
        return self[glyph]

    def __del__(self) -> None:
        self._harfbuzz.hb_font_destroy(self._font)


class _Cut(Font):
    """A face of a file as WeasyPrint's own subsetting takes it."""

    def __init__(self, path: str, face: FontUse):
        self._harfbuzz = _harfbuzz()
        blob = self._harfbuzz.hb_blob_create_from_file(path.encode())
        self._face = self._harfbuzz.hb_face_create(blob, face.index)
        self._harfbuzz.hb_blob_destroy(blob)
        self.hb_face = ffi.cast("hb_face_t *", self._face)
        self.family, self.file_content = face.family, b""
        self.missing: dict[int, int] = {}
        self.tables: list[str] = []
        self.png = self.svg = self.colr = False

    def __del__(self) -> None:
        self._harfbuzz.hb_face_destroy(self._face)


def _harfbuzz() -> Any:
    """The library that WeasyPrint has loaded, with what it does not ask of it: opening a file."""
    library = ctypes.CDLL("libharfbuzz.so.0")
    library.hb_blob_create_from_file.restype = ctypes.c_void_p
    library.hb_blob_create_from_file.argtypes = [ctypes.c_char_p]
    library.hb_face_create.restype = ctypes.c_void_p
    library.hb_face_create.argtypes = [ctypes.c_void_p, ctypes.c_uint]
    library.hb_font_create.restype = ctypes.c_void_p
    library.hb_font_get_glyph_h_advance.restype = ctypes.c_int
    library.hb_font_get_glyph_h_advance.argtypes = [ctypes.c_void_p, ctypes.c_uint]
    for takes_one in ("hb_face_destroy", "hb_blob_destroy", "hb_font_create", "hb_font_destroy"):
        getattr(library, takes_one).argtypes = [ctypes.c_void_p]
    return library


class Ready(pydyf.Object):
    """An object whose bytes are there already. A stream cannot stand in an object stream."""

    def __init__(self, data: bytes, *, stream: bool = False):
        super().__init__()
        self._data, self._stream = data, stream

    @property
    def data(self) -> bytes:
        return self._data

    @property
    def compressible(self) -> bool:
        return not self._stream


def add_fonts(pdf: Any, faces: list[tuple[FontUse, Program]]) -> bytes:
    """Write the faces; the reference of the font dictionary that all pages name."""
    listed = pydyf.Dictionary()
    for face, made in faces:
        listed[face.resource] = _add_face(pdf, face, made)
    pdf.add_object(listed)
    reference: bytes = listed.reference
    return reference


def _add_face(pdf: Any, face: FontUse, made: Program) -> bytes:
    """A composite font (ISO 32000-1, 9.7) whose character codes are glyph numbers."""
    kind = b"/Subtype /OpenType" if made.opentype else b"/Length1 %d" % made.size
    head = b"<<%s/Filter /FlateDecode/Length %d>>\nstream\n" % (kind, len(made.data))
    stream = Ready(head + made.data + b"\nendstream", stream=True)
    pdf.add_object(stream)
    widest = max(face.widths.values(), default=0)
    flags = face.flags + (_FIXED_PITCH if len(face.widths) > 1 and len(set(face.widths.values())) == 1 else 0)
    descriptor = pydyf.Dictionary({
        "Type": "/FontDescriptor", "FontName": face.name, "FontFamily": pydyf.String(face.family), "Flags": flags,
        "FontBBox": pydyf.Array([0, made.descent, widest, made.ascent]), "ItalicAngle": 0, "Ascent": made.ascent,
        "Descent": made.descent, "CapHeight": made.ascent, "StemV": _STEM, "StemH": _STEM,
        "FontFile3" if made.opentype else "FontFile2": stream.reference,
    })  # fmt: skip
    pdf.add_object(descriptor)
    system = {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}
    descendant = pydyf.Dictionary({
        "Type": "/Font", "Subtype": f"/CIDFontType{0 if made.opentype else 2}", "BaseFont": face.name,
        "CIDSystemInfo": pydyf.Dictionary(system), "CIDToGIDMap": "/Identity", "W": _advances(face.widths),
        "FontDescriptor": descriptor.reference,
    })  # fmt: skip
    pdf.add_object(descendant)
    texts = pydyf.Stream([_texts(face.texts)], compress=True)
    pdf.add_object(texts)
    font = pydyf.Dictionary({
        "Type": "/Font", "Subtype": "/Type0", "BaseFont": face.name, "ToUnicode": texts.reference,
        "Encoding": "/Identity-H", "DescendantFonts": pydyf.Array([descendant.reference]),
    })  # fmt: skip
    pdf.add_object(font)
    reference: bytes = font.reference
    return reference


def _advances(widths: dict[int, int]) -> Any:
    """Runs of glyphs with their advances: ISO 32000-1, 9.7.4.3."""
    out = pydyf.Array()
    for glyph in sorted(widths):
        if glyph - 1 not in widths:
            out.extend([glyph, pydyf.Array()])
        out[-1].append(widths[glyph])
    return out


def _texts(texts: dict[int, str]) -> bytes:
    """The CMap from glyphs to Unicode: ISO 32000-1, 9.10.3."""
    out = io.StringIO()
    out.write(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n"
        "<< /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n"
        "/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
    )
    pairs = sorted(texts.items())
    for block in range(ceil(len(pairs) / _PER_BLOCK)):
        some = pairs[block * _PER_BLOCK : (block + 1) * _PER_BLOCK]
        out.write(f"{len(some)} beginbfchar\n")
        out.writelines(f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>\n" for glyph, text in some)
        out.write("endbfchar\n")
    out.write("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
    return out.getvalue().encode("ascii")
