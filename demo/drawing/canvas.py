"""A supersampled canvas with the few operations the scenes need: gradients, curves, glows, shadows, grain."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT, SCALE = 1800, 1200, 2

Point = tuple[float, float]
Color = tuple[int, int, int]
Paint = Callable[[ImageDraw.ImageDraw], None]

INK: Color = (22, 42, 60)
NAVY: Color = (32, 62, 88)
TEAL: Color = (45, 104, 116)
SEA: Color = (104, 158, 160)
MIST: Color = (205, 220, 214)
CREAM: Color = (247, 239, 222)
SAND: Color = (229, 208, 168)
OCHRE: Color = (211, 155, 74)
GOLD: Color = (233, 186, 92)
RUST: Color = (176, 88, 58)
BROWN: Color = (104, 66, 50)
SAGE: Color = (139, 160, 116)
MOSS: Color = (88, 116, 84)
WHITE: Color = (253, 251, 246)


def mix(first: Color, second: Color, share: float) -> Color:
    """Return the color that lies `share` of the way from the first to the second."""
    return tuple(round(a + (b - a) * share) for a, b in zip(first, second, strict=True))  # type: ignore[return-value]


def smooth(points: Sequence[Point], steps: int = 14, closed: bool = False) -> list[Point]:
    """Lay a Catmull-Rom curve through the points."""
    pts = list(points)
    ring = [pts[-1], *pts, pts[0], pts[1]] if closed else [pts[0], *pts, pts[-1]]
    out: list[Point] = []
    for a, b, c, d in zip(ring, ring[1:], ring[2:], ring[3:], strict=False):
        for i in range(steps):
            t = i / steps
            out.append(
                tuple(  # type: ignore[arg-type]
                    0.5
                    * (
                        2 * q
                        + (r - p) * t
                        + (2 * p - 5 * q + 4 * r - s) * t * t
                        + (3 * q - p - 3 * r + s) * t**3
                    )
                    for p, q, r, s in zip(a, b, c, d, strict=True)
                )
            )
    return out if closed else [*out, pts[-1]]


def ridge(seed: int, base: float, height: float, rough: float = 0.55, step: int = 6) -> list[Point]:
    """Return a skyline from left to right: a sum of sines with falling amplitude and seeded phases."""
    rng = Random(seed)
    waves = [(height * rough**k, rng.uniform(0.6, 1.1) * 2**k / 900, rng.uniform(0, 6.28)) for k in range(6)]
    return [
        (x, base - sum(a * math.sin(x * f * math.pi + p) for a, f, p in waves))
        for x in range(0, WIDTH + step, step)
    ]


class Canvas:
    """An RGB picture drawn at twice its size; every coordinate is given in the final size."""

    def __init__(self, color: Color = CREAM) -> None:
        """Start with one flat color."""
        self.size = (WIDTH * SCALE, HEIGHT * SCALE)
        self.image = Image.new("RGB", self.size, color)
        self.pen = ImageDraw.Draw(self.image)

    def up(self, points: Sequence[Point]) -> list[Point]:
        """Scale points to the supersampled picture."""
        return [(x * SCALE, y * SCALE) for x, y in points]

    def shape(self, points: Sequence[Point], fill: Color) -> None:
        """Fill a polygon."""
        self.pen.polygon(self.up(points), fill=fill)

    def below(self, line: Sequence[Point], fill: Color, bottom: float = HEIGHT) -> None:
        """Fill everything from a line down to `bottom`."""
        self.shape([*line, (line[-1][0], bottom), (line[0][0], bottom)], fill)

    def stroke(self, points: Sequence[Point], fill: Color, width: float) -> None:
        """Draw a line with round joints and round ends."""
        pts = self.up(points)
        thick = max(1, round(width * SCALE))
        self.pen.line(pts, fill=fill, width=thick, joint="curve")
        if thick > 3:
            for x, y in (pts[0], pts[-1]):
                half = thick / 2 - 0.5
                self.pen.ellipse((x - half, y - half, x + half, y + half), fill=fill)

    def disc(self, x: float, y: float, rx: float, fill: Color, ry: float | None = None) -> None:
        """Fill an ellipse around a center."""
        ry = rx if ry is None else ry
        self.pen.ellipse(((x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE), fill=fill)

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: Color, radius: float = 0) -> None:
        """Fill a rectangle, with rounded corners if asked."""
        self.pen.rounded_rectangle(
            (x0 * SCALE, y0 * SCALE, x1 * SCALE - 1, y1 * SCALE - 1), radius * SCALE, fill=fill
        )

    def mask(self, paint: Paint, blur: float = 0, strength: float = 1.0) -> Image.Image:
        """Return a gray mask on which `paint` drew white in final coordinates (times SCALE)."""
        if blur > 4:  # a blurred mask needs no fine pixels: paint small, blur, enlarge
            small = Image.new("L", self.size, 0)
            paint(ImageDraw.Draw(small))
            small = small.reduce(4).filter(ImageFilter.GaussianBlur(blur * SCALE / 4))
            mask = small.resize(self.size, Image.Resampling.BICUBIC)
        else:
            mask = Image.new("L", self.size, 0)
            paint(ImageDraw.Draw(mask))
            if blur:
                mask = mask.filter(ImageFilter.GaussianBlur(blur * SCALE))
        return mask.point([round(v * strength) for v in range(256)]) if strength < 1 else mask

    def tint(self, color: Color, mask: Image.Image) -> None:
        """Lay a color over the picture through a mask."""
        self.image.paste(color, (0, 0, *self.size), mask)

    def glaze(
        self,
        points: Sequence[Point],
        color: Color,
        strength: float,
        blur: float = 0,
        clip: Image.Image | None = None,
    ) -> None:
        """Fill a polygon transparently, with soft edges if asked, inside `clip` if given."""
        pts, reach = self.up(points), blur * SCALE * 3 + 2
        box = (
            max(0, int(min(x for x, _ in pts) - reach)),
            max(0, int(min(y for _, y in pts) - reach)),
            min(self.size[0], int(max(x for x, _ in pts) + reach)),
            min(self.size[1], int(max(y for _, y in pts) + reach)),
        )
        if box[0] >= box[2] or box[1] >= box[3]:
            return
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in pts], fill=round(255 * strength))
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * SCALE))
        if clip:
            mask = ImageChops.multiply(mask, clip.crop(box))
        self.image.paste(color, box, mask)

    def area(self, points: Sequence[Point]) -> Image.Image:
        """Return the mask of a polygon, for clipping."""
        return self.mask(lambda pen: pen.polygon(self.up(points), fill=255))

    def glow(self, x: float, y: float, radius: float, color: Color, strength: float = 0.6) -> None:
        """Lay a soft round light around a point."""

        def paint(pen: ImageDraw.ImageDraw) -> None:
            r = radius * 0.55
            pen.ellipse(((x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE), fill=255)

        self.tint(color, self.mask(paint, radius * 0.4, strength))

    def sky(
        self,
        stops: Sequence[tuple[float, Color]],
        mask: Image.Image | None = None,
        top: float = 0,
        bottom: float = HEIGHT,
    ) -> None:
        """Fill with a vertical gradient; stops are (share from `top` to `bottom`, color)."""
        self.image.paste(self.gradient(stops, top, bottom), (0, 0), mask)

    def gradient(self, stops: Sequence[tuple[float, Color]], top: float, bottom: float) -> Image.Image:
        """Return a picture of one vertical gradient."""
        column = Image.new("RGB", (1, self.size[1]))
        for y in range(self.size[1]):
            share = min(1.0, max(0.0, (y / SCALE - top) / (bottom - top)))
            color = stops[-1][1]
            for (s0, c0), (s1, c1) in zip(stops, stops[1:], strict=False):
                if share <= s1:
                    color = mix(c0, c1, max(0.0, (share - s0) / (s1 - s0)))
                    break
            column.putpixel((0, y), color)
        return column.resize(self.size)

    def finish(self, seed: int = 7, grain: int = 4) -> Image.Image:
        """Reduce to the final size and add a little seeded grain, which hides the steps of gradients."""
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        noise = Image.frombytes("L", (WIDTH, HEIGHT), Random(seed).randbytes(WIDTH * HEIGHT))
        noise = noise.filter(ImageFilter.GaussianBlur(0.7)).point(
            [128 + (v - 128) * grain // 64 for v in range(256)]
        )
        gray = Image.merge("RGB", (noise, noise, noise))
        return ImageChops.add(small, gray, scale=1.0, offset=-128)
