"""Values of a text in another language: enough to find a figure of the translation in its original."""

import re
from decimal import Decimal

from editorial.factcheck.finders.quantities.reading import Quantity, with_ascii_digits

# Thousand, million and billion (10⁹) in the languages that a foreign-media digest reads most.
_SCALES = (
    (
        10**3,
        "mil mille tausend bin hezar ribu nghìn тысяч тыс тисяч тис ألف آلاف الف هزار ہزار زره 千 천 हजार",
    ),
    (10**4, "万 萬 만"),
    (10**5, "lakh لاکھ लाख"),
    (
        10**6,
        "million millions millón millones milhão milhões milione milioni millionen mio milyon juta triệu"
        " миллион млн мільйон مليون ملايين میلیون ملیون ملين 百万",
    ),
    (10**7, "crore کروڑ करोड़"),
    (10**8, "亿 億 억"),
    (
        10**9,
        "milliard milliards miliardi milliarden mrd bilhão bilhões bilhao milyar miliar tỷ миллиард млрд мільярд"
        " مليار مليارات میلیارد ارب",
    ),
)
_FACTORS = {word: factor for factor, words in _SCALES for word in words.split()}
_NUMBER = re.compile(
    r"\d{1,18}(?:[.,\u00a0\u202f\u2009 ’']\d{3}){0,5}(?!\d)(?:[.,]\d{1,6})?|\d{1,18}(?:[.,]\d{1,6})?"
)
_SCALE = re.compile(
    r"\s?(?P<word>" + "|".join(sorted(map(re.escape, _FACTORS), key=len, reverse=True)) + ")", re.IGNORECASE
)


def read_values(text: str) -> list[Quantity]:
    """Every number of `text` as a quantity without unit or noun. Where a point or comma may part thousands or decimals,
    both readings are given.
    """
    plain = with_ascii_digits(text)
    found = []
    for match in _NUMBER.finditer(plain):
        scale = _SCALE.match(plain, match.end())
        factor = _FACTORS[scale["word"].lower()] if scale else 1
        for reading in sorted(_readings(match.group())):
            value = reading * factor
            found.append(
                Quantity(
                    match.start(),
                    match.end(),
                    match.group(),
                    value,
                    value,
                    None,
                    "exact",
                    "",
                    "",
                    False,
                    match.end(),
                )
            )
    return found


def _readings(figure: str) -> set[Decimal]:
    bare = re.sub(r"[^\d.,]", "", figure)
    readings = {Decimal(re.sub(r"[.,]", "", bare))}
    head, sign, tail = bare.rpartition(max(".", ",", key=bare.rfind))
    if sign:
        readings.add(Decimal(re.sub(r"[.,]", "", head) + "." + tail))
    return readings
