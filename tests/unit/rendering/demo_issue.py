"""The demo's issue as a snapshot, made of its files alone: no database, and plain pictures in place of the drawn ones."""

import json
from pathlib import Path
from typing import Any

from demo.story import HERE
from editorial.importing.as_json import as_json
from editorial.importing.layout import parse_text
from tests.unit.rendering import builders
from tests.unit.rendering.test_corpus import _article

COUNTRIES = {"ar": "EG", "fr": "FR", "ru": "KZ", "es": "ES"}

HOUSE: dict[str, Any] = {
    "name": "The Amber Digest",
    "tagline": "What the quieter papers report",
    "publisher": "Amber Gulf Press",
    "web_address": "https://digest.example/",
    "issn": "1234-5679",
    "release_statement": "Approved for public release.",
    "disclaimer": "The views are those of the authors.",
    "rights_statement": "Text: CC BY 4.0.",
    "primary_color": "",
    "accent_color": "",
    "page_size": "letter",
    "logo": None,
}
BLANK_HOUSE: dict[str, Any] = dict.fromkeys(HOUSE, "") | {"page_size": "letter", "logo": None}


def demo_snapshot(folder: Path, house: dict[str, Any] = HOUSE, **changes: Any) -> dict[str, Any]:
    """The eight articles in their sections, with their passages in five scripts."""
    told = json.loads((HERE / "issue.json").read_text("utf-8"))
    sections: dict[str, list[dict[str, Any]]] = {name: [] for name in told["issue"]["sections"]}
    for entry in told["articles"]:
        parsed = as_json(parse_text((HERE / entry["file"]).read_text("utf-8")))["articles"][0]
        for excerpt in parsed["excerpts"]:
            excerpt.pop("place", None)  # the demo names none
        article = _article(parsed, folder) | {
            "slug": "s",
            "authors": [{"name": entry["author"], "affiliation": ""}],
        }
        article["images"] = [builders.picture(folder, 1800, 1200, caption=parsed["image"]["caption"])]
        for excerpt, more in zip(article["excerpts"], entry["excerpts"], strict=True):
            excerpt |= {
                "original_language": more["language"],
                "original_text": "".join(f"<p>{text}</p>" for text in more["original"]),
                "url": more["url"],
                "archived_url": "",
                "translator": more["translator"],
                "country": COUNTRIES.get(more["language"], ""),
            }
        sections[entry["section"]].append(article)
    return {
        "schema": 2,
        "house": house,
        "issue": {
            "reference": "2026-11",
            "title": told["issue"]["title"],
            "volume": 1,
            "number": 1,
            "month": "2026-11-01",
            "publication_date": "2026-11-16",
        },
        "edition": {"number": 1},
        "parts": [],
        "errata": [],
        "sections": [{"name": name, "articles": articles} for name, articles in sections.items()],
    } | changes
