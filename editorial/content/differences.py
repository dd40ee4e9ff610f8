"""The difference of two texts word by word, and of two contents field by field."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from diff_match_patch import diff_match_patch
from rapidfuzz import fuzz

Kind = Literal["same", "gone", "new"]

_TOKEN = re.compile(r"\w+(?:[’'.,:-]\w+)*|\s+|[^\w\s]")
_KINDS: dict[int, Kind] = {0: "same", -1: "gone", 1: "new"}
_SAME_PARAGRAPH = 45.0  # rapidfuzz: two paragraphs less alike are not one that was edited
_COMPARED = 250_000  # pairs of paragraphs; of more only those that stand at about the same place are compared
_SURROGATES, _BEHIND_SURROGATES = 0xD800, 0xE000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both texts have, that only the older has (“gone”) or only the newer (“new”)."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """How one field, or one paragraph of it, differs. `field` is the content's own name for it."""

    field: str
    pieces: tuple[Piece, ...]


def word_difference(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in reading order; joined without the “new” they are `before`, without the “gone” `after`."""
    return tuple(_joined(_whole_phrases(word_pieces(before, after))))


def word_pieces(before: str, after: str) -> list[Piece]:
    """The same with every word by itself: a space between two changed words is an unchanged piece."""
    numbers: dict[str, int] = {}
    coded = ["".join(_letter(numbers, token) for token in _TOKEN.findall(text)) for text in (before, after)]
    words = {_letter(numbers, token): token for token in list(numbers)}
    differ = diff_match_patch()
    differ.Diff_Timeout = 2.0  # seconds; beyond, the difference is true but coarser
    found = differ.diff_main(*coded, False)
    return [Piece(_KINDS[kind], "".join(words[letter] for letter in letters)) for kind, letters in found]


def _letter(numbers: dict[str, int], token: str) -> str:
    """The character that stands for a word; surrogates are left out, for they are no text."""
    number = 1 + numbers.setdefault(token, len(numbers))
    return chr(number if number < _SURROGATES else number - _SURROGATES + _BEHIND_SURROGATES)


def _whole_phrases(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """A lone space or comma between two changes is part of them: a phrase that was replaced reads as one."""
    for index, piece in enumerate(pieces):
        inside = 0 < index < len(pieces) - 1
        if piece.kind == "same" and inside and not any(letter.isalnum() for letter in piece.text):
            yield Piece("gone", piece.text)
            yield Piece("new", piece.text)
        else:
            yield piece


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Between two unchanged runs: all that is gone, then all that is new."""
    gone = new = ""
    for piece in pieces:
        if piece.kind == "gone":
            gone += piece.text
        elif piece.kind == "new":
            new += piece.text
        else:
            yield from _changed(gone, new)
            gone = new = ""
            yield piece
    yield from _changed(gone, new)


def _changed(gone: str, new: str) -> Iterator[Piece]:
    if gone:
        yield Piece("gone", gone)
    if new:
        yield Piece("new", new)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldDifference]:
    """The fields that differ, in the order of `after`. Lists of texts are paired by likeness, not by place."""
    found: list[FieldDifference] = []
    for name in dict.fromkeys([*after, *before]):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old, list) and isinstance(new, list):
            found += [
                FieldDifference(name, word_difference(*pair))
                for pair in paired(list(map(_text, old)), list(map(_text, new)))
            ]
        else:
            found.append(FieldDifference(name, word_difference(_text(old), _text(new))))
    return found


def paired(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    """The texts that differ, each with its partner ("" where it has none): those most alike first find each other."""
    old, new = _without(before, after), _without(after, before)
    scores = sorted(((fuzz.ratio(old[i], new[j]), i, j) for i, j in _candidates(old, new)), reverse=True)
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for score, i, j in scores:
        if score >= _SAME_PARAGRAPH and j not in partner and i not in taken:
            partner[j] = i
            taken.add(i)
    pairs = [(old[partner[j]] if j in partner else "", text) for j, text in enumerate(new)]
    return pairs + [(text, "") for i, text in enumerate(old) if i not in taken]


def _candidates(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Which may be partners: each with each, but of two long lists that share nothing only those near each other."""
    reach = len(new) if len(old) * len(new) <= _COMPARED else max(_COMPARED // len(old) // 2, 1)
    for i in range(len(old)):
        near = i * len(new) // len(old)
        for j in range(max(near - reach, 0), min(near + reach + 1, len(new))):
            yield i, j


def _without(texts: Sequence[str], others: Sequence[str]) -> list[str]:
    left = Counter(others)
    kept = []
    for text in texts:
        if left[text]:
            left[text] -= 1
        else:
            kept.append(text)
    return kept


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "\n".join(filter(None, (_text(one) for one in value.values())))
    if isinstance(value, list | tuple):
        return ", ".join(_text(one) for one in value)
    return str(value)
