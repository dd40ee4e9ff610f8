"""Where one article of an issue ends and the next begins.

The end of an image block is the strongest cue, the end of the endnotes the next; without either, a headline
with a pull quote and citations after it must do.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from editorial.importing.citation import CitationGroup
from editorial.importing.kinds import Kind, is_pull_quote, is_title_cased, kind_of, label_of, looks_like_title
from editorial.importing.lines import Paragraph
from editorial.licensing import UNCLEAR, read_license

_NOTE_TAIL = 3  # more paragraphs than this after the endnotes are no continuation of the last one
_FRONT = 4  # the pull quote stands within this many paragraphs of the title


@dataclass(frozen=True, slots=True)
class Chunk:
    """Paragraphs `start` to `end` hold one article.

    `inferred`: no image block or endnote marked its beginning.
    """

    start: int
    end: int
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Cues:
    """The text's paragraphs with the places of what structures them, sorted."""

    paragraphs: Sequence[Paragraph]
    kinds: Sequence[Kind]
    groups: Mapping[int, CitationGroup]
    citations: Sequence[int]
    images: Sequence[int]
    notes: Sequence[int]

    def next_of(self, places: Sequence[int], index: int) -> int:
        """The first place at or after `index`; the end of the text where there is none."""
        position = bisect_left(places, index)
        return places[position] if position < len(places) else len(self.paragraphs)


def read_cues(paragraphs: Sequence[Paragraph], groups: Mapping[int, CitationGroup]) -> Cues:
    kinds = [kind_of(paragraph.text) for paragraph in paragraphs]
    for group in groups.values():
        for index in range(group.start, group.start + group.count):
            kinds[index] = Kind.TEXT
    _unmark_sentences(paragraphs, kinds)
    images = [index for index, kind in enumerate(kinds) if kind in {Kind.HEADER, Kind.LABEL}]
    notes = [index for index, kind in enumerate(kinds) if kind is Kind.NOTE]
    return Cues(paragraphs, kinds, groups, sorted(groups), images, notes)


def _unmark_sentences(paragraphs: Sequence[Paragraph], kinds: list[Kind]) -> None:
    """“Source:” or “Photo:” may begin a sentence of an excerpt: such a run of labels becomes text.

    A run is the image's if it stands below the heading, holds “Image:” or “Attribution:”, or is set without
    blank lines.
    """
    index = 0
    while index < len(kinds):
        if kinds[index] is not Kind.LABEL:
            index += 1
            continue
        end = index
        while end < len(kinds) and kinds[end] is Kind.LABEL:
            end += 1
        headed = index > 0 and kinds[index - 1] is Kind.HEADER
        names = {found[0] for one in paragraphs[index:end] if (found := label_of(one.text))}
        set_close = any(one.gap == 0 for one in paragraphs[index + 1 : end])
        continued = index > 1 and kinds[index - 2] in {Kind.LABEL, Kind.HEADER}
        strong = names & {"image", "attribution"} and len(paragraphs[index].text) < 1500
        if not (headed or strong or set_close or continued):
            kinds[index:end] = [Kind.TEXT] * (end - index)
        index = end


def _ends_image_block(cues: Cues, index: int) -> bool:
    """Does the text at `index`, after image labels, begin another article rather than continue a label?"""
    paragraph, last = cues.paragraphs[index], label_of(cues.paragraphs[index - 1].text)
    if last and not last[1]:
        return False
    if paragraph.gap >= 1:
        return True
    # The blank line before the next title got lost: only behind a finished attribution, with citations to
    # come.
    finished = bool(last and last[0] == "attribution" and read_license(last[1]).license != UNCLEAR)
    ahead = cues.next_of(cues.citations, index) < cues.next_of(cues.images, index)
    return finished and ahead and looks_like_title(paragraph.text) and len(paragraph.text.split()) > 3


def _begins_after_notes(cues: Cues, index: int) -> bool:
    """Does the text at `index`, after endnotes, begin another article rather than continue the last note?"""
    if index in cues.groups or not looks_like_title(cues.paragraphs[index].text):
        return False
    citation, image, note = (
        cues.next_of(places, index) for places in (cues.citations, cues.images, cues.notes)
    )
    nearest = min(citation, image, note)
    if nearest == citation and citation < len(cues.paragraphs):
        return True
    if nearest - index <= _NOTE_TAIL:
        return False
    return any(
        is_pull_quote(cues.paragraphs[other].text) for other in range(index + 1, min(index + _FRONT, nearest))
    )


def _begins_after_excerpts(cues: Cues, index: int) -> bool:
    """Does the text at `index`, between excerpt paragraphs, begin another article?"""
    paragraphs, paragraph = cues.paragraphs, cues.paragraphs[index]
    quoted_title = paragraph.text[:1] in '“"«„' and (paragraph.gap < 2 or is_pull_quote(paragraph.text))
    if quoted_title or paragraph.gap == 0 or not looks_like_title(paragraph.text):
        return False
    citation, image, note = (
        cues.next_of(places, index) for places in (cues.citations, cues.images, cues.notes)
    )
    if citation >= min(image, note, len(paragraphs)) or citation - index < 3 or paragraphs[citation].gap < 2:
        return False
    front = range(index + 1, min(index + _FRONT, citation))
    quoted = any(is_pull_quote(paragraphs[other].text) for other in front)
    return is_title_cased(paragraph.text) and (quoted or paragraph.gap >= 2)


def _begins(cues: Cues, index: int, phase: str) -> bool:
    if phase == "image":
        return _ends_image_block(cues, index) if index else False
    if phase == "notes":
        return _begins_after_notes(cues, index)
    return phase == "excerpts" and index not in cues.groups and _begins_after_excerpts(cues, index)


def _phase_after(kind: Kind, phase: str, has_citation: bool) -> str:
    if kind in {Kind.HEADER, Kind.LABEL}:
        return "image"
    if kind is Kind.NOTE:
        return "notes"
    return "excerpts" if has_citation and phase == "front" else phase


def _cuts(cues: Cues) -> list[tuple[int, bool]]:
    """(start, inferred) of every piece that may be an article."""
    starts = [(0, False)]
    phase, covered = "front", 0
    for index, kind in enumerate(cues.kinds):
        if index < covered or kind is Kind.FURNITURE:
            continue
        if kind is Kind.TEXT and phase != "front" and _begins(cues, index, phase):
            starts.append((index, phase == "excerpts"))
            phase = "front"
        phase = _phase_after(kind, phase, index in cues.groups)
        if index in cues.groups:
            covered = index + cues.groups[index].count
    return starts


def _is_article(cues: Cues, start: int, end: int) -> bool:
    """Enough to be an article of its own rather than something left behind the last one."""
    texts = [index for index in range(start, end) if cues.kinds[index] is Kind.TEXT]
    if cues.next_of(cues.citations, start) < end:
        return True
    marked = cues.next_of(cues.images, start) < end or cues.next_of(cues.notes, start) < end
    quoted = any(is_pull_quote(cues.paragraphs[index].text) for index in texts[:_FRONT])
    longest = max((len(cues.paragraphs[index].text) for index in texts), default=0)
    return (marked and len(texts) >= 3) or (quoted and longest > 300 and len(texts) >= 3)


def split_articles(cues: Cues) -> list[Chunk]:
    """The articles of the text. A piece that is none stays with the article before it."""
    cuts = _cuts(cues)
    chunks: list[Chunk] = []
    for (start, inferred), following in zip(cuts, [*cuts[1:], (len(cues.paragraphs), False)], strict=True):
        end = following[0]
        if chunks and not _is_article(cues, start, end):
            chunks[-1] = Chunk(chunks[-1].start, end, chunks[-1].inferred)
        else:
            chunks.append(Chunk(start, end, inferred))
    return chunks
