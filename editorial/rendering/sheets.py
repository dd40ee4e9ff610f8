"""The style sheets of the print edition: which, in what order, and with which colors. Nothing of an engine is loaded.

`var(--name)` is replaced here by the color of the house (palette.py): in a margin box of `@page` the engine knows no
variables, and a sheet without them is laid out faster.
"""

import re
from pathlib import Path
from typing import Any

from editorial.rendering.palette import palette

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "print"
PRINTED = ("pages.css", "type.css", "cover.css", "front.css", "article.css", "back.css")
A4, PROOF, SCREEN = "a4.css", "proof.css", "preview.css"
PART, FEET = "layout_part.css", "feet.css"
_VARIABLE = re.compile(r"var\(--([a-z-]+)\)")


def names(*, page_size: str, proof: bool) -> tuple[str, ...]:
    """File names of the sheets for this paper, in their order."""
    return (*PRINTED, *([A4] if page_size == "a4" else []), *([PROOF] if proof else []))


def text(name: str, colors: dict[str, str]) -> str:
    """One sheet with its colors put in. KeyError for a color that the palette does not have."""
    return _VARIABLE.sub(lambda match: colors[match[1]], (FOLDER / name).read_text("utf-8"))


def printed(*, page_size: str, proof: bool, house: dict[str, Any] | None = None) -> list[str]:
    """The sheets of an edition as texts, in the colors of its house (the snapshot's “house”)."""
    house = house or {}
    colors = palette(house.get("primary_color", ""), house.get("accent_color", ""))
    return [text(name, colors) for name in names(page_size=page_size, proof=proof)]


def screen(house: dict[str, Any] | None = None) -> str:
    """The print edition's rules and after them those of the preview in a browser, as one sheet."""
    house = house or {}
    colors = palette(house.get("primary_color", ""), house.get("accent_color", ""))
    return "\n".join(text(name, colors) for name in (*PRINTED, SCREEN))
