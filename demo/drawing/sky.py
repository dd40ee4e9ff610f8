"""The satellite above the edge of the planet."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from random import Random

from PIL import Image, ImageChops, ImageDraw

from demo.drawing.canvas import (
    CREAM,
    GOLD,
    INK,
    MIST,
    MOSS,
    NAVY,
    OCHRE,
    SAGE,
    SAND,
    SCALE,
    SEA,
    TEAL,
    WHITE,
    WIDTH,
    Canvas,
    Color,
    Point,
    mix,
    smooth,
)

CENTER: Point = (760, 2560)
RADIUS = 1880


def satellite() -> Image.Image:
    """Draw the satellite, the planet with its air, and the stars."""
    c = Canvas(INK)
    c.sky([(0, (9, 18, 30)), (0.55, (16, 34, 52)), (1, NAVY)])
    _stars(c)
    _air(c)
    planet = c.mask(lambda pen: pen.ellipse(_ring(RADIUS), fill=255))
    c.sky([(0, mix(SEA, MIST, 0.35)), (0.28, SEA), (0.7, TEAL), (1, mix(TEAL, NAVY, 0.7))], planet, 660, 1240)
    _ground(c, planet)
    _clouds(c, planet)
    _night(c, planet)
    _beam(c, planet)
    _spacecraft(c, 1130, 330, -19, 1.3)
    return c.finish(8)


def _ring(radius: float) -> tuple[float, float, float, float]:
    """Return the box of a circle around the planet's center, supersampled."""
    x, y = CENTER
    return ((x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE)


def _on(angle: float, depth: float) -> Point:
    """Return the point at an angle (degrees from the top) and a depth under the horizon, foreshortened."""
    r = RADIUS - depth
    a = math.radians(angle)
    return CENTER[0] + r * math.sin(a), CENTER[1] - r * math.cos(a)


def _stars(c: Canvas) -> None:
    """Scatter stars, most of them faint."""
    rng = Random(81)
    for _ in range(520):
        x, y, power = rng.uniform(0, WIDTH), rng.uniform(0, 1000), rng.random() ** 4
        c.disc(x, y, 0.7 + 1.5 * power, mix(NAVY, rng.choice((WHITE, CREAM, MIST)), 0.3 + 0.7 * power))
    for x, y in ((250, 190), (1610, 140), (560, 420), (1500, 620)):
        c.glow(x, y, 26, WHITE, 0.5)
        c.disc(x, y, 2.6, WHITE)


def _air(c: Canvas) -> None:
    """Draw the atmosphere as three glowing shells."""
    for extra, blur, color, power in (
        (70, 60, TEAL, 0.65),
        (26, 22, SEA, 0.8),
        (7, 6, mix(MIST, WHITE, 0.6), 0.95),
    ):
        paint = partial(ImageDraw.ImageDraw.ellipse, xy=_ring(RADIUS + extra), fill=255)
        c.tint(color, c.mask(paint, blur, power))


def _ground(c: Canvas, planet: Image.Image) -> None:
    """Draw land with jagged shores and snow along its ranges."""
    rng = Random(82)
    lands = (
        (
            (-26, 440),
            (-21, 330),
            (-15, 262),
            (-8, 275),
            (-3.5, 345),
            (-4, 430),
            (-9, 500),
            (-17, 620),
            (-26, 640),
        ),
        ((7.5, 300), (10, 225), (16, 178), (22, 172), (30, 205), (33, 330), (28, 480), (19, 470), (13, 395)),
        ((-2, 118), (2, 98), (8, 104), (9, 128), (3, 140)),
    )
    for land in lands:
        shore = _jagged([_on(a, d) for a, d in land], rng)
        c.glaze(shore, mix(SEA, WHITE, 0.45), 0.7, 9, planet)
        c.glaze(shore, mix(SAND, (112, 128, 96), 0.6), 1.0, 0, planet)
        inside = ImageChops.multiply(c.area(shore), planet)
        for _ in range(26):
            a, d = rng.choice(land)
            x, y = _on(a + rng.uniform(-6, 6), d + rng.uniform(-80, 80))
            blot = [
                (x + rng.uniform(20, 90) * math.cos(t), y + rng.uniform(8, 32) * math.sin(t))
                for t in range(7)
            ]
            c.glaze(smooth(blot, 5, True), rng.choice((OCHRE, SAGE, MOSS, SAND)), 0.3, 6, inside)
        _snow(c, land, inside, rng)


def _jagged(points: list[Point], rng: Random, rough: float = 0.17) -> list[Point]:
    """Break a closed line five times at its midpoints, each time by less."""
    for _ in range(5):
        out: list[Point] = []
        for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
            far = math.hypot(x1 - x0, y1 - y0) * rough
            mid = ((x0 + x1) / 2 + rng.uniform(-far, far), (y0 + y1) / 2 + rng.uniform(-far, far) * 0.6)
            out += [(x0, y0), mid]
        points = out
    return points


def _snow(c: Canvas, land: tuple[Point, ...], inside: Image.Image, rng: Random) -> None:
    """Lay a ragged field of snow on the heights and let valleys run out of it."""
    mid_a, mid_d = sum(a for a, _ in land) / len(land), sum(d for _, d in land) / len(land)
    for share, power in ((0.74, 0.45), (0.6, 0.75), (0.42, 0.9)):
        core = [_on(mid_a + (a - mid_a) * share, mid_d + (d - mid_d) * share) for a, d in land]
        c.glaze(_jagged(core, rng, 0.3), WHITE, power, 1.2, inside)
    x0, y0 = _on(mid_a, mid_d)
    size = 0.5 + mid_d / 500
    for number in range(17):
        a = number / 17 * math.tau + rng.uniform(-0.15, 0.15)
        x, y = x0 + 70 * size * rng.random() * math.cos(a), y0 + 26 * size * rng.random() * math.sin(a)
        left: list[Point] = []
        right: list[Point] = []
        for step in range(26):
            width = (0.5 + step * 0.11) * size
            left.append((x - width * math.sin(a), y + width * math.cos(a)))
            right.append((x + width * math.sin(a), y - width * math.cos(a)))
            x, y = x + 11 * size * math.cos(a), y + 6 * size * math.sin(a)
            a += rng.uniform(-0.42, 0.42)
        c.glaze([*left, *reversed(right)], mix(MOSS, NAVY, 0.35), 0.5, 0.6, inside)


def _clouds(c: Canvas, planet: Image.Image) -> None:
    """Draw bands of cloud that follow the curve of the planet, and one spiral."""
    rng = Random(83)

    def paint(pen: ImageDraw.ImageDraw) -> None:
        for _ in range(210):
            depth = rng.uniform(12, 620)
            start = rng.choice((-22, -10, 2, 12, 24)) + rng.gauss(0, 4.5)
            span, thick = rng.uniform(1.5, 8), (1.5 + depth / 50) * rng.uniform(0.4, 1.2)
            top = [
                _on(
                    start + span * t / 12,
                    depth - thick * math.sin(math.pi * t / 12) * (1 + 0.15 * math.sin(t)),
                )
                for t in range(13)
            ]
            low = [
                _on(start + span * t / 12, depth + thick * 0.4 * math.sin(math.pi * t / 12))
                for t in range(13)
            ]
            pen.polygon(c.up([*top, *reversed(low)]), fill=rng.randint(90, 215))
        _cyclone(c, pen, rng)

    clouds = c.mask(paint, 2.5)
    shade = ImageChops.offset(clouds, 10, 14)
    c.tint(mix(TEAL, INK, 0.4), ImageChops.multiply(shade, planet).point([v * 35 // 100 for v in range(256)]))
    c.tint(WHITE, ImageChops.multiply(clouds, planet))


def _cyclone(c: Canvas, pen: ImageDraw.ImageDraw, rng: Random) -> None:
    """Draw a spiral of cloud wisps, flattened by the view."""
    mid_x, mid_y = _on(2.2, 345)
    for _ in range(620):
        turn = rng.random() ** 0.8 * 7.5
        a = turn + rng.choice((0, math.pi)) + rng.gauss(0, 0.16)
        r = 12 * math.exp(turn * 0.33) + rng.gauss(0, 3 + turn)
        x, y = mid_x + r * math.cos(a), mid_y + 0.4 * r * math.sin(a)
        span, thick = rng.uniform(0.1, 0.34), rng.uniform(0.01, 0.05) * r + 1.2
        top = [
            (
                mid_x + (r + thick) * math.cos(a + span * k / 5),
                mid_y + 0.4 * (r + thick) * math.sin(a + span * k / 5),
            )
            for k in range(6)
        ]
        pen.polygon(
            c.up([(x, y), *top, (mid_x + r * math.cos(a + span), mid_y + 0.4 * r * math.sin(a + span))]),
            fill=rng.randint(110, 235),
        )


def _night(c: Canvas, planet: Image.Image) -> None:
    """Darken the planet to the left, where morning has not come yet, and warm the line of dawn."""
    shade = c.mask(
        lambda pen: pen.polygon(c.up([(-400, 500), (60, 500), (330, 1300), (-400, 1300)]), fill=255), 130, 0.9
    )
    c.tint((10, 22, 36), ImageChops.multiply(shade, planet))
    rim = ImageChops.subtract(planet, c.mask(lambda pen: pen.ellipse(_ring(RADIUS - 5), fill=255), 3))
    c.tint(mix(WHITE, MIST, 0.3), rim)
    c.glow(1500, 840, 240, GOLD, 0.18)


def _beam(c: Canvas, planet: Image.Image) -> None:
    """Draw the swath that the instrument sees."""
    left, right = _on(5.2, 150), _on(15.5, 205)
    c.glaze([(1122, 372), left, right], mix(GOLD, WHITE, 0.5), 0.2, 2)
    c.glaze(
        [(1122, 372), ((left[0] * 3 + right[0]) / 4, left[1] + 10), ((left[0] + right[0]) / 2, left[1] + 14)],
        mix(GOLD, WHITE, 0.5),
        0.12,
        3,
    )
    mid_x, mid_y = (left[0] + right[0]) / 2, (left[1] + right[1]) / 2
    half = math.dist(left, right) / 2
    lean = math.atan2(right[1] - left[1], right[0] - left[0])
    swath = [
        (
            mid_x + half * math.cos(t / 9) * math.cos(lean) - 20 * math.sin(t / 9) * math.sin(lean),
            mid_y + half * math.cos(t / 9) * math.sin(lean) + 20 * math.sin(t / 9) * math.cos(lean),
        )
        for t in range(57)
    ]
    c.glaze(swath, GOLD, 0.35, 1, planet)
    c.stroke([*swath, swath[0]], mix(GOLD, WHITE, 0.5), 2.2)


def _wings(rect: Callable[[float, float, float, float, Color], None]) -> None:
    """Draw both solar wings with their cells."""
    for side in (-1, 1):
        low, high = sorted((side * 50, side * 84))
        rect(low, -4, high, 4, mix(MIST, INK, 0.3))
        for panel in range(3):
            x0, x1 = sorted((side * (80 + panel * 92), side * (168 + panel * 92)))
            rect(x0 - 2, -58, x1 + 2, 58, mix(MIST, INK, 0.25))
            for i in range(4):
                for j in range(5):
                    shine = 0.12 + 0.5 * ((i + j * 1.3 + panel * 2 + side * 2) % 7) / 7
                    left, top = x0 + 2 + i * 21.4, -55 + j * 22.2
                    rect(left, top, left + 20, top + 20, mix((30, 64, 108), SEA, shine))


def _spacecraft(c: Canvas, x: float, y: float, angle: float, size: float) -> None:
    """Draw the satellite: a box wrapped in foil, two solar wings, an instrument and an antenna."""
    ca, sa = math.cos(math.radians(angle)), math.sin(math.radians(angle))

    def at(pts: list[Point]) -> list[Point]:
        return [(x + size * (px * ca - py * sa), y + size * (px * sa + py * ca)) for px, py in pts]

    def rect(x0: float, y0: float, x1: float, y1: float, color: Color) -> None:
        c.shape(at([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]), color)

    _wings(rect)
    rect(-52, -62, 52, 62, mix(OCHRE, INK, 0.35))
    foil = Random(84)
    for i in range(8):
        for j in range(9):
            x0, y0 = -50 + i * 12.5, -60 + j * 13.3
            c.shape(
                at(
                    [(x0, y0), (x0 + 12.5, y0 + foil.uniform(-3, 3)), (x0 + 12.5, y0 + 13.3), (x0, y0 + 13.3)]
                ),
                mix(mix(OCHRE, INK, 0.25), mix(GOLD, WHITE, 0.4), foil.random() * (1 - i / 11)),
            )
    rect(-40, -50, 10, -8, mix(MIST, INK, 0.1))
    rect(-36, -46, 6, -12, mix(MIST, WHITE, 0.5))
    for px, py, r, color in (
        (0, 66, 30, INK),
        (0, 68, 25, mix(MIST, INK, 0.4)),
        (0, 70, 17, INK),
        (-5, 66, 6, SEA),
    ):
        cx, cy = at([(px, py)])[0]
        c.disc(cx, cy, r * size, color)
    c.stroke(at([(26, -62), (38, -128)]), MIST, 4)
    dish = at([(4, -132), (20, -112), (44, -106), (66, -118), (74, -138)])
    c.shape(smooth(dish, 6), mix(WHITE, MIST, 0.3))
    c.stroke(at([(38, -118), (34, -150)]), MIST, 3)
    cx, cy = at([(34, -152)])[0]
    c.disc(cx, cy, 5, GOLD)
