"""Terms that the house writes one way: the list is `house_terms.csv`, with the reason for each."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from editorial.factcheck.finders.article_text import Spotted, spotted
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.language.prose import Prose

_NUMBER_BEFORE = re.compile(
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|billion|trillion))\s*$",
    re.IGNORECASE,
)
# How far around a term words decide what it means.
_AROUND = 140


@dataclass(frozen=True, slots=True)
class HouseTerm:
    """`unless` and `only_if` are looked for around the term, `after` directly behind it."""

    wrong: re.Pattern[str]
    right: str
    severity: Severity
    reason: str
    unless: re.Pattern[str] | None
    only_if: re.Pattern[str] | None
    after: re.Pattern[str] | None
    unless_number: bool

    def applies(self, text: str, start: int, end: int) -> bool:
        around = text[max(0, start - _AROUND) : start] + " " + text[end : end + _AROUND]
        if self.unless_number and _NUMBER_BEFORE.search(text[max(0, start - 20) : start]):
            return False
        if self.after and not self.after.match(text, end):
            return False
        if self.unless and self.unless.search(around):
            return False
        return not self.only_if or bool(self.only_if.search(around))


def _pattern(words: str) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE) if words else None


@cache
def house_terms() -> tuple[HouseTerm, ...]:
    """The list. A term in lower case is found in any case, one with capitals only as it is written."""
    lines = (Path(__file__).parent / "house_terms.csv").read_text(encoding="utf-8").splitlines()
    found = []
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        flags = re.IGNORECASE if row["wrong"].islower() else re.NOFLAG
        wrong = rf"(?<![\w’'-]){row['wrong']}(?![\w-])"
        unless = row["unless"].removeprefix("#").removeprefix("|")
        severity: Severity = "info" if row["severity"] == "info" else "warn"
        after = re.compile(row["after"]) if row["after"] else None
        found.append(
            HouseTerm(
                re.compile(wrong, flags), row["right"], severity, row["reason"], _pattern(unless),
                _pattern(row["only_if"]), after, row["unless"].startswith("#"),
            )
        )  # fmt: skip
    return tuple(found)


def find_house_terms(prose: Prose) -> Iterator[Spotted]:
    """`house-term`."""
    for term in house_terms():
        for match in term.wrong.finditer(prose.text):
            if term.applies(prose.text, match.start(), match.end()):
                right = _like(term.right, match.group())
                message = f"Write “{right}”, not “{match.group()}”: {term.reason}"
                yield spotted("house-term", term.severity, prose.passage, match.span(), message)


def _like(right: str, found: str) -> str:
    return right[:1].upper() + right[1:] if found[:1].isupper() else right
