"""Snapshots for the rendering tests: our own fiction, with pictures drawn on the spot."""

import hashlib
import io
import uuid
from pathlib import Path
from typing import Any

from PIL import Image

ARABIC_TITLE = "افتتاح سوق الزهور في المدينة القديمة"
ARABIC_MIXED = "قالت شركة BlueKite إنها باعت 250 طائرة ورقية في 2026 (زيادة كبيرة)."
PASHTO_TITLE = "په ښار کې د ګلونو ۲۴ نوي باغونه پرانستل شول"
PASHTO_LETTERS = "ټ ډ ړ ږ ښ ګ ڼ ې ۍ ۰۱۲۳۴۵۶۷۸۹"


def picture(
    folder: Path, width: int = 900, height: int = 600, kind: str = "JPEG", mode: str = "RGB", **changes: Any
) -> dict[str, Any]:
    """Draw an image into `folder` under its hash; the snapshot's entry for it."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (90, 120, 140)).convert(mode).save(out, kind)
    sha256 = hashlib.sha256(out.getvalue()).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / sha256).write_bytes(out.getvalue())
    entry = {
        "key": str(uuid.uuid5(uuid.NAMESPACE_OID, sha256)),
        "sha256": sha256,
        "format": kind.lower(),
        "width": width,
        "height": height,
        "caption": "A flower stall at dawn",
        "alt_text": "A stall with buckets of tulips under a striped awning",
        "credit": "Photo: Ilse Brandt, CC BY 4.0",
        "license": "CC-BY-4.0",
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
    }
    return entry | changes


def excerpt(**changes: Any) -> dict[str, Any]:
    """An excerpt from an Arabic newspaper."""
    return {
        "key": "excerpt-1",
        "authors": ["Samir Haddad"],
        "original_title": ARABIC_TITLE,
        "original_language": "ar",
        "translated_title": "Flower market opens in the old town",
        "outlet": "Al-Bustan",
        "outlet_descriptor": "gardening weekly",
        "outlet_note": "",
        "place": "Port Azure",
        "published_on": "2026-10-03",
        "url": "https://example.org/flowers/1",
        "archived_url": "https://archive.example.org/flowers/1",
        "translator": "Nadia Winter",
        "body": "<p>The market opened on Saturday with forty stalls.</p><p>Tulips sold out before noon.</p>",
        "original_text": f"<p>{ARABIC_MIXED}</p>",
    } | changes


def article(title: str = "Gardeners Reclaim the Harbour", **changes: Any) -> dict[str, Any]:
    """An article with a note that is referred to twice and one that nothing refers to."""
    return {
        "key": str(uuid.uuid5(uuid.NAMESPACE_OID, title)),
        "title": title,
        "dek": "Volunteers plant flowers where the cranes stood.",
        "pull_quote": "“Nobody expected the tulips.”",
        "authors": [{"name": "Petra Lindholm", "affiliation": "Garden desk"}],
        "commentary": (
            '<p>The harbour was empty<sup data-footnote="a"></sup> for years. The weekly calls it '
            '“سوق الزهور”, the flower market.</p><p>Now it blooms again<sup data-footnote="a"></sup>.</p>'
        ),
        "images": [],
        "excerpts": [excerpt()],
        "footnotes": [
            {"key": "a", "number": 1, "text": "<p>Harbour report, https://example.org/report.</p>"},
            {"key": "b", "number": 2, "text": "<p>See also the almanac.</p>"},
        ],
        "fingerprint": "0" * 64,
    } | changes


def snapshot(*sections: tuple[str, list[dict[str, Any]]], **changes: Any) -> dict[str, Any]:
    """A whole issue; without sections one of one article."""
    return {
        "schema": 1,
        "house": {
            "name": "The Garden Courier",
            "tagline": "What the world plants",
            "disclaimer": "Opinions are those of the gardeners.",
            "issn": "0000-0019",
        },
        "issue": {
            "reference": "2026-11",
            "title": "Autumn Bulbs",
            "volume": 4,
            "number": 11,
            "month": "2026-11-01",
        },
        "edition": {"number": 1},
        "sections": [{"name": n, "articles": a} for n, a in (sections or (("Harbours", [article()]),))],
    } | changes


def full_snapshot(folder: Path) -> dict[str, Any]:
    """Two sections, three articles, an empty section, Arabic and Pashto, pictures of three shapes."""
    long_text = "".join(
        f"<p>{'Bulbs are planted in rows before the frost comes. ' * 12}</p>" for _ in range(8)
    )
    pashto = excerpt(
        key="excerpt-2",
        original_title=PASHTO_TITLE,
        original_language="ps",
        translated_title="Twenty-four new flower gardens open in the city",
        outlet="Gulban",
        original_text=f"<p>{PASHTO_LETTERS}</p>",
    )
    return snapshot(
        (
            "Harbours",
            [
                article(images=[picture(folder)]),
                article(
                    "Kites over the Dunes",
                    commentary=f'{long_text}<p>Done<sup data-footnote="a"></sup>.</p>',
                    images=[picture(folder, 1600, 600, "PNG"), picture(folder, 300, 500, "WEBP")],
                    dek="",
                ),
            ],
        ),
        ("An empty section", []),
        ("Mountains", [article("A Garden at the Pass", excerpts=[pashto, excerpt()], authors=[])]),
    )
