"""The hidden dam in cross-section."""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageChops

from demo.drawing.canvas import (
    BROWN,
    CREAM,
    GOLD,
    INK,
    MIST,
    MOSS,
    NAVY,
    OCHRE,
    RUST,
    SAGE,
    SAND,
    SEA,
    TEAL,
    WHITE,
    WIDTH,
    Canvas,
    Color,
    Point,
    mix,
    ridge,
    smooth,
)


def hidden_dam() -> Image.Image:
    """Draw the buried wall, the water behind it, and the wells, in cross-section."""
    c = Canvas(CREAM)
    c.sky([(0, mix(SEA, MIST, 0.45)), (0.7, mix(MIST, CREAM, 0.6)), (1, CREAM)], None, 0, 430)
    c.glow(360, 180, 210, mix(GOLD, WHITE, 0.3), 0.7)
    c.disc(360, 180, 58, mix(GOLD, WHITE, 0.55))
    for i, (base, height) in enumerate(((350, 70), (395, 50))):
        c.below(ridge(503 + i, base, height, 0.5), mix(mix(MIST, SAND, 0.6), RUST, 0.12 + i * 0.16))
    top = _ground_line()
    rock = smooth(
        [
            (-20, 800),
            (200, 850),
            (520, 935),
            (820, 985),
            (1020, 1000),
            (1300, 985),
            (1560, 1020),
            (1820, 1060),
        ]
    )
    c.below(top, mix(SAND, OCHRE, 0.22))
    _reservoir(c, top, rock)
    _bedrock(c, rock)
    wall = [(1012, 446), (1052, 446), (1092, 1012), (972, 1012)]
    c.glaze([(x + 16, y + 4) for x, y in wall], BROWN, 0.45, 7)
    c.shape(wall, RUST)
    c.shape([(1036, 446), (1052, 446), (1092, 1012), (1044, 1012)], mix(RUST, BROWN, 0.45))
    for i in range(1, 15):
        y, w = 446 + i * 40, 20 + i * 2.86
        c.stroke([(1032 - w + 3, y), (1032 + w - 3, y)], mix(RUST, SAND, 0.25), 2)
    _gravel(c, top)
    for x, depth in ((250, 790), (520, 860), (790, 920)):
        _well(c, x, depth)
    _surface_life(c)
    return c.finish(5)


def _ground_line() -> list[Point]:
    """Return the bed of the wadi, gently falling to the right."""
    return smooth(
        [(-20, 330), (120, 372), (300, 408), (700, 424), (1032, 430), (1400, 440), (1600, 424), (1820, 372)]
    )


def _reservoir(c: Canvas, top: list[Point], rock: list[Point]) -> None:
    """Fill the sand left of the wall with water and give both sides their grain."""
    level = 520.0
    pool = [(-20, level), (1032, level), (1032, 1100), (-20, 1100)]
    ground = c.area([*top, (1820, 1300), (-20, 1300)])
    wet = c.gradient([(0, mix(SEA, SAND, 0.35)), (0.5, mix(SEA, TEAL, 0.5)), (1, TEAL)], level, 1000)
    c.image.paste(wet, (0, 0), ImageChops.multiply(c.area(pool), ground))
    for i in range(15):
        level_line = 560 + i * 40
        line = [(x, level_line + 7 * math.sin(x / 88 + i * 1.4)) for x in range(-20, 1020, 12)]
        c.stroke(line, mix(mix(SEA, TEAL, i / 14), WHITE, 0.2), 1.6)
    rng = Random(55)
    for _ in range(3400):
        x, y = rng.uniform(0, WIDTH), rng.uniform(440, 1040)
        r = rng.uniform(1.2, 3.6)
        if x < 1032 and y > level:
            tone = mix(
                mix(SEA, TEAL, (y - level) / 520), rng.choice((MIST, SAND, INK)), rng.uniform(0.15, 0.5)
            )
        else:
            tone = mix(mix(SAND, OCHRE, 0.22), rng.choice((BROWN, WHITE, OCHRE)), rng.uniform(0.15, 0.5))
        c.disc(x, y, r, tone, r * 0.8)
    for i in range(4):
        y = 600 + i * 95
        band = [(x, y + 10 * math.sin(x / 130 + i) + (x - 1032) * 0.04) for x in range(1060, 1830, 20)]
        c.glaze([*band, *[(x, y2 + 26) for x, y2 in reversed(band)]], mix(OCHRE, BROWN, 0.25), 0.22, 3)
    for x in range(0, 1012, 44):
        c.stroke([(x, level), (x + 26, level)], WHITE, 4)


def _bedrock(c: Canvas, rock: list[Point]) -> None:
    """Draw the rock under the sand, cracked and darker with depth."""
    c.below(rock, mix(BROWN, INK, 0.45))
    inside = c.area([*rock, (1820, 1300), (-20, 1300)])
    c.image.paste(c.gradient([(0, mix(BROWN, NAVY, 0.3)), (1, INK)], 850, 1200), (0, 0), inside)
    rng = Random(56)
    for _ in range(130):
        x, y = rng.uniform(-20, 1800), rng.uniform(810, 1200)
        w, h = rng.uniform(40, 130), rng.uniform(18, 46)
        block = [
            (x, y),
            (x + w * 0.6, y - h * 0.4),
            (x + w, y + h * 0.1),
            (x + w * 0.8, y + h),
            (x + w * 0.1, y + h * 0.8),
        ]
        c.glaze(block, mix(BROWN, rng.choice((SAND, NAVY, RUST)), 0.3), 0.33, 0, inside)
    c.stroke(rock, mix(BROWN, SAND, 0.4), 5)


def _gravel(c: Canvas, top: list[Point]) -> None:
    """Lay the gravel of the riverbed over sand and wall."""
    c.shape([*top, *[(x, y + 26) for x, y in reversed(top)]], mix(SAND, BROWN, 0.3))
    rng = Random(57)
    for x, y in top:
        for _ in range(13):
            r = rng.uniform(3, 8.5)
            c.disc(
                x + rng.uniform(-16, 16),
                y + rng.uniform(2, 28),
                r,
                mix(BROWN, rng.choice((SAND, MIST, CREAM)), rng.uniform(0.35, 0.9)),
                r * 0.7,
            )
    c.stroke(top, mix(SAND, CREAM, 0.5), 5)


def _well(c: Canvas, x: float, depth: float) -> None:
    """Draw one observation well, filled up to the level of the water."""
    c.box(x - 11, 392, x + 11, depth, mix(INK, NAVY, 0.4), 3)
    c.box(x - 6, 392, x + 6, depth - 6, CREAM)
    c.box(x - 6, 520, x + 6, depth - 6, mix(SEA, WHITE, 0.35))
    for y in range(540, int(depth) - 20, 22):
        c.box(x - 11, y, x - 6, y + 5, WHITE)
        c.box(x + 6, y, x + 11, y + 5, WHITE)
    c.box(x - 20, 374, x + 20, 396, RUST, 4)
    c.box(x - 20, 374, x + 20, 382, mix(RUST, CREAM, 0.35), 4)


def _surface_life(c: Canvas) -> None:
    """Set acacias and goats on the surface."""
    rng = Random(58)
    for x, y, s in ((1500, 436, 1.25), (1690, 408, 0.9), (120, 374, 0.95), (655, 424, 0.75)):
        for lean in (-26, 8, 30):
            c.stroke(
                smooth([(x, y), (x + lean * 0.3 * s, y - 46 * s), (x + lean * 1.6 * s, y - 92 * s)]),
                mix(BROWN, INK, 0.4),
                6 * s,
            )
        for _ in range(52):
            px, py = x + rng.gauss(0, 44) * s, y - 100 * s + rng.uniform(-17, 9) * s
            c.disc(
                px,
                py,
                rng.uniform(13, 25) * s,
                mix(MOSS, SAGE, min(1.0, max(0.0, (y - 92 * s - py) / 26 / s))),
                rng.uniform(6, 10) * s,
            )
    for x, y, s, way in (
        (900, 430, 1.0, 1),
        (985, 432, 0.8, -1),
        (1130, 436, 1.05, 1),
        (1235, 438, 0.7, 1),
        (390, 414, 0.8, -1),
    ):
        _goat(c, x, y, s * 1.25, way, rng.choice((INK, BROWN, WHITE, mix(BROWN, SAND, 0.4))))


def _goat(c: Canvas, x: float, y: float, s: float, way: int, color: Color) -> None:
    """Draw a small goat that looks left (-1) or right (1)."""
    for leg in (-15, -9, 10, 16):
        c.stroke([(x + leg * s, y - 18 * s), (x + leg * s, y)], mix(color, INK, 0.3), 3.4 * s)
    c.disc(x, y - 24 * s, 22 * s, color, 11.5 * s)
    c.shape(
        [
            (x + way * 12 * s, y - 30 * s),
            (x + way * 24 * s, y - 48 * s),
            (x + way * 31 * s, y - 44 * s),
            (x + way * 21 * s, y - 20 * s),
        ],
        color,
    )
    c.shape(
        [
            (x + way * 22 * s, y - 51 * s),
            (x + way * 33 * s, y - 49 * s),
            (x + way * 42 * s, y - 38 * s),
            (x + way * 34 * s, y - 36 * s),
            (x + way * 24 * s, y - 42 * s),
        ],
        color,
    )
    c.stroke(
        smooth(
            [(x + way * 25 * s, y - 50 * s), (x + way * 21 * s, y - 61 * s), (x + way * 12 * s, y - 65 * s)],
            6,
        ),
        mix(BROWN, INK, 0.5),
        3 * s,
    )
    c.stroke([(x - way * 20 * s, y - 29 * s), (x - way * 28 * s, y - 36 * s)], color, 4 * s)
