"""Colors and their contrast, by the formulas of WCAG 2.2 (relative luminance, contrast ratio)."""

import re

READABLE = 4.5  # WCAG 2.2, 1.4.3: text of normal size


def is_color(text: str) -> bool:
    """Whether this is “#rrggbb”."""
    return bool(re.fullmatch(r"#[0-9a-fA-F]{6}", text))


def luminance(color: str) -> float:
    """Relative luminance of “#rrggbb”, from 0 (black) to 1 (white)."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colors, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def contrast_with_white(color: str) -> float:
    """The contrast ratio of a color on white paper, from 1 to 21."""
    return contrast(color, "#ffffff")
