"""What the contestants find on the disk: one issue as a snapshot, as HTML with sheets and pictures, and as Typst markup."""

import json
import re
import shutil
from pathlib import Path

from benchmarks.issues.generator import Snapshot, one_changed, one_grown, snapshot
from benchmarks.issues.typst_markup import markup
from editorial.rendering.html import build

# ISO 19005-2, 6.2.8: the product adds this rule to its sheets too.
SHARP = "* { image-rendering: crisp-edges !important; }"
VARIANTS = ("same", "changed", "grown")


class Stage:
    """A folder with one issue of so many articles; made on creation, and never written to by a contestant but in `output`."""

    def __init__(self, folder: Path, articles: int):
        self.folder, self.articles = folder, articles
        self.pictures, self.html, self.typst = folder / "pictures", folder / "page.html", folder / "issue.typ"
        made = snapshot(articles, self.pictures)
        for variant, version in zip(VARIANTS, (made, one_changed(made), one_grown(made)), strict=True):
            self.snapshot(variant).write_text(json.dumps(version, ensure_ascii=False), "utf-8")
        self._with_extensions(folder / "beside")
        self._write_html(made)
        self.typst.write_text(markup(made, "beside"), "utf-8")
        (folder / "output").mkdir()

    def snapshot(self, variant: str) -> Path:
        """The file of the issue as it was, or after its change (`VARIANTS`)."""
        return self.folder / f"{variant}.json"

    def output(self, row: str) -> Path:
        """Where a row writes its PDF."""
        return self.folder / "output" / f"{row}.pdf"

    def parts(self, row: str) -> Path:
        """The folder of parts of a row."""
        return self.folder / f"parts-{row}"

    def empty_parts(self, row: str) -> Path:
        """The same, without any part in it."""
        shutil.rmtree(self.parts(row), ignore_errors=True)
        self.parts(row).mkdir()
        return self.parts(row)

    def filled_parts(self, row: str, *, source: str) -> Path:
        """The same, with what another row's folder holds."""
        shutil.rmtree(self.parts(row), ignore_errors=True)
        return Path(shutil.copytree(self.parts(source), self.parts(row)))

    def _with_extensions(self, beside: Path) -> None:
        """Chromium and Typst tell the kind of a picture by its name."""
        beside.mkdir()
        for path in self.pictures.iterdir():
            (beside / f"{path.name}.jpg").hardlink_to(path)

    def _write_html(self, made: Snapshot) -> None:
        document = build(made, address=lambda image: f"beside/{image['sha256']}.jpg")
        links = ""
        for number, sheet in enumerate((*document.sheets, SHARP)):
            (self.folder / f"{number}.css").write_text(sheet, "utf-8")
            links += f'<link rel="stylesheet" href="{number}.css">\n'
        self.html.write_text(re.sub("</head>", f"{links}</head>", document.html, count=1), "utf-8")
