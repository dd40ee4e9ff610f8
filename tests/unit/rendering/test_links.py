"""What a link says of itself."""

import pytest
from lxml import html as lxml_html

from editorial.rendering.pdf.links import description


@pytest.mark.parametrize(
    ("markup", "target", "page", "said"),
    [
        ('<a aria-label="Note iii">iii</a>', "article-1-note-3", 7, "Note iii"),
        ("<a>Kites over\n the Dunes</a>", "article-2", 7, "Kites over the Dunes, page 7"),
        (
            '<a aria-label="Excerpt in Kites"><span></span></a>',
            "article-2-excerpt-1",
            8,
            "Excerpt in Kites, page 8",
        ),
        ("<a></a>", "article-2", 9, "Page 9"),
        (
            "<a>https://www.al-bustan.example/7</a>",
            "https://www.al-bustan.example/7",
            0,
            "al-bustan.example, web page",
        ),
        ("<a>al-bustan.example/7</a>", "https://al-bustan.example/7", 0, "al-bustan.example, web page"),
        ("<a>the almanac</a>", "https://al-bustan.example/7", 0, "the almanac (al-bustan.example)"),
        ("<a>write to us</a>", "mailto:desk@al-bustan.example", 0, "E-mail to desk@al-bustan.example"),
    ],
)
def test_a_link_says_where_it_leads(markup: str, target: str, page: int, said: str):
    assert description(lxml_html.fragment_fromstring(markup), target, page) == said


def test_an_archived_copy_is_called_so():
    link = lxml_html.fragment_fromstring("<a>https://archive.example/1</a>")
    assert description(link, "https://archive.example/1", archived=True) == "archive.example, archived copy"
