"""Scenes that show water itself: the counted fish and the museum of tides."""

from __future__ import annotations

import math
from random import Random

from PIL import Image

from demo.drawing.canvas import (
    CREAM,
    GOLD,
    HEIGHT,
    INK,
    MIST,
    NAVY,
    OCHRE,
    RUST,
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
    ridge,
    smooth,
)

SURFACE = 360.0
BOAT_X = 740.0


def fish() -> Image.Image:
    """Draw the boat, its beam, the school and the reef."""
    c = Canvas(CREAM)
    c.sky(
        [(0, mix(SEA, MIST, 0.5)), (0.6, mix(MIST, CREAM, 0.6)), (1, mix(GOLD, CREAM, 0.6))], None, 0, SURFACE
    )
    c.glow(1390, 250, 190, mix(GOLD, WHITE, 0.4), 0.8)
    c.disc(1390, 252, 50, mix(WHITE, GOLD, 0.15))
    c.below(ridge(602, 332, 34, 0.5), mix(SEA, MIST, 0.35))
    c.below(ridge(605, 350, 22, 0.5), mix(SEA, TEAL, 0.45))
    surface = [(x, _wave(x)) for x in range(-10, WIDTH + 20, 6)]
    sea = c.area([*surface, (1820, 1300), (-20, 1300)])
    c.sky(
        [(0, mix(SEA, MIST, 0.45)), (0.16, SEA), (0.5, TEAL), (1, mix(NAVY, INK, 0.6))], sea, SURFACE, HEIGHT
    )
    for i, x in enumerate((120, 330, 980, 1200, 1420, 1640)):
        c.glaze(
            [(x, 350), (x + 70, 350), (x - 120 + i * 8, 1280), (x - 360 + i * 8, 1280)], MIST, 0.13, 14, sea
        )
    _reef(c, 0)
    _sonar(c)
    _school(c)
    _reef(c, 1)
    _boat(c)
    c.stroke(surface, mix(MIST, WHITE, 0.6), 4)
    for i in range(1, 5):
        c.stroke(
            [(x, _wave(x + i * 60) + i * 15) for x in range(-10, 1820, 8)],
            mix(SEA, MIST, 0.5 - i * 0.07),
            1.6,
        )
    return c.finish(6)


def _wave(x: float) -> float:
    """Return the height of the calm sea."""
    return SURFACE + 5 * math.sin(x / 74) + 3 * math.sin(x / 31 + 1)


def _sonar(c: Canvas) -> None:
    """Draw the fan of the echo sounder with its arcs."""

    def fan(r: float, wide: float) -> list[Point]:
        return [
            (BOAT_X + r * math.sin(a), 398 + r * math.cos(a))
            for a in (math.radians(-wide + 2 * wide * i / 30) for i in range(31))
        ]

    for wide, power in ((27, 0.17), (20, 0.16), (12, 0.13)):
        c.glaze([(BOAT_X, 398), *fan(760, wide)], mix(GOLD, WHITE, 0.55), power, 5)
    for r in range(90, 760, 67):
        line = fan(r, 26)
        band = [*line, *reversed(fan(r + 4.5, 26))]
        c.glaze(band, WHITE, 0.6 - 0.45 * r / 760, 0.6)


def _school(c: Canvas) -> None:
    """Draw the school as a slowly turning crowd of silver fish."""
    rng = Random(66)
    crowd = []
    for _ in range(430):
        a, r = rng.uniform(0, math.tau), math.sqrt(rng.random())
        x = 800 + 370 * r * math.cos(a) + 60 * math.sin(a * 2)
        y = 770 + 150 * r * math.sin(a) - 0.06 * (x - 800)
        crowd.append((r, x, y))
    for r, x, y in sorted(crowd, reverse=True):
        inside = abs(x - BOAT_X) < (y - 398) * 0.5
        size = rng.uniform(0.75, 1.3) * (1.15 - 0.35 * r)
        tilt = -0.1 + 0.35 * math.sin(x / 190) + rng.gauss(0, 0.09)
        tone = mix(TEAL, WHITE, rng.uniform(0.5, 0.95) if inside else rng.uniform(0.18, 0.45))
        _bream(c, x, y, size * 1.2, tilt, tone)
    for x, y, s in (
        (1250, 560, 0.8),
        (1310, 590, 0.7),
        (1280, 620, 0.75),
        (250, 620, 0.7),
        (200, 650, 0.8),
        (290, 670, 0.6),
    ):
        _bream(c, x, y, s, 0.1, mix(TEAL, MIST, 0.35))


def _bream(c: Canvas, x: float, y: float, s: float, tilt: float, tone: Color) -> None:
    """Draw one fish heading right."""
    ca, sa = math.cos(tilt) * s, math.sin(tilt) * s

    def at(pts: list[Point]) -> list[Point]:
        return [(x + px * ca - py * sa, y + px * sa + py * ca) for px, py in pts]

    body = smooth([(24, 0), (12, -9), (-4, -10), (-18, -2.5), (-18, 2.5), (-4, 8), (12, 7.5)], 5, True)
    c.shape(at([(-15, 0), (-30, -10), (-26, 0), (-30, 10)]), mix(tone, NAVY, 0.2))
    c.shape(at(body), tone)
    c.shape(at([(16, -7), (4, -11.5), (-12, -7), (-17, -2), (0, -4), (18, -3)]), mix(tone, NAVY, 0.4))
    c.shape(at([(2, 7), (-8, 13), (-9, 6)]), mix(tone, NAVY, 0.25))
    ex, ey = at([(16, -1.5)])[0]
    c.disc(ex, ey, 1.9 * s, INK)


def _reef(c: Canvas, layer: int) -> None:
    """Draw the reef on the right and the sea floor, far (0) or near (1), with corals and weed."""
    rng = Random(67 + layer)
    far = layer == 0
    tone = mix(NAVY, TEAL, 0.45) if far else mix(INK, NAVY, 0.35)
    line = smooth(
        [
            (-20, 1090),
            (300, 1110),
            (640, 1100),
            (940, 1090),
            (1120, 1010),
            (1240, 860),
            (1360, 800),
            (1480, 690),
            (1600, 640),
            (1700, 560),
            (1820, 540),
        ]
        if far
        else [
            (-20, 1130),
            (160, 1100),
            (380, 1150),
            (700, 1172),
            (1000, 1150),
            (1200, 1090),
            (1330, 1000),
            (1440, 960),
            (1560, 850),
            (1700, 800),
            (1820, 700),
        ]
    )
    c.below([(x, y + rng.uniform(-7, 7)) for x, y in line], tone)
    _growth(c, line, tone, layer, rng)


def _growth(c: Canvas, line: list[Point], tone: Color, layer: int, rng: Random) -> None:
    """Set weed, corals and sponges on the reef."""
    for x, y in line[::3]:
        kind = rng.random()
        if kind < 0.3:
            for k in range(5):
                lean = rng.uniform(-26, 26)
                weed = [
                    (x + k * 5, y + 8),
                    (x + k * 5 + lean * 0.2, y - 32),
                    (x + k * 5 + lean, y - rng.uniform(55, 100)),
                ]
                c.stroke(smooth(weed, 8), mix(tone, SAGE, 0.22 + 0.3 * layer * rng.random()), 4.5)
        elif kind < 0.62:
            _coral(
                c,
                x,
                y + 6,
                -math.pi / 2,
                rng.uniform(20, 32),
                4,
                mix(tone, rng.choice((RUST, OCHRE)), 0.25 + 0.4 * layer),
                rng,
            )
        elif kind < 0.82:
            r = rng.uniform(16, 36)
            c.disc(x, y + 4, r, mix(tone, rng.choice((SAGE, OCHRE, TEAL)), 0.3), r * 0.7)
            for k in range(5):
                c.disc(x - r * 0.6 + k * r * 0.3, y - 4, 2.5, mix(tone, SAND, 0.4))


def _coral(
    c: Canvas, x: float, y: float, a: float, length: float, depth: int, color: Color, rng: Random
) -> None:
    """Draw a branching coral."""
    x1, y1 = x + length * math.cos(a), y + length * math.sin(a)
    c.stroke([(x, y), (x1, y1)], color, 2.2 + depth * 1.9)
    if depth:
        for turn in (-0.5, 0.45):
            _coral(c, x1, y1, a + turn + rng.uniform(-0.15, 0.15), length * 0.76, depth - 1, color, rng)


def _boat(c: Canvas) -> None:
    """Draw the fishing boat."""
    x, y = BOAT_X, SURFACE
    c.stroke([(x + 62, y - 40), (x + 62, y - 196)], INK, 5)
    c.stroke([(x + 62, y - 190), (x + 170, y - 92)], mix(INK, SAND, 0.3), 3)
    c.stroke([(x + 62, y - 190), (x - 130, y - 46)], mix(INK, SAND, 0.4), 2)
    c.box(x - 86, y - 112, x + 24, y - 36, WHITE, 5)
    c.box(x - 96, y - 122, x + 34, y - 106, RUST, 5)
    for k in range(3):
        c.box(x - 76 + k * 33, y - 96, x - 52 + k * 33, y - 70, mix(NAVY, SEA, 0.35), 3)
    hull = [
        *smooth([(x - 160, y - 46), (x - 60, y - 30), (x + 60, y - 34), (x + 184, y - 74)]),
        *smooth(
            [
                (x + 184, y - 74),
                (x + 150, y + 4),
                (x + 110, y + 34),
                (x - 110, y + 36),
                (x - 148, y + 8),
                (x - 160, y - 46),
            ]
        ),
    ]
    c.shape(hull, mix(NAVY, TEAL, 0.25))
    band = smooth([(x - 160, y - 46), (x - 60, y - 30), (x + 60, y - 34), (x + 184, y - 74)])
    c.shape([*band, *[(px - 1.5, py + 13) for px, py in reversed(band)]], GOLD)
    c.shape([(x - 148, y + 8), (x + 146, y + 8), (x + 110, y + 34), (x - 110, y + 36)], mix(RUST, INK, 0.2))
    c.disc(x, y + 38, 8, INK)
    for px, tone in ((x + 98, OCHRE), (x + 128, TEAL)):
        c.box(px - 8, y - 84, px + 8, y - 46, tone, 6)
        c.disc(px, y - 92, 8.5, mix(OCHRE, INK, 0.45))
        c.disc(px, y - 97, 9, GOLD, 5)


def museum() -> Image.Image:
    """Draw the museum at high water under the moon, above a month of tides."""
    c = Canvas(NAVY)
    c.sky([(0, mix(INK, NAVY, 0.5)), (0.55, mix(NAVY, TEAL, 0.6)), (1, mix(SEA, MIST, 0.35))], None, 0, 600)
    rng = Random(71)
    for _ in range(150):
        x, y = rng.uniform(0, WIDTH), rng.uniform(0, 420)
        c.disc(x, y, 0.7 + rng.random() ** 3 * 1.6, mix(NAVY, CREAM, rng.uniform(0.3, 0.9)))
    _moon(c, 900, 300, 205)
    c.below(ridge(715, 590, 26, 0.5), mix(TEAL, SEA, 0.5))
    c.sky(
        [(0, mix(SEA, MIST, 0.4)), (0.4, mix(SEA, TEAL, 0.3)), (1, mix(TEAL, NAVY, 0.4))],
        c.area([(0, 600), (WIDTH, 600), (WIDTH, HEIGHT), (0, HEIGHT)]),
        600,
        860,
    )
    _glitter(c)
    _building(c)
    _tides(c)
    return c.finish(71)


def _moon(c: Canvas, x: float, y: float, r: float) -> None:
    """Draw the moon with soft seas and the rings of its pull."""
    for k in range(1, 7):
        ring = [
            (x + (r + k * 62) * math.cos(t / 40), y + (r + k * 62) * math.sin(t / 40)) for t in range(253)
        ]
        c.stroke(ring, mix(mix(TEAL, SEA, 0.4), MIST, 0.4 - 0.05 * k), 1.6)
    c.glow(x, y, r * 1.75, mix(MIST, CREAM, 0.5), 0.5)
    c.disc(x, y, r, mix(CREAM, WHITE, 0.4))
    face = c.mask(
        lambda pen: pen.ellipse(
            ((x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE), fill=255
        )
    )
    for dx, dy, s in (
        (-70, -50, 62),
        (-10, -90, 40),
        (55, -40, 52),
        (-90, 40, 40),
        (30, 60, 30),
        (100, 30, 26),
        (-20, 10, 34),
    ):
        blot = [
            (x + dx + s * (1 + 0.2 * math.sin(3 * a + dx)) * math.cos(a), y + dy + s * 0.8 * math.sin(a))
            for a in (t / 5 for t in range(32))
        ]
        c.glaze(blot, mix(SAND, SEA, 0.35), 0.42, 7, face)
    for dx, dy, s in ((20, 120, 13), (-60, 118, 9), (120, -60, 10), (-130, -10, 8), (70, 105, 7)):
        c.disc(x + dx, y + dy, s, mix(CREAM, SAND, 0.5))
        c.disc(x + dx - 2, y + dy - 2, s * 0.7, mix(CREAM, WHITE, 0.6))


def _glitter(c: Canvas) -> None:
    """Lay the path of the moon on the water."""
    rng = Random(72)
    for _ in range(420):
        y = 604 + 230 * rng.random() ** 1.2
        spread = 90 + (y - 600) * 1.1
        x, w = 900 + rng.gauss(0, spread), rng.uniform(10, 50) * (0.5 + (y - 600) / 200)
        c.shape(
            [(x - w, y), (x, y - 1.8), (x + w, y), (x, y + 1.8)], mix(SEA, CREAM, rng.uniform(0.25, 0.95))
        )


def _building(c: Canvas) -> None:
    """Draw the museum: an upper floor with lit windows on a lower floor of arched gates, and the stair."""
    stone, shade, left, right = mix(CREAM, SAND, 0.4), mix(SAND, NAVY, 0.45), 470, 1330
    c.glaze(
        [(left - 30, 680), (right + 170, 680), (right + 120, 800), (left + 20, 800)],
        mix(INK, TEAL, 0.3),
        0.55,
        12,
    )
    c.shape([(left - 26, 470), (right + 26, 470), (right - 40, 430), (left + 40, 430)], mix(RUST, NAVY, 0.3))
    c.shape([(left + 40, 430), (right - 40, 430), (right - 44, 424), (left + 44, 424)], mix(RUST, CREAM, 0.3))
    c.box(left, 470, right, 690, mix(stone, NAVY, 0.22))
    c.box(left, 470, right, 480, shade)
    c.box(left - 12, 566, right + 12, 580, stone)
    for i in range(18):
        x = left + 24 + i * 46
        c.box(
            x, 496, x + 28, 550, mix(GOLD, CREAM, 0.35) if i not in (4, 11, 12) else mix(NAVY, TEAL, 0.4), 2
        )
        c.box(x + 13, 496, x + 15, 550, shade)
        c.disc(x + 14, 616, 17, mix(INK, NAVY, 0.4))
        c.box(x - 3, 616, x + 31, 690, mix(INK, NAVY, 0.4))
        c.box(x - 3, 660, x + 31, 690, mix(SEA, TEAL, 0.4))
        c.stroke([(x - 2, 660), (x + 30, 660)], MIST, 2)
    for k in range(9):
        c.box(right + k * 17, 574 + k * 13, right + 17 + k * 17, 692, mix(stone, NAVY, 0.1 + k * 0.035))
        c.box(right + k * 17, 574 + k * 13, right + 17 + k * 17, 578 + k * 13, mix(stone, WHITE, 0.4))
    for k, (x, tone) in enumerate(((1372, RUST), (1390, OCHRE), (1440, TEAL))):
        y = 574 + int((x - right) / 17) * 13
        c.box(x - 5, y - 27, x + 5, y, tone, 4)
        c.disc(x, y - 32, 5.4, mix(OCHRE, INK, 0.5 - k * 0.1))
    rng = Random(73)
    for depth in range(692, 800, 6):
        for i in range(18):
            glint = left + 38 + i * 46 + rng.gauss(0, 6 + (depth - 690) * 0.16)
            if depth > 706 and rng.random() < 0.5 and i not in (4, 11, 12):
                w = rng.uniform(7, 24)
                c.shape(
                    [(glint - w, depth), (glint, depth - 1.6), (glint + w, depth), (glint, depth + 1.6)],
                    mix(mix(TEAL, NAVY, 0.3), mix(GOLD, CREAM, 0.3), rng.uniform(0.35, 0.95)),
                )
    c.stroke([(left - 30, 690), (right + 190, 690)], mix(MIST, WHITE, 0.4), 3)


def _tides(c: Canvas) -> None:
    """Draw a month of tides: rows of a curve that grows and shrinks with the moon."""

    def level(x: float, row: int) -> float:
        swell = 0.36 + 0.64 * (0.5 + 0.5 * math.cos((x - 900) / 900 * math.tau))
        return (44 - row * 3.2) * swell * math.sin(x / 15.5 + row * 0.16)

    tones = (
        mix(SEA, MIST, 0.5),
        SEA,
        mix(SEA, TEAL, 0.5),
        TEAL,
        mix(TEAL, NAVY, 0.5),
        NAVY,
        mix(NAVY, INK, 0.7),
    )
    for row, tone in enumerate(tones):
        line = [(x, 866 + row * 52 + level(x, row)) for x in range(-4, WIDTH + 8, 3)]
        c.below(line, tone)
        c.stroke(line, mix(tone, WHITE, 0.5 - row * 0.05), 2.6)
    for x in (0, 450, 900, 1350, 1800):
        c.glow(x, 1150, 46, MIST, 0.12)
    for i, x in enumerate(range(100, 1800, 200)):
        _phase(c, x, 1140, 26, math.cos((x - 900) / 900 * math.pi), 1 if i < 4 else -1)


def _phase(c: Canvas, x: float, y: float, r: float, full: float, side: int) -> None:
    """Draw a small moon; `full` goes from -1 (new) to 1 (whole)."""
    c.disc(x, y, r, mix(NAVY, INK, 0.2))
    lit: list[Point] = [
        (x + side * r * math.sin(a), y - r * math.cos(a)) for a in (math.pi * t / 30 for t in range(31))
    ]
    lit += [
        (x - side * full * r * math.sin(a), y + r * math.cos(a))
        for a in (math.pi * t / 30 for t in range(31))
    ]
    c.shape(lit, mix(CREAM, MIST, 0.2))
