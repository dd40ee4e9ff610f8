"""From raw text to lines and paragraphs that remember where they stood."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

# What editors and word processors end a line with. Each counts as one line, as it does on the screen.
_BREAK = re.compile("\r\n|[\r\n\x0b\x85\u2028\u2029]")
_BOM = "\ufeff"
# Zero-width spaces and joiners of words, and marks of direction. None of them is part of a word.
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
# ZWNJ and ZWJ are spelling between the letters of Persian and Indic words and in emoji; only at the edge of a
# word in Latin letters, of a line or of a marker do they mean nothing.
_STRAY_JOINER = re.compile(
    '(?:^|(?<=[\\s\\[\\](){}“”"«»‘’,.;:!?a-zA-Z0-9]))[\u200c\u200d]+|[\u200c\u200d]+(?=\\[|$)'
)
_HARD_WRAP = range(45, 111)


@dataclass(frozen=True, slots=True)
class Line:
    """`text` is in NFC with every run of white space folded to one space; `has_nbsp` says that some was no-
    break, `has_zero_width` that characters without width were removed.
    """

    number: int
    text: str
    has_nbsp: bool
    has_zero_width: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`gap` counts the blank lines before it; 0 means that it follows the last paragraph's line directly.

    `restyled` is the marker as it was given, where another stands in its place.
    """

    line: int
    text: str
    gap: int
    restyled: str = ""


def _fold(raw: str) -> str:
    return " ".join(unicodedata.normalize("NFC", raw).split())


def without_zero_width(text: str) -> str:
    """`text` without characters that have no width; ZWNJ and ZWJ stay where they are spelling."""
    if text.isascii():
        return text
    return _STRAY_JOINER.sub("", _ZERO_WIDTH.sub("", text))


def split_lines(text: str) -> list[Line]:
    """The lines of `text`, numbered from 1."""
    lines = []
    for number, raw in enumerate(_BREAK.split(text.removeprefix(_BOM)), 1):
        seen = without_zero_width(raw)
        lines.append(Line(number, _fold(seen), "\xa0" in raw or "\u202f" in raw, seen != raw))
    return lines


def is_hard_wrapped(lines: list[Line]) -> bool:
    """True where the lines of a paragraph were broken at a fixed width, as in an e-mail."""
    pairs = [(a.text, b.text) for a, b in zip(lines, lines[1:], strict=False) if a.text and b.text]
    filled = sum(1 for line in lines if line.text)
    if len(pairs) < 8 or len(pairs) * 2 < filled:
        return False
    open_ended = sum(1 for first, second in pairs if second[:1].islower() or first[-1:].isalpha())
    return int(median(len(first) for first, _ in pairs)) in _HARD_WRAP and open_ended * 2 > len(pairs)


def _starts_anew(text: str) -> bool:
    return bool(re.match(r"\[\w{1,5}\]|[A-Z][\w ]{2,24}:(?:\s|$)", text))


def _joined(lines: list[Line]) -> Iterator[Paragraph]:
    run: list[Line] = []
    gap = run_gap = 0
    for line in lines:
        if run and (not line.text or _starts_anew(line.text)):
            yield Paragraph(run[0].number, " ".join(one.text for one in run), run_gap)
            run = []
        if not line.text:
            gap += 1
            continue
        if not run:
            run_gap = gap
        run.append(line)
        gap = 0
    if run:
        yield Paragraph(run[0].number, " ".join(one.text for one in run), run_gap)


def read_paragraphs(lines: list[Line], *, join: bool = False) -> list[Paragraph]:
    """One paragraph for every line that is not blank; with `join`, one for every run of lines between blank
    ones.
    """
    if join:
        return list(_joined(lines))
    paragraphs: list[Paragraph] = []
    gap = 0
    for line in lines:
        if line.text:
            paragraphs.append(Paragraph(line.number, line.text, gap))
            gap = 0
        else:
            gap += 1
    return paragraphs
