"""Whether every character that is about to be printed has a glyph, asked of the very HTML that is set.

The articles' texts are checked before by name (`Document.texts`); this finds what reaches the page by any other way: parts of
the issue, errata, the index, words of the templates.
"""

from collections.abc import Iterator

from fontTools import unicodedata
from lxml import html as lxml_html

from editorial.rendering.failures import GlyphMissing
from editorial.rendering.pdf import fonts

_ARTICLE = "the article"
_NAMELESS = "a character without a name"
_PRIVATE = "a character of private use, which only its own font can show"


def check_glyphs(document: str) -> None:
    """Raises `GlyphMissing` for the first character that no font has, naming the article or the part it is in.

    Characters of private use are refused although a font may have them: nobody can tell what they say, and PDF/A-2a
    (ISO 19005-2, 6.2.11.7.3) forbids them for that reason.
    """
    texts = list(_texts(lxml_html.document_fromstring(document).body))
    missing = set(fonts.uncovered("".join(text for _where, text in texts)))
    # Articles first: what stands on the cover and in the contents is mended there.
    for where, text in sorted(texts, key=lambda found: not found[0].startswith(_ARTICLE)):
        for character in text:
            if unicodedata.category(character) == "Co":
                raise GlyphMissing(character, _PRIVATE, where)
            if character in missing:
                raise GlyphMissing(character, unicodedata.name(character, _NAMELESS), where)


def _texts(root: lxml_html.HtmlElement) -> Iterator[tuple[str, str]]:
    """(where, text) of every text node, in order."""
    stack: list[tuple[lxml_html.HtmlElement, str]] = [(root, "the edition")]
    while stack:
        element, above = stack.pop()
        if not isinstance(element.tag, str):
            continue
        where = _place(element, above)
        if element.text:
            yield where, element.text
        for child in element:
            if child.tail:
                yield where, child.tail
        stack += [(child, where) for child in reversed(element)]


def _place(element: lxml_html.HtmlElement, above: str) -> str:
    """The place in a newsroom's words."""
    if element.tag == "article" and element.get("data-title"):
        return f"{_ARTICLE} “{element.get('data-title')}”"
    if element.tag == "section" and element.get("data-part"):
        name = element.get("data-running") or element.get("id") or ""
        return f"the page “{name.replace('-', ' ')}”" if name else above
    return above
