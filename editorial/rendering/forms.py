"""The forms an edition is made in: for each, its file name's ending, its media type, and what makes it.

A maker takes the frozen snapshot, a folder with its pictures (each named by its SHA-256), the path to write, and says how
far it is. It reads no database and no clock: the same edition gives the same bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from editorial.issues.models import Rendition

Snapshot = dict[str, Any]
OnProgress = Callable[[str, int, int], None]  # what it is at in words, done, of


@dataclass(frozen=True)
class Made:
    """What a maker wrote: SHA-256 and bytes of the file, its pages (0 where there are none), what made it, and what the
    form's own check found (empty: it passed).
    """

    sha256: str
    size: int
    pages: int = 0
    made_with: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Form:
    """How a form is kept and sent. `maker` names a function `(snapshot, pictures, output, *, on_progress) -> Made`, loaded
    when it is wanted: nothing of an engine is in memory before. One that is `printed` gets its pictures at print size.
    """

    ending: str
    media_type: str
    maker: str
    printed: bool = False

    def make(self, snapshot: Snapshot, pictures: Path, output: Path, *, on_progress: OnProgress) -> Made:
        """Write the form. Raises `RenderingFailed`."""
        module, _, name = self.maker.rpartition(".")
        made: Made = getattr(import_module(module), name)(snapshot, pictures, output, on_progress=on_progress)
        return made


_ZIP = "application/zip"
FORMS: dict[str, Form] = {
    Rendition.Form.WEB: Form("zip", _ZIP, "editorial.rendering.web.site.make_site"),
    Rendition.Form.EPUB: Form("epub", "application/epub+zip", "editorial.rendering.epub.book.make_book"),
    Rendition.Form.ARTICLES: Form(
        "zip", _ZIP, "editorial.rendering.pdf.articles.make_article_pdfs", printed=True
    ),
    Rendition.Form.WORD: Form("zip", _ZIP, "editorial.rendering.word.documents.make_documents"),
}
