"""What was recognized in a text or a Word file, part by part, with each finding at its place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from editorial.content import richtext
from editorial.content.queries import with_content
from editorial.importing.models import Import
from editorial.importing.operations import read_import
from editorial.importing.parsed import LineFinding, ParsedCitation, ParsedExcerpt, ParsedImage
from editorial.importing.reading import ReadArticle, ReadPicture
from editorial.rendering.scripts import direction_of_language, language_name
from editorial.web.dates import long_date
from editorial.web.reading import readable

SEVERITIES = {"block": "Fix before print", "warn": "Look at it", "info": "For your information"}


# Of these the words talk of how the text was written, and what was meant stands in fields of its own.
_ONLY_FORM = {
    "front": {"separator", "separator-stray", "article-boundary"},
    "commentary": {"separator", "separator-stray", "marker-space", "marker-style"},
    "excerpt": {
        "separator", "separator-stray", "author-comma", "title-comma", "url-glued", "citation-lines",
        "original-title-alone", "translation-in-title", "translation-apart", "date-language", "date-month-first",
        "second-parenthesis",
    },
    "notes": {"separator", "separator-stray", "marker-style", "note-order"},
    "images": {"image-labels-on-one-line", "image-header-missing"},
}  # fmt: skip
_NOTHING_TO_DO = "Nothing to do if the fields below are right."
_WITH_PLACES = ("commentary", "excerpt", "notes")
_PARAGRAPH = re.compile(r"<p(?=[ >])")


@dataclass(frozen=True)
class Found:
    """A finding for the page. `anchor` is its own, `place` that of what it is about, `word` its severity in words."""

    anchor: str
    place: str
    severity: str
    word: str
    message: str
    passage: str
    where: str


@dataclass
class Part:
    """One part of a recognized article with its findings. `kind` picks how it is shown, `shown` is what is shown."""

    kind: str
    label: str
    shown: Any = None
    findings: list[Found] = field(default_factory=list)

    @property
    def place(self) -> str:
        """How a finding calls it: what is missing altogether is found at the article's beginning."""
        return "The article" if self.kind == "front" else self.label


@dataclass(frozen=True)
class Recognized:
    """One article as it was recognized. `findings` are all of its parts' findings, the heaviest first."""

    number: int
    title: str
    parts: list[Part]
    findings: list[Found]

    @property
    def to_fix(self) -> int:
        """How many findings must be fixed before print."""
        return sum(found.severity == "block" for found in self.findings)


@dataclass(frozen=True)
class Field:
    """A field of a citation: its name, its value, its language and direction. A blank value is shown as missing."""

    name: str
    value: str
    lang: str = ""
    is_link: bool = False

    @property
    def direction(self) -> str:
        """“rtl” for a value in a language that is written so."""
        return direction_of_language(self.lang) if self.lang else "auto"


def result_context(record: Import) -> dict[str, Any]:
    """Everything that was recognized. Raises `NotAnArticle`."""
    reading = read_import(record)
    articles = [_recognized(number, read) for number, read in enumerate(reading.articles, 1)]
    whole = [_found(finding, f"whole-{n}", "The whole text") for n, finding in enumerate(reading.findings, 1)]
    every = [*whole, *(found for article in articles for found in article.findings)]
    return {
        "articles": articles,
        "whole": whole,
        "counts": [
            (name, SEVERITIES[name], sum(found.severity == name for found in every)) for name in SEVERITIES
        ],
    }


def confirmed_context(record: Import) -> dict[str, Any]:
    """What came of a confirmed import."""
    return {"created": with_content(record.articles.all()).order_by("pk")}


def _recognized(number: int, read: ReadArticle) -> Recognized:
    places: dict[int, str] = {}
    starts = _parts(read, f"a{number}-", places)
    parsed = read.parsed
    for n, finding in enumerate(parsed.findings, 1):
        part = _part_at(starts, finding.line)
        place = places.get(finding.line, "") if part.kind in _WITH_PLACES else ""
        part.findings.append(
            _found(finding, f"finding-{number}-{n}", part.place, kind=part.kind, place=place)
        )
    parts = [part for _line, part in starts]
    heaviest = list(SEVERITIES)
    findings = sorted(
        (found for part in parts for found in part.findings), key=lambda found: heaviest.index(found.severity)
    )
    return Recognized(number, parsed.title or "Untitled article", parts, findings)


def _parts(read: ReadArticle, notes_at: str, places: dict[int, str]) -> list[tuple[int, Part]]:
    """The article's parts in the order of the printed page, each with the line of the text where it begins.

    `places` gets the id of each paragraph and note by its line.
    """
    parsed = read.parsed
    numbers = richtext.footnote_numbers(read.commentary, [marker for marker, _html in read.notes])
    front = {"title": parsed.title, "dek": parsed.caption or "", "pull_quote": parsed.pull_quote or ""}
    body = min(parsed.commentary_lines, default=parsed.line + 1)
    commentary = readable(read.commentary, numbers, notes_at=notes_at)
    commentary = _with_places(commentary, parsed.commentary_lines, notes_at, places)
    parts = [
        (parsed.line, Part("front", "Title", front)),
        (body, Part("commentary", "Commentary", commentary)),
    ]
    for place, (excerpt, html) in enumerate(zip(parsed.excerpts, read.excerpts, strict=True), 1):
        passage = _with_places(_excerpt_body(excerpt, html), excerpt.lines, notes_at, places)
        shown = {"fields": _citation(excerpt.citation), "body": passage}
        parts.append((excerpt.citation.line, Part("excerpt", f"Excerpt {place}", shown)))
    if read.notes:
        first = min(note.line for note in parsed.footnotes)
        for note, (marker, _text) in zip(parsed.footnotes, read.notes, strict=True):
            if marker in numbers:
                places[note.line] = f"{notes_at}note-{numbers[marker]}"
        parts.append((first, Part("notes", "Notes", _notes(read.notes, numbers))))
    if parsed.images or read.pictures:
        line = min((image.line for image in parsed.images), default=10**9)
        shown = {"images": [_image(image) for image in parsed.images], "pictures": read.pictures}
        parts.append((line, Part("images", _image_label(parsed.images, read.pictures), shown)))
    if parsed.unplaced:
        unplaced = [text.text for text in parsed.unplaced]
        parts.append((10**9 + 1, Part("unplaced", "Text without a place", unplaced)))
    return parts


def _part_at(starts: list[tuple[int, Part]], line: int) -> Part:
    """The part in which a line stands: the last one that begins at or before it."""
    before = [(start, part) for start, part in starts if start <= line]
    return max(before, key=lambda pair: pair[0])[1] if before else starts[0][1]


def _with_places(html: SafeString, lines: Sequence[int], prefix: str, places: dict[int, str]) -> SafeString:
    """The paragraphs with an id each, by their lines; as they are where they are not those of the text."""
    if len(_PARAGRAPH.findall(html)) != len(lines):
        return html
    following = iter(lines)

    def placed(match: re.Match[str]) -> str:
        line = next(following)
        if line in places:
            return match[0]
        places[line] = f"{prefix}line-{line}"
        return f'{match[0]} id="{places[line]}"'

    return mark_safe(_PARAGRAPH.sub(placed, html))  # noqa: S308 - cleaned by `readable`


def _found(finding: LineFinding, anchor: str, where: str, *, kind: str = "", place: str = "") -> Found:
    severity = str(finding.severity)
    message = finding.message
    if finding.code in _ONLY_FORM.get(kind, ()):
        message = f"{_NOTHING_TO_DO} {message}"
    return Found(
        anchor=anchor,
        place=place or anchor,
        severity=severity,
        word=SEVERITIES[severity],
        message=message,
        passage=(finding.text or "").strip()[:200],
        where=where,
    )


def _excerpt_body(excerpt: ParsedExcerpt, html: str) -> SafeString:
    return readable(html or richtext.from_paragraphs(list(excerpt.paragraphs)), {})


def _notes(notes: Iterable[tuple[str, str]], numbers: dict[str, int]) -> list[tuple[int, str, SafeString]]:
    """Number, marker as typed and words of each note, in the order of their numbers."""
    shown = [(numbers.get(marker, 0), marker, readable(html, {})) for marker, html in notes]
    return sorted(shown, key=lambda note: note[0])


def _citation(citation: ParsedCitation) -> list[Field]:
    """Every field of a citation, also those that nothing was found for."""
    language = "" if citation.original_language == "und" else citation.original_language
    day = long_date(citation.published_on) if citation.published_on else citation.date_as_given or ""
    outlet = " – ".join(filter(None, [citation.outlet, citation.outlet_note]))
    fields = [
        Field("Authors", ", ".join(citation.authors)),
        Field("Title", citation.original_title or "", lang=language),
        Field("Language", language_name(language) if language else ""),
        Field("Translated title", citation.translated_title or ""),
        Field("Outlet", outlet),
        Field("Description of the outlet", citation.outlet_descriptor or ""),
        Field("Place", citation.place or ""),
        Field("Date", day),
        Field("Web address", citation.url or citation.url_residue or "", is_link=bool(citation.url)),
    ]
    if citation.archived_url:
        fields.append(Field("Archived at", citation.archived_url, is_link=True))
    needless = {"Place"} if not citation.place else set()
    if language == "en" and not citation.translated_title:
        needless.add("Translated title")
    return [entry for entry in fields if entry.name not in needless]


def _image(image: ParsedImage) -> list[Field]:
    return [
        Field("Caption", image.caption),
        Field("Creator", image.creator or ""),
        Field("Source", image.source or ""),
        Field("Attribution", image.attribution or ""),
        Field("License", image.reading.license if image.attribution else ""),
    ]


def _image_label(images: tuple[ParsedImage, ...], pictures: tuple[ReadPicture, ...]) -> str:
    return "Images" if max(len(images), len(pictures)) > 1 else "Image"
