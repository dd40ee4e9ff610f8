"""Finds where a quotation stands in the sources: word for word, in parts, or in other words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from editorial.factcheck.finders.quotations.aligning import Alignment, Difference, align
from editorial.factcheck.finders.quotations.pieces import Item, Piece
from editorial.factcheck.finders.quotations.sources import Letters, Source
from editorial.factcheck.finders.quotations.words import is_function, stem

# A bracket may stand for its own number of words and this many more.
_BRACKET_REACH = 6
# How often a passage may recur before looking for its best place is not worth the time.
_PLACES = 20
# Words dropped silently are looked for this far on; what is farther apart are two passages.
NEAR = 40
_OTHER_FORM = 0.8
_SHORTEST_PART = 4
_MOST_PARTS = 4
_LONGEST_ALIGNED = 400


@dataclass(frozen=True, slots=True)
class Located:
    """Where the pieces of a quotation stand in one source, each with its alignment."""

    source: Source
    alignments: tuple[Alignment, ...]

    @property
    def first(self) -> int:
        return min(one.first for one in self.alignments)

    @property
    def last(self) -> int:
        return max(one.last for one in self.alignments)


def weight(items: Sequence[Item]) -> float:
    """How much of a quotation `items` are: a word that carries meaning counts 1, a small one 0.3."""
    return sum(0.3 if is_function(item.key) else 1.0 for item in items if item.kind != "bracket")


def coverage(found: Sequence[Piece], located: Located) -> float:
    """The share (0 to 1) of the quotation that stands in the source as it is; another form of a word counts in part."""
    whole = sum(map(weight, found))
    held = 0.0
    for piece, one in zip(found, located.alignments, strict=True):
        held += weight([piece[at] for at, _place in one.pairs])
        held += sum(_OTHER_FORM * weight(items) for items in _other_forms(piece, located.source, one))
    return held / whole if whole else 0.0


def _other_forms(piece: Piece, source: Source, alignment: Alignment) -> Iterator[list[Item]]:
    """The words of `piece` that differ from the source in their ending only."""
    for one in alignment.differences:
        quoted, held = piece[slice(*one.quoted)], source.keys[slice(*one.held)]
        if len(quoted) == len(held):
            yield [
                item
                for item, key in zip(quoted, held, strict=True)
                if item.key and stem(item.key) == stem(key)
            ]


def _parts_between_brackets(piece: Piece) -> Iterator[tuple[int, Piece, int]]:
    """The runs of words of `piece`: where each begins, its words, how far it may stand behind the one before."""
    start, reach = 0, 0
    for at, item in enumerate((*piece, None)):
        if item is None or item.kind == "bracket":
            if at > start:
                yield start, piece[start:at], reach
            reach = (reach if at == start else 0) + _BRACKET_REACH + (item.size if item else 0)
            start = at + 1


class Searcher:
    """Looks pieces up in the sources it was made with."""

    def __init__(self, sources: Sequence[Source], letters: Letters) -> None:
        self.sources = sources
        self.letters = letters

    def _pattern(self, piece: Piece) -> re.Pattern[str]:
        parts = []
        for _start, run, reach in _parts_between_brackets(piece):
            spelled = "".join("." if item.kind == "edited" else self.letters.of(item.key) for item in run)
            parts.append((rf".{{0,{reach}}}?" if reach else "") + f"({spelled})")
        return re.compile("".join(parts))

    def _alignment(self, piece: Piece, match: re.Match[str]) -> Alignment:
        pairs = []
        for group, (start, run, _reach) in enumerate(_parts_between_brackets(piece), 1):
            pairs += [(start + at, match.start(group) + at) for at in range(len(run))]
        return Alignment(tuple(pairs), (), match.start(), match.end())

    def verbatim(self, found: Sequence[Piece], *, limit: int = _PLACES) -> Iterator[Located]:
        """Places where all pieces stand word for word and in order; the first of each source, then others."""
        patterns = [self._pattern(piece) for piece in found]
        for source in self.sources:
            for number, match in enumerate(patterns[0].finditer(source.code)):
                if number >= limit:
                    break
                matches = [match]
                for pattern in patterns[1:]:
                    following = pattern.search(source.code, matches[-1].end())
                    if following is None:
                        break
                    matches.append(following)
                if len(matches) < len(patterns):
                    break
                pairs = zip(found, matches, strict=True)
                yield Located(source, tuple(self._alignment(piece, one) for piece, one in pairs))

    def apart(self, found: Sequence[Piece]) -> list[Located] | None:
        """Each piece word for word wherever it stands; None where one of them stands nowhere."""
        places = []
        for piece in found:
            place = next(self.verbatim([piece], limit=1), None)
            if place is None:
                return None
            places.append(place)
        return places

    def parts(self, piece: Piece) -> list[tuple[Piece, Located]] | None:
        """`piece` in at most four parts of four words and more that stand in the sources word for word, or None."""
        found: list[tuple[Piece, Located]] = []
        at = 0
        while at < len(piece):
            if len(found) == _MOST_PARTS:
                return None
            best = self._longest(piece[at:], found[-1][1] if found else None)
            if best is None or len(best[0]) < _SHORTEST_PART:
                return None
            found.append(best)
            at += len(best[0])
        return found

    def _longest(self, piece: Piece, after: Located | None) -> tuple[Piece, Located] | None:
        """The longest beginning of `piece` that stands anywhere, best behind `after` in its source."""
        if any(item.kind != "word" for item in piece):
            return None
        spelled = self.letters.spelled(item.key for item in piece)
        best: tuple[int, bool, Source, int] | None = None
        for source in self.sources:
            low = after.last if after and after.source is source else 0
            length, place = _longest_prefix(spelled, source.code, low)
            behind = bool(low) and place >= low
            if length and (best is None or (length, behind) > best[:2]):
                best = (length, behind, source, place)
        if best is None:
            return None
        length, _behind, source, place = best
        pairs = tuple((at, place + at) for at in range(length))
        return piece[:length], Located(source, (Alignment(pairs, (), place, place + length),))

    def nearest(self, found: Sequence[Piece]) -> Located | None:
        """Where the quotation most likely comes from, aligned word by word; None where nothing is like it."""
        needles = [self._needle(piece) for piece in found]
        weights = [max(1, len(needle.text)) for needle in needles]
        ranked = []
        for number, source in enumerate(self.sources):
            windows = [_window(needle, source) for needle in needles]
            score = sum(window.score * one for window, one in zip(windows, weights, strict=True))
            if score > 0:
                ranked.append((score, -number, windows))
        ranked.sort(reverse=True, key=lambda one: one[:2])
        located = [self._aligned(found, self.sources[-number], windows) for _, number, windows in ranked[:2]]
        return max(located, key=lambda one: coverage(found, one), default=None)

    def _needle(self, piece: Piece) -> "_Needle":
        """The words of `piece` that carry meaning, by their stems; all its words where it has hardly any."""
        own = [item.key for item in piece if item.kind != "bracket"]
        content = [f"~{stem(key)}" for key in own if not is_function(key)]
        by_meaning = len(content) > 1
        return _Needle(self.letters.spelled(content if by_meaning else own), by_meaning, len(piece))

    def _aligned(self, found: Sequence[Piece], source: Source, windows: Sequence["_Window"]) -> Located:
        alignments: list[Alignment] = []
        for piece, window in zip(found, windows, strict=True):
            pattern = self._pattern(piece)
            behind = alignments[-1].last if alignments else 0
            exact = pattern.search(source.code, behind) or pattern.search(source.code)
            if exact:
                alignments.append(self._alignment(piece, exact))
            elif len(piece) > _LONGEST_ALIGNED:
                low = window.low
                alignments.append(Alignment((), (Difference((0, len(piece)), (low, low)),), low, low))
            else:
                alignments.append(align(piece, source, window.low, window.high))
        return Located(source, tuple(alignments))


@dataclass(frozen=True, slots=True)
class _Needle:
    """A piece to be looked for roughly: `text` in letters, of `size` words with those that carry no meaning."""

    text: str
    by_meaning: bool
    size: int


@dataclass(frozen=True, slots=True)
class _Window:
    """The words from `low` up to `high` of a source are like a piece as far as `score` (0 to 100) says."""

    score: float
    low: int
    high: int


def _window(needle: _Needle, source: Source) -> _Window:
    """The stretch of `source` that is likest to `needle`, with a margin in which words may have been left out."""
    margin = needle.size + NEAR
    text = source.content if needle.by_meaning else source.code
    start = _Window(0.0, 0, min(len(source.keys), 2 * margin))
    if len(needle.text) < 2 or not text:
        return start
    if len(needle.text) >= len(text):
        return _Window(fuzz.ratio(needle.text, text), 0, start.high)
    best = fuzz.partial_ratio_alignment(needle.text, text, score_cutoff=25)
    if best is None:
        return start
    low, high = best.dest_start, max(best.dest_start, best.dest_end - 1)
    if needle.by_meaning:
        low, high = source.content_at[low], source.content_at[high]
    return _Window(best.score, max(0, low - margin // 2), min(len(source.keys), high + 1 + margin))


def _longest_prefix(needle: str, text: str, low: int) -> tuple[int, int]:
    """Length and place of the longest beginning of `needle` in `text`; from `low` on if it is as long there."""
    length, place = 0, -1
    for start in dict.fromkeys((low, 0)):
        at = text.find(needle[: length + 1], start)
        while at >= 0:
            length, place = length + 1, at
            while length < len(needle) and text[at + length : at + length + 1] == needle[length]:
                length += 1
            if length == len(needle):
                return length, place
            at = text.find(needle[: length + 1], at)
    return length, place
