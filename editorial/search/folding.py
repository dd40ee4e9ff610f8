"""One folding for what is indexed and what is typed, in all scripts: letters that people take for the same become the same.

Pure: text in, words out. After a change here every document is made anew (`manage.py index_articles --all`).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MAX_WORD = 64  # letters; what is longer is cut, in documents and in queries alike

# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese.
UNSPACED = (
    "\u0e01-\u0e3e\u0e40-\u0e4e\u0e81-\u0ecf\u0ed8-\u0eff\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u17d7\u17dc-\u17dd"
    "\u3005\u3007\u3041-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\U00020000-\U0003134f"
)
# Marks that are left out wherever they stand: accents of Latin, Cyrillic and Greek, Hebrew points, Arabic vowel signs.
_LEFT_OUT = (
    (0x0300, 0x036F), (0x0483, 0x0489), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F),
    (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5), (0x05C7, 0x05C7),
    (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E4), (0x06E7, 0x06E8),
    (0x06EA, 0x06ED), (0x08CA, 0x08FF),
)  # fmt: skip
# Tatweel; ʿ, ʾ and ʻ of transliterations.
_SIGNS = "\u0640\u02bb\u02be\u02bf"
_SAME = {
    # Arabic, Persian, Pashto, Urdu, Uyghur
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ے": "ي", "ێ": "ي", "ک": "ك", "ڪ": "ك", "ګ": "گ",
    "ة": "ه", "ھ": "ه", "ہ": "ه", "ە": "ه", "ۃ": "ه",
    # Latin letters that have no accent to take off
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
    # An apostrophe of Ukrainian; apostrophes part words.
    "ʼ": "'",
}  # fmt: skip


def _folding_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for code in range(0x80, 0x1FBFA):
        category = unicodedata.category(chr(code))
        if category == "Nd":
            table[code] = str(unicodedata.decimal(chr(code)))
        elif category == "Cf":
            table[code] = None
    for first, last in _LEFT_OUT:
        table |= dict.fromkeys(range(first, last + 1))
    table |= {ord(sign): None for sign in _SIGNS}
    return table | {ord(one): other for one, other in _SAME.items()}


_TABLE = _folding_table()


def _ranges_of_marks() -> str:
    """A character class of the marks that stand in words: `\\w` has no vowel signs of Indic scripts."""
    ranges: list[list[int]] = []
    for code in range(0x0300, 0xFE30):
        if unicodedata.category(chr(code)) in ("Mn", "Mc"):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


_MARKS = _ranges_of_marks()
LETTER = rf"[\w{_MARKS}]"
_WORDS = re.compile(rf"(?P<run>[{UNSPACED}]+)|(?P<word>(?:[^\W_{UNSPACED}]|[{_MARKS}])+)")


def fold(text: str) -> str:
    """The text without case, accents, vowel signs and variants of letters; digits are ASCII. Line breaks stay."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", letters.translate(_TABLE))


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or a run of letters of a script without spaces, in a folded text."""

    text: str
    unspaced: bool


def pieces(folded: str) -> Iterator[Piece]:
    """The words and runs of a folded text, in their order."""
    for match in _WORDS.finditer(folded):
        run = match["run"]
        if run is not None:
            yield Piece(run, True)
        else:
            yield Piece(match["word"][:MAX_WORD], False)


def grams(run: str, *, ends: bool) -> list[str]:
    """A run of an unspaced script as pairs of neighbours; where it `ends` its last letter too, so that it is found alone."""
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    return [*pairs, run[-1]] if ends or not pairs else pairs


def words(text: str) -> list[str]:
    """The words under which a text is indexed."""
    found: list[str] = []
    for piece in pieces(fold(text)):
        if piece.unspaced:
            found += grams(piece.text, ends=True)
        else:
            found.append(piece.text)
    return found


def same_name(text: str) -> str:
    """A name by which two spellings are compared: its folded words with one space between them, at most 300 letters."""
    return " ".join(piece.text for piece in pieces(fold(text)))[:300]


@lru_cache(maxsize=8192)
def _fold_cluster(cluster: str) -> str:
    return fold(cluster)


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its letters where that began in `text`; the list has one more, for the end."""
    out: list[str] = []
    places: list[int] = []
    start = 0
    length = len(text)
    while start < length:
        end = start + 1
        while end < length and unicodedata.combining(text[end]):
            end += 1
        folded = _fold_cluster(text[start:end])
        out.append(folded)
        places += [start] * len(folded)
        start = end
    return "".join(out), [*places, length]
