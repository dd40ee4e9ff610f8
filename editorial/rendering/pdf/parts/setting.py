"""Lays one part of an issue out and takes it apart. One process sets many: what they share is made once."""

import gc
from functools import lru_cache
from pathlib import Path
from typing import Any

from weasyprint import CSS, DEFAULT_OPTIONS, HTML
from weasyprint.pdf import VARIANTS, generate_pdf
from weasyprint.text.fonts import FontConfiguration

from editorial.rendering.failures import RenderingFailed
from editorial.rendering.issue_parts import Part, PartPages
from editorial.rendering.pdf import engine, fonts, grid, tagging, tagtree
from editorial.rendering.pdf.fetcher import SHOWN, EditionFetcher, ImageRefused, inspect
from editorial.rendering.pdf.glyphs import check_glyphs
from editorial.rendering.pdf.parts.capture import capture
from editorial.rendering.pdf.parts.content import FontUse, PartContent
from editorial.rendering.pdf.parts.faces import Faces

_COLLECTED_AFTER = 8  # parts; more would use memory, fewer time


@lru_cache(maxsize=1)
def _configuration() -> FontConfiguration:
    """Of all renderings of this process: it reads the fonts."""
    return FontConfiguration()


@lru_cache(maxsize=64)
def _sheet(text: str) -> CSS:
    """A style sheet, which may load nothing."""
    nothing = EditionFetcher(Path("/nonexistent"), frozenset())
    return CSS(string=text, url_fetcher=nothing, font_config=_configuration())


def prepare(sheets: tuple[str, ...]) -> None:
    """Read fonts and style sheets and set a few words, so that the first part does not wait for it."""
    tagging.install()
    grid.install()
    styles = [_sheet(text) for text in (*sheets, engine.SHARP)]
    words = HTML(
        string='<html lang="en"><title>-</title><h1>A</h1><p>a <b>b</b> <i>c</i></html>', base_url=None
    )
    with engine.watched():
        words.render(stylesheets=styles, font_config=_configuration(), pdf_variant=engine.VARIANT)


class Setter:
    """Sets parts whose pictures are in `image_dir`, each named by its SHA-256; `images` are those of the issue."""

    def __init__(self, image_dir: Path, images: frozenset[str]):
        tagging.install()
        grid.install()
        fonts.check_installed()
        self._fetcher = EditionFetcher(image_dir, images)
        self._faces = Faces()
        self._files: dict[str, str] = {}
        self._set = 0

    def set(self, part: Part, *, proof: bool) -> PartContent:
        """The part laid out. Raises `RenderingFailed` with a reason for the newsroom."""
        pages = part.pages()
        self._check(part, pages, proof)
        with engine.watched() as problems, engine.without_gc(), engine.refusals():
            content = self._lay_out(part, pages)
        engine.refuse_problems(problems)
        content.unknown_notes = list(pages.unknown_notes)
        self._set += 1
        if self._set % _COLLECTED_AFTER == 0:
            gc.collect()
        return content

    def _check(self, part: Part, pages: PartPages, proof: bool) -> None:
        if pages.unknown_notes and not proof:
            engine.refuse_unknown_note(*pages.unknown_notes[0])
        check_glyphs(pages.html)
        for where, text in pages.words:
            fonts.check_coverage(text, where)
        for number, sha256 in enumerate(dict.fromkeys(SHOWN.findall(pages.html)), 1):
            try:
                inspect(self._fetcher.read(sha256))
            except ImageRefused as error:
                where = pages.words[0][0] if pages.words else part.title
                raise RenderingFailed(f"Image {number} of {where} {error}.") from error

    def _lay_out(self, part: Part, pages: PartPages) -> PartContent:
        marks = tagging.start(faces=self._faces)
        html = HTML(string=pages.html, url_fetcher=self._fetcher, base_url=None)
        laid_out = html.render(
            stylesheets=[_sheet(text) for text in (*pages.sheets, engine.SHARP)],
            font_config=_configuration(),
            pdf_variant=engine.VARIANT,
        )
        engine.keep_own_links(laid_out)
        elsewhere = _promise_places(laid_out)
        laid_out.fonts = self._faces
        options = DEFAULT_OPTIONS | VARIANTS[engine.VARIANT][1] | {"pdf_variant": engine.VARIANT}
        pdf = generate_pdf(laid_out, None, 1, **options)
        tagtree.mend(pdf, marks)
        return capture(
            laid_out,
            pdf,
            root=html.etree_element,
            marks=marks,
            fonts=self._uses(),
            elsewhere=elsewhere,
            name=part.name,
        )

    def _uses(self) -> list[FontUse]:
        """The faces of this part, in an order that does not tell what was set before."""
        used = (face for face in self._faces.values() if face.to_unicode)
        return [self._use(face) for face in sorted(used, key=lambda face: str(face.hash))]

    def _use(self, face: Any) -> FontUse:
        if face.hash not in self._files:
            self._files[face.hash] = fonts.file_of(face.file_content).name
        return FontUse(
            resource=face.hash, name=face.name.decode("ascii"), family=face.family, file=self._files[face.hash],
            index=face.index, flags=face.flags, widths=dict(face.widths), texts=dict(face.to_unicode),
        )  # fmt: skip


def _promise_places(laid_out: Any) -> frozenset[str]:
    """The targets of links that are in other parts. Here they get a place, or the engine would drop the links."""
    here = {anchor for page in laid_out.pages for anchor in page.anchors}
    wanted = {link[1] for page in laid_out.pages for link in page.links if link[0] == "internal"}
    elsewhere = frozenset(wanted - here)
    laid_out.pages[-1].anchors.update(dict.fromkeys(sorted(elsewhere), (0, 0, 0, 0)))
    return elsewhere
