"""A city with the wrong country: “Abidjan (Ghana)”, “Abidjan, Ghana-based”, “Ghana’s port city of Abidjan”.

Only a big city is judged, and only where no place of its name with 5,000 inhabitants lies in the named country.
"""

import re
from collections.abc import Iterator

from editorial.factcheck.finders.article_text import ArticleText, Passage, Spotted, spotted
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.names.gazetteer import codes_of, fold_place, places
from editorial.factcheck.finders.names.mentions import readable_passages
from editorial.factcheck.finders.names.words import demonyms, fold, listed

_CAP = r"(?<!\w)[^\W\d_a-z][^\W\d_]{0,30}(?:['’][^\W\d_s][^\W\d_]{0,30})?"
_NAME = rf"{_CAP}(?:[ -](?:(?:of|de|do|da|del|el|al|the|and|es) )?{_CAP}){{0,3}}"
_COMMA = re.compile(rf"(?P<city>{_NAME})(?P<between>, )(?:the )?(?P<country>{_NAME})(?P<based>-based)?")
_BRACKET = re.compile(rf"(?P<city>{_NAME}) \((?:the )?(?P<country>{_NAME})\)")
_KINDS = (
    "largest biggest second third main northern southern eastern western northeastern northwestern southeastern"
    " southwestern central coastal capital port border commercial economic historic holy industrial key strategic"
    " desert mining garrison ancient administrative political financial busy second-largest second-biggest"
).split()
_OF = re.compile(
    rf"(?<![-\w])(?P<country>{_CAP}(?: {_CAP}){{0,2}})(?P<owner>['’]s?)? "
    rf"(?:(?:{'|'.join(_KINDS)}) ){{0,3}}(?:city|capital|port|town)(?: city)?(?: of |, | )(?P<city>{_NAME})"
)
# Whose city it is, is itself in dispute: nothing is said.
_DISPUTED = frozenset(
    frozenset(pair.split("-"))
    for pair in "RU-UA IL-PS IL-SY MA-EH CN-TW CN-HK CN-MO RS-XK AM-AZ GE-RU SD-SS CY-TR MD-RU GB-IE".split()
)
_KASHMIR = frozenset(("srinagar", "jammu", "muzaffarabad", "gilgit", "skardu", "leh", "mirpur"))
_SOLE_STATES = frozenset(("VA", "MC", "SG"))


def find_wrong_countries(article: ArticleText) -> Iterator[Spotted]:
    """`place-country` for each city that is given a country in which there is none of its name."""
    for passage, text, _ in readable_passages(article):
        for match in _COMMA.finditer(text):
            # In a headline a comma stands for “and”.
            titled = passage.place.field == "title" and not match["based"]
            if not titled and (severity := _after_comma(text, match)):
                yield from _judge(passage, match, _country_codes(match["country"]), severity)
        for match in _BRACKET.finditer(text):
            yield from _judge(passage, match, _country_codes(match["country"]), "block")
        for match in _OF.finditer(text):
            codes = _country_codes(match["country"]) if match["owner"] else _people_codes(match["country"])
            yield from _judge(passage, match, codes, "block")


def _after_comma(text: str, match: re.Match[str]) -> Severity | None:
    """“In Abidjan, Ghana …” may begin a clause, and “Abidjan, Ghana, and Mali” is a list: neither is judged."""
    # A hundred letters on either side tell; the rest of a long text would be copied for every name.
    after = text[match.end() : match.end() + 100]
    if match["based"]:
        return "block"
    if after[:2] in ("’s", "'s") or after[:1] in ("-", "’", "'"):
        return None
    if re.match(r"\s?(?:,? (?:and|or|but|as well)\b|, (?:the )?[^\W\d_a-z]| ?[&/])", after):
        return None
    before = text[max(0, match.start("city") - 100) : match.start("city")].rstrip()
    if before.endswith(",") or re.search(r"\b(?:and|between|both)$", before):
        return None
    if after[:1] in (")", "]", ";") or re.match(r"[.…!?:]?[”\"']?\s*(?:$|\n)|[.!?]\s|\s?\(", after):
        return "block"
    return (
        "warn" if re.match(r",\s(?:where|on|in|at|during|after|before|last|to|from|for)\b", after) else None
    )


def _country_codes(name: str) -> tuple[str, ...]:
    code = places().countries.get(fold_place(name.removeprefix("the ")))
    # Georgia is a state of the USA as well.
    return () if code is None else ("GE", "US") if code == "GE" else (code,)


def _people_codes(words: str) -> tuple[str, ...]:
    """Codes for the nationality that stands last: “In the Ghanaian” → Ghana."""
    parts = words.split()
    known = demonyms()
    for first in range(len(parts)):
        if codes := known.get(fold(" ".join(parts[first:]))):
            return codes if fold_place(" ".join(parts[first:])) not in places().countries else ()
    return ()


def _city(name: str) -> str:
    words = name.split()
    while len(words) > 1 and fold(words[0]) in listed("function_words.txt"):
        words.pop(0)
    return " ".join(words)


def _judge(
    passage: Passage, match: re.Match[str], codes: tuple[str, ...], severity: Severity
) -> Iterator[Spotted]:
    city = _city(match["city"])
    key, known = fold_place(city), places()
    real = codes_of(known.big, key)
    if not codes or not real or key in known.countries or fold(city) in demonyms():
        return
    if set(codes) & set(codes_of(known.cities, key)) or set(real) & _SOLE_STATES:
        return
    if key in _KASHMIR:
        return
    if any(frozenset((named, there)) in _DISPUTED for named in codes for there in real):
        return
    where = " or ".join(known.country_names[code] for code in real)
    named = known.country_names[codes[0]]
    start = match.end("city") - len(city)
    if match.start("country") < match.start("city"):
        start = match.end("country") - len(_city(match["country"]))
    end = max(match.end("country"), match.end("city"))
    end += match.group().endswith(")")
    message = (
        f"{city} is in {where}; no city of this name is known in {named}. Correct the city or the country."
    )
    yield spotted("place-country", severity, passage, (start, end), message)
