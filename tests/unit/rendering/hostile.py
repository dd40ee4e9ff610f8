"""An issue of everything that goes wrong: markup in titles, control characters, both directions, endless words, holes."""

from pathlib import Path
from typing import Any

from tests.unit.rendering import builders

MARKUP = 'Bulbs & <script>alert("x")</script> ]]> &amp; <b>Tulips</b>'
CONTROL = "Frost\x00\x07\x1b on the\ufeff \x85meadow"
HEBREW = "שוק הפרחים נפתח ב-2026 עם BlueKite"
LONG_WORD = "Tulpenzwiebel" * 16  # 208 letters
JAPANESE = "花市場が旧市街で開かれる"
CHINESE = "旧城区的花卉市场开业"
ADDRESS = "https://example.org/a b/ü?q={x}|y&z=[1]#é%"


def hostile_snapshot(folder: Path) -> dict[str, Any]:
    """Format 2: parts, errata (one of an article that is gone), a logo, notes that are twice or never referred to."""
    tall = builders.picture(
        folder, 1, 4000, "PNG", caption=MARKUP, credit=CONTROL, license_url="javascript:alert(1)"
    )
    wide = builders.picture(folder, 1600, 600, "WEBP", caption=HEBREW, alt_text="", license_url=ADDRESS)
    missing = tall | {"key": "m", "sha256": "", "format": "", "width": 0, "height": 0}
    articles = [
        builders.article(
            MARKUP, slug="bulbs", images=[tall, missing], dek=CONTROL, excerpts=[_strange(), *_east_asian()]
        ),
        builders.article(
            HEBREW,
            slug="../../etc/passwd",
            images=[wide],
            authors=[{"name": "<Nadia> & Söhne", "affiliation": HEBREW}, {"name": "", "affiliation": ""}],
            commentary=f"<p>{LONG_WORD}</p><p dir='rtl' onclick='x()'>{HEBREW}</p><p>{ADDRESS}</p>"
            f'<p><a href="{ADDRESS}">an odd address</a> <a href="javascript:x()">no address</a></p>',
        ),
        builders.article(
            "",
            slug="bulbs",
            authors=[],
            dek="",
            pull_quote="",
            commentary="",
            excerpts=[],
            footnotes=[],
            images=[wide],
        ),
        builders.article(
            LONG_WORD,
            slug="x" * 80,
            key="notes",
            commentary="".join(f'<p>Bed {n}<sup data-footnote="n{n}"></sup></p>' for n in range(1, 41)),
            footnotes=[
                {"key": f"n{n}", "number": n, "text": f"<p>Bed <em>{n}</em> &amp; more</p>"}
                for n in range(1, 41)
            ],
        ),
    ]
    for article in articles:
        article["excerpts"] = [{"country": "FR"} | excerpt for excerpt in article["excerpts"]]
    return builders.snapshot(("Fields & <Beds>", articles), ("Nothing yet", []), ("", [_plain()])) | {
        "schema": 2,
        "house": _house(builders.picture(folder, 300, 120, "PNG")),
        "issue": {"reference": "2026-11", "title": MARKUP, "volume": 4, "number": 11, "month": "2026-11-01",
                  "publication_date": "2026-11-14"},
        "edition": {"number": 2},
        "parts": [
            {"place": "front", "title": MARKUP, "body": f"<p>Dear <em>reader</em>, {HEBREW}<br>yours</p>"},
            {"place": "back", "title": CONTROL, "body": ""},
        ],
        "errata": [
            {"edition": 2, "article": articles[0]["key"], "text": f"The year was wrong: {MARKUP}"},
            {"edition": 2, "article": "an article that is gone", "text": CONTROL},
        ],
    }  # fmt: skip


def _strange() -> dict[str, Any]:
    return builders.excerpt(
        original_title=f"{builders.ARABIC_TITLE} (BlueKite 2026)",
        outlet=MARKUP,
        outlet_note=CONTROL,
        url=ADDRESS,
        archived_url="ftp://example.org/x",
        published_on="no day",
        translator=HEBREW,
        authors=[],
    )


def _east_asian() -> list[dict[str, Any]]:
    japanese = builders.excerpt(
        key="ja",
        original_language="ja",
        original_title=JAPANESE,
        original_text=f"<p><strong>{JAPANESE}</strong></p>",
    )
    chinese = builders.excerpt(
        key="zh",
        original_language="zh-TW",
        original_title=CHINESE,
        original_text="",
        translated_title="",
    )
    nothing = builders.excerpt(
        key="x", authors=[], original_title="", original_language="<x>", translated_title="", outlet="", url="",
        outlet_descriptor="", place="", published_on=None, archived_url="", translator="", body="", original_text="",
    )  # fmt: skip
    return [japanese, chinese, nothing]


def _plain() -> dict[str, Any]:
    return builders.article("The Quiet Bed", slug="the-quiet-bed", excerpts=[builders.excerpt(country="")])


def _house(logo: dict[str, Any]) -> dict[str, Any]:
    names = "sha256 format width height alt_text".split()
    return {
        "name": "The Garden Courier", "tagline": MARKUP, "publisher": "Garden & Sons", "web_address": ADDRESS,
        "issn": "0000-0019", "release_statement": CONTROL, "disclaimer": HEBREW, "rights_statement": MARKUP,
        "primary_color": "#123456", "accent_color": "", "page_size": "a4", "logo": {n: logo[n] for n in names},
    }  # fmt: skip
