"""Titles in their own language: words that no dictionary of the language has and that lack or have one letter too many.

Only French, Portuguese, Italian and German (what is written small) are read. The Spanish, Russian and Persian lists lack
too many inflected forms, and Arabic writes particles and words as one: there a finder would cry wolf.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from spellchecker import SpellChecker

from editorial.factcheck.finders.article_text import ArticleText, ExcerptText, Spotted, spotted
from editorial.factcheck.finders.language.dictionaries import is_listed, one_letter_off
from editorial.factcheck.finders.language.prose import find_title, without_addresses

_LANGUAGES = frozenset(["fr", "pt", "it", "de"])
_WORD = re.compile(r"(?<![\w’'-])(?:[^\W\d_]{1,5}[’'])?(?P<word>[^\W\d_]+)(?![\w’'-])")
_LEAST_LENGTH = 5
# A suggestion must be this common in the language's list (subtitles), and whole lists reach from 50 to millions.
_COMMON = 1000
_ENDINGS = ("s", "es", "e", "x", "ne", "nes", "a", "o")


def _fold(word: str) -> str:
    """Without accents: é is e, ç is c, œ is oe."""
    decomposed = unicodedata.normalize("NFD", word.replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=3)
def _forms(language: str) -> tuple[frozenset[str], dict[str, tuple[int, str]]]:
    """Every word of a language without its accents; and of the common ones, how common, and how they are written.

    Takes up to a second and 60 MB for the longest list (Portuguese), so that only a few languages are kept.
    """
    folded = set()
    common: dict[str, tuple[int, str]] = {}
    for word, count in SpellChecker(language=language).word_frequency.items():
        plain = _fold(word)
        folded.add(plain)
        if count >= _COMMON:
            common[plain] = max(common.get(plain, (0, "")), (count, word))
    return frozenset(folded), common


def _correction(word: str, language: str) -> str | None:
    """The common word that differs by one letter more, less, or out of order; None for what may be right."""
    folded, common = _forms(language)
    plain = _fold(word)
    if len(word) < _LEAST_LENGTH or plain in folded or is_listed(plain):
        return None
    # A regular plural or feminine form of a word that the list has.
    if any(plain.endswith(end) and plain[: -len(end)] in folded for end in _ENDINGS):
        return None
    near = [one for one in one_letter_off(plain, replaced=False) if one in common]
    # A word cut from a page most often lost its first letter.
    best = max(near, key=lambda one: (one.endswith(plain), common[one]), default=None)
    return common[best][1] if best else None


def find_in_original_titles(article: ArticleText) -> Iterator[Spotted]:
    """`spelling`, info: the title is the source's, so it is compared there before anything is changed."""
    for excerpt in article.excerpts:
        language = excerpt.language.partition("-")[0]
        if language in _LANGUAGES and excerpt.original_title:
            yield from _find_in_title(excerpt, language)


def _find_in_title(excerpt: ExcerptText, language: str) -> Iterator[Spotted]:
    found = find_title(excerpt, excerpt.original_title)
    if found is None:
        return
    start, end = found
    for match in _WORD.finditer(without_addresses(excerpt.citation.text[start:end])):
        word = match["word"]
        right = _correction(word, language) if word.islower() else None
        if right:
            message = f"“{word}” is probably “{right}”. Compare the title with the source."
            span = (start + match.start("word"), start + match.end("word"))
            yield spotted("spelling", "info", excerpt.citation, span, message)
