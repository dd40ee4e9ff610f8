"""Plain texts of the snapshot for places that are no paragraph: attributes, titles, metadata, short lines side by side.

Unicode's bidirectional controls may reverse whatever follows them on the line. Nothing is taken out of what readers see; a
control that a text leaves open is closed at its end, and metadata go without.
"""

import re
from html import unescape
from typing import Any

from fontTools import unicodedata as ucd

from editorial.rendering import scripts
from editorial.rendering.naming import line

_OPENING = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"} | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)
_CLOSING = frozenset(_OPENING.values())
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TAG = re.compile(r"<[^>]*>")
_RICH = frozenset(("commentary", "body", "original_text"))  # paragraphs: a line's controls end with it


def closed(text: str) -> str:
    """The text with every bidirectional embedding and isolate closed that it opens, and none that it does not."""
    if not _CONTROLS.search(text):
        return text
    out, open_ones = [], []
    for character in text:
        if character in _OPENING:
            open_ones.append(_OPENING[character])
        elif character in _CLOSING:
            if not open_ones or open_ones[-1] != character:
                continue
            open_ones.pop()
        out.append(character)
    return "".join(out) + "".join(reversed(open_ones))


def settled(value: Any, name: str = "") -> Any:
    """A JSON value with each plain text closed; the paragraphs of rich text stay as they are."""
    if isinstance(value, str):
        return value if name in _RICH else closed(value)
    if isinstance(value, list):
        return [settled(item, name) for item in value]
    if isinstance(value, dict):
        return {key: settled(item, key) for key, item in value.items()}
    return value


def direction(text: str) -> str:
    """ "rtl" or "ltr": the way in which a line of both is laid out.

    Most letters decide. A text that begins from the right needs a third of them: a foreign name before English is English.
    """
    kinds = [ucd.bidirectional(character) for character in text]
    from_the_right, from_the_left = sum(kind in ("R", "AL") for kind in kinds), kinds.count("L")
    begins = scripts.direction_of_text(text) == "rtl"
    return "rtl" if from_the_right * (2 if begins else 1) > from_the_left else "ltr"


def bare(text: str) -> str:
    """One line for metadata: without bidirectional controls."""
    return line(_CONTROLS.sub("", text))


def bare_words(html: str) -> str:
    """The words of HTML that we made, for metadata."""
    return bare(unescape(_TAG.sub("", html)))


def shortened(text: str, most: int) -> str:
    """At most so many characters, cut between words."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:–—-") + "…"
