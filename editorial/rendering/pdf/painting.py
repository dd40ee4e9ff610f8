"""What lies behind a point of a page: the shapes that were painted there, in their order.

Enough of PDF's painting for files that WeasyPrint wrote: filled paths under clips, pictures, transparency. Curves count by
their end points.
"""

from dataclasses import dataclass, field

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
Color = tuple[float, float, float]

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
PAPER: Color = (1, 1, 1)


def multiply(one: Matrix, other: Matrix) -> Matrix:
    """First `one`, then `other`."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def transform(point: Point, matrix: Matrix) -> Point:
    """A point in the outer coordinates."""
    x, y = point
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


@dataclass
class Path:
    """Polygons in the page's own coordinates."""

    polygons: list[list[Point]] = field(default_factory=list)
    even_odd: bool = False
    _box: tuple[float, float, float, float] | None = None

    def box(self) -> tuple[float, float, float, float]:
        """The rectangle around it."""
        if self._box is None:
            points = [point for polygon in self.polygons for point in polygon] or [(0.0, 0.0)]
            xs, ys = [x for x, _ in points], [y for _, y in points]
            self._box = (min(xs), min(ys), max(xs), max(ys))
        return self._box

    def holds(self, point: Point) -> bool:
        """Whether the point is inside."""
        left, bottom, right, top = self.box()
        if not (left <= point[0] <= right and bottom <= point[1] <= top):
            return False
        winding = crossings = 0
        for polygon in self.polygons:
            for (x1, y1), (x2, y2) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
                if (y1 > point[1]) != (y2 > point[1]):
                    at = x1 + (point[1] - y1) * (x2 - x1) / (y2 - y1)
                    if at > point[0]:
                        crossings += 1
                        winding += 1 if y2 > y1 else -1
        return bool(crossings % 2) if self.even_odd else winding != 0


@dataclass(frozen=True)
class Shape:
    """Something painted. `color` is None where it cannot be told: a picture, a pattern."""

    path: Path
    clips: tuple[Path, ...]
    color: Color | None
    alpha: float = 1.0

    def covers(self, point: Point) -> bool:
        """Whether it shows at the point."""
        return self.path.holds(point) and all(clip.holds(point) for clip in self.clips)


def background(shapes: list[Shape], point: Point) -> Color | None:
    """The color at a point of white paper after `shapes` were painted on it; None where it cannot be told."""
    veils: list[Shape] = []
    color: Color = PAPER
    for shape in reversed(shapes):
        if not shape.covers(point):
            continue
        if shape.color is None:
            return None
        if shape.alpha >= 1:
            color = shape.color
            break
        veils.append(shape)
    for veil in reversed(veils):
        color = blend(veil.color or PAPER, color, veil.alpha)
    return color


def blend(color: Color, behind: Color, alpha: float) -> Color:
    """A color that lets `1 - alpha` of what is behind it through."""
    red, green, blue = (alpha * a + (1 - alpha) * b for a, b in zip(color, behind, strict=True))
    return (red, green, blue)
