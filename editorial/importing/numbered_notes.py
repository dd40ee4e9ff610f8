"""Endnotes numbered `1. …` or `¹ …` below the second double blank line, and superscript markers.

They are rewritten to the house's `[1] …`, so that everything after this reads one form. A numbered list is
endnotes only if the article's text has markers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from editorial.content.numerals import roman as numeral
from editorial.importing.kinds import REFERENCE, Kind, is_notes_heading, kind_of
from editorial.importing.lines import Paragraph

_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_PLAIN = str.maketrans(_DIGITS, "0123456789")
_NUMBERED = re.compile(
    rf"^(?P<given>(?P<plain>\d{{1,2}})[.)]\s|(?P<super>[{_DIGITS}]{{1,2}})\s?)(?P<text>\S.*)$"
)
# A superscript behind a word or its punctuation is a marker; behind a unit of area or volume it is none.
_SUPERSCRIPT = re.compile(rf"(?<=[^\W\d_]|[.,;:!?”’\"»)])(?<!\b[kcdm]m)(?<!\bm)[{_DIGITS}]{{1,2}}(?!\w)")


@dataclass(slots=True)
class _Article:
    """What has been seen since the last notes or image block."""

    breaks: int = 0
    roman: bool = False
    arabic: bool = False
    superscripts: int = 0

    @property
    def has_markers(self) -> bool:
        return self.roman or self.arabic or self.superscripts > 0


def _number(text: str) -> tuple[int, re.Match[str]] | None:
    match = _NUMBERED.match(text)
    if match is None:
        return None
    return int(match["plain"] or match["super"].translate(_TO_PLAIN)), match


def _run(paragraphs: Sequence[Paragraph], start: int, article: _Article) -> dict[int, Paragraph]:
    """The notes 1, 2, 3 … from `start` in brackets, by index; other lines between them stay as they are."""
    found: dict[int, Paragraph] = {}
    expected = 1
    for index in range(start, len(paragraphs)):
        paragraph = paragraphs[index]
        if kind_of(paragraph.text) in {Kind.HEADER, Kind.LABEL, Kind.NOTE} or (found and paragraph.gap >= 2):
            break
        read = _number(paragraph.text)
        if read is None or read[0] != expected:
            continue
        roman = article.roman and not article.arabic and not article.superscripts
        marker = numeral(expected) if roman else str(expected)
        given, text = read[1]["given"].strip(), read[1]["text"]
        found[index] = replace(paragraph, text=f"[{marker}] {text}", restyled=given)
        expected += 1
    return found


def _bracketed(paragraph: Paragraph, notes: int) -> Paragraph:
    """The paragraph with the superscripts that name one of the notes in brackets."""
    given: list[str] = []

    def bracket(match: re.Match[str]) -> str:
        number = int(match.group().translate(_TO_PLAIN))
        if not 1 <= number <= notes:
            return match.group()
        given.append(match.group())
        return f"[{number}]"

    text = _SUPERSCRIPT.sub(bracket, paragraph.text)
    return replace(paragraph, text=text, restyled=" ".join(given)) if given else paragraph


def _observe(article: _Article, paragraph: Paragraph) -> None:
    for match in REFERENCE.finditer(paragraph.text):
        article.arabic = article.arabic or match["marker"].isdecimal()
        article.roman = article.roman or not match["marker"].strip("ivx")
    article.superscripts += bool(_SUPERSCRIPT.search(paragraph.text))


def bracket_markers(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs with numbered endnotes and the superscripts that refer to them in the form `[1]`."""
    result = list(paragraphs)
    article = _Article()
    start = index = 0
    while index < len(result):
        paragraph = result[index]
        headed = index > start and is_notes_heading(result[index - 1].text)
        gap = max(paragraph.gap, result[index - 1].gap if headed else 0)
        if index > start and gap >= 2 and (headed or article.breaks) and article.has_markers:
            read = _number(paragraph.text)
            notes = _run(result, index, article) if read and read[0] == 1 else {}
            if notes:
                _replace(result, start, notes, superscripts=article.superscripts > 0)
                start = index = max(notes) + 1
                article = _Article()
                continue
        if kind_of(paragraph.text) in {Kind.HEADER, Kind.LABEL, Kind.NOTE}:
            start, article = index + 1, _Article()
        else:
            article.breaks += index > start and paragraph.gap >= 2
            _observe(article, paragraph)
        index += 1
    return result


def _replace(result: list[Paragraph], start: int, notes: dict[int, Paragraph], *, superscripts: bool) -> None:
    for index, note in notes.items():
        result[index] = note
    if superscripts:
        for index in range(start, min(notes)):
            result[index] = _bracketed(result[index], len(notes))
