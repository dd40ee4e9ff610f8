"""Misspelled countries, peoples, capitals and very big cities: “Afganistan”, “Phillipine”."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from editorial.factcheck.finders.article_text import ArticleText, Spotted, spotted
from editorial.factcheck.finders.names.gazetteer import fold_place, places
from editorial.factcheck.finders.names.likeness import is_derived
from editorial.factcheck.finders.names.mentions import Mention, Word, lowercase_words
from editorial.factcheck.finders.names.words import (
    entries,
    fold,
    in_dictionary,
    is_geographic,
    is_given_name,
    is_ordinary,
    listed,
    read_listed,
)

# Capitals that keep their accent in US newsrooms that print accents at all.
_ACCENTED = {
    "yaounde": "Yaoundé",
    "lome": "Lomé",
    "bogota": "Bogotá",
    "asuncion": "Asunción",
    "brasilia": "Brasília",
}
# Slips in words too short for the rule below.
_OFTEN_WRONG = {
    "lybia": "Libya",
    "lybian": "Libyan",
    "lybya": "Libya",
    "quatar": "Qatar",
    "quatari": "Qatari",
    "burkino": "Burkina",
}
_ONE_SLIP = 6
_REGION = 9
_SHORTEST = 4
_TWO_SLIPS = 9


@cache
def _targets() -> dict[str, str]:
    """Folded word → how it is written."""
    names = [name for _, words in entries("demonyms.txt") for name in words]
    names += [*places().country_names.values(), *places().metropolises.values()]
    names += [name.title() for name in places().capitals]
    names += [word for word in read_listed("regions.txt") if len(word) >= _REGION]
    return {
        fold(name): name for name in names if " " not in name and "-" not in name and len(name) >= _ONE_SLIP
    }


def _is_known(word: str) -> bool:
    return (
        in_dictionary(word)
        or is_given_name(word)
        or is_geographic(word)
        or fold_place(word) in places().cities
        or any(not letter.isascii() for letter in word)
    )


@cache
def intended_place(word: str) -> tuple[str, int] | None:
    """The country, people or city that `word` seems to be a slip for, and by how many letters; None for known words."""
    key = fold(word)
    if len(key) < _ONE_SLIP or len(key) > 30 or _is_known(word):
        return None
    allowed = 2 if len(key) >= _TWO_SLIPS else 1
    for target, distance, _ in process.extract(
        key, list(_targets()), scorer=OSA.distance, score_cutoff=allowed, limit=3
    ):
        # Of regions and peoples too many forms are about for two slips.
        too_far = distance > 1 and target in listed("regions.txt")
        if target[0] == key[0] and not too_far and not is_derived(key, target):
            return _targets()[target], int(distance)
    return None


def _stands_in_name(mention: Mention, word: Word) -> bool:
    """True beside words that make it somebody's name."""
    others = [one.text for one in mention.words if one is not word]
    return any(not is_ordinary(one) and not is_geographic(one) for one in others)


def find_misspelled_places(article: ArticleText, mentions: list[Mention]) -> Iterator[Spotted]:
    """`place-spelling`, once per passage and word."""
    yield from _in_two_words(mentions)
    small, seen = lowercase_words(article), set()
    counts = Counter(word.key for mention in mentions for word in mention.words)
    for mention in mentions:
        for word in mention.words:
            here = (mention.passage.place, word.text)
            if here in seen or word.key in small:
                continue
            seen.add(here)
            if right := _right(mention, word, counts[word.key]):
                message = (
                    f"“{word.text}”: is “{right}” meant? Correct it; in a quoted title or a translation, check the"
                    " source first."
                )
                span = word.start, word.end
                yield spotted("place-spelling", "warn", mention.passage, span, message, near=right)


@cache
def _pairs() -> dict[str, dict[str, str]]:
    """Of the countries in two words: word → the other word, folded → how the whole is written. Both ways around."""
    found: dict[str, dict[str, str]] = {}
    for name in places().country_names.values():
        words = name.split()
        if len(words) == 2 and all(word.isalpha() and len(word) >= _SHORTEST for word in words):
            one, other = map(fold, words)
            found.setdefault(f"{one} ", {})[other] = name
            found.setdefault(f" {other}", {})[one] = name
    return found


def _in_two_words(mentions: list[Mention]) -> Iterator[Spotted]:
    """“Sierra Leonne”, “Burkino Faso”: one word is right and the other nearly so."""
    for mention in mentions:
        for one, other in pairwise(mention.words):
            for known, odd in ((f"{one.key} ", other), (f" {other.key}", one)):
                for target, name in _pairs().get(known, {}).items():
                    slip = odd.key != target and OSA.distance(odd.key, target, score_cutoff=1) <= 1
                    if not slip or in_dictionary(odd.text) or is_derived(odd.key, target):
                        continue
                    span = one.start, other.end
                    message = f"“{mention.passage.text[slice(*span)]}”: is “{name}” meant? Correct it."
                    yield spotted("place-spelling", "warn", mention.passage, span, message, near=name)


def _right(mention: Mention, word: Word, count: int) -> str | None:
    """What `word` should be. A word of somebody's name, or one that returns again and again, has to be very near."""
    key = word.text.casefold()
    if known := _ACCENTED.get(key) or _OFTEN_WRONG.get(key):
        return known
    found = intended_place(word.text)
    if found is None or (found[1] > 1 and count > 2):
        return None
    doubtful = found[1] > 1 or len(word.key) < 8
    return None if doubtful and _stands_in_name(mention, word) else found[0]
