"""The Atom feed (RFC 4287) and the sitemap (sitemaps.org): both need absolute addresses, so a house without one has neither."""

import uuid
from typing import Any

from lxml import etree

from editorial.rendering.naming import day_of
from editorial.rendering.web.addresses import ABOUT, FEED, FRONT, SOURCES
from editorial.rendering.web.linked_data import LANGUAGE, description_of
from editorial.rendering.web.texts import bare, bare_words

View = dict[str, Any]
ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(issue: View, snapshot: View, home: str, articles: list[View]) -> bytes:
    """An entry for each article, in the order of the issue.

    Ids hold for good: an article has its own wherever it stands and in whichever edition, the feed the issue's address.
    Every time in it is the day of publication: a snapshot knows no other.
    """
    house, day = snapshot["house"], f"{day_of(snapshot).isoformat()}T00:00:00Z"
    root = etree.Element(f"{{{ATOM}}}feed", {_LANG: LANGUAGE}, nsmap={None: ATOM})
    _say(root, "id", home)
    _say(root, "title", issue["title"])
    _say(root, "subtitle", bare_words(issue["tagline"]))
    _say(root, "updated", day)
    _say(root, "link", rel="self", type="application/atom+xml", href=home + FEED)
    _say(root, "link", rel="alternate", type="text/html", href=home)
    _say(root, "rights", bare(house["rights_statement"]))
    _say(root, "generator", "oewatch")
    author = etree.SubElement(root, f"{{{ATOM}}}author")
    _say(author, "name", bare(house["publisher"]) or issue["plain_masthead"])
    for article in articles:
        entry = etree.SubElement(root, f"{{{ATOM}}}entry")
        _say(entry, "id", _id_of(article, home))
        _say(entry, "title", article["plain_title"])
        _say(entry, "published", day)
        _say(entry, "updated", day)
        _say(entry, "link", rel="alternate", type="text/html", href=home + article["path"])
        _say(entry, "category", term=article["section"]["plain_name"])
        for person in article["plain_authors"]:
            if person["name"]:
                _say(etree.SubElement(entry, f"{{{ATOM}}}author"), "name", person["name"])
        _say(entry, "summary", description_of(article))
    return _bytes(root)


def sitemap(issue: View, home: str, articles: list[View], *, sources: bool) -> bytes:
    """Every page but the one for what is not there."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})
    for path in [FRONT, *(article["path"] for article in articles), *([SOURCES] if sources else []), ABOUT]:
        url = etree.SubElement(root, f"{{{SITEMAP}}}url")
        etree.SubElement(url, f"{{{SITEMAP}}}loc").text = home + ("" if path == FRONT else path)
        if issue["published_iso"]:
            etree.SubElement(url, f"{{{SITEMAP}}}lastmod").text = issue["published_iso"]
    return _bytes(root)


def _id_of(article: View, home: str) -> str:
    try:
        return uuid.UUID(article["key"]).urn
    except ValueError:
        return str(home + article["path"])


def _say(parent: etree._Element, name: str, text: str = "", **attributes: str) -> None:
    """An element, unless there is nothing to say in it."""
    if text or attributes:
        etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes).text = text or None


def _bytes(root: etree._Element) -> bytes:
    etree.indent(root)
    out: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return out + b"\n"
