"""Snapshot and pictures -> one EPUB 3.3 file. A pure function: no database, no settings, no clock.

It follows the W3C Recommendations EPUB 3.3 and EPUB Accessibility 1.1, Digital Publishing WAI-ARIA 1.1 for the roles, and the
vocabulary of schema.org for what is said of its accessibility.
"""

import uuid
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from lxml import etree

from editorial.rendering.archive import Archive, sha256_of
from editorial.rendering.epub import checking
from editorial.rendering.epub.cover import cover_fonts, cover_picture
from editorial.rendering.epub.metadata import accessibility
from editorial.rendering.epub.views import Book, View, book_of
from editorial.rendering.epub.xhtml import page
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.forms import Made, OnProgress
from editorial.rendering.frozen_pictures import read_frozen
from editorial.rendering.html import fingerprint
from editorial.rendering.made_with import made_with
from editorial.rendering.naming import all_articles, authors_of, day_of, issue_names, line
from editorial.rendering.snapshots import current
from editorial.rendering.subsets import Subset, css_family, foreign_letters, languages_by_family, subset_fonts
from editorial.rendering.web.texts import settled

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "epub"
# RFC 9562, 5.5: a name-based UUID needs a name space; this one stands for editions of this product.
_EDITIONS = uuid.uuid5(uuid.NAMESPACE_OID, "oewatch edition")
_MEDIA = {"xhtml": "application/xhtml+xml", "css": "text/css", "jpg": "image/jpeg", "png": "image/png",
          "webp": "image/webp", "woff2": "font/woff2"}  # fmt: skip


@dataclass
class _Item:
    """One file of the book, as the manifest lists it."""

    id: str
    file: str
    data: bytes
    properties: str = ""
    spine: bool = False
    tree: etree._Element | None = field(default=None, repr=False)

    @property
    def media_type(self) -> str:
        return _MEDIA[self.file.rpartition(".")[2]]


def make_book(snapshot: View, pictures: Path, output: Path, *, on_progress: OnProgress) -> Made:
    """Write the EPUB of an edition to `output`, whole or not at all.

    `pictures` holds the pictures, each named by its SHA-256. What the book's own check finds is in `Made.problems`. Raises
    `RenderingFailed` with a reason for the newsroom.
    """
    frozen, snapshot = snapshot, settled(current(snapshot))
    total = len(all_articles(snapshot)) + 2
    on_progress("Reading the edition", 0, total)
    content = fingerprint(frozen)
    try:
        book = book_of(snapshot, content)
    except (KeyError, TypeError, AttributeError) as error:
        raise RenderingFailed(
            "The snapshot of this edition is incomplete or damaged.", repr(error)
        ) from error
    items = _pages(book, on_progress, total)
    images = _images(book, pictures)
    on_progress("Fonts and pictures", total - 1, total)
    fonts = _fonts(items)
    style = (TEMPLATES / "book.css").read_text("utf-8") + _font_rules(fonts, items)
    names = issue_names(snapshot)
    cover = cover_picture(names, snapshot["house"]["primary_color"])
    items += [
        _Item("style", "style/book.css", style.encode()),
        _Item("cover-image", "images/cover.png", cover, "cover-image"),
        *images,
        *(_Item(f"font-{n}", f"fonts/{font.name}", font.data) for n, font in enumerate(fonts, 1)),
    ]
    with Archive(output) as archive:
        archive.put("mimetype", "application/epub+zip", stored=True)
        archive.put("META-INF/container.xml", (TEMPLATES / "container.xml").read_text("utf-8"))
        archive.put("EPUB/package.opf", _package(snapshot, book, items, content))
        for item in items:
            archive.put(f"EPUB/{item.file}", item.data)
    problems = book.problems + checking.check(output)
    made = made_with(
        templates=TEMPLATES,
        fonts={font.name: font.data for font in fonts}
        | {path.name: path.read_bytes() for path in cover_fonts(names)},
        libraries=["brotli"],
    )
    return Made(sha256_of(output), output.stat().st_size, 0, made, problems)


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)], autoescape=True)


def _render(template: str, context: View) -> str:
    return str(_engine().get_template(template).render(Context(context, use_l10n=False, use_tz=False)))


def _pages(book: Book, on_progress: OnProgress, total: int) -> list[_Item]:
    """Every page in the order of reading."""
    everything = vars(book)
    items: list[_Item] = []

    def add(id_: str, file: str, template: str, where: str, properties: str = "", **more: Any) -> None:
        context = everything | {"up": "../" * file.count("/")} | more
        data, tree = page(_render(template, context), where)
        items.append(_Item(id_, file, data, properties, spine=True, tree=tree))

    add("cover", "cover.xhtml", "cover.xhtml", "the cover")
    add("nav", "nav.xhtml", "nav.xhtml", "the contents", "nav")
    for number, part in enumerate(book.front, 1):
        add(
            f"front-{number}",
            part["file"],
            "part.xhtml",
            f"“{part['plain_title']}”",
            part=part,
            front_matter=True,
        )
    if book.errata:
        add("corrections", "corrections.xhtml", "corrections.xhtml", "the corrections")
    for place, section in enumerate(book.sections, 1):
        add(f"section-{place}", section["file"], "section.xhtml", section["plain_name"], section=section)
        for article in section["articles"]:
            title, number = article["plain_title"], article["number"]
            on_progress(f"Article {number} of {total - 2}: {title}", number, total)
            add(
                f"article-{number}",
                article["file"],
                "article.xhtml",
                f"the article “{title}”",
                article=article,
            )
    for number, part in enumerate(book.back, 1):
        add(f"back-{number}", part["file"], "part.xhtml", f"“{part['plain_title']}”", part=part)
    if book.credits:
        add("credits", "credits.xhtml", "credits.xhtml", "the image credits")
    if book.index:
        add("index", "index.xhtml", "index.xhtml", "the index")
    add("colophon", "colophon.xhtml", "colophon.xhtml", "the colophon")
    return items


def _images(book: Book, pictures: Path) -> list[_Item]:
    """Each picture once, whoever shows it. Raises `RenderingFailed` for one that is not there or is another one."""
    shown = {image["file"]: f"the article “{image['article']['plain_title']}”" for image in book.credits}
    if book.issue["logo"]:
        shown.setdefault(book.issue["logo"]["file"], "the house (its logo)")
    return [
        _Item(f"image-{number}", file, read_frozen(pictures, Path(file).stem, shown[file]))
        for number, file in enumerate(sorted(shown), 1)
    ]


def _fonts(items: list[_Item]) -> list[Subset]:
    """What the foreign scripts need; Latin letters are set in what the reader chose."""
    return subset_fonts(foreign_letters(item.tree for item in items if item.tree is not None))


def _font_rules(fonts: list[Subset], items: list[_Item]) -> str:
    languages = languages_by_family(item.tree for item in items if item.tree is not None)
    embedded = {font.family for font in fonts}
    rules = [font.rule("../fonts/") for font in fonts]
    for family, tags in sorted(languages.items()):
        if css_family(family) in embedded:
            selector = ", ".join(f'[lang="{tag}"]' for tag in tags)
            rules.append(
                f'{selector} {{ font-family: "{css_family(family)}", serif; font-style: normal; letter-spacing: 0; '
                f"hyphens: manual; -epub-hyphens: manual; }}"
            )
    return "\n".join(["", *rules, ""])


def _package(snapshot: View, book: Book, items: list[_Item], content: str) -> str:
    issue, house = snapshot["issue"], snapshot["house"]
    return _render(
        "package.opf",
        {
            "identifier": uuid.uuid5(_EDITIONS, content),
            "issue": book.issue,
            "authors": authors_of(all_articles(snapshot)),
            "date": issue["publication_date"],
            "rights": line(house["rights_statement"]),
            "modified": f"{day_of(snapshot).isoformat()}T00:00:00Z",
            "position": f"{issue['volume']}.{issue['number']}",
            "accessibility": accessibility(
                book, [item.data for item in items if item.id.startswith("image-")]
            ),
            "manifest": items,
        },
    )
