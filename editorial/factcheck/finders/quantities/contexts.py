"""Quantities in their sentences: what the digest claims, what its sources say, and how alike two sentences are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Literal

from editorial.factcheck.finders.article_text import ArticleText, Passage
from editorial.factcheck.finders.quantities.comparing import are_comparable, supports
from editorial.factcheck.finders.quantities.foreign import read_values
from editorial.factcheck.finders.quantities.reading import Quantity, read_quantities
from editorial.factcheck.finders.quantities.sentences import (
    Span,
    clause_span,
    content_stems,
    sentence_spans,
    span_around,
)

# More sentences, and more quantities in one of them, make no article but a table.
_MOST_SENTENCES = 2000
_MOST_IN_SENTENCE = 30

_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?!\d|,\d)")
_TIMES = (
    _YEAR,
    re.compile(
        r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    ),
    re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"),
    re.compile(
        r"\b(?:first|second|third|fourth|last)(?=\s(?:quarter|half|phase|stage|round|batch|week|day|year))"
    ),
)
# What happened to the things counted: a sentence on one side says nothing about the other.
_OPPOSITES = (
    ("kill|die|dead|death|slain", "wound|injur|hurt"),
    ("import", "export"),
    ("open|creat|establish", "clos|shut"),
    ("ris|rose|increas|grew|grow|gain", "fall|fell|declin|decreas|drop|shrank"),
    ("buy|bought|purchas", "sell|sold"),
    ("arriv|enter", "leav|left|depart"),
    ("north", "south"),
    ("east", "west"),
    ("male|men|boys", "female|women|girls"),
    (
        "in all|total|altogether|overall|combined",
        "first phase|phase|each|per|monthly|annually|average|initial",
    ),
    ("last year|previous|earlier|formerly", "this year|current|now"),
)
_SIDES = tuple(tuple(re.compile(rf"\b(?:{side})", re.IGNORECASE) for side in pair) for pair in _OPPOSITES)


@lru_cache(maxsize=256)
def _times(text: str) -> tuple[frozenset[str], ...]:
    """Years, months, weekdays and counted periods that `text` names."""
    return tuple(frozenset(pattern.findall(text)) for pattern in _TIMES)


@lru_cache(maxsize=256)
def _sides(text: str) -> tuple[tuple[bool, bool], ...]:
    """For each pair of opposites, which of the two `text` speaks of."""
    return tuple((bool(one.search(text)), bool(other.search(text))) for one, other in _SIDES)


@dataclass(frozen=True)
class SourceSentence:
    """A sentence of an excerpt, of its citation or of a note with its quantities; `text` is "" for an original."""

    text: str
    label: str
    quantities: tuple[Quantity, ...]
    part: Literal["body", "citation", "note", "original"] = "body"

    @cached_property
    def stems(self) -> set[str]:
        return content_stems(self.text)

    @cached_property
    def times(self) -> tuple[frozenset[str], ...]:
        return _times(self.text)

    @cached_property
    def sides(self) -> tuple[tuple[bool, bool], ...]:
        return _sides(self.text)


@dataclass(frozen=True)
class Claim:
    """A quantity that the digest itself names. `clause` is the part of its sentence that it stands in; `others` are the
    other quantities of the sentence; `has_note` where the sentence refers to a footnote.
    """

    passage: Passage
    quantity: Quantity
    sentence: str
    clause: str
    others: tuple[Quantity, ...]
    has_note: bool

    @cached_property
    def noun_stems(self) -> set[str]:
        return content_stems(self.quantity.phrase)

    @cached_property
    def stems(self) -> set[str]:
        """Those of the clause, the counted noun left out."""
        return content_stems(self.clause) - self.noun_stems

    @cached_property
    def times(self) -> tuple[frozenset[str], ...]:
        """Those of the clause; of each kind that it has none of, those of the sentence."""
        both = zip(_times(self.clause), _times(self.sentence), strict=True)
        return tuple(own or around for own, around in both)

    @cached_property
    def sides(self) -> tuple[tuple[bool, bool], ...]:
        return _sides(self.clause)

    @cached_property
    def telling(self) -> tuple[Quantity, ...]:
        """The other quantities of the sentence that are no small counts."""
        return tuple(one for one in self.others if one.family or one.low > 2)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of a claim's clause a source sentence shares: words of content, equal quantities, and the share of the
    shorter one's words.
    """

    words: int
    equals: int
    share: float

    @property
    def weight(self) -> int:
        return self.words + 2 * self.equals

    @property
    def is_certain(self) -> bool:
        """Hardly two different events: several words, and either another equal quantity or most of the words."""
        return self.weight >= 4 and self.words >= 2 and (self.equals > 0 or self.share >= 0.6)

    @property
    def is_likely(self) -> bool:
        return self.weight >= 2 and self.share >= 0.3


class Subjects:
    """What the excerpts tell of, sentence by sentence."""

    def __init__(self, article: ArticleText) -> None:
        texts = (passage.text for excerpt in article.excerpts for passage in excerpt.body)
        sentences = (text[start:end] for text in texts for start, end in sentence_spans(text))
        self._sentences = [content_stems(sentence) for sentence in islice(sentences, _MOST_SENTENCES)]

    def tell_of(self, claim: Claim) -> bool:
        """True where one sentence has most of the words of the claim's clause."""
        stems = claim.stems | claim.noun_stems
        least = max(1, min(4, -(-len(stems) // 2)))
        return any(len(stems & sentence) >= least for sentence in self._sentences)


def source_sentences(article: ArticleText) -> list[SourceSentence]:
    """Every sentence of the excerpts, of their citations and of the notes that holds a quantity."""
    found: list[SourceSentence] = []
    for excerpt in article.excerpts:
        found += _sentences(excerpt.citation.text, excerpt.label, "citation")
        for passage in excerpt.body:
            found += _sentences(passage.text, excerpt.label, "body")
        values = tuple(value for passage in excerpt.original for value in read_values(passage.text))
        if values:
            found.append(SourceSentence("", f"{excerpt.label} in the original", values, "original"))
    for note in article.notes:
        for passage in note.paragraphs:
            found += _sentences(passage.text, passage.label, "note")
    return found


def _sentences(text: str, label: str, part: Literal["body", "citation", "note"]) -> Iterator[SourceSentence]:
    for (start, end), quantities in _by_sentence(text, as_source=True).items():
        yield SourceSentence(text[start:end], label, tuple(quantities), part)


def _by_sentence(text: str, *, as_source: bool = False) -> dict[Span, list[Quantity]]:
    spans = sentence_spans(text)
    found: dict[Span, list[Quantity]] = {}
    for quantity in read_quantities(text, as_source=as_source):
        together = found.setdefault(span_around(spans, quantity.start), [])
        if len(together) < _MOST_IN_SENTENCE:
            together.append(quantity)
    return found


def claims(article: ArticleText) -> Iterator[Claim]:
    """Every quantity of the commentary, then of title, dek and pull quote."""
    head = [passage for passage in (article.title, article.dek, article.pull_quote) if passage]
    for passage in (*article.commentary, *head):
        for (start, end), quantities in _by_sentence(passage.text).items():
            has_note = any(start < at <= end + 1 for at, _ in passage.references)
            sentence = passage.text[start:end]
            for quantity in quantities:
                low, high = clause_span(passage.text, (start, end), quantity.start)
                others = tuple(one for one in quantities if one is not quantity)
                yield Claim(passage, quantity, sentence, passage.text[low:high], others, has_note)


def likeness(claim: Claim, source: SourceSentence) -> Likeness:
    """How alike the clause of `claim` and `source` are, the counted noun left out."""
    theirs = source.stems - claim.noun_stems
    shared = len(claim.stems & theirs)
    equals = sum(any(supports(one, other) for one in source.quantities) for other in claim.telling)
    return Likeness(shared, equals, shared / max(1, min(len(claim.stems), len(theirs))))


def tell_of_different_things(claim: Claim, source: SourceSentence) -> bool:
    """True where times, or words of opposite meaning, show that the two sentences speak of different events."""
    return tell_of_different_times(claim, source) or take_different_sides(claim, source)


def tell_of_different_times(claim: Claim, source: SourceSentence) -> bool:
    pairs = zip(claim.times, source.times, strict=True)
    return any(mine and theirs and not mine & theirs for mine, theirs in pairs)


def take_different_sides(claim: Claim, source: SourceSentence) -> bool:
    return any(
        one in ((True, False), (False, True)) and other == one[::-1]
        for one, other in zip(claim.sides, source.sides, strict=True)
    )


def count_the_same(claim: Quantity, source: Quantity) -> bool:
    """True for the same counted noun or, without one, the same kind of unit; and where no name parts them: four Arvanian
    boats are not the Tollish ones.
    """
    if claim.family != source.family or (not claim.family and claim.noun != source.noun):
        return False
    if claim.noun != source.noun and claim.noun and source.noun:
        return False
    return bool(claim.family or claim.noun) and are_comparable(claim, source)
