"""Scenes on land: the canyon bridge and the terraces."""

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

DECK = 560.0
TOWERS = (560.0, 1240.0)


def bridge() -> Image.Image:
    """Draw the bridge over the canyon in the fog of the morning."""
    c = Canvas(CREAM)
    c.sky(
        [(0, mix(SEA, MIST, 0.55)), (0.35, mix(MIST, CREAM, 0.6)), (0.6, mix(GOLD, CREAM, 0.62)), (1, CREAM)]
    )
    c.glow(1010, 330, 330, WHITE, 0.75)
    c.disc(1010, 330, 74, WHITE)
    for i, (base, height) in enumerate(((430, 60), (500, 80), (545, 60))):
        c.below(
            ridge(40 + i, base, height, 0.5), mix(mix(MIST, CREAM, 0.4), mix(SEA, RUST, 0.35), 0.2 + i * 0.14)
        )
        _fog(c, base + 110, 90, 0.5, 50 + i)
    for i in range(3):
        _cliffs(c, i)
        _fog(c, 860 + i * 110, 110, 0.62, 60 + i)
    _bridge(c)
    _fog(c, 960, 130, 0.62, 69)
    _cliffs(c, 3)
    _fog(c, 1130, 120, 0.8, 70)
    _fog(c, 1210, 90, 0.9, 71)
    for x, y, s in ((300, 210, 1.0), (352, 182, 0.7), (262, 172, 0.6), (1470, 250, 0.8), (1512, 272, 0.55)):
        for side in (-1, 1):
            wing = [(x, y), (x + side * 13 * s, y - 10 * s), (x + side * 30 * s, y - 3 * s)]
            c.stroke(smooth(wing, 8), mix(NAVY, MIST, 0.25), 3 * s)
    return c.finish(3)


def _fog(c: Canvas, y: float, depth: float, strength: float, seed: int) -> None:
    """Lay a bank of fog across the picture."""
    top = ridge(seed, y, 26, 0.6, 20)
    c.glaze(
        [(-60, y), *top, (WIDTH + 60, y), (WIDTH + 60, y + depth), (-60, y + depth)],
        mix(CREAM, WHITE, 0.5),
        strength,
        depth * 0.42,
    )


def _cliffs(c: Canvas, layer: int) -> None:
    """Draw both walls of the canyon in one layer, with strata; layer 3 is nearest."""
    rng = Random(90 + layer)
    tone = mix(mix(RUST, MIST, 0.55), mix(BROWN, INK, 0.25), layer / 3)
    reach = (690, 560, 430, 330)[layer]
    brow = (470, 515, 545, 575)[layer]
    for side in (-1, 1):
        edge: list[Point] = []
        x, y = float(reach) * (1 if side < 0 else 0.94), float(brow)
        edge.append((x - reach - 80, y - 46))
        edge.append((x - 150, y - 24))
        while y < 1240:
            edge.append((x, y))
            for _ in range(rng.randint(2, 5)):
                y += rng.uniform(14, 34)
                edge.append((x + rng.uniform(-9, 7), y))
            x -= rng.uniform(3, 16) if rng.random() < 0.65 else rng.uniform(26, 58)
            y += rng.uniform(3, 12)
        edge.append((-120, 1240))
        pts = [(px if side < 0 else WIDTH - px, py) for px, py in edge]
        c.shape(pts, tone)
        inside = c.area(pts)
        for i in range(17):
            y0 = brow + 18 + i * 40 + rng.uniform(-9, 9)
            band = [
                (px, y0 + 7 * math.sin(px / 70 + i + layer) + (px - 900) * 0.012 * side)
                for px in range(-20, 1840, 30)
            ]
            low = [(px, py + rng.uniform(5, 19)) for px, py in band]
            color = mix(tone, GOLD, 0.24) if i % 3 else mix(tone, INK, 0.25)
            c.glaze([*band, *reversed(low)], color, 0.55, 0, inside)
        _light(c, pts, inside, tone, -side, rng)


def _light(c: Canvas, pts: list[Point], inside: Image.Image, tone: Color, way: int, rng: Random) -> None:
    """Warm the rim of a cliff, let it fall off softly, and cut clefts into the face."""
    shifted = [(px - 70 * way, py) for px, py in pts]
    dull = c.mask(lambda pen: pen.polygon(c.up(shifted), fill=255), 24)
    lit = ImageChops.subtract(inside, dull)
    c.tint(mix(tone, GOLD, 0.6), lit.point([v * 60 // 100 for v in range(256)]))
    for _ in range(34):
        x, y = rng.choice(pts)
        x -= way * rng.uniform(10, 260)
        long = rng.uniform(40, 170)
        c.glaze(
            [(x, y), (x + rng.uniform(4, 12), y + 8), (x + rng.uniform(-4, 8), y + long)],
            mix(tone, INK, 0.4),
            0.4,
            0.5,
            inside,
        )


def _bridge(c: Canvas) -> None:
    """Draw towers, cables, deck and the people who walk on it."""
    steel, dark = mix(NAVY, INK, 0.3), mix(NAVY, MIST, 0.15)
    for tower in TOWERS:
        for i in range(1, 15):
            for side in (-1, 1):
                foot = tower + side * i * 23.5
                c.stroke([(tower, 352 - i * 13), (foot, DECK)], mix(NAVY, MIST, 0.3), 1.7)
    for tower in TOWERS:
        c.shape([(tower - 17, 1240), (tower - 9, 150), (tower + 9, 150), (tower + 17, 1240)], steel)
        c.shape(
            [(tower + 3, 1240), (tower + 2, 150), (tower + 9, 150), (tower + 17, 1240)], mix(GOLD, NAVY, 0.45)
        )
        c.box(tower - 26, DECK + 22, tower + 26, DECK + 40, steel)
    curve = [(x, DECK - 10 * math.sin(math.pi * x / WIDTH)) for x in range(0, WIDTH + 10, 10)]
    c.shape([*curve, *[(x, y + 24 - 6 * math.cos((x - 900) / 108)) for x, y in reversed(curve)]], steel)
    c.stroke([(x, y + 2) for x, y in curve], mix(GOLD, CREAM, 0.3), 3)
    rail = [(x, y - 17) for x, y in curve]
    rng = Random(35)
    for x in sorted(rng.uniform(330, 1480) for _ in range(74)):
        y = DECK - 10 * math.sin(math.pi * x / WIDTH)
        size = rng.uniform(0.75, 1.1)
        color = rng.choice((RUST, INK, NAVY, OCHRE, TEAL, BROWN))
        stride = rng.uniform(2, 5)
        for leg in (-stride, stride):
            c.stroke([(x, y - 11 * size), (x + leg, y)], INK, 2.6 * size)
        c.box(x - 4 * size, y - 25 * size, x + 4 * size, y - 9 * size, color, 3)
        c.disc(x, y - 29 * size, 3.9 * size, mix(BROWN, SAND, rng.uniform(0.1, 0.5)))
    c.stroke(rail, dark, 1.6)
    for x, y in curve[::3]:
        c.stroke([(x, y), (x, y - 17)], dark, 1.3)


def terraces() -> Image.Image:
    """Draw the terraces of a mountain valley at dusk."""
    c = Canvas(CREAM)
    c.sky(
        [
            (0, mix(TEAL, MIST, 0.35)),
            (0.45, mix(MIST, CREAM, 0.5)),
            (0.8, mix(GOLD, CREAM, 0.35)),
            (1, mix(RUST, CREAM, 0.5)),
        ],
        None,
        0,
        560,
    )
    c.glow(1210, 370, 260, mix(GOLD, WHITE, 0.4), 0.8)
    c.disc(1210, 375, 58, mix(WHITE, GOLD, 0.2))
    tones = (mix(SEA, CREAM, 0.5), mix(SEA, MIST, 0.1), mix(TEAL, SEA, 0.45), mix(TEAL, MOSS, 0.35))
    for i, (base, height) in enumerate(((400, 120), (470, 100), (525, 75), (575, 50))):
        line = ridge(400 + i * 7, base, height, 0.52)
        c.below(line, tones[i])
        if i < 2:
            _snow(c, line, i)
        c.glaze(
            [(-50, base + 60), (1850, base + 50), (1850, base + 150), (-50, base + 150)],
            mix(GOLD, CREAM, 0.5),
            0.4,
            34,
        )
    for row in range(15):
        _terrace(c, row)
    _figures(c)
    return c.finish(4)


def _snow(c: Canvas, line: list[Point], seed: int) -> None:
    """Put snow on the parts of a skyline that rise high."""
    rng = Random(seed)
    low = [(x, y + rng.uniform(4, 34) + max(0.0, 330 - y) * 0.25) for x, y in line[::3]]
    crest = c.mask(lambda pen: pen.rectangle((0, 0, WIDTH * SCALE, (355 + seed * 40) * SCALE), fill=255), 12)
    c.glaze([*line, *reversed(low)], WHITE, 0.75, 0, crest)


def _edge(row: int) -> list[Point]:
    """Return the outer lip of one terrace: farther rows lie higher and closer together."""
    depth = (row / 14) ** 1.45
    y = 560 + depth * 640
    sway = 20 + 100 * depth
    return [
        (
            x,
            y
            + sway
            * (
                0.75 * math.sin(x / (330 + 120 * depth) + row * 0.33 + 0.6)
                + 0.3 * math.sin(x / 151 + row * 0.9)
            )
            - (x - 860) ** 2 / 810000 * 150 * (1 - 0.75 * depth),
        )
        for x in range(-10, WIDTH + 20, 10)
    ]


def _terrace(c: Canvas, row: int) -> None:
    """Draw one terrace: its field in several plots, its stone wall, the light on its lip."""
    lip, after = _edge(row), _edge(row + 1)
    depth = (row / 14) ** 1.45
    rng = Random(440 + row)
    wall = 7 + 34 * depth
    above = 7 + 34 * (max(0, row - 1) / 14) ** 1.45 if row else 0
    lip = [(x, y + above) for x, y in lip]
    c.below(lip, MOSS)
    cuts = [0]
    while cuts[-1] < len(lip) - 1:
        cuts.append(min(len(lip) - 1, cuts[-1] + rng.randint(24, 62)))
    for start, end in zip(cuts, cuts[1:], strict=False):
        top, low = lip[start : end + 1], [(x + (x - 900) * 0.03, y) for x, y in after[start : end + 1]]
        plot = [*top, *reversed([(x, max(y, t[1] + 4)) for (x, y), t in zip(low, top, strict=True)])]
        _plot(c, plot, top, depth, rng)
    stone = [*[(x, y - 1) for x, y in after], *[(x, y + wall) for x, y in reversed(after)]]
    c.shape(stone, mix(mix(BROWN, SAND, 0.35), mix(TEAL, BROWN, 0.4), 0.35 * (1 - depth)))
    for i in range(len(after) - 1):
        x, y = after[i]
        for k in range(2):
            tone = mix(mix(BROWN, SAND, 0.3), SAND, rng.random() * 0.55)
            x0, y0 = x + rng.uniform(-2, 3) + k * 4, y + k * wall * 0.48 + 1
            c.box(x0, y0, x0 + 8.6, y0 + wall * 0.43, tone, 1)
    c.stroke(after, mix(SAGE, GOLD, 0.35), 2 + 5 * depth)


def _plot(c: Canvas, plot: list[Point], top: list[Point], depth: float, rng: Random) -> None:
    """Fill one plot: water that mirrors the sky, green rows, or stubble."""
    kind = rng.choices(("water", "green", "stubble", "dark"), (4, 4, 2, 2))[0]
    if kind == "water":
        low, high = min(y for _, y in plot), max(y for _, y in plot)
        mirror = c.gradient(
            [(0, mix(RUST, CREAM, 0.45)), (0.35, mix(GOLD, CREAM, 0.4)), (1, mix(SEA, MIST, 0.4))],
            low,
            high + 1,
        )
        c.image.paste(mirror, (0, 0), c.area(plot))
        for _ in range(6):
            x, y = rng.choice(plot)
            c.glaze(
                [(x - 50, y + 6), (x + 50, y + 5), (x + 42, y + 8), (x - 46, y + 9)],
                WHITE,
                0.55,
                0,
                c.area(plot),
            )
        return
    base = {
        "green": mix(SAGE, MOSS, rng.uniform(0.1, 0.7)),
        "stubble": mix(OCHRE, SAND, rng.uniform(0.1, 0.5)),
        "dark": mix(MOSS, TEAL, 0.3),
    }[kind]
    c.shape(plot, base)
    inside = c.area(plot)
    for i in range(1, 9):
        shift = i * (6 + 17 * depth)
        row = [(x, y + shift) for x, y in top]
        thick = 1.5 + 3.5 * depth
        c.glaze([*row, *[(x, y + thick) for x, y in reversed(row)]], mix(base, GOLD, 0.45), 0.6, 0, inside)


def _figures(c: Canvas) -> None:
    """Set a few apricot trees and three people with their board on the near terraces."""
    rng = Random(47)
    for x, row, size in (
        (150, 8, 0.8),
        (330, 10, 1.1),
        (1620, 8, 0.9),
        (1500, 10, 1.15),
        (1710, 11, 1.3),
        (760, 6, 0.6),
        (1010, 5, 0.5),
        (90, 11, 1.4),
        (1280, 7, 0.7),
    ):
        y = _edge(row)[x // 10 + 1][1] + 14 + 30 * (row / 14) ** 1.45
        c.stroke([(x, y), (x + 2, y - 40 * size)], mix(BROWN, INK, 0.3), 7 * size)
        for _ in range(26):
            a, r = rng.uniform(0, math.tau), rng.uniform(0, 36) * size
            c.disc(
                x + r * math.cos(a),
                y - 62 * size + 0.7 * r * math.sin(a),
                rng.uniform(9, 17) * size,
                mix(mix(MOSS, INK, 0.25), SAGE, 0.5 + 0.5 * math.cos(a + 0.6) * r / 40),
            )
        for _ in range(9):
            c.disc(
                x + rng.uniform(-32, 32) * size, y - 62 * size + rng.uniform(-22, 22) * size, 3.6 * size, GOLD
            )
    for x, tone in ((880, RUST), (925, NAVY), (990, OCHRE)):
        y = _edge(9)[x // 10 + 1][1] + 40
        c.shape([(x - 12, y), (x - 8, y - 44), (x + 8, y - 44), (x + 13, y)], tone)
        c.disc(x, y - 52, 8.5, mix(BROWN, SAND, 0.25))
        c.disc(x, y - 56, 8.5, mix(tone, INK, 0.45), 5)
