"""Numbers of the digest against its sources. All texts are made up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.factcheck.finders.article_text import Archive, ArticleText, Spotted
from editorial.factcheck.finders.numbers import find_numbers
from editorial.factcheck.finders.quantities import read_quantities, supports
from tests.growth import require_linear
from tests.unit.factcheck.finders.numbers_and_dates import article


def found(text: ArticleText) -> list[Spotted]:
    return list(find_numbers(text, Archive()))


def summary(text: ArticleText) -> list[tuple[str, str, str]]:
    return [(one.code, one.severity, one.text) for one in found(text)]


@pytest.mark.parametrize(
    ("commentary", "source"),
    [
        ("Tollmark lost 1.7 million sheep.", "The drought killed 1,700,000 sheep."),
        ("Tollmark bought a dozen barges.", "The port authority bought 12 barges."),
        ("Nearly 2 million people fled.", "By evening 1.97 million people had fled."),
        ("About 50 ferries were laid up.", "Of the fleet, 48 ferries were laid up."),
        ("More than 400 houses burned.", "The fire took 412 houses."),
        ("Over 400,000 people left.", "So far 402,300 people have left."),
        ("It spent $25 million on dredging.", "The port spent 25 million dollars on dredging."),
        ("It spent $3 billion.", "The cost was put at U.S. $3bn."),
        ("Some 30 to 40 boats sailed.", "Between 30 and 40 boats sailed."),
        ("Up to 40 boats sailed.", "Between 30 and 40 boats sailed."),
        ("At least 30 boats sailed.", "Between 30 and 40 boats sailed."),
        ("The strike lasted 48 hours.", "For two days no ferry sailed."),
        ("The lease runs for three decades.", "The lease runs for 30 years."),
        ("The road is 1,200 kilometers long.", "The 1,200-km road was opened."),
        ("The road is about 750 miles long.", "The 1,200-km road was opened."),
        ("Half of the crop failed.", "It is thought that 50 percent of the crop failed."),
        ("Exports fell by 30 percent.", "Exports fell by 30%."),
        ("In all, 22 people were hurt.", "The fire hurt 17 sailors and five stokers."),
        ("The three excerpted articles agree on four reasons.", "Nobody knows why."),
        ("One pilot and two sailors met.", "They met."),
        ("Dozens of boats and hundreds of people came.", "Many came."),
        ("In 2019 the 36th Squadron flew Su-35 jets under Resolution 2231.", "It flew."),
        ("The watch is a 24-hour one.", "The watch never ends."),
        ("On 5 November 2023 at 10:30 the ship sailed.", "It sailed at dawn."),
        ("The second of the two sides left.", "They left."),
        ("It lasted about a year.", "It lasted long."),
        ("The G7 spoke of COVID-19 and Vision 2030.", "They spoke."),
        ("Tollmark has the third largest fleet.", "The fleet is large."),
        ("They sold 100 percent of the shares.", "They sold all shares."),
        ("The bridge carries 9,000 trucks a day.", "Every day 9 000 trucks cross the bridge."),
        ("Some 5.2 million tons were shipped.", "The harbor shipped 5,214,000 tonnes."),
        ("The law covers three provinces.", "The law covers three provinces: Hale, Morn and Tolvik."),
        ("Arvane has 1.5 million voters.", "Arvane has 15 lakh voters."),
    ],
)
def test_supported_or_not_to_be_asked(commentary: str, source: str) -> None:
    assert summary(article(commentary, source)) == []


def test_a_footnote_an_original_and_a_citation_support_too() -> None:
    note = article(
        "The fleet has 640 hulls.", "The fleet is large.", notes={"i": "It has 640 hulls, 5 May 2023."}
    )
    cited = ArticleText(
        commentary=article("Rangers fought 14 fires.").commentary,
        excerpts=article("", "The rangers fought on.").excerpts,
    )
    original = article("The fleet has 1.7 million nets.", "Many nets.", original="Флот: 1,7 млн сетей")
    assert summary(note) == summary(original) == []
    assert summary(cited) == [("number-unsupported", "warn", "14 fires")]


@pytest.mark.parametrize(
    ("commentary", "source", "expected"),
    [
        (
            "The reservoir serves 1.7 million people.",
            "The reservoir serves the city.",
            ("warn", "1.7 million people"),
        ),
        ("Tollmark earned $40 million.", "Tollmark earned well.", ("warn", "$40 million")),
        ("Prices rose by 34 percent.", "Prices rose sharply.", ("warn", "34 percent")),
        ("Some 640 ferries lay idle.", "The ferries lay idle.", ("warn", "640 ferries")),
        ("The town lies 340 kilometers inland.", "The town lies inland.", ("info", "340 kilometers")),
        ("The pass was shut for 40 years.", "The pass was shut.", ("info", "40 years")),
        ("It fired 155 mm shells.", "It fired shells.", ("info", "155 mm shells")),
        ("Five villages were cut off.", "Villages were cut off.", ("info", "Five villages")),
        ("Some 640 ferries lay idle.[i] It rained.", "The ferries lay idle.", ("info", "640 ferries")),
        (
            "It paid $40 million for the pier.",
            "It paid 290 million yuan for the pier.",
            ("info", "$40 million"),
        ),
        ("The fleet has 40 trucks.", "The fleet’s treaty is 40 years old.", ("warn", "40 trucks")),
    ],
)
def test_unsupported(commentary: str, source: str, expected: tuple[str, str]) -> None:
    notes = {"i": "See: “Ferries at Rest,” The Tollish Herald, 5 May 2023."}
    assert summary(article(commentary, source, notes=notes)) == [("number-unsupported", *expected)]


@pytest.mark.parametrize(
    ("commentary", "source", "text"),
    [
        (
            "The daily writes that Tollmark will spend $40 million to lay twelve new cables across the strait.",
            "Tollmark is to spend $40 million on laying eleven cables across the strait, the minister said.",
            "twelve new cables",
        ),
        (
            "The fire on the quay of Port Hale destroyed 14 warehouses and hurt five stokers.",
            "A fire on the quay of Port Hale destroyed 41 warehouses; five stokers were hurt.",
            "14 warehouses",
        ),
        (
            "According to the ministry of fisheries, Arvane’s coast guard seized 230 trawlers last winter.",
            "Arvane’s coast guard seized 320 trawlers last winter, the ministry of fisheries said.",
            "230 trawlers",
        ),
        (
            "The article notes that the salt mine of Tolvik exported 60 percent of its output to Arvane.",
            "The salt mine of Tolvik exported 80 percent of its output to Arvane.",
            "60 percent",
        ),
        (
            "The harbor of Port Hale borrowed $52 million from the Arvanian state bank for a second lock.",
            "From the Arvanian state bank the harbor of Port Hale borrowed $25 million for the second lock.",
            "$52 million",
        ),
    ],
)
def test_disagrees_where_the_sentence_is_the_same(commentary: str, source: str, text: str) -> None:
    [one] = found(article(commentary, "The weather was fine.", source))
    assert (one.code, one.severity, one.text) == ("number-disagrees", "block", text)
    assert one.near_label == "Excerpt 2"
    assert one.near in source
    assert one.basis == (one.near,)


@pytest.mark.parametrize(
    ("commentary", "source"),
    [
        # The right number stands in a sentence that fits as well.
        (
            "Tollmark will lay twelve cables across the strait and repair eleven.",
            "Tollmark will lay twelve cables across the strait. It will repair eleven cables across the strait.",
        ),
        # Two years.
        (
            "In 2022 the harbor of Port Hale shipped 40 tons of salt to Arvane.",
            "In 2023 the harbor of Port Hale shipped 60 tons of salt to Arvane.",
        ),
        # Killed and wounded.
        (
            "The blast in the quarry of Morn wounded 17 stokers.",
            "The blast in the quarry of Morn killed 12 stokers.",
        ),
        # A bound that the other number keeps.
        (
            "At least 12 trawlers of the Hale fleet sank in the storm.",
            "In the storm 14 trawlers of the Hale fleet sank.",
        ),
        # Both numbers are told.
        (
            "Of the 30 trawlers of the Hale fleet, 14 trawlers sank in the storm.",
            "In the storm 14 trawlers of the Hale fleet sank; the Hale fleet has 30 trawlers.",
        ),
        (
            "The museum of Tolvik opened five rooms and closed three rooms.",
            "The museum of Tolvik closed three rooms. It opened five rooms.",
        ),
    ],
)
def test_other_events_do_not_disagree(commentary: str, source: str) -> None:
    assert "number-disagrees" not in {one.code for one in found(article(commentary, source))}


def test_a_looser_match_only_warns() -> None:
    one = article(
        "The rangers of Morn counted 64 herds near the river, far fewer than feared.",
        "Rangers near the river said that they had seen 46 herds in the winter months and none since.",
    )
    assert [(x.code, x.severity) for x in found(one)] == [("number-disagrees", "warn")]


@pytest.mark.parametrize(
    ("commentary", "source", "expected"),
    [
        (
            "The raid on the Hale pass killed 17 soldiers.",
            "The raid on the Hale pass killed 17 security forces.",
            ["17 soldiers"],
        ),
        ("The flood in Morn drove out 300 people.", "The flood in Morn drove out 300 families.", []),
        (
            "The flood in Morn drove out 300 farmers.",
            "The flood in Morn drove out 300 families.",
            ["300 farmers"],
        ),
        ("The raid on the Hale pass killed 17 troops.", "The raid on Hale killed 17 soldiers.", []),
        ("The raid on the Hale pass killed 17 soldiers.", "The raid on Hale: 17 killed.", []),
        (
            "The raid on the Hale pass left 17 dead.",
            "The raid on the Hale pass left 17 wounded.",
            ["17 dead"],
        ),
        ("Arvane sold 60 tanks to Tollmark.", "Arvane sold 60 tanks and 60 trucks to Tollmark.", []),
    ],
)
def test_what_is_counted(commentary: str, source: str, expected: list[str]) -> None:
    spotted = found(article(commentary, source))
    assert [one.text for one in spotted if one.code == "number-of-what"] == expected
    assert {one.severity for one in spotted} <= {"warn"}


def test_each_value_is_reported_once_and_in_the_commentary() -> None:
    one = article("Some 640 ferries lay idle. The 640 ferries rust.", "Idle.", title="640 Ferries Idle")
    assert [(x.place.field, x.text) for x in found(one)] == [("commentary", "640 ferries")]


def test_title_dek_and_pull_quote_are_read() -> None:
    one = article(
        "Ferries lie idle.", "Idle.", title="640 Ferries Idle", dek="It cost $3 million.", pull_quote="84%"
    )
    assert {x.place.field for x in found(one)} == {"title", "dek", "pull_quote"}


def test_a_dek_that_describes_the_picture_only_informs() -> None:
    dek = "A drawing of 64 herons."
    assert summary(article("Herons.", "Herons.", dek=dek, captions=(dek,))) == [
        ("number-unsupported", "info", "64 herons")
    ]


def test_nothing_is_said_without_excerpts() -> None:
    assert found(article("Some 640 ferries lay idle.")) == []


UNITS = "one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelled(number: int) -> str:
    """`number` in English words, below a billion."""
    for scale, name in ((10**6, "million"), (10**3, "thousand"), (100, "hundred")):
        if number >= scale:
            head, tail = divmod(number, scale)
            return f"{spelled(head)} {name}" + (f" {spelled(tail)}" if tail else "")
    if number >= 20:
        return TENS[number // 10 - 2] + (f"-{UNITS[number % 10 - 1]}" if number % 10 else "")
    return TEENS[number - 10] if number >= 10 else UNITS[number - 1]


def forms(number: int) -> list[str]:
    """Every way to write `number` that the tests know."""
    plain = str(number)
    written = [
        f"{number:,}",
        spelled(number),
        f"{number:,}".translate(str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")),
    ]
    if not 1000 <= number <= 2199:
        written.append(plain)
    if number % 10**5 == 0 and number >= 10**6:
        written.append(f"{Decimal(number) / 10**6:f} million".replace(".0 ", " "))
    if number % 10**5 == 0:
        written.append(f"{number // 10**5} lakh")
    if number % 12 == 0 and number < 120:
        written.append(f"{spelled(number // 12)} dozen" if number > 12 else "a dozen")
    return written


numbers = st.one_of(
    st.integers(1, 120), st.integers(1, 10**9 - 1), st.integers(1, 9000).map(lambda one: one * 10**5)
)


@given(numbers, st.data())
def test_every_form_of_a_number_supports_every_other(number: int, data: st.DataObject) -> None:
    one, other = (data.draw(st.sampled_from(forms(number))) for _ in range(2))
    [claim] = read_quantities(f"It counted {one} boats.")
    [source] = read_quantities(f"In the bay {other} boats were counted.")
    assert claim.low == claim.high == source.low == number
    assert supports(source, claim)
    assert summary(article(f"It counted {one} boats.", f"In the bay {other} boats lay.")) == []


@given(st.integers(3, 10**6), st.integers(3, 10**6))
def test_a_number_far_from_the_source_is_never_supported(one: int, other: int) -> None:
    near = abs(one - other) <= max(one, other) * 0.06
    [claim] = read_quantities(f"{one:,} boats")
    [source] = read_quantities(f"{other:,} boats")
    assert supports(source, claim) <= (near or one == other)


@given(st.text(alphabet="0123456789,.-– $%aemillion hundredtwyforMB¤\n", max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for quantity in read_quantities(text):
        assert 0 <= quantity.start < quantity.end <= quantity.noun_end <= len(text)
        assert quantity.low <= quantity.high


@pytest.mark.parametrize(
    "unit", ["12 boats and ", "1,", "a ", "twenty-", "x-9 ", "5 to ", "$ ", "Ab ", "1 ", "; "]
)
def test_work_grows_with_the_length_of_a_text(unit: str) -> None:
    require_linear(read_quantities, lambda size: unit * (size // len(unit)), 100_000)


def test_work_grows_with_the_length_of_an_article() -> None:
    def sample(sentences: int) -> ArticleText:
        numbers = range(2000, 2000 + sentences)
        own = " ".join(f"The port of Hale sold {3 * number} new boats." for number in numbers)
        source = " ".join(f"The port of Hale sold {3 * number + 1} boats." for number in numbers)
        return article(own, source)

    require_linear(found, sample, 1500)  # where the work meets its bound


def test_an_article_of_a_likely_kind_raises_no_alarm() -> None:
    commentary = (
        "The accompanying article from the daily The Tollish Herald reports that Tollmark’s navy took delivery of two "
        "Type 22 frigates and twelve Heron-4 helicopters in October 2023, the largest delivery since 2011. The ships, "
        "each 104 meters long, belong to the 3rd Flotilla and carry the M-40 gun. According to the second article, the "
        "price was $1.2 billion, or about 15 percent of the yearly budget.[i] The C4+1 talks on 7–8 November ended "
        "without a result, and Admiral Ruvik, aged 58, spoke of a “two-pronged” plan. In all, 31 sailors were hurt in "
        "three accidents during the 48-hour trials."
    )
    source = (
        "In October the navy received 2 frigates of Type 22 and a dozen helicopters. Each of the frigates is 104 m long. "
        "During trials of two days 19 sailors were burned and 12 sailors were bruised in accidents near Port Hale."
    )
    money = "The country paid 1.2 billion dollars, that is 15% of what it spends in a year."
    notes = {"i": "See: “The Price,” The Tollish Herald, 2 November 2023."}
    assert [
        one for one in found(article(commentary, source, money, notes=notes)) if one.severity != "info"
    ] == []


@pytest.mark.parametrize(
    ("commentary", "source"),
    [
        ("Tollmark sent 2,000 guards.", "Tollmark sent 2000 guards."),
        ("Tollmark lost 60 boats.", "In the storm Tollmark 60 boats lost."),
        ("The town has 1,700,500 people.", "The town has 1 million 700 thousand 500 people."),
        ("The bill passed with 52–48 votes.", "The bill passed."),
    ],
)
def test_translated_forms_support_too(commentary: str, source: str) -> None:
    assert summary(article(commentary, source)) == []


@pytest.mark.parametrize(
    ("commentary", "source"),
    [
        (
            "In October the harbor of Port Hale shipped 40 tons of salt to Arvane.",
            "In September the harbor of Port Hale shipped 60 tons of salt to Arvane.",
        ),
        (
            "In the first quarter the harbor of Port Hale shipped 40 tons of salt to Arvane.",
            "In the second quarter the harbor of Port Hale shipped 60 tons of salt to Arvane.",
        ),
        (
            "Since 2015, the harbor of Port Hale has shipped 90 cranes of steel to Arvane.",
            "In 2021 the harbor of Port Hale shipped 60 cranes of steel to Arvane.",
        ),
        (
            "The first phase of the Hale railway project cost $40 million and built 30 bridges.",
            "The Hale railway project will cost $90 million in all, with 70 bridges built.",
        ),
    ],
)
def test_other_times_and_totals_do_not_disagree(commentary: str, source: str) -> None:
    assert "number-disagrees" not in {one.code for one in found(article(commentary, source))}
