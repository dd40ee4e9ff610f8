"""One article: its sections, each read by its own module, and the findings on all of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from editorial.factcheck.finders import Severity, find_in_text
from editorial.importing.boundaries import Chunk, Cues
from editorial.importing.citation import resembles_citation
from editorial.importing.excerpts import Excerpts, read_excerpts
from editorial.importing.front import Front, read_front
from editorial.importing.image_block import read_image_block
from editorial.importing.kinds import Kind, label_of
from editorial.importing.lines import Line, Paragraph
from editorial.importing.notes import read_notes
from editorial.importing.parsed import LineFinding, ParsedArticle, UnplacedText

_REASONS = {
    "furniture": "This looks like a page number, a running head or the name of a section. It was "
    "set aside: delete it if nothing is missing.",
    "after-article": "This text stands behind the end of the article. It "
    "was set aside: place it, or delete it.",
}


@dataclass(frozen=True, slots=True)
class Sections:
    """Where the sections of an article begin, as indexes into the paragraphs of the text."""

    start: int
    excerpts: int
    notes: int
    image: int
    end: int


def _first(places: Sequence[int], low: int, high: int) -> int:
    return next((place for place in places if low <= place < high), high)


def _excerpts_start(cues: Cues, start: int, end: int) -> int:
    """Where the excerpts begin: at the first citation, or at two blank lines before something like one."""
    paragraphs = cues.paragraphs
    breaks = [index for index in range(start + 2, end) if paragraphs[index].gap >= 2]
    candidates = [index for index in cues.citations if start <= index < end]
    behind_break = [index for index in candidates if index in breaks]
    strong = [index for index in candidates if cues.groups[index].parts.strength != "weak"]
    first = min([*strong[:1], *behind_break[:1]], default=None)
    for index in breaks:
        if first is not None and index >= first:
            break
        # A citation that cannot be read opens the excerpts, unless the blank lines are only a slip in the
        # commentary.
        if first is None or resembles_citation(paragraphs[index].text):
            return index
    return end if first is None else first


def find_sections(cues: Cues, chunk: Chunk) -> Sections:
    """The sections of the article in `chunk`."""
    image = _first(cues.images, chunk.start, chunk.end)
    notes = _first(cues.notes, chunk.start, image)
    excerpts = _excerpts_start(cues, chunk.start, notes)
    return Sections(chunk.start, excerpts, notes, image, chunk.end)


def _separator_findings(cues: Cues, sections: Sections) -> Iterator[LineFinding]:
    names = ((sections.excerpts, sections.notes, "excerpts"), (sections.notes, sections.image, "endnotes"))
    for index, limit, what in names:
        if index >= limit or index == sections.start:
            continue
        paragraph = cues.paragraphs[index]
        if paragraph.gap != 2:
            plural = "line" if paragraph.gap == 1 else "lines"
            message = (
                f"Before the {what} stand {paragraph.gap} blank {plural} instead of two. The "
                f"{what} were found by their looks: check the boundary."
            )
            yield LineFinding("separator", "warn", paragraph.line, paragraph.text[:80], message)
    places = {sections.excerpts, sections.notes, sections.image}
    for index in range(sections.start + 1, sections.image):
        paragraph = cues.paragraphs[index]
        if paragraph.gap >= 2 and index not in places:
            message = (
                f"{paragraph.gap} blank lines stand inside a section. They mark the "
                "excerpts and the endnotes: check for lost text."
            )
            yield LineFinding("separator-stray", "warn", paragraph.line, paragraph.text[:80], message)


def _texts(cues: Cues, low: int, high: int) -> list[Paragraph]:
    return [cues.paragraphs[index] for index in range(low, high) if cues.kinds[index] is not Kind.FURNITURE]


def _furniture(cues: Cues, chunk: Chunk) -> list[UnplacedText]:
    indexes = [index for index in range(chunk.start, chunk.end) if cues.kinds[index] is Kind.FURNITURE]
    return [
        UnplacedText(cues.paragraphs[index].line, cues.paragraphs[index].text, "furniture")
        for index in indexes
    ]


def _image_and_after(
    cues: Cues, sections: Sections
) -> tuple[list[Paragraph], list[Paragraph], list[Paragraph]]:
    """(image lines, notes that follow them, text behind both)."""
    image: list[Paragraph] = []
    notes: list[Paragraph] = []
    after: list[Paragraph] = []
    for index in range(sections.image, sections.end):
        paragraph, kind = cues.paragraphs[index], cues.kinds[index]
        if kind is Kind.FURNITURE:
            continue
        if kind in {Kind.HEADER, Kind.LABEL}:
            (after if after and kind is Kind.LABEL and label_of(paragraph.text) is None else image).append(
                paragraph
            )
        elif kind is Kind.NOTE or (notes and not after):
            notes.append(paragraph)
        elif after or not _continues_label(image, paragraph):
            after.append(paragraph)
        else:
            image.append(paragraph)
    return image, notes, after


def _continues_label(image: Sequence[Paragraph], paragraph: Paragraph) -> bool:
    last = label_of(image[-1].text) if image else None
    return paragraph.gap == 0 or (last is not None and not last[1]) or (last is None and len(image) == 1)


def _unplaced_findings(unplaced: Iterable[UnplacedText]) -> Iterator[LineFinding]:
    for text in unplaced:
        if text.reason in _REASONS:
            severity: Severity = "info" if text.reason == "furniture" else "warn"
            yield LineFinding(
                f"text-{text.reason}", severity, text.line, text.text[:120], _REASONS[text.reason]
            )


def _typography(paragraphs: Sequence[Paragraph]) -> Iterator[LineFinding]:
    for index, paragraph in enumerate(paragraphs):
        following = paragraphs[index + 1].text[:1] if index + 1 < len(paragraphs) else ""
        for one in find_in_text(paragraph.text, continued=following in {"“", '"'}):
            yield LineFinding.at(paragraph.line, one)


def _blank_findings(lines: Sequence[Line], first: int, last: int) -> Iterator[LineFinding]:
    for line in lines[first - 1 : last]:
        if line.has_nbsp:
            message = "The line contains no-break spaces. They were changed to ordinary spaces."
            yield LineFinding("no-break-space", "info", line.number, None, message)
        if line.has_zero_width:
            message = "The line contains characters without width. They were removed."
            yield LineFinding("zero-width", "info", line.number, None, message)


def _restyled_findings(paragraphs: Sequence[Paragraph]) -> Iterator[LineFinding]:
    for paragraph in paragraphs:
        if paragraph.restyled:
            message = (
                f"The marker {paragraph.restyled} is not in house style. It was read as a marker in brackets: "
                "check that footnotes and markers belong together."
            )
            yield LineFinding("marker-style", "warn", paragraph.line, paragraph.restyled, message)


def _in_order(findings: Iterable[LineFinding]) -> tuple[LineFinding, ...]:
    """By line, the severest first, without repetitions."""
    rank = {"block": 0, "warn": 1, "info": 2}
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda one: (one.line, rank[one.severity], one.code)))


def _structure_findings(
    cues: Cues, chunk: Chunk, front: Front, excerpts: Excerpts, images: int
) -> Iterator[LineFinding]:
    line = cues.paragraphs[chunk.start].line
    if chunk.inferred:
        message = (
            "No image block or endnote ends the article before this one. The "
            "boundary was taken from the headline: check it."
        )
        yield LineFinding(
            "article-boundary", "warn", line, front.title.text if front.title else None, message
        )
    elif chunk.start and cues.paragraphs[chunk.start].gap == 0:
        message = "No blank line stands before this article. Check that it begins here."
        yield LineFinding(
            "article-boundary", "warn", line, front.title.text if front.title else None, message
        )
    if not excerpts.excerpts:
        message = "No excerpt was found: no line reads as a citation. Add the excerpts with their citations."
        yield LineFinding("excerpts-missing", "block", line, None, message)
    if not images:
        message = (
            "There is no image information. If the article has a picture, add image, source and attribution."
        )
        yield LineFinding("image-missing", "info", line, None, message)


def read_article(cues: Cues, chunk: Chunk, lines: Sequence[Line]) -> ParsedArticle:
    """The article in `chunk`, with every finding on it."""
    sections = find_sections(cues, chunk)
    line = cues.paragraphs[chunk.start].line
    image_lines, late_notes, after = _image_and_after(cues, sections)
    images, image_findings = read_image_block(image_lines)
    excerpts = read_excerpts_of(cues, sections)
    front = read_front(
        _texts(cues, sections.start, sections.excerpts),
        [image.caption for image in images if image.caption],
        line,
        [text for excerpt in excerpts.excerpts for text in excerpt.paragraphs],
    )
    note_lines = [*_texts(cues, sections.notes, sections.image), *late_notes]
    marked = [part for part in (front.dek, front.pull_quote, *front.commentary) if part]
    footnotes, note_findings = read_notes(note_lines, marked)
    unplaced = [*front.unplaced, *_furniture(cues, chunk)]
    unplaced += [UnplacedText(paragraph.line, paragraph.text, "after-article") for paragraph in after]
    if not images:
        unplaced += [UnplacedText(paragraph.line, paragraph.text, "image-block") for paragraph in image_lines]
    last_line = cues.paragraphs[chunk.end - 1].line
    shown = [
        paragraph for paragraph in image_lines if front.dek is None or front.dek.text not in paragraph.text
    ]
    findings = [
        *_structure_findings(cues, chunk, front, excerpts, len(images)),
        *_separator_findings(cues, sections),
        *front.findings,
        *excerpts.findings,
        *note_findings,
        *image_findings,
        *_unplaced_findings(unplaced),
        *_typography([*_texts(cues, sections.start, sections.image), *late_notes, *shown]),
        *_blank_findings(lines, line, last_line),
        *_restyled_findings(cues.paragraphs[chunk.start : chunk.end]),
    ]
    return ParsedArticle(
        line=front.title.line if front.title else line,
        title=front.title.text if front.title else "",
        caption=front.dek.text if front.dek else None,
        pull_quote=front.pull_quote.text if front.pull_quote else None,
        commentary=tuple(paragraph.text for paragraph in front.commentary),
        commentary_lines=tuple(paragraph.line for paragraph in front.commentary),
        excerpts=tuple(excerpts.excerpts),
        footnotes=tuple(footnotes),
        images=tuple(images),
        unplaced=tuple(sorted(unplaced, key=lambda one: one.line)),
        findings=_in_order(findings),
    )


def read_excerpts_of(cues: Cues, sections: Sections) -> Excerpts:
    """The excerpts of an article; page furniture between their paragraphs is left out."""
    kept = [
        index for index in range(sections.excerpts, sections.notes) if cues.kinds[index] is not Kind.FURNITURE
    ]
    paragraphs = [cues.paragraphs[index] for index in kept]
    groups = {position: cues.groups[index] for position, index in enumerate(kept) if index in cues.groups}
    return read_excerpts(paragraphs, 0, len(paragraphs), groups)
