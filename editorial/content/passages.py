"""Passages of an item's texts: the paragraphs in which they are found, and replacing one by other words.

Positions are those of the plain text (`richtext.paragraphs`): white space folded, footnote references left out. A field of
one line is one paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from editorial.content import richtext
from editorial.content.differences import word_pieces
from editorial.content.fields import RichTextField, fold
from editorial.content.models import Article, Excerpt, Footnote, Image

Item = Article | Excerpt | Footnote | Image

FIELD_NAMES: dict[str, dict[str, str]] = {
    "article": {
        "title": "Title", "dek": "Dek", "pull_quote": "Pull quote", "commentary": "Commentary", "authors": "Byline",
        "section": "Section",
    },
    "excerpt": {
        "authors": "Authors", "original_title": "Original title", "original_language": "Language",
        "translated_title": "Translated title", "outlet": "Outlet", "outlet_descriptor": "Outlet descriptor",
        "outlet_note": "Remark on the outlet", "place": "Place", "published_on": "Date", "url": "Web address",
        "archived_url": "Archived copy", "translator": "Translator’s account", "translator_name": "Translator",
        "body": "Translated passage", "original_text": "Passage in its own language",
    },
    "footnote": {"text": "Text"},
    "image": {
        "caption": "Caption", "alt_text": "Alt text", "title": "Title of the picture", "creator": "Creator",
        "source": "Source", "source_url": "Source’s web address", "attribution": "Attribution", "license": "License",
        "license_url": "License’s web address", "public_domain_basis": "Why it is in the public domain",
        "changes": "Changes to the picture", "file": "Picture",
    },
}  # fmt: skip
_NO_PASSAGES = {
    "authors", "section", "original_language", "published_on", "url", "archived_url", "translator", "source_url",
    "license", "license_url", "file",
}  # fmt: skip

_PIECE = re.compile(r'<(?:[^>"]|"[^"]*")*>|[^<]+')
_UNIT = re.compile(r"&(?:#?\w+);|.", re.DOTALL)
_CLOSES_UP = ".,;:!?)]}…”’"  # what follows a word without a space


def has_passages(kind: str, field: str) -> bool:
    """Whether a passage of this field can be marked: it is text, not a date, an address or a choice."""
    return field in FIELD_NAMES.get(kind, {}) and field not in _NO_PASSAGES


def field_paragraphs(item: Item, field: str) -> list[str]:
    """The plain text of a field in which passages are found, by paragraph."""
    value: str = getattr(item, field)
    return richtext.paragraphs(richtext.clean(value)) if is_rich(item, field) else [value]


def is_rich(item: Item, field: str) -> bool:
    """Whether the field holds rich text, and not one line."""
    return isinstance(type(item)._meta.get_field(field), RichTextField)


def readable_words(words: str, *, rich: bool) -> str:
    """Words as they would stand in a field: white space folded, line breaks only in rich text."""
    if not rich:
        return fold(words)
    lines = (fold(line) for line in words.replace("\r", "").split("\n"))
    return "\n".join(line for line in lines if line)


def replaced(item: Item, field: str, paragraph: int, start: int, end: int, words: str) -> str:
    """What the field would hold with `words` in the place of `start` to `end` of its `paragraph` (from 0).

    Nothing is saved. Raises `IndexError` for a paragraph that there is not, `ValueError` for an empty passage.
    """
    value: str = getattr(item, field)
    if is_rich(item, field):
        return replace_rich(value, paragraph, start, end, words)
    _require_passage(value, start, end)
    if paragraph:
        raise IndexError(f"a line has one paragraph, and not {paragraph + 1}")
    return fold(value[: _without_gap(value, start, end, words)] + words + value[end:])


def replace_rich(value: str, paragraph: int, start: int, end: int, words: str) -> str:
    """Rich text with `words` in the place of `start` to `end` of the plain text of its `paragraph` (from 0).

    Only the words that differ are touched, so that markup of the others stays; new words take over the markup of those
    that they replace. Footnote references all stay, each where it stood among the words that are left.
    Raises `IndexError`, `ValueError` as `replaced`.
    """
    blocks = [_Block(block) for block in _blocks(richtext.clean(value))]
    with_words = [block for block in blocks if block.text]
    with_words[paragraph].replace(start, end, readable_words(words, rich=True))
    return richtext.clean("".join(block.html() for block in blocks))


def _require_passage(text: str, start: int, end: int) -> None:
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no passage from {start} to {end} in {len(text)} characters")


def _without_gap(text: str, start: int, end: int, words: str) -> int:
    """Where deleting begins: with nothing in its place, the space goes that would stand before a comma or period."""
    gap = not words and start and text[start - 1].isspace() and text[end : end + 1] in tuple(_CLOSES_UP)
    return start - 1 if gap else start


def _blocks(value: str) -> Iterator[list[str]]:
    """The tags and texts inside each paragraph of a cleaned text."""
    inside: list[str] = []
    for piece in _PIECE.findall(value):
        if piece == "</p>":
            yield inside
        elif piece == "<p>":
            inside = []
        else:
            inside.append(piece)


@dataclass
class _Unit:
    """A tag or one character, as written in `html`. `letter` is "" for a tag; `depth` counts the tags around it."""

    html: str
    letter: str
    depth: int


class _Block:
    """The inside of one paragraph; `text` is its plain text, and `spans` says which units each character is."""

    def __init__(self, pieces: Sequence[str]):
        self.units = list(_units(pieces))
        self.text, self.spans = _folded(self.units)

    def html(self) -> str:
        return f"<p>{''.join(unit.html for unit in self.units)}</p>"

    def replace(self, start: int, end: int, words: str) -> None:
        """Put `words` in the place of a passage, by the words that differ."""
        _require_passage(self.text, start, end)
        at = start
        gone: tuple[int, int] | None = None
        if _without_gap(self.text, start, end, words) < start:
            self._delete(start - 1, start)
        for piece in word_pieces(self.text[start:end], words):
            if piece.kind == "new":
                self._insert(at, piece.text, gone)
                gone = None
                continue
            length = len(piece.text)
            gone = (at, at + length) if piece.kind == "gone" else None
            if gone:
                self._delete(*gone)
            at += length

    def _delete(self, start: int, end: int) -> None:
        for first, last in self.spans[start:end]:
            for unit in self.units[first:last]:
                if unit.letter:
                    unit.html = ""

    def _insert(self, at: int, words: str, gone: tuple[int, int] | None) -> None:
        """Write words at a position of the text: with the markup of what they replace, or with the lesser of their
        neighbors’.
        """
        html = "<br>".join(escape(line, quote=False) for line in words.split("\n"))
        if gone:
            places = [self.spans[place][0] for place in range(*gone)]
            unit = self.units[min(places, key=lambda place: self.units[place].depth)]
            unit.html = html + unit.html
            return
        before = self.units[self.spans[at - 1][1] - 1] if at else None
        behind = self.units[self.spans[at][0]] if at < len(self.spans) else None
        if before is not None and (behind is None or before.depth <= behind.depth):
            before.html += html
        elif behind is not None:
            behind.html = html + behind.html


def _units(pieces: Sequence[str]) -> Iterator[_Unit]:
    depth = 0
    for piece in pieces:
        if not piece.startswith("<"):
            for part in _UNIT.findall(piece):
                yield _Unit(part, unescape(part), depth)
        elif piece == "<br>":
            yield _Unit(piece, "\n", depth)
        else:
            depth += -1 if piece.startswith("</") else 1
            yield _Unit(piece, "", depth)


def _folded(units: Sequence[_Unit]) -> tuple[str, list[tuple[int, int]]]:
    """The text as `richtext.paragraphs` has it, and for each of its characters the first unit and the one behind the last."""
    letters: list[str] = []
    spans: list[tuple[int, int]] = []
    for number, unit in enumerate(units):
        if not unit.letter:
            continue
        letter = unit.letter if unit.letter == "\n" or not unit.letter.isspace() else " "
        after_space = bool(letters) and letters[-1] == " "
        if letter == "\n" and after_space:
            letters[-1], spans[-1] = "\n", (spans[-1][0], number + 1)
        elif letter == " " and (after_space or (letters and letters[-1] == "\n")):
            spans[-1] = (spans[-1][0], number + 1)
        else:
            letters.append(letter)
            spans.append((number, number + 1))
    text = "".join(letters)
    lead, length = len(text) - len(text.lstrip()), len(text.rstrip())
    return text[lead:length], spans[lead:length]


def item_of(article: Article, kind: str, key: str) -> Any:
    """The article's item of this kind and key; None if it has none (any more). “article” is the article itself."""
    if kind == "article":
        return article
    rows: dict[str, Any] = {
        "excerpt": article.excerpts,
        "footnote": article.footnotes,
        "image": article.images,
    }
    return next((item for item in rows[kind].all() if item.key == key), None) if kind in rows else None
