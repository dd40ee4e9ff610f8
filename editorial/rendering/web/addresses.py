"""Where the pages of a web edition stand: their paths inside the folder, and that of the folder where the house has one.

    index.html  sources.html  about.html  404.html  feed.xml  sitemap.xml  manifest.json  SHA256SUMS
    articles/<slug>.html
    assets/  style sheet, pictures and fonts; each name has the hash of its content

Every link inside is relative to the page it stands on, so that the folder works anywhere, also opened from a disk.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.naming import all_articles, title_of

FRONT, SOURCES, ABOUT, NOT_FOUND = "index.html", "sources.html", "about.html", "404.html"
FEED, SITEMAP, MANIFEST, SUMS = "feed.xml", "sitemap.xml", "manifest.json", "SHA256SUMS"
MAX_SLUG = 80

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")


def article_path(slug: str) -> str:
    """The page of an article, from the folder of the edition."""
    return f"articles/{slug}.html"


def root_of(path: str) -> str:
    """What leads from a page back to the folder of the edition: "" or "../"."""
    return "../" * path.count("/")


def require_safe_names(snapshot: dict[str, Any]) -> None:
    """Raises `RenderingFailed` for a slug or reference that is no path segment, and for a slug that two articles have."""
    reference = snapshot["issue"]["reference"]
    if not _REFERENCE.fullmatch(reference) or len(reference) > MAX_SLUG:
        raise RenderingFailed(f"The reference “{reference[:100]}” of this issue cannot stand in an address.")
    taken: dict[str, str] = {}
    for article in all_articles(snapshot):
        slug, title = article["slug"], title_of(article)
        if not isinstance(slug, str) or not _SLUG.fullmatch(slug) or len(slug) > MAX_SLUG:
            raise RenderingFailed(
                f"The article “{title}” has an address that cannot be used: “{str(slug)[:100]}”. "
                "An address has small Latin letters, digits, and single hyphens between them."
            )
        if slug in taken:
            raise RenderingFailed(f"Two articles have the address “{slug}”: “{taken[slug]}” and “{title}”.")
        taken[slug] = title


def home_of(snapshot: dict[str, Any]) -> str:
    """The absolute address of the edition's folder, with a slash at its end; "" where the house gives no web address.

    Each issue has a folder of its own below the house's address, named by the issue's reference.
    """
    given = snapshot["house"]["web_address"].strip()
    try:
        parts = urlsplit(given)
        wrong = parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment
    except ValueError:
        wrong = True
    if wrong or re.search(r"[\s<>\"'\\^`{|}\x00-\x1f\x7f]", given):
        return ""
    return f"{given.rstrip('/')}/{snapshot['issue']['reference']}/"


def other_forms(snapshot: dict[str, Any]) -> list[dict[str, str]]:
    """The files that the publications office puts beside the pages, by the names that its downloads have; a proof has none."""
    number = snapshot["edition"]["number"]
    stem = f"{snapshot['issue']['reference']}-edition-{number}"
    forms = (("PDF", "pdf", "application/pdf"), ("EPUB", "epub", "application/epub+zip"))
    return [{"name": name, "path": f"{stem}.{end}", "type": kind} for name, end, kind in forms if number]
