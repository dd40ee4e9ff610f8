"""How much a difference between a quotation and its source matters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rapidfuzz.distance import Levenshtein

from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.quotations.aligning import Alignment, Difference
from editorial.factcheck.finders.quotations.pieces import ELLIPSIS, Item, Piece
from editorial.factcheck.finders.quotations.sources import Source
from editorial.factcheck.finders.quotations.words import (
    ARTICLES,
    is_function,
    is_negation,
    is_weighty,
    stem,
    without_accents,
)  # fmt: skip
from editorial.factcheck.finders.quotes import DOUBLE

Kind = Literal["replaced", "added", "dropped", "marks", "gap"]

_NUMBERS = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety".split(),
        [*range(21), *range(30, 100, 10)],
        strict=True,
    )
)
_NUMERALS = {name: str(number) for name, number in _NUMBERS.items()}
# What British and American spelling differ in, folded to one form; only ever compared with each other.
_BRITISH = (
    (re.compile(r"is(?=(?:e[drs]?|ing|ations?|ational)$)"), "iz"),
    (re.compile(r"ys(?=(?:e[drs]?|ing)$)"), "yz"),
    (re.compile(r"our"), "or"),
    (re.compile(r"re(?=s?$|d$)"), "er"),
    (re.compile(r"c(?=e[sd]?$|ing$|eless$)"), "s"),
    (re.compile(r"ll"), "l"),
    (re.compile(r"mme(?=s?$)"), "m"),
    (re.compile(r"ogue"), "og"),
    (re.compile(r"[ao]e"), "e"),
    (re.compile(r"dgement"), "dgment"),
    (re.compile(r"gre?y"), "gray"),
    (re.compile(r"tyre"), "tire"),
)
_CONTRACTIONS = {
    "can't": "cannot", "won't": "willnot", "shan't": "shallnot", "i'm": "iam", "it's": "itis", "let's": "letus",
    "that's": "thatis", "he's": "heis", "she's": "sheis", "there's": "thereis",
}  # fmt: skip
_ENDINGS = (("n't", "not"), ("'re", "are"), ("'ll", "will"), ("'ve", "have"), ("'d", "would"))
_STOPS = re.compile(r"[,;:.!?]")
# “…,” the minister said, “…”: at most so many words stand between two parts of one speech.
_LONGEST_TAG = 14


@dataclass(frozen=True, slots=True)
class Remark:
    """One difference: the words of the quotation and of the source, and how much it matters."""

    kind: Kind
    severity: Severity
    quoted: str
    held: str


def _contracted(key: str) -> str:
    if key in _CONTRACTIONS:
        return _CONTRACTIONS[key]
    for ending, whole in _ENDINGS:
        if key.endswith(ending):
            return key.removesuffix(ending) + whole
    return key


def _american(key: str) -> str:
    if len(key) < 5:
        return key
    for pattern, replacement in _BRITISH:
        key = pattern.sub(replacement, key)
    return key


def _initials(keys: Sequence[str]) -> str:
    return "".join(key[0] for key in keys)


def _same_but_for_writing(quoted: Sequence[str], held: Sequence[str]) -> bool:
    """Other spelling, accents, numerals or contractions for the same words."""
    one, two = "".join(quoted), "".join(held)
    if without_accents(one) == without_accents(two) or [*map(_american, quoted)] == [*map(_american, held)]:
        return True
    if "".join(map(_contracted, quoted)) == "".join(map(_contracted, held)):
        return True
    if "".join(_NUMERALS.get(key, key) for key in quoted) == "".join(_NUMERALS.get(key, key) for key in held):
        return True
    return (len(held) > 1 and one == _initials(held)) or (len(quoted) > 1 and two == _initials(quoted))


def _near_spelling(quoted: str, held: str) -> bool:
    if is_function(quoted) or is_function(held) or quoted[0].isdigit() or held[0].isdigit():
        return False
    if stem(quoted) == stem(held):
        return True
    return (
        min(len(quoted), len(held)) >= 5 and Levenshtein.distance(quoted, held) <= 2 and quoted[0] == held[0]
    )


def _of_words(keys: Sequence[str]) -> Severity:
    if any(is_weighty(key) for key in keys):
        return "block"
    return "info" if all(key in ARTICLES for key in keys) else "warn"


def _replaced(quoted: Sequence[str], held: Sequence[str]) -> Severity | None:
    if "".join(quoted) == "".join(held):
        return None
    if any(map(is_negation, quoted)) != any(map(is_negation, held)):
        return "block"
    if _same_but_for_writing(quoted, held):
        return "info"
    if len(quoted) == len(held) and all(
        one == two or _near_spelling(one, two) or (not is_weighty(one) and not is_weighty(two))
        for one, two in zip(quoted, held, strict=True)
    ):
        both = {*quoted, *held}
        return "info" if both <= ARTICLES else "warn"
    return _of_words(
        [*(key for key in quoted if key not in held), *(key for key in held if key not in quoted)] or quoted
    )


def _in_brackets(source: Source, first: int, last: int) -> str:
    """The bracket in which the words from `first` up to `last` stand: "[", "(" or ""."""
    before = source.gap(first - 1) if first else ""
    after = source.gap(last - 1)
    for opening, closing in ("[]", "()"):
        if opening in before and closing in after:
            return opening
    return ""


def _is_speech_tag(source: Source, first: int, last: int) -> bool:
    """True where the words from `first` up to `last` interrupt a speech: ,” he said, “."""
    if last - first > _LONGEST_TAG or not first:
        return False
    return bool(DOUBLE.search(source.gap(first - 1)) and DOUBLE.search(source.gap(last - 1)))


def _dropped(source: Source, first: int, last: int) -> Severity | None:
    bracket = _in_brackets(source, first, last)
    if bracket == "[" or _is_speech_tag(source, first, last):
        return None
    return "info" if bracket == "(" else _of_words(source.keys[first:last])


def _added(text: str, items: Sequence[Item]) -> Severity:
    before, after = text[items[0].start - 1 : items[0].start], text[items[-1].end : items[-1].end + 1]
    if before == "(" and after == ")":
        return "warn"
    return _of_words([item.key for item in items])


def _of_difference(text: str, piece: Piece, source: Source, one: Difference) -> Remark | None:
    items = [item for item in piece[slice(*one.quoted)] if item.kind != "bracket"]
    keys = [item.key for item in items]
    held = source.keys[slice(*one.held)]
    quoted_text = text[items[0].start : items[-1].end] if items else ""
    held_text = source.text(*one.held)
    if not held:
        return Remark("added", _added(text, items), quoted_text, "")
    severity = _replaced(keys, held) if items else _dropped(source, *one.held)
    if severity is None:
        return None
    return Remark("replaced" if items else "dropped", severity, quoted_text, held_text)


def _of_marks(text: str, piece: Piece, source: Source, alignment: Alignment) -> Iterator[Remark]:
    """Differences of punctuation between words that stand side by side in both texts."""
    for (one, here), (two, there) in pairwise(alignment.pairs):
        if two != one + 1 or there != here + 1 or "edited" in (piece[one].kind, piece[two].kind):
            continue
        quoted, held = text[piece[one].end : piece[two].start], source.gap(here)
        if quoted == held:
            continue
        words = text[piece[one].start : piece[two].end], source.text(here, there + 1)
        if ELLIPSIS.search(held):
            yield Remark("gap", "warn", *words)
        elif _STOPS.findall(quoted) != _STOPS.findall(held) and not ("\n" in held or DOUBLE.search(held)):
            yield Remark("marks", "info", *words)


def remarks(
    text: str, found: Sequence[Piece], source: Source, alignments: Sequence[Alignment]
) -> list[Remark]:
    """Every difference between the quotation `found` of `text` and its passages in `source` that is worth a word."""
    told: list[Remark] = []
    for piece, alignment in zip(found, alignments, strict=True):
        for one in alignment.differences:
            remark = _of_difference(text, piece, source, one)
            if remark:
                told.append(remark)
        told += _of_marks(text, piece, source, alignment)
    return told
