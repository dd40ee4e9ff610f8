"""Reading quantities. All texts are made up."""

from decimal import Decimal

import pytest

from editorial.factcheck.finders.quantities import read_quantities, read_values


@pytest.mark.parametrize(
    ("text", "value", "noun"),
    [
        ("nine boats", "9", "boat"),
        ("the twenty-one new ferries of Tollmark", "21", "ferry"),
        ("two hundred and five sailors", "205", "sailor"),
        ("two hundred five sailors", "205", "sailor"),
        ("nine hundred ninety-nine thousand crates", "999000", "crate"),
        ("a dozen barges", "12", "barge"),
        ("half a dozen barges", "6", "barge"),
        ("two dozen trawlers", "24", "trawler"),
        ("half a million people", "500000", "person"),
        ("a hundred looms", "100", "loom"),
        ("one and a half million sheep", "1500000", "sheep"),
        ("1.7 million residents", "1700000", "resident"),
        ("1,700,000 residents", "1700000", "resident"),
        ("12,500 of the islanders left", "12500", "islander"),
        ("1,50,000 farmers", "150000", "farmer"),
        ("3 lakh farmers", "300000", "farmer"),
        ("ten crore voters", "100000000", "voter"),
        ("10 000 workers", "10000", "worker"),
        ("17 security forces were hurt", "17", "force"),
        ("up to three thousand military personnel", "3000", "personnel"),
        ("a 500-bed hospital", "500", "bed"),
        ("40 women", "40", "woman"),
        ("6bn messages", "6000000000", "message"),
        ("some 2,000-odd huts", "2000", "hut"),
        ("about 2000 huts", "2000", "hut"),
        ("٢٥٠ boats", "250", "boat"),
        ("۱٬۲۰۰ boats", "1200", "boat"),
        ("Rebels Seize 40 Trucks", "40", "truck"),
        ("On 3 May 40 boats sailed", "40", "boat"),
        ("six of the captured raiders", "6", "raider"),
    ],
)
def test_counts(text: str, value: str, noun: str) -> None:
    [quantity] = read_quantities(text)
    assert (quantity.low, quantity.high, quantity.noun) == (Decimal(value), Decimal(value), noun)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("$25 million", "25000000", "dollar"),
        ("25 million dollars", "25000000", "dollar"),
        ("U.S. $3bn", "3000000000", "dollar"),
        ("US$1.5m", "1500000", "dollar"),
        ("25 million US dollars", "25000000", "dollar"),
        ("€40,000", "40000", "euro"),
        ("Rs. 500 crore", "5000000000", "rupee"),
        ("30 billion yuan", "30000000000", "yuan"),
        ("5 percent", "5", "percent"),
        ("5%", "5", "percent"),
        ("3.5 per cent", "3.5", "percent"),
        ("three quarters of the crop", "75", "percent"),
        ("48 hours", "172800", "hour"),
        ("two days", "172800", "day"),
        ("an 11-week siege", "6652800", "week"),
        ("40 years", "1262304000", "year"),
        ("155mm shells", "0.155", "millimeter"),
        ("155 mm shells", "0.155", "millimeter"),
        ("35 sq km", "35000000", "square kilometer"),
        ("35 km²", "35000000", "square kilometer"),
        ("a 1,200-kilometer road", "1200000", "kilometer"),
        ("18,000 tonnes", "18000000", "ton"),
        ("90 km/h", "90", "kilometer an hour"),
        ("5m high", "5", "meter"),
    ],
)
def test_units(text: str, value: str, unit: str) -> None:
    [quantity] = read_quantities(text)
    assert quantity.unit is not None
    assert (quantity.low, quantity.unit.name) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "low", "high", "bound"),
    [
        ("30–40 boats", "30", "40", "exact"),
        ("30-40 boats", "30", "40", "exact"),
        ("between 20 and 30 boats", "20", "30", "exact"),
        ("10 to 20 million people", "10000000", "20000000", "exact"),
        ("$3–5 billion", "3000000000", "5000000000", "exact"),
        ("between $3 and $5 billion", "3000000000", "5000000000", "exact"),
        ("two or three boats", "2", "3", "exact"),
        ("more than 100 boats", "100", "100", "min"),
        ("at least 15 boats", "15", "15", "min"),
        ("100+ boats", "100", "100", "min"),
        ("up to 300 boats", "300", "300", "max"),
        ("fewer than 50 boats", "50", "50", "max"),
        ("nearly 2 million boats", "2000000", "2000000", "about"),
        ("some 400 boats", "400", "400", "about"),
        ("55% or so of the boats", "55", "55", "about"),
    ],
)
def test_ranges_and_bounds(text: str, low: str, high: str, bound: str) -> None:
    [quantity] = read_quantities(text)
    assert (quantity.low, quantity.high, quantity.bound) == (Decimal(low), Decimal(high), bound)


@pytest.mark.parametrize(
    "text",
    [
        "in 2023 elections were held",
        "the 1990s and the mid-80s",
        "between 2011 and 2020",
        "the 2019–2021 drought",
        "on 5 November and on October 24",
        "between 3 and 6 November 2023",
        "5–7 November",
        "the night of 3 to 4 May",
        "at 10:30 a.m. or 5 p.m.",
        "Su-35 and T-72 with an S-400 beside a K9A1",
        "Type 054 frigates and the Mk 41 launcher",
        "the 36th Brigade, the 4th Division and the 21st century",
        "the thirty-sixth convoy",
        "Resolution 2231, Article 5 and Section 301",
        "No. 17, vol. 3, pp. 12–19",
        "a 24-hour watch, open 24/7",
        "G7, G20, P5+1 and COVID-19",
        "the Group of Seven",
        "call +41 44 555 01 00",
        "https://example.org/2023/11/4711",
        "dozens of boats and hundreds of people",
        "several thousand islanders, a few hundred sheep",
        "tens of thousands of crates",
        "the Six-Day War",
        "Vision 2030 and Agenda 2063",
        "the ship Meridian 7 sailed",
        "Unit 8200 of the coast guard",
        "Issue 02-2023",
        "the second and third villages",
    ],
)
def test_no_quantities(text: str) -> None:
    assert read_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234.567 barcos", "1234567"),
        ("12,5 Prozent", "12.5"),
        ("1,7 million d’habitants", "1700000"),
        ("1,7 млн жителей", "1700000"),
        ("٢٥٠ قاربا", "250"),
        ("۱٫۷ میلیون نفر", "1700000"),
        ("3億人", "300000000"),
        ("2,5 milhões de pessoas", "2500000"),
    ],
)
def test_values_of_other_languages(text: str, value: str) -> None:
    assert Decimal(value) in {quantity.low for quantity in read_values(text)}


def test_spans_point_at_the_words() -> None:
    text = "They spent U.S. $3bn on between 20 and 30 new ferries in ۱۲ weeks."
    assert [text[one.start : one.noun_end] for one in read_quantities(text)] == [
        "U.S. $3bn",
        "20 and 30 new ferries",
        "۱۲ weeks",
    ]
