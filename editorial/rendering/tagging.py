"""An accessibility layer over WeasyPrint 70.0's own tagging. This half changes how pages are drawn and
tagged.

WeasyPrint's files pass veraPDF, and still read badly: running heads are content, an element ends at each
page's end, nothing says in which language a foreign name is, right-to-left glyphs are in visual order.
`install` wraps private functions of WeasyPrint (pyproject.toml pins the version, a test checks the pin);
`tagtree.mend` does the rest on the finished structure tree.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import pydyf
import weasyprint
from weasyprint import draw, pdf
from weasyprint.formatting_structure import boxes
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
    """Where a structure element comes from: the HTML element, the kind of box made of it ("li::marker")."""

    element: Any
    tag: str


@dataclass
class Marks:
    """What one rendering notes for `tagtree.mend`.

    `owners`: the owner of each structure element, by the id of its dictionary, which stays alive in the PDF.
    `spoken`: by page stream and mark, the text in reading order where the glyphs are not in it.
    """

    owners: dict[int, Owner] = field(default_factory=dict)
    spoken: dict[int, dict[int, str]] = field(default_factory=dict)


class _State:
    """This process's one rendering under way, and whether WeasyPrint is wrapped."""

    marks = Marks()
    installed = False


def start() -> Marks:
    """Begin a rendering: forget the last one's marks. One rendering at a time per process."""
    _State.marks = Marks()
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
                _State.marks.owners[id(element)] = Owner(real.element, real.element_tag)
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
            _State.marks.spoken.setdefault(id(self), {})[len(self._tags)] = text.replace(HYPHEN, SOFT_HYPHEN)
        return original(self, box, tag)

    Stream.marked = marked


def _wrap_fonts() -> None:
    """A hyphen at a line's end is not part of the word: whoever copies or searches gets a soft hyphen
    (14.8.2.2.3).
    """
    original = pdf.build_fonts_dictionary

    def build_fonts_dictionary(document: Any, fonts: Any, *args: Any) -> Any:
        for font in fonts.values():
            for glyph, text in font.to_unicode.items():
                if text == HYPHEN or not text:
                    font.to_unicode[glyph] = SOFT_HYPHEN if text else _NOTHING
        return original(document, fonts, *args)

    pdf.build_fonts_dictionary = build_fonts_dictionary


def _cache_page_references() -> None:
    """pydyf rebuilds this tuple at each access, and WeasyPrint reads it for each element: quadratic time."""

    def page_references(self: Any) -> tuple[bytes, ...]:
        kids = self.pages["Kids"]
        cached = self.__dict__.get("_oewatch_references")
        if cached is None or cached[0] != len(kids):
            cached = self._oewatch_references = (len(kids), tuple(f"{n} 0 R".encode() for n in kids[::3]))
        return cached[1]

    pydyf.PDF.page_references = property(page_references)
