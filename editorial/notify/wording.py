"""The words of news as pages and e-mails show them."""

import re
import unicodedata

QUOTED = re.compile(r"“([^“”]*)”")
TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(words: str) -> str:
    """One line without control characters and without signs that turn the direction of what follows."""
    return "".join(
        sign for sign in " ".join(words.split()) if unicodedata.category(sign) != "Cc" and sign not in TURNING
    )


def parts(text: str) -> list[tuple[bool, str]]:
    """A sentence in pieces, each with whether it stands in quotation marks (which the piece is without): a title in
    another script must not turn the words around it.
    """
    found = []
    for number, piece in enumerate(QUOTED.split(text)):
        if piece:
            found.append((bool(number % 2), piece))
    return found
