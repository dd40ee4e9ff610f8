"""The map of the two railways."""

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
    MOSS,
    NAVY,
    RUST,
    SAGE,
    SAND,
    SCALE,
    SEA,
    WHITE,
    WIDTH,
    Canvas,
    Color,
    Point,
    mix,
    smooth,
)

PEAKS = ((330, 190, 400, 230), (1010, 90, 520, 240), (1560, 270, 330, 260))
LAKES: tuple[tuple[Point, ...], ...] = (
    ((250, 850), (420, 800), (560, 850), (590, 950), (480, 1020), (400, 980), (280, 1010), (180, 940)),
    (
        (1050, 990),
        (1240, 930),
        (1430, 960),
        (1600, 1050),
        (1560, 1180),
        (1330, 1230),
        (1120, 1180),
        (1010, 1090),
    ),
    ((1480, 690), (1570, 660), (1650, 700), (1640, 780), (1540, 800), (1470, 750)),
    ((700, 1090), (770, 1060), (850, 1100), (820, 1170), (730, 1180)),
)
UPLAND: tuple[tuple[Point, ...], ...] = (
    ((140, -20), (140, 120), (300, 280), (470, 280), (620, 330), (740, 450), (740, 470)),
    ((1180, -20), (1180, 110), (1060, 230), (900, 260), (740, 420), (740, 470)),
    ((470, 280), (560, 190), (560, 90), (640, 10), (640, -20)),
    ((1060, 230), (1240, 330), (1420, 330), (1540, 450), (1820, 450)),
)
LAKELAND: tuple[tuple[Point, ...], ...] = (
    ((1010, 760), (1010, 860), (880, 990), (640, 990), (560, 1070), (560, 1220)),
    ((1010, 760), (1120, 850), (1360, 850), (1480, 900), (1660, 900), (1740, 980), (1740, 1220)),
    ((640, 990), (620, 880), (560, 760), (380, 700), (200, 700), (-20, 620)),
    ((1360, 850), (1400, 760), (1400, 640), (1500, 560), (1820, 560)),
)
LINK: tuple[Point, ...] = ((740, 470), (770, 560), (860, 600), (900, 670), (1010, 760))


def railways() -> Image.Image:
    """Draw the map: relief, lakes, woods, two networks and the gold link."""
    c = Canvas(mix(CREAM, SAND, 0.15))
    _relief(c)
    for lake in LAKES:
        _lake(c, smooth(lake, closed=True))
    rivers: tuple[tuple[Point, ...], ...] = (
        ((1010, 120), (980, 300), (1120, 480), (1230, 620), (1200, 780), (1240, 950)),
        ((330, 230), (240, 420), (330, 600), (330, 720), (400, 820)),
        ((1560, 320), (1660, 500), (1570, 680)),
        ((590, 940), (660, 1040), (760, 1100)),
    )
    for river in rivers:
        _river(c, smooth(river))
    _woods(c)
    for lines, color in ((UPLAND, NAVY), (LAKELAND, RUST)):
        for line in lines:
            _bed(c, _rounded(line))
        for line in lines:
            c.stroke(_rounded(line), color, 11)
    _link(c)
    for lines, color in ((UPLAND, NAVY), (LAKELAND, RUST)):
        for line in lines:
            _stations(c, _rounded(line), color)
    for x, y, color in ((740, 470, NAVY), (1010, 760, RUST)):
        c.disc(x + 4, y + 6, 35, mix(SAND, INK, 0.35))
        c.disc(x, y, 35, color)
        c.disc(x, y, 26, WHITE)
        c.disc(x, y, 13, GOLD)
    return c.finish(2)


def _relief(c: Canvas) -> None:
    """Draw contour rings around the peaks, from low to high, lit from the upper left."""
    for level in range(13):
        for k, (x, y, rx, ry) in enumerate(PEAKS):
            size = 1.25 - level * 0.092
            ring = []
            for t in range(60):
                a = t / 60 * math.tau
                wob = (
                    1
                    + 0.11 * math.sin(3 * a + k * 2 + level * 0.12)
                    + 0.07 * math.sin(5 * a + k - level * 0.2)
                )
                ring.append(
                    (
                        x + level * 5 + rx * size * wob * math.cos(a),
                        y + level * 3 + ry * size * wob * math.sin(a),
                    )
                )
            curve = smooth(ring, 4, True)
            tone = mix(mix(CREAM, SAND, 0.15), mix(SAND, MOSS, 0.22), level / 15)
            c.shape([(px + 5, py + 7) for px, py in curve], mix(tone, MOSS, 0.2))
            c.shape(curve, tone)
            c.stroke([*curve, curve[0]], mix(tone, WHITE, 0.45), 1.4)


def _lake(c: Canvas, shore: list[Point]) -> None:
    """Draw one lake with depth lines."""
    mid_x = sum(x for x, _ in shore) / len(shore)
    mid_y = sum(y for _, y in shore) / len(shore)
    c.glaze(shore, SEA, 0.35, 16)
    c.shape(shore, mix(SEA, MIST, 0.55))
    for i, share in enumerate((0.9, 0.78, 0.64, 0.48, 0.3)):
        ring = [(mid_x + (x - mid_x) * share, mid_y + (y - mid_y) * share) for x, y in shore]
        c.shape(ring, mix(mix(SEA, MIST, 0.55), SEA, (i + 1) / 6))
    c.stroke([*shore, shore[0]], mix(SEA, NAVY, 0.35), 2.4)


def _river(c: Canvas, line: list[Point]) -> None:
    """Draw a river that widens on its way."""
    for i in range(len(line) - 1):
        c.stroke(line[i : i + 2], mix(SEA, MIST, 0.35), 3 + 6 * i / len(line))


def _woods(c: Canvas) -> None:
    """Scatter small trees in clumps, away from tracks and water."""
    rng = Random(31)
    tracks = [p for line in (*UPLAND, *LAKELAND, LINK) for p in _rounded(line)]
    wet = [
        (
            sum(x for x, _ in k) / len(k),
            sum(y for _, y in k) / len(k),
            max(abs(x - k[0][0]) for x, _ in k) * 0.62,
        )
        for k in LAKES
    ]
    trees: list[Point] = []
    for cx, cy, count, spread in (
        (880, 610, 130, 120),
        (540, 560, 60, 110),
        (120, 480, 60, 120),
        (1320, 180, 60, 120),
        (820, 160, 50, 90),
        (1650, 120, 50, 100),
        (90, 1100, 60, 120),
        (900, 860, 40, 70),
        (1290, 700, 50, 80),
        (380, 1130, 40, 80),
        (60, 180, 40, 80),
        (1240, 480, 40, 70),
    ):
        for _ in range(count):
            x, y = rng.gauss(cx, spread), rng.gauss(cy, spread * 0.6)
            dry = all((x - u) ** 2 + (y - v) ** 2 > r * r for u, v, r in wet)
            if dry and all((x - u) ** 2 + (y - v) ** 2 > 900 for u, v in tracks):
                trees.append((x, y))
    for x, y in sorted(trees, key=lambda p: p[1]):
        size = rng.uniform(9, 14)
        tone = mix(MOSS, SAGE, rng.uniform(0.1, 0.8))
        c.disc(x + 4, y + 3, size * 0.8, mix(SAND, MOSS, 0.55), size * 0.36)
        c.shape([(x - size * 0.62, y), (x, y - size * 2.2), (x + size * 0.62, y)], tone)
        c.shape([(x, y), (x, y - size * 2.2), (x + size * 0.62, y)], mix(tone, INK, 0.2))


def _rounded(line: tuple[Point, ...]) -> list[Point]:
    """Round the corners of a line of straight pieces."""
    out: list[Point] = [line[0]]
    for a, b, d in zip(line, line[1:], line[2:], strict=False):
        la, ld = math.dist(a, b), math.dist(b, d)
        r = min(46.0, la / 2, ld / 2)
        p = (b[0] + (a[0] - b[0]) * r / la, b[1] + (a[1] - b[1]) * r / la)
        q = (b[0] + (d[0] - b[0]) * r / ld, b[1] + (d[1] - b[1]) * r / ld)
        out += [
            (
                (1 - t) ** 2 * p[0] + 2 * t * (1 - t) * b[0] + t * t * q[0],
                (1 - t) ** 2 * p[1] + 2 * t * (1 - t) * b[1] + t * t * q[1],
            )
            for t in (i / 10 for i in range(11))
        ]
    return _even([*out, line[-1]], 8)


def _even(line: list[Point], step: float) -> list[Point]:
    """Place points at even distances along a line."""
    out, left = [line[0]], step
    for a, b in zip(line, line[1:], strict=False):
        length = math.dist(a, b)
        done = 0.0
        while length - done >= left:
            done += left
            out.append((a[0] + (b[0] - a[0]) * done / length, a[1] + (b[1] - a[1]) * done / length))
            left = step
        left -= length - done
    return [*out, line[-1]]


def _bed(c: Canvas, line: list[Point]) -> None:
    """Draw the pale casing of a railway line and its shadow."""
    c.stroke([(x + 3, y + 5) for x, y in line], mix(SAND, INK, 0.25), 12)
    c.stroke(line, mix(CREAM, WHITE, 0.5), 17)


def _link(c: Canvas) -> None:
    """Draw the new line in gold, with light around it, its six bridges and its passing loop."""
    line = _rounded(LINK)
    c.tint(GOLD, c.mask(lambda pen: pen.line(c.up(line), fill=255, width=70 * SCALE, joint="curve"), 22, 0.6))
    c.stroke([(x + 4, y + 7) for x, y in line], mix(SAND, INK, 0.4), 20)
    c.stroke(line, WHITE, 26)
    c.stroke(line, mix(GOLD, (226, 150, 40), 0.5), 18)
    for i in range(1, len(line) - 1, 2):
        (x0, y0), (x1, y1) = line[i], line[i + 1]
        a = math.atan2(y1 - y0, x1 - x0) + math.pi / 2
        dx, dy = 6 * math.cos(a), 6 * math.sin(a)
        c.stroke([(x0 - dx, y0 - dy), (x0 + dx, y0 + dy)], mix(GOLD, WHITE, 0.6), 2.6)


def _stations(c: Canvas, line: list[Point], color: Color) -> None:
    """Set small stations along a line."""
    for i in range(20, len(line) - 8, 17):
        x, y = line[i]
        if 20 < x < WIDTH - 20 and 20 < y < HEIGHT - 20:
            c.disc(x, y, 12, color)
            c.disc(x, y, 7.4, WHITE)
