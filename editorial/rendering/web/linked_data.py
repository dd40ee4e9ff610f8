"""What machines read on a page: schema.org as JSON-LD, and Open Graph. Nothing is said that the snapshot does not say.

Addresses are absolute, so they are said only where the house has a web address.
"""

import json
import re
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from editorial.rendering import citation
from editorial.rendering.web.texts import bare, bare_words, shortened

View = dict[str, Any]
LANGUAGE = "en-US"

_DESCRIPTION = 300  # characters
# Inside <script>, "</script>" and "<!--" would end or change the element (HTML, 4.12.1.3).
_UNSAFE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&'\u2028\u2029"}


def script(data: View) -> SafeString:
    """JSON-LD as the content of a script element."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return mark_safe(text.translate(_UNSAFE))  # noqa: S308 - nothing is left in it that HTML would read


def issue_data(issue: View, house: View, home: str, articles: list[View]) -> View:
    """The issue, on its front page."""
    parts = [{"@type": "Article", "headline": a["plain_title"]} | _at(home, a["path"]) for a in articles]
    return (
        {"@context": "https://schema.org"}
        | _issue(issue, house, home)
        | {"hasPart": parts, "inLanguage": LANGUAGE}
    )


def article_data(article: View, issue: View, house: View, home: str) -> View:
    """One article, on its page."""
    publisher = _publisher(issue, house)
    data: View = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": article["plain_title"],
        "description": description_of(article),
        "author": [_person(author) for author in article["plain_authors"]],
        "publisher": publisher,
        "datePublished": issue["published_iso"],
        "inLanguage": LANGUAGE,
        "articleSection": article["section"]["plain_name"],
        "isPartOf": _issue(issue, house, home),
        "image": [_image(image, home) for image in article["images"] if not image["missing"]],
        "citation": [_source(excerpt) for excerpt in article["excerpts"]],
        "correction": [{"@type": "CorrectionComment", "text": e["plain"]} for e in article["errata"]],
        "copyrightNotice": bare(house["rights_statement"]),
        "identifier": f"sha256:{article['fingerprint']}",
    }
    return _filled(data | _at(home, article["path"]))


def open_graph(issue: View, home: str, path: str, article: View | None = None) -> list[tuple[str, str]]:
    """(property, content) of a page; `article` is None for the others."""
    about = article or {}
    published = issue["published_iso"] if article else ""
    out = [
        ("og:type", "article" if article else "website"),
        ("og:site_name", issue["plain_masthead"]),
        ("og:title", about.get("plain_title", issue["title"])),
        ("og:description", description_of(article) if article else bare_words(issue["tagline"])),
        ("og:locale", "en_US"),
        ("og:url", _address(home, path)),
        ("article:published_time", published),
        ("article:section", article["section"]["plain_name"] if article else ""),
        *[("article:author", author["name"]) for author in about.get("plain_authors", [])],
    ]
    lead = about.get("lead") or issue.get("lead")
    if home and lead and lead["picture"].shared:
        shared = lead["picture"].shared
        out += [
            ("og:image", home + shared.path),
            ("og:image:type", "image/jpeg"),
            ("og:image:width", str(shared.width)),
            ("og:image:height", str(shared.height)),
            ("og:image:alt", lead["alt"]),
        ]
    return [(name, content) for name, content in out if content]


def description_of(article: View) -> str:
    """A line on the article: its dek, else its pull quote, else how its commentary begins."""
    first = article["commentary"].split("</p>", 1)[0]
    # The numbers of notes are no words.
    first = bare_words(re.sub(r"<sup\b.*?</sup>", "", first))
    return article["plain_dek"] or article["plain_quote"] or shortened(first, _DESCRIPTION)


def _issue(issue: View, house: View, home: str) -> View:
    volume, number = issue["volume_number"]
    periodical = {"@type": "Periodical", "name": bare(house["name"]), "issn": issue["issn"]}
    return _filled(
        {
            "@type": "PublicationIssue",
            "name": issue["title"],
            "issueNumber": str(number),
            "datePublished": issue["published_iso"],
            "publisher": _publisher(issue, house),
            "isPartOf": {
                "@type": "PublicationVolume",
                "volumeNumber": str(volume),
                "isPartOf": periodical if house["name"] or issue["issn"] else None,
            },
        }
        | _at(home, "")
    )


def _publisher(issue: View, house: View) -> View | None:
    name = bare(house["publisher"])
    return {"@type": "Organization", "name": name} if name else None


def _person(author: View) -> View:
    where = author["affiliation"]
    return {"@type": "Person", "name": author["name"]} | (
        {"affiliation": {"@type": "Organization", "name": where}} if where else {}
    )


def _image(image: View, home: str) -> View:
    file = image["picture"].shared or image["picture"].widest
    return {
        "@type": "ImageObject",
        "contentUrl": _address(home, file.path),
        "caption": image["plain_caption"],
        "creditText": image["plain_credit"],
        "license": image["license_url"],
        "width": file.width,
        "height": file.height,
    }


def _source(excerpt: View) -> View:
    """The foreign text that was translated."""
    data = excerpt["data"]
    url = data["url"].strip()
    return {
        "@type": "CreativeWork",
        "name": bare(data["original_title"]) or bare(data["translated_title"]),
        "alternateName": bare(data["translated_title"]) if data["original_title"] else "",
        "inLanguage": excerpt["lang"] if excerpt["lang"] != "und" else "",
        "author": [{"@type": "Person", "name": bare(name)} for name in data["authors"] if bare(name)],
        "publisher": {"@type": "Organization", "name": bare(data["outlet"])}
        if bare(data["outlet"])
        else None,
        "datePublished": data["published_on"] if citation.long_date(data["published_on"]) else "",
        "url": url if url.lower().startswith(("http://", "https://")) else "",
    }


def _at(home: str, path: str) -> View:
    return {"url": home + path} if home else {}


def _address(home: str, path: str) -> str:
    return home + ("" if path == "index.html" else path) if home else ""


def _filled(value: Any) -> Any:
    """The value without what is empty."""
    if isinstance(value, dict):
        kept = {key: _filled(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in ("", None, [], {})}
    return [_filled(item) for item in value] if isinstance(value, list) else value
