"""The proof of one article: the article alone, watermarked, however unfinished it is."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from editorial.rendering.html import build
from editorial.rendering.pdf.accessibility import check
from editorial.rendering.pdf.progress import Step
from editorial.rendering.pdf.typesetting import render
from tests.unit.rendering import builders
from tests.unit.rendering.test_engine import of_kind, poppler
from tests.unit.rendering.test_verapdf import VERAPDF


def snapshot_of(article: dict[str, Any], section: str = "Gardens", **issue: Any) -> dict[str, Any]:
    return {
        "schema": 1,
        "house": {"name": "The Garden Digest", "tagline": "t", "disclaimer": "d", "issn": ""},
        "issue": issue or None,
        "edition": {"number": 0},
        "article": article["key"],
        "sections": [{"name": section, "articles": [article]}],
    }


BLANK: dict[str, Any] = {
    "title": "", "dek": "", "pull_quote": "", "authors": [], "commentary": "", "images": [], "excerpts": [],
    "footnotes": [],
}  # fmt: skip
BLANK_IMAGE = {
    "key": "i", "sha256": "", "format": "", "width": 0, "height": 0, "caption": "", "alt_text": "", "license": "",
    "credit": "", "license_url": "",
}  # fmt: skip
BLANK_EXCERPT = {name: [] if name == "authors" else "" for name in builders.excerpt()} | {
    "published_on": None
}


def unfinished() -> dict[str, Any]:
    """A reference without a note, a note without a reference, an image without its picture, a blank excerpt."""
    changes = {
        "commentary": '<p>Only words<sup data-footnote="gone"></sup>.</p>',
        "footnotes": [{"key": "alone", "number": 1, "text": ""}],
        "images": [BLANK_IMAGE],
        "excerpts": [BLANK_EXCERPT],
    }
    return builders.article(**(BLANK | {"title": "Half a Draft"} | changes))


def drafts(folder: Path) -> dict[str, dict[str, Any]]:
    full = builders.article(images=[builders.picture(folder)])
    return {
        "full": snapshot_of(full, reference="2026-11", month="2026-11-01", title="", volume=1, number=11),
        "unfinished": snapshot_of(unfinished(), section=""),
        "blank": snapshot_of(builders.article(**BLANK), section=""),
    }


@pytest.mark.parametrize("name", ["full", "unfinished", "blank"])
@pytest.mark.parametrize("size", ["letter", "a4"])
@pytest.mark.serial
def test_every_draft_gives_a_sound_proof(name: str, size: str, tmp_path: Path) -> None:
    steps: list[Step] = []
    snapshot, path = drafts(tmp_path)[name], tmp_path / "proof.pdf"
    render(snapshot, tmp_path, path, proof=True, page_size=size, on_step=steps.append)
    assert check(path) == []
    with pikepdf.open(path) as pdf:
        assert [len(of_kind(pdf, kind)) for kind in ("/H1", "/H2", "/H3")] == [1, 1, 1]
        assert len(of_kind(pdf, "/TOC")) == 0
    words = poppler("pdftotext", path, "-")
    assert "Proof of one article, The Garden Digest" in words
    assert {"PR", "OO", "F—"} <= set(words.split())  # the watermark, set aslant
    assert not {"In this issue", "Contents", "Image credits", "About this edition"} & set(words.splitlines())
    assert steps[0].part == "The article"
    if shutil.which("java") and VERAPDF:
        done = subprocess.run([VERAPDF, "ua1", path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_what_is_missing_is_seen(tmp_path: Path) -> None:
    html = {name: build(snapshot, proof=True).html for name, snapshot in drafts(tmp_path).items()}
    assert "The picture is not uploaded yet." in html["unfinished"]
    assert "note missing" in html["unfinished"]
    assert "No section yet" in html["unfinished"]
    assert "Untitled article" in html["blank"]
    assert "November 2026" in html["full"]
    assert "not uploaded" not in html["full"]


def test_an_edition_never_shows_a_placeholder(tmp_path: Path) -> None:
    """Its snapshot leaves out what has no picture (issues/snapshot.py)."""
    assert "not uploaded" not in build(builders.full_snapshot(tmp_path)).html
