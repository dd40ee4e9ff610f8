"""Scenes by and in the sea: the port from above, the counted fish, the museum of tides."""

from __future__ import annotations

import math
from functools import partial
from random import Random

from PIL import Image, ImageDraw

from demo.drawing.canvas import (
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
    Canvas,
    Color,
    Point,
    mix,
    smooth,
)

CARGO: tuple[Color, ...] = (
    RUST,
    OCHRE,
    TEAL,
    NAVY,
    CREAM,
    mix(RUST, SAND, 0.45),
    SAGE,
    mix(TEAL, CREAM, 0.4),
)


def port() -> Image.Image:
    """Draw the port from straight above."""
    c = Canvas(TEAL)
    c.sky([(0, mix(TEAL, SEA, 0.5)), (0.5, TEAL), (1, mix(NAVY, TEAL, 0.25))])
    _swell(c)
    north = smooth([(760, 300), (960, 232), (1190, 250), (1380, 350), (1480, 480)])
    south = smooth([(700, 1010), (900, 1065), (1130, 1050), (1330, 950), (1440, 800), (1470, 690)])
    for mole in (north, south):
        halo = c.mask(
            partial(ImageDraw.ImageDraw.line, xy=c.up(mole), fill=255, width=150 * SCALE, joint="curve"),
            30,
            0.5,
        )
        c.tint(SEA, halo)
    basin = smooth(
        [(620, 420), (900, 330), (1200, 370), (1370, 520), (1340, 760), (1150, 930), (840, 960), (620, 880)],
        closed=True,
    )
    c.glaze(basin, mix(INK, NAVY, 0.5), 0.5, 26)
    _marsh(c)
    _land(c)
    for mole, seed in ((north, 3), (south, 4)):
        _mole(c, mole, seed)
    for x, y, angle, length, seed in ((662, 505, 90, 230, 1), (664, 790, 90, 210, 2), (842, 694, 0, 216, 5)):
        _ship(c, x, y, angle, length, seed)
    for y in (430, 560, 730, 850):
        _crane(c, 596, y)
    _wake(c, 1560, 560, 1800, 470)
    _ship(c, 1540, 570, 160, 250, 9)
    _tug(c, 1372, 655)
    for x, y in ((1080, 480), (1120, 830), (1650, 980), (1690, 200), (1010, 770)):
        _tug(c, x, y, 0.55)
    return c.finish(1)


def _swell(c: Canvas) -> None:
    """Lay faint lines of swell over the open water."""
    for i in range(46):
        y = 20 + i * 27
        line = [
            (x, y + 9 * math.sin(x / 96 + i * 1.7) + 5 * math.sin(x / 41 + i)) for x in range(600, 1820, 12)
        ]
        c.stroke(line, mix(TEAL, MIST, 0.13 + 0.05 * math.sin(i * 1.3)), 1.3)


def _marsh(c: Canvas) -> None:
    """Draw the salt marsh behind the northern breakwater, with creeks."""
    edge = smooth(
        [
            (560, 330),
            (760, 300),
            (960, 226),
            (1150, 235),
            (1240, 180),
            (1190, 90),
            (1040, 30),
            (800, -30),
            (560, -30),
        ],
        closed=True,
    )
    c.glaze(edge, SAND, 0.75, 22)
    c.shape(edge, mix(SAGE, MOSS, 0.25))
    inside = c.area(edge)
    rng = Random(11)
    for _ in range(70):
        x, y = rng.uniform(560, 1240), rng.uniform(-10, 330)
        blot = [
            (x + math.cos(t) * rng.uniform(16, 46), y + math.sin(t) * rng.uniform(9, 26)) for t in range(6)
        ]
        c.glaze(smooth(blot, 6, True), rng.choice((MOSS, SAND, SAGE, OCHRE)), 0.35, 0, inside)
    for x, y, lean in ((1230, 120, -1.0), (1150, 40, -0.8), (900, 262, -0.4)):
        pts = [
            (x + lean * 62 * i, y + 32 * math.sin(i * 1.25 + x) * (1 if y < 200 else -1)) for i in range(6)
        ]
        creek = smooth(pts)
        for i in range(len(creek) - 1):
            c.stroke(creek[i : i + 2], SEA, 13 * (1 - i / len(creek)) + 2)


def _land(c: Canvas) -> None:
    """Draw the town, the quays and what stands on them."""
    shore = [
        (0, 0),
        (590, 0),
        (600, 300),
        (760, 300),
        (760, 340),
        (620, 340),
        (620, 600),
        (960, 600),
        (960, 620),
        (960, 668),
        (620, 668),
        (620, 980),
        (700, 980),
        (700, 1020),
        (600, 1020),
        (560, 1120),
        (540, 1200),
        (0, 1200),
    ]
    c.glaze([(x + 12, y + 16) for x, y in shore], INK, 0.5, 7)
    c.shape(shore, mix(SAND, CREAM, 0.3))
    c.box(470, 340, 620, 980, mix(SAND, MIST, 0.6))
    c.box(560, 606, 960, 662, mix(SAND, MIST, 0.6))
    for x0, y0, x1, y1 in (
        (616, 340, 623, 980),
        (560, 598, 963, 604),
        (560, 665, 963, 671),
        (958, 598, 964, 671),
    ):
        c.box(x0, y0, x1, y1, mix(NAVY, MIST, 0.25))
    _town(c)
    for x in (478, 520):
        for y0 in (360, 470, 700, 830):
            _stack(c, x, y0, 4, 12, x + y0)
    for x in range(600, 900, 84):
        _stack(c, x, 617, 8, 3, x)
    _sheds_and_tanks(c)


def _sheds_and_tanks(c: Canvas) -> None:
    """Draw the warehouses above the quay and the tanks below it."""
    for x0, y0, w in ((478, 30, 100), (478, 118, 100), (478, 206, 100), (660, 308, 76)):
        high = 66 if w == 100 else 24
        c.box(x0 + 6, y0 + 8, x0 + w + 7, y0 + high + 9, mix(SAND, (120, 96, 72), 0.6))
        c.box(x0, y0, x0 + w, y0 + high, mix(MIST, TEAL, 0.25))
        c.box(x0, y0, x0 + w, y0 + high / 2, mix(MIST, WHITE, 0.3))
        for k in range(1, w // 12):
            c.box(x0 + k * 12, y0, x0 + k * 12 + 1.5, y0 + high, mix(MIST, TEAL, 0.35))
    for x, y, r in ((90, 1085, 44), (196, 1100, 44), (302, 1100, 44), (408, 1105, 36), (150, 1000, 24)):
        c.glaze(
            [(x + 10 + r * math.cos(t / 9), y + 12 + r * math.sin(t / 9)) for t in range(57)], INK, 0.3, 3
        )
        c.disc(x, y, r, mix(SAND, (150, 130, 100), 0.45))
        c.disc(x, y, r - 5, WHITE)
        c.disc(x - r * 0.15, y - r * 0.15, r * 0.55, mix(WHITE, SAND, 0.25))


def _town(c: Canvas) -> None:
    """Draw streets, roofs and trees to the left of the quays."""
    rng = Random(21)
    for x in range(20, 440, 84):
        for y in range(20, 930, 74):
            if 370 < y < 470 or (x > 180 and 620 < y < 690):
                continue
            if rng.random() < 0.13:
                for _ in range(16):
                    c.disc(
                        x + rng.uniform(6, 62),
                        y + rng.uniform(6, 52),
                        rng.uniform(5, 10),
                        mix(MOSS, SAGE, rng.random()),
                    )
                continue
            _block(c, x, y, rng)
    road = smooth([(-20, 440), (180, 436), (330, 430), (450, 460), (462, 625), (500, 636), (610, 634)])
    c.stroke(road, mix(SAND, WHITE, 0.65), 17)
    rail = smooth([(452, -20), (448, 400), (452, 800), (440, 1010), (500, 1220)])
    c.stroke(rail, mix(NAVY, SAND, 0.35), 6)
    c.stroke(rail, mix(SAND, CREAM, 0.3), 2.4)


def _block(c: Canvas, x: float, y: float, rng: Random) -> None:
    """Draw one city block as a few roofs with shadows."""
    for i in range(2):
        for j in range(2):
            x0, y0 = x + i * 33 + rng.uniform(0, 5), y + j * 29 + rng.uniform(0, 4)
            w, h = rng.uniform(22, 28), rng.uniform(18, 24)
            roof = mix(rng.choice((RUST, OCHRE, WHITE, mix(RUST, BRICK, 0.5))), SAND, rng.uniform(0.25, 0.6))
            c.box(x0 + 4, y0 + 5, x0 + w + 5, y0 + h + 6, mix(SAND, (120, 96, 72), 0.55))
            c.box(x0, y0, x0 + w, y0 + h, roof)
            c.box(x0, y0, x0 + w, y0 + h / 2, mix(roof, WHITE, 0.16))


BRICK: Color = (196, 116, 84)


def _stack(c: Canvas, x: float, y: float, columns: int, rows: int, seed: int) -> None:
    """Draw a stack of containers."""
    rng = Random(seed)
    c.box(x + 3, y + 4, x + columns * 9 + 4, y + rows * 8 + 9, mix(SAND, (90, 84, 76), 0.7))
    for i in range(columns):
        for j in range(rows):
            if rng.random() < 0.93:
                c.box(x + i * 9, y + j * 8 * 1.3, x + i * 9 + 8, y + j * 8 * 1.3 + 9.4, rng.choice(CARGO))


def _crane(c: Canvas, x: float, y: float) -> None:
    """Draw a quay crane that reaches over the water."""
    c.glaze([(x - 26, y + 14), (x + 112, y + 14), (x + 112, y + 22), (x - 26, y + 22)], INK, 0.35, 2)
    c.box(x - 14, y - 16, x + 14, y + 16, GOLD, 2)
    c.box(x - 10, y - 11, x + 10, y + 11, mix(GOLD, RUST, 0.35), 2)
    c.box(x - 40, y - 5, x + 106, y - 1, GOLD)
    c.box(x - 40, y + 1, x + 106, y + 5, GOLD)
    for i in range(9):
        c.box(x - 36 + i * 17, y - 4, x - 33 + i * 17, y + 4, GOLD)


def _mole(c: Canvas, line: list[Point], seed: int) -> None:
    """Draw a breakwater of rough stones with a paved crown and a light at its end."""
    c.glaze(
        [*[(x + 14, y + 18) for x, y in line], *[(x + 30, y + 34) for x, y in reversed(line)]], INK, 0.4, 8
    )
    rng = Random(seed)
    for x, y in line:
        for _ in range(16):
            dx, dy = rng.gauss(0, 15), rng.gauss(0, 15)
            tone = mix((112, 112, 104), (206, 196, 172), rng.random())
            r = rng.uniform(4, 9)
            c.shape(
                [
                    (x + dx + r * math.cos(a + r), y + dy + r * math.sin(a + r))
                    for a in (0, 1.3, 2.4, 3.9, 5.1)
                ],
                tone,
            )
    c.stroke(line, mix(SAND, WHITE, 0.35), 15)
    c.stroke(line, mix(SAND, WHITE, 0.7), 8)
    x, y = line[-1]
    c.disc(x + 4, y + 6, 17, mix(INK, TEAL, 0.4))
    c.disc(x, y, 17, WHITE)
    c.disc(x, y, 11, RUST)
    c.disc(x, y, 5, GOLD)


def _place(x: float, y: float, angle: float, pts: list[Point]) -> list[Point]:
    """Turn local points by an angle in degrees and move them."""
    ca, sa = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return [(x + px * ca - py * sa, y + px * sa + py * ca) for px, py in pts]


def _ship(c: Canvas, x: float, y: float, angle: float, length: float, seed: int) -> None:
    """Draw a container ship from above, bow at +x."""
    half, beam = length / 2, length * 0.085
    hull = [
        (-half, -beam * 0.8),
        (-half + 8, -beam),
        (half * 0.66, -beam),
        (half * 0.88, -beam * 0.55),
        (half, 0),
        (half * 0.88, beam * 0.55),
        (half * 0.66, beam),
        (-half + 8, beam),
        (-half, beam * 0.8),
    ]
    c.glaze([(px + 9, py + 12) for px, py in _place(x, y, angle, hull)], INK, 0.5, 4)
    c.shape(_place(x, y, angle, hull), mix(INK, RUST, 0.25))
    c.shape(_place(x, y, angle, [(px * 0.96, py * 0.84) for px, py in hull]), mix(RUST, SAND, 0.35))
    rng = Random(seed)
    left = -half * 0.58
    rows, size = 4, beam * 1.5 / 4
    while left < half * 0.6:
        for row in range(rows):
            top = -beam * 0.75 + row * size
            c.shape(
                _place(
                    x,
                    y,
                    angle,
                    [(left, top), (left + 15, top), (left + 15, top + size - 1), (left, top + size - 1)],
                ),
                rng.choice(CARGO),
            )
        left += 16.5 if rng.random() < 0.75 else 22
    house = [
        (-half * 0.86, -beam * 0.8),
        (-half * 0.66, -beam * 0.8),
        (-half * 0.66, beam * 0.8),
        (-half * 0.86, beam * 0.8),
    ]
    c.shape(_place(x, y, angle, house), WHITE)
    c.shape(_place(x, y, angle, [(px * 0.985 - 2, py * 0.45) for px, py in house]), mix(MIST, NAVY, 0.2))


def _wake(c: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """Draw the widening wake behind a ship under way."""
    c.glaze([(x0, y0), (x1 + 40, y1 - 62), (x1 + 40, y1 + 50)], MIST, 0.25, 5)
    for spread in (-46, -22, 0, 22, 46):
        line = [
            (x0 + (x1 - x0) * t / 20, y0 + (y1 - y0 + spread) * t / 20 + 3 * math.sin(t * 1.9 + spread))
            for t in range(21)
        ]
        c.stroke(line, mix(TEAL, WHITE, 0.5), 2)


def _tug(c: Canvas, x: float, y: float, size: float = 1.0) -> None:
    """Draw a small boat from above with a short wake."""
    c.glaze([(x, y), (x + 90 * size, y - 46 * size), (x + 104 * size, y - 16 * size)], MIST, 0.4, 3)
    hull = [(-22, -8), (10, -8), (24, 0), (10, 8), (-22, 8)]
    c.shape([(px + 4, py + 6) for px, py in _place(x, y, 160, [(a * size, b * size) for a, b in hull])], INK)
    c.shape(_place(x, y, 160, [(a * size, b * size) for a, b in hull]), WHITE)
    c.shape(_place(x, y, 160, [(a * size * 0.4, b * size * 0.6) for a, b in hull]), RUST)
