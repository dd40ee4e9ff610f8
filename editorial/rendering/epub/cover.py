"""The cover as a picture, for the shelf of a reading system: the names of the edition in its house's color."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from editorial.house.colors import contrast_with_white, is_color
from editorial.rendering import scripts
from editorial.rendering.naming import IssueNames
from editorial.rendering.pdf import fonts

WIDTH, HEIGHT = 1200, 1800
INK = "#ffffff"
PLAIN = "#24303c"  # a house without a color of its own
_MARGIN = 110
_READABLE = 4.5


def cover_picture(names: IssueNames, color: str) -> bytes:
    """A PNG of 1200 × 1800 pixels. A color on which white cannot be read gives way to a dark one."""
    paper = color if is_color(color) and contrast_with_white(color) >= _READABLE else PLAIN
    image = Image.new("RGB", (WIDTH, HEIGHT), paper)
    draw = ImageDraw.Draw(image)
    y = _paragraph(draw, names.masthead, 260, 132, 4)
    draw.line([(_MARGIN, y + 30), (WIDTH - _MARGIN, y + 30)], fill=INK, width=4)
    y = _paragraph(draw, names.subtitle, y + 80, 68, 4)
    _paragraph(draw, _dateline(names), HEIGHT - 260, 44, 2)
    out = io.BytesIO()
    image.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()


def cover_fonts(names: IssueNames) -> set[Path]:
    """The font files that draw the cover."""
    return {_font_for(text)[0] for text in (names.masthead, names.subtitle, _dateline(names)) if text}


def _dateline(names: IssueNames) -> str:
    return " · ".join(part for part in (names.volume, names.number, names.month) if part)


def _paragraph(draw: ImageDraw.ImageDraw, text: str, y: int, size: int, lines: int) -> int:
    """Write at most so many lines, smaller where a word is wider than the cover; where the next may begin."""
    if not text:
        return y
    path, number = _font_for(text)
    right = scripts.direction_of_text(text) == "rtl"
    direction: Any = {"direction": "rtl" if right else "ltr"} if _shapes() else {}
    for points in (size, size * 3 // 4, size // 2, size // 3):
        font = ImageFont.truetype(str(path), points, index=number)
        broken = list(_lines(text, lambda words, font=font: font.getlength(words) <= WIDTH - 2 * _MARGIN))
        if len(broken) <= lines and all(font.getlength(one) <= WIDTH - 2 * _MARGIN for one in broken):
            break
    for one in broken[:lines]:
        x = WIDTH - _MARGIN - font.getlength(one) if right else _MARGIN
        draw.text((x, y), one, font=font, fill=INK, **direction)
        y += points * 5 // 4
    return y


def _lines(text: str, fits: Any) -> Iterator[str]:
    current = ""
    for word in text.split():
        longer = f"{current} {word}".strip()
        if current and not fits(longer):
            yield current
            longer = word
        current = longer
    yield current


def _shapes() -> bool:
    from PIL import features

    return bool(features.check("raqm"))


def _font_for(text: str) -> tuple[Path, int]:
    """The font that has the most of the letters, the text face before all others; (file, number in a collection)."""
    fonts.check_installed()
    letters = {ord(letter) for letter in text if not letter.isspace()}
    best, fewest = None, len(letters) + 1
    for path in (path for path in fonts.files() if "-Regular" in path.name):
        with TTFont(path, fontNumber=0, lazy=True) as font:
            missing = len(letters - font.getBestCmap().keys())
        if missing < fewest:
            best, fewest = path, missing
        if not missing:
            break
    assert best is not None  # check_installed
    return best, 2 if best.suffix == ".ttc" else 0
