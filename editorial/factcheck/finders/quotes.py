"""Pairs quotation marks: which open, which close, and which stand alone."""

import re
from dataclasses import dataclass

# A straight mark opens after a space or a bracket, and closes otherwise.
DOUBLE = re.compile(r"[“”„«»\"‟]")
OPENERS = frozenset("“„«‟")
_BEFORE_OPENING = frozenset(" \t([{—–-/‘'«“\"„…\xa0")


@dataclass(frozen=True, slots=True)
class QuoteMark:
    """A double quotation mark at `at`; `opens` as its place says, whatever its shape."""

    at: int
    mark: str
    opens: bool


@dataclass(frozen=True, slots=True)
class Pairing:
    """`pairs` as (open, close) positions, inner pairs first; `unclosed` and `unopened` are left over."""

    pairs: tuple[tuple[int, int], ...]
    unclosed: tuple[int, ...]
    unopened: tuple[int, ...]

    @property
    def balanced(self) -> bool:
        return not self.unclosed and not self.unopened


def _straight_opens(text: str, at: int, open_straight: bool) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if before in _BEFORE_OPENING and not after.isspace():
        return True
    return not open_straight and not after.isspace() and not before.isalnum() and before not in ".,!?;:…)"


def double_marks(text: str) -> list[QuoteMark]:
    """Every double quotation mark of `text`. „German“ and ”Swedish” pairs are understood."""
    marks: list[QuoteMark] = []
    low_open = straight_open = 0
    for match in DOUBLE.finditer(text):
        mark, at = match.group(), match.start()
        if mark == "“" and low_open:
            low_open -= 1
            marks.append(QuoteMark(at, mark, False))
            continue
        if mark == '"':
            # 5'11" and 155" are measures, not quotations.
            if at and text[at - 1].isdigit() and not straight_open:
                continue
            opens = _straight_opens(text, at, straight_open > 0)
            straight_open = straight_open + 1 if opens else max(0, straight_open - 1)
        else:
            opens = mark in OPENERS
        low_open += mark == "„"
        marks.append(QuoteMark(at, mark, opens))
    return marks


def pair_double(text: str) -> Pairing:
    """Pairs the double quotation marks of `text`, nesting allowed."""
    stack: list[int] = []
    pairs: list[tuple[int, int]] = []
    unopened: list[int] = []
    for mark in double_marks(text):
        if mark.opens:
            stack.append(mark.at)
        elif stack:
            pairs.append((stack.pop(), mark.at))
        else:
            unopened.append(mark.at)
    return Pairing(tuple(pairs), tuple(stack), tuple(unopened))


def is_balanced(text: str) -> bool:
    return pair_double(text).balanced


def is_wholly_quoted(text: str) -> bool:
    """True where the first mark opens the whole text and the last closes it, as in a pull quote."""
    stripped = text.strip().rstrip(".… ")
    if len(stripped) < 3 or not DOUBLE.match(stripped) or not DOUBLE.match(stripped[-1]):
        return False
    return any(pair == (0, len(stripped) - 1) for pair in pair_double(stripped).pairs)
