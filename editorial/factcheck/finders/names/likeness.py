"""How near two words of names are in sight and sound."""

import re
from functools import cache
from typing import Literal

import jellyfish
from rapidfuzz.distance import OSA, Levenshtein

from editorial.factcheck.finders.names.words import fold, is_geographic, is_given_name

Likeness = Literal["marks", "doubled", "romanized", "vowels", "letters", "sound"]

# Latin spellings of one sound in names that come from other scripts, the longer first.
_SOUNDS = (
    ("tch", "ch"), ("dzh", "j"), ("sch", "sh"), ("zh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g"), ("ph", "f"),
    ("th", "t"), ("dh", "d"), ("ck", "k"), ("ou", "u"), ("oo", "u"), ("x", "ks"), ("q", "k"), ("w", "v"),
    ("ei", "i"), ("ai", "i"), ("ey", "i"), ("ay", "i"), ("o", "u"), ("y", "i"), ("e", "i"),
)  # fmt: skip
_HARD_C = re.compile(r"c(?![hei])")
# Haniyya, Haniyah, Haniyeh.
_FINAL_YA = re.compile(r"(?:iyy|iy|yy|y)[ae]h?$")
_DOUBLE = re.compile(r"(.)\1+")
# Endings that make another word of a name: plural, people, language, movement, woman's family name.
_ENDINGS = (
    "s",
    "es",
    "n",
    "an",
    "ian",
    "ean",
    "ese",
    "ish",
    "ic",
    "ist",
    "ists",
    "ism",
    "ite",
    "ites",
    "stan",
    "ni",
)
_ENDING_PAIRS = (
    ("a", "an"), ("a", "ans"), ("y", "ies"), ("o", "an"), ("a", "i"), ("an", "ans"), ("e", "ian"), ("ia", "ian"), ("i", "is"),
    ("sky", "skaya"), ("skiy", "skaya"), ("skyy", "ska"), ("sky", "ska"), ("ski", "ska"), ("ov", "ova"), ("ev", "eva"),
    ("in", "ina"), ("y", "a"), ("a", "o"), ("o", "os"), ("ist", "ism"), ("y", "ical"), ("e", "ed"),
    ("er", "ing"), ("ing", "ed"), ("ia", "ie"), ("i", "a"), ("yy", "a"), ("iy", "aya"),
)  # fmt: skip
_VOWELS = frozenset("aeiouy")


@cache
def sounds(word: str) -> str:
    """`word` as it would be spelled if every romanization were the same one: “Jaish” and “Jaysh” agree."""
    plain = _FINAL_YA.sub("ia", fold(word))
    for given, heard in _SOUNDS:
        plain = plain.replace(given, heard)
    plain = _DOUBLE.sub(r"\1", _HARD_C.sub("k", plain))
    return plain.rstrip("h") or plain


@cache
def consonant_frame(word: str) -> str:
    """`sounds` with unstressed a, e and i as one: “Mohammed” and “Muhammad” agree."""
    return sounds(word).replace("i", "a")


@cache
def metaphone(word: str) -> str:
    return str(jellyfish.metaphone(fold(word)))


def is_derived(one: str, other: str) -> bool:
    """True where one folded word is formed from the other: Houthi and Houthis, Crimea and Crimean."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and len(short) > 2 and long[len(short) :] in _ENDINGS:
        return True
    if short + "i" == long and short[-1] not in _VOWELS:
        return True
    return any(_swap(one, other, pair) or _swap(other, one, pair) for pair in _ENDING_PAIRS)


def _swap(one: str, other: str, endings: tuple[str, str]) -> bool:
    first, second = endings
    stem = one[: -len(first)]
    return len(stem) > 2 and one.endswith(first) and other == stem + second


def _is_slip(one: str, other: str) -> bool:
    """One letter more, less, other, or two exchanged, in words long enough that this is hardly another name."""
    if one[1:] == other or other[1:] == one:
        return min(len(one), len(other)) >= 5
    if one[0] != other[0] or OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    shortest = min(len(one), len(other))
    if shortest >= 6:
        return True
    return shortest >= 4 and _changed(one, other) <= _VOWELS


def _changed(one: str, other: str) -> set[str]:
    """The letters that stand in the other word only."""
    edits = Levenshtein.editops(one, other)
    gone = {one[edit.src_pos] for edit in edits if edit.tag != "insert"}
    return gone | {other[edit.dest_pos] for edit in edits if edit.tag != "delete"}


def _sounds_alike(one: str, other: str) -> bool:
    # In three letters another vowel makes another name: Kim and Kam.
    if one[0] != other[0] or max(len(one), len(other)) < 4 or min(len(one), len(other)) < 3:
        return False
    return Levenshtein.distance(one, other, score_cutoff=2) <= 2 and metaphone(one) == metaphone(other)


def _is_other_sex(one: str, other: str) -> bool:
    """Two given names that part by their last vowel: Julio and Julia, Ivan and Ivana, Michel and Michelle."""
    if not (is_given_name(one) and is_given_name(other)):
        return False
    return one.rstrip("aeio") == other.rstrip("aeio") or one[-1] == "a" or other[-1] == "a"


@cache
def likeness(one: str, other: str) -> Likeness | None:
    """How two spellings are one word, or None where they are two words. Symmetric; case does not count."""
    first, second = fold(one), fold(other)
    if first == second:
        return None if one.casefold() == other.casefold() else "marks"
    kind = _nearness(first, second) if min(len(first), len(second)) >= 3 else None
    # What stands below costs more than the comparison, and few pairs come here.
    if kind is None or (is_geographic(first) and is_geographic(second)):
        return None
    return None if is_derived(first, second) or _is_other_sex(first, second) else kind


def _nearness(first: str, second: str) -> Likeness | None:
    if abs(len(first) - len(second)) > 4:
        return None
    if _single_letters(first) == _single_letters(second):
        return "doubled"
    if sounds(first) == sounds(second):
        return "romanized"
    if min(len(first), len(second)) >= 5 and consonant_frame(first) == consonant_frame(second):
        return "vowels"
    if _is_slip(first, second):
        return "letters"
    return "sound" if _sounds_alike(first, second) else None


@cache
def _single_letters(word: str) -> str:
    return _DOUBLE.sub(r"\1", word)


def keys_of(word: str) -> set[str]:
    """Words that may be alike share one of these keys."""
    plain = fold(word)
    shorter = {plain[:at] + plain[at + 1 :] for at in range(len(plain))} if len(plain) < 40 else set()
    return {
        f"={plain}",
        f"~{consonant_frame(word)}",
        f"#{metaphone(word)}",
        f"-{plain}",
        *(f"-{one}" for one in shorter),
    }
