"""Rich text as a page shows it."""

from editorial.content.richtext import reference
from editorial.web.reading import readable

TEXT = f"<p>One.{reference('a')} Two.{reference('b')} Three.{reference('c')}</p>"


def test_references_are_numbers_in_brackets() -> None:
    html = readable(TEXT, {"a": 1, "b": 2})
    assert 'One.<sup class="footnote-reference">[1]</sup>' in html
    assert 'Three.<sup class="footnote-reference">[?]</sup>' in html
    assert "<a" not in html


def test_references_lead_to_their_notes_with_the_numbers_of_print() -> None:
    html = readable(TEXT, {"a": 1, "b": 4}, notes_at="x-")
    assert '<a href="#x-note-1"><span class="visually-hidden">Note </span>i</a>' in html
    assert '<a href="#x-note-4"><span class="visually-hidden">Note </span>iv</a>' in html
    assert "[?]" in html  # a reference without a note leads nowhere


def test_what_is_not_of_the_subset_does_not_reach_the_page() -> None:
    html = readable('<p onclick="x()">Hm<script>alert(1)</script><img src=x onerror=y></p>', {})
    assert html == "<p>Hm</p>"
