"""The colors of a web edition: the house's where it gives some, on light and on dark paper, always with enough contrast.

A color that is too weak on its ground is mixed with black or white until it holds (WCAG 2.2, 1.4.3 asks for 4.5:1).
"""

from editorial.house.colors import contrast, is_color, luminance

PRIMARY, ACCENT = "#1b2a38", "#a8341f"  # those of the print edition
STRONG = 7.0  # WCAG 2.2, 1.4.6: what long text and headings get
READABLE = 4.6  # a little more than 4.5, so that rounding of colors never brings it below
_BRIGHT = 11.0  # a heading on dark paper: less would look faded beside the text
_STEPS = 50

_LIGHT = {"paper": "#fdfbf7", "panel": "#f4efe5", "rule": "#cfc6b6", "ink": "#1a1e23", "muted": "#555b62"}
_DARK = {"paper": "#13171c", "panel": "#1d232a", "rule": "#3b444e", "ink": "#e9e5dc", "muted": "#adb1b6"}
_COVER_INK = "#ffffff"


def mixed(color: str, other: str, share: float) -> str:
    """`color` with a share (0 to 1) of `other` in it."""
    pairs = [(int(color[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def held(color: str, grounds: tuple[str, ...], ratio: float) -> str:
    """The color, as little changed as it takes to have this contrast with every ground."""
    toward = "#ffffff" if max(luminance(ground) for ground in grounds) < 0.18 else "#000000"
    for step in range(_STEPS + 1):
        candidate = mixed(color, toward, step / _STEPS)
        if all(contrast(candidate, ground) >= ratio for ground in grounds):
            return candidate
    return toward


def palette(primary: str, accent: str) -> dict[str, dict[str, str]]:
    """{"light": {name: color}, "dark": …} from the house's colors ("" for ours)."""
    primary = primary.lower() if is_color(primary) else PRIMARY
    accent = accent.lower() if is_color(accent) else ACCENT
    return {
        "light": _tones(_LIGHT, primary, accent, heading=STRONG),
        "dark": _tones(_DARK, primary, accent, heading=_BRIGHT),
    }


def _tones(base: dict[str, str], primary: str, accent: str, *, heading: float) -> dict[str, str]:
    grounds = (base["paper"], base["panel"])
    # Whatever the paper, the cover is the house's own color with white on it.
    cover = held(primary, (_COVER_INK,), STRONG)
    return base | {
        "primary": held(primary, grounds, heading),
        "line": held(primary, grounds, 3.0),
        "accent": held(accent, grounds, READABLE),
        "mark": held(accent, grounds, 3.0),
        "cover": cover,
        "cover-ink": _COVER_INK,
        "cover-soft": held(mixed(cover, _COVER_INK, 0.78), (cover,), READABLE),
        "cover-accent": held(accent, (cover,), READABLE),
        "cover-rule": mixed(cover, _COVER_INK, 0.35),
    }


def as_css(tones: dict[str, str]) -> str:
    """Custom properties: "--paper: #fdfbf7; …"."""
    return " ".join(f"--{name}: {color};" for name, color in tones.items())
