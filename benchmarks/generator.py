"""Issues of any size from a seed: invented words, always the same for the same seed."""

import hashlib
import io
import random
from pathlib import Path
from typing import Any

from PIL import Image

SYLLABLES = "ba ko ri mu ten sal vor li que dra no fi lem ar tus go pel shi wan der".split()
ARABIC = "المرفأ البحر السفينة الموج الريح الميناء الصباح القارب".split()


def words(rng: random.Random, count: int) -> str:
    """A sentence of invented words."""
    made = ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 4))) for _ in range(count)]
    return " ".join(made).capitalize() + "."


def paragraph(rng: random.Random, sentences: int) -> str:
    """Some sentences."""
    return " ".join(words(rng, rng.randint(8, 22)) for _ in range(sentences))


def picture(folder: Path, seed: int) -> dict[str, Any]:
    """A photograph-like JPEG in the folder, and its entry in a snapshot."""
    rng = random.Random(seed)
    small = Image.new("RGB", (24, 16))
    small.putdata([tuple(rng.randrange(40, 220) for _ in range(3)) for _ in range(24 * 16)])
    out = io.BytesIO()
    small.resize((1500, 1000), Image.Resampling.BICUBIC).save(out, "JPEG", quality=88)
    digest = hashlib.sha256(out.getvalue()).hexdigest()
    (folder / digest).write_bytes(out.getvalue())
    return {
        "key": f"i{seed}", "sha256": digest, "format": "jpeg", "width": 1500, "height": 1000,
        "caption": words(rng, 9), "alt_text": words(rng, 12), "credit": "A maker, CC BY 4.0.", "license": "CC-BY-4.0",
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
    }  # fmt: skip


def article(folder: Path, seed: int) -> dict[str, Any]:
    """An article of the usual size: 300 words of commentary, two excerpts, four notes, one picture."""
    rng = random.Random(seed)
    keys = [f"n{number}" for number in range(1, 5)]
    commentary = "".join(
        f'<p>{paragraph(rng, 5)}<sup data-footnote="{key}"></sup> {words(rng, 12)}</p>' for key in keys
    )
    excerpts = [
        {
            "key": f"e{number}", "authors": ["A. Reporter"], "original_title": " ".join(rng.sample(ARABIC, 5)),
            "original_language": "ar", "translated_title": words(rng, 8), "outlet": "The Gazette",
            "outlet_descriptor": "daily", "outlet_note": "", "place": "", "published_on": "2026-10-05",
            "url": "https://gazette.example/story", "archived_url": "", "translator": "A. Translator",
            "body": "".join(f"<p>{paragraph(rng, 4)}</p>" for _ in range(3)), "original_text": "",
        }
        for number in (1, 2)
    ]  # fmt: skip
    return {
        "key": f"a{seed}", "title": words(rng, 9), "dek": words(rng, 14), "pull_quote": f"“{words(rng, 16)}”",
        "authors": [{"name": "An Analyst", "affiliation": ""}], "commentary": commentary, "excerpts": excerpts,
        "images": [picture(folder, seed)], "fingerprint": f"{seed:064x}",
        "footnotes": [
            {"key": key, "number": number, "text": f"<p>{words(rng, 18)}</p>"} for number, key in enumerate(keys, 1)
        ],
    }  # fmt: skip


def snapshot(articles: int, folder: Path, seed: int = 1) -> dict[str, Any]:
    """A snapshot (docs/snapshot.md) of that many articles in five sections; pictures go into `folder`."""
    made = [article(folder, seed * 10_000 + number) for number in range(articles)]
    size = -(-articles // 5)
    return {
        "schema": 1,
        "house": {"name": "", "tagline": "", "disclaimer": "", "issn": ""},
        "issue": {
            "reference": "2026-11",
            "title": "Measured",
            "volume": 1,
            "number": 11,
            "month": "2026-11-01",
        },
        "edition": {"number": 1},
        "sections": [
            {"name": f"Section {start // size + 1}", "articles": made[start : start + size]}
            for start in range(0, articles, size)
        ],
    }
