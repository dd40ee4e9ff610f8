"""The endnotes of an article, and whether they match the markers in its commentary."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from editorial.factcheck.finders import find_in_note
from editorial.importing.kinds import NOTE, REFERENCE
from editorial.importing.lines import Paragraph
from editorial.importing.parsed import LineFinding, ParsedFootnote

# (marker, its paragraph, a space stands before it)
_Marker = tuple[str, Paragraph, bool]


@dataclass(slots=True)
class Note:
    """A note as it is collected: its paragraphs with their lines."""

    marker: str
    pieces: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.pieces if text)

    @property
    def line(self) -> int:
        return self.pieces[0][0]

    def line_at(self, offset: int) -> int:
        position = 0
        for line, text in self.pieces:
            position += len(text) + 1 if text else 0
            if offset < position:
                return line
        return self.pieces[-1][0]


def collect_notes(paragraphs: Sequence[Paragraph]) -> tuple[list[Note], list[LineFinding]]:
    """The notes in order. Text without a marker belongs to the note before it."""
    notes: list[Note] = []
    findings: list[LineFinding] = []
    for paragraph in paragraphs:
        match = NOTE.match(paragraph.text)
        if match:
            notes.append(Note(match["marker"], [(paragraph.line, match["text"].strip())]))
        elif notes:
            line = notes[-1].pieces[-1][0]
            notes[-1].pieces.append((paragraph.line, paragraph.text))
            if notes[-1].pieces[0][1]:
                message = (
                    f"The footnote continues on line {paragraph.line} without a "
                    "marker. It was joined: check that it belongs here."
                )
                findings.append(LineFinding("note-continued", "warn", line, paragraph.text[:120], message))
    return notes, findings


def _note_findings(note: Note) -> Iterator[LineFinding]:
    text = note.text
    if not text:
        yield LineFinding(
            "note-empty",
            "block",
            note.line,
            f"[{note.marker}]",
            "The footnote is empty. Write it, or delete it and its marker.",
        )
    for one in find_in_note(text):
        yield LineFinding.at(note.line_at(one.start), one)


def _markers_in(commentary: Sequence[Paragraph], known: set[str]) -> list[_Marker]:
    """(marker, paragraph, a space stands before it).

    `[a]` is an editor's insertion unless the notes use letters.
    """
    found = []
    for paragraph in commentary:
        for match in REFERENCE.finditer(paragraph.text):
            marker = match["marker"]
            single_letter = len(marker) == 1 and marker.isalpha() and marker not in "ivx"
            if single_letter and marker not in known:
                continue
            found.append((marker, paragraph, bool(match["space"])))
    return found


def _marker_findings(markers: Sequence[_Marker], known: Container[str]) -> Iterator[LineFinding]:
    seen: set[str] = set()
    for marker, paragraph, spaced in markers:
        line, text = paragraph.line, f"[{marker}]"
        if marker not in known:
            message = f"No footnote belongs to {text}. Write it, or delete the marker."
            yield LineFinding("marker-without-note", "block", line, text, message)
        elif marker in seen:
            message = f"{text} is referred to twice. Give the second place a footnote of its own."
            yield LineFinding("marker-twice", "warn", line, text, message)
        if spaced:
            message = f"There is a space before {text}. Delete it."
            yield LineFinding("marker-space", "info", line, text, message)
        seen.add(marker)


def _orphan_findings(notes: Sequence[Note], referred: Container[str]) -> Iterator[LineFinding]:
    seen: set[str] = set()
    for note in notes:
        text = f"[{note.marker}]"
        if note.marker not in referred:
            message = f"Nothing in the commentary refers to {text}. Set its marker, or delete the footnote."
            yield LineFinding("note-without-marker", "block", note.line, text, message)
        if note.marker in seen:
            message = f"There are two footnotes {text}. Number them anew."
            yield LineFinding("note-twice", "block", note.line, text, message)
        seen.add(note.marker)


def match_markers(commentary: Sequence[Paragraph], notes: Sequence[Note]) -> list[LineFinding]:
    """Markers without a note, notes without a marker, both twice, and markers with a space before them."""
    known = {note.marker for note in notes}
    markers = _markers_in(commentary, known)
    referred = {marker for marker, _, _ in markers}
    findings = [*_marker_findings(markers, known), *_orphan_findings(notes, referred)]
    order = list(dict.fromkeys(marker for marker, _, _ in markers if marker in known))
    expected = list(dict.fromkeys(note.marker for note in notes if note.marker in referred))
    if notes and order != expected:
        message = "Footnotes and markers stand in different orders. Number them by their first reference."
        findings.append(LineFinding("note-order", "warn", notes[0].line, None, message))
    return findings


def read_notes(
    paragraphs: Sequence[Paragraph], commentary: Sequence[Paragraph]
) -> tuple[list[ParsedFootnote], list[LineFinding]]:
    """The footnotes and every finding on them."""
    notes, findings = collect_notes(paragraphs)
    for note in notes:
        findings.extend(_note_findings(note))
    findings.extend(match_markers(commentary, notes))
    return [ParsedFootnote(note.marker, note.text, note.line) for note in notes], findings
