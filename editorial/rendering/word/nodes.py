"""Print HTML (richtext_print.py, citation.py) -> the nodes of pandoc's model of a document (pandoc-types 1.23)."""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import html as lxml_html

from editorial.content.numerals import roman
from editorial.rendering.subsets import family_of_language

Node = dict[str, Any]
_NOTE = re.compile(r"#.*-note-(\d+)")
_SPACE = re.compile(r"[ \t\r\n]+")
_KINDS = {"em": "Emph", "cite": "Emph", "strong": "Strong", "sub": "Subscript", "sup": "Superscript"}


def text(words: str) -> list[Node]:
    """Plain text as inline nodes."""
    return [{"t": "Str", "c": words}] if words else []


def para(inlines: list[Node]) -> Node:
    """A paragraph."""
    return {"t": "Para", "c": inlines}


def header(level: int, inlines: list[Node]) -> Node:
    """A heading of level 1 to 6."""
    return {"t": "Header", "c": [level, ["", [], []], inlines]}


def styled(style: str, blocks: list[Node], **attributes: str) -> Node:
    """Blocks in a paragraph style, with a language and a direction where they are given (`lang`, `dir`)."""
    pairs = [
        *([["custom-style", style]] if style else []),
        *([name, value] for name, value in attributes.items()),
    ]
    return {"t": "Div", "c": [["", [], pairs], blocks]}


def image(address: str, alt: str, width: float, height: float) -> Node:
    """A picture; the size is in inches."""
    pairs = [["width", f"{width:.2f}in"], ["height", f"{height:.2f}in"]]
    return {"t": "Image", "c": [["", [], pairs], text(alt), [address, ""]]}


def link(inlines: list[Node], address: str) -> Node:
    """A link to an address, or to a place in the document ("#place")."""
    return {"t": "Link", "c": [["", [], []], inlines, [address, ""]]}


@dataclass
class Notes:
    """The notes of an article: print HTML by number. `used` are those whose reference was met."""

    html: dict[int, str]
    used: set[int] = field(default_factory=set)

    def reference(self, number: int, *, inside: bool) -> list[Node]:
        """A note of Word where it is referred to first; from then on, and in a note, a link to that place."""
        if number not in self.html:
            return []
        if number in self.used or inside:
            place = f"#note-{number}"
            mark = text(roman(max(1, number)))
            return [{"t": "Superscript", "c": [link(mark, place)] if number in self.used else mark}]
        self.used.add(number)
        note = {"t": "Note", "c": Writer(self, inside=True).blocks(self.html[number]) or [para([])]}
        return [{"t": "Span", "c": [[f"note-{number}", [], []], [note]]}]


@dataclass
class Writer:
    """Turns print HTML into nodes; `inside` a note there are no further notes."""

    notes: Notes
    inside: bool = False

    def blocks(self, html: str) -> list[Node]:
        """The paragraphs of rich text."""
        root = lxml_html.fragment_fromstring(html, create_parent="div")
        return [para(inlines) for p in root.iter("p") if (inlines := self._inside(p))]

    def inlines(self, html: str) -> list[Node]:
        """One line of text."""
        return self._inside(lxml_html.fragment_fromstring(html, create_parent="div"))

    def _inside(self, element: lxml_html.HtmlElement) -> list[Node]:
        out = _string(element.text)
        for child in element:
            out += self._element(child)
            out += _string(child.tail)
        return out

    def _element(self, element: lxml_html.HtmlElement) -> list[Node]:
        tag = str(element.tag)
        if tag == "br":
            return [{"t": "LineBreak"}]
        if tag == "sup" and element.get("class") == "noteref":
            found = _NOTE.fullmatch(next((a.get("href", "") for a in element.iter("a")), ""))
            return self.notes.reference(int(found[1]), inside=self.inside) if found else []
        inner = self._inside(element)
        if not inner:
            return []
        if tag == "a" and element.get("href"):
            return [link(inner, element.get("href"))]
        # Scripts that have no italics are set upright, as in print.
        if tag in _KINDS and not (_KINDS[tag] == "Emph" and family_of_language(element.get("lang", ""))):
            inner = [{"t": _KINDS[tag], "c": inner}]
        pairs = [[name, value] for name in ("lang", "dir") if (value := element.get(name))]
        return [{"t": "Span", "c": [["", [], pairs], inner]}] if pairs else inner


def _string(words: str | None) -> list[Node]:
    return text(_SPACE.sub(" ", words or ""))
