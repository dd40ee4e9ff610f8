"""Acronyms: one expansion each, the usual one, and none left unexplained.

Expansions before parentheses are found as by A. Schwartz and M. Hearst, “A Simple Algorithm for Identifying Abbreviation
Definitions in Biomedical Text” (2003).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from editorial.factcheck.finders.article_text import ArticleText, Passage, Spotted, spotted
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.names.mentions import readable_passages
from editorial.factcheck.finders.names.undefined import find_undefined
from editorial.factcheck.finders.names.words import entries, fold, is_geographic, listed

# “(RSF)”, “(the RSF)”, “(RSF’s)”, “(RSF; the army)”.
_BRACKETED = re.compile(r"\((?:the |or |“)?(?P<acronym>[A-Z][A-Z]{1,8})(?:s|['’]s)?(?=[)”,;:\s])")
_EXPLAINED = re.compile(r"(?<![\w-])(?P<acronym>[A-Z]{2,9}) \((?P<words>[^\W\d_][^()]{5,120})\)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.;:!?…()\[\]“”\"]")
_UN = re.compile(r"\bU\.?N\.?(?!\w)")
_FOREIGN = frozenset(
    "de la du des le les pour et en y el los las del para der die das und für di il per dos da e i".split()
)
_LINKS = frozenset("of for the and in on to against with de la du des le les pour et del y di da".split())


@dataclass(frozen=True, slots=True)
class Expansion:
    """An acronym explained from `start` to `end` of a passage. `fits` where its letters stand in the words, in order."""

    acronym: str
    words: str
    passage: Passage
    start: int
    end: int
    own: bool
    fits: bool

    @property
    def stems(self) -> frozenset[str]:
        return stems(self.words)

    @property
    def foreign(self) -> bool:
        return any(fold(word) in _FOREIGN for word in _WORD.findall(self.words))


def stems(words: str) -> frozenset[str]:
    """The beginnings of the words that carry the meaning."""
    small = listed("function_words.txt", "particles.txt")
    parts = (fold(word) for word in _WORD.findall(_UN.sub("United Nations", words.replace("-", " "))))
    return frozenset(word[:5] for word in parts if word not in small and len(word) > 1)


def long_form(before: str, acronym: str) -> int | None:
    """Where in `before`, the text before the parenthesis, the words of `acronym` begin."""
    at = len(before) - 1
    for number, letter in reversed(list(enumerate(acronym.lower()))):
        while at >= 0 and (
            before[at].lower() != letter or (number == 0 and at > 0 and before[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
        at -= 1
    return at + 1


def _end_before(text: str, at: int) -> int:
    """Where the text before `at` ends without the white space behind it."""
    window = text[max(0, at - 200) : at]
    return at - len(window) + len(window.rstrip())


def _clause(text: str, end: int, words: int) -> int:
    """Where the last `words` words of the sentence before `end` begin."""
    first = max(
        (match.end() for match in _SENTENCE.finditer(text, max(0, end - 200), end)), default=max(0, end - 200)
    )
    starts = [match.start() for match in _WORD.finditer(text, first, end)]
    return starts[-words] if len(starts) > words else (starts[0] if starts else end)


def _capitalized_run(text: str, first: int, end: int) -> int | None:
    """Where the run of capitalized words that ends at `end` begins; links between them belong to it."""
    begin = None
    for match in reversed(list(_WORD.finditer(text, first, end))):
        word = match.group()
        if word[0].isupper() and fold(word) not in listed("function_words.txt"):
            begin = match.start()
        elif word not in _LINKS:
            break
    return begin


def _begin(text: str, first: int, end: int, acronym: str) -> tuple[int | None, bool]:
    """Where the words of `acronym` begin between `first` and `end`, and whether its letters fit them."""
    words = list(_WORD.finditer(text, first, end))
    for at in range(len(words)):
        kept = [word.group() for word in words[at:] if word.group() not in _LINKS]
        if words[at].group() not in _LINKS and "".join(word[0] for word in kept).upper() == acronym:
            return words[at].start(), True
    run = _capitalized_run(text, first, end)
    at_letters = long_form(text[first:end], acronym)
    if run is not None:
        return run, long_form(text[run:end], acronym) == 0
    return (None, False) if at_letters is None else (first + at_letters, True)


def read_expansions(article: ArticleText) -> list[Expansion]:
    """Every acronym that the article explains, in order."""
    found = []
    for passage, text, own in readable_passages(article):
        for match in _BRACKETED.finditer(text):
            end = _end_before(text, match.start())
            acronym = match["acronym"]
            first = _clause(text, end, min(len(acronym) + 5, len(acronym) * 2))
            begin, fits = _begin(text, first, end, acronym)
            if begin is not None and end - begin > len(acronym):
                close = match.end() + (text[match.end()] == ")")
                found.append(Expansion(acronym, text[begin:end], passage, begin, close, own, fits))
        for match in _EXPLAINED.finditer(text):
            # “ABC (Australian public broadcaster)” describes an outlet.
            described = passage.place.field == "citation" and match["words"].split()[-1].islower()
            if not described and long_form(match["words"], match["acronym"]) == 0:
                found.append(
                    Expansion(match["acronym"], match["words"], passage, *match.span("words"), own, True)
                )
    return found


def find_acronyms(article: ArticleText) -> Iterator[Spotted]:
    """Expansions that differ or are not the usual ones, letters in another order, and acronyms without words."""
    expansions = read_expansions(article)
    by_acronym: dict[str, list[Expansion]] = defaultdict(list)
    for one in expansions:
        by_acronym[one.acronym].append(one)
    for together in by_acronym.values():
        yield from _differing(together)
        yield from _unusual(together)
    doubled = list(_two_acronyms(expansions))
    yield from doubled
    told = {(one.place, one.start) for one in doubled}
    for first in (together[0] for together in by_acronym.values()):
        if (first.passage.place, first.start) not in told:
            yield from _unordered(first)
    yield from find_undefined(article, set(by_acronym))


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or one <= other or other <= one


def _differing(together: list[Expansion]) -> Iterator[Spotted]:
    first, told = together[0], set()
    for one in together[1:]:
        if _same(one.stems, first.stems) or one.words.casefold() in told:
            continue
        told.add(one.words.casefold())
        plain = one.foreign == first.foreign and one.fits and first.fits
        severity: Severity = "warn" if plain else "info"
        message = (
            f"{one.acronym} is “{one.words}” here and “{first.words}” in {first.passage.label}. Give it one expansion,"
            " or tell the two apart."
        )
        yield spotted(
            "acronym-expansion", severity, one.passage, (one.start, one.end), message,
            near=first.words, near_label=first.passage.label, basis=(one.words, first.words),
        )  # fmt: skip


def _unusual(together: list[Expansion]) -> Iterator[Spotted]:
    """Words that are nearly, and not quite, those that the acronym usually stands for."""
    usual = dict(entries("acronyms.txt")).get(together[0].acronym, ())
    for one in together[:1]:
        if not usual or one.foreign or any(_same(one.stems, stems(form)) for form in usual):
            continue
        for form in usual:
            shared, missing, extra = one.stems & stems(form), stems(form) - one.stems, one.stems - stems(form)
            odd = [word for word in _WORD.findall(one.words) if fold(word)[:5] in extra]
            if len(shared) < 2 or len(shared) <= len(missing) or any(is_geographic(word) for word in odd):
                continue
            message = f"{one.acronym} usually stands for “{form}”. Check the name of the organization."
            yield spotted(
                "acronym-unusual",
                "warn",
                one.passage,
                (one.start, one.end),
                message,
                near=form,
                near_label="usual name",
            )
            break


def _unordered(one: Expansion) -> Iterator[Spotted]:
    initials = [
        word[0].upper() for word in _WORD.findall(one.words.replace("-", " ")) if fold(word) not in _LINKS
    ]
    usual = dict(entries("acronyms.txt")).get(one.acronym, ())
    if (
        one.fits
        or any(_same(one.stems, stems(form)) for form in usual)
        or len(one.acronym) < 3
        or sorted(initials) != sorted(one.acronym)
    ):
        return
    message = (
        f"The letters of {one.acronym} stand in another order than the words “{one.words}”. Correct the acronym, or leave it"
        " if it comes from another language."
    )
    yield spotted("acronym-letters", "info", one.passage, (one.start, one.end), message)


def _two_acronyms(expansions: list[Expansion]) -> Iterator[Spotted]:
    known: dict[frozenset[str], Expansion] = {}
    told = set()
    for one in expansions:
        if len(one.stems) < 2:
            continue
        first = known.setdefault(one.stems, one)
        if first.acronym == one.acronym or one.acronym in told:
            continue
        told.add(one.acronym)
        message = f"“{one.words}” is {one.acronym} here and {first.acronym} in {first.passage.label}. Use one acronym."
        yield spotted(
            "acronym-expansion", "warn", one.passage, (one.start, one.end), message,
            near=first.acronym, near_label=first.passage.label, basis=(one.words, first.words),
        )  # fmt: skip
