"""The noun that a number counts: “ten new embassies in …” → “embassy”."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\s*-?\s*(?P<word>[^\W\d_]+(?:[-’'][^\W\d_]+)*)")
_OF_THE = re.compile(
    r"\s*(?:-?odd\b|-strong\b|-?fold\b|or\s+(?:so|more|fewer|less)\b|\+)?\s*"
    r"(?:of\s+(?:the|its|their|his|her|our|these|those|all|them)\b)?"
)
_MOST_WORDS = 6
_STOP = frozenset(
    """
a an the this that these those and or but nor of to in on at by for with without within between among during before
after since until against through across from as than so also while which who whom whose when where if because is are
was were be been being has have had do does did will would can could may might must shall should it its he she they
two three four five six seven eight nine ten eleven twelve
their his her not only then yet per via into over under about around near up out off each more said says
""".split()
)
# Plurals without an s, and words that end in s and are none.
IRREGULAR = {
    "people": "person", "persons": "person", "men": "man", "women": "woman", "children": "child",
    "servicemen": "serviceman", "servicewomen": "servicewoman", "policemen": "policeman", "gunmen": "gunman",
    "fishermen": "fisherman", "businessmen": "businessman", "spokesmen": "spokesman", "lives": "life",
    "personnel": "personnel", "aircraft": "aircraft", "troops": "troop", "police": "police",
    "cattle": "cattle", "sheep": "sheep", "fish": "fish", "hovercraft": "hovercraft", "spacecraft": "spacecraft",
    "watercraft": "watercraft", "feet": "foot", "crises": "crisis", "bases": "base", "species": "species",
    "headquarters": "headquarters", "dead": "dead", "killed": "killed", "wounded": "wounded",
    "injured": "injured", "missing": "missing", "displaced": "displaced", "deaths": "death",
    "knives": "knife", "wives": "wife", "livestock": "livestock", "vehicles": "vehicle", "countries": "country",
    "axes": "axis", "analyses": "analysis", "movies": "movie", "cookies": "cookie",
}  # fmt: skip
_NO_PLURAL = ("ss", "us", "is", "ous")


@dataclass(frozen=True, slots=True)
class Counted:
    """`noun` in the singular, "" where none is found; `phrase` is what stands from the number to the noun, in small
    letters, and `end` where it ends.
    """

    noun: str
    phrase: str
    end: int


def singular(word: str) -> str:
    """The singular of an English noun in small letters; a word that is no plural comes back as it is."""
    word = word.lower()
    if word in IRREGULAR:
        return IRREGULAR[word]
    if not is_plural(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


def is_plural(word: str) -> bool:
    lower = word.lower()
    return lower in IRREGULAR or (len(lower) > 3 and lower.endswith("s") and not lower.endswith(_NO_PLURAL))


def counted(text: str, at: int) -> Counted:
    """The noun that a number ending at `at` counts: the last of the first run of plurals behind it."""
    hyphen = re.compile(r"-(?!(?:odd|strong|plus|fold)\b)(?P<word>[a-z]+)").match(text, at)
    if hyphen:
        return Counted(singular(hyphen["word"]), hyphen["word"], hyphen.end())
    skipped = _OF_THE.match(text, at)
    begin = at = skipped.end() if skipped else at
    noun, end = "", at
    for _ in range(_MOST_WORDS):
        token = _TOKEN.match(text, at)
        if not token or token["word"].lower() in _STOP:
            break
        word = token["word"].removesuffix("’").removesuffix("'")
        if is_plural(word.rsplit("-", 1)[-1]):
            noun, end = singular(word), token.end()
        elif noun:
            break
        at = token.end()
    return Counted(noun, " ".join(text[begin:end].lower().split()), end)
