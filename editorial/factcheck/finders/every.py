"""Every finder over one article: the one list that the page of an article and `find_problems` share."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, zip_longest

from editorial.factcheck.finders.article_text import (
    Archive,
    ArticleText,
    NoteText,
    Passage,
    Place,
    Spotted,
    spotted,
)
from editorial.factcheck.finders.back_issues import find_back_issues
from editorial.factcheck.finders.chronology import find_chronology
from editorial.factcheck.finders.dates_compared import find_dates_compared
from editorial.factcheck.finders.excerpts_named import find_excerpts_named
from editorial.factcheck.finders.finding import Finding
from editorial.factcheck.finders.language import find_language
from editorial.factcheck.finders.names import find_names
from editorial.factcheck.finders.numbers import find_numbers
from editorial.factcheck.finders.quotations import find_quotations
from editorial.factcheck.finders.references import find_in_note, find_references
from editorial.factcheck.finders.typography import find_in_text

Finder = Callable[[ArticleText, Archive], Iterable[Spotted]]

_OPENING = ("“", '"')


def find_typography(article: ArticleText, archive: Archive) -> Iterator[Spotted]:
    """`find_in_text` over what the digest says, the excerpts and the notes; a citation has finders of its own."""
    for passage in (article.title, article.dek, article.pull_quote):
        yield from _in_paragraphs([passage] if passage else [])
    yield from _in_paragraphs(article.commentary)
    for excerpt in article.excerpts:
        yield from _in_paragraphs(excerpt.body)
    for note in article.notes:
        yield from _in_paragraphs(note.paragraphs)


def find_note_parts(article: ArticleText, archive: Archive) -> Iterator[Spotted]:
    """`find_in_note` over every note."""
    for note in article.notes:
        for found in find_in_note(note.text):
            yield _in_note(note, found)


def _in_paragraphs(passages: Sequence[Passage]) -> Iterator[Spotted]:
    """A quotation may run over paragraphs: each opens it anew and only the last one closes it."""
    for passage, following in zip_longest(passages, passages[1:]):
        continued = following is not None and following.text.startswith(_OPENING)
        for found in find_in_text(passage.text, continued=continued):
            yield _at(passage, found, 0)


def _in_note(note: NoteText, found: Finding) -> Spotted:
    """A report on the text of a whole note, put into the paragraph in which it ends."""
    starts = [0, *accumulate(len(paragraph.text) + 1 for paragraph in note.paragraphs)]
    index = max(i for i in range(len(note.paragraphs)) if starts[i] < max(found.end, 1))
    return _at(note.paragraphs[index], found, starts[index])


def _at(passage: Passage, found: Finding, before: int) -> Spotted:
    """`found` in `passage`, which begins at `before` of the text that was read."""
    start, end = (min(max(at - before, 0), len(passage.text)) for at in (found.start, found.end))
    return spotted(found.code, found.severity, passage, (start, end), found.message)


FINDERS: tuple[Finder, ...] = (
    find_typography,
    find_note_parts,
    find_quotations,
    find_numbers,
    find_chronology,
    find_dates_compared,
    find_excerpts_named,
    find_names,
    find_references,
    find_back_issues,
    find_language,
)


# Reports on how a word is spelled, the one to be believed first.
_SPELLINGS = (
    "place-spelling",
    "name-variant",
    "outlet-spelling",
    "name-archive",
    "house-term",
    "spelling",
    "spelling-british",
)


def _said_twice(found: list[Spotted]) -> Iterator[Spotted]:
    """The reports on a word whose spelling an earlier one of `_SPELLINGS` has reported."""
    ranked = sorted(
        (one for one in found if one.code in _SPELLINGS), key=lambda one: _SPELLINGS.index(one.code)
    )
    kept: dict[Place, list[Spotted]] = {}
    for one in ranked:
        together = kept.setdefault(one.place, [])
        if any(
            one.code != other.code
            and one.start < other.end
            and other.start < one.end
            and len(other.text.split()) == 1
            for other in together
        ):
            yield one
        else:
            together.append(one)


def find_everything(article: ArticleText, archive: Archive) -> list[Spotted]:
    """What all finders report, in the order of the printed page.

    Of reports with one code on one stretch of one passage the first stays: finders stand in `FINDERS` in the order in
    which they are to be believed.
    """
    found: dict[tuple[str, Place, int, int], Spotted] = {}
    for finder in FINDERS:
        for one in finder(article, archive):
            found.setdefault((one.code, one.place, one.start, one.end), one)
    for one in _said_twice(list(found.values())):
        found.pop((one.code, one.place, one.start, one.end), None)
    order = {passage.place: position for position, passage in enumerate(article.passages())}
    last = len(order)
    return sorted(found.values(), key=lambda one: (order.get(one.place, last), one.start, one.end, one.code))
