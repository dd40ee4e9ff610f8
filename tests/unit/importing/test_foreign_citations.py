"""Citations with dates, authors and titles as the sources write them. Every name is made up."""

import pytest

from editorial.importing.languages import detect_language, is_language_uncertain

from .samples import CITATION, EXCERPT, article, codes, excerpt_of, read_one

HEAD = "“Port Opens,” Coast Weekly (weekly), "
DATES = {
    "12 Ocak 2025": "2025-01-12", "2025年2月8日": "2025-02-08", "2025년 2월 8일": "2025-02-08",
    "7 Juni 2025": "2025-06-07", "7 Ogos 2025": "2025-08-07", "12 juillet 2025": "2025-07-12", "le 2 juillet 2025": "2025-07-02",
    "1er juillet 2025": "2025-07-01", "9 كانون الثاني 2025": "2025-01-09", "٩ يناير ٢٠٢٥": "2025-01-09",
    "9 كانون الثاني/يناير 2025": "2025-01-09", "۱۲ ژانویه ۲۰۲۵": "2025-01-12",
    "10. Januar 2025": "2025-01-10", "10. August 2025": "2025-08-10", "3 de agosto de 2025": "2025-08-03",
    "3 de março de 2025": "2025-03-03", "8 maggio 2025": "2025-05-08", "5 октября 2023 г.": "2023-10-05",
    "5 жовтня 2023": "2023-10-05",
}  # fmt: skip
UNREADABLE = ["۱۲ دی ۱۴۰۳", "12 رجب 1446", "1403/10/12", "12 Foobar 2025", "9 شباط/يناير 2025"]


def found_in(citation: str) -> dict:
    return read_one(article(excerpts=f"{citation}\n\n{EXCERPT}"))


@pytest.mark.parametrize(("given", "day"), DATES.items())
def test_a_date_in_the_language_of_the_source_is_read(given: str, day: str) -> None:
    data = found_in(f"{HEAD}{given}.")
    excerpt = data["excerpts"][0]
    assert (excerpt["published_on"], excerpt["place"], excerpt["date_as_given"]) == (day, None, given)
    assert excerpt["paragraphs"] == [EXCERPT]
    assert codes(data) == ["date-language"]


@pytest.mark.parametrize("given", UNREADABLE)
@pytest.mark.parametrize("head", [HEAD, "“Port Opens,” Coast Weekly, "])
def test_a_date_that_cannot_be_read_is_reported_and_is_no_place(given: str, head: str) -> None:
    data = found_in(f"{head}{given}.")
    excerpt = data["excerpts"][0]
    assert (excerpt["published_on"], excerpt["place"], excerpt["outlet"]) == (None, None, "Coast Weekly")
    assert codes(data, "block") == ["date-unreadable"]


def test_a_foreign_month_without_a_day_is_incomplete() -> None:
    data = found_in(f"{HEAD}Temmuz 2025.")
    assert (data["excerpts"][0]["published_on"], data["excerpts"][0]["place"]) == (None, None)
    assert codes(data) == ["date-incomplete"]


def test_a_day_that_a_foreign_month_does_not_have_is_impossible() -> None:
    data = found_in(f"{HEAD}31 Şubat 2025.")
    assert data["excerpts"][0]["published_on"] is None
    assert codes(data, "block") == ["date-impossible"]


def test_a_place_stays_before_a_foreign_date_and_has_no_digits() -> None:
    assert excerpt_of(f"{HEAD}Strelsau, 12 Ocak 2025.")["place"] == "Strelsau"
    data = found_in(f"{HEAD}Strelsau, vol. 3, 5 May 2025.")
    assert data["excerpts"][0]["place"] == "Strelsau"
    assert codes(data, "warn") == ["place-unclear"]


AUTHORS = {
    "Dr. Omar al-Haddad, Jr., et al., “Port Opens,” Coast Weekly (weekly), 5 May 2025.": (
        "Dr. Omar al-Haddad, Jr., et al.", "Port Opens", None, "Coast Weekly"
    ),
    "Omar Haddad, et al., “القمر (The moon),” Coast Weekly (weekly), 5 May 2025.": (
        "Omar Haddad, et al.", "القمر", "The moon", "Coast Weekly"
    ),
    '\u200fكريم سالم، "العنوان (The title)"، Coast Weekly (weekly), 9 January 2025.': (
        "كريم سالم", "العنوان", "The title", "Coast Weekly"
    ),
    "محمد رضایی، «قاضی آب کیست؟ (Who is the judge of water?)»، ساحل (weekly)، 9 January 2025.": (
        "محمد رضایی", "قاضی آب کیست؟", "Who is the judge of water?", "ساحل"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("citation", "expected"), AUTHORS.items())
def test_author_and_title_are_taken_apart_in_any_direction(citation: str, expected: tuple) -> None:
    excerpt = excerpt_of(citation)
    author, *rest = expected
    assert excerpt["authors"] == [author]
    assert [excerpt[key] for key in ("original_title", "translated_title", "outlet")] == rest
    assert excerpt["published_on"]


@pytest.mark.parametrize(
    "accessed",
    [
        "\n(accessed 3 May 2025)",
        "\n\n(accessed 3 May 2025).",
        " https://example.org/a (last accessed on 3 May 2025).",
        "\nhttps://example.org/a (accessed 3 May 2025)",
        "\nhttps://example.org/a\n(accessed 3 May 2025)",
    ],
)
def test_the_day_of_access_belongs_to_the_citation(accessed: str) -> None:
    data = found_in(CITATION + accessed)
    excerpt = data["excerpts"][0]
    assert excerpt["paragraphs"] == [EXCERPT]
    assert excerpt["published_on"] == "2023-11-09"
    assert "accessed" in excerpt["citation_as_given"]
    assert excerpt["url"] == ("https://example.org/a" if "https" in accessed else None)
    assert codes(data, "block", "warn") == []


def test_the_day_of_access_is_not_the_day_of_publication() -> None:
    data = found_in(f"{HEAD}accessed 3 May 2025.")
    assert (data["excerpts"][0]["published_on"], data["excerpts"][0]["place"]) == (None, None)
    assert codes(data, "block") == ["date-missing"]


def test_an_address_without_scheme_is_kept_as_given() -> None:
    assert excerpt_of(f"{CITATION} www.example.org/a")["url"] == "www.example.org/a"


def test_the_finding_on_a_range_shows_the_range() -> None:
    data = found_in("Ana Vero, “Title (x),” Coast News (agency), August 1–2, 2025.")
    assert data["excerpts"][0]["published_on"] == "2025-08-01"
    assert [one["text"] for one in data["findings"] if one["code"] == "date-range"] == ["August 1–2, 2025"]


@pytest.mark.parametrize(
    ("title", "language"),
    [("El sol", "es"), ("Los barcos", "es"), ("Der Hafen", "de"), ("Le quai", "fr"), ("Il porto", "it")],
)
def test_a_title_of_two_words_is_narrowed_and_said_to_be_uncertain(title: str, language: str) -> None:
    assert detect_language(title, has_translation=True) == language
    assert is_language_uncertain(title, has_translation=True)
    data = found_in(f"“{title} (The Long Word),” Coast Weekly (weekly), 5 May 2025.")
    assert "language-uncertain" in codes(data, "info")


def test_a_language_that_is_certain_or_stated_is_not_reported() -> None:
    assert not is_language_uncertain("El gobierno anuncia nuevas medidas", has_translation=True)
    assert not is_language_uncertain("الجيش يعزز قواته على الحدود", has_translation=True)
    assert not is_language_uncertain("El sol", has_translation=True, outlet="Spanish daily")
    assert not is_language_uncertain("Port Opens", has_translation=False)


@pytest.mark.parametrize("translation", ["(“Port Closed for Three Days”)", "(«Port Closed for Three Days»)"])
def test_a_translation_in_parentheses_and_quotation_marks_below_its_title_loses_both(
    translation: str,
) -> None:
    citation = f"إغلاق الميناء ثلاثة أيام\n{translation}, Rimal News (news site), 10 October 2025."
    excerpt = found_in(citation)["excerpts"][0]
    assert excerpt["original_title"] == "إغلاق الميناء ثلاثة أيام"
    assert excerpt["translated_title"] == "Port Closed for Three Days"
