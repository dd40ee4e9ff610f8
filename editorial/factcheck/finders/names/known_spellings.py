"""Names that have two usual forms: Kyiv and Kiev, Myanmar and Burma."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from editorial.factcheck.finders.article_text import ArticleText, Passage, Spotted, spotted
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.names.mentions import readable_passages
from editorial.factcheck.finders.names.words import entries


def _plain(form: str) -> str:
    return form.casefold().replace("'", "’")


@cache
def _forms() -> dict[str, str]:
    """Form in small letters → the name that it is a form of."""
    return {_plain(form): name for name, forms in entries("known_spellings.txt") for form in forms}


def has_two_forms(word: str) -> bool:
    """True for a form of a name on the list."""
    return _plain(word) in _forms()


@cache
def _pattern() -> re.Pattern[str]:
    forms = sorted(
        (form for _, forms in entries("known_spellings.txt") for form in forms), key=len, reverse=True
    )
    either = "|".join(re.escape(form).replace("’", "[’']") for form in forms)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def find_known_spellings(article: ArticleText) -> Iterator[Spotted]:
    """`name-variant` once per name and form: “warn” inside the digest's own words, “info” against a source."""
    used: dict[str, dict[str, list[tuple[Passage, re.Match[str], bool]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for passage, text, own in readable_passages(article):
        for match in _pattern().finditer(text):
            form = _plain(match.group())
            used[_forms()[form]][form].append((passage, match, own))
    for forms in used.values():
        ranked = sorted(forms.values(), key=lambda places: (len(places), not places[0][2]))
        usual, usual_match, usual_own = ranked[-1][0]
        for places in ranked[:-1]:
            passage, match, own = places[0]
            severity: Severity = "warn" if own and usual_own else "info"
            message = (
                f"“{match.group()}” is “{usual_match.group()}” in {usual.label}. Use one form, unless a quotation or a source"
                " needs its own."
            )
            yield spotted(
                "name-variant", severity, passage, match.span(), message, near=usual_match.group(),
                near_label=usual.label, basis=(match.group(), usual_match.group()),
            )  # fmt: skip
