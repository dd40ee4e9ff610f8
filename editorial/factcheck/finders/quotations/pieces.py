"""A quotation taken apart at its ellipses, with what its editor marked as changed."""

import re
from dataclasses import dataclass
from typing import Literal

from editorial.factcheck.finders.quotations.words import WORD, key_of

_ELLIPSIS = r"[\[(<]\s{0,3}(?:…|\.\s{0,3}\.\s{0,3}\.)[.\s]{0,4}[\])>]|…+(?:\s?\.)?|\.(?:\s{0,3}\.){2,}"
_BRACKET = r"\[[^\[\]]{0,200}\]"
_TOKEN = re.compile(rf"(?P<ellipsis>{_ELLIPSIS})|(?P<bracket>{_BRACKET})|(?P<word>{WORD.pattern})")
ELLIPSIS = re.compile(_ELLIPSIS)
# Remarks of an editor that stand for no words of the source.
_REMARK = re.compile(r"\[\s*(?:sic|sic!|emphasis .{0,40}|italics .{0,40}|!|\?)\s*\]", re.IGNORECASE)
_PART_OF_WORD = re.compile(r"\[[^\W\d_]{1,12}\]")


@dataclass(frozen=True, slots=True)
class Item:
    """A word of a quotation, at `start` to `end` of its passage.

    A “bracket” stands for what its editor put in, in place of any few words or of none; `size` is how many words it
    has. An “edited” word carries a bracket inside, as in “attack[s]”, and stands for any word. `marked` is true for
    the case of a first letter that brackets own up to, as in “[T]he”.
    """

    key: str
    start: int
    end: int
    kind: Literal["word", "edited", "bracket"] = "word"
    size: int = 1
    marked: bool = False


Piece = tuple[Item, ...]


def _merged(text: str, items: list[Item], match: re.Match[str]) -> Item | None:
    """The last word of `items` and the word part in brackets behind it as one word, or None."""
    last = items[-1] if items else None
    if last is None or last.end != match.start() or last.kind == "bracket":
        return None
    return Item(key_of(text[last.start : match.end()]), last.start, match.end(), "edited")


def _word_after_part(text: str, part: Item, match: re.Match[str]) -> Item:
    """“[T]” and “he” as one word. One letter is taken for its case, more for a changed word."""
    inside = text[part.start : part.end].replace("[", "").replace("]", "")
    one_letter = part.end - part.start == 3
    key = key_of(inside + match.group())
    return Item(key, part.start, match.end(), "word" if one_letter else "edited", marked=True)


def _trimmed(items: list[Item]) -> Piece:
    """`items` without brackets at its ends: there they stand for words that the quotation does not show."""
    first, last = 0, len(items)
    while first < last and items[first].kind == "bracket":
        first += 1
    while last > first and items[last - 1].kind == "bracket":
        last -= 1
    return tuple(items[first:last])


def pieces(text: str, start: int, end: int) -> list[Piece]:
    """The words of `text[start:end]` in pieces parted by its ellipses. Pieces without a word are left out."""
    found: list[list[Item]] = [[]]
    for match in _TOKEN.finditer(text, start, end):
        items = found[-1]
        if match["ellipsis"]:
            found.append([])
        elif match["bracket"]:
            if _REMARK.fullmatch(match.group()):
                continue
            merged = _merged(text, items, match) if _PART_OF_WORD.fullmatch(match.group()) else None
            if merged:
                items[-1] = merged
            else:
                size = len(WORD.findall(match.group()))
                items.append(Item("", match.start(), match.end(), "bracket", size))
        elif items and items[-1].end == match.start() and text[match.start() - 1] == "]":
            items[-1] = _word_after_part(text, items[-1], match)
        else:
            items.append(Item(key_of(match.group()), match.start(), match.end()))
    return [piece for piece in map(_trimmed, found) if piece]
