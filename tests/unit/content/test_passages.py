"""Replacing a passage: the words are exactly the new ones, and everything around them is as it was."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.content import richtext
from editorial.content.models import Article, Footnote, Image
from editorial.content.passages import (
    FIELD_NAMES,
    field_paragraphs,
    has_passages,
    readable_words,
    replace_rich,
    replaced,
)
from editorial.content.written_fields import FIELDS

WORDS = st.lists(
    st.sampled_from(
        [
            "harbour",
            "the",
            "closed",
            "ميناء",
            "“quiet”",
            "R&D",
            "5 < 6",
            "naïve",
            "co-op",
            "1,000",
            ".",
            ",",
            "!",
        ]
    ),
    max_size=6,
).map(" ".join)
SPACE = st.sampled_from(["", " ", "  ", " ", "\n", "<br>", " <br> ", "&nbsp;"])
TAGS = st.sampled_from(
    [
        "{}", "<em>{}</em>", "<strong>{}</strong>", '<a href="https://journal.example/a?b=1&amp;c=2">{}</a>',
        '<span lang="ar" dir="rtl">{}</span>', "<em>{} <strong>so</strong></em>", "<sub>{}</sub>",
        '{}<sup data-footnote="one"></sup>', '<sup data-footnote="two"></sup>{}',
    ]
)  # fmt: skip


@st.composite
def rich_texts(draw: st.DrawFn) -> str:
    """Paragraphs of marked words."""
    paragraphs = []
    for _ in range(draw(st.integers(1, 3))):
        parts = draw(st.lists(st.tuples(TAGS, WORDS, SPACE), min_size=1, max_size=5))
        inside = "".join(
            tag.format(words.replace("&", "&amp;").replace("<", "&lt;")) + space
            for tag, words, space in parts
        )
        paragraphs.append(f"<p>word{inside}</p>")
    return richtext.clean("".join(paragraphs))


def folded(text: str) -> str:
    """As the plain text has it."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).split("\n"))
    return "\n".join(lines).strip()


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


@given(data=st.data(), value=rich_texts(), words=WORDS)
def test_the_passage_is_the_new_words_and_nothing_else_changed(
    data: st.DataObject, value: str, words: str
) -> None:
    before = richtext.paragraphs(value)
    number = data.draw(st.integers(0, len(before) - 1))
    text = before[number]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    after = replace_rich(value, number, start, end, words)
    assert richtext.clean(after) == after
    assert richtext.references(after) == richtext.references(value)
    expected = folded(text[:start] + readable_words(words, rich=True) + text[end:])
    paragraphs = richtext.paragraphs(after)
    if not expected:
        assert paragraphs == [*before[:number], *before[number + 1 :]]
        return
    assert [paragraphs[:number], paragraphs[number + 1 :]] == [before[:number], before[number + 1 :]]
    assert without_spaces(paragraphs[number]) == without_spaces(expected)
    if words:
        assert paragraphs[number] == expected


@given(data=st.data(), value=rich_texts())
def test_putting_the_same_words_there_changes_nothing(data: st.DataObject, value: str) -> None:
    texts = richtext.paragraphs(value)
    number = data.draw(st.integers(0, len(texts) - 1))
    start = data.draw(st.integers(0, len(texts[number]) - 1))
    passage = texts[number][start:]
    if readable_words(passage, rich=True) == passage:
        assert replace_rich(value, number, start, len(texts[number]), passage) == value


PORT = (
    "<p>The <em>new</em> minister<sup data-footnote=\"one\"></sup> said it was "
    '<a href="https://journal.example/">closed for days</a>.</p><p>Nobody else spoke.</p>'
)  # fmt: skip


@pytest.mark.parametrize(
    "exact, words, becomes",
    [
        # What stays keeps its markup and its note.
        (
            "The new minister said",
            "The new minister insisted",
            '<p>The <em>new</em> minister<sup data-footnote="one"></sup> insisted it was '
            '<a href="https://journal.example/">closed for days</a>.</p><p>Nobody else spoke.</p>',
        ),
        # What takes a word's place takes its markup.
        (
            "new minister",
            "former minister",
            '<p>The <em>former</em> minister<sup data-footnote="one"></sup> said it was '
            '<a href="https://journal.example/">closed for days</a>.</p><p>Nobody else spoke.</p>',
        ),
        # A note is not lost with its words, and no space is left before a period.
        (
            "closed for days",
            "",
            '<p>The <em>new</em> minister<sup data-footnote="one"></sup> said it was.</p><p>Nobody else spoke.</p>',
        ),
        (
            "minister said it",
            "office said it",
            '<p>The <em>new</em> office<sup data-footnote="one"></sup> said it was '
            '<a href="https://journal.example/">closed for days</a>.</p><p>Nobody else spoke.</p>',
        ),
        # Words added before a link are not part of it.
        (
            "it was closed",
            "it was almost closed",
            '<p>The <em>new</em> minister<sup data-footnote="one"></sup> said it was almost '
            '<a href="https://journal.example/">closed for days</a>.</p><p>Nobody else spoke.</p>',
        ),
    ],
)
def test_markup_and_notes_stay(exact: str, words: str, becomes: str) -> None:
    text = richtext.paragraphs(PORT)[0]
    start = text.index(exact)
    assert replace_rich(PORT, 0, start, start + len(exact), words) == becomes


def test_a_whole_paragraph_may_go() -> None:
    assert richtext.paragraphs(replace_rich(PORT, 1, 0, 18, "")) == [richtext.paragraphs(PORT)[0]]


def test_what_is_typed_is_text_and_never_markup() -> None:
    after = replace_rich(PORT, 1, 0, 6, '<script>x</script> & <a href="javascript:x">y</a>')
    assert richtext.paragraphs(after)[1] == '<script>x</script> & <a href="javascript:x">y</a> else spoke.'
    assert "<script>" not in after


def test_a_line() -> None:
    article = Article(title="The port, and the ministers", commentary=PORT)
    assert replaced(article, "title", 0, 4, 8, "harbour") == "The harbour, and the ministers"
    assert replaced(article, "title", 0, 18, 27, "") == "The port, and the"
    assert replaced(article, "title", 0, 4, 8, "") == "The, and the ministers"
    assert replaced(article, "commentary", 1, 0, 6, "Somebody") == PORT.replace("Nobody", "Somebody")
    assert field_paragraphs(article, "title") == ["The port, and the ministers"]
    assert field_paragraphs(Footnote(text=""), "text") == []


@pytest.mark.parametrize("start, end", [(0, 0), (5, 4), (-1, 3), (0, 99)])
def test_no_passage_no_change(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no passage"):
        replace_rich(PORT, 1, start, end, "x")
    with pytest.raises(ValueError, match="no passage"):
        replaced(Image(caption="Boats"), "caption", 0, start, end, "x")


def test_no_such_paragraph() -> None:
    with pytest.raises(IndexError):
        replace_rich(PORT, 2, 0, 1, "x")
    with pytest.raises(IndexError):
        replaced(Image(caption="Boats"), "caption", 1, 0, 1, "x")


def test_every_field_that_is_written_has_a_name() -> None:
    for kind, fields in FIELDS.items():
        assert set(fields) <= set(FIELD_NAMES[kind])
    assert has_passages("excerpt", "body")
    assert not has_passages("excerpt", "published_on")
    assert not has_passages("nothing", "body")
    assert has_passages("image", "attribution")
