"""The page for what is not there. A server shows it at any address, so it can rely on no file beside it."""

import base64
import hashlib
from typing import Any

from editorial.rendering.web.pages import TEMPLATES
from editorial.rendering.web.palette import as_css, palette

_STYLE = "/*STYLE*/"
_HASH = "STYLE-HASH"


def standing_alone(page: str, house: dict[str, Any]) -> str:
    """The page with its style inside, which its policy allows by its hash."""
    colors = palette(house["primary_color"], house["accent_color"])
    style = (
        f":root {{ {as_css(colors['light'])} }} "
        f"@media (prefers-color-scheme: dark) {{ :root {{ {as_css(colors['dark'])} }} }} "
        + (TEMPLATES / "404.css").read_text("utf-8")
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # The template has each of them once, before any text of the issue.
    return page.replace(_HASH, digest, 1).replace(_STYLE, style, 1)
