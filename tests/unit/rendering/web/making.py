"""A web edition made for a test, and its files."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import html as lxml_html
from tinyhtml5.parser import HTMLParser

from editorial.rendering.forms import Made
from editorial.rendering.snapshots import current
from editorial.rendering.web.site import make_site
from tests.unit.rendering import builders

ADDRESS = "https://digest.example.org/issues"
HOME = f"{ADDRESS}/2026-11/"
HOUSE = {
    "publisher": "The Garden Press", "web_address": ADDRESS, "release_statement": "Approved for gardeners.",
    "rights_statement": "Copy it with credit.", "primary_color": "#14532d", "accent_color": "#7c3aed",
}  # fmt: skip
EASTERN = {
    "he": "שוק הפרחים נפתח", "hi": "फूलों का बाज़ार", "zh": "花市开放", "ja": "花市場が開く", "ko": "꽃시장 개장",
    "ru": "Рынок цветов", "ur": "پھولوں کی منڈی", "am": "የአበባ ገበያ", "th": "ตลาดดอกไม้", "ka": "ყვავილების ბაზარი",
}  # fmt: skip


def full(folder: Path) -> dict[str, Any]:
    """Everything at once, in today's format: house, logo, parts, a correction, countries, many scripts."""
    snapshot = current(builders.full_snapshot(folder))
    logo = builders.picture(folder, 320, 80, "PNG")
    articles = [article for section in snapshot["sections"] for article in section["articles"]]
    for number, article in enumerate(articles):
        article["slug"] = ["gardeners-reclaim-the-harbour", "kites-over-the-dunes", "a-garden-at-the-pass"][
            number
        ]
    articles[0]["excerpts"] += [
        builders.excerpt(
            key=f"in-{tag}", original_language=tag, original_title=words, original_text=f"<p>{words}.</p>",
            outlet=f"The {tag} Gazette", country={"he": "IL", "hi": "IN"}.get(tag, ""),
        )
        for tag, words in EASTERN.items()
    ]  # fmt: skip
    articles[2]["excerpts"][1]["country"] = "QA"
    for article in articles:
        article["excerpts"] = [{"country": "", **excerpt} for excerpt in article["excerpts"]]
    house = snapshot["house"] | HOUSE
    house["logo"] = {name: logo[name] for name in ("sha256", "format", "width", "height")} | {
        "alt_text": "A tulip"
    }
    parts = [
        {
            "place": "front",
            "title": "To our readers",
            "body": "<p>Spring is <em>near</em>: https://example.org/s.</p>",
        },
        {
            "place": "back",
            "title": "How to subscribe",
            "body": '<p>Ask <a href="mailto:a@example.org">us</a>.</p>',
        },
    ]
    erratum = {"edition": 2, "article": articles[1]["key"], "text": "The kites were red and not blue."}
    return snapshot | {
        "house": house, "parts": parts, "errata": [erratum], "edition": {"number": 2},
        "issue": snapshot["issue"] | {"publication_date": "2026-11-20"},
    }  # fmt: skip


def make(snapshot: dict[str, Any], pictures: Path, output: Path) -> Made:
    return make_site(snapshot, pictures, output, on_progress=lambda part, done, of: None)


def files_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def page(files: dict[str, bytes], path: str) -> Any:
    return lxml_html.document_fromstring(files[path].decode())


def pages(files: dict[str, bytes]) -> dict[str, Any]:
    return {path: page(files, path) for path in files if path.endswith(".html")}


def parse_errors(text: str) -> list[Any]:
    """What the parser of the HTML Standard has to say against a page."""
    parser = HTMLParser()
    parser.parse(text)
    return list(parser.errors)


def one(change: Callable[[dict[str, Any]], None], folder: Path) -> dict[str, bytes]:
    """The files of an issue of one article, after a change of its snapshot."""
    snapshot = current(builders.snapshot())
    change(snapshot)
    made = make(snapshot, folder, folder / "site.zip")
    assert made.problems == []
    return files_of(folder / "site.zip")


IN_A_CHILD = """
import json, sys
from pathlib import Path
import conftest
from editorial.rendering.web.site import make_site
snapshot, pictures, output = sys.argv[1:]
made = make_site(json.loads(Path(snapshot).read_text()), Path(pictures), Path(output), on_progress=lambda *told: None)
print(made.sha256)
"""


def in_a_child(snapshot: Path, pictures: Path, output: Path, environment: dict[str, str]) -> str:
    """The SHA-256 that another process gets."""
    root = Path(__file__).resolve().parents[4]
    done = subprocess.run(
        [sys.executable, "-c", IN_A_CHILD, snapshot, pictures, output],
        env=environment | {"PYTHONPATH": str(root)}, cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip().splitlines()[-1]
