"""A small drawing of the cover, so that one sees what colors, name and logo come to before anything is printed.

It is an SVG of the cover's proportions, not the cover: for that there is a proof.
"""

from dataclasses import dataclass

from editorial.house.models import House
from editorial.rendering.palette import palette

WIDTH = 170
HEIGHTS = {House.PageSize.LETTER.value: 220, House.PageSize.A4.value: 240}
LOGO_BOX = (136, 26)


@dataclass(frozen=True)
class Cover:
    """What the drawing shows. Sizes are in its own units, of which a page is 170 wide."""

    name: str
    tagline: str
    issn: str
    colors: dict[str, str]
    width: int
    height: int
    name_size: float
    has_logo: bool
    logo_height: float

    @property
    def picture_top(self) -> int:
        """Where the first article's picture begins."""
        return 78


def cover_of(typed: House, stored: House) -> Cover:
    """The cover of what was typed, with the logo that is stored: another one is only known once it is sent."""
    name = typed.name or "Your digest"
    has_logo = bool(stored.logo_sha256 and stored.logo_width)
    box_width, box_height = LOGO_BOX
    scale = min(box_width / stored.logo_width, box_height / stored.logo_height) if has_logo else 0
    return Cover(
        name=name, tagline=typed.tagline, issn=typed.issn, width=WIDTH,
        colors=_colors(typed),
        height=HEIGHTS.get(typed.page_size, HEIGHTS["letter"]), name_size=min(22.0, round(250 / max(len(name), 1), 1)),
        has_logo=has_logo, logo_height=round(stored.logo_height * scale, 1),
    )  # fmt: skip


def _colors(typed: House) -> dict[str, str]:
    """The colors of the printed cover, by names that a template can ask for."""
    return {
        name.replace("-", "_"): color
        for name, color in palette(typed.primary_color, typed.accent_color).items()
    }
