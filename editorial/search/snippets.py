"""The passage in which a search was found, with the hits marked. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from editorial.search.folding import fold, fold_with_places

BEFORE = 70  # letters in front of the first hit
LENGTH = 220
LONGEST_LINE = 20_000  # letters of one paragraph that are looked at closely


@dataclass(frozen=True, slots=True)
class Snippet:
    """Pieces of text that are joined; each with whether it is a hit."""

    pieces: tuple[tuple[str, bool], ...]


def snippet(texts: Iterable[str], patterns: Sequence[re.Pattern[str]]) -> Snippet | None:
    """A part of the paragraph in which most of the patterns are found, of texts with a paragraph a line.

    None where none of them is: they may be in the title.
    """
    best, line = 0, ""
    for text in texts:
        folded = fold(text)
        lines: list[str] | None = None
        for pattern in patterns:
            match = pattern.search(folded)
            if match is None:
                continue
            number = folded.count("\n", 0, match.start())
            folded_line = _line_at(folded, match.start())
            hits = sum(1 for other in patterns if other.search(folded_line))
            if hits > best:
                lines = lines if lines is not None else text.split("\n")
                best, line = hits, lines[number]
    return _marked(line[:LONGEST_LINE], patterns) if best else None


def _line_at(text: str, place: int) -> str:
    end = text.find("\n", place)
    return text[text.rfind("\n", 0, place) + 1 : end if end >= 0 else len(text)]


def _marked(line: str, patterns: Sequence[re.Pattern[str]]) -> Snippet | None:
    folded, places = fold_with_places(line)
    hits = sorted(
        (places[match.start()], places[match.end()])
        for pattern in patterns
        for match in pattern.finditer(folded)
    )
    if not hits:
        return None
    start, end = _window(line, hits[0][0])
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for first, last in hits:
        if first < at or first >= end:
            continue
        stop = min(last, end)
        pieces += [(line[at:first], False), (line[first:stop], True)]
        at = stop
    pieces.append((line[at:end] + ("…" if end < len(line) else ""), False))
    return Snippet(tuple((text, hit) for text, hit in pieces if text))


def _window(line: str, hit: int) -> tuple[int, int]:
    """Where the passage begins and ends: at words, where there are spaces."""
    start = max(0, hit - BEFORE)
    if start:
        space = line.find(" ", start, hit)
        start = space + 1 if space >= 0 else start
    end = min(len(line), start + LENGTH)
    if end < len(line):
        space = line.rfind(" ", hit, end)
        end = space if space > hit else end
    return start, end
