"""The words of a text as a quotation is compared by them: without marks, case and typography."""

import re
import unicodedata
from dataclasses import dataclass

# Combining marks, the soft hyphen and the joiners belong to the word that they stand in.
_INSIDE = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\xad\u200b-\u200d"
)
_LETTERS = rf"[^\W\d_](?:[^\W_]|[{_INSIDE}])*"
# Scripts that are written without spaces: every letter counts as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[$€£¥₹%]|[{_UNSPACED}]|\d+(?:[.,:]\d+)*|{_LETTERS}(?:['’ʼ‘′]{_LETTERS})*")
_DROPPED = re.compile("[\xad\u200b-\u200d\u064b-\u0652\u0640]")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘′", "'"))
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")

ARTICLES = frozenset(["a", "an", "the"])
PRONOUNS = frozenset(
    "i we you he she it they me us him her them my our your his its their mine ours yours theirs "
    "myself ourselves himself herself itself themselves this that these those".split()
)
NEGATIONS = frozenset("not no never none nor neither nobody nothing without cannot".split())
# Small words that turn the sense of a sentence.
WEIGHTY = NEGATIONS | frozenset(
    "may might could would should must shall will can only all every few most more less least before after "
    "against except unless until if both half".split()
)
FUNCTION = (
    ARTICLES
    | PRONOUNS
    | WEIGHTY
    | frozenset(
        "of to in on at by for from with about into onto over under between among through during within upon "
        "toward towards across along behind beyond near off out up down around as than like per via and or but "
        "so yet because since while although though whether when where who whom whose which what why how "
        "is are was were be been being am do does did done has have had having there here then also too very "
        "just even such own same other any some each another one's".split()
    )
)
_SUFFIXES = ("ings", "ing", "edly", "ed", "ly", "es", "s", "d")


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `start` to `end`; words with one `key` are the same word of a quotation."""

    key: str
    start: int
    end: int


def key_of(word: str) -> str:
    """`word` without case and typography: “Côte” stays apart from “Cote”, “Russia’s” is “russia's”."""
    key = (
        word
        if word.isascii()
        else unicodedata.normalize("NFKC", _DROPPED.sub("", word)).translate(_APOSTROPHES)
    )
    if _THOUSANDS.fullmatch(key):
        return key.replace(",", "")
    return key.casefold()


def words(text: str) -> list[Word]:
    """The words of `text` in order."""
    return [Word(key_of(match.group()), match.start(), match.end()) for match in WORD.finditer(text)]


def is_function(key: str) -> bool:
    return key in FUNCTION or key.endswith("n't")


def is_weighty(key: str) -> bool:
    """True where exchanging or dropping the word changes what is said."""
    return key not in FUNCTION or key in WEIGHTY


def is_negation(key: str) -> bool:
    return key in NEGATIONS or key.endswith("n't")


def stem(key: str) -> str:
    """A rough stem: “attacks”, “attacked”, “attacking” and “attack's” are one."""
    key = key.removesuffix("'s").removesuffix("'")
    if key.endswith("ies") and len(key) > 5:
        return key[:-3] + "y"
    for suffix in _SUFFIXES:
        if key.endswith(suffix) and len(key) - len(suffix) >= 4:
            key = key[: -len(suffix)]
            break
    return key.removesuffix("e") if len(key) > 4 else key


def without_accents(key: str) -> str:
    decomposed = unicodedata.normalize("NFD", key)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
