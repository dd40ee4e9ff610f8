"""The logo of the demo's house: a lighthouse in its beam, and the name beside it, drawn on white."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw, ImageFont

from demo.drawing.canvas import GOLD, INK, NAVY, RUST, SEA, WHITE, Color, Point, mix

HEIGHT, SCALE, GAP = 320, 3, 60
CAP, SPACED = 150, 9  # size of the letters, and the room between two
PAPER: Color = (255, 255, 255)


def wordmark(name: str) -> Image.Image:
    """Return the logo, 320 pixels high and as wide as the name needs. The same Pillow gives the same picture."""
    font = ImageFont.load_default(CAP * SCALE)  # the one that Pillow brings along, the same on every machine
    letters = [(letter, font.getlength(letter) + SPACED * SCALE) for letter in name.upper()]
    begins = (HEIGHT + GAP) * SCALE
    width = begins + round(sum(room for _letter, room in letters))
    picture = Image.new("RGB", (width, HEIGHT * SCALE), PAPER)
    disk = Image.new("L", (HEIGHT * SCALE, HEIGHT * SCALE), 0)
    ImageDraw.Draw(disk).ellipse([SCALE, SCALE, (HEIGHT - 1) * SCALE, (HEIGHT - 1) * SCALE], fill=255)
    picture.paste(_emblem(), (0, 0), disk)
    pen = ImageDraw.Draw(picture)
    x = float(begins)
    for letter, room in letters:
        pen.text((x, HEIGHT * SCALE // 2), letter, fill=INK, font=font, anchor="lm")
        x += room
    return picture.resize((width // SCALE, HEIGHT), Image.Resampling.LANCZOS)


def _emblem() -> Image.Image:
    """Night, the tower, its beam to both sides, and the sea with two lines of waves."""
    picture = Image.new("RGB", (HEIGHT * SCALE, HEIGHT * SCALE), INK)
    pen = ImageDraw.Draw(picture)
    for end in (-20, 340):
        _shape(pen, [(160, 96), (end, 34), (end, 158)], mix(NAVY, SEA, 0.35))
    _shape(pen, [(135, 260), (146, 116), (174, 116), (185, 260)], WHITE)
    for top, half in ((146, 17), (196, 20)):
        _shape(
            pen, [(160 - half, top), (160 + half, top), (162 + half, top + 22), (158 - half, top + 22)], RUST
        )
    _shape(pen, [(140, 118), (180, 118), (180, 108), (140, 108)], WHITE)
    _shape(pen, [(148, 108), (172, 108), (172, 84), (148, 84)], GOLD)
    _shape(pen, [(142, 84), (178, 84), (160, 58)], RUST)
    _shape(pen, [(0, 320), *_waves(246), (320, 320)], mix(INK, NAVY, 0.6))
    for level in (246, 276):
        line = [(x * SCALE, y * SCALE) for x, y in _waves(level)]
        pen.line(line, fill=WHITE, width=5 * SCALE, joint="curve")
    return picture


def _waves(level: int) -> list[Point]:
    return [(x, level + 6 * math.sin((x + level) / 13)) for x in range(0, HEIGHT + 1, 2)]


def _shape(pen: ImageDraw.ImageDraw, points: list[Point], color: Color) -> None:
    pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=color)
