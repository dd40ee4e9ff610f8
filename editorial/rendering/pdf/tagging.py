"""An accessibility layer over WeasyPrint 70.0's own tagging. This half changes how pages are drawn and
tagged.

WeasyPrint's files pass veraPDF, and still read badly: running heads are content, an element ends at each
page's end, nothing says in which language a foreign name is, right-to-left glyphs are in visual order.
`install` wraps private functions of WeasyPrint (pyproject.toml pins the version, a test checks the pin);
`tagtree.mend` does the rest on the finished structure tree.
"""

import io
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pydyf
import weasyprint
from fontTools.ttLib import TTFont
from weasyprint import draw, pdf
from weasyprint.draw import text as draw_text
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.pdf import tags
from weasyprint.pdf.stream import Stream

SUPPORTED = ("70.0", "0.13.0")
HYPHEN = (
    "\u2010"  # what the style sheet's hyphenate-character draws at a line's end; the texts have no U+2010
)
SOFT_HYPHEN = "\u00ad"

# Structure types for elements that WeasyPrint calls NonStruct.
TYPES = {
    "figure": "Div", "header": "Div", "nav": "Sect", "aside": "Sect", "sup": "Span", "sub": "Span",
    "em": "Span", "strong": "Span", "cite": "Span",
}  # fmt: skip
NUMBERING = {"lower-roman": "LowerRoman", "decimal": "Decimal", "disc": "Disc", "none": "None"}
# Scripts whose glyphs are not in reading order, or not one for each letter: Hebrew to Arabic, Indic,
# Tibetan, Burmese, Khmer. Their text is given in the structure as well.
_REORDERED = re.compile(r"[\u0590-\u0dff\u0f00-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufefc]")
# The letter of a glyph whose text another glyph of its cluster carries: ISO 14289-1, 7.21.7, wants one for
# each.
_NOTHING = "\u2060"


@dataclass(frozen=True)
class Owner:
    """Where a structure element comes from: the HTML element, the kind of box made of it ("li::marker"), whether that is set
    as a block.
    """

    element: Any
    tag: str
    block: bool = False


@dataclass
class Marks:
    """What one rendering notes for `tagtree.mend`.

    `owners`: the owner of each structure element, by the id of its dictionary, which stays alive in the PDF.
    `spoken`: by page stream and mark, the text in reading order where the glyphs are not in it.
    `scattered`: afterwards, elements that could not be made one; there should be none.
    """

    owners: dict[int, Owner] = field(default_factory=dict)
    spoken: dict[int, dict[int, str]] = field(default_factory=dict)
    scattered: list[str] = field(default_factory=list)


class _State:
    """This process's one rendering under way, and whether WeasyPrint is wrapped."""

    marks = Marks()
    installed = False
    kept = False
    mirrored: ClassVar[dict[str, dict[int, str]]] = {}


def start(faces: dict[Any, Any] | None = None) -> Marks:
    """Begin a rendering: forget the last one's marks. One rendering at a time per process.

    With `faces`, which may hold those of earlier renderings, the fonts are not put into the file: afterwards each face knows
    the glyphs that were used, their advances and texts.
    """
    _State.marks, _State.kept = Marks(), faces is not None
    for face in (faces or {}).values():
        for kept in (face.widths, face.to_unicode, face.missing):
            kept.clear()
    return _State.marks


def install() -> None:
    """Wrap WeasyPrint's functions, once per process. RuntimeError for a version this was not made for."""
    if _State.installed:
        return
    if (weasyprint.__version__, pydyf.__version__) != SUPPORTED:
        raise RuntimeError(
            f"tagging.py is made for WeasyPrint {SUPPORTED[0]} and pydyf {SUPPORTED[1]}, "
            f"not {weasyprint.__version__} and {pydyf.__version__}"
        )
    _wrap_types()
    _wrap_tree()
    _wrap_margin_boxes()
    _wrap_marked_content()
    _wrap_line_ends()
    _wrap_fonts()
    _cache_page_references()
    _State.installed = True


def _wrap_types() -> None:
    original = tags._get_pdf_tag

    def get_pdf_tag(tag: str | None) -> str:
        found = original(tag)
        return TYPES.get(tag or "", found) if found == "NonStruct" else found

    tags._get_pdf_tag = get_pdf_tag


def _wrap_tree() -> None:
    original = tags._build_box_tree

    def build_box_tree(box: Any, *args: Any) -> Any:
        real = box._box if isinstance(box, tags.AbsolutePlaceholder) else box
        if isinstance(real, boxes.MarginBox):
            return  # drawn as an artifact, see below: there is nothing to tag
        for element in original(box, *args):
            if id(element) not in _State.marks.owners and real.element is not None:
                _State.marks.owners[id(element)] = Owner(
                    real.element, real.element_tag, isinstance(real, boxes.BlockLevelBox)
                )
                _describe(element, real)
            yield element

    tags._build_box_tree = build_box_tree


def _describe(element: Any, box: Any) -> None:
    """Language, title, own structure type and list numbering of a structure element."""
    html = box.element
    own = box.element_tag == html.tag  # not of a pseudo-element
    lang = html.get("lang")
    if lang and own and html.tag not in ("html", "body"):
        element["Lang"] = pydyf.String(lang)
    if html.get("data-title") and own:
        element["T"] = pydyf.String(html.get("data-title"))
    wanted = html.get("data-pdf")
    if wanted and own and element["S"] in ("/Div", "/Span"):
        element["S"] = f"/{wanted}"
    if element["S"] == "/TH":
        element["A"]["Scope"] = "/Row" if html.get("scope") == "row" else "/Column"
    if element["S"] == "/L":
        kind = NUMBERING.get(box.style["list_style_type"], "None")
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{kind}"})


def _wrap_margin_boxes() -> None:
    """Running heads, page numbers and watermarks become pagination artifacts."""
    original = draw.draw_stacking_context

    def draw_stacking_context(stream: Any, context: Any) -> None:
        if not isinstance(context.box, boxes.MarginBox) or stream._tags is None:
            original(stream, context)
            return
        saved, stream._tags = stream._tags, None
        properties = pydyf.Dictionary({"Type": "/Pagination"})
        place = context.box.at_keyword.split("-")[0]
        if place in ("@top", "@bottom"):
            properties["Subtype"] = "/Header" if place == "@top" else "/Footer"
        else:
            properties["Subtype"] = "/Watermark"
        pydyf.Stream.begin_marked_content(stream, "Artifact", properties)
        try:
            original(stream, context)
        finally:
            pydyf.Stream.end_marked_content(stream)
            stream._tags = saved

    draw.draw_stacking_context = draw_stacking_context


def _wrap_marked_content() -> None:
    original = Stream.marked

    def marked(self: Any, box: Any, tag: str) -> Any:
        text = getattr(box, "text", None) or ""
        if self._tags is not None and _REORDERED.search(text):
            text = text.replace(HYPHEN, SOFT_HYPHEN) + (" " if _ended_at_a_space(box) else "")
            _State.marks.spoken.setdefault(id(self), {})[len(self._tags)] = text
        return original(self, box, tag)

    Stream.marked = marked


def _ended_at_a_space(box: Any) -> bool:
    return bool(box.__dict__.get("oewatch_space"))


class _Drawn(str):
    """White space that counts as something to draw."""

    def strip(self, *_characters: Any) -> str:
        return self


def _wrap_line_ends() -> None:
    """The space at which a line was broken is in the file as well (ISO 32000-1, 14.8.2.5): words are told by spaces.

    WeasyPrint drops it. In a right-to-left line it would move the words; there ActualText has it.
    """
    split, strip, draw_line = inline.split_text_box, inline.remove_last_whitespace, draw_text.draw_first_line

    def split_text_box(
        context: Any, box: Any, available_width: Any, skip: Any, *more: Any, **named: Any
    ) -> Any:
        result = split(context, box, available_width, skip, *more, **named)
        piece, resume = result[0], result[1]
        if piece is not None and resume is not None and box.text.encode()[:resume].endswith(b" "):
            piece.oewatch_space = True
        return result

    def remove_last_whitespace(context: Any, line: Any) -> None:
        texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox)] if line.children else []
        last = texts[-1].text if texts else ""
        strip(context, line)
        # A label that is set as a block or floats beside its paragraph is a word of it.
        apart = line.element is not None and line.element.tag == "span"
        if texts and (apart or texts[-1].text != last):
            filled = next((box for box in reversed(texts) if box.text), None)
            if filled is not None:
                filled.oewatch_space = True

    def draw_first_line(stream: Any, textbox: Any, *more: Any) -> Any:
        if textbox.text and not textbox.text.strip():  # between two elements; WeasyPrint would not draw it
            textbox.text = _Drawn(textbox.text)
        if _ended_at_a_space(textbox) and textbox.style["direction"] == "ltr":
            textbox.pango_layout.set_text(textbox.pango_layout.text + " ", justify=True)
        return draw_line(stream, textbox, *more)

    inline.split_text_box = split_text_box
    inline.remove_last_whitespace = remove_last_whitespace
    draw_text.draw_first_line = draw_first_line


def _wrap_fonts() -> None:
    """What glyphs say. A hyphen at a line's end is not part of the word: whoever copies or searches gets a soft hyphen
    (ISO 32000-1, 14.8.2.2.3). A bracket says what it shows: in right-to-left text “(” is drawn as “)”.
    """
    original = pdf.build_fonts_dictionary

    def build_fonts_dictionary(document: Any, fonts: Any, *args: Any) -> Any:
        for font in fonts.values():
            mirrored = [glyph for glyph, text in font.to_unicode.items() if _is_mirrored(text)]
            shown = _characters_by_glyph(font) if mirrored else {}
            for glyph in mirrored:
                font.to_unicode[glyph] = shown.get(glyph, font.to_unicode[glyph])
            for glyph, text in font.to_unicode.items():
                if text == HYPHEN or not text:
                    font.to_unicode[glyph] = SOFT_HYPHEN if text else _NOTHING
        if _State.kept:
            return pydyf.Dictionary()
        for font in fonts.values():
            font.widths = dict(font.widths)  # with nothing but what was used: parts/faces.py
        return original(document, fonts, *args)

    pdf.build_fonts_dictionary = build_fonts_dictionary


def _is_mirrored(text: str) -> bool:
    return len(text) == 1 and bool(unicodedata.mirrored(text))


def _characters_by_glyph(font: Any) -> dict[int, str]:
    """The mirrored characters that a face has glyphs of their own for, by the glyph."""
    if font.hash not in _State.mirrored:
        _State.mirrored[font.hash] = _mirrored_by_glyph(font)
    return _State.mirrored[font.hash]


def _mirrored_by_glyph(font: Any) -> dict[int, str]:
    with TTFont(io.BytesIO(font.file_content), fontNumber=font.index, lazy=True) as face:
        return {
            face.getGlyphID(name): chr(code)
            for code, name in sorted(face.getBestCmap().items(), reverse=True)
            if unicodedata.mirrored(chr(code))
        }


def _cache_page_references() -> None:
    """pydyf rebuilds this tuple at each access, and WeasyPrint reads it for each element: quadratic time."""

    def page_references(self: Any) -> tuple[bytes, ...]:
        kids = self.pages["Kids"]
        cached = self.__dict__.get("_oewatch_references")
        if cached is None or cached[0] != len(kids):
            cached = self._oewatch_references = (len(kids), tuple(f"{n} 0 R".encode() for n in kids[::3]))
        return cached[1]

    pydyf.PDF.page_references = property(page_references)
