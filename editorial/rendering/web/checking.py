"""The web edition's own check: every link leads somewhere, every id is there once, every picture is described.

What it finds is for people and stands with the rendition; nothing found means that it passed.
"""

import posixpath
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from lxml import html as lxml_html

Pages = Mapping[str, lxml_html.HtmlElement]
_LEVELS = {f"h{level}": level for level in range(1, 7)}


def problems_of(
    pages: Pages, files: Collection[str], *, home: str = "", beside: Collection[str] = ()
) -> list[str]:
    """What is wrong with the pages (by path). `files` are all paths of the edition, `beside` those its host adds.

    Addresses below `home` are the edition's own and must be there too.
    """
    known = {path: _ids(page) for path, page in pages.items()}
    out: list[str] = []
    for path, page in pages.items():
        out += [
            f"{path}: the id “{name}” is there {n} times" for name, n in Counter(_ids(page)).items() if n > 1
        ]
        out += [f"{path}: {words}" for words in _structure(page)]
        for address in _addresses(page):
            words = _where(path, address, known, files, home, beside)
            if words:
                out.append(f"{path}: {words}")
    return out


def _ids(page: lxml_html.HtmlElement) -> list[str]:
    return [str(name) for name in page.xpath("//@id")]


def _structure(page: lxml_html.HtmlElement) -> Iterator[str]:
    if len(page.xpath("//h1")) != 1:
        yield f"{len(page.xpath('//h1'))} headings of level 1"
    if not (page.findtext("head/title") or "").strip():
        yield "no title"
    if page.xpath("//img[not(@alt)]"):
        yield "a picture without alt text"
    levels = [_LEVELS[e.tag] for e in page.iter() if isinstance(e.tag, str) and e.tag in _LEVELS]
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def _addresses(page: lxml_html.HtmlElement) -> Iterator[str]:
    for value in page.xpath("//@href | //@src"):
        yield str(value)
    for value in page.xpath("//@srcset"):
        yield from (candidate.split()[0] for candidate in str(value).split(", "))


def _where(
    path: str,
    address: str,
    known: Mapping[str, list[str]],
    files: Collection[str],
    home: str,
    beside: Collection[str],
) -> str:
    """What is wrong with an address on a page; "" if nothing is, or if it leads elsewhere."""
    if home and address.startswith(home):
        path, address = "index.html", address.removeprefix(home) or "index.html"
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""  # in a text's own link; it is no address of ours
    if parts.scheme or parts.netloc or address == "/":
        return ""
    target = (
        posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
        if parts.path
        else path
    )
    if target in beside:
        return ""
    if target.startswith(("..", "/")) or target not in files:
        return f"the link to “{address}” leads nowhere"
    if parts.fragment and parts.fragment not in known.get(target, ()):
        return f"the link to “{address}” leads to a place that is not there"
    return ""
