"""Reading the pages of a tagged PDF: what each mark says, and how each piece of text is painted.

For files that WeasyPrint wrote: fonts with two-byte codes and a ToUnicode map of single characters.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from threading import Lock
from typing import Any

import pikepdf

from editorial.rendering.pdf.painting import (
    IDENTITY,
    Color,
    Matrix,
    Path,
    Point,
    Shape,
    background,
    blend,
    multiply,
    transform,
)

_ENTRIES = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_ENTRY = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>")
_BLACK: Color = (0, 0, 0)


@dataclass(frozen=True)
class Painted:
    """A piece of text: its color, the color behind it (None: cannot be told), its size in points, its weight, its mark."""

    text: str
    color: Color
    behind: Color | None
    size: float
    bold: bool
    mark: int | None


@dataclass
class PageContent:
    """One page. `texts` by mark; `loose` counts what is shown outside any mark; `marks` are the numbers used."""

    texts: dict[int, str] = field(default_factory=dict)
    painted: list[Painted] = field(default_factory=list)
    marks: set[int] = field(default_factory=set)
    loose: int = 0


class Fonts:
    """The ToUnicode maps of a file's fonts, each read once."""

    def __init__(self) -> None:
        self._maps: dict[Any, dict[int, str]] = {}

    def decode(self, font: Any, codes: bytes) -> str:
        """The text of a string shown in `font`."""
        known = self._maps.get(font.objgen)
        if known is None:
            known = self._maps[font.objgen] = _unicode_map(font)
        wide = zip(codes[::2], codes[1::2], strict=False)
        return "".join(known.get(high << 8 | low, "") for high, low in wide)


def _unicode_map(font: Any) -> dict[int, str]:
    if "/ToUnicode" not in font:
        return {}
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        for block in _ENTRIES.findall(font.ToUnicode.read_bytes())
        for code, text in _ENTRY.findall(block)
    }


@dataclass(frozen=True)
class _State:
    """What q and Q keep."""

    matrix: Matrix = IDENTITY
    color: Color | None = _BLACK
    alpha: float = 1.0
    clips: tuple[Path, ...] = ()
    font: Any = None
    size: float = 0.0


class _Reader:
    """Goes through one content stream. Each operator has a method in `_operators`; the others change nothing we look at."""

    def __init__(self, page: pikepdf.Page, fonts: Fonts):
        self.content = PageContent()
        self._resources: Any = page.obj.get("/Resources", pikepdf.Dictionary())
        self._paper = [float(value) for value in page.mediabox]
        self._fonts = fonts
        self._state = _State()
        self._kept: list[_State] = []
        self._marks: list[int | str | None] = []  # a number, "artifact", "watermark", or None: says nothing
        self._path = Path()
        self._clip: str = ""
        self._text: Matrix = IDENTITY
        self._shapes: list[Shape] = []
        self._operators: dict[str, Callable[[Any], None]] = {
            "q": self._keep, "Q": self._restore, "cm": self._concatenate, "gs": self._graphics_state,
            "rg": self._rgb, "g": self._gray, "scn": self._unknown_color, "sc": self._unknown_color,
            "k": self._unknown_color,
            "re": self._rectangle, "m": self._move, "l": self._line, "c": self._line, "v": self._line, "y": self._line,
            "W": lambda _o: self._clip_to("W"), "W*": lambda _o: self._clip_to("W*"), "n": lambda _o: self._end_path(),
            "BDC": self._begin, "BMC": self._begin, "EMC": lambda _o: self._end(),
            "Tf": self._font, "Tm": self._place, "Td": self._move_text, "Tj": self._show, "TJ": self._show,
            "Do": self._object, "sh": self._fill_unknown, "INLINE IMAGE": self._fill_unknown,
        }  # fmt: skip
        self._operators |= dict.fromkeys(("f", "F", "B", "b"), lambda _o: self._fill(even_odd=False))
        self._operators |= dict.fromkeys(("f*", "B*", "b*"), lambda _o: self._fill(even_odd=True))
        self._operators |= dict.fromkeys(("S", "s"), lambda _o: self._stroke())

    def read(self, page: pikepdf.Page) -> PageContent:
        for instruction in pikepdf.parse_content_stream(page):
            operator = self._operators.get(str(instruction.operator))
            if operator:
                operator(instruction.operands)
        return self.content

    # --- state ---
    def _keep(self, _operands: Any) -> None:
        self._kept.append(self._state)

    def _restore(self, _operands: Any) -> None:
        if self._kept:
            self._state = self._kept.pop()

    def _concatenate(self, operands: Any) -> None:
        self._state = replace(self._state, matrix=multiply(_matrix(operands), self._state.matrix))

    def _graphics_state(self, operands: Any) -> None:
        named = self._resources.get("/ExtGState", {}).get(str(operands[0]), {})
        if "/ca" in named:
            self._state = replace(self._state, alpha=float(named["/ca"]))

    def _rgb(self, operands: Any) -> None:
        red, green, blue = (float(value) for value in operands)
        self._state = replace(self._state, color=(red, green, blue))

    def _gray(self, operands: Any) -> None:
        value = float(operands[0])
        self._state = replace(self._state, color=(value, value, value))

    def _unknown_color(self, _operands: Any) -> None:
        self._state = replace(self._state, color=None)

    # --- paths ---
    def _rectangle(self, operands: Any) -> None:
        x, y, width, height = (float(value) for value in operands)
        corners: list[Point] = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        self._path.polygons.append([transform(corner, self._state.matrix) for corner in corners])

    def _move(self, operands: Any) -> None:
        self._path.polygons.append([])
        self._line(operands)

    def _line(self, operands: Any) -> None:
        point = (float(operands[-2]), float(operands[-1]))
        if not self._path.polygons:
            self._path.polygons.append([])
        self._path.polygons[-1].append(transform(point, self._state.matrix))

    def _clip_to(self, operator: str) -> None:
        self._clip = operator

    def _end_path(self) -> None:
        if self._clip:
            clip = Path(self._path.polygons, self._clip == "W*")
            self._state = replace(self._state, clips=(*self._state.clips, clip))
        self._path, self._clip = Path(), ""

    def _fill(self, *, even_odd: bool) -> None:
        self._paint(Path(self._path.polygons, even_odd), self._state.color)
        self._end_path()

    def _stroke(self) -> None:
        self._count_loose()
        self._end_path()

    def _paint(self, path: Path, color: Color | None) -> None:
        self._count_loose()
        self._shapes.append(Shape(path, self._state.clips, color, self._state.alpha))

    def _object(self, _operands: Any) -> None:
        square: list[Point] = [(0, 0), (1, 0), (1, 1), (0, 1)]
        self._paint(Path([[transform(corner, self._state.matrix) for corner in square]]), None)

    def _fill_unknown(self, _operands: Any) -> None:
        everywhere: list[Point] = [(-1e5, -1e5), (1e5, -1e5), (1e5, 1e5), (-1e5, 1e5)]
        self._paint(Path([everywhere]), None)

    # --- marks ---
    def _begin(self, operands: Any) -> None:
        kind = str(operands[0])
        properties = _properties(operands[1], self._resources) if len(operands) > 1 else {}
        if kind == "/Artifact":
            self._marks.append("watermark" if properties.get("/Subtype") == "/Watermark" else "artifact")
        elif "/MCID" in properties:
            self._marks.append(int(properties["/MCID"]))
            self.content.marks.add(int(properties["/MCID"]))
        else:
            self._marks.append(None)

    def _end(self) -> None:
        if self._marks:
            self._marks.pop()

    def _count_loose(self) -> None:
        self.content.loose += all(mark is None for mark in self._marks)

    # --- text ---
    def _font(self, operands: Any) -> None:
        font = self._resources.get("/Font", {}).get(str(operands[0]))
        self._state = replace(self._state, font=font, size=float(operands[1]))

    def _place(self, operands: Any) -> None:
        self._text = _matrix(operands)

    def _move_text(self, operands: Any) -> None:
        self._text = multiply((1, 0, 0, 1, float(operands[0]), float(operands[1])), self._text)

    def _show(self, operands: Any) -> None:
        self._count_loose()
        parts = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
        codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
        font = self._state.font
        text = self._fonts.decode(font, codes) if font is not None else ""
        mark = next((mark for mark in reversed(self._marks) if isinstance(mark, int)), None)
        if mark is not None:
            self.content.texts[mark] = self.content.texts.get(mark, "") + text
        if text.strip() and self._state.color is not None and "watermark" not in self._marks:
            self._note(text, self._state.color, mark)

    def _note(self, text: str, color: Color, mark: int | None) -> None:
        matrix = multiply(self._text, self._state.matrix)
        # A point inside the first letter: a quarter of its width in, a third of its height up.
        point = transform((0.25 * self._state.size, 0.3 * self._state.size), matrix)
        behind = background(self._shapes, point) if self._is_seen(point) else None
        if behind is not None and self._state.alpha < 1:
            color = blend(color, behind, self._state.alpha)
        size = self._state.size * abs(matrix[3] or matrix[1])
        bold = "Bold" in str(self._state.font.get("/BaseFont", ""))
        self.content.painted.append(Painted(text, color, behind, size, bold, mark))

    def _is_seen(self, point: Point) -> bool:
        """Whether the point is on the paper and not clipped: what is only for listeners stands outside."""
        left, bottom, right, top = self._paper
        on_paper = left <= point[0] <= right and bottom <= point[1] <= top
        return on_paper and all(clip.holds(point) for clip in self._state.clips)


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)
    return (a, b, c, d, e, f)


def _properties(properties: Any, resources: Any) -> Any:
    if isinstance(properties, pikepdf.Name):
        properties = resources.get("/Properties", {}).get(str(properties), {})
    return properties


def read_page(page: pikepdf.Page, fonts: Fonts) -> PageContent:
    """Everything of one page that the checks look at."""
    return _Reader(page, fonts).read(page)


_INLINE = {"/Span", "/Link", "/Reference", "/Quote", "/Lbl", "/Note", "/Code", "/NonStruct", "/BibEntry"}
_UNHEARD = dict.fromkeys([0xAD, 0x2060, 0x200B])


class ReadPages:
    """Pages that were read before, the last used ones, by what is painted on them.

    For proofs in a worker: of an issue that was checked a minute ago, only the pages that changed are read again. That the same
    glyph of a face says the same in both files is taken for granted; so an edition is read without this.
    """

    def __init__(self, most: int = 2000):
        self._most = most
        self._pages: OrderedDict[bytes, PageContent] = OrderedDict()
        self._lock = Lock()

    def read(self, page: pikepdf.Page, fonts: Fonts) -> PageContent:
        """The page's content, from here or from the file."""
        key = _painted(page)
        with self._lock:
            known = self._pages.get(key)
            if known is not None:
                self._pages.move_to_end(key)
                return known
        made = read_page(page, fonts)
        with self._lock:
            self._pages[key] = made
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)
        return made


def _painted(page: pikepdf.Page) -> bytes:
    """SHA-256 of the page's size, its streams as they stand in the file, and the graphics states they name."""
    contents: Any = page.obj.Contents
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    found = sha256(repr([float(value) for value in page.mediabox]).encode())
    for stream in streams:
        found.update(stream.read_raw_bytes())
    resources: Any = page.obj.Resources
    found.update(
        repr(
            sorted((name, str(state.get("/ca"))) for name, state in resources.get("/ExtGState", {}).items())
        ).encode()
    )
    return found.digest()


class Book:
    """A whole tagged file: its pages as read, and the words of structure elements in their order."""

    def __init__(self, pdf: pikepdf.Pdf, known: ReadPages | None = None):
        self.pdf = pdf
        fonts = Fonts()
        read = known.read if known else read_page
        self.pages = [read(page, fonts) for page in pdf.pages]
        self._numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages)}

    def page_of(self, element: Any, page: int | None = None) -> int | None:
        """The index of the page that an element begins on."""
        return self._numbers.get(element.Pg.objgen) if "/Pg" in element else page

    def text_of(self, element: Any) -> str:
        """The words of an element as they are read out: ActualText where there is one; paragraphs apart by line ends."""
        return re.sub(r"\n\s*", "\n", self._spoken(element, None)).translate(_UNHEARD).strip()

    def _spoken(self, element: Any, page: int | None) -> str:
        page = self.page_of(element, page)
        if "/ActualText" in element:
            return str(element["/ActualText"])
        kids = element.get("/K", [])
        out = []
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                out.append(self._mark(page, kid))
            elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                out.append(
                    self._mark(self._numbers.get(kid.Pg.objgen) if "/Pg" in kid else page, int(kid.MCID))
                )
            elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                out.append(self._spoken(kid, page))
        return "".join(out) if str(element.S) in _INLINE else "\n" + "".join(out) + "\n"

    def _mark(self, page: int | None, mark: int) -> str:
        return "" if page is None else self.pages[page].texts.get(mark, "")
