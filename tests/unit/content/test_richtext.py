"""The HTML subset: whatever comes in, its words stay, its tags are ours, and cleaning twice changes nothing."""

import re
import unicodedata
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from editorial.content import richtext

TAGS = [
    "p", "em", "strong", "a", "sup", "sub", "br", "span", "b", "i", "u", "div", "h1", "li", "ul", "ol", "blockquote",
    "table", "tr", "td", "tbody", "pre", "section", "font", "o:p", "img", "hr", "code", "nav", "center", "dd", "dt",
]  # fmt: skip
ATTRIBUTES = [
    "", ' class="x"', ' style="color:red"', ' onclick="alert(1)"', ' href="https://example.org/?a=1&b=2"',
    ' href="javascript:alert(1)"', ' href="data:text/html,x"', ' data-footnote="one"', ' data-footnote="two words"',
    ' lang="ar" dir="rtl"', ' lang="x y"', ' dir="up"', ' href="https://example.org/a>b"', " hidden", " title='>'",
]  # fmt: skip
word = st.text("abcxyzéüßЖж中日عربपक", min_size=1, max_size=6)
opening = st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES))
closing = st.builds("</{}>".format, st.sampled_from(TAGS))
blank = st.sampled_from([" ", "\n", "\n\n", "&nbsp;", "\t", " &amp; "])
markup = st.lists(st.one_of(word, opening, closing, blank), max_size=25).map("".join)
ALLOWED = re.compile(
    r"</?(?:p|em|strong|sub|sup|span|br|a)>|<a href=\"(?:https?:|mailto:)[^\"]*\">|<sup data-footnote=\"[\w-]{1,40}\">"
    r"|<span(?: (?:lang=\"[A-Za-z0-9-]+\"|dir=\"(?:ltr|rtl|auto)\"))+>"
)


def words_of(html: str) -> list[str]:
    """What a person reads: outside tags. Letters of one word may be parted by tags, so they are joined."""
    text = unescape(re.sub(r"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", "", html))
    return list("".join(unicodedata.normalize("NFC", text).split()))


@settings(max_examples=400, deadline=None, derandomize=True)
@given(markup)
@example("<b><p>one</p><p>two</p></b>")
@example("<em><div>x</div></em>")
@example('<b style="font-weight:normal"><p>from a</p><p>word processor</p></b>')
@example("<a href='https://example.org'><p>x</p></a>")
@example("one<p>two</p>three\n\nfour")
@example("<p>a<em>b<p>c</em>d</p>")
@example("<p>x</p> <strong> </strong> <p>y</p>")
@example("e\u0301<b>e</b>\u0301")
@example("<p></p><p><br></p>")
@example("<sup data-footnote='one'><p>1</p></sup>")
@example("<span><p>a</p></span>")
@example("<p><em> </em></p>")
@example("<ul><li>a<li>b</ul>")
@example('<p title="<p>">x</p>')
@example("a<br>b")
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = richtext.clean(text)
    assert richtext.clean(once) == once


@settings(max_examples=400, deadline=None, derandomize=True)
@given(markup)
@example("<p><em>a<p>b</em>c")
@example("<b><p>one</p><p>two</p></b>")
def test_only_the_subset_comes_out_and_every_word_is_in_a_paragraph(text: str) -> None:
    cleaned = richtext.clean(text)
    for tag in re.findall(r"<[^>]*>", cleaned):
        assert ALLOWED.fullmatch(tag), tag
    assert words_of("".join(richtext.paragraphs(cleaned))) == words_of(cleaned)
    assert re.fullmatch(r"(?:<p>(?:(?!</?p>).)+</p>)*", cleaned, re.DOTALL), cleaned


@settings(max_examples=400, deadline=None, derandomize=True)
@given(markup.filter(lambda text: "data-footnote" not in text))
@example("<table><tr><td>one</td>two</tr></table>")
@example("<p title='>'>x</p>")
@example("a &lt;em&gt; &amp;amp;")
def test_no_word_is_lost(text: str) -> None:
    given_words = sorted(c for c in words_of(text) if c.isalnum())
    assert sorted(c for c in words_of(richtext.clean(text)) if c.isalnum()) == given_words


def test_words_behind_a_reference_that_was_never_closed_stay() -> None:
    cleaned = richtext.clean('<p>Before <sup data-footnote="one">1 and all that came behind it</p>')
    assert richtext.references(cleaned) == ["one"]
    assert "all that came behind it" in richtext.plain(cleaned)


@pytest.mark.parametrize("typed", ["1", "ii", "[3]", "*", " 12 ", "<span>4</span>", "<sup>5</sup>"])
def test_the_number_somebody_typed_into_a_reference_goes(typed: str) -> None:
    assert richtext.clean(f'<p>a<sup data-footnote="one">{typed}</sup>b</p>') == (
        '<p>a<sup data-footnote="one"></sup>b</p>'
    )


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>", "<style>p{}</style>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
        '<a href="javascript:alert(1)">x</a>', '<a href="JaVaScRiPt:alert(1)">x</a>', "<iframe src=//evil></iframe>",
        '<a href="data:text/html;base64,PHA+">x</a>', '<span lang="ar" style="x">x</span>', "<p onclick=a()>x</p>",
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", '<b\nonmouseover="a()">x</b>',
    ],
)  # fmt: skip
def test_nothing_that_runs_comes_through(bad: str) -> None:
    cleaned = richtext.clean(bad).lower()
    for tag in re.findall(r"<[^>]*>", cleaned):
        assert ALLOWED.fullmatch(tag), tag


def test_plain_text_becomes_paragraphs_at_blank_lines() -> None:
    assert richtext.clean("one\ntwo\n\nthree & four") == "<p>one\ntwo</p><p>three &amp; four</p>"
    assert richtext.clean("") == richtext.clean(" \n ") == ""


def test_text_is_brought_to_nfc() -> None:
    assert richtext.clean("<p>e\u0301</p>") == "<p>é</p>"


def test_a_text_that_is_too_long_is_refused_with_words() -> None:
    with pytest.raises(richtext.TextTooLong, match="Split it"):
        richtext.clean("x" * (richtext.MAX_LENGTH + 1))


@pytest.mark.parametrize(
    "text", ["<" * 20_000, "<p>" * 20_000, "<b>" * 3_000 + "x", "<div><b>" * 500 + "x", "a\n\n" * 20_000]
)
def test_hostile_text_takes_no_long_time(text: str) -> None:
    assert isinstance(richtext.clean(text), str)


def test_references_and_numbers_follow_the_order_of_reading() -> None:
    text = f"<p>a{richtext.reference('b')} c{richtext.reference('a')} d{richtext.reference('b')}</p>"
    assert richtext.references(text) == ["b", "a", "b"]
    assert richtext.footnote_numbers(text, ["a", "b", "c"]) == {"b": 1, "a": 2, "c": 3}
    assert richtext.footnote_numbers(text, ["a"]) == {"a": 1}
    assert richtext.replace_references(text, lambda key: f"[{key}]") == "<p>a[b] c[a] d[b]</p>"


def test_typed_markers_become_references_and_unknown_ones_stay() -> None:
    text = richtext.from_paragraphs(["He left. [i] She <stayed>. [x]", "line\nline"], {"i": "one"})
    assert text == (
        '<p>He left.<sup data-footnote="one"></sup> She &lt;stayed&gt;. [x]</p><p>line<br>line</p>'
    )


def test_paragraphs_are_plain_and_without_references() -> None:
    text = f"<p>One <em>two</em>{richtext.reference('a')}  three<br>four</p><p>five &amp; six</p>"
    assert richtext.paragraphs(text) == ["One two three\nfour", "five & six"]
    assert richtext.plain(text) == "One two three\nfour\n\nfive & six"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=4))
def test_plain_paragraphs_survive_the_way_there_and_back(texts: list[str]) -> None:
    drop = dict.fromkeys([0, *range(0xD800, 0xE000)])
    texts = [unicodedata.normalize("NFC", " ".join(text.translate(drop).split())) for text in texts]
    texts = [
        text
        for text in texts
        if text and not re.search(r"[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]", text)
    ]
    assert richtext.paragraphs(richtext.from_paragraphs(texts)) == texts


@pytest.mark.parametrize(
    "href", ["#_ftn1", "/admin/", "?x=1", "//evil.example", "page.html", "https://", "http://[::1", "mailto:"]
)
def test_a_link_that_leads_nowhere_in_print_loses_its_address_and_keeps_its_words(href: str) -> None:
    assert richtext.clean(f'<p>See <a href="{href}">here</a>.</p>') == "<p>See here.</p>"


@pytest.mark.parametrize(
    "href", ["https://example.org/a?b=1", "HTTP://example.org", "mailto:desk@example.org"]
)
def test_web_and_mail_addresses_stay(href: str) -> None:
    assert f'href="{href}"' in richtext.clean(f'<p>See <a href="{href}">here</a>.</p>')


def test_control_characters_are_left_out() -> None:
    assert richtext.clean("<p>a\x01b\x07 c\td</p>") == "<p>ab c\td</p>"
