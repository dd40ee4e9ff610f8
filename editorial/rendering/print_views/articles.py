"""Sections and articles of a snapshot as the templates print them."""

import re
from collections.abc import Callable

from editorial.content.numerals import roman
from editorial.rendering import citation, scripts
from editorial.rendering.print_views import UNTITLED, View, safe
from editorial.rendering.richtext_print import PrintText, tidy

LONG_QUOTE = 200  # characters; a longer pull quote does not fit beside the text
LONG_TITLE = 90  # and a longer title is set in smaller type
LONGEST_RUNNING = 170  # two lines of a running head
_WIDE_RATIO = 1.25  # width : height from which an image takes the whole text column
_PANORAMA_RATIO = 2.0  # and from which it takes the whole page width
_WIDE_PIXELS = 500  # fewer would print at under 100 dpi across the column
# The opening quotation marks that hang outside the edge of a pull quote, by how wide they are.
_LEAD_LETTERS = (
    18  # the opening words of a commentary that are set in small capitals: so many letters, or a little more
)
_HANGS = {**dict.fromkeys('“”„"«', "double"), **dict.fromkeys("‘’‚'‹", "single")}


def anchor_of(article: View) -> str:
    """The article's place in a file. Not by its number: what another article's coming or going changes is set anew."""
    return f"article-{article['key']}"


def sections(
    snapshot: View,
    *,
    one_article: bool,
    address: Callable[[View], str],
    whole: bool = True,
) -> tuple[list[View], list[PrintText]]:
    """Sections that have articles, and the writers of their texts (which know what references were met).

    If they are not wanted `whole`, the articles have only what the rest of the issue says of them.
    """
    out: list[View] = []
    writers: list[PrintText] = []
    number = 0
    for section in snapshot["sections"]:
        if not section["articles"]:
            continue
        articles: list[View] = []
        name = tidy(section["name"]).strip()
        name = name or ("No section yet" if one_article else "Articles")
        for article in section["articles"]:
            number += 1
            words = _writer(article, number)
            writers.append(words)
            view: View = _head(article, words, address) | {"opens_section": not articles}
            if whole:
                view |= _texts(article, words, snapshot["errata"], view["excerpts"])
            articles.append(view)
        anchor = f"section-{len(out) + 1}"
        out.append({"name": safe(PrintText(anchor, "a section's name").plain(name)), "plain_name": name,
                    "anchor": anchor, "articles": articles})  # fmt: skip
    return out, writers


def whole(
    article: View, number: int, errata: list[View], *, opens_section: bool, address: Callable[[View], str]
) -> tuple[View, PrintText]:
    """One article with its texts, and their writer. `number` is its place in the issue."""
    words = _writer(article, number)
    view: View = _head(article, words, address) | {"opens_section": opens_section}
    return view | _texts(article, words, errata, view["excerpts"]), words


def _writer(article: View, number: int) -> PrintText:
    return PrintText(
        anchor=anchor_of(article),
        where=f"the article “{tidy(article['title']) or number}”",
        numbers={note["key"]: note["number"] for note in article["footnotes"]},
        hints=tuple(
            dict.fromkeys(
                tag for e in article["excerpts"] if (tag := scripts.valid_tag(e["original_language"]))
            )
        ),
    )


def _head(article: View, words: PrintText, address: Callable[[View], str]) -> View:
    """What cover, contents, index and credits say of the article too."""
    title = tidy(article["title"]).strip() or UNTITLED
    dek = tidy(article["dek"]).strip()
    return {
        "anchor": words.anchor,
        "key": article["key"],
        "title": safe(words.plain(title)),
        "plain_title": title,
        "authors": [
            {"name": safe(words.plain(a["name"])), "affiliation": safe(words.plain(a["affiliation"]))}
            for a in article["authors"]
        ],
        "byline": safe(words.plain(citation.names([author["name"] for author in article["authors"]]))),
        "dek": safe(words.plain(dek)),
        "images": [
            _image(image, f"{words.anchor}-image-{i}", dek, title, words) | {"src": address(image)}
            for i, image in enumerate(article["images"], 1)
        ],
        "excerpts": [_source(excerpt, i, words) for i, excerpt in enumerate(article["excerpts"], 1)],
    }


def _texts(article: View, words: PrintText, errata: list[View], sources: list[View]) -> View:
    """The rest of an article, read from its beginning to its end: references are counted."""
    title = tidy(article["title"]).strip() or UNTITLED
    quote = tidy(article["pull_quote"]).strip()
    commentary = words.rich(article["commentary"])
    total = len(article["excerpts"])
    return {
        "title_is_long": len(title) > LONG_TITLE,
        "running": citation.shorten(title, LONGEST_RUNNING),
        "quote": safe(words.plain(quote)),
        "quote_is_long": len(quote) > LONG_QUOTE,
        "quote_hangs": _HANGS.get(quote[:1], ""),
        "commentary": safe(led_in(commentary)),
        "excerpts": [
            source | _excerpt(excerpt, i, total, words)
            for i, (source, excerpt) in enumerate(zip(sources, article["excerpts"], strict=True), 1)
        ],
        "notes": _notes(article, words),
        "errata": [
            {"edition": told["edition"], "text": safe(words.plain(told["text"]))}
            for told in errata
            if told["article"] == article["key"]
        ],
    }


def led_in(commentary: str) -> str:
    """The commentary's HTML with its first words marked for small capitals, where it begins with plain words.

    In the markup, not with `::first-line`: that is applied again to what stands on the next page (WeasyPrint 70).
    """
    plain = re.match(r"<p>([^<]+)", commentary)
    words = plain[1].split(" ")[:-1] if plain else []
    taken: list[str] = []
    for word in words:
        taken.append(word)
        if len(" ".join(taken)) >= _LEAD_LETTERS:
            text = " ".join(taken)
            return f'<p><span class="lead">{text}</span>{commentary[len("<p>") + len(text) :]}'
    return commentary


def _source(excerpt: View, position: int, words: PrintText) -> View:
    """What the index says of an excerpt."""
    return {
        "anchor": f"{words.anchor}-excerpt-{position}",
        "country": excerpt["country"],
        "outlet": tidy(excerpt["outlet"]).strip(),
        "outlet_html": safe(citation.outlet_html(excerpt, words)),
    }


def _excerpt(excerpt: View, position: int, total: int, words: PrintText) -> View:
    lang = citation.original_language(excerpt)
    shows_original = bool(excerpt["translated_title"] and excerpt["original_title"])
    return {
        "label": f"Excerpt {position}" if total > 1 else "Excerpt",
        "language": "" if citation.is_english(excerpt) else scripts.language_name(lang),
        "title": safe(citation.title_html(excerpt, words)),
        "original_title": safe(citation.original_title_html(excerpt, words)) if shows_original else "",
        "original_direction": scripts.direction_of_language(lang),
        "source": safe(citation.source_html(excerpt, words)),
        "note": safe(words.plain(excerpt["outlet_note"])),
        "addresses": safe(citation.addresses_html(excerpt, words)),
        "translation": safe(citation.translation_html(excerpt, words)),
        "body": safe(words.rich(excerpt["body"])),
        "original": safe(words.rich(excerpt["original_text"], lang or "en")),
        "lang": lang or "und",
    }


def _image(image: View, anchor: str, dek: str, title: str, words: PrintText) -> View:
    caption = tidy(image["caption"]).strip()
    width, height = max(1, int(image["width"])), max(1, int(image["height"]))
    return {
        "anchor": anchor,
        "missing": not image["sha256"],
        "width": width,
        "height": height,
        "alt": tidy(image["alt_text"]).strip() or caption or f"Image of the article {title}",
        # The dek is often the image's caption; the same sentence does not stand twice on one page.
        "caption": "" if caption == dek else safe(words.plain(caption)),
        "listed": safe(words.plain(caption or image["alt_text"])),
        "credit": safe(words.plain(image["credit"])),
        "license": safe(words.plain(image["license"])),
        "license_url": image["license_url"]
        if image["license_url"].startswith(("http://", "https://"))
        else "",
        "shape": _shape(width, height),
        "article": words.anchor,
        "article_title": safe(words.plain(title)),
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
            "body": safe(words.rich(note["text"])),
            "back": words.references.get(note["number"], []),
        }
        for note in sorted(article["footnotes"], key=lambda note: note["number"])
    ]
