"""The difference of two rich texts paragraph by paragraph, with references, links and formatting told apart from words."""

import re
from collections import Counter

from lxml import html as lxml_html

from editorial.content import richtext
from editorial.content.differences import Piece, paired, word_difference

_PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
_ADDRESS = re.compile(r'<a href="([^"]*)"')
_SPACE = re.compile(r"[ \t\r\n]+")

Pieces = tuple[Piece, ...]


def paragraph_changes(
    before: str, after: str, numbers: dict[str, int]
) -> tuple[tuple[Pieces, ...], tuple[str, ...]]:
    """The pieces of each paragraph that differs, and what differs without a word being another: “formatting”, “order”.

    A reference reads as “[note 2]” with the number that `numbers` has for its key: one that was merely numbered anew is
    the same. A link reads as its words; where an address changed, the addresses stand behind them.
    """
    old, new = (_PARAGRAPH.findall(richtext.clean(value)) for value in (before, after))
    links = Counter(_ADDRESS.findall(before)) != Counter(_ADDRESS.findall(after))
    was, now = ([_read(paragraph, numbers, links=links) for paragraph in text] for text in (old, new))
    pairs = paired(was, now)
    both = Counter(was) & Counter(now)
    remarks = []
    if _formats(old, was, both) != _formats(new, now, both):
        remarks.append("formatting")
    if [words for words in was if words in both] != [words for words in now if words in both]:
        remarks.append("order")
    return tuple(word_difference(*pair) for pair in pairs), tuple(remarks)


def _formats(paragraphs: list[str], words: list[str], both: Counter[str]) -> set[tuple[str, str]]:
    return {(read, html) for html, read in zip(paragraphs, words, strict=True) if read in both}


def _read(paragraph: str, numbers: dict[str, int], *, links: bool) -> str:
    """The words of a paragraph, with its references and (asked for) its addresses."""
    shown = richtext.replace_references(paragraph, lambda key: f"[note {numbers.get(key, '?')}]")
    root = lxml_html.fragment_fromstring(shown, create_parent="div")
    for element in root.iter("br"):
        element.tail = "\n" + (element.tail or "")
    for element in list(root.iter("a")) if links else ():
        address = lxml_html.Element("span")
        address.text = f" ({element.get('href', '')})"
        element.append(address)
    lines = "".join(root.itertext()).split("\n")
    return "\n".join(_SPACE.sub(" ", line).strip() for line in lines).strip()
