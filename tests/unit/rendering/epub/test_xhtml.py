"""Print HTML becomes XHTML; addresses become valid or text."""

import pytest

from editorial.rendering.epub.xhtml import address, fragment, page
from editorial.rendering.failures import RenderingFailed

ADDRESSES = [
    ("https://example.org/a", "https://example.org/a"),
    ("https://example.org/a%20b?c=d&e=f#g", "https://example.org/a%20b?c=d&e=f#g"),
    ("https://example.org/a b|c", "https://example.org/a%20b%7Cc"),
    ("https://example.org:8080/ü", "https://example.org:8080/%C3%BC"),
    ("https://bücher.example/100%", "https://xn--bcher-kva.example/100%25"),
    ("http://[half", ""),
    ("https://exa mple.org/", ""),
    ("https://", ""),
    ("https://example.org:port/", ""),
    ("javascript:alert(1)", ""),
    ("mailto:a@example.org", "mailto:a@example.org"),
    ("mailto:nobody", ""),
]


@pytest.mark.parametrize("given, expected", ADDRESSES)
def test_addresses(given: str, expected: str):
    assert address(given) == expected


def test_a_reference_has_its_role_and_nothing_for_the_pdf():
    made = fragment(
        '<p>x<sup class="noteref" data-pdf="Reference"><a id="r" href="#n">i</a></sup><br>&nbsp;</p>'
    )
    assert made == '<p>x<sup class="noteref"><a id="r" href="#n" role="doc-noteref">i</a></sup><br/>\xa0</p>'


def test_languages_are_said_in_both_ways_and_a_link_to_nowhere_is_text():
    assert (
        fragment('<span lang="ar" dir="rtl">ا</span>') == '<span lang="ar" dir="rtl" xml:lang="ar">ا</span>'
    )
    assert fragment('<a class="web" href="http://[x">here</a> &amp; there') == "here &amp; there"
    assert fragment("") == "" and fragment("plain") == "plain"


def test_a_page_that_is_not_well_formed_is_refused():
    with pytest.raises(RenderingFailed, match="The page of the cover"):
        page("<html><p></html>", "the cover")
