"""Which words exist, and how common they are: pyspellchecker's word lists and the house dictionary, read once."""

from functools import cache
from pathlib import Path
from string import ascii_lowercase

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

_HERE = Path(__file__).parent
_PREFIXES = (
    "counter", "electro", "photo", "hydro", "infra", "inter", "intra", "macro", "micro", "multi", "narco", "petro",
    "proto", "pseudo", "quasi", "socio", "super", "supra", "tele", "trans", "ultra", "under", "anti", "cyber", "aero",
    "agro", "auto", "semi", "mega", "mini", "hyper", "over", "post", "para", "neo", "geo", "eco", "bio", "non", "out",
    "mid", "mis", "dis", "pre", "pro", "sub", "tri", "bi", "co", "de", "re", "un",
)  # fmt: skip
_SHORT_PREFIXES = frozenset(["bi", "co", "de", "re", "un", "dis", "mis", "out", "pro", "sub", "tri"])
# (ending, what stood there before it)
_ENDINGS = (
    ("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""), ("ers", ""), ("er", "e"),
    ("ers", "e"), ("ly", ""), ("ness", ""), ("ist", ""), ("ists", ""), ("ism", ""), ("less", ""), ("like", ""),
    ("wide", ""), ("able", ""), ("able", "e"), ("ability", "able"), ("ies", "y"), ("ied", "y"), ("ization", "ize"),
    ("izations", "ize"), ("izing", "ize"), ("ized", "ize"), ("izes", "ize"), ("izer", "ize"), ("ize", ""),
    ("ization", ""), ("ally", "al"), ("ally", ""), ("ality", "al"), ("ship", ""), ("hood", ""), ("ward", ""),
)  # fmt: skip
_LONGEST = 30
# A word of a compound has to be this common; two rare words side by side are more often a slip.
_COMPOUND = 1500
_VERY_COMMON = 2000
_FUNCTION_WORDS = frozenset([
    "that", "this", "with", "from", "have", "been", "were", "they", "their", "there", "which", "would", "could", "will",
    "when", "what", "than", "then", "them", "these", "those", "into", "also", "some", "such", "more", "most", "only",
])  # fmt: skip


@cache
def word_counts(language: str) -> dict[str, int]:
    """How often each word of a language occurs in pyspellchecker's list. The first call reads it, up to half a second."""
    return dict(SpellChecker(language=language).word_frequency.items())


def read_words(name: str) -> frozenset[str]:
    """The words of a list beside this module; lines with # are comments."""
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def house_words() -> frozenset[str]:
    return read_words("house_words.txt")


def is_listed(word: str) -> bool:
    return word in word_counts("en") or word in house_words()


@cache
def is_word(word: str) -> bool:
    """True for an English word in lower case: listed, or made from a listed one in a regular way."""
    if len(word) > _LONGEST or is_listed(word):
        return True
    return _is_inflected(word) or _is_prefixed(word) or _is_compound(word)


def _is_inflected(word: str) -> bool:
    for ending, before in _ENDINGS:
        stem = word[: -len(ending)] + before
        if word.endswith(ending) and len(stem) >= 4 and is_listed(stem):
            return _fits(stem, ending, before)
    return False


def _fits(stem: str, ending: str, before: str) -> bool:
    """False for a regular form that English does not make so: “citys”, “hopeing”, “occured”, “admited”."""
    if before or ending not in {"s", "es", "ed", "ing", "er", "ers"}:
        return True
    if ending == "s":
        return not stem.endswith(("s", "x", "z", "ch", "sh")) and not (
            stem.endswith("y") and stem[-2] not in "aeiou"
        )
    if ending == "es":
        return stem.endswith(("s", "x", "z", "ch", "sh", "o"))
    if stem[-1] == "e" and stem[-2] not in "eoy":
        return False
    # Verbs that English knows have their forms in the list; only those of the house dictionary may be made here.
    return stem in house_words()


def _is_prefixed(word: str) -> bool:
    for prefix in _PREFIXES:
        stem = word.removeprefix(prefix)
        if stem != word and len(stem) >= (6 if prefix in _SHORT_PREFIXES else 4):
            return is_listed(stem) or _is_inflected(stem)
    return False


def _is_compound(word: str) -> bool:
    counts = word_counts("en")
    for at in range(4, len(word) - 3):
        first, second = word[:at], word[at:]
        if first in _FUNCTION_WORDS or second in _FUNCTION_WORDS:
            continue
        if counts.get(first, 0) >= _COMPOUND and counts.get(second, 0) >= _COMPOUND:
            return True
    return False


def one_letter_off(word: str, *, replaced: bool = True) -> set[str]:
    """Every string with a letter more, a letter less, two neighbors swapped, or (`replaced`) another letter. ASCII only."""
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {left + right[1:] for left, right in splits if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    found |= {left + letter + right for left, right in splits for letter in ascii_lowercase}
    if replaced:
        found |= {left + letter + right[1:] for left, right in splits if right for letter in ascii_lowercase}
    return found - {word}


@cache
def _by_ends() -> dict[tuple[str, str, int], list[str]]:
    """Very common words by first letter, last letter, and length."""
    found: dict[tuple[str, str, int], list[str]] = {}
    for word, count in word_counts("en").items():
        if count >= _VERY_COMMON and word.isalpha():
            found.setdefault((word[0], word[-1], len(word)), []).append(word)
    return found


@cache
def suggest(word: str) -> str | None:
    """The common word that an unknown one is a slip for, or None.

    The shorter the word, the more common and the nearer the suggestion must be. Distances are optimal string alignment:
    a letter too many, too few, wrong, or two letters swapped count 1. Two slips are allowed inside of a long word only.
    """
    if len(word) < 5 or len(word) > _LONGEST:
        return None
    counts = word_counts("en")
    least = {5: 20000, 6: 5000, 7: 1000, 8: 300}.get(len(word), 100)
    near = [one for one in one_letter_off(word) if counts.get(one, 0) >= least]
    if not near and len(word) >= 8:
        lengths = (len(word) - 1, len(word), len(word) + 1)
        pool = [one for length in lengths for one in _by_ends().get((word[0], word[-1], length), [])]
        near = [one for one, _, _ in process.extract(word, pool, scorer=OSA.distance, score_cutoff=2)]
    return max(near, key=lambda one: counts[one], default=None)
