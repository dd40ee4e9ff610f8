"""The index of countries and outlets, in print and on the web: which foreign sources an issue reads, and in which article."""

import unicodedata
from typing import Any

from editorial.registers.countries import country_name

View = dict[str, Any]
UNKNOWN = "Country not on record"


def sources_of(sections: list[View]) -> list[View]:
    """Countries by name, then outlets whose country is not on record: each with its outlets, each of these with its excerpts.

    Where no country is known, the one group has no name. An outlet with a country in one excerpt and
    none in another stands where it is known.
    """
    countries: dict[str, dict[str, View]] = {}
    everything = [e for section in sections for article in section["articles"] for e in article["excerpts"]]
    known = {excerpt["outlet"]: excerpt["country"] for excerpt in everything if excerpt["country"]}
    for section in sections:
        for article in section["articles"]:
            for excerpt in article["excerpts"]:
                name = excerpt["outlet"]
                if not name:
                    continue
                country = excerpt["country"] or known.get(name, "")
                outlets = countries.setdefault(country, {})
                outlet = outlets.setdefault(_key(name), {"name": excerpt["outlet_html"], "excerpts": []})
                outlet["excerpts"].append({"excerpt": excerpt, "article": article})
    groups = [_group(code, outlets, alone=len(countries) == 1) for code, outlets in countries.items()]
    return sorted(groups, key=lambda group: (not group["code"], _key(group["name"]), group["code"]))


def _group(code: str, outlets: dict[str, View], *, alone: bool) -> View:
    return {
        "code": code,
        "name": country_name(code) if code else "" if alone else UNKNOWN,
        "outlets": [outlet for _key_of_it, outlet in sorted(outlets.items())],
    }


def _key(name: str) -> str:
    """How a name is sorted: without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
