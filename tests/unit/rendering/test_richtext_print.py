import pytest

from editorial.content import richtext
from editorial.content.numerals import roman
from editorial.rendering import richtext_print
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.richtext_print import PrintText


def text(**changes) -> PrintText:
    return PrintText(**({"anchor": "a1", "where": "the article “X”", "numbers": {"k": 1, "m": 14}} | changes))


def test_the_subset_is_the_one_of_the_content_package():
    for name in ("ALLOWED_TAGS", "ALLOWED_ATTRIBUTES", "ALLOWED_SCHEMES"):
        assert getattr(richtext_print, name) == getattr(richtext, name)


def test_references_become_numbered_links_that_notes_can_lead_back_to():
    words = text()
    html = words.rich('<p>One<sup data-footnote="m"></sup> two<sup data-footnote="m"></sup></p>')
    assert 'id="a1-ref-14" href="#a1-note-14" aria-label="Note xiv">xiv</a>' in html
    assert words.references == {14: ["a1-ref-14", "a1-ref-14-2"]}


def test_a_reference_without_a_note_is_seen():
    words = text()
    assert "[note missing]" in words.rich('<p>x<sup data-footnote="gone"></sup></p>')
    assert words.unknown == ["gone"]


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '<img src="file:///etc/passwd">',
        "<svg><use href='#x'/></svg>",
        '<link rel="attachment" href="file:///etc/passwd">',
        '<p style="position:fixed" onclick="x()">',
        '<a href="javascript:alert(1)">x</a>',
        "<style>@import 'http://x'</style>",
        '<base href="http://x">',
    ],
)
def test_what_is_outside_the_subset_does_not_get_through(evil: str):
    html = text().rich(f"<p>before</p>{evil}<p>after</p>")
    assert "before" in html
    assert "after" in html
    for word in ("script", "<img", "<svg", "<link", "style", "onclick", "javascript", "<base", "file:"):
        assert word not in html


def test_loose_text_becomes_paragraphs_and_nothing_is_lost():
    assert text().rich("loose <em>words</em><p>kept</p>tail") == (
        "<p>loose <em>words</em></p>\n<p>kept</p>\n<p>tail</p>"
    )


def test_foreign_runs_get_lang_and_dir():
    assert text().rich("<p>the <em>سوق</em></p>") == (
        '<p>the <em><span lang="ar" dir="rtl">سوق</span></em></p>'
    )


def test_a_marked_span_keeps_its_language_and_its_text_in_one_piece():
    assert text().rich('<p><span lang="ps" dir="rtl">ښار BBC کې</span></p>') == (
        '<p><span lang="ps" dir="rtl">ښار BBC کې</span></p>'
    )


def test_bare_addresses_become_links_without_the_sentence_end():
    html = text().rich("<p>See https://example.org/a_(b)?c=d&amp;e. And (https://example.org/x).</p>")
    assert 'href="https://example.org/a_(b)?c=d&amp;e">' in html
    assert 'href="https://example.org/x">' in html


def test_links_do_not_nest():
    html = text().rich(
        '<p><a href="https://example.org/">https://example.org/<sup data-footnote="k"></sup></a></p>'
    )
    assert html.count("<a ") == 1


def test_plain_text_is_escaped():
    assert text().plain('<b> & "x"') == '&lt;b&gt; &amp; "x"'


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("<p>" + "a" * 2001 + "</p>", "word"),
        ("<p>" + "word " * 9000 + "</p>", "paragraph"),
        ("<p>" + "<em>" * 40 + "x" + "</em>" * 40 + "</p>", "nested"),
    ],
)
def test_what_the_engine_cannot_set_in_time_is_refused_with_its_place(value: str, word: str):
    with pytest.raises(RenderingFailed, match=word) as failure:
        text().rich(value)
    assert "the article “X”" in failure.value.reason


def test_control_characters_and_lone_surrogates_are_dropped():
    assert text().plain("a\x00b\x07c\ud800d\ufeff") == "abcd"


@pytest.mark.parametrize(("number", "numeral"), [(1, "i"), (4, "iv"), (9, "ix"), (40, "xl"), (99, "xcix")])
def test_roman_numerals(number: int, numeral: str):
    assert roman(number) == numeral
