"""What a rule of language may read: the digest's own words, with everything hidden that somebody else wrote.

Hidden letters become NUL, so that positions stay and no rule sees two words as neighbors that are not.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from editorial.factcheck.finders.article_text import ArticleText, ExcerptText, Passage
from editorial.factcheck.finders.quotes import pair_double
from editorial.factcheck.finders.references import read_references

HIDDEN = "\0"
_SINGLE_QUOTED = re.compile(r"(?<!\w)[‘'][^‘'’\n]{1,200}(?:[’'](?=\w)[^‘'’\n]{1,200}){0,4}[’'](?!\w)")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\S{1,80}@\S{1,80}|(?<!\w)[@#]\w+|\b[\w-]{1,60}\.(?:[\w-]{1,40}\.)?"
    r"(?:com|org|net|info|gov|mil|edu|int|ru|ua|ir|cn|uk|fr|de|br|mx|tr|pk|af|in|az|am|ge|kz|uz|io|me|tv)\b(?:/\S*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Prose:
    """`text` is that of `passage` with what must not be read hidden; `advisory` where the words are not the digest's."""

    passage: Passage
    text: str
    advisory: bool = False


def hide(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with each stretch from start to end hidden; overlapping stretches are fine."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = HIDDEN * len(letters[start:end])
    return "".join(letters)


def without_addresses(text: str) -> str:
    return hide(text, (match.span() for match in _ADDRESS.finditer(text)))


def _quoted_spans(text: str) -> list[tuple[int, int]]:
    """Quotations with their marks. One that is never closed, or never opened, is taken for as long as it can be."""
    pairing = pair_double(text)
    spans = [(start, end + 1) for start, end in pairing.pairs]
    if pairing.unclosed:
        spans.append((pairing.unclosed[0], len(text)))
    if pairing.unopened:
        spans.append((0, pairing.unopened[-1] + 1))
    return spans


def own_words(text: str) -> str:
    """`text` without quotations, web addresses, handles."""
    unquoted = hide(text, _quoted_spans(text))
    return without_addresses(hide(unquoted, (match.span() for match in _SINGLE_QUOTED.finditer(unquoted))))


def _note_words(text: str) -> str:
    """The prose of a note: neither quotations nor the outlet and date behind a quoted title."""
    tails = ((reference.start, reference.end + len(reference.after)) for reference in read_references(text))
    return hide(own_words(text), tails)


def read_headline(article: ArticleText) -> Iterator[Prose]:
    """The title, in which every word is capitalized."""
    if article.title:
        yield Prose(article.title, own_words(article.title.text))


def read_own_prose(article: ArticleText) -> Iterator[Prose]:
    """Dek, commentary, captions and the prose of notes. The pull quote is a source's."""
    for passage in (*((article.dek,) if article.dek else ()), *article.commentary, *article.captions):
        yield Prose(passage, own_words(passage.text))
    for note in article.notes:
        for passage in note.paragraphs:
            yield Prose(passage, _note_words(passage.text))


def only(passage: Passage, spans: Iterable[tuple[int, int]], *, advisory: bool) -> Prose | None:
    """The passage with everything hidden but `spans`; None where there are none."""
    kept = sorted(spans)
    if not kept:
        return None
    edges = [0, *(edge for span in kept for edge in span), len(passage.text)]
    hidden = hide(passage.text, zip(edges[::2], edges[1::2], strict=True))
    return Prose(passage, without_addresses(hidden), advisory=advisory)


def find_title(excerpt: ExcerptText, title: str) -> tuple[int, int] | None:
    """Where a title of the excerpt stands in its citation."""
    at = excerpt.citation.text.find(title) if title else -1
    return (at, at + len(title)) if at >= 0 else None


def read_descriptors(article: ArticleText) -> Iterator[Prose]:
    """How the digest describes the outlets: its own words inside of a citation."""
    for excerpt in article.excerpts:
        found = find_title(excerpt, excerpt.outlet_descriptor)
        prose = only(excerpt.citation, [found] if found else [], advisory=False)
        if prose:
            yield prose


def _english_title(excerpt: ExcerptText) -> str:
    if excerpt.translated_title:
        return excerpt.translated_title
    return excerpt.original_title if excerpt.language.partition("-")[0] == "en" else ""


def read_quoted_english(article: ArticleText) -> Iterator[Prose]:
    """English that is somebody else's: excerpts, their titles, titles in notes. What is wrong there may be the source."""
    for excerpt in article.excerpts:
        found = find_title(excerpt, _english_title(excerpt))
        prose = only(excerpt.citation, [found] if found else [], advisory=True)
        if prose:
            yield prose
        for passage in excerpt.body:
            yield Prose(passage, without_addresses(passage.text), advisory=True)
    for note in article.notes:
        for passage in note.paragraphs:
            titles = [(one.start + 1, one.end - 1) for one in read_references(passage.text)]
            prose = only(passage, titles, advisory=True)
            if prose:
                yield prose
