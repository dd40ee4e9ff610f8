"""From pandoc's model of a document to lines: paragraphs in reading order, whatever they were in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from editorial.importing.word.names import END, LANGUAGE, MARKS, OVER, ROLE
from editorial.importing.word.runs import NOTE, Looks, Run, tidy

_MARKED = re.compile(f"({LANGUAGE}[^{END}]*{END}|{ROLE}[^{END}]*{END}|{OVER})")
_SAFE_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LONG_CELL = 300

Node = dict[str, Any]


@dataclass
class Line:
    """One paragraph. `blank` counts the empty paragraphs before it; `role` is what Word calls it."""

    runs: list[Run]
    blank: int = 0
    role: str = ""


@dataclass(frozen=True)
class PlacedPicture:
    """A picture, and the index of the line that it stands in or behind (-1: before all lines)."""

    target: str
    alt: str
    after: int


@dataclass
class Document:
    """`notes` are the texts of Word's own notes, each a list of paragraphs, in the order of their references."""

    lines: list[Line] = field(default_factory=list)
    notes: list[list[list[Run]]] = field(default_factory=list)
    pictures: list[PlacedPicture] = field(default_factory=list)
    equations: int = 0


def read_document(model: Node) -> Document:
    """The lines, notes and pictures of a document model."""
    reader = _Reader()
    for name in ("title", "subtitle", "author", "date", "abstract"):
        reader.metadata(name, model.get("meta", {}).get(name))
    reader.blocks(model["blocks"], "")
    return reader.document


class _Reader:
    def __init__(self) -> None:
        self.document = Document()
        self.blank = 0
        self.language = ""
        self.found_role = ""
        self.in_note = False

    # -- blocks ----------------------------------------------------------------------------------------------------

    def metadata(self, role: str, value: Node | None) -> None:
        """What the converter took out of the text because of its style."""
        if value is None:
            return
        content = value["c"]
        if value["t"] == "MetaInlines":
            self.paragraph(content, role)
        elif value["t"] == "MetaBlocks":
            self.blocks(content, role)
        elif value["t"] == "MetaList":
            for one in content:
                self.metadata(role, one)

    def blocks(self, blocks: list[Node], role: str) -> None:
        for block in blocks:
            self.block(block, role)

    def block(self, block: Node, role: str) -> None:
        kind = block["t"]
        content: Any = block.get("c")
        if kind in ("Para", "Plain"):
            self.paragraph(content, role)
        elif kind == "Header":
            self.paragraph(content[2], role or "heading")
        elif kind in ("CodeBlock", "RawBlock"):
            for text in content[1].split("\n"):
                self.paragraph([{"t": "Str", "c": text}], role)
        elif kind in ("BulletList", "OrderedList"):
            self.points(block)
        elif kind == "Table":
            self.table(content)
        else:
            self._inside(kind, content, role)

    def _inside(self, kind: str, content: Any, role: str) -> None:
        """What only holds other blocks."""
        if kind in ("BlockQuote", "Div"):
            self.blocks(content if kind == "BlockQuote" else content[1], role)
        elif kind == "Figure":
            self.blocks(content[2], role)
            self.blocks(content[1][1], role)
        elif kind == "LineBlock":
            for line in content:
                self.paragraph(line, role)
        elif kind == "DefinitionList":
            for term, meanings in content:
                self.paragraph(term, role)
                for meaning in meanings:
                    self.blocks(meaning, role)

    def paragraph(self, inlines: list[Node], role: str, prefix: str = "") -> None:
        self.found_role = ""
        pictures = len(self.document.pictures)
        runs = tidy(self.inlines(inlines, Looks()))
        self.language = ""
        if runs:
            if prefix:
                runs = tidy([Run(prefix), *runs])
            self.document.lines.append(Line(runs, self.blank, role or self.found_role))
            self.blank = 0
            return
        placed = self.document.pictures
        if len(placed) == pictures and not self.found_role and not self.in_note:
            self.blank += 1
        # A paragraph that is only a picture is no blank line; the picture belongs to the text above it.
        placed[pictures:] = [replace(one, after=len(self.document.lines) - 1) for one in placed[pictures:]]

    def points(self, block: Node) -> None:
        """Each point a paragraph behind its sign; typed notes in brackets that Word numbered by itself stay notes."""
        ordered = block["t"] == "OrderedList"
        items = block["c"][1] if ordered else block["c"]
        start, style = (block["c"][0][0], block["c"][0][1]["t"]) if ordered else (0, "")
        for number, item in enumerate(items, start):
            sign = _sign(number, style) if ordered else "• "
            before = len(self.document.lines)
            for index, one in enumerate(item):
                if one["t"] in ("Para", "Plain") and index == 0:
                    self.paragraph(one["c"], "list", sign)
                else:
                    self.block(one, "list")
            for line in self.document.lines[before:]:
                line.role = line.role or "list"

    def table(self, content: list[Any]) -> None:
        """Row by row; short cells side by side on a line, long ones one below the other."""
        _attr, caption, _columns, head, bodies, foot = content
        self.blocks(caption[1], "table")
        rows = [*head[1], *(row for body in bodies for part in body[2:4] for row in part), *foot[1]]
        for row in rows:
            cells = [cell[4] for cell in row[1]]
            simple = all(
                len(cell) <= 1 and all(block["t"] in ("Para", "Plain") for block in cell) for cell in cells
            )
            if len(cells) > 1 and simple and max(len(str(cell)) for cell in cells) < 20 * _LONG_CELL:
                joined: list[Node] = []
                for cell in cells:
                    if cell and cell[0]["c"]:
                        joined += ([{"t": "Str", "c": " | "}] if joined else []) + cell[0]["c"]
                if joined:
                    self.paragraph(joined, "table")
            else:
                for cell in cells:
                    self.blocks([block for block in cell if block.get("c")], "table")

    # -- inlines ---------------------------------------------------------------------------------------------------

    def inlines(self, inlines: list[Node], looks: Looks) -> Iterator[Run]:
        for inline in inlines:
            yield from self.inline(inline, looks)

    def inline(self, inline: Node, looks: Looks) -> Iterator[Run]:
        kind = inline["t"]
        content: Any = inline.get("c")
        if kind == "Str":
            yield from self.text(content, looks)
        elif kind in ("Space", "SoftBreak"):
            yield Run(" ", self._in_language(looks))
        elif kind == "LineBreak":
            yield Run("\n", Looks())
        elif kind in _LOOKS:
            yield from self.inlines(content, _LOOKS[kind](looks))
        elif kind in ("Underline", "Strikeout", "SmallCaps"):
            yield from self.inlines(content, looks)
        elif kind in ("Span", "Quoted", "Cite"):
            yield from self._wrapped(kind, content, looks)
        elif kind == "Link":
            target = content[2][0]
            yield from self.inlines(
                content[1], replace(looks, link=target if _SAFE_LINK.match(target) else looks.link)
            )
        elif kind in ("Code", "Math", "RawInline"):
            self.document.equations += kind == "Math"
            yield from self.text(content[1], looks)
        elif kind == "Image":
            alt = "".join(run.text for run in self.inlines(content[1], Looks()))
            alt = MARKS.sub("", alt or content[2][1])
            self.document.pictures.append(
                PlacedPicture(content[2][0], " ".join(alt.split()), len(self.document.lines))
            )
        elif kind == "Note":
            yield from self._note(content, looks)

    def _wrapped(self, kind: str, content: list[Any], looks: Looks) -> Iterator[Run]:
        if kind == "Quoted":
            single = content[0]["t"] == "SingleQuote"
            yield Run("‘" if single else "“", looks)
            yield from self.inlines(content[1], looks)
            yield Run("’" if single else "”", looks)
        else:
            yield from self.inlines(content[1], looks)

    def _note(self, blocks: list[Node], looks: Looks) -> Iterator[Run]:
        if self.in_note:
            return
        outer, self.document.lines = self.document.lines, []
        language, blank, role = self.language, self.blank, self.found_role
        pictures = len(self.document.pictures)
        self.in_note, self.language = True, ""
        self.blocks(blocks, "")
        paragraphs = [line.runs for line in self.document.lines]
        self.in_note, self.document.lines = False, outer
        self.language, self.blank, self.found_role = language, blank, role
        placed = self.document.pictures
        placed[pictures:] = [replace(one, after=len(outer)) for one in placed[pictures:]]
        self.document.notes.append(paragraphs)
        yield Run(NOTE, Looks(), note=len(self.document.notes) - 1)

    def text(self, text: str, looks: Looks) -> Iterator[Run]:
        """The text without the marks in it, which set the language of what follows or the role of the paragraph."""
        for piece in _MARKED.split(text):
            if piece.startswith(LANGUAGE):
                self.language = piece[1:-1]
            elif piece == OVER:
                self.language = ""
            elif piece.startswith(ROLE):
                self.found_role = piece[1:-1]
            elif piece:
                yield Run(MARKS.sub("", piece), self._in_language(looks))

    def _in_language(self, looks: Looks) -> Looks:
        return replace(looks, language=self.language) if self.language else looks


_LOOKS: dict[str, Callable[[Looks], Looks]] = {
    "Emph": lambda looks: replace(looks, em=True),
    "Strong": lambda looks: replace(looks, strong=True),
    "Superscript": lambda looks: replace(looks, sup=True),
    "Subscript": lambda looks: replace(looks, sub=True),
}


def _sign(number: int, style: str) -> str:
    if style in ("LowerRoman", "UpperRoman") and 0 < number < 40:
        roman, rest = "", number
        for value, letters in _ROMAN:
            while rest >= value:
                roman, rest = roman + letters, rest - value
        return f"[{roman}] " if style == "LowerRoman" else f"{roman.upper()}. "
    if style in ("LowerAlpha", "UpperAlpha") and 0 < number < 27:
        letter = "abcdefghijklmnopqrstuvwxyz"[number - 1]
        return f"{letter if style == 'LowerAlpha' else letter.upper()}. "
    return f"{number}. "
