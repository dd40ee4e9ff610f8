"""Lines of a Word file set as the house's text layout, so that the parser of plain text reads them.

Blank lines matter there. A Word file has them as empty paragraphs, or has none because its paragraphs stand apart by
themselves; which of the two is seen from the long paragraphs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from editorial.content.numerals import roman as numeral
from editorial.factcheck.finders.citation_parts import read_citation
from editorial.importing.articles import find_sections
from editorial.importing.boundaries import read_cues, split_articles
from editorial.importing.citation import find_citations
from editorial.importing.kinds import Kind, is_url, kind_of, label_of
from editorial.importing.lines import is_hard_wrapped, read_paragraphs, split_lines
from editorial.importing.numbered_notes import bracket_markers
from editorial.importing.word.document import Document, Line
from editorial.importing.word.remarks import Remark
from editorial.importing.word.runs import Run, html, plain, tidy, with_languages, with_typed_markers

_LONG = 60
_MOST_ROMAN = 39
_BEGINS_EXCERPTS = re.compile(r"(?:source )?excerpts?:?", re.IGNORECASE)
_BEGINS_COMMENTARY = re.compile(r"(?:oe watch )?commentary:?", re.IGNORECASE)
# A converter that joins lines leaves the labels of an image block behind each other.
_JOINED_LABEL = re.compile(r"(?<=[^:,\s]\s)(?=(?:Source|Attribution)\s*:)")
_ASIDE = {"author": "byline", "date": "date"}


@dataclass
class Set:
    """A line set: `gap` blank lines before it; `sources` are the indexes of the document's lines it comes from."""

    runs: list[Run]
    gap: int
    role: str = ""
    source: int = -1


@dataclass
class Page:
    """The text in the house layout. `line_of` maps the index of a line of the document to its number in the text.

    A line of the document that is not in the text has no number; `remarks` come with such indexes.
    """

    text: str
    marked_up: dict[str, str]
    line_of: dict[int, int]
    remarks: list[tuple[int, Remark]] = field(default_factory=list)


def set_in_house_layout(document: Document, *, one_article: bool = False) -> Page:
    """The document as text with rich lines. `one_article`: it is not in the house layout, and all of it is one article."""
    remarks: list[tuple[int, Remark]] = []
    lines = _without_asides(document.lines, remarks)
    lines = _split_lines(lines)
    if one_article:
        for line in lines:
            line.gap = 1
        _title_first(lines)
    else:
        _set_gaps(lines)
    for line in lines:
        line.runs = with_languages(with_typed_markers(_as_heading(line)))
    markers = _place_notes(lines, document, one_article=one_article)
    return _written(lines, markers, remarks)


def _without_asides(lines: Sequence[Line], remarks: list[tuple[int, Remark]]) -> list[Set]:
    """The lines but for bylines, dates and headings that only name a part."""
    kept: list[Set] = []
    gap = 0
    for index, line in enumerate(lines):
        words = plain(line.runs)
        if line.role in _ASIDE and len(words) < 200:
            message = f"The {_ASIDE[line.role]} of the Word file is not part of the article's text. It was set aside."
            remarks.append((index, Remark("word-byline", "info", message, words)))
            gap = max(gap, line.blank)
            continue
        excerpts, commentary = _BEGINS_EXCERPTS.fullmatch(words), _BEGINS_COMMENTARY.fullmatch(words)
        if kept and (excerpts or commentary):
            message = f"The heading “{words}” was left out: the parts of an article have no headings."
            remarks.append((index, Remark("word-heading", "info", message)))
            gap = 2 if excerpts else max(gap, line.blank)
            continue
        kept.append(Set(list(line.runs), max(gap, line.blank), line.role, index))
        gap = 0
    return kept


def _split_lines(lines: Sequence[Set]) -> list[Set]:
    """Lines parted where a line break inside a paragraph begins a label, a note or a text below its citation."""
    out: list[Set] = []
    for line in lines:
        gap = line.gap
        for number, group in enumerate(_groups(line.runs)):
            pieces = _pieces(group)
            parts = [group] if line.role == "title" or not _begins_anew(pieces) else pieces
            parts = [one for part in parts for one in _label_by_label(part)]
            for position, part in enumerate(parts):
                before = gap if number == 0 and position == 0 else 1 if position == 0 else -1
                out.append(Set(part, before, line.role, line.source))
    return out


def _pieces(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs parted at line breaks, empty parts included."""
    pieces: list[list[Run]] = [[]]
    for run in runs:
        for index, text in enumerate(run.text.split("\n") if run.note < 0 else [run.text]):
            if index:
                pieces.append([])
            if text:
                pieces[-1].append(replace(run, text=text))
    return [tidy(piece) for piece in pieces]


def _groups(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs parted where two line breaks follow each other, as a blank line looks in a paragraph."""
    groups: list[list[Run]] = []
    fresh = True
    for piece in _pieces(runs):
        if not piece:
            fresh = True
        elif fresh:
            groups.append(piece)
            fresh = False
        else:
            groups[-1] += [Run("\n"), *piece]
    return groups


def _begins_anew(pieces: Sequence[Sequence[Run]]) -> bool:
    if len(pieces) < 2:
        return False
    texts = [plain(piece) for piece in pieces]
    if any(kind_of(text) in {Kind.NOTE, Kind.HEADER, Kind.LABEL} or is_url(text) for text in texts):
        return True
    return any((parts := read_citation(text)) is not None and parts.strength == "strong" for text in texts)


def _label_by_label(runs: list[Run]) -> list[list[Run]]:
    """The labels of an image block that stand on one line, each on its own."""
    text = plain(runs)
    if kind_of(text) is not Kind.LABEL:
        return [runs]
    cuts = [0, *(match.start() for match in _JOINED_LABEL.finditer(text)), len(text)]
    parts: list[list[Run]] = [[] for _ in cuts[1:]]
    at = 0
    for run in runs:
        for part, begin, end in zip(parts, cuts, cuts[1:], strict=False):
            piece = run.text[max(begin - at, 0) : max(end - at, 0)]
            if piece:
                part.append(replace(run, text=piece))
        at += len(run.text)
    return [tidy(part) for part in parts]


def _as_heading(line: Set) -> list[Run]:
    """A heading inside the text is a paragraph in bold."""
    if line.role != "heading":
        return line.runs
    return [replace(run, looks=replace(run.looks, strong=True)) if run.note < 0 else run for run in line.runs]


def _title_first(lines: list[Set]) -> None:
    """Without the layout the title is what Word calls one, else the first heading, else the first paragraph."""
    for role in ("title", "heading"):
        for index, line in enumerate(lines[:20]):
            if line.role == role:
                lines.insert(0, lines.pop(index))
                lines[0].role = "title"
                return


def _set_gaps(lines: Sequence[Set]) -> None:
    """Blank lines as the parser expects them; -1 stands for a line break inside a paragraph."""
    literal = "\n".join("\n" * max(line.gap, 0) + plain(line.runs) for line in lines)
    pairs = [
        max(after.gap, 0)
        for before, after in zip(lines, lines[1:], strict=False)
        if after.gap >= 0 and min(len(plain(before.runs)), len(plain(after.runs))) > _LONG
    ]
    spaced = sum(1 for gap in pairs if gap)
    if (pairs and spaced * 2 > len(pairs)) or is_hard_wrapped(split_lines(literal)):
        for line in lines:
            line.gap = max(line.gap, 0)
        return
    previous = ""
    for line in lines:
        words = plain(line.runs)
        labels = bool(previous and label_of(previous) and label_of(words))
        line.gap = 0 if line.gap < 0 or (labels and not line.gap) else min(2, line.gap + 1)
        previous = words


def _place_notes(lines: list[Set], document: Document, *, one_article: bool) -> list[str]:
    """Word's own notes as endnotes of their article, before its image block; the marker of each note."""
    markers = [""] * len(document.notes)
    if not document.notes:
        return markers
    typed = set(re.findall(r"\[(\w{1,5})\]", "\n".join(plain(line.runs) for line in lines)))
    places = [(len(lines), len(lines))] if one_article else _article_ends(lines)
    start = 0
    blocks: list[tuple[int, list[Set]]] = []
    for image, end in places:
        referred = [run.note for line in lines[start:end] for run in line.runs if run.note >= 0]
        block = []
        for number, (note, marker) in enumerate(
            zip(referred, _free_markers(len(referred), typed), strict=True)
        ):
            markers[note] = marker
            gap = 1 if number else 2
            first, *rest = document.notes[note] or [[]]
            block.append(Set([Run(f"[{marker}] "), *with_languages([*first])], gap, "note"))
            # The parser takes what follows without a marker for the same note, and keeps its paragraphs apart.
            block += [Set(with_languages([*paragraph]), 1, "note") for paragraph in rest]
        blocks.append((image, block))
        start = end
    for image, block in reversed(blocks):
        if block and image < len(lines):
            lines[image].gap = max(1, min(lines[image].gap, 1))
        lines[image:image] = block
    return markers


def _free_markers(count: int, typed: set[str]) -> list[str]:
    """The house's small Roman numerals; figures where there are too many notes or typed markers beside them."""
    roman = [numeral(number) for number in range(1, count + 1)] if count <= _MOST_ROMAN else []
    if count <= _MOST_ROMAN and not typed.intersection(roman):
        return roman
    found: list[str] = []
    number = 0
    while len(found) < count:
        number += 1
        if str(number) not in typed:
            found.append(str(number))
    return found


def _article_ends(lines: Sequence[Set]) -> list[tuple[int, int]]:
    """For each article the index of the line that its notes stand before, and of the line behind its end."""
    notes = max((run.note for line in lines for run in line.runs), default=-1)
    text, numbers = _text_of(lines, ["i"] * (notes + 1))
    index_of = {number: index for index, number in enumerate(numbers)}
    paragraphs = bracket_markers(read_paragraphs(split_lines(text)))
    cues = read_cues(paragraphs, find_citations(paragraphs))

    def index(position: int) -> int:
        return index_of[paragraphs[position].line] if position < len(paragraphs) else len(lines)

    return [(index(find_sections(cues, chunk).image), index(chunk.end)) for chunk in split_articles(cues)]


def _text_of(lines: Sequence[Set], markers: Sequence[str]) -> tuple[str, list[int]]:
    """The text, and the number of each line in it."""
    text: list[str] = []
    numbers = []
    for index, line in enumerate(lines):
        text += [""] * (line.gap if index else 0)
        text.append(plain(line.runs, markers))
        numbers.append(len(text))
    return "\n".join(text) + "\n", numbers


def _written(lines: Sequence[Set], markers: Sequence[str], remarks: list[tuple[int, Remark]]) -> Page:
    text, numbers = _text_of(lines, markers)
    marked_up: dict[str, str] = {}
    line_of: dict[int, int] = {}
    for line, number in zip(lines, numbers, strict=True):
        line_of.setdefault(line.source, number)
        rich = html(line.runs, markers)
        if "<" in rich:
            marked_up[str(number)] = rich
    return Page(text, marked_up, line_of, remarks)
