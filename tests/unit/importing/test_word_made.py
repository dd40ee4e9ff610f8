"""Word files that LibreOffice made (tests/files/make_word_files.py says how), read to every field."""

from datetime import date
from pathlib import Path

import pytest

from editorial.importing.reading import ReadArticle, Reading
from tests.unit.importing.word_files import reading_of

FILES = Path(__file__).resolve().parents[2] / "files"
COMMENTARY = (
    '<p>The port of Sandhaven was closed for three days in October.<sup data-footnote="i"></sup> Its director spoke of '
    "<em>a slow tide</em> and of sand that no dredger had moved for a year.</p>"
    '<p>Fishermen asked the council for help, which <a href="https://council.example/answer">published its answer</a> a '
    'week later.<sup data-footnote="ii"></sup> A deputy called it <span lang="fr-FR">un aveu tardif</span>, a late '
    'admission.<sup data-footnote="iii"></sup></p>'
)
NOTES = (
    ("i", "<p>See also <em>The Sandhaven Yearbook</em>, 2025, p. 14.</p>"),
    ("ii", '<p>The answer is at <a href="https://council.example/answer">council.example</a>.</p>'),
    ("iii", "<p>The deputy spoke on local radio; there is no recording.</p>"),
)
COAST = (
    "<p>We tied up our boats and waited for the tide that nobody could promise us, said <em>Ilse Quill</em>, who has "
    "fished here for thirty years.</p>"
)
ARABIC = '<p><span lang="ar-SD" dir="rtl">قال مدير الميناء إن السفن الكبيرة لا تستطيع الدخول قبل يوم الأحد.</span></p>'


@pytest.fixture(scope="module")
def reading() -> Reading:
    return reading_of((FILES / "made_by_libreoffice.docx").read_bytes())


@pytest.fixture(scope="module")
def article(reading: Reading) -> ReadArticle:
    assert len(reading.articles) == 1
    return reading.articles[0]


def test_title_dek_and_pull_quote(article: ReadArticle) -> None:
    assert article.parsed.title == "Sandhaven Closes Its Port as Sand Fills the Channel"
    assert article.parsed.caption == "The harbor of Sandhaven at low tide."
    assert (
        article.parsed.pull_quote
        == "“We tied up our boats and waited for the tide that nobody could promise us.”"
    )


def test_commentary_and_notes(article: ReadArticle) -> None:
    assert article.commentary == COMMENTARY
    assert article.notes == NOTES


def test_excerpts_with_their_citations(article: ReadArticle) -> None:
    assert article.excerpts == (
        f"{COAST}<p>The council met on Tuesday and adjourned without a vote on the dredger.</p>",
        f"{ARABIC}<p>The director of the port said that large ships cannot enter before Sunday.</p>",
    )
    first, second = (excerpt.citation for excerpt in article.parsed.excerpts)
    assert (first.authors, first.original_title) == (("Mara Odd",), "Boats Wait for the Tide at Sandhaven")
    assert (first.outlet, first.outlet_descriptor) == ("Sandhaven Courier", "local daily")
    assert first.published_on == date(2025, 10, 9)
    assert second.original_title == "إغلاق ميناء الرمال ثلاثة أيام"
    assert (second.original_language, second.translated_title) == (
        "ar",
        "Sandhaven Port Closed for Three Days",
    )
    assert (second.outlet, second.published_on) == ("Rimal News", date(2025, 10, 10))


def test_image_information_and_picture(article: ReadArticle) -> None:
    (image,) = article.parsed.images
    assert (image.caption, image.source) == ("The harbor of Sandhaven at low tide.", "Sandhaven Archive")
    assert (image.creator, image.reading.license) == ("Noor Castellane", "CC-BY-4.0")
    (picture,) = article.pictures
    assert (picture.name, picture.width, picture.height) == ("image1.png", 320, 200)
    assert picture.alt == "A sandy shore below a blue sky"


def test_nothing_is_left_over_and_nothing_blocks(reading: Reading, article: ReadArticle) -> None:
    assert article.parsed.unplaced == ()
    assert [one for one in article.parsed.findings if one.severity == "block"] == []
    assert not [one for one in article.parsed.findings if one.code.startswith("word-")]
    assert reading.findings == ()


def test_the_same_article_without_the_layout() -> None:
    reading = reading_of((FILES / "written_freely.docx").read_bytes())
    (article,) = reading.articles
    assert article.parsed.title == "Sandhaven Closes Its Port as Sand Fills the Channel"
    heading = "<p><strong>What people on the coast say</strong></p>"
    sunday = "<p>That is, large ships cannot enter before Sunday.</p>"
    assert article.commentary == COMMENTARY + heading + COAST + ARABIC + sunday
    assert article.notes == NOTES
    assert [picture.name for picture in article.pictures] == ["image1.png"]
    assert [one.code for one in reading.findings] == ["word-not-house-layout"]
