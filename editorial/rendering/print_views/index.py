"""The index of countries and outlets: where each source of the issue is quoted."""

import unicodedata

from editorial.registers.countries import country_name
from editorial.rendering.print_views import View, safe
from editorial.rendering.richtext_print import PrintText

ELSEWHERE = "Country not on record"


def index(sections: list[View]) -> list[View]:
    """Countries in the order of their names, each with its outlets and the excerpts from them; then those without one. Where no
    country is known, the one group has no name.

    An outlet with a country in one excerpt and none in another (an older snapshot) stands where it is known.
    """
    found: dict[tuple[str, str], View] = {}
    excerpts = [
        (article, excerpt)
        for section in sections
        for article in section["articles"]
        for excerpt in article["excerpts"]
        if excerpt["outlet"]
    ]
    known = {excerpt["outlet"]: excerpt["country"] for _article, excerpt in excerpts if excerpt["country"]}
    for article, excerpt in excerpts:
        country = excerpt["country"] or known.get(excerpt["outlet"], "")
        entry = found.setdefault(
            (country, excerpt["outlet"]),
            {"name": excerpt["outlet_html"], "places": [], "sort": excerpt["outlet"]},
        )
        entry["places"].append({"anchor": excerpt["anchor"], "article": article["plain_title"]})
    words = PrintText("index", "the index")
    groups: dict[str, list[View]] = {}
    for (country, _outlet), entry in found.items():
        groups.setdefault(country_name(country) if country else "", []).append(entry)
    return [
        {
            "country": safe(words.plain(name or (ELSEWHERE if len(groups) > 1 else ""))),
            "outlets": sorted(outlets, key=lambda entry: _order(entry["sort"])),
        }
        for name, outlets in sorted(groups.items(), key=lambda pair: (not pair[0], _order(pair[0])))
    ]


def _order(text: str) -> str:
    """By letters, whatever their marks and case; an article at the beginning counts as it is printed."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
