"""Snapshots of issues (docs/snapshot.md) from a seed, in about the proportions of a real one: three pages an article.

An article has some 200 words of commentary, one to three excerpts of 50 to 220 words with citation and often some of the
original, one to five notes and a photograph. The same seed gives the same bytes, and article 7 is the same in an issue of
any size.
"""

import copy
import hashlib
import json
import random
import uuid
from pathlib import Path
from typing import Any

from benchmarks.issues import pictures
from benchmarks.issues.words import LANGUAGES, NAMES, passage, prose, sentence, title

Snapshot = dict[str, Any]
SECTIONS = ("Ports and Rivers", "Markets", "Science and Letters")
PAGE_OF_WORDS = 560  # in the text column of US letter


def _key(*of: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, of))))


def _paragraphs(rng: random.Random, words: int, keys: list[str]) -> str:
    """Paragraphs of English with references to the notes in order."""
    count = max(1, round(words / 130))
    texts = [prose(rng, words // count) for _ in range(count)]
    for number, key in enumerate(keys):
        texts[number * count // len(keys)] += f'<sup data-footnote="{key}"></sup> {sentence(rng)}'
    texts[0] = texts[0].replace(" the ", " <em>the</em> ", 1)
    return "".join(f"<p>{text}</p>" for text in texts)


def _excerpt(rng: random.Random, article: str, number: int) -> dict[str, Any]:
    language = rng.choice(LANGUAGES)
    return {
        "key": _key(article, "excerpt", number),
        "authors": [rng.choice(NAMES)],
        "original_title": passage(rng, language, 1).rstrip(".。।"),
        "original_language": language.tag,
        "translated_title": title(rng),
        "outlet": language.outlet,
        "outlet_descriptor": rng.choice(("daily", "independent weekly", "regional paper", "")),
        "outlet_note": sentence(rng) if rng.random() < 0.2 else "",
        "place": "",
        "country": language.country,
        "published_on": f"2026-10-{rng.randint(1, 28):02d}",
        "url": f"https://outlet.example/{article[:8]}/{number}",
        "archived_url": f"https://archive.example/{article[:8]}/{number}" if rng.random() < 0.5 else "",
        "translator": rng.choice(NAMES),
        "body": _paragraphs(rng, rng.choice((50, 70, 100, 130, 220)), []),
        "original_text": f"<p>{passage(rng, language, rng.randint(2, 5))}</p>" if rng.random() < 0.4 else "",
    }


def article(folder: Path, seed: int) -> dict[str, Any]:
    """One article; its picture goes into the folder."""
    rng = random.Random(f"article {seed}")
    key = _key("article", seed)
    notes = [_key(key, "note", number) for number in range(rng.choice((1, 2, 2, 3, 3, 5)))]
    made = {
        "key": key,
        "slug": f"article-{seed}",
        "title": title(rng),
        "dek": sentence(rng),
        "pull_quote": f"“{sentence(rng)}”",
        "authors": [{"name": rng.choice(NAMES), "affiliation": rng.choice(("", "Institute of Harbors"))}],
        "commentary": _paragraphs(rng, rng.choice((110, 140, 180, 210, 240, 280)), notes),
        "images": [
            {
                "key": _key(key, "image"), **pictures.entry(folder, seed), "caption": sentence(rng),
                "alt_text": f"Seen from above: {sentence(rng)}", "credit": f"{rng.choice(NAMES)}, CC BY 4.0.",
                "license": "CC-BY-4.0", "license_url": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "excerpts": [_excerpt(rng, key, number) for number in range(rng.choice((1, 2, 2, 2, 3)))],
        "footnotes": [
            {"key": note, "number": number, "text": f"<p>{prose(rng, rng.choice((12, 20, 30, 50)))}</p>"}
            for number, note in enumerate(notes, 1)
        ],
    }  # fmt: skip
    return made | {"fingerprint": _digest(made)}


def snapshot(articles: int, folder: Path, *, seed: int = 1) -> Snapshot:
    """An issue of so many articles; the pictures go into `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(f"issue {seed}")
    made = [article(folder, seed * 10_000 + number) for number in range(articles)]
    size = -(-articles // min(len(SECTIONS), articles))
    return {
        "schema": 2,
        "house": {
            "name": "The Harbor Digest", "tagline": "What the papers of far coasts say", "publisher": "Harbor Press",
            "web_address": "https://digest.example", "issn": "", "logo": None, "page_size": "letter",
            "release_statement": "Released to everybody.", "disclaimer": "All of this is invented. " + sentence(rng),
            "rights_statement": "Pictures are under the licenses beside them.",
            "primary_color": "#123a52", "accent_color": "#a3412a",
        },
        "issue": {"reference": "2026-11", "title": "Measured", "volume": 4, "number": 11, "month": "2026-11-01",
                  "publication_date": "2026-11-20"},
        "edition": {"number": 1},
        "parts": [{"place": "front", "title": "From the Editors", "body": _paragraphs(rng, 250, [])}],
        "errata": [],
        "sections": [
            {"name": name, "articles": made[start : start + size]}
            for name, start in zip(SECTIONS, range(0, articles, size), strict=False)
        ],
    }  # fmt: skip


def one_changed(frozen: Snapshot) -> Snapshot:
    """The issue after one word of the article in the middle was changed for another that is no longer."""
    return _with_middle(frozen, lambda commentary: commentary.replace(" near ", " past ", 1))


def one_grown(frozen: Snapshot) -> Snapshot:
    """The issue after the article in the middle got about a page more of text."""
    more = _paragraphs(random.Random("a page more"), PAGE_OF_WORDS, [])
    return _with_middle(frozen, lambda commentary: commentary + more)


def _with_middle(frozen: Snapshot, change: Any) -> Snapshot:
    made = copy.deepcopy(frozen)
    listed = [one for section in made["sections"] for one in section["articles"]]
    middle = listed[len(listed) // 2]
    before = middle["commentary"]
    middle["commentary"] = change(before)
    if middle["commentary"] == before:
        raise ValueError(f"nothing changed in {middle['title']!r}")
    middle["fingerprint"] = _digest({name: value for name, value in middle.items() if name != "fingerprint"})
    return made


def _digest(of: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(of, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
