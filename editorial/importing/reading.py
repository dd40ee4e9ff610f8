"""What an import would make: the parsed articles with their rich text and pictures, before anything is created."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from editorial.content import richtext
from editorial.content.saving import MAX_ITEMS
from editorial.importing.layout import parse_text
from editorial.importing.lines import split_lines
from editorial.importing.parsed import (
    LineFinding,
    ParsedArticle,
    ParsedFootnote,
    ParsedIssue,
    TooMuch,
    UnplacedText,
)
from editorial.importing.rich_lines import Pieces, RichLines

# Findings of the conversion of a Word file begin with this; they are stored, all others are found anew.
WORD = "word-"
NOT_HOUSE_LAYOUT = "word-not-house-layout"
TEXT_NOT_HOUSE_LAYOUT = "text-not-house-layout"
MAX_ARTICLES = 200  # of one import
MAX_UNPLACED = 2000  # pieces of text of one article that become comments
# Of these the words themselves must not get lost: they become comments on the draft.
KEPT_WORDS = {
    "word-comment": "comment",
    "word-byline": "aside",
    "word-left-out": "left-out",
    "word-margin": "furniture",
}


@dataclass(frozen=True, slots=True)
class ReadPicture:
    """A picture of the Word file: its number in the file's order (from 1), name, size in pixels, alternative text."""

    number: int
    name: str
    width: int
    height: int
    alt: str = ""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """One article as it will be created.

    `commentary`, `excerpts` (their bodies, one for each of `parsed.excerpts`) and the notes are in the HTML subset of
    `content.richtext`. A reference in the commentary carries the key of its note; `notes` holds (key, text) in the
    order of `parsed.footnotes`, where the key is the marker unless that cannot be one or is there twice.
    """

    parsed: ParsedArticle
    commentary: str
    excerpts: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    pictures: tuple[ReadPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All articles of an import. `findings` are those of the whole text; each article has its own in `parsed`."""

    parsed: ParsedIssue
    articles: tuple[ReadArticle, ...]
    findings: tuple[LineFinding, ...]


def read(
    text: str,
    *,
    marked_up: Mapping[str, str] | None = None,
    pictures: Sequence[Mapping[str, Any]] = (),
    findings: Iterable[Mapping[str, Any]] = (),
) -> Reading:
    """Parse `text`; the rest is what is stored beside it: of a Word file its conversion. Raises `NotAnArticle`."""
    stored = [LineFinding(**one) for one in findings if _is_stored(one["code"])]
    one_article = any(one.code in (NOT_HOUSE_LAYOUT, TEXT_NOT_HOUSE_LAYOUT) for one in stored)
    parsed = _with_stored(parse_text(text, any_layout=one_article), stored)
    _require_room(parsed)
    lines = RichLines(split_lines(text), marked_up or {})
    shared = _pictures_by_article(parsed.articles, pictures)
    try:
        articles = tuple(
            _article(article, lines, shown) for article, shown in zip(parsed.articles, shared, strict=True)
        )
    except richtext.TextTooLong as error:
        raise TooMuch(str(error)) from error
    return Reading(parsed, articles, parsed.findings)


def not_house_layout(code: str, what: str) -> LineFinding:
    """What is said of a “Word file” or a “text” that is not in the layout and was taken as one article."""
    message = (
        f"This {what} is not in the house layout. Its title, text and footnotes were taken over as one article: move "
        "quoted sources into excerpts with their citations, and fill in pull quote, section and image information."
    )
    return LineFinding(code, "warn", 0, None, message)


def _is_stored(code: str) -> bool:
    """Whether a finding is kept with the import; all others are found anew."""
    return code.startswith(WORD) or code == TEXT_NOT_HOUSE_LAYOUT


def _require_room(parsed: ParsedIssue) -> None:
    """Raises `TooMuch` for what no article could hold."""
    if len(parsed.articles) > MAX_ARTICLES:
        count = len(parsed.articles)
        raise TooMuch(f"These are {count:,} articles; {MAX_ARTICLES} at a time is the most. Split the text.")
    for article in parsed.articles:
        for what, items, most in (
            ("notes", article.footnotes, MAX_ITEMS),
            ("excerpts", article.excerpts, MAX_ITEMS),
            ("images", article.images, MAX_ITEMS),
            ("pieces of text without a place", article.unplaced, MAX_UNPLACED),
        ):
            if len(items) > most:
                raise TooMuch(
                    f"The article “{article.title[:80]}” has {len(items):,} {what}; {most:,} is the most that an article "
                    "takes. Split it into several articles, or take some out."
                )


def _article(parsed: ParsedArticle, lines: RichLines, shown: list[ReadPicture]) -> ReadArticle:
    keys = note_keys(parsed.footnotes)
    markers: dict[str, str] = {}
    for note, key in zip(parsed.footnotes, keys, strict=True):
        # Of two notes with one marker the first gets the reference; the other is reported as unreferenced.
        markers.setdefault(note.marker, key)
    notes = tuple(
        (key, lines.html(((note.line, note.text),), keep_breaks=True, label=f"[{note.marker}]"))
        for note, key in zip(parsed.footnotes, keys, strict=True)
    )
    commentary: Pieces = tuple(zip(parsed.commentary_lines, parsed.commentary, strict=True))
    return ReadArticle(
        parsed=parsed,
        commentary=lines.html(commentary, markers),
        excerpts=tuple(
            lines.html(tuple(zip(excerpt.lines, excerpt.paragraphs, strict=True)))
            for excerpt in parsed.excerpts
        ),
        notes=notes,
        pictures=tuple(shown),
    )


def note_keys(notes: Sequence[ParsedFootnote]) -> list[str]:
    """A key for each note: its marker, or `note-N` where that is no key or taken."""
    keys: list[str] = []
    for number, note in enumerate(notes, 1):
        fits = richtext.FOOTNOTE_KEY.fullmatch(note.marker) and note.marker not in keys
        keys.append(note.marker if fits else f"note-{number}")
    return keys


def _starts(articles: Sequence[ParsedArticle]) -> list[int]:
    """The first line of each article; the first begins with the text."""
    return [0, *(article.line for article in articles[1:])]


def _article_at(starts: Sequence[int], line: int) -> int:
    return bisect_right(starts, max(line, 0)) - 1


def _pictures_by_article(
    articles: Sequence[ParsedArticle], pictures: Sequence[Mapping[str, Any]]
) -> list[list[ReadPicture]]:
    starts = _starts(articles)
    shared: list[list[ReadPicture]] = [[] for _ in articles]
    for picture in pictures:
        read_picture = ReadPicture(
            picture["number"], picture["name"], picture["width"], picture["height"], picture.get("alt", "")
        )
        shared[_article_at(starts, picture["line"])].append(read_picture)
    return shared


def _with_stored(parsed: ParsedIssue, stored: Sequence[LineFinding]) -> ParsedIssue:
    """The findings of the conversion put where they belong: line 0 is the whole file, every other line an article."""
    if not stored:
        return parsed
    starts = _starts(parsed.articles)
    whole = [one for one in stored if not one.line]
    of_article: list[list[LineFinding]] = [[] for _ in parsed.articles]
    for one in stored:
        if one.line:
            of_article[_article_at(starts, one.line)].append(one)
    articles = []
    for index, (article, own) in enumerate(zip(parsed.articles, of_article, strict=True)):
        # What belongs to no line is kept with the first article.
        kept = own + (whole if index == 0 else [])
        unplaced = [
            UnplacedText(one.line, one.text or "", KEPT_WORDS[one.code])
            for one in kept
            if one.code in KEPT_WORDS and one.text
        ]
        articles.append(
            replace(
                article,
                findings=tuple(sorted([*article.findings, *own], key=lambda one: one.line)),
                unplaced=(*article.unplaced, *unplaced),
            )
        )
    return ParsedIssue(tuple(articles), (*parsed.findings, *whole))
