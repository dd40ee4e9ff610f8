"""A Word file brought to text in the house layout, with rich lines, pictures and findings."""

import io
import itertools
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from editorial.content.pictures import PictureRefused, read_picture
from editorial.factcheck.finders import Severity
from editorial.importing.layout import parse_text
from editorial.importing.parsed import LineFinding, NotAnArticle
from editorial.importing.reading import NOT_HOUSE_LAYOUT, not_house_layout
from editorial.importing.word.document import Document, read_document
from editorial.importing.word.failures import ConversionFailed
from editorial.importing.word.layout import Page, set_in_house_layout
from editorial.importing.word.normalize import bare, normalize
from editorial.importing.word.package import Package
from editorial.importing.word.pandoc import document_of
from editorial.importing.word.remarks import Remark
from editorial.importing.word.runs import plain

__all__ = ["ConversionFailed", "Converted", "convert", "pictures_in"]

MAX_CHARACTERS = 1_000_000
MAX_PICTURES = 40
_LOST_SHOWN = 20
_MOST_LOOKED_FOR = 200  # passages that are nowhere; each costs a walk through the whole text

_STRANGE = {
    "list": ("word-list", "info", "A list: each of its points became a paragraph behind its sign. Check it."),
    "table": ("word-table", "warn", "A table: its rows became paragraphs, cells parted by “|”. Check the order."),
    "box": ("word-text-box", "warn", "The text of a text box: it was put behind the paragraph it hangs on. Check its place."),
}  # fmt: skip


@dataclass
class Converted:
    """What is stored with the import. `marked_up` maps the number of a line to its rich text."""

    text: str
    marked_up: dict[str, str] = field(default_factory=dict)
    pictures: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)

    def as_fields(self) -> dict[str, Any]:
        """The columns of `Import` that hold it."""
        return {
            "text": self.text, "marked_up": self.marked_up, "pictures": self.pictures, "findings": self.findings,
        }  # fmt: skip


def convert(data: bytes) -> Converted:
    """The text of a Word file. Raises `WordRefused`, `ConversionFailed`."""
    package = Package(data)
    normalized = normalize(package)
    document = read_document(document_of(normalized.docx))
    _require_words(document)
    page = set_in_house_layout(document)
    findings: list[LineFinding] = []
    try:
        parse_text(page.text)
    except NotAnArticle:
        page = set_in_house_layout(document, one_article=True)
        findings.append(not_house_layout(NOT_HOUSE_LAYOUT, "Word file"))
    pictures, refused = _pictures(package, document, page)
    findings += refused
    findings += _remarks(page, [*normalized.remarks, *_losses(normalized.passages, document)])
    findings += _strange(document, page)
    findings.sort(key=lambda one: one.line)
    return Converted(page.text, page.marked_up, pictures, [asdict(one) for one in findings])


def pictures_in(data: bytes, parts: list[str]) -> dict[str, BinaryIO]:
    """The named pictures of a Word file as they are in it. Raises `WordRefused`, `KeyError`."""
    package = Package(data)
    return {part: io.BytesIO(package.file(part)) for part in parts}


def _require_words(document: Document) -> None:
    written = itertools.chain((line.runs for line in document.lines), *document.notes)
    characters = sum(len(run.text) for runs in written for run in runs)
    if not characters:
        raise ConversionFailed("There is no text in this Word file. Write the article, or paste its text.")
    if characters > MAX_CHARACTERS:
        raise ConversionFailed(
            f"This Word file has {characters:,} characters; {MAX_CHARACTERS:,} is the most. Split it into articles."
        )


def _pictures(
    package: Package, document: Document, page: Page
) -> tuple[list[dict[str, Any]], list[LineFinding]]:
    """The pictures that can be taken, in order, each part of the file once; and why the others cannot."""
    kept: list[dict[str, Any]] = []
    refused: list[LineFinding] = []
    seen: set[str] = set()
    folder = package.document.rpartition("/")[0]
    line_at = _lines_at(page)
    for placed in document.pictures:
        part = next((n for n in (f"{folder}/{placed.target}", placed.target) if n in package.names), None)
        if part in seen:
            continue
        line = line_at(placed.after)
        name = placed.target.rpartition("/")[2]
        if part is None or len(kept) >= MAX_PICTURES:
            message = f"The picture “{name}” could not be taken over. Upload it to the article yourself."
            refused.append(LineFinding("word-picture", "warn", line, name, message))
            continue
        seen.add(part)
        try:
            picture = read_picture(io.BytesIO(package.file(part)))
        except PictureRefused as error:
            message = f"The picture “{name}” was not taken over. {error} Then upload it to the article."
            refused.append(LineFinding("word-picture", "warn", line, name, message))
            continue
        kept.append(
            {
                "number": len(kept) + 1, "name": name, "part": part, "line": line, "alt": placed.alt,
                "width": picture.width, "height": picture.height,
            }
        )  # fmt: skip
    return kept, refused


def _lines_at(page: Page) -> Callable[[int], int]:
    """Gives the number in the text of a line of the document, or of the nearest before it; the first line otherwise."""
    sources = sorted(source for source in page.line_of if source >= 0)
    highest = list(itertools.accumulate((page.line_of[source] for source in sources), max))

    def line_at(index: int) -> int:
        place = bisect_right(sources, index)
        return highest[place - 1] if place else 1

    return line_at


def _losses(passages: Iterable[str], document: Document) -> Iterator[Remark]:
    """Passages of the file that the converter did not bring back."""
    parts = [bare(plain(line.runs)) for line in document.lines]
    parts += [bare(plain(runs)) for note in document.notes for runs in note]
    everything = "".join(parts)
    at = lost = 0
    for passage in passages:
        found = everything.find(passage, at)
        if found < 0:
            found = everything.find(passage)
        if found >= 0:
            at = found
            continue
        lost += 1
        if lost > _MOST_LOOKED_FOR:
            break
        if lost <= _LOST_SHOWN:
            yield Remark("word-left-out", "block", _LOST, passage)
    if lost > _LOST_SHOWN:
        more = f"{lost - _LOST_SHOWN}{' or' if lost > _MOST_LOOKED_FOR else ''}"
        message = f"{more} more passages of the Word file were not read. Compare the text with the file."
        yield Remark("word-passages-missing", "block", message)


_LOST = (
    "This passage of the Word file was not read as text of the article (its letters are given without spaces). Look it up "
    "in the file and put it in its place."
)


def _remarks(page: Page, remarks: Iterable[Remark]) -> Iterator[LineFinding]:
    line_at = _lines_at(page)
    for index, remark in page.remarks:
        yield _finding(remark, line_at(index))
    line_of = _finder(page.text)
    for remark in remarks:
        yield _finding(remark, line_of(remark.near.strip()))


def _finder(text: str) -> Callable[[str], int]:
    """Gives the number of the first line from the last one found on, else from the beginning, that holds a passage.

    0 for none. Passages mostly come in order, so that all of them together cost about one walk through the text.
    """
    begins = [0, *(place + 1 for place, character in enumerate(text) if character == "\n")]
    known: dict[str, int] = {}
    at = missed = 0

    def line_of(passage: str) -> int:
        nonlocal at, missed
        if not passage or "\n" in passage:
            return 0
        if passage not in known and missed <= _MOST_LOOKED_FOR:
            found = text.find(passage, at)
            if found < 0:
                found = text.find(passage, 0, at + len(passage))
            known[passage] = number = bisect_right(begins, found) if found >= 0 else 0
            missed += not number
            at = begins[number - 1] if number else at
        return known.get(passage, 0)

    return line_of


def _finding(remark: Remark, line: int) -> LineFinding:
    severities: dict[str, Severity] = {"block": "block", "warn": "warn", "info": "info"}
    return LineFinding(remark.code, severities[remark.severity], line, remark.text, remark.message)


def _strange(document: Document, page: Page) -> Iterator[LineFinding]:
    """Lists, tables and text boxes at their first line, and equations."""
    previous = ""
    for index, line in enumerate(document.lines):
        if line.role in _STRANGE and line.role != previous and index in page.line_of:
            code, severity, message = _STRANGE[line.role]
            yield _finding(Remark(code, severity, message, plain(line.runs)[:120]), page.line_of[index])
        previous = line.role
    if document.equations:
        message = (
            f"{document.equations} equations became text in the notation of TeX. Check them, or use pictures."
        )
        yield LineFinding("word-equation", "warn", 0, None, message)
