"""One article as it will print, as a page for a browser: the print templates and style sheet on a sheet of paper.

Nothing here loads the print engine: the page is text, and the browser sets it. The style sheet is asked for under
`font_url("preview.css")`, so that the font files beside it have plain relative addresses.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from editorial.content.models import Article, Image
from editorial.issues.snapshot import article_snapshot
from editorial.rendering import sheets
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.html import UNTITLED, View, build
from editorial.rendering.pdf import fonts

STYLE_SHEET = "preview.css"
# Families that the sheets name and that are in few files: (family, file name's start). CJK comes as one large collection.
_STYLES = {"Regular": "400 normal", "Bold": "700 normal", "Italic": "400 italic", "BoldItalic": "700 italic"}


def preview_html(
    article: Article, *, picture_url: Callable[[Image], str], font_url: Callable[[str], str]
) -> str:
    """The whole page. Load the article with its content (`content.queries.with_content`); one query asks for the house.

    An article that cannot be set gives a page that says why.
    """
    images = {image.key: image for image in article.images.all()}

    def address(image: View) -> str:
        return picture_url(images[image["key"]]) if image["sha256"] else ""

    more: View = {
        "preview_title": f"Preview of “{article.title or UNTITLED}”",
        "style_sheet": font_url(STYLE_SHEET),
    }
    snapshot = article_snapshot(article)
    try:
        return build(snapshot, template="preview.html", address=address, more=more).html
    except RenderingFailed as error:
        more["failure"] = error.reason
        empty = {**snapshot, "sections": [{**snapshot["sections"][0], "articles": [_bare(snapshot)]}]}
        return build(empty, template="preview.html", address=address, more=more).html


def _bare(snapshot: View) -> View:
    """The article of the snapshot with its title alone, cut to what can be set."""
    article = snapshot["sections"][0]["articles"][0]
    blank = {name: type(value)() for name, value in article.items()}
    return {**blank, "title": " ".join(word[:40] for word in article["title"][:200].split())}


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """The preview's style sheet: the fonts, the print edition's own rules, then those of the screen."""
    rules = sheets.screen()
    return "\n".join([*_faces(rules), rules])


def _faces(printed: str) -> list[str]:
    """An `@font-face` for each file of a family that the style sheet names."""
    named = set(re.findall(r'"(Gentium[^"]+|Noto[^"]+)"', printed))
    out = []
    for path in fonts.files():
        stem, _, style = path.stem.partition("-")
        family = next((name for name in named if name.replace(" ", "") == stem), None)
        if family and style in _STYLES:
            weight, slant = _STYLES[style].split()
            out.append(
                f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {slant}; '
                f'font-display: swap; src: url("{path.name}") format("truetype"); }}'
            )
    return [*out, *_cjk_faces(named)]


def _cjk_faces(named: set[str]) -> list[str]:
    """CJK: the machine's own font where it has one; otherwise the collection, only for a page that has such letters."""
    ranges = "U+2E80-2FDF, U+3000-30FF, U+3100-31FF, U+3400-4DBF, U+4E00-9FFF, U+AC00-D7AF, U+F900-FAFF, U+FF00-FFEF"
    return [
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-display: swap; unicode-range: {ranges}; '
        f'src: local("{family}"), url("{path.name}") format("collection"), url("{path.name}"); }}'
        for path in fonts.files()
        if path.suffix == ".ttc"
        for weight in [_STYLES[path.stem.partition("-")[2]].split()[0]]
        for family in sorted(named)
        if family.startswith("Noto Serif CJK")
    ]
