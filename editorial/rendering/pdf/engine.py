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
from editorial.rendering.pdf.parts.faces import Faces  # noqa: E402
from editorial.rendering.pdf.progress import Step, Tracker  # noqa: E402
from editorial.rendering.pdf.rendered import Rendered  # noqa: E402
from editorial.rendering.snapshots import current  # noqa: E402

VARIANT = "pdf/a-2a"  # and PDF/UA-1: metadata.py
# ISO 19005-2, 6.2.8: a picture may not be smoothed by the reader's program.
SHARP = "* { image-rendering: crisp-edges !important; }"


def render(
    snapshot: dict[str, Any],
    image_dir: Path,
    output: Path,
    *,
    proof: bool = False,
    page_size: str = "",
    on_step: Callable[[Step], None] = lambda step: None,
) -> Rendered:
    """Write the PDF of a snapshot to `output`, whole or not at all.

    `image_dir` holds the images, each named by its SHA-256. Raises `RenderingFailed` with a reason for the
    newsroom.
    """
    tagging.install()
    grid.install()
    fonts.check_installed()
    document = build(snapshot, proof=proof, page_size=page_size)
    if document.unknown_notes and not proof:
        refuse_unknown_note(*document.unknown_notes[0])
    check_glyphs(document.html)
    for where, text in document.texts:
        fonts.check_coverage(text, where)
    fetcher = EditionFetcher(image_dir, images_of(snapshot))
    _check_images(snapshot, fetcher)
    with Tracker(document.articles, on_step) as tracker, watched() as problems, without_gc(), refusals():
        tracker.step("layout", "The article" if is_one_article(snapshot) else "Cover and contents", 0)
        data, pages = _typeset(document, fetcher, metadata_of(current(snapshot), document.title))
    refuse_problems(problems)
    return keep(data, output, pages)


def keep(data: bytes, output: Path, pages: int) -> Rendered:
    """Write a file whole or not at all; what was written."""
    temporary = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    temporary.write_bytes(data)
    os.replace(temporary, output)
    return Rendered(pages, hashlib.sha256(data).hexdigest(), len(data), made_with())


def _typeset(document: Document, fetcher: EditionFetcher, metadata: Metadata) -> tuple[bytes, int]:
    marks = tagging.start()
    configuration = FontConfiguration()
    styles = [CSS(string=text, url_fetcher=fetcher, font_config=configuration) for text in document.sheets]
    styles.append(CSS(string=SHARP, url_fetcher=fetcher, font_config=configuration))
    html = HTML(string=document.html, url_fetcher=fetcher, base_url=None)
    laid_out = html.render(stylesheets=styles, font_config=configuration, pdf_variant=VARIANT)
    keep_own_links(laid_out)
    laid_out.fonts = Faces()
    describe(laid_out, metadata)
    data = laid_out.write_pdf(
        pdf_variant=VARIANT,
        finisher=partial(_finish, root=html.etree_element, marks=marks, metadata=metadata),
    )
    return data, len(laid_out.pages)


def keep_own_links(laid_out: Any) -> None:
    """WeasyPrint makes a link of its own of each element inside a link; only the link's own stays."""
    for page in laid_out.pages:
        page.links[:] = [link for link in page.links if link[3].element_tag == "a"]


@contextmanager
def refusals() -> Iterator[None]:
    """Raises `RenderingFailed` for what stops the engine."""
    try:
        yield
    except Refused as refusal:
        raise RenderingFailed(refusal.reason) from refusal
    except RecursionError as error:
        raise RenderingFailed("The text is nested too deeply to be set.", repr(error)) from error


def refuse_unknown_note(where: str, key: str) -> None:
    """Raises `RenderingFailed` for a reference to a note that is not there."""
    raise RenderingFailed(f"In {where}, a reference points to a note that does not exist.", f"key {key}")


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
def without_gc() -> Iterator[None]:
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
def watched() -> Iterator[list[str]]:
    """The engine's warnings and errors, as they come."""
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


def refuse_problems(messages: list[str]) -> None:
    """Raises for what WeasyPrint only logs."""
    for message in messages:
        glyph = re.search(r'\.notdef glyph .*"(.)" \(U\+', message, re.DOTALL)
        if glyph:
            raise GlyphMissing(glyph[1], "no glyph in the face used here", "this edition")
    if messages:
        raise RenderingFailed("The typesetting engine reported a problem.", "\n".join(messages[:20]))
