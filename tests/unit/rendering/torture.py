"""The issue that PDF/UA-1 and PDF/A-2a must hold for: everything at its longest, emptiest, smallest, most mixed."""

from pathlib import Path
from typing import Any

from tests.unit.rendering import builders

CITATION = (
    "On the Habit of Counting Tulips by Lamplight, With Remarks on the Weather of Nine Springs and a List of Gardens That "
    "Have Since Been Built Over; "
) * 5  # 700 characters
MIXED_RTL = "تقرير BlueKite 3.5 عن 250 طائرة ورقية (2026) في Port Azure: «ربيع» رقم 7"
MIXED_HEBREW = "דו״ח (2026) של BlueKite: 12 גנים ב-Port Azure"
LONG_WORD = "Zwiebelblumenbeetvorbereitung" * 7  # 203 letters
NESTED = "<em><strong>" * 7 + "deep" + "</strong></em>" * 7
MATH = "Rows ≤ 12 ½ × 3 m² → 40 °C, α + β ≈ γ; ☎ ✓ ★ ﬁne — “quoted” … 1 000 €"


def _notes(count: int) -> list[dict[str, Any]]:
    texts = [
        f"<p>Bed {n}, {builders.ARABIC_TITLE}, see https://example.org/beds/{n}?a=1&amp;b=2.</p>"
        for n in range(count)
    ]
    return [{"key": f"n{n}", "number": n + 1, "text": text} for n, text in enumerate(texts)]


def _mixed_excerpts() -> list[dict[str, Any]]:
    return [
        builders.excerpt(key="m1", original_title=MIXED_RTL, translated_title="BlueKite on 250 kites"),
        builders.excerpt(
            key="m2",
            original_title=MIXED_HEBREW,
            original_language="he",
            outlet="הגן",
            original_text="",
            authors=[],
        ),
        builders.excerpt(
            key="m3", original_title=builders.PASHTO_TITLE * 3, original_language="ps", translated_title=""
        ),
        builders.excerpt(
            key="m4",
            original_title="花市場が旧市街で開かれる",
            original_language="ja",
            outlet="花新聞",
            original_text="<p>花。</p>",
        ),
        builders.excerpt(
            key="m5",
            original_title="Чайки над рынком",
            original_language="ru",
            outlet="Чайка",
            original_text="<p>Да.</p>",
        ),
    ]


def torture_snapshot(folder: Path) -> dict[str, Any]:
    """Empty sections, no image, 40 footnotes, a citation of 700 characters, mixed directions, 1 × 4000 pixels, long words,
    every kind of picture.
    """
    forty = "".join(f'bed {n}<sup data-footnote="n{n}"></sup>, ' for n in range(40))
    alt = "A single column of pixels, white"
    pictures = [
        builders.picture(folder, 1, 4000, "PNG", caption="", alt_text=alt),
        builders.picture(folder, 4000, 1, "PNG", caption="A line of the horizon", alt_text=f"{alt}, lying"),
        builders.picture(
            folder, 900, 600, "PNG", "RGBA", caption="Half of it is glass", alt_text="A greenhouse"
        ),
        builders.picture(
            folder, 700, 700, "PNG", "P", caption="Few colors", alt_text="A flat drawing of a spade"
        ),
        builders.picture(folder, 700, 500, "PNG", "LA", caption="Gray", alt_text="A gray watering can"),
        builders.picture(folder, 800, 500, "JPEG", "L", caption="No color", alt_text="A shed in fog"),
        builders.picture(folder, 800, 600, "WEBP", caption=MIXED_RTL, alt_text=f"Kites, {MIXED_RTL}"),
    ]
    word = (
        f"<p>{LONG_WORD} {NESTED} {MATH}</p><p>{MIXED_RTL}</p><p>x<br>y<br><br>z</p><p>{'long ' * 1500}</p>"
    )
    articles = [
        builders.article(MIXED_RTL, images=pictures[:1], excerpts=_mixed_excerpts(), dek=MIXED_HEBREW),
        builders.article(
            "Forty Notes", commentary=f"<p>{forty}.</p>", footnotes=_notes(40), pull_quote="Much. " * 90
        ),
        builders.article(
            LONG_WORD, commentary=word, footnotes=[], images=pictures[1:], excerpts=[], dek=LONG_WORD
        ),
        builders.article(
            "A Long Citation",
            excerpts=[
                builders.excerpt(
                    original_title=CITATION, original_language="fr", url=f"https://example.org/{'a/' * 400}"
                )
            ],
        ),
        builders.article(
            "Bare", dek="", pull_quote="", authors=[], commentary="", excerpts=[], footnotes=[], images=[]
        ),
    ]
    return builders.snapshot(
        ("Nothing yet", []),
        ("Torture", articles[:2]),
        ("", articles[2:4]),
        ("Empty too", []),
        ("Bare", articles[4:]),
    )
