"""The colors of a printed edition: those of the house and what is derived from them, every text readable on its ground.

Readable is a contrast of 4.5:1 (WCAG 2.2, 1.4.3). A house's own colors pass on white when they are saved; here the ones
that stand on tints and on the cover are made to pass, so that no choice of colors gives a page that cannot be read.
"""

from functools import lru_cache

from editorial.house.colors import READABLE, contrast, is_color

WHITE, BLACK = "#ffffff", "#000000"
PRIMARY, ACCENT, PAPER_TINT = "#1b2a38", "#a8341f", "#f5f1e8"  # of an edition whose house has named no colors
_STEPS = 40


def mixed(color: str, other: str, share: float) -> str:
    """`share` (0 to 1) of `color` and the rest of `other`, by channel."""
    pairs = [(int(color[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one * share + two * (1 - share)):02x}" for one, two in pairs)


def readable_on(ground: str, wanted: str, toward: str) -> str:
    """`wanted`, moved toward another color no further than it takes to be read on `ground`; else the end of the way."""
    for step in range(_STEPS + 1):
        color = mixed(toward, wanted, step / _STEPS)
        if contrast(color, ground) >= READABLE:
            return color
    return toward


@lru_cache(maxsize=32)
def palette(primary: str = "", accent: str = "") -> dict[str, str]:
    """Name to “#rrggbb” for the style sheets' `var(--name)`. Blank or malformed colors are as if none were given.

    With a primary color alone the accents are in it too: an accent of ours beside it would be our invention.
    """
    named = is_color(primary)
    accent = accent if is_color(accent) else primary if named else ACCENT
    own = named or accent != ACCENT
    primary = readable_on(WHITE, primary.lower() if named else PRIMARY, BLACK)
    accent = readable_on(WHITE, accent.lower(), BLACK)
    tint = mixed(primary, WHITE, 0.06) if own else PAPER_TINT
    return {
        "ink": "#16191d",
        "muted": "#4d535b",
        "primary": primary,
        "accent": accent,
        "accent-on-tint": readable_on(tint, accent, BLACK),
        "tint": tint,
        "hairline": mixed(primary, WHITE, 0.3) if own else "#b9b2a4",
        "cover-soft": readable_on(primary, mixed(WHITE, primary, 0.8), WHITE),
        "cover-accent": readable_on(primary, mixed(WHITE, accent, 0.45), WHITE),
        "cover-line": mixed(WHITE, primary, 0.35),
        "alarm": "#a3231c",
    }
