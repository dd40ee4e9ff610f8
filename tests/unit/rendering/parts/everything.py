"""One issue that has everything: for the comparison of an issue in parts with the same in one piece."""

from pathlib import Path
from typing import Any

from editorial.rendering.snapshots import current
from tests.unit.rendering import builders, hostile, torture

# Quotes, backslashes, ends of lines, both directions, control characters (\x01 and \x02 are marks in what is kept of a part).
ODD = (
    'Quo"te \\ back\\22 slash',
    "Line\nbreak (two",
    "سوق الزهور (2026) BlueKite",
    "\x01 12 \x02 ctl \x07",
    '</style>{}*/ } @page { size: 1in } "',
    "Ends with \\",
    "1 0 R",
)


def _odd(number: int, words: str, folder: Path) -> dict[str, Any]:
    """An article that says the same odd words wherever it can, and has pictures that others have too."""
    pictures = [
        builders.picture(folder, 1600, 900, alt_text=words, caption=f"{words}.", credit=words),
        builders.picture(folder, 900, 600, "PNG", "RGBA", alt_text=words, caption=""),
    ]
    excerpt = builders.excerpt(
        outlet=words, country="FR", original_title=words, original_language="ar", outlet_note=words
    )
    web = f'<p><a href="https://example.org/{number}">{words}</a> <a href="#nowhere">{words}</a></p>'
    many = '<sup data-footnote="a"></sup> again ' * 9
    return builders.article(
        f"{words} {number}",
        key=f"odd-{number} & <i>'",
        dek=words,
        authors=[{"name": words, "affiliation": words}],
        images=pictures,
        excerpts=[excerpt, excerpt | {"key": "2", "outlet": "Al-Bustan", "country": "EG"}],
        commentary=f"<p>{words} {many}</p>{web}",
    )


def bare(number: int) -> dict[str, Any]:
    """A page with a title of one letter and a few words."""
    letter = chr(ord("A") + number % 26)
    return builders.article(
        letter, key=f"bare-{number}", dek="", pull_quote="", authors=[{"name": letter, "affiliation": ""}],
        commentary="<p>x</p>", footnotes=[], excerpts=[],
    )  # fmt: skip


def everything(folder: Path, many: int = 60) -> dict[str, Any]:
    """Letters in front and back, errata, logo, index, colors, A4, sections of several articles and of none, two of one name,
    and as many short articles as it takes for a contents of two pages and for several runs of feet.
    """
    odd = [_odd(number, words, folder) for number, words in enumerate(ODD)]
    full, hard = builders.full_snapshot(folder), torture.torture_snapshot(folder)
    sections = [
        (ODD[0], odd[:3]),
        ("Empty", []),
        (ODD[2], [odd[3], *full["sections"][0]["articles"]]),
        ("Short", [bare(number) for number in range(many)]),
        ("Short", [odd[4], *(hard["sections"][1]["articles"])]),
        (ODD[4], odd[5:]),
    ]
    letters = [
        {"place": "front", "title": ODD[0], "body": f"<p>Dear <em>reader</em>, {ODD[2]}</p>"},
        {"place": "front", "title": ODD[3], "body": "<p>Two</p>"},
        {"place": "back", "title": ODD[2], "body": "<p>Yours</p>"},
    ]
    told = [
        {"edition": 2, "article": odd[1]["key"], "text": ODD[1]},
        {"edition": 3, "article": "gone", "text": ODD[2]},
    ]
    house = hostile._house(builders.picture(folder, 300, 120, "PNG"))
    return current(builders.snapshot(*sections)) | {"parts": letters, "errata": told, "house": house}
