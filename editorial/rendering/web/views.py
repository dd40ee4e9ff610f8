"""Snapshot -> what the templates of the web edition show. Every text goes through the same writers as in print:
`PrintText` for words and notes, `citation` for sources, `scripts` for languages and directions.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from editorial.content.numerals import roman
from editorial.rendering import citation, scripts
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.naming import issue_names, title_of
from editorial.rendering.richtext_print import PrintText, tidy
from editorial.rendering.web.addresses import article_path
from editorial.rendering.web.pictures import Picture
from editorial.rendering.web.texts import bare, direction

View = dict[str, Any]
Pictures = Mapping[str, Picture]

_WIDE_PIXELS = 640  # narrower pictures keep their own size
_WIDE_RATIO = 1.2


def issue_view(snapshot: View, *, content: str, pictures: Pictures) -> View:
    """What is said of the issue as a whole. `content` is the edition's fingerprint."""
    house, issue, number = snapshot["house"], snapshot["issue"], snapshot["edition"]["number"]
    names, words = issue_names(snapshot), PrintText("issue", "the cover")
    logo = house["logo"]
    dateline = [names.volume, names.number, names.month]
    plain = {name: _html(words.plain(house[name])) for name in ("tagline", "disclaimer", "publisher")}
    return plain | {
        "masthead": _html(words.plain(names.masthead)),
        "plain_masthead": bare(names.masthead),
        "subtitle": _html(words.plain(names.subtitle)),
        "release_statement": _html(words.plain(house["release_statement"])),
        "rights_statement": _html(words.plain(house["rights_statement"])),
        "dateline": [part for part in dateline if part],
        "volume_number": (issue["volume"], issue["number"]),
        "short": ", ".join(dict.fromkeys(bare(part) for part in (names.masthead, names.month) if part)),
        "title": bare(names.title),
        "published": citation.long_date(issue["publication_date"]),
        "published_iso": issue["publication_date"] if citation.long_date(issue["publication_date"]) else "",
        "issn": tidy(house["issn"]),
        "reference": issue["reference"],
        "edition": number,
        "proof": number == 0,
        "fingerprint": content,
        "logo": logo and {"picture": pictures[logo["sha256"]], "alt": bare(logo["alt_text"])},
    }


def part_views(snapshot: View) -> dict[str, list[View]]:
    """The issue's own texts by their place: {"front": […], "back": […]}."""
    out: dict[str, list[View]] = {"front": [], "back": []}
    for number, part in enumerate(snapshot["parts"], 1):
        words = PrintText(f"part-{number}", f"the part “{tidy(part['title'])}”")
        out["back" if part["place"] == "back" else "front"].append(
            {
                "anchor": words.anchor,
                "title": _html(words.plain(part["title"])),
                "plain_title": bare(part["title"]),
                "body": _html(words.rich(part["body"])),
            }
        )
    return out


def section_views(snapshot: View, *, pictures: Pictures) -> list[View]:
    """The sections that have articles, with these. Raises `RenderingFailed` for a reference without its note."""
    errata = _errata_by_article(snapshot)
    out: list[View] = []
    for section in snapshot["sections"]:
        if not section["articles"]:
            continue
        anchor = f"section-{len(out) + 1}"
        name = tidy(section["name"]).strip() or "Articles"
        view: View = {
            "name": _html(PrintText(anchor, "a section's name").plain(name)),
            "plain_name": bare(name),
            "anchor": anchor,
        }
        articles = [
            article_view(article, errata[article["key"]], pictures) for article in section["articles"]
        ]
        for article in articles:
            article["section"] = view
        out.append(view | {"articles": articles})
    _chain([article for section in out for article in section["articles"]])
    return out


def errata_views(snapshot: View, sections: list[View]) -> list[View]:
    """Every correction that readers are told of, the newest first, with the article it is about if that is still there."""
    found = {article["key"]: article for section in sections for article in section["articles"]}
    words = PrintText("errata", "a correction")
    return [
        {
            "edition": erratum["edition"],
            "text": _html(words.plain(erratum["text"])),
            "article": found.get(erratum["article"]),
        }
        for erratum in citation.newest_first(snapshot["errata"])
    ]


def article_view(article: View, errata: list[View], pictures: Pictures) -> View:
    """One article as its page shows it."""
    title = title_of(article)
    words = _writer(article, title)
    dek, quote = tidy(article["dek"]).strip(), tidy(article["pull_quote"]).strip()
    commentary = words.rich(article["commentary"])
    excerpts = [_excerpt(e, i, len(article["excerpts"]), words) for i, e in enumerate(article["excerpts"], 1)]
    images = [_image(image, i, dek, title, words, pictures) for i, image in enumerate(article["images"], 1)]
    notes = _notes(article, words)
    if words.unknown:
        raise RenderingFailed(
            f"In {words.where}, a reference points to a note that does not exist.", f"key {words.unknown[0]}"
        )
    languages = dict.fromkeys(excerpt["language"] for excerpt in excerpts if excerpt["language"])
    return {
        "key": article["key"],
        "path": article_path(article["slug"]),
        "title": _html(words.plain(title)),
        "plain_title": bare(title),
        "title_dir": direction(title),
        "dek_dir": direction(dek),
        "quote_dir": direction(quote),
        "dek": _html(words.plain(dek)),
        "plain_dek": bare(dek),
        "plain_quote": bare(quote),
        "authors": [
            {"name": _html(words.plain(author["name"])), "affiliation": _html(words.plain(author["affiliation"]))}
            for author in article["authors"]
        ],
        "byline": _html(words.plain(citation.names([author["name"] for author in article["authors"]]))),
        "plain_authors": [
            {"name": bare(author["name"]), "affiliation": bare(author["affiliation"])}
            for author in article["authors"]
        ],
        "quote": _html(words.plain(quote)),
        "lead": next((image for image in images if not image["missing"]), None),
        "images": images,
        "commentary": _html(_with_roles(commentary)),
        "excerpts": excerpts,
        "languages": citation.names(list(languages)),
        "notes": notes,
        "errata": errata,
        "fingerprint": article["fingerprint"],
    }  # fmt: skip


def _errata_by_article(snapshot: View) -> defaultdict[str, list[View]]:
    out: defaultdict[str, list[View]] = defaultdict(list)
    words = PrintText("errata", "a correction")
    for erratum in snapshot["errata"]:
        told = {
            "edition": erratum["edition"],
            "text": _html(words.plain(erratum["text"])),
            "plain": bare(erratum["text"]),
        }
        out[erratum["article"]].append(told)
    return out


def _chain(articles: list[View]) -> None:
    """Each article knows the one before it and the one after it."""
    for position, article in enumerate(articles):
        article["previous"] = articles[position - 1] if position else None
        article["next"] = articles[position + 1] if position + 1 < len(articles) else None


def _writer(article: View, title: str) -> PrintText:
    hints = (scripts.valid_tag(excerpt["original_language"]) for excerpt in article["excerpts"])
    return PrintText(
        anchor="article",
        where=f"the article “{title}”",
        numbers={note["key"]: note["number"] for note in article["footnotes"]},
        hints=tuple(dict.fromkeys(tag for tag in hints if tag)),
    )


def _html(text: str) -> SafeString:
    """Mark as safe what PrintText or citation.py made: they escape every text."""
    return mark_safe(text)  # noqa: S308


def _with_roles(html: str) -> str:
    """References to notes say what they are (DPUB-ARIA). No text has this markup: its angle brackets are escaped."""
    return html.replace(
        '<sup class="noteref" data-pdf="Reference"><a ', '<sup class="noteref"><a role="doc-noteref" '
    )


def _excerpt(excerpt: View, position: int, total: int, words: PrintText) -> View:
    lang = citation.original_language(excerpt)
    both = bool(excerpt["translated_title"] and excerpt["original_title"])
    return {
        "anchor": f"excerpt-{position}",
        "label": f"Excerpt {position}" if total > 1 else "Excerpt",
        "language": "" if citation.is_english(excerpt) else scripts.language_name(lang),
        "title": _html(citation.title_html(excerpt, words)),
        "original_title": _html(citation.original_title_html(excerpt, words)) if both else "",
        "original_direction": scripts.direction_of_language(lang),
        "source": _html(citation.source_html(excerpt, words)),
        "note": _html(words.plain(excerpt["outlet_note"])),
        "addresses": _html(citation.addresses_html(excerpt, words)),
        "translation": _html(citation.translation_html(excerpt, words)),
        "body": _html(_with_roles(words.rich(excerpt["body"]))),
        "original": _html(_with_roles(words.rich(excerpt["original_text"], lang or "en"))),
        "lang": lang or "und",
        "outlet": tidy(excerpt["outlet"]).strip(),
        "outlet_html": _html(words.plain(excerpt["outlet"])),
        "country": excerpt["country"],
        "data": excerpt,
    }


def _image(image: View, number: int, dek: str, title: str, words: PrintText, pictures: Pictures) -> View:
    caption = tidy(image["caption"]).strip()
    licensed = image["license_url"]
    picture = pictures.get(image["sha256"])
    return {
        "anchor": f"image-{number}",
        "missing": picture is None,
        "picture": picture,
        "wide": bool(picture and _is_wide(picture)),
        "alt": bare(image["alt_text"]) or bare(caption) or f"Image of the article {bare(title)}",
        # The dek is often the image's caption; the same sentence does not stand twice on one page.
        "caption": "" if caption == dek else _html(words.plain(caption)),
        "listed": _html(words.plain(caption or image["alt_text"])),
        "plain_caption": bare(caption),
        "credit": _html(words.plain(image["credit"])),
        "plain_credit": bare(image["credit"]),
        "license": _html(words.plain(image["license"])),
        "license_url": licensed if licensed.startswith(("http://", "https://")) else "",
    }


def _is_wide(picture: Picture) -> bool:
    size = picture.widest
    return size.width >= _WIDE_PIXELS and size.width / size.height >= _WIDE_RATIO


def _notes(article: View, words: PrintText) -> list[View]:
    """Footnotes by number, each with the way back to every place that refers to it."""
    return [
        {
            "anchor": f"{words.anchor}-note-{note['number']}",
            "number": note["number"],
            "roman": roman(max(1, note["number"])),
            "body": _html(_with_roles(words.rich(note["text"]))),
            "back": words.references.get(note["number"], []),
        }
        for note in sorted(article["footnotes"], key=lambda note: note["number"])
    ]
