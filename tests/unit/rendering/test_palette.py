"""Whatever colors a house chooses, what is set in them can be read."""

import colorsys
from itertools import product

import pytest

from editorial.house.colors import READABLE, contrast, contrast_with_white
from editorial.rendering.palette import ACCENT, PRIMARY, mixed, palette, readable_on

PAIRS = (
    ("ink", "#ffffff"), ("muted", "#ffffff"), ("primary", "#ffffff"), ("accent", "#ffffff"), ("alarm", "#ffffff"),
    ("ink", "tint"), ("muted", "tint"), ("alarm", "tint"), ("accent-on-tint", "tint"),
    ("cover-soft", "primary"), ("cover-accent", "primary"), ("#ffffff", "primary"),
)  # fmt: skip


def every_color() -> list[str]:
    """Colors around the wheel in three strengths, those of them that a house may save."""
    made = (
        "#" + "".join(f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue / 12, light, strong))
        for hue, light, strong in product(range(12), (0.05, 0.25, 0.4, 0.46), (0.2, 1.0))
    )
    return [color for color in made if contrast_with_white(color) >= READABLE]


def test_text_is_readable_in_any_colors_of_a_house() -> None:
    colors = every_color()
    assert len(colors) > 50
    for primary, accent in [*product(colors, ["", *colors[::7]]), ("", "")]:
        found = palette(primary, accent)
        for text, ground in PAIRS:
            pair = found.get(text, text), found.get(ground, ground)
            assert contrast(*pair) >= READABLE, (primary, accent, text, ground)


def test_without_colors_the_design_has_its_own() -> None:
    assert palette() == palette("", "not a color")
    assert (palette()["primary"], palette()["accent"]) == (PRIMARY, ACCENT)


def test_with_a_primary_color_alone_the_accents_are_in_it() -> None:
    assert palette("#7a1f4b")["accent"] == "#7a1f4b"
    assert palette("#7a1f4b", "#9c3d14")["accent"] == "#9c3d14"


@pytest.mark.parametrize(("share", "color"), [(0, "#ffffff"), (1, "#000000"), (0.5, "#808080")])
def test_mixing(share: float, color: str) -> None:
    assert mixed("#000000", "#ffffff", share) == color


def test_a_color_is_moved_no_further_than_it_takes() -> None:
    assert readable_on("#ffffff", "#123456", "#000000") == "#123456"
    moved = readable_on("#ffffff", "#ff9900", "#000000")
    assert READABLE <= contrast_with_white(moved) < READABLE + 0.6
