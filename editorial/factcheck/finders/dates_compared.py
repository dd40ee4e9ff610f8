"""Days that the digest gives otherwise than its source: “from 12 to 14 August” against “from 12 to 15 August”.

find_dates_compared(article, archive) -> date-disagrees
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from editorial.factcheck.finders.article_text import Archive, ArticleText, Passage, Spotted, spotted
from editorial.factcheck.finders.dates import MONTHS
from editorial.factcheck.finders.quantities.sentences import content_stems, sentence_spans

_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_TO = r"(?:\s?[-–—]\s?|\s(?:to|and|through|until)\s)"
_DAYS = re.compile(
    rf"(?<![\w.,/-])(?:(?P<d1>{_DAY})(?:{_TO}(?P<d2>{_DAY}))?\s(?P<m1>{_MONTH})"
    rf"|(?P<m2>{_MONTH})\s(?P<d3>{_DAY})(?:{_TO}(?P<d4>{_DAY}))?)(?!\w|[.,]?\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_CALENDAR = frozenset(
    content_stems(" ".join(MONTHS) + " Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
)
# Words of content that two sentences must share, and the share of the shorter one.
_WORDS = 3
_SHARE = 0.35
_MOST = 300

Day = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Days:
    """One day, or the first and the last of a range, as (month, day)."""

    start: int
    end: int
    text: str
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: Passage
    start: int
    end: int
    found: tuple[Days, ...]
    stems: frozenset[str]


def read_days(text: str) -> list[Days]:
    """Every day with its month, with or without a year, in order."""
    found = []
    for match in _DAYS.finditer(text):
        month = MONTHS[(match["m1"] or match["m2"]).lower().rstrip(".")]
        numbers = [match[name] for name in ("d1", "d2", "d3", "d4") if match[name]]
        days = tuple((month, int(_NUMBER.match(number).group())) for number in numbers)  # type: ignore[union-attr]
        found.append(Days(match.start(), match.end(), match.group(), days))
    return found


def find_dates_compared(article: ArticleText, archive: Archive) -> Iterator[Spotted]:
    """Reports on a day that no source has where a sentence of an excerpt tells the same with another day of that month, or
    with that day of another month.
    """
    told = [day for excerpt in article.excerpts for passage in excerpt.body for day in _days_of(passage.text)]
    cited = [day for excerpt in article.excerpts for day in _days_of(excerpt.citation.text)]
    noted = [day for note in article.notes for day in _days_of(note.text)]
    known = {*told, *cited, *noted}
    if not told:
        return
    bodies = (passage for excerpt in article.excerpts for passage in excerpt.body)
    theirs = list(islice((one for passage in bodies for one in _sentences(passage)), _MOST))
    own = list(islice((one for passage in article.own for one in _sentences(passage)), _MOST))
    mentioned = {day for one in own for days in one.found for day in days.days}
    for mine in own:
        if any(mine.start < at <= mine.end + 1 for at, _ in mine.passage.references):
            continue
        for days in mine.found:
            if not set(days.days) <= known and (other := _other_day(mine, days, theirs, mentioned)):
                yield _report(mine, days, *other)


def _days_of(text: str) -> list[Day]:
    return [day for days in read_days(text) for day in days.days]


def _sentences(passage: Passage) -> Iterator[_Sentence]:
    for start, end in sentence_spans(passage.text):
        text = passage.text[start:end]
        if found := read_days(text):
            yield _Sentence(passage, start, end, tuple(found), frozenset(content_stems(text) - _CALENDAR))


def _other_day(
    mine: _Sentence, days: Days, theirs: list[_Sentence], mentioned: set[Day]
) -> tuple[_Sentence, Days] | None:
    best: tuple[int, _Sentence, Days] | None = None
    for source in theirs:
        shared = len(mine.stems & source.stems)
        if best is not None and shared <= best[0]:
            continue
        for other in source.found:
            # Of two ranges with one end in common, fewer words say that they are one event.
            half_agrees = bool(set(days.days) & set(other.days))
            least, share = (_WORDS - 1, _SHARE / 2) if half_agrees else (_WORDS, _SHARE)
            if shared < least or shared < share * min(len(mine.stems), len(source.stems)):
                continue
            if _is_the_same_told_otherwise(days, other) and not set(other.days) <= mentioned:
                best = shared, source, other
                break
    return best[1:] if best else None


def _is_the_same_told_otherwise(mine: Days, other: Days) -> bool:
    if len(mine.days) != len(other.days):
        return False
    pairs = list(zip(mine.days, other.days, strict=True))
    same_month = all(one[0] == two[0] for one, two in pairs)
    same_day = all(one[1] == two[1] for one, two in pairs)
    return same_month or same_day


def _report(mine: _Sentence, days: Days, source: _Sentence, other: Days) -> Spotted:
    label = source.passage.label
    text = source.passage.text[source.start : source.end]
    message = (
        f"“{days.text}” here, “{other.text}” in {label}, where the sentence is much the same. "
        "Compare them and correct the date."
    )
    span = mine.start + days.start, mine.start + days.end
    return spotted(
        "date-disagrees", "warn", mine.passage, span, message, near=text, near_label=label, basis=(text,)
    )
