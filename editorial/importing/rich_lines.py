"""Gives parsed paragraphs their rich text back: italics, links, languages and references, by the lines they stood on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape, unescape

from editorial.content import richtext
from editorial.importing.lines import Line

# (line, text) of one paragraph after the other
Pieces = Sequence[tuple[int, str]]

_TOKEN = re.compile(r"<[^>]*>|&[#\w]+;|[^<&]", re.DOTALL)
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN_DIGITS = str.maketrans(_SUPERSCRIPTS, "0123456789")
_AROUND_NUMBERS = "()[]."
_MARKER = re.compile(r"\[([A-Za-z0-9*†‡]{1,8})\]")
_SPACED_MARKER = re.compile(r" (?=<sup data-footnote=)")


class RichLines:
    """The lines of a text with the rich text that some of them have."""

    def __init__(self, lines: Sequence[Line], marked_up: Mapping[str, str]):
        self.lines = lines
        self.marked_up = marked_up

    def html(
        self,
        pieces: Pieces,
        markers: Mapping[str, str] | None = None,
        *,
        keep_breaks: bool = False,
        label: str = "",
    ) -> str:
        """The pieces as paragraphs of the subset; `markers` maps a typed marker to the key of its note.

        `keep_breaks`: a line break in a piece parts paragraphs of one text (a note). `label` stands before the first
        piece on its line and is no part of it. Where the lines do not hold the words of a piece, its plain text counts.
        """
        if not self.marked_up:
            return richtext.from_paragraphs([text for _line, text in pieces], markers)
        out = []
        for line, text in pieces:
            parts = text.split("\n") if keep_breaks else [text]
            at = line
            done = []
            for part in parts:
                found, at = self._piece(at, part, label, markers or {})
                label = ""
                done.append(found)
            out.append("".join(done))
        return richtext.clean("".join(out))

    def _piece(self, line: int, text: str, label: str, markers: Mapping[str, str]) -> tuple[str, int]:
        """(one or more `<p>`, the line after it)."""
        html, end = self._gathered(line, _count(label) + _count(text))
        body = _aligned(html, f"{label}{text}", markers, skip=len(_bare(label)))
        if body is None:
            return richtext.from_paragraphs([text], markers), line
        return f"<p>{_SPACED_MARKER.sub('', body)}</p>", end

    def _gathered(self, line: int, length: int) -> tuple[str, int]:
        """The rich text from `line` on until `length` letters are there, and the line behind it."""
        html, have, at = "", 0, line
        while (have < length or at == line) and at <= len(self.lines):
            one = self.lines[at - 1]
            if one.text:
                html += (" " if html else "") + self.marked_up.get(str(at), escape(one.text, quote=False))
                have += _count(one.text)
            at += 1
        return html, at


def _bare(text: str) -> str:
    return "".join(text.split())


def _count(text: str) -> int:
    """Letters and digits: brackets around a marker do not count."""
    return sum(map(str.isalnum, text))


class _Differs(Exception):
    """The rich text has other letters than the text."""


def _aligned(html: str, text: str, markers: Mapping[str, str], *, skip: int) -> str | None:
    """`html` where it has the letters of `text`, with references; None where the letters differ.

    The parser may have put brackets around a marker that was a superscript or a number; the text decides. The first
    `skip` letters of `text` are a label and left out.
    """
    walk = _Walk(_bare(text), skip, markers)
    try:
        for kind, token in _tokens(html):
            walk.take(kind, token)
        return _with_references(walk.finished().strip(), markers)
    except _Differs:
        return None


class _Walk:
    """Goes along a rich text and the letters it should have, side by side."""

    def __init__(self, wanted: str, skip: int, markers: Mapping[str, str]) -> None:
        self.wanted, self.skip, self.markers = wanted, skip, markers
        self.places = {match.start(): match for match in _MARKER.finditer(wanted)}
        self.position = 0
        self.out: list[str] = []

    def take(self, kind: str, token: str) -> None:
        """The next token; raises `_Differs`."""
        if kind == "tag":
            self.out.append(token)
        elif not token.strip():
            self.out.append(" " if self.position >= self.skip else "")
        elif kind == "super" and self.position in self.places:
            self._superscript(token)
        else:
            for character in token:
                self._letter(character)

    def finished(self) -> str:
        if self.position != len(self.wanted):
            raise _Differs
        return "".join(self.out)

    def _superscript(self, digits: str) -> None:
        match = self.places[self.position]
        if match[1] != digits.translate(_PLAIN_DIGITS):
            raise _Differs
        if self.position >= self.skip:
            self.out.append(_marker(match, self.markers))
        self.position = match.end()

    def _letter(self, character: str) -> None:
        if self._is_next(character):
            if self.position >= self.skip:
                self.out.append(escape(character, quote=False))
            self.position += 1
            return
        if self.position < self.skip and character in _AROUND_NUMBERS:
            return  # “1.” before a note that the parser reads as “[1]”
        while self.position < self.skip and self.wanted[self.position] in "[]":
            self.position += 1
        if not self._is_next(character):
            raise _Differs
        if self.position >= self.skip:
            self.out.append(escape(character, quote=False))
        self.position += 1

    def _is_next(self, character: str) -> bool:
        return self.position < len(self.wanted) and self.wanted[self.position] == character


def _tokens(html: str) -> Iterator[tuple[str, str]]:
    """("tag", …), ("super", digits) or ("text", one character)."""
    pending = ""
    for match in _TOKEN.finditer(html):
        token = match[0]
        if pending and token not in _SUPERSCRIPTS:
            yield "super", pending
            pending = ""
        if token.startswith("<"):
            yield "tag", token
        elif len(token) == 1 and token in _SUPERSCRIPTS:
            pending += token
        else:
            yield "text", unescape(token)
    if pending:
        yield "super", pending


def _marker(match: re.Match[str], markers: Mapping[str, str]) -> str:
    key = markers.get(match[1])
    return richtext.reference(key) if key else match[0]


def _with_references(html: str, markers: Mapping[str, str]) -> str:
    """Typed markers between the tags replaced by references to the notes they name."""
    if not markers:
        return html
    parts = re.split(r"(<[^>]*>)", html)
    return "".join(
        part if part.startswith("<") else _MARKER.sub(lambda match: _marker(match, markers), part)
        for part in parts
    )
