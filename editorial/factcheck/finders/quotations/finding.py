"""The finder: what each quotation of an article is worth saying."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from editorial.factcheck.finders.article_text import Archive, ArticleText, Spotted
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.quotations import context, reports
from editorial.factcheck.finders.quotations.aligning import Alignment, Difference
from editorial.factcheck.finders.quotations.differences import remarks
from editorial.factcheck.finders.quotations.locating import NEAR, Located, Searcher, coverage
from editorial.factcheck.finders.quotations.pieces import Piece, pieces
from editorial.factcheck.finders.quotations.quoted import Quoted, quotations
from editorial.factcheck.finders.quotations.sources import (
    Letters,
    Source,
    excerpt_sources,
    other_sources,
    source_of,
)  # fmt: skip
from editorial.factcheck.finders.quotations.words import is_function

# A quotation that stands in an excerpt to this share is that passage, changed; below the second nothing is like it.
_SAME_PASSAGE = 0.7
_LIKE_IT = 0.4
# Up to so many words in marks are a term unless they are found.
_LONGEST_TERM = 3
# More letters stand between marks only where one of them is missing.
_LONGEST_QUOTATION = 8000
_SENTENCE = 5
_LONGEST_NAME = 6
_LONGEST_GLOSS = 9
# So many words are no term, whatever stands around them.
_LONG = 8
# A phrase without a verb is somebody's words rather than a term if so many of its words carry meaning.
_SPOKEN_PHRASE = 4


def find_quotations(article: ArticleText, archive: Archive) -> Iterator[Spotted]:
    """Quotations of title, dek, pull quote and commentary that are not word for word in the excerpts.

    Nothing is said about an article without excerpts. `archive` is not used.
    """
    letters = Letters()
    sources = excerpt_sources(article, letters)
    if not any(source.keys for source in sources):
        return
    desk = _Desk(
        Searcher(sources, letters),
        Searcher(other_sources(article, letters), letters),
        source_of("Commentary", article.commentary, letters),
        tuple(excerpt.text for excerpt in article.excerpts),
    )
    for quoted in quotations(article):
        if quoted.end - quoted.start > _LONGEST_QUOTATION:
            continue
        ranges = quoted.parts or ((quoted.start, quoted.end),)
        found = [piece for start, end in ranges for piece in pieces(quoted.passage.text, start, end)]
        report = desk.report(quoted, found) if found else None
        if report:
            yield report


@dataclass(frozen=True, slots=True)
class _Desk:
    """What quotations of one article are compared with. `elsewhere` holds notes and titles of sources."""

    excerpts: Searcher
    elsewhere: Searcher
    commentary: Source
    texts: tuple[str, ...]

    def report(self, quoted: Quoted, found: list[Piece]) -> Spotted | None:
        verbatim = self._verbatim(quoted, found)
        if verbatim is not None:
            return verbatim.report
        if next(self.elsewhere.verbatim(found, limit=1), None):
            return None
        size = _size(found)
        if size <= _LONGEST_TERM and quoted.form != "pull-quote":
            return self._term(quoted, found, size)
        if quoted.form != "loose":
            parts = self._parts(quoted, found)
            if parts:
                return parts
        return self._changed(quoted, found)

    def _verbatim(self, quoted: Quoted, found: list[Piece]) -> "_Answer | None":
        """What is to say of the best place where the quotation stands word for word."""
        best: Spotted | None = None
        for located in self.excerpts.verbatim(found):
            told = remarks(quoted.passage.text, found, located.source, located.alignments)
            if told:
                report = reports.of_remarks(quoted, told, located, "warn")
            elif _is_other_case(quoted, found, located):
                report = reports.of_case(quoted, located)
            else:
                return _Answer(None)
            if best is None or (best.code != "quotation-case" and report.code == "quotation-case"):
                best = report
        return _Answer(best) if best else None

    def _parts(self, quoted: Quoted, found: list[Piece]) -> Spotted | None:
        """Parts that all stand in the excerpts word for word, but not side by side."""
        apart = self.excerpts.apart(found) if len(found) > 1 else None
        if apart:
            long = all(len(piece) >= 4 for piece in found)
            several = len({place.source.label for place in apart}) > 1
            return reports.of_parts(quoted, apart, self._most(quoted, found) if long and several else "warn")
        if len(found) > 1:
            return None
        parts = self.excerpts.parts(found[0])
        if not parts:
            return None
        places = [place for _piece, place in parts]
        gaps = [two.first - one.last for one, two in pairwise(places)]
        if len({id(place.source) for place in places}) == 1 and all(0 <= gap <= NEAR for gap in gaps):
            located = _united(places)
            told = remarks(quoted.passage.text, found, located.source, located.alignments)
            return reports.of_remarks(quoted, told, located, self._most(quoted, found)) if told else None
        return reports.of_parts(quoted, places, self._most(quoted, found))

    def _changed(self, quoted: Quoted, found: list[Piece]) -> Spotted | None:
        located = self.excerpts.nearest(found)
        share = coverage(found, located) if located else 0.0
        if located and quoted.form == "loose":
            located = _without_edges(found, located)
        if located and share >= _SAME_PASSAGE:
            told = remarks(quoted.passage.text, found, located.source, located.alignments)
            if told:
                return reports.of_remarks(quoted, told, located, self._most(quoted, found))
            return reports.of_case(quoted, located) if _is_other_case(quoted, found, located) else None
        if quoted.form == "loose":
            return None
        return self._nowhere(quoted, found, located if share >= _LIKE_IT else None)

    def _most(self, quoted: Quoted, found: list[Piece]) -> Severity:
        """How grave a report of an excerpt's passage may be: a few words in marks may be a term after all."""
        if quoted.form == "pull-quote":
            return "block"
        size = _size(found)
        if quoted.form != "paired" or quoted.passage.place.field == "title" or size < _SENTENCE:
            return "warn"
        if context.is_named(quoted) and context.is_title_like(quoted.passage.text, found):
            return "info"
        if context.has_note(quoted):
            return "warn"
        if context.is_speech(quoted) or context.is_clause(_keys(found)) or size >= _LONG:
            return "block"
        return "warn"

    def _term(self, quoted: Quoted, found: list[Piece], size: int) -> Spotted | None:
        """Three words that no excerpt has are worth a line only where somebody is said to have said them."""
        text = quoted.passage.text
        silent = (
            size < _LONGEST_TERM
            or quoted.form != "paired"
            or context.is_named(quoted)
            or context.is_gloss(quoted)
            or context.is_title_like(text, found)
            or context.is_foreign(_keys(found))
            or not context.is_speech(quoted)
        )
        if silent:
            return None
        return reports.of_nothing(quoted, "info", None, self.texts, noted=context.has_note(quoted))

    def _nowhere(self, quoted: Quoted, found: list[Piece], located: Located | None) -> Spotted | None:
        keys = _keys(found)
        if quoted.form == "pull-quote":
            commentary = Searcher([self.commentary], self.excerpts.letters)
            own = next(commentary.verbatim(found, limit=1), None)
            severity: Severity = "warn" if own or context.is_foreign(keys) else "block"
            return reports.of_nothing(quoted, severity, located or own, self.texts, noted=False)
        noted = context.has_note(quoted)
        clause = context.is_clause(keys)
        name = len(keys) <= _LONGEST_NAME and not clause and context.is_named(quoted)
        gloss = len(keys) <= _LONGEST_GLOSS and context.is_gloss(quoted)
        title = context.is_title_like(quoted.passage.text, found) and quoted.passage.place.field != "title"
        if name or gloss or title:
            return None
        severity = "info" if noted else self._gravity(quoted, keys, clause)
        return reports.of_nothing(quoted, severity, located, self.texts, noted=noted)

    def _gravity(self, quoted: Quoted, keys: list[str], clause: bool) -> Severity:
        """How grave it is that nobody in the excerpts says `keys`."""
        if context.is_foreign(keys) or context.is_gloss(quoted) or context.is_proverb(quoted):
            return "info"
        if quoted.form != "paired" or quoted.passage.place.field == "title":
            return "warn"
        speech = context.is_speech(quoted)
        meaning = sum(not is_function(key) for key in keys)
        whole = len(keys) >= _SENTENCE and (clause or meaning >= _SPOKEN_PHRASE or len(keys) >= _LONG)
        if whole and (speech or clause) and not context.is_known_text(quoted):
            return "block" if speech or len(keys) > _SENTENCE else "warn"
        return "warn" if speech or len(keys) >= _LONGEST_NAME else "info"


@dataclass(frozen=True, slots=True)
class _Answer:
    report: Spotted | None


def _keys(found: list[Piece]) -> list[str]:
    return [item.key for piece in found for item in piece if item.kind != "bracket"]


def _size(found: list[Piece]) -> int:
    return len(_keys(found))


def _is_other_case(quoted: Quoted, found: list[Piece], located: Located) -> bool:
    """True where the quotation begins with a capital that the source has not, or the other way, unmarked."""
    first = found[0][0]
    if first.marked or quoted.passage.place.field == "title" or not located.alignments[0].pairs:
        return False
    place, at = located.alignments[0].pairs[0]
    mine = quoted.passage.text[first.start : first.start + 1]
    theirs = located.source.word(at)[:1]
    return place == 0 and mine.isupper() != theirs.isupper() and mine.lower() == theirs.lower()


def _without_edges(found: list[Piece], located: Located) -> Located:
    """`located` without differences at either end: nobody knows where a quotation with one mark begins or ends."""
    kept = []
    for piece, one in zip(found, located.alignments, strict=True):
        inner = tuple(two for two in one.differences if two.quoted[0] > 0 and two.quoted[1] < len(piece))
        kept.append(replace(one, differences=inner))
    return Located(located.source, tuple(kept))


def _united(places: list[Located]) -> Located:
    """Parts in one source as one alignment of the whole quotation, with what stands between as dropped."""
    pairs: list[tuple[int, int]] = []
    differences: list[Difference] = []
    for place in places:
        begin = len(pairs)
        if pairs and place.first > pairs[-1][1] + 1:
            differences.append(Difference((begin, begin), (pairs[-1][1] + 1, place.first)))
        pairs += [(begin + at, where) for at, (_own, where) in enumerate(place.alignments[0].pairs)]
    whole = Alignment(tuple(pairs), tuple(differences), places[0].first, places[-1].last)
    return Located(places[0].source, (whole,))
