"""One name in two spellings inside an article.

Two words of names are compared by `likeness`; what stands around them says whether it is one person or place. Full names
that agree in everything but one word weigh most; a family name alone is compared with family names only.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from editorial.factcheck.finders.article_text import ArticleText, Spotted, spotted
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.names.known_spellings import has_two_forms
from editorial.factcheck.finders.names.likeness import (
    Likeness,
    consonant_frame,
    keys_of,
    likeness,
    metaphone,
)
from editorial.factcheck.finders.names.mentions import Mention, lowercase_words
from editorial.factcheck.finders.names.words import (
    fold,
    in_dictionary,
    is_geographic,
    is_given_name,
    is_ordinary,
)

# More words than this that share a key are no spellings of one name; more places than this are not compared.
_CROWD = 40
_PLACES_COMPARED = 30
_PASSAGES_REPORTED = 3
# What has more to compare is a list of names: the first of them are compared, so that the time stays within bounds.
_MOST_LIKENESSES = 20_000
_MOST_MEETINGS = 20_000
# So often a spelling has to stand in the digest's own words to be the settled one.
_OFTEN = 2
_NEARBY = 120
_UNRELATED = re.compile(
    r"\b(?:no relation|not related|unrelated|namesake|not to be confused)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A word of a name where it stands: word `at` of the mention."""

    mention: Mention
    at: int

    @property
    def alone(self) -> bool:
        return len(self.mention.words) == 1

    @property
    def closes(self) -> bool:
        return self.at == len(self.mention.words) - 1


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two standings with the words around them that agree: `before` and `after` them."""

    one: Standing
    other: Standing
    before: int
    after: int

    def text(self, standing: Standing) -> str:
        return standing.mention.text(standing.at - self.before, standing.at + self.after)

    def span(self, standing: Standing) -> tuple[int, int]:
        words = standing.mention.words
        return words[standing.at - self.before].start, words[standing.at + self.after].end


@dataclass(frozen=True, slots=True)
class Variant:
    """A pair of spellings. `whole` where the rest of a full name agrees."""

    kind: Likeness
    meeting: Meeting
    whole: bool


Vocabulary = dict[str, list[Standing]]


def vocabulary(mentions: list[Mention]) -> Vocabulary:
    """Each word of the names as written, in small letters, with all its places."""
    found: Vocabulary = defaultdict(list)
    for mention in mentions:
        for at, word in enumerate(mention.words):
            found[word.text.casefold()].append(Standing(mention, at))
    return found


def alike_pairs(words: Iterator[str]) -> Iterator[tuple[str, str, Likeness]]:
    """Pairs of words that may be one word in two spellings."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for word in words:
        if 3 <= len(word) <= 40:
            for key in keys_of(word):
                by_key[key].append(word)
    seen: set[tuple[str, str]] = set()
    for together in by_key.values():
        for one, other in combinations(together[:_CROWD], 2):
            if (one, other) in seen:
                continue
            if len(seen) == _MOST_LIKENESSES:
                return
            seen.add((one, other))
            if kind := likeness(one, other):
                yield one, other, kind


def _agree(one: str, other: str) -> bool:
    return fold(one) == fold(other) or (
        min(len(one), len(other)) > 3 and consonant_frame(one) == consonant_frame(other)
    )


def _is_aside(word: str) -> bool:
    return is_ordinary(word) or is_geographic(word)


def meet(one: Standing, other: Standing) -> Meeting | None:
    """The words around both that agree; None where the names go on in different words, as those of two people do."""
    reach = []
    for step in (-1, 1):
        count = 0
        while True:
            here, there = one.at + step * (count + 1), other.at + step * (count + 1)
            if not (0 <= here < len(one.mention.words) and 0 <= there < len(other.mention.words)):
                break
            first, second = one.mention.words[here].text, other.mention.words[there].text
            if not _agree(first, second):
                if not (_is_aside(first) or _is_aside(second)):
                    return None
                break
            count += 1
        reach.append(count)
    return Meeting(one, other, *reach)


def _weight(meeting: Meeting) -> tuple[int, int]:
    """How many words agree, and how many of them to the letter."""
    one, other = (standing.mention.words for standing in (meeting.one, meeting.other))
    steps = (*range(-meeting.before, 0), *range(1, meeting.after + 1))
    exact = sum(one[meeting.one.at + step].text == other[meeting.other.at + step].text for step in steps)
    return meeting.before + meeting.after, exact


def _best_meeting(ones: list[Standing], others: list[Standing]) -> tuple[Meeting | None, bool]:
    """The meeting with the most words, and whether any two places belong to different people."""
    best, strangers = None, False
    for one in ones[:_PLACES_COMPARED]:
        for other in others[:_PLACES_COMPARED]:
            found = meet(one, other)
            if found is None:
                strangers = True
            elif best is None or _weight(found) > _weight(best):
                best = found
    return best, strangers


def _rest(meeting: Meeting) -> list[str]:
    at = meeting.one.at
    words = meeting.one.mention.words[at - meeting.before : at + meeting.after + 1]
    return [word.text for number, word in enumerate(words) if number != meeting.before]


def _whole_severity(kind: Likeness, one: str, other: str, meeting: Meeting) -> Severity | None:
    if in_dictionary(one) and in_dictionary(other) and (is_ordinary(one) or is_ordinary(other)):
        return None
    both_own = meeting.one.mention.own and meeting.other.mention.own
    if kind in ("marks", "doubled"):
        return "warn" if both_own else "info"
    if kind in ("romanized", "vowels"):
        return "warn"
    names = [word for word in _rest(meeting) if not _is_aside(word)]
    if not names:
        return "warn" if min(len(one), len(other)) >= 6 and kind == "letters" else None
    same_place = meeting.one.mention.passage.place == meeting.other.mention.passage.place
    if is_given_name(one) and is_given_name(other) and not same_place:
        return "warn"
    return "block" if sum(map(len, names)) >= 4 and not _is_aside(one) and not _is_aside(other) else "warn"


def _single_severity(kind: Likeness, one: str, other: str, meeting: Meeting) -> Severity | None:
    shortest = min(len(one), len(other))
    if any(_is_aside(word) for word in (one, other)) or (in_dictionary(one) and in_dictionary(other)):
        return None
    both_own = meeting.one.mention.own and meeting.other.mention.own
    if kind == "marks":
        return "warn" if both_own else "info"
    if kind == "doubled":
        return "info"
    if kind == "romanized":
        return "warn" if shortest >= 5 else "info"
    if kind == "vowels":
        return "info" if shortest >= 6 else None
    return (
        "warn" if kind == "letters" and shortest >= 7 and metaphone(one)[:1] == metaphone(other)[:1] else None
    )


def _is_numerous(one: str, other: str, words: Vocabulary) -> bool:
    """True where the digest writes one spelling once and the other again and again: a slip, no choice."""
    few, many = sorted((words[one], words[other]), key=len)
    return len(few) == 1 and few[0].mention.own and sum(standing.mention.own for standing in many) >= _OFTEN


def _compare(kind: Likeness, one: str, other: str, words: Vocabulary) -> tuple[Severity, Meeting] | None:
    meeting, strangers = _best_meeting(words[one], words[other])
    if meeting is None:
        return None
    if meeting.before + meeting.after:
        severity = _whole_severity(kind, one, other, meeting)
        return (severity, meeting) if severity else None
    if strangers:
        return None
    ones = [standing for standing in words[one] if standing.closes]
    others = [standing for standing in words[other] if standing.closes]
    if not ones or not others or not any(standing.alone for standing in (*ones, *others)):
        return None
    severity = _single_severity(kind, one, other, meeting)
    if severity == "info" or (
        severity is None and kind in ("vowels", "letters") and _may_be_slip(one, other)
    ):
        severity = "warn" if _is_numerous(one, other, words) else severity
    return (severity, Meeting(ones[0], others[0], 0, 0)) if severity else None


def _told_apart(standings: list[Standing]) -> bool:
    """True where the text itself says near one of the names that they are two: “no relation to …”."""
    for standing in standings[:_PLACES_COMPARED]:
        at = standing.mention.words[0].start
        if _UNRELATED.search(standing.mention.passage.text, max(0, at - _NEARBY), at + _NEARBY):
            return True
    return False


def _may_be_slip(one: str, other: str) -> bool:
    known = any(_is_aside(word) or in_dictionary(word) for word in (one, other))
    return min(len(one), len(other)) >= 5 and not known


def _odd_one(one: str, other: str, words: Vocabulary) -> str:
    """The spelling to report: the rarer, the digest's own, the one no word list knows, the later."""

    def weight(word: str) -> tuple[int, bool, bool]:
        return len(words[word]), not words[word][0].mention.own, in_dictionary(word)

    return one if weight(one) < weight(other) else other


def _message(odd: str, other: str, label: str, severity: Severity) -> str:
    if severity == "block":
        return f"“{odd}” is “{other}” in {label}: these look like one name. Check which spelling is right and use it everywhere."
    if severity == "warn":
        return f"“{odd}” is spelled “{other}” in {label}. If it is the same name, use one spelling."
    return (
        f"“{odd}” is “{other}” in {label}. Choose one spelling, unless a quotation or a source needs its own."
    )


def _reports(
    code: str, severity: Severity, odd: list[Standing], meeting: Meeting, turned: bool
) -> Iterator[Spotted]:
    here, there = (meeting.other, meeting.one) if turned else (meeting.one, meeting.other)
    other, label = meeting.text(there), there.mention.passage.label
    seen = set()
    for standing in odd:
        found = meet(standing, there)
        place = standing.mention.passage.place
        if found is None or place in seen:
            continue
        seen.add(place)
        text = found.text(standing)
        message = _message(text, found.text(there), label, severity)
        yield spotted(
            code, severity, standing.mention.passage, found.span(standing), message,
            near=found.text(there), near_label=label, basis=(meeting.text(here), other),
        )  # fmt: skip
        if len(seen) == _PASSAGES_REPORTED:
            return


def _names_outlet(meeting: Meeting, outlets: set[str]) -> bool:
    return any(fold(meeting.text(standing)) in outlets for standing in (meeting.one, meeting.other))


def find_variants(article: ArticleText, mentions: list[Mention]) -> Iterator[Spotted]:
    """Pairs of spellings inside the article, at the odd one; `near` is the other one.

    “block” where full names of two or more words agree in all but one and that differs by more than its romanization.
    """
    words = vocabulary(mentions)
    small = lowercase_words(article)
    outlets = {fold(excerpt.outlet.removeprefix("The ")) for excerpt in article.excerpts if excerpt.outlet}
    meetings = 0
    for one, other, kind in alike_pairs(iter(words)):
        meetings += min(len(words[one]), _PLACES_COMPARED) * min(len(words[other]), _PLACES_COMPARED)
        if meetings > _MOST_MEETINGS:
            return
        if fold(one) in small or fold(other) in small or (has_two_forms(one) and has_two_forms(other)):
            continue
        found = _compare(kind, one, other, words)
        if found is None:
            continue
        severity, meeting = found
        if _told_apart(words[one]) or _told_apart(words[other]):
            continue
        odd = _odd_one(one, other, words)
        code = "name-variant"
        if meeting.before + meeting.after and _names_outlet(meeting, outlets):
            code, severity = "outlet-spelling", "warn" if severity == "info" else severity
        yield from _reports(code, severity, words[odd], meeting, odd == other)
