"""One article of an edition -> pandoc's model of a document."""

import base64
import io
from pathlib import Path
from typing import Any

from PIL import Image

from editorial.content.numerals import roman
from editorial.rendering import citation, scripts
from editorial.rendering.failures import RenderingFailed
from editorial.rendering.frozen_pictures import read_frozen
from editorial.rendering.naming import IssueNames, line, title_of
from editorial.rendering.richtext_print import PrintText
from editorial.rendering.word.nodes import Node, Notes, Writer, header, image, link, para, styled, text

Snapshot = dict[str, Any]
_API = [1, 23, 1]
_WIDEST, _TALLEST = 6.0, 7.5  # inches, within the margins of Letter and A4
_PIXELS_PER_INCH = 150
_TAKEN = {"jpeg": "image/jpeg", "png": "image/png"}  # what every version of Word shows


def article_model(
    article: Snapshot, section: str, around: Snapshot, names: IssueNames, fingerprint: str, pictures: Path
) -> tuple[Node, list[str]]:
    """The document, and what is wrong with it in words. `around` is the snapshot that the article is in.

    Raises `RenderingFailed` for a picture or a text that cannot be set.
    """
    words = PrintText(
        anchor="article",
        where=f"the article “{title_of(article)}”",
        numbers={note["key"]: note["number"] for note in article["footnotes"]},
        hints=tuple(
            dict.fromkeys(t for e in article["excerpts"] if (t := scripts.valid_tag(e["original_language"])))
        ),
    )
    notes = Notes({note["number"]: words.rich(note["text"]) for note in article["footnotes"]})
    writer = Writer(notes)
    shown = [
        _picture(picture, article, pictures, writer, words)
        for picture in article["images"]
        if picture["sha256"]
    ]
    blocks = _opening(article, section, around, names, writer, words)
    blocks += [block for figure in shown[:1] for block in figure]
    if quote := line(article["pull_quote"]):
        blocks.append(styled("Pull Quote", [para(writer.inlines(words.plain(quote)))]))
    blocks += writer.blocks(words.rich(article["commentary"]))
    blocks += [block for figure in shown[1:] for block in figure]
    for number, excerpt in enumerate(article["excerpts"], 1):
        label = f"Excerpt {number}" if len(article["excerpts"]) > 1 else "Excerpt"
        blocks += _excerpt(excerpt, label, writer, words)
    blocks += _further_notes(notes)
    blocks += _colophon(article, around, names, fingerprint, writer, words)
    unknown = (
        [f"In {words.where}, a reference points to a note that does not exist."] if words.unknown else []
    )
    return {"pandoc-api-version": _API, "meta": {}, "blocks": blocks}, unknown


def _opening(
    article: Snapshot, section: str, around: Snapshot, names: IssueNames, writer: Writer, words: PrintText
) -> list[Node]:
    of = ", ".join(part for part in (names.masthead, names.month, names.edition) if part)
    kicker = " · ".join(part for part in (line(section), f"From {of}") if part)
    blocks = [
        styled("Kicker", [para(writer.inlines(words.plain(kicker)))]),
        header(1, writer.inlines(words.plain(title_of(article)))),
    ]
    if dek := line(article["dek"]):
        blocks.append(styled("Subtitle", [para(writer.inlines(words.plain(dek)))]))
    people = [
        ", ".join(part for part in (line(author["name"]), line(author["affiliation"])) if part)
        for author in article["authors"]
        if line(author["name"])
    ]
    if people:
        blocks.append(styled("Author", [para(writer.inlines(words.plain("By " + "; ".join(people))))]))
    errata = [erratum for erratum in around["errata"] if erratum["article"] == article["key"]]
    if errata:
        blocks.append(header(2, text("Corrections" if len(errata) > 1 else "Correction")))
    for erratum in errata:
        blocks.append(
            para(writer.inlines(words.plain(f"Edition {erratum['edition']}: {line(erratum['text'])}")))
        )
    return blocks


def _picture(
    picture: Snapshot, article: Snapshot, pictures: Path, writer: Writer, words: PrintText
) -> list[Node]:
    """The picture inside the document, and its caption with the credit and the license below."""
    title, caption = title_of(article), line(picture["caption"])
    address = _data(
        read_frozen(pictures, picture["sha256"], f"the article “{title}”"), picture["format"], title
    )
    width = min(_WIDEST, max(1, picture["width"]) / _PIXELS_PER_INCH)
    height = width * max(1, picture["height"]) / max(1, picture["width"])
    if height > _TALLEST:
        width, height = max(0.02, width * _TALLEST / height), _TALLEST
    alt = line(picture["alt_text"]) or caption or f"Image of the article {title}"
    below = "" if caption == line(article["dek"]) else caption
    credit = writer.inlines(words.plain(" ".join(part for part in (below, line(picture["credit"])) if part)))
    if license_ := line(picture["license"]):
        named = text(license_)
        if picture["license_url"].startswith(("http://", "https://")):
            named = [link(named, picture["license_url"])]
        credit += [*text(" License: " if credit else "License: "), *named]
    blocks = [styled("Captioned Figure", [para([image(address, alt, width, height)])])]
    return [*blocks, styled("Image Caption", [para(credit)])] if credit else blocks


def _data(data: bytes, kind: str, title: str) -> str:
    """A picture as an address that holds it: the converter may open no file."""
    if kind not in _TAKEN:
        out = io.BytesIO()
        try:
            with Image.open(io.BytesIO(data)) as opened:
                mode = "RGBA" if opened.has_transparency_data else "RGB"
                opened.convert(mode).save(out, "PNG", optimize=True)
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            raise RenderingFailed(
                f"A picture of the article “{title}” cannot be read. Upload it again.", str(error)
            ) from error
        data, kind = out.getvalue(), "png"
    return f"data:{_TAKEN[kind]};base64,{base64.b64encode(data).decode()}"


def _excerpt(excerpt: Snapshot, label: str, writer: Writer, words: PrintText) -> list[Node]:
    lang = citation.original_language(excerpt)
    direction = scripts.direction_of_language(lang)
    language = "" if citation.is_english(excerpt) else scripts.language_name(lang)
    blocks = [
        styled("Kicker", [para(text(f"{label} from {language}" if language else label))]),
        header(2, writer.inlines(citation.title_html(excerpt, words))),
    ]
    if excerpt["translated_title"] and excerpt["original_title"]:
        original = [para(writer.inlines(citation.original_title_html(excerpt, words)))]
        blocks.append(styled("Original Title", original, dir=direction))
    sentences = (
        citation.source_html(excerpt, words),
        words.plain(line(excerpt["outlet_note"])),
        citation.translation_html(excerpt, words),
        citation.addresses_html(excerpt, words),
    )
    if source := " ".join(sentence for sentence in sentences if sentence):
        blocks.append(styled("Citation", [para(writer.inlines(source))]))
    blocks.append(styled("Block Text", writer.blocks(words.rich(excerpt["body"]))))
    passage = writer.blocks(words.rich(excerpt["original_text"], lang or "en"))
    if passage:
        blocks.append(header(3, text(f"Original passage in {language}" if language else "Original passage")))
        blocks.append(styled("Block Text", passage, lang=lang or "und", dir=direction))
    return blocks


def _further_notes(notes: Notes) -> list[Node]:
    """Notes that nothing refers to: Word's own notes need a place in the text."""
    left = sorted(notes.html.keys() - notes.used)
    blocks = [header(2, text("Further notes"))] if left else []
    for number in left:
        inner = Writer(notes, inside=True).blocks(notes.html[number]) or [para([])]
        inner[0]["c"] = [*text(f"{roman(max(1, number))}. "), *inner[0]["c"]]
        blocks += inner
    return blocks


def _colophon(
    article: Snapshot, around: Snapshot, names: IssueNames, fingerprint: str, writer: Writer, words: PrintText
) -> list[Node]:
    house = around["house"]
    said = [
        f"{names.title}{', ' + names.edition if names.edition else ''}. Reference {line(around['issue']['reference'])}."
    ]
    if names.publisher:
        said.append(f"Published by {names.publisher}.")
    said += [line(house[name]) for name in ("release_statement", "rights_statement", "disclaimer")]
    said.append(f"Fingerprint of the edition (SHA-256): {fingerprint}")
    return [
        header(2, text("About this document")),
        *(styled("Colophon", [para(writer.inlines(words.plain(sentence)))]) for sentence in said if sentence),
    ]
