"""Snapshot -> one HTML document for print, through Django's template engine without Django's settings.

The snapshot of an edition gives cover, front matter, articles and back matter; that of one article gives the article alone.

The document's order of headings is h1 issue > h2 contents, section, part, back matter > h3 article, country of the index >
h4 excerpt, notes. Elements with `data-pdf` get that structure type in the PDF, those with `data-part` are what progress
is counted by (tagging.py, progress.py), those with `data-grid` end on a line of the baseline grid (grid.py).
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template import Context, Engine

from editorial.content.fingerprints import canonical_json
from editorial.rendering import sheets
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.print_views import UNTITLED, View, article_of_edition, articles, front
from editorial.rendering.print_views.index import index
from editorial.rendering.richtext_print import tidy
from editorial.rendering.snapshots import current

__all__ = [
    "UNTITLED",
    "Document",
    "View",
    "build",
    "fingerprint",
    "images_of",
    "is_one_article",
    "media_address",
]

TEMPLATES = sheets.FOLDER
PAGE_SIZES = ("letter", "a4")
PROOF_MARK = "PROOF — not for release"


@dataclass(frozen=True)
class Document:
    """The HTML of an edition. `texts` are the words of each part by its name, for the check of glyphs; `sheets` are the
    style sheets to set it with, as texts in their order; `articles` are the articles' titles by their anchors.
    """

    html: str
    title: str
    page_size: str
    articles: dict[str, str]
    texts: tuple[tuple[str, str], ...]
    unknown_notes: tuple[tuple[str, str], ...] = ()
    sheets: tuple[str, ...] = ()


def fingerprint(snapshot: View) -> str:
    """SHA-256 of the snapshot's canonical JSON: 64 hexadecimal digits, the same that the edition carries."""
    return hashlib.sha256(canonical_json(snapshot).encode()).hexdigest()


def images_of(snapshot: View) -> frozenset[str]:
    """The hashes of all images the snapshot names."""
    logo = current(snapshot)["house"]["logo"]
    return frozenset([logo["sha256"]] if logo else []) | frozenset(
        image["sha256"]
        for section in snapshot["sections"]
        for article in section["articles"]
        for image in article["images"]
        if image["sha256"]
    )


def media_address(image: View) -> str:
    """What the engine's fetcher gets for a picture of the snapshot."""
    return f"media:{image['sha256']}"


def build(
    snapshot: View,
    *,
    proof: bool = False,
    page_size: str = "",
    template: str = "",
    address: Callable[[View], str] = media_address,
    more: View | None = None,
) -> Document:
    """The whole edition, or the one article, as HTML. Raises `RenderingFailed` for what cannot be printed.

    `page_size` is the snapshot's own where none is given.
    `template`, `address` (of a picture) and `more` (context) are for other media than paper (`preview.py`).
    """
    frozen = snapshot
    with readable():
        snapshot = current(snapshot)
        alone = is_one_article(snapshot)
        page_size = page_size_of(snapshot, page_size)
        sections, writers = articles.sections(snapshot, one_article=alone, address=address)
        if article_of_edition.is_of_edition(snapshot):  # pdf/articles.py: not a proof
            template = template or article_of_edition.TEMPLATE
            issue = article_of_edition.issue(snapshot)
        else:
            issue = front.one_article(snapshot) if alone else front.issue(snapshot, fingerprint(frozen))
        around = {} if alone else around_articles(snapshot, sections, address, page_size)
    context = around | {
        "issue": issue,
        "sections": sections,
        "proof": proof,
        "proof_mark": PROOF_MARK,
        "page_size": page_size,
    } | (more or {})  # fmt: skip
    template = template or ("one_article.html" if alone else "edition.html")
    return Document(
        html=filled(template, context),
        title=issue["document_title"],
        page_size=page_size,
        articles={
            article["anchor"]: article["plain_title"]
            for section in sections
            for article in section["articles"]
        },
        texts=_texts(snapshot),
        unknown_notes=tuple((w.where, key) for w in writers for key in w.unknown),
        sheets=tuple(sheets.printed(page_size=page_size, proof=proof, house=snapshot["house"])),
    )


@contextmanager
def readable() -> Iterator[None]:
    """Raises `RenderingFailed` in place of what a snapshot raises that lacks something."""
    try:
        yield
    except (KeyError, TypeError, AttributeError) as error:
        raise RenderingFailed(
            "The snapshot of this edition is incomplete or damaged.", repr(error)
        ) from error


def page_size_of(snapshot: View, wanted: str = "") -> str:
    """The paper: what is wanted, or the snapshot's own. Raises `RenderingFailed` for one that there is not."""
    size: str = wanted or snapshot["house"]["page_size"]
    if size not in PAGE_SIZES:
        raise RenderingFailed(f"There is no page size “{size}”; choose {' or '.join(PAGE_SIZES)}.")
    return size


def filled(template: str, context: View) -> str:
    """A print template with its values put in."""
    html: str = _engine().get_template(template).render(Context(context, use_l10n=False, use_tz=False))
    return html


def is_one_article(snapshot: View) -> bool:
    """Whether the snapshot is of one article and not of an issue."""
    return bool(snapshot.get("article"))


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)], autoescape=True)


def around_articles(
    snapshot: View, sections: list[View], address: Callable[[View], str], page_size: str
) -> View:
    """What an issue has before and behind its articles."""
    house = front.house(snapshot)
    if house["logo"]:
        house["logo"] = house["logo"] | {"src": address(house["logo"])}
    errata = front.errata(snapshot, sections)
    images = [image for section in sections for article in section["articles"] for image in article["images"]]
    return {
        "house": house,
        "parts": front.parts(snapshot),
        "errata": errata,
        "masthead": house["has_masthead"] or errata,
        "cover": front.cover(snapshot, sections, page_size=page_size),
        "credits": [image for image in images if not image["missing"]],
        "index": index(sections),
    }


def _texts(snapshot: View) -> tuple[tuple[str, str], ...]:
    """(where, every word) of the front matter and of each article, for the check that each glyph exists."""
    out = [
        ("the cover and the colophon", words_of([snapshot["house"], snapshot["issue"], snapshot["errata"]]))
    ]
    out += [(f"the part “{tidy(part['title'])}”", words_of(part)) for part in snapshot["parts"]]
    for section in snapshot["sections"]:
        out.append((f"the name of the section “{section['name']}”", tidy(section["name"])))
        out += [(place_of(article), words_of(article)) for article in section["articles"]]
    return tuple(out)


def place_of(article: View) -> str:
    """How a message names an article."""
    return f"the article “{tidy(article['title'])}”"


def words_of(value: Any) -> str:
    """Every text inside a JSON value. HTML tags and keys are ASCII, which every font has."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, dict):
        return "\n".join(words_of(item) for item in value.values())
    if isinstance(value, list):
        return "\n".join(words_of(item) for item in value)
    return ""
