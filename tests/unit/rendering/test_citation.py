import pytest

from editorial.rendering import citation
from editorial.rendering.richtext_print import PrintText
from tests.unit.rendering.builders import ARABIC_TITLE, excerpt

BLANK = dict.fromkeys(
    [
        "original_title",
        "translated_title",
        "outlet",
        "outlet_descriptor",
        "place",
        "url",
        "archived_url",
        "translator",
    ],
    "",
) | {"authors": [], "published_on": None, "original_language": ""}


@pytest.fixture
def words() -> PrintText:
    return PrintText("a", "a test")


def test_the_complete_citation(words: PrintText):
    source = excerpt(authors=["Samir Haddad", "Lina Odeh"])
    assert citation.source_html(source, words) == (
        'Samir Haddad and Lina Odeh, <cite lang="ar-Latn" dir="ltr">Al-Bustan</cite> (gardening weekly), '
        "Port Azure, 3 October 2026."
    )
    assert citation.title_html(source, words) == "Flower market opens in the old town"
    assert citation.original_title_html(source, words) == f'<cite lang="ar" dir="rtl">{ARABIC_TITLE}</cite>'
    assert citation.translation_html(source, words) == "Translated from Arabic by Nadia Winter."
    addresses = citation.addresses_html(source, words)
    assert 'href="https://example.org/flowers/1"' in addresses
    assert "Archived: <a" in addresses


def test_nothing_is_said_that_is_not_known(words: PrintText):
    empty = excerpt(**BLANK)
    assert citation.source_html(empty, words) == ""
    assert citation.addresses_html(empty, words) == ""
    assert citation.translation_html(empty, words) == ""
    assert citation.title_html(empty, words) == "Excerpt without a title"


def test_an_english_source_is_not_called_translated(words: PrintText):
    english = excerpt(original_language="en-GB", original_title="Bulbs", translated_title="", translator="")
    assert citation.translation_html(english, words) == ""
    assert citation.title_html(english, words) == "<cite>Bulbs</cite>"


def test_an_unknown_language_is_not_named(words: PrintText):
    assert citation.translation_html(excerpt(original_language="qaa", translator=""), words) == "Translated."


def test_only_web_addresses_become_links(words: PrintText):
    assert "<a" not in citation.addresses_html(excerpt(url="javascript:x", archived_url=""), words)


@pytest.mark.parametrize(
    ("iso", "day"), [("2026-10-03", "3 October 2026"), (None, ""), ("soon", ""), ("2026-02-30", "")]
)
def test_dates(iso: str | None, day: str):
    assert citation.long_date(iso) == day


@pytest.mark.parametrize(
    ("outlet", "language", "cite"),
    [
        ("Le Phare", "fr", '<cite lang="fr" dir="ltr">Le Phare</cite>'),
        ("The Gazette", "en-GB", "<cite>The Gazette</cite>"),
        ("The Gazette", "", "<cite>The Gazette</cite>"),
        ("Sada al-Marfa", "ar", '<cite lang="ar-Latn" dir="ltr">Sada al-Marfa</cite>'),
        ("Семафор", "ru", '<cite><span lang="ru" dir="ltr">Семафор</span></cite>'),
        ("", "fr", ""),
    ],
)
def test_the_outlet_is_marked_with_its_language(words: PrintText, outlet: str, language: str, cite: str):
    assert citation.outlet_html(excerpt(outlet=outlet, original_language=language), words) == cite
