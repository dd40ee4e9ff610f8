"""Snapshot -> one HTML document for print, through Django's template engine without Django's settings.

The snapshot of an edition gives cover, contents, articles and back matter; that of one article gives the article alone.

The document's order of headings is h1 issue > h2 contents, section, back matter > h3 article > h4 excerpt,
notes. Elements with `data-pdf` get that structure type in the PDF, those with `data-part` are what progress
is counted by (tagging.py, progress.py).
"""

import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from editorial.content.fingerprints import canonical_json
from editorial.content.numerals import roman
from editorial.rendering import citation, scripts
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.richtext_print import PrintText, tidy

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "print"
PAGE_SIZES = ("letter", "a4")
SCHEMA = 1
PROOF_MARK = "PROOF — not for release"
UNTITLED = "Untitled article"

_HIGHLIGHTS = 6
_LONG_QUOTE = 260  # characters; a longer pull quote does not fit beside the text
_WIDE_RATIO = 1.25  # width : height from which an image takes the whole text column
_PANORAMA_RATIO = 2.0  # and from which it takes the whole page width
_WIDE_PIXELS = 500  # fewer would print at under 100 dpi across the column

View = dict[str, Any]


@dataclass(frozen=True)
class Document:
    """The HTML of an edition. `texts` are the words of each part by its name, for the check of glyphs."""

    html: str
    title: str
    parts: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    unknown_notes: tuple[tuple[str, str], ...] = ()


def fingerprint(snapshot: View) -> str:
    """SHA-256 of the snapshot's canonical JSON: 64 hexadecimal digits, the same that the edition carries."""
    return hashlib.sha256(canonical_json(snapshot).encode()).hexdigest()


def images_of(snapshot: View) -> frozenset[str]:
    """The hashes of all images the snapshot names."""
    return frozenset(
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
    page_size: str = "letter",
    template: str = "",
    address: Callable[[View], str] = media_address,
    more: View | None = None,
) -> Document:
    """The whole edition, or the one article, as HTML. Raises `RenderingFailed` for what cannot be printed.

    `template`, `address` (of a picture) and `more` (context) are for other media than paper (`preview.py`).
    """
    if snapshot.get("schema") != SCHEMA:
        raise RenderingFailed(
            f"This edition has format {snapshot.get('schema')!r}; this version prints format {SCHEMA}."
        )
    if page_size not in PAGE_SIZES:
        raise RenderingFailed(f"There is no page size “{page_size}”; choose {' or '.join(PAGE_SIZES)}.")
    try:
        sections, writers = _sections(snapshot, address)
        issue = _one_article(snapshot) if is_one_article(snapshot) else _issue(snapshot)
    except (KeyError, TypeError, AttributeError) as error:
        raise RenderingFailed(
            "The snapshot of this edition is incomplete or damaged.", repr(error)
        ) from error
    articles = [article for section in sections for article in section["articles"]]
    context = {
        "issue": issue,
        "sections": sections,
        "highlights": _highlights(sections),
        "credits": [image for article in articles for image in article["images"]],
        "proof": proof,
        "proof_mark": PROOF_MARK,
        "page_size": page_size,
    } | (more or {})
    template = template or ("one_article.html" if is_one_article(snapshot) else "edition.html")
    html = _engine().get_template(template).render(Context(context, use_l10n=False, use_tz=False))
    return Document(
        html=html,
        title=issue["document_title"],
        parts=tuple(article["plain_title"] for article in articles),
        texts=_texts(snapshot),
        unknown_notes=tuple((w.where, key) for w in writers for key in w.unknown),
    )


def is_one_article(snapshot: View) -> bool:
    """Whether the snapshot is of one article and not of an issue."""
    return bool(snapshot.get("article"))


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)], autoescape=True)


def _issue(snapshot: View) -> View:
    house, issue, edition = snapshot["house"], snapshot["issue"], snapshot["edition"]
    words = PrintText("issue", "the cover")
    name, title = tidy(house["name"]).strip(), tidy(issue["title"]).strip()
    month = citation.month_and_year(issue["month"])
    masthead = name or title or month or issue["reference"]
    subtitle = title if name and title and title != name else ""
    dateline = [f"Volume {issue['volume']}", f"Number {issue['number']}", month]
    return {
        "masthead": _html(words.plain(masthead)),
        "subtitle": _html(words.plain(subtitle)),
        "tagline": _html(words.plain(house["tagline"])),
        "disclaimer": _html(words.plain(house["disclaimer"])),
        "author": name,
        "issn": tidy(house["issn"]),
        "volume": dateline[0],
        "number": dateline[1],
        "month": month,
        "running": f"{masthead}, {month}" if month not in ("", masthead) else masthead,
        "document_title": ", ".join(dict.fromkeys(part for part in [masthead, subtitle, *dateline] if part)),
        "reference": issue["reference"],
        "edition": edition["number"],
        "fingerprint": fingerprint(snapshot),
    }


def _one_article(snapshot: View) -> View:
    """The little that stands around the one article: whose it is, and the issue it is meant for, if any."""
    (article,) = (article for section in snapshot["sections"] for article in section["articles"])
    house, issue = tidy(snapshot["house"]["name"]).strip(), snapshot["issue"]
    of = citation.month_and_year(issue["month"]) if issue else ""
    masthead = ", ".join(part for part in ("Proof of one article", house, of) if part)
    title = tidy(article["title"]).strip() or UNTITLED
    return {
        "masthead": _html(PrintText("issue", "the head of the page").plain(masthead)),
        "running": masthead,
        "document_title": f"{title} – proof",
    }


def _sections(snapshot: View, address: Callable[[View], str]) -> tuple[list[View], list[PrintText]]:
    """Sections that have articles, and the writers of their texts (which know what references were met)."""
    out: list[View] = []
    writers: list[PrintText] = []
    number = 0
    for section in snapshot["sections"]:
        if not section["articles"]:
            continue
        articles = []
        name = tidy(section["name"]).strip()
        name = name or ("No section yet" if is_one_article(snapshot) else "Articles")
        for article in section["articles"]:
            number += 1
            words = _writer(article, number)
            writers.append(words)
            articles.append(_article(article, name, words, address))
        anchor = f"section-{len(out) + 1}"
        out.append({"name": _html(PrintText(anchor, "a section's name").plain(name)), "plain_name": name,
                    "anchor": anchor, "articles": articles})  # fmt: skip
    return out, writers


def _writer(article: View, number: int) -> PrintText:
    return PrintText(
        anchor=f"article-{number}",
        where=f"the article “{tidy(article['title']) or number}”",
        numbers={note["key"]: note["number"] for note in article["footnotes"]},
        hints=tuple(
            dict.fromkeys(
                tag for e in article["excerpts"] if (tag := scripts.valid_tag(e["original_language"]))
            )
        ),
    )


def _html(text: str) -> SafeString:
    """Mark as safe what PrintText or citation.py made: they escape every text."""
    return mark_safe(text)  # noqa: S308


def _article(article: View, section: str, words: PrintText, address: Callable[[View], str]) -> View:
    title = tidy(article["title"]).strip() or UNTITLED
    dek = tidy(article["dek"]).strip()
    quote = tidy(article["pull_quote"]).strip()
    commentary = words.rich(article["commentary"])
    excerpts = [
        _excerpt(excerpt, i, len(article["excerpts"]), words)
        for i, excerpt in enumerate(article["excerpts"], 1)
    ]
    images = [
        _image(image, f"{words.anchor}-image-{i}", dek, title, words) | {"src": address(image)}
        for i, image in enumerate(article["images"], 1)
    ]
    return {
        "anchor": words.anchor,
        "title": _html(words.plain(title)),
        "plain_title": title,
        "running": f"{section} · {shorten(title, 62)}",
        "authors": [
            {"name": _html(words.plain(a["name"])), "affiliation": _html(words.plain(a["affiliation"]))}
            for a in article["authors"]
        ],
        "byline": _html(words.plain(citation.names([author["name"] for author in article["authors"]]))),
        "dek": _html(words.plain(dek)),
        "quote": _html(words.plain(quote)),
        "quote_is_long": len(quote) > _LONG_QUOTE,
        "images": images,
        "commentary": _html(commentary),
        "excerpts": excerpts,
        "notes": _notes(article, words),
    }


def _excerpt(excerpt: View, position: int, total: int, words: PrintText) -> View:
    lang = scripts.valid_tag(excerpt["original_language"])
    shows_original = bool(excerpt["translated_title"] and excerpt["original_title"])
    return {
        "label": f"Excerpt {position}" if total > 1 else "Excerpt",
        "language": "" if citation.is_english(excerpt) else scripts.language_name(lang),
        "title": _html(citation.title_html(excerpt, words)),
        "original_title": _html(citation.original_title_html(excerpt, words)) if shows_original else "",
        "original_direction": scripts.direction_of_language(lang),
        "source": _html(citation.source_html(excerpt, words)),
        "note": _html(words.plain(excerpt["outlet_note"])),
        "addresses": _html(citation.addresses_html(excerpt, words)),
        "translation": _html(citation.translation_html(excerpt, words)),
        "body": _html(words.rich(excerpt["body"])),
        "original": _html(words.rich(excerpt["original_text"], lang or "en")),
        "lang": lang or "und",
    }


def _image(image: View, anchor: str, dek: str, title: str, words: PrintText) -> View:
    caption = tidy(image["caption"]).strip()
    width, height = max(1, int(image["width"])), max(1, int(image["height"]))
    return {
        "anchor": anchor,
        "missing": not image["sha256"],
        "alt": tidy(image["alt_text"]).strip() or caption or f"Image of the article {title}",
        # The dek is often the image's caption; the same sentence does not stand twice on one page.
        "caption": "" if caption == dek else _html(words.plain(caption)),
        "listed": _html(words.plain(caption or image["alt_text"])),
        "credit": _html(words.plain(image["credit"])),
        "license": _html(words.plain(image["license"])),
        "license_url": image["license_url"]
        if image["license_url"].startswith(("http://", "https://"))
        else "",
        "shape": _shape(width, height),
        "article": words.anchor,
        "article_title": _html(words.plain(title)),
    }


def _shape(width: int, height: int) -> str:
    """How an image of this size (pixels) is set: nothing is cropped, nothing is blown up until it blurs."""
    if width < _WIDE_PIXELS or width / height < _WIDE_RATIO:
        return "natural"
    return "panorama" if width / height >= _PANORAMA_RATIO and width >= 2 * _WIDE_PIXELS else "wide"


def _notes(article: View, words: PrintText) -> list[View]:
    """Footnotes by number, each with the way back to every place that refers to it."""
    return [
        {
            "anchor": f"{words.anchor}-note-{note['number']}",
            "number": note["number"],
            "roman": roman(max(1, note["number"])),
            "body": _html(words.rich(note["text"])),
            "back": words.references.get(note["number"], []),
        }
        for note in sorted(article["footnotes"], key=lambda note: note["number"])
    ]


def _highlights(sections: list[View]) -> list[View]:
    """For the cover: the first article of each section, then the rest in order, six at most."""
    first = [section["articles"][0] for section in sections]
    rest = [article for section in sections for article in section["articles"][1:]]
    chosen = [article["anchor"] for article in (first + rest)[:_HIGHLIGHTS]]
    return [
        {"anchor": article["anchor"], "title": article["title"], "section": section["name"]}
        for section in sections
        for article in section["articles"]
        if article["anchor"] in chosen
    ]


def shorten(text: str, limit: int) -> str:
    """Text about as wide as `limit` ordinary letters, cut between words with an ellipsis."""
    room = float(limit)
    for position, character in enumerate(text):
        room -= 2 if unicodedata.east_asian_width(character) in "WF" else 1.35 if character.isupper() else 1
        if room < 0:
            cut = text[:position]
            return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:–—-") + "…"
    return text


def _texts(snapshot: View) -> tuple[tuple[str, str], ...]:
    """(where, every word) of the front matter and of each article, for the check that each glyph exists."""
    out = [("the cover and the colophon", _words([snapshot["house"], snapshot["issue"]]))]
    for section in snapshot["sections"]:
        out.append((f"the name of the section “{section['name']}”", tidy(section["name"])))
        out += [
            (f"the article “{tidy(article['title'])}”", _words(article)) for article in section["articles"]
        ]
    return tuple(out)


def _words(value: Any) -> str:
    """Every text inside a JSON value. HTML tags and keys are ASCII, which every font has."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, dict):
        return "\n".join(_words(item) for item in value.values())
    if isinstance(value, list):
        return "\n".join(_words(item) for item in value)
    return ""
