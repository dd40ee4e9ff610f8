"""Words that do not exist and stand near a common one; countries and nationalities that are nearly right.

Silent wherever a writer may know better than a dictionary: names, foreign words, quotations, words that no common word
resembles.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from editorial.factcheck.finders.article_text import Spotted, spotted
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.language.british import american_form
from editorial.factcheck.finders.language.countries import capital_missing, near_calendar, near_country
from editorial.factcheck.finders.language.dictionaries import is_listed, is_word, suggest
from editorial.factcheck.finders.language.prose import Prose
from editorial.factcheck.finders.language.tokens import Token, read_tokens

# A capitalized word at the start of a sentence may be a name: only a long one, near a very common word, is reported.
_OPENING_LENGTH = 8
# From so many words on, a paragraph of which the dictionary knows less than this share is in another language.
_ENOUGH = 12
_KNOWN_SHARE = 0.6


@cache
def _misspellings() -> dict[str, str]:
    lines = (Path(__file__).parent / "misspellings.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["wrong"]: row["right"] for row in rows}


def find_spelling(prose: Prose, known: frozenset[str] = frozenset()) -> Iterator[Spotted]:
    """`spelling` and `spelling-british`. `known` are words (lower case) that the sources of the article use as well."""
    tokens = read_tokens(prose.text)
    if not _is_english(tokens):
        return
    seen: set[str] = set()
    for index, token in enumerate(tokens):
        if token.text in seen:
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        report = _british(prose, token) or _misspelled(prose, token, following, known)
        if report:
            seen.add(token.text)
            yield report


def _is_english(tokens: list[Token]) -> bool:
    words = [token.text for token in tokens if token.is_lower]
    return len(words) < _ENOUGH or sum(map(is_listed, words)) >= _KNOWN_SHARE * len(words)


def _british(prose: Prose, token: Token) -> Spotted | None:
    if prose.advisory or not token.is_lower or token.in_foreign:
        return None
    american = american_form(token.text)
    if american is None:
        return None
    message = f"“{token.text}” is British spelling. Write “{american}”, unless it belongs to a name."
    return spotted("spelling-british", "info", prose.passage, (token.start, token.end), message)


def _misspelled(prose: Prose, token: Token, following: Token | None, known: frozenset[str]) -> Spotted | None:
    right = _correction(token, following, known)
    if right is None:
        return None
    severity: Severity = "info" if prose.advisory else "warn"
    if prose.advisory:
        message = f"“{token.text}” is probably “{right}”. Compare with the source before you change it."
    elif right == token.text.capitalize():
        message = f"“{token.text}” takes a capital letter. Write “{right}”."
    else:
        message = (
            f"“{token.text}” is not in the dictionary. “{right}” is: correct it, or keep it if it is meant."
        )
    return spotted("spelling", severity, prose.passage, (token.start, token.end), message)


def _correction(token: Token, following: Token | None, known: frozenset[str]) -> str | None:
    lower = token.text.lower()
    certain = _misspellings().get(lower)
    if certain:
        return _in_case(certain, token.text) if token.is_lower or token.text.istitle() else None
    if not token.text.isascii():
        return None
    if not token.is_lower:
        return (
            near_calendar(token.text)
            or near_country(token.text)
            or _opening_correction(token, following, known)
        )
    if not token.in_foreign and (capital := capital_missing(token.text)):
        return capital
    if token.in_foreign or token.glossed or lower in known or is_word(lower) or american_form(lower):
        return None
    return suggest(lower)


def _opening_correction(token: Token, following: Token | None, known: frozenset[str]) -> str | None:
    """The correction of a capitalized word at the start of a sentence that goes on in lower case."""
    lower = token.text.lower()
    if not token.opens or token.in_foreign or not token.text.istitle() or len(lower) < _OPENING_LENGTH:
        return None
    if following is None or not following.is_lower or following.start - token.end > 1 or lower in known:
        return None
    if (
        is_word(lower)
        or american_form(lower)
        or lower.endswith(("son", "sen", "man", "ov", "ova", "ev", "eva"))
    ):
        return None
    found = suggest(lower)
    return found.capitalize() if found and abs(len(found) - len(lower)) <= 1 else None


def _in_case(right: str, like: str) -> str:
    return right.capitalize() if like[:1].isupper() else right
