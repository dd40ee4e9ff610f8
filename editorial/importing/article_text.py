"""A parsed article as the finders read it, with the way back from a place in it to the line of the file."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from editorial.factcheck.finders.article_text import ArticleText, ExcerptText, NoteText, Passage, Place
from editorial.importing.kinds import NOTE, REFERENCE, label_of
from editorial.importing.lines import Line
from editorial.importing.parsed import ParsedArticle, ParsedExcerpt, ParsedFootnote, ParsedImage

_HOUSE_MARKERS = "ivx"
# How far below its section's first line a paragraph is looked for; blank lines and furniture stand between.
_SEARCHED = 400
_ELLIPSIS = re.compile(r"…|\.\.\.")
_EDGE = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a passage comes from.

    `cuts` are (offset in the passage, letters taken out up to there); `pieces` are (offset in the text as it was read,
    line of the file), the first at 0.
    """

    cuts: tuple[tuple[int, int], ...]
    pieces: tuple[tuple[int, int], ...]

    def line(self, offset: int) -> int:
        cut = bisect_right(self.cuts, (offset, 1 << 60)) - 1
        given = offset + (self.cuts[cut][1] if cut >= 0 else 0)
        return self.pieces[max(0, bisect_right(self.pieces, (given, 1 << 60)) - 1)][1]


@dataclass(frozen=True, slots=True)
class LocatedText:
    """`article`, and the lines of the file (from 1) on which its passages stand."""

    article: ArticleText
    first_line: int
    sources: dict[Place, _Source] = field(default_factory=dict)

    def line(self, place: Place, offset: int = 0) -> int:
        """The line of the letter at `offset` of the passage at `place`; the title's for a place that is not there."""
        source = self.sources.get(place)
        return source.line(offset) if source else self.first_line

    def line_of(self, text: str, label: str = "") -> int | None:
        """The line on which `text` stands, in the passage called `label` if it is there; None where it is nowhere.

        Of a text with ellipses, whose pieces may stand apart, the line of the first piece that is found.
        """
        passages = sorted(self.article.passages(), key=lambda one: one.label != label)
        for wanted in (text, *_ELLIPSIS.split(text)):
            bare = _EDGE.sub("", wanted)
            for passage in passages if bare else ():
                at = passage.text.find(bare)
                if at >= 0:
                    return self.line(passage.place, at)
        return None


def article_text(
    parsed: ParsedArticle,
    lines: Sequence[Line] = (),
    *,
    issue_month: date | None = None,
    publication_date: date | None = None,
) -> LocatedText:
    """What finders read of `parsed`.

    `lines` are those of the file (`lines.split_lines`). Without them dek, pull quote and everything that runs over several
    lines is placed on the first line that is known of it. Markers such as `[i]` are taken out and become references; the
    key of an excerpt is its number, the key of a footnote its marker.
    """
    return _Builder(parsed, lines).build(issue_month, publication_date)


class _Builder:
    """Makes the passages and notes where each comes from."""

    def __init__(self, parsed: ParsedArticle, lines: Sequence[Line]) -> None:
        self.parsed = parsed
        self.lines = lines
        self.keys = _note_keys(parsed.footnotes)
        self.key_of: dict[str, str] = {}
        for note, key in zip(parsed.footnotes, self.keys, strict=True):
            self.key_of.setdefault(note.marker, key)
        self.sources: dict[Place, _Source] = {}

    def build(self, issue_month: date | None, publication_date: date | None) -> LocatedText:
        parsed = self.parsed
        title = self.passage(Place("article", "", "title"), parsed.title, "Title", parsed.line)
        dek, pull_quote = (
            self.passage(Place("article", "", name), text or "", label, self.found_below(text or ""))
            for name, label, text in (
                ("dek", "Dek", parsed.caption),
                ("pull_quote", "Pull quote", parsed.pull_quote),
            )
        )
        commentary = tuple(
            self.passage(Place("article", "", "commentary", index), text, "Commentary", line)
            for index, (text, line) in enumerate(
                zip(parsed.commentary, _padded(parsed.commentary_lines, parsed), strict=True)
            )
        )
        captions = (self.caption(number, image) for number, image in enumerate(parsed.images, 1))
        article = ArticleText(
            title=title if parsed.title else None,
            dek=dek if parsed.caption else None,
            pull_quote=pull_quote if parsed.pull_quote else None,
            commentary=commentary,
            excerpts=tuple(self.excerpt(number, one) for number, one in enumerate(parsed.excerpts, 1)),
            notes=self.notes((title, dek, pull_quote, *commentary)),
            captions=tuple(caption for caption in captions if caption.text),
            issue_month=issue_month,
            publication_date=publication_date,
        )
        return LocatedText(article, parsed.line, self.sources)

    def passage(self, place: Place, given: str, label: str, line: int) -> Passage:
        """The passage of a paragraph that begins on or soon after `line`; its markers become references."""
        text, references, cuts = self.without_markers(given)
        self.sources[place] = _Source(cuts, self.pieces(given, line))
        return Passage(place, text, label, references)

    def excerpt(self, number: int, parsed: ParsedExcerpt) -> ExcerptText:
        key, label, citation = str(number), f"Excerpt {number}", parsed.citation
        place = Place("excerpt", key, "citation")
        given = citation.as_given.replace("\n", " ")
        self.sources[place] = _Source((), self.pieces(citation.as_given, citation.line))
        body = tuple(
            self.verbatim(Place("excerpt", key, "body", index), text, label, line)
            for index, (text, line) in enumerate(zip(parsed.paragraphs, parsed.lines, strict=True))
        )
        return ExcerptText(
            key=key,
            label=label,
            citation=Passage(place, given, label),
            body=body,
            authors=citation.authors,
            original_title=citation.original_title or "",
            translated_title=citation.translated_title or "",
            language=citation.original_language,
            outlet=citation.outlet or "",
            outlet_descriptor=citation.outlet_descriptor or "",
            published_on=citation.published_on,
        )

    def caption(self, number: int, image: ParsedImage) -> Passage:
        """The caption of an image; one that is the dek, as is usual, is placed there, so that both have one line."""
        place = Place("image", str(number), "caption")
        line = self.found_below(image.caption) if image.caption == self.parsed.caption else image.line
        return self.verbatim(place, image.caption, f"Image {number}", line)

    def notes(self, own: Sequence[Passage]) -> tuple[NoteText, ...]:
        referred = dict.fromkeys(key for passage in own for _, key in passage.references)
        order = list(dict.fromkeys([*(key for key in referred if key in self.keys), *self.keys]))
        notes = []
        for parsed, key in zip(self.parsed.footnotes, self.keys, strict=True):
            number, line = order.index(key) + 1, parsed.line
            paragraphs = []
            for index, text in enumerate(parsed.text.split("\n")):
                place = Place("footnote", key, "text", index)
                paragraphs.append(self.verbatim(place, text, f"Note {number}", line))
                line = self.sources[place].pieces[-1][1]
            notes.append(NoteText(key, number, tuple(paragraphs)))
        return tuple(notes)

    def verbatim(self, place: Place, text: str, label: str, line: int) -> Passage:
        """A passage of an excerpt or note: brackets in it are the source's."""
        self.sources[place] = _Source((), self.pieces(text, line))
        return Passage(place, text, label)

    def without_markers(
        self, given: str
    ) -> tuple[str, tuple[tuple[int, str], ...], tuple[tuple[int, int], ...]]:
        """(text, references, cuts) of a paragraph with markers; the space before a marker goes with it."""
        kept: list[str] = []
        references: list[tuple[int, str]] = []
        cuts: list[tuple[int, int]] = []
        at = length = 0
        for match in REFERENCE.finditer(given):
            marker = match["marker"]
            if (
                marker not in self.key_of
                and len(marker) == 1
                and marker.isalpha()
                and marker not in _HOUSE_MARKERS
            ):
                continue  # “[a] bridge” is an editor's insertion
            kept.append(given[at : match.start()])
            length += match.start() - at
            at = match.end()
            references.append((length, self.key_of.get(marker, marker)))
            cuts.append((length, at - length))
        kept.append(given[at:])
        return "".join(kept), tuple(references), tuple(cuts)

    def found_below(self, text: str) -> int:
        """The line below the title on which a paragraph begins; the title's where it is not found."""
        first = self.parsed.line
        return next((n for n in self.following(first + 1) if _begins(self.lines[n - 1].text, text)), first)

    def following(self, line: int) -> range:
        return range(line, min(len(self.lines), line + _SEARCHED) + 1)

    def pieces(self, given: str, line: int) -> tuple[tuple[int, int], ...]:
        """(offset, line) for each line of the file that a paragraph, or several parted by line breaks, stands on."""
        pieces: list[tuple[int, int]] = []
        at = 0
        for number in self.following(line):
            text = _begins(self.lines[number - 1].text, given[at:])
            if not text and pieces and self.lines[number - 1].text:
                break
            if text:
                pieces.append((at, number))
                at += len(text) + 1
            if at >= len(given):
                break
        return ((0, pieces[0][1]), *pieces[1:]) if pieces else ((0, line),)


def _begins(line: str, paragraph: str) -> str:
    """What of a line, its marker or label left out, the paragraph begins with; "" where it does not."""
    if not line or not paragraph:
        return ""
    label, note = label_of(line), NOTE.match(line)
    for text in (line, label[1] if label else "", note["text"].strip() if note else ""):
        if text and paragraph.startswith(text):
            return text
        if text and text.startswith(paragraph):
            return paragraph
    return ""


def _note_keys(notes: Sequence[ParsedFootnote]) -> list[str]:
    """Its marker for each note; of two with one marker the second gets a number behind it."""
    keys: list[str] = []
    for number, note in enumerate(notes, 1):
        keys.append(note.marker if note.marker not in keys else f"{note.marker}-{number}")
    return keys


def _padded(lines: Sequence[int], parsed: ParsedArticle) -> list[int]:
    return [*lines, *[parsed.line] * (len(parsed.commentary) - len(lines))]
