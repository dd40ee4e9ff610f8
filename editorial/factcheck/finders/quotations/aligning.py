"""Aligns a piece of a quotation with the words of a source, word by word."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from editorial.factcheck.finders.quotations.pieces import Piece
from editorial.factcheck.finders.quotations.sources import Source
from editorial.factcheck.finders.quotations.words import is_function, stem

# Costs are in hundredths of a meaningful word put in place of another.
_REPLACED, _REPLACED_SMALL, _VARIANT = 95, 55, 35
_ADDED, _ADDED_SMALL = 100, 60
_DROPPED_FIRST, _DROPPED_NEXT = 55, 12
_IN_BRACKET = 2
_BRACKET_REACH = 6
_FAR = 1 << 30
_SENTENCE_END = re.compile(r"[.!?…\n]")


@dataclass(frozen=True, slots=True)
class Difference:
    """Words `quoted` of the piece (as a range) stand where the source has the words `held`; one of them may be empty."""

    quoted: tuple[int, int]
    held: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Alignment:
    """`pairs` are (place in the piece, place in the source) of the words that are the same, in order."""

    pairs: tuple[tuple[int, int], ...]
    differences: tuple[Difference, ...]
    first: int
    last: int


class _Costs:
    """What it costs to take one word for another; remembered, since most are asked for often."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], int] = {}

    def replaced(self, quoted: str, held: str) -> int:
        if quoted == held:
            return 0
        cost = self.known.get((quoted, held))
        if cost is None:
            cost = self.known[quoted, held] = self._replaced(quoted, held)
        return cost

    def _replaced(self, quoted: str, held: str) -> int:
        small = is_function(quoted), is_function(held)
        if all(small):
            contracted = "'" in quoted + held and quoted[:2] == held[:2]
            return _VARIANT if contracted else _REPLACED_SMALL
        if quoted[0] != held[0] or any(small):
            return _REPLACED
        alike = stem(quoted) == stem(held) or Levenshtein.normalized_similarity(quoted, held) >= 0.75
        return _VARIANT if alike else _REPLACED


class _Table:
    """The cheapest way to the first `i` words of the piece and up to word `j` of the window.

    `ended[i][j]` is its cost, its last step being a word of the piece; `steps[i][j]` how many words of the piece and of
    the window that step took; `skipped[i][j]` where words were left out before going on from there.
    """

    def __init__(self, piece: Piece, window: tuple[str, ...], costs: _Costs) -> None:
        self.width = len(window)
        self.ended = [[0] * (self.width + 1)]
        self.steps: list[list[tuple[int, int]]] = [[(0, 0)] * (self.width + 1)]
        # The row above, where its last words may also have been left out of the quotation.
        open_row = self.ended[0]
        open_from: list[int] = list(range(self.width + 1))
        self.skipped: list[list[int]] = [open_from]
        for item in piece:
            if item.kind == "bracket":
                row, step = self._bracket(open_row, item.size)
            else:
                row, step = self._word(open_row, item.key, item.kind == "edited", window, costs)
            self.ended.append(row)
            self.steps.append(step)
            open_row, open_from = self._open(row)
            self.skipped.append(open_from)

    def _word(
        self, above: list[int], key: str, edited: bool, window: tuple[str, ...], costs: _Costs
    ) -> tuple[list[int], list[tuple[int, int]]]:
        added = _ADDED_SMALL if is_function(key) else _ADDED
        row, step = [above[0] + added], [(1, 0)]
        for at, held in enumerate(window):
            taken = above[at] + (0 if edited or key == held else costs.replaced(key, held))
            alone = above[at + 1] + added
            if taken <= alone:
                row.append(taken)
                step.append((1, 1))
            else:
                row.append(alone)
                step.append((1, 0))
        return row, step

    def _bracket(self, above: list[int], size: int) -> tuple[list[int], list[tuple[int, int]]]:
        row, step = [], []
        reach = _BRACKET_REACH + size
        for at in range(self.width + 1):
            cost, taken = min(
                (above[at - back] + _IN_BRACKET * back, back) for back in range(min(reach, at) + 1)
            )
            row.append(cost)
            step.append((1, taken))
        return row, step

    def _open(self, row: list[int]) -> tuple[list[int], list[int]]:
        """`row` with words of the window left out behind it, and where leaving out began."""
        opened, began = [row[0]], [0]
        skipping, since = _FAR, 0
        for at in range(1, self.width + 1):
            start = row[at - 1] + _DROPPED_FIRST
            if start <= skipping + _DROPPED_NEXT:
                skipping, since = start, at - 1
            else:
                skipping += _DROPPED_NEXT
            if skipping < row[at]:
                opened.append(skipping)
                began.append(since)
            else:
                opened.append(row[at])
                began.append(at)
        return opened, began

    def way(self) -> list[tuple[int, int, int, int]]:
        """The steps of the cheapest way as (from, to) in the piece and (from, to) in the window."""
        height = len(self.ended) - 1
        at = min(range(self.width + 1), key=self.ended[height].__getitem__)
        found = []
        for row in range(height, 0, -1):
            taken = self.steps[row][at][1]
            found.append((row - 1, row, at - taken, at))
            before = self.skipped[row - 1][at - taken] if row > 1 else at - taken
            if before < at - taken:
                found.append((row - 1, row - 1, before, at - taken))
            at = before
        return found[::-1]


def align(piece: Piece, source: Source, low: int, high: int) -> Alignment:
    """`piece` against the words from `low` up to `high` of `source`, whose ends may stick out.

    The time is the product of both lengths: keep the window near the piece.
    """
    window = source.keys[low:high]
    pairs: list[tuple[int, int]] = []
    differences: list[Difference] = []
    for first, last, begin, stop in _Table(piece, window, _Costs()).way():
        start, end = begin + low, stop + low
        item = piece[first] if last > first else None
        if item and item.kind == "bracket":
            continue
        if item and end > start and (item.kind == "edited" or item.key == source.keys[start]):
            pairs.append((first, start))
        else:
            differences.append(Difference((first, last), (start, end)))
    return _alignment(pairs, [_at_edge(one, piece, source) for one in _joined(differences)], low)


def _at_edge(one: Difference, piece: Piece, source: Source) -> Difference:
    """`one`, without words of the source beyond the sentence in which the rest of the quotation stands."""
    (first, last), (start, end) = one.quoted, one.held
    if start == end or first == last:
        return one
    if first == 0 and last < len(piece) and _SENTENCE_END.search(source.gap(end - 1)):
        return Difference(one.quoted, (end, end))
    if last == len(piece) and first > 0 and start > 0 and _SENTENCE_END.search(source.gap(start - 1)):
        return Difference(one.quoted, (start, start))
    return one


def _joined(differences: list[Difference]) -> list[Difference]:
    """Differences side by side as one."""
    found: list[Difference] = []
    for one in differences:
        last = found[-1] if found else None
        if last and last.quoted[1] == one.quoted[0] and last.held[1] == one.held[0]:
            found[-1] = Difference((last.quoted[0], one.quoted[1]), (last.held[0], one.held[1]))
        else:
            found.append(one)
    return found


def _alignment(pairs: list[tuple[int, int]], differences: list[Difference], low: int) -> Alignment:
    held = [at for _place, at in pairs]
    held += [
        edge for one in differences for edge in (one.held[0], one.held[1] - 1) if one.held[0] < one.held[1]
    ]
    return Alignment(tuple(pairs), tuple(differences), min(held, default=low), max(held, default=low - 1) + 1)
