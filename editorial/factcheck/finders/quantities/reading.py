"""Reads the quantities of a text: a number in words or figures, its unit or currency, and the noun it counts."""

import re
from dataclasses import dataclass
from decimal import Decimal

from editorial.factcheck.finders.quantities.masks import is_name_behind, is_title_case, masked
from editorial.factcheck.finders.quantities.nouns import Counted, counted
from editorial.factcheck.finders.quantities.number_words import (
    FIGURES,
    WORDS,
    figure_value,
    scale_of,
    words_value,
)
from editorial.factcheck.finders.quantities.units import Unit, currency_before, unit_behind

_NUMBER = re.compile(f"{FIGURES}|{WORDS}", re.IGNORECASE)
_FRACTION = re.compile(
    r"(?<![\w-])(?P<n>a|one|two|three|four)(?:-|\s(?=\w+\s(?:of|the)\b))"
    r"(?P<d>half|halves|thirds?|quarters?|fourths?|fifths?)\b",
    re.IGNORECASE,
)
_PARTS = {"hal": 2, "thi": 3, "qua": 4, "fou": 4, "fif": 5}
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_TO = re.compile(r"\s?[-–—]\s?|\s(?:to|or)\s(?:about\s|nearly\s|even\s)?")
_BETWEEN = re.compile(r"\bbetween\s+[\w.]*\s?[$€£]?$", re.IGNORECASE)
_QUALIFIER = re.compile(
    r"(?:^|[\s(“\"—–,])(?:"
    r"(?P<about>about|around|some|approximately|approx\.|roughly|nearly|almost|close to|circa|c\.|ca\.|estimated|an estimated"
    r"|virtually|approaching|somewhere around|or so)"
    r"|(?P<max>up to|at most|as many as|as much as|no more than|not more than|a maximum of|fewer than|less than|under|below"
    r"|just under|short of)"
    r"|(?P<min>at least|no fewer than|no less than|not less than|a minimum of|more than|over|above|in excess of|upwards of"
    r"|just over|well over|exceeding|exceeded|beyond|surpassed|surpassing|topped|another)"
    r")\s+(?:the\s|a\s)?$|~\s?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s?(?:(?P<min>\+|plus\b|or\smore\b|and\smore\b)|(?P<max>or\s(?:less|fewer)\b)|(?P<about>-?odd\b))"
)
_OR_SO = re.compile(r"[\w\s%-]{0,20}?\bor\sso\b")
_VAGUE = re.compile(
    r"\b(?:several|few|many|couple|tens|hundreds|thousands|millions|countless)\s(?:of\s)?$", re.IGNORECASE
)
_YEARS = re.compile(r"(?:1[0-9]|20|21)\d\d$")
_ORDINAL = re.compile(r"-?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|th)\b", re.IGNORECASE)
# Digits and separators of Arabic, Persian and others in their place in the text, letter for letter.
_SIGNS = str.maketrans({"٬": ",", "٫": ".", "٪": "%", "％": "%", "＄": "$", "\u2011": "-", "﹪": "%"})


# A passage with more numbers is a table.
_MOST_NUMBERS = 2000


@dataclass(frozen=True, slots=True)
class Quantity:
    """`low` to `high` (equal where it is no range), in base units of `unit` where there is one.

    `bound`: “exact”, “about”, “min” (at least, more than), “max” (up to, under). `noun` is the counted noun in the
    singular, `phrase` all that stands from the number to it, up to `noun_end`.
    """

    start: int
    end: int
    text: str
    low: Decimal
    high: Decimal
    unit: Unit | None
    bound: str
    noun: str
    phrase: str
    in_words: bool
    noun_end: int

    @property
    def family(self) -> str:
        return self.unit.family if self.unit else ""


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    value: Decimal
    in_words: bool
    scale: int
    is_name: bool = False


def with_ascii_digits(text: str) -> str:
    """`text` with every decimal digit as 0–9, of the same length."""
    if text.isascii():
        return text
    translated = text.translate(_SIGNS)
    return re.sub(r"[^\W\D_]", lambda match: str(int(match.group())), translated)


def read_quantities(text: str, *, as_source: bool = False) -> list[Quantity]:
    """Every quantity of an English text, in order. Dates, years, designations, ordinals and vague numbers (“dozens”)
    are none.

    `as_source`: what may be a year or a name and may be a count (“2000 soldiers”, “Tollmark 60 tanks”) is given too,
    without its noun: it can support a claim and contradict none.
    """
    plain = masked(with_ascii_digits(text))
    title_case = is_title_case(text)
    numbers = _joined(plain, _numbers(plain, title_case, as_source))
    found, index = [_share(text, match) for match in _FRACTION.finditer(plain)], 0
    while index < len(numbers):
        first, last = numbers[index], numbers[index]
        if index + 1 < len(numbers) and _is_range(plain, first, numbers[index + 1]):
            last = numbers[index + 1]
            index += 1
        elif index + 1 < len(numbers) and _is_score(plain, first, numbers[index + 1]):
            index += 2
            continue
        index += 1
        quantity = _quantity(text, plain, first, last, title_case, as_source)
        if quantity:
            found.append(quantity)
    return sorted(found, key=lambda one: one.start)


def _numbers(plain: str, title_case: bool, as_source: bool) -> list[_Number]:
    fractions = {match.start() for match in _FRACTION.finditer(plain)}
    found: list[_Number] = []
    at = 0
    while (match := _NUMBER.search(plain, at)) and len(found) < _MOST_NUMBERS:
        if match["figure"]:
            number = _in_figures(plain, match, title_case)
        else:
            number = None if match.start("words") in fractions else _in_words(plain, match, title_case)
        # “twenty thirty” is one match and two numbers.
        at = number.end if number else match.end()
        if (
            number
            and (as_source or not number.is_name)
            and not _VAGUE.search(plain, max(0, number.start - 16), number.start)
        ):
            found.append(number)
    return found


def _in_figures(plain: str, match: re.Match[str], title_case: bool) -> _Number | None:
    start, end = match.span()
    value = figure_value(match["figure"], match["scale"], match["short"])
    money = currency_before(plain, start)
    scale = scale_of(match.group()[len(match["figure"]) :])
    if match["m"] and money:
        value *= scale
    elif match["m"]:
        end, scale = match.end("figure"), 1
    is_name = not money and scale == 1 and is_name_behind(plain, start, title_case)
    return _Number(start, end, value, False, scale, is_name)


def _in_words(plain: str, match: re.Match[str], title_case: bool) -> _Number | None:
    read = words_value(match)
    if not read:
        return None
    value, end = read
    word = match["words"]
    before = plain[max(0, match.start() - 3) : match.start()].rstrip()
    sentence_start = not before or before[-1] in '.!?…“"(:\n'
    if (word[0].isupper() and not sentence_start and not title_case) or _ORDINAL.match(plain, end):
        return None
    start = match.start() if match["article"] and value >= 6 else match.start("words")
    return _Number(start, end, value, True, scale_of(plain[start:end]))


def _joined(plain: str, numbers: list[_Number]) -> list[_Number]:
    """“1 million 700 thousand”, as many languages say it, is one number."""
    joined: list[_Number] = []
    for number in numbers:
        last = joined[-1] if joined else None
        if (
            last
            and last.scale > number.value
            and plain[last.end : number.start] == " "
            and not number.is_name
        ):
            value = last.value + number.value
            joined[-1] = _Number(last.start, number.end, value, last.in_words, number.scale)
        else:
            joined.append(number)
    return joined


def _is_range(plain: str, first: _Number, second: _Number) -> bool:
    between = plain[first.end : second.start]
    if len(between) > 24:
        return False
    # “$3 to $5 billion”, “30% to 40%”, “3 km to 5 km”.
    between = re.sub(r"^(?:\s?%|\spercent)|(?:US)?[$€£]$", "", between)
    if _TO.fullmatch(between):
        return first.value < second.value * (second.scale if first.scale == 1 else 1)
    return between == " and " and bool(_BETWEEN.search(plain, max(0, first.start - 24), first.start))


def _is_score(plain: str, first: _Number, second: _Number) -> bool:
    """A vote or a split: 6–2, 60-40."""
    return plain[first.end : second.start] in {"-", "–"} and first.value >= second.value


def _quantity(
    text: str, plain: str, first: _Number, last: _Number, title_case: bool, as_source: bool
) -> Quantity | None:
    money = currency_before(plain, first.start) or currency_before(plain, last.start)
    start = min(first.start, money[1]) if money else first.start
    unit, end, noun = _what(plain, last.end, title_case, money[0] if money else None)
    low, high = first.value, last.value
    if first.scale == 1 and low * last.scale < high:
        low *= last.scale
    bound = _bound(plain, start, end)
    if unit is None and (first.is_name or (last.scale == 1 and _is_year(plain, first, last, bound, noun))):
        if not as_source or not noun.noun:
            return None
        noun = Counted("", "", end)
    factor = unit.factor if unit else Decimal(1)
    return Quantity(
        start, end, text[start:end], low * factor, high * factor, unit, bound, noun.noun, noun.phrase, first.in_words,
        max(end, noun.end) if noun.noun else end,
    )  # fmt: skip


def _what(plain: str, at: int, title_case: bool, money: Unit | None) -> tuple[Unit | None, int, Counted]:
    behind = unit_behind(plain, at, any_case=title_case)
    if money:
        # “$25 million dollars”: the sign already said so; “$5 a barrel” is money.
        end = behind[1] if behind and behind[0].family == money.family else at
        return money, end, Counted("", "", end)
    if behind and behind[0].family == "degree" and "-degree" in plain[at : behind[1]]:
        behind = None
    if behind:
        return behind[0], behind[1], counted(plain, behind[1])
    noun = counted(plain, at)
    return None, at, noun


def _bound(plain: str, start: int, end: int) -> str:
    before = _QUALIFIER.search(plain, max(0, start - 30), start)
    after = _AFTER.match(plain, end)
    for match in (before, after):
        if match:
            return match.lastgroup or "about"
    return "about" if _OR_SO.match(plain, end, min(len(plain), end + 30)) else "exact"


def _is_year(plain: str, first: _Number, last: _Number, bound: str, noun: Counted) -> bool:
    """Four figures from 1000 to 2199 without a separator, unless a qualifier or a plural shows that they count."""
    for number in (first, last):
        if number.in_words or not _YEARS.fullmatch(plain[number.start : number.end]):
            return False
    if 1900 <= first.value <= 2100:
        return bound == "exact" or not noun.noun
    return not noun.noun or len(noun.phrase.split()) > 2


def _share(text: str, match: re.Match[str]) -> Quantity:
    value = Decimal(100 * _COUNTS[match["n"].lower()]) / _PARTS[match["d"].lower()[:3]]
    percent = Unit("percent", "percent")
    return Quantity(
        match.start(), match.end(), text[match.start() : match.end()], value, value, percent, "about", "", "", True,
        match.end(),
    )  # fmt: skip
