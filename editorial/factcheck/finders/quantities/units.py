"""Units and currencies: their spellings, and how many of the family's base unit they are."""

import re
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """`family` is what can be compared (“length”, “duration”, “money:dollar”); `factor` leads to its base unit."""

    name: str
    family: str
    factor: Decimal = Decimal(1)


# family | name | factor | spellings, as regular expressions without capitals
_TABLE = """
percent|percent|1|%|per\\s?cent|percent|percentage[ -]points?|pct
duration|second|1|seconds?
duration|minute|60|minutes?|mins?
duration|hour|3600|hours?|hrs?
duration|day|86400|days?
duration|week|604800|weeks?
duration|month|2629800|months?
duration|year|31557600|years?|yrs?|year-olds?|years-old
duration|decade|315576000|decades?
duration|century|3155760000|centur(?:y|ies)
length|millimeter|0.001|mm|millimet(?:er|re)s?
length|centimeter|0.01|cm|centimet(?:er|re)s?
length|meter|1|m|met(?:er|re)s?
length|kilometer|1000|kms?|kilomet(?:er|re)s?
length|foot|0.3048|ft|feet|foot
length|mile|1609.344|mi|miles?
length|nautical mile|1852|nautical[ -]miles?|nm|nmi
area|square meter|1|sq\\.?\\s?m|m²|square[ -]met(?:er|re)s?
area|hectare|10000|ha|hectares?
area|acre|4046.86|acres?
area|square kilometer|1000000|sq\\.?\\s?km|km²|km2|square[ -]kilomet(?:er|re)s?
area|square mile|2589988|sq\\.?\\s?mi|square[ -]miles?
mass|kilogram|1|kgs?|kilograms?|kilos?
mass|ton|1000|tons?|tonnes?|metric[ -]tons?|metric[ -]tonnes?
mass|pound|0.45359|lbs?
volume|liter|1|lit(?:er|re)s?
volume|barrel|158.987|barrels?|bbl
volume|cubic meter|1000|m³|m3|cubic[ -]met(?:er|re)s?|cu\\.?\\s?m
power|kilowatt|1|kw|kilowatts?
power|megawatt|1000|mw|megawatts?
power|gigawatt|1000000|gw|gigawatts?
speed|kilometer an hour|1|km/h|kph|kmh|kilomet(?:er|re)s? (?:per|an) hour
speed|mile an hour|1.609344|mph|miles? (?:per|an) hour
speed|knot|1.852|knots?
degree|degree|1|°[cf]?|degrees?
"""
_CURRENCIES = """
dollar|(?:(?:u\\.?s\\.?|american|australian|canadian|taiwan(?:ese)?|singapore|hong kong)\\s)?dollars?|usd|us\\$|aud|cad
euro|euros?|eur
pound|pounds?(?: sterling)?|gbp|(?:egyptian|sudanese|syrian|lebanese) pounds?
yuan|yuan|cny|rmb|renminbi
yen|yen|jpy
rupee|(?:indian |pakistani |sri lankan |nepali )?rupees?|inr|pkr
ruble|(?:russian )?rou?bles?|rub
hryvnia|hryvni?as?|uah
lira|(?:turkish )?liras?|try
rial|(?:iranian )?rials?|irr
riyal|(?:saudi |qatari )?riyals?|sar
toman|tomans?
dinar|(?:iraqi |kuwaiti |algerian |libyan |serbian )?dinars?
dirham|(?:uae |moroccan )?dirhams?|aed
shekel|(?:new )?(?:israeli )?shekels?|nis|ils
naira|naira|ngn
shilling|(?:kenyan? |ugandan? |tanzanian? )?shillings?|kes
franc|(?:cfa |swiss )?francs?(?: cfa)?|cfa|fcfa|xof|xaf
rand|(?:south african )?rands?|zar
birr|birr|etb
tenge|tenge|kzt
som|soms?|sums?|uzs
manat|manats?
afghani|afghanis?|afn
taka|taka
baht|baht
rupiah|rupiah|idr
ringgit|ringgit
dong|(?:vietnamese )?dong|vnd
won|(?:south korean )?won|krw
peso|(?:mexican |argentine |chilean |colombian |philippine )?pesos?
real|(?:brazilian )?reais|brl
bolivar|bol[ií]vars?|bol[ií]vares
zloty|z[lł]oty(?:s|ch)?|pln
krona|(?:swedish |danish |norwegian )?kron(?:a|or|er|e)
"""
_SIGNS = {
    "$": "dollar", "€": "euro", "£": "pound", "¥": "yuan", "₹": "rupee", "₽": "ruble", "₴": "hryvnia",
    "₺": "lira", "₦": "naira", "₩": "won", "₪": "shekel", "₸": "tenge", "₫": "dong", "rs": "rupee",
    "usd": "dollar", "eur": "euro", "gbp": "pound", "cny": "yuan", "rmb": "yuan", "inr": "rupee",
    "pkr": "rupee", "r$": "real",
}  # fmt: skip


def _rows() -> list[tuple[Unit, str]]:
    rows = []
    for line in _TABLE.strip().splitlines():
        family, name, factor, spellings = line.split("|", 3)
        rows += [(Unit(name, family, Decimal(factor)), spelling) for spelling in _alternatives(spellings)]
    for line in _CURRENCIES.strip().splitlines():
        name, spellings = line.split("|", 1)
        rows += [(Unit(name, f"money:{name}"), spelling) for spelling in _alternatives(spellings)]
    return rows


def _alternatives(spellings: str) -> list[str]:
    """Cut at the bars that stand in no bracket."""
    parts, depth = [""], 0
    for character in spellings:
        depth += (character == "(") - (character == ")")
        if character == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


# Speeds and long spellings first, so that “kilometers an hour” and “km/h” are not read as kilometers.
_ROWS = sorted(_rows(), key=lambda row: (row[0].family != "speed", -len(row[1])))
_PATTERN = re.compile(
    "|".join(f"(?P<u{index}>{spelling})(?!\\w)" for index, (_, spelling) in enumerate(_ROWS)),
    re.IGNORECASE,
)
_GAP = re.compile(r"\s?-?\s?(?:more\s|additional\s)?")
_SIGN_BEFORE = re.compile(
    r"(?<!\w)(?:US|U\.S\.|A|AU|C|CA|NZ|HK|NT|S)?\s?(?P<sign>R?\$|[€£¥₹₽₴₺₦₩₪₸₫]|Rs\.?|USD|EUR|GBP|CNY|RMB|INR|PKR)\s?$"
)


def unit_behind(text: str, at: int, *, any_case: bool = False) -> tuple[Unit, int] | None:
    """The unit that follows a number ending at `at`, and where it ends. A capital letter marks a name (“Six-Day War”),
    except in symbols and where `any_case` is set, as for headlines.
    """
    gap = _GAP.match(text, at)
    start = gap.end() if gap else at
    window = text[start : start + 40]
    match = _PATTERN.match(window)
    if not match or match.lastgroup is None:
        return None
    word = window[: match.end()]
    if not any_case and len(word) > 2 and word[0].isupper() and word[1:].islower() and " " not in word:
        return None
    return _ROWS[int(match.lastgroup[1:])][0], start + match.end()


def currency_before(text: str, at: int) -> tuple[Unit, int] | None:
    """The currency whose sign ends where a number begins at `at`, and where the sign begins."""
    start = max(0, at - 8)
    match = _SIGN_BEFORE.search(text[start:at])
    if not match:
        return None
    begin = match.start() + len(match.group()) - len(match.group().lstrip())
    name = _SIGNS[match["sign"].lower().rstrip(".")]
    return Unit(name, f"money:{name}"), start + begin
