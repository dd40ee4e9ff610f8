"""Snapshot and image files -> one tagged file, PDF/UA-1 and PDF/A-2a at once.

A pure function: no database, no settings, no clock. The same snapshot, images, fonts and versions give the same bytes.
It is meant to run in a child process (`editorial.rendering.pdf.process`), which bounds its memory and time.
"""

import gc
import hashlib
import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from editorial.rendering.failures import GlyphMissing, RenderingFailed
from editorial.rendering.html import Document, build, images_of, is_one_article
from editorial.rendering.pdf import fonts

fonts.activate()  # before WeasyPrint is imported: it reads the font configuration then

from weasyprint import CSS, HTML  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402

from editorial.rendering.pdf import grid, links, tagging, tagtree  # noqa: E402
from editorial.rendering.pdf.fetcher import EditionFetcher, ImageRefused, Refused, inspect  # noqa: E402
from editorial.rendering.pdf.glyphs import check_glyphs  # noqa: E402
from editorial.rendering.pdf.making import made_with  # noqa: E402
from editorial.rendering.pdf.metadata import Metadata, declare, describe, metadata_of  # noqa: E402
from editorial.rendering.pdf.progress import Step, Tracker  # noqa: E402
from editorial.rendering.snapshots import current  # noqa: E402

VARIANT = "pdf/a-2a"  # and PDF/UA-1: metadata.py
# ISO 19005-2, 6.2.8: a picture may not be smoothed by the reader's program.
SHARP = "* { image-rendering: crisp-edges !important; }"


@dataclass(frozen=True)
class Result:
    """What was written: number of pages, SHA-256 of the file, its size in bytes, and what made it."""

    pages: int
    sha256: str
    size: int
    made_with: dict[str, Any]


def render(
    snapshot: dict[str, Any],
    image_dir: Path,
    output: Path,
    *,
    proof: bool = False,
    page_size: str = "",
    on_step: Callable[[Step], None] = lambda step: None,
) -> Result:
    """Write the PDF of a snapshot to `output`, whole or not at all.

    `image_dir` holds the images, each named by its SHA-256. Raises `RenderingFailed` with a reason for the
    newsroom.
    """
    tagging.install()
    grid.install()
    fonts.check_installed()
    document = build(snapshot, proof=proof, page_size=page_size)
    if document.unknown_notes and not proof:
        where, key = document.unknown_notes[0]
        raise RenderingFailed(f"In {where}, a reference points to a note that does not exist.", f"key {key}")
    check_glyphs(document.html)
    for where, text in document.texts:
        fonts.check_coverage(text, where)
    fetcher = EditionFetcher(image_dir, images_of(snapshot))
    _check_images(snapshot, fetcher)
    with Tracker(document.parts, on_step) as tracker, _problems() as problems, _without_gc():
        tracker.step("layout", "The article" if is_one_article(snapshot) else "Cover and contents", 0)
        data, pages = _typeset(document, fetcher, metadata_of(current(snapshot), document.title), proof=proof)
    _refuse_problems(problems)
    temporary = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    temporary.write_bytes(data)
    os.replace(temporary, output)
    return Result(pages, hashlib.sha256(data).hexdigest(), len(data), made_with())


def _typeset(
    document: Document, fetcher: EditionFetcher, metadata: Metadata, *, proof: bool
) -> tuple[bytes, int]:
    marks = tagging.start()
    configuration = FontConfiguration()
    styles = [CSS(string=text, url_fetcher=fetcher, font_config=configuration) for text in document.sheets]
    styles.append(CSS(string=SHARP, url_fetcher=fetcher, font_config=configuration))
    try:
        html = HTML(string=document.html, url_fetcher=fetcher, base_url=None)
        laid_out = html.render(stylesheets=styles, font_config=configuration, pdf_variant=VARIANT)
        for page in laid_out.pages:  # WeasyPrint makes a link of its own of each element inside a link
            page.links[:] = [link for link in page.links if link[3].element_tag == "a"]
        describe(laid_out, metadata)
        data = laid_out.write_pdf(
            pdf_variant=VARIANT,
            finisher=partial(_finish, root=html.etree_element, marks=marks, metadata=metadata),
        )
    except Refused as refusal:
        raise RenderingFailed(refusal.reason) from refusal
    except RecursionError as error:
        raise RenderingFailed("The text is nested too deeply to be set.", repr(error)) from error
    return data, len(laid_out.pages)


def _finish(laid_out: Any, pdf: Any, *, root: Any, marks: tagging.Marks, metadata: Metadata) -> None:
    """What is done to the file before it is written."""
    links.describe(laid_out, root)
    tagtree.mend(pdf, marks)
    declare(pdf, metadata)


def _check_images(snapshot: dict[str, Any], fetcher: EditionFetcher) -> None:
    """Look at every image before the long work, so that the reason can name the article."""
    for section in snapshot["sections"]:
        for article in section["articles"]:
            for number, image in enumerate(article["images"], 1):
                if not image["sha256"]:
                    continue  # its place is marked
                try:
                    inspect(fetcher.read(image["sha256"]))
                except ImageRefused as error:
                    raise RenderingFailed(
                        f"Image {number} of the article “{article['title']}” {error}."
                    ) from error


@contextmanager
def _without_gc() -> Iterator[None]:
    """Without the cyclic garbage collector the layout takes 5 to 14 % less time; the child ends soon."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Problems(logging.Handler):
    """Collects WeasyPrint's warnings and errors. It goes on after them; an edition must not."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _problems() -> Iterator[list[str]]:
    logger = logging.getLogger("weasyprint")
    handler, propagate, level = _Problems(), logger.propagate, logger.level
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        yield handler.messages
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
        logger.setLevel(level)


def _refuse_problems(messages: list[str]) -> None:
    """Raises for what WeasyPrint only logs."""
    for message in messages:
        glyph = re.search(r'\.notdef glyph .*"(.)" \(U\+', message, re.DOTALL)
        if glyph:
            raise GlyphMissing(glyph[1], "no glyph in the face used here", "this edition")
    if messages:
        raise RenderingFailed("The typesetting engine reported a problem.", "\n".join(messages[:20]))
