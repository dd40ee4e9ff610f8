"""Passages marked in text: the words stay as they are, whatever is marked in them."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorial.content import richtext
from editorial.web.marks import Mark, marked_line, marked_rich
from tests.growth import require_linear

RICH = (
    '<p>The  port <em>was closed</em> for<br>three days.<sup data-footnote="one"></sup> It '
    '<strong>is <a href="https://e.example/?a=1&amp;b=2">open</a></strong> now.</p><p> </p><p>Second &lt;one&gt;.</p>'
)


def marked_words(html: str, name: str) -> str:
    """What the marks of one entry cover, in order."""
    pieces = re.findall(r'<span class="mark [^"]*" data-marks="([^"]*)">([^<]*)</span>', html)
    return unescape("".join(words for names, words in pieces if name in names.split()))


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_marks_cover_their_words_and_change_none(data: st.DataObject) -> None:
    paragraphs = richtext.paragraphs(RICH)
    marks = []
    for number in range(data.draw(st.integers(0, 4))):
        start = data.draw(st.integers(0, len(paragraphs[0])))
        marks.append(
            Mark(f"m{number}", start, data.draw(st.integers(start, len(paragraphs[0]) + 3)), "claim")
        )
    html = marked_rich(RICH, lambda paragraph: marks if paragraph == 0 else [], numbers={"one": 1})
    plain = re.sub(r'<sup class="footnote.*?</sup>', "", html)
    assert "".join(text_of(plain).split()) == "".join("".join(paragraphs).split())
    for mark in marks:
        wanted = paragraphs[0][mark.start : mark.end]
        assert "".join(marked_words(html, mark.name).split()) == "".join(wanted.split())
        assert html.count(f'id="mark-{mark.name}"') == bool(wanted.strip())


def test_tags_stay_well_formed_around_a_mark_that_begins_inside_them() -> None:
    start = richtext.paragraphs(RICH)[0].index("closed")
    html = marked_rich(RICH, lambda n: [Mark("a", start, start + 10, "claim")] * (n == 0), numbers={"one": 1})
    assert (
        '<em>was <span id="mark-a"></span><span class="mark claim" data-marks="a">closed</span></em>' in html
    )
    assert marked_words(html, "a") == "closed for"


def test_a_sign_follows_its_passage_and_paragraphs_say_which_they_are() -> None:
    html = marked_rich(
        "<p>One two.</p><p>Three.</p>",
        lambda n: [Mark("a", 0, 5, "claim", "<i>!</i>")] * (n == 1),
        numbers={},
        place={"field": "commentary"},
    )
    assert html.startswith('<p data-field="commentary" data-paragraph="0">One two.</p>')
    assert "Three</span><i>!</i>.</p>" in html


def test_a_line_is_escaped_and_its_foreign_words_carry_their_language() -> None:
    line = marked_line("<b> “إغلاق” & more", [Mark("a", 0, 3, "claim")], foreign="إغلاق", language="ar")
    assert '<bdi lang="ar">إغلاق</bdi>' in line
    assert "&lt;b&gt;</span>" in line and "&amp; more" in line
    assert marked_line("", []) == ""
    assert marked_line("Nothing foreign", [], foreign="here", language="fr") == "Nothing foreign"


@pytest.mark.parametrize(
    "value", ["", "<p></p>", "no tags", "<p><sup data-footnote='x'></sup></p>", "<script>x</script>"]
)
def test_odd_texts_are_shown(value: str) -> None:
    html = marked_rich(value, lambda _paragraph: [Mark("a", 0, 5, "claim")], numbers={})
    assert "<script" not in html


def test_work_grows_with_the_length_of_a_paragraph_and_its_marks() -> None:
    def sample(size: int) -> tuple[str, list[Mark]]:
        return "word " * (40 * size), [Mark(f"m{n}", n * 200, n * 200 + 150, "claim") for n in range(size)]

    require_linear(lambda given: marked_line(*given), sample, 500)
