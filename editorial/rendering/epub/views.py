"""Snapshot -> what the templates of the book show: every text as XHTML, every place with its address in the book."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from editorial.content.numerals import roman
from editorial.rendering import citation, scripts
from editorial.rendering.epub.xhtml import address, fragment
from editorial.rendering.naming import all_articles, file_stems, issue_names, line, title_of
from editorial.rendering.print_views.index import index
from editorial.rendering.richtext_print import PrintText

View = dict[str, Any]
EXTENSION = {"jpeg": "jpg", "png": "png", "webp": "webp"}


@dataclass
class Book:
    """The book in the order of its pages. `problems` name the article they are about."""

    issue: View
    front: list[View] = field(default_factory=list)
    errata: list[View] = field(default_factory=list)
    sections: list[View] = field(default_factory=list)
    back: list[View] = field(default_factory=list)
    index: list[View] = field(default_factory=list)
    credits: list[View] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def articles(self) -> list[View]:
        """The articles of all sections."""
        return [article for section in self.sections for article in section["articles"]]


def book_of(snapshot: View, fingerprint: str) -> Book:
    """The book of an edition; the snapshot has today's format. Raises `RenderingFailed` for a text that cannot be set."""
    names, house = issue_names(snapshot), snapshot["house"]
    words = PrintText("issue", "the cover")
    issue = vars(names) | {
        "masthead_html": fragment(words.plain(names.masthead)),
        "subtitle_html": fragment(words.plain(names.subtitle)),
        "publisher_html": fragment(words.plain(names.publisher)),
        "reference": line(snapshot["issue"]["reference"]),
        "date": citation.long_date(snapshot["issue"]["publication_date"]),
        "fingerprint": fingerprint,
        "issn": line(house["issn"]),
        "web_address": address(house["web_address"]),
        "logo": _logo(house["logo"], names.masthead),
    }
    for name in ("tagline", "disclaimer", "release_statement", "rights_statement"):
        issue[name] = fragment(words.plain(house[name]))
    stems = file_stems(all_articles(snapshot))
    book = Book(issue)
    numbered = iter(range(1, len(stems) + 1))
    for section in snapshot["sections"]:
        if section["articles"]:
            name = line(section["name"]) or "Articles"
            place = len(book.sections) + 1
            view = {"name": fragment(words.plain(name)), "plain_name": name, "file": f"section-{place}.xhtml"}
            articles = [
                _article(a, n := next(numbered), stems[n - 1], view, book) for a in section["articles"]
            ]
            book.sections.append(view | {"articles": articles})
    _errata(book, snapshot["errata"])
    book.front = [_part(part, f"front-{n}") for n, part in enumerate(_parts(snapshot, "front"), 1)]
    book.back = [_part(part, f"back-{n}") for n, part in enumerate(_parts(snapshot, "back"), 1)]
    book.index = index(_indexed(book))
    book.credits = [image for article in book.articles for image in article["images"]]
    return book


def _indexed(book: Book) -> list[View]:
    """The sections as the printed index reads them; a place is an address in the book."""
    return [
        {
            "articles": [
                article
                | {
                    "plain_title": article["title"],
                    "excerpts": [
                        e | {"anchor": f"{article['file']}#{e['anchor']}"} for e in article["excerpts"]
                    ],
                }
                for article in section["articles"]
            ]
        }
        for section in book.sections
    ]


def _logo(logo: View | None, name: str) -> View | None:
    if not logo:
        return None
    return {"file": picture_file(logo), "alt": line(logo["alt_text"]) or f"Logo of {name}"}


def picture_file(image: View) -> str:
    """Where a picture is in the book: named by its content."""
    return f"images/{image['sha256']}.{EXTENSION[image['format']]}"


def _parts(snapshot: View, place: str) -> list[View]:
    return [part for part in snapshot["parts"] if part["place"] == place]


def _part(part: View, stem: str) -> View:
    title = line(part["title"]) or "Note"
    words = PrintText(stem, f"the part “{title}”")
    return {
        "title": fragment(words.plain(title)),
        "plain_title": title,
        "body": fragment(words.rich(part["body"])),
        "file": f"{stem}.xhtml",
    }


def _article(article: View, number: int, stem: str, section: View, book: Book) -> View:
    title, dek = title_of(article), line(article["dek"])
    words = PrintText(
        anchor=f"article-{number}",
        where=f"the article “{title}”",
        numbers={note["key"]: note["number"] for note in article["footnotes"]},
        hints=tuple(
            dict.fromkeys(t for e in article["excerpts"] if (t := scripts.valid_tag(e["original_language"])))
        ),
    )
    plain: Callable[[str], str] = lambda text: fragment(words.plain(text))  # noqa: E731
    total = len(article["excerpts"])
    view = {
        "key": article["key"],
        "number": number,
        "file": f"articles/{stem}.xhtml",
        "title": plain(title),
        "plain_title": title,
        "section": section,
        "dek": plain(dek),
        "byline": plain(citation.names([author["name"] for author in article["authors"]])),
        "authors": [
            {name: plain(line(author[name])) for name in ("name", "affiliation")}
            for author in article["authors"]
            if line(author["name"])
        ],
        "quote": plain(line(article["pull_quote"])),
        "errata": [],
        "commentary": fragment(words.rich(article["commentary"])),
        "excerpts": [_excerpt(e, i, total, words) for i, e in enumerate(article["excerpts"], 1)],
    }
    pictures = [image for image in article["images"] if image["sha256"]]
    view["images"] = [_image(image, i, view, dek, words) for i, image in enumerate(pictures, 1)]
    # Last: only now every text has said which notes it refers to.
    view["notes"] = [
        _note(note, words) for note in sorted(article["footnotes"], key=lambda note: note["number"])
    ]
    if words.unknown:
        book.problems.append(f"In {words.where}, a reference points to a note that does not exist.")
    return view


def _image(image: View, position: int, article: View, dek: str, words: PrintText) -> View:
    caption, alt = line(image["caption"]), line(image["alt_text"])
    return {
        "anchor": f"image-{position}",
        "file": picture_file(image),
        "width": max(1, int(image["width"])),
        "height": max(1, int(image["height"])),
        "alt": alt or caption or f"Image of the article {article['plain_title']}",
        "described": bool(alt),
        # The dek is often the image's caption; the same sentence does not stand twice on one page.
        "caption": "" if caption == dek else fragment(words.plain(caption)),
        "listed": fragment(words.plain(caption or alt)),
        "credit": fragment(words.plain(line(image["credit"]))),
        "license": fragment(words.plain(line(image["license"]))),
        "license_url": address(image["license_url"]),
        "article": {name: article[name] for name in ("file", "title", "plain_title")},
    }


def _excerpt(excerpt: View, position: int, total: int, words: PrintText) -> View:
    lang = citation.original_language(excerpt)
    original = words.rich(excerpt["original_text"], lang or "en")
    shows_original = bool(excerpt["translated_title"] and excerpt["original_title"])
    return {
        "anchor": f"excerpt-{position}",
        "label": f"Excerpt {position}" if total > 1 else "Excerpt",
        "language": "" if citation.is_english(excerpt) else scripts.language_name(lang),
        "title": fragment(citation.title_html(excerpt, words)),
        "original_title": fragment(citation.original_title_html(excerpt, words)) if shows_original else "",
        "source": fragment(citation.source_html(excerpt, words)),
        "note": fragment(words.plain(line(excerpt["outlet_note"]))),
        "translation": fragment(citation.translation_html(excerpt, words)),
        "addresses": fragment(citation.addresses_html(excerpt, words)),
        "body": fragment(words.rich(excerpt["body"])),
        "outlet": line(excerpt["outlet"]),
        "outlet_html": fragment(words.plain(line(excerpt["outlet"]))),
        "country": excerpt["country"],
        "original": fragment(original),
        "lang": lang or "und",
        "direction": scripts.direction_of_language(lang),
    }


def _note(note: View, words: PrintText) -> View:
    return {
        "anchor": f"{words.anchor}-note-{note['number']}",
        "number": note["number"],
        "roman": roman(max(1, note["number"])),
        "body": fragment(words.rich(note["text"])),
        "back": words.references.get(note["number"], []),
    }


def _errata(book: Book, errata: list[View]) -> None:
    """Each correction in front of the book and on its article, as far as the article is in the edition."""
    by_key = {article["key"]: article for article in book.articles}
    for position, erratum in enumerate(citation.newest_first(errata), 1):
        article = by_key.get(erratum["article"])
        words = PrintText(f"erratum-{position}", "a correction")
        view = {
            "edition": erratum["edition"],
            "text": fragment(words.plain(line(erratum["text"]))),
            "article": article and {name: article[name] for name in ("file", "title")},
        }
        book.errata.append(view)
        if article:
            article["errata"].append(view)
