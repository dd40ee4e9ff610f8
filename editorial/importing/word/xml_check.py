"""The XML of a Word file checked while it streams by: no document type, no entities, nothing without bounds."""

import re
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from editorial.importing.word.refusal import damaged, hostile, too_much

MAX_ELEMENTS = 1_200_000
MAX_DEPTH = 200
_BLOCK = 1 << 16
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


@dataclass
class Budget:
    """How many elements all parts of a file have had so far."""

    elements: int = 0


def checked(part: bytes, budget: Budget) -> bytes:
    """The part in UTF-8 without a declaration, if it is well-formed and harmless. Raises `WordRefused`."""
    text = _decoded(part)
    _check(text, budget)
    return text


def _decoded(part: bytes) -> bytes:
    """The part in UTF-8: the converter reads nothing else, and a check must see what the converter will see."""
    encoding = next((name for mark, name in _MARKS if part.startswith(mark)), None)
    if encoding is None and part[:4] in (b"<\x00?\x00", b"\x00<\x00?"):
        encoding = "utf-16-le" if part[:1] == b"<" else "utf-16-be"
    try:
        if encoding is None:
            stated = re.match(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)", part[:200])
            encoding = stated[1].decode("ascii") if stated else "utf-8"
        if encoding.lower() in ("utf-8", "utf8", "us-ascii", "ascii") and part.lstrip()[:5] != b"<?xml":
            part.decode("utf-8")
            return part
        text = part.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise damaged("letters in it cannot be read") from error
    return _DECLARATION.sub("", text, count=1).encode()


def _check(text: bytes, budget: Budget) -> None:
    parser = expat.ParserCreate("utf-8")
    depth = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        budget.elements += 1
        if depth > MAX_DEPTH:
            raise hostile("its parts are nested too deeply")
        if budget.elements > MAX_ELEMENTS:
            raise too_much("too many parts of text")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_what: object) -> Any:
        raise hostile("it declares a document type or entities")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = parser.UnparsedEntityDeclHandler = refuse
    try:
        for at in range(0, len(text), _BLOCK):
            parser.Parse(text[at : at + _BLOCK], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged() from error
