"""Reading HTML as a browser does, to see whether a text became markup, and what a page's policy would have to allow."""

import re
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

from tests.hostile.texts import MARK

_XHTML = "{http://www.w3.org/1999/xhtml}"
RUNS = re.compile(
    r"^[\x00-\x20]*(?:javascript|vbscript|data|file|jar|blob|view-source|ms-msdt|gopher|ftp|dict):",
    re.IGNORECASE,
)
ADDRESSED = (
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "srcset",
    "background",
    "cite",
    "ping",
    "manifest",
)
WRITTEN = ("script", "style")  # elements whose words are read by a machine
JSON_TYPES = ("application/json", "application/ld+json", "importmap")
_WAIT = ("iframe", "object", "embed", "applet", "frame", "frameset", "base", "svg", "math", "meta")


def tree_of(text: str) -> Element:
    """The tree that a browser makes of a page (HTML Standard, 13.2)."""
    found: Element = HTMLParser(namespace_html_elements=False).parse(text)
    return found


@lru_cache(maxsize=400)
def elements(text: str) -> tuple[Element, ...]:
    """Read once for the several tests of one page."""
    return tuple(element for element in tree_of(text).iter() if isinstance(element.tag, str))


def name_of(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def became_markup(text: str) -> list[str]:
    """Every element, attribute or address in a page that a text of somebody's made."""
    found = []
    for element in elements(text):
        name = name_of(element)
        said = f"<{name} {dict(element.items())}>"[:300]
        attributes = {key.rpartition("}")[2].lower(): value for key, value in element.items()}
        if any(key == "xss" or key.startswith("on") for key in attributes):
            found.append(f"attribute: {said}")
        if any(
            RUNS.match(value)
            for key, value in attributes.items()
            if key in ADDRESSED and not _is_picture(name, value)
        ):
            found.append(f"address: {said}")
        if "style" in attributes and MARK in attributes["style"]:
            found.append(f"style: {said}")
        if name in WRITTEN and _would_run(name, attributes, element.text or ""):
            found.append(f"program: {said} {(element.text or '')[:200]}")
        if name in ("iframe", "object", "embed", "base") and MARK in str(attributes):
            found.append(f"frame: {said}")
        if name == "meta" and "refresh" in attributes.get("http-equiv", "").lower():
            found.append(f"refresh: {said}")
    return found


def _is_picture(name: str, value: str) -> bool:
    return name in ("img", "source", "link") and value.startswith("data:image/")


def _would_run(name: str, attributes: dict[str, str], words: str) -> bool:
    if name == "script" and attributes.get("type", "").lower() in JSON_TYPES:
        return "<" in words and MARK in words  # the end of it, or the beginning of a comment
    return MARK in words or "attacker.example" in words


def against_policy(text: str, nonce: str) -> list[str]:
    """What in a page a policy without `unsafe-inline` stops, or what comes from elsewhere."""
    found = []
    for element in elements(text):
        name, attributes = name_of(element), dict(element.items())
        said = f"<{name} {attributes}>"[:200]
        inline = name == "style" or (
            name == "script" and "src" not in attributes
            and attributes.get("type", "") not in ("application/json", "application/ld+json")
        )  # fmt: skip
        if inline and not (nonce and attributes.get("nonce") == nonce):
            found.append(f"inline: {said}")
        if "style" in attributes or any(key.lower().startswith("on") for key in attributes):
            found.append(f"attribute: {said}")
        loads = name in ("script", "img", "iframe", "source", "video", "audio", "embed", "object") or (
            name == "link" and "stylesheet" in attributes.get("rel", "")
        )
        address = (
            attributes.get("src")
            or attributes.get("data")
            or (attributes.get("href") if name == "link" else "")
            or ""
        )
        if loads and re.match(r"(?:[a-z]+:)?//", address):
            found.append(f"from elsewhere: {said}")
        if name in _WAIT[:6]:
            if name == "iframe" and not re.match(r"(?:[a-z]+:)?//", address):
                continue
            found.append(f"unexpected: {said}")
    return found


def nonce_of(policy: str) -> str:
    """The nonce that a policy allows; blank for none."""
    found = re.search(r"'nonce-([^']+)'", policy)
    return found[1] if found else ""


def directives(policy: str) -> dict[str, list[str]]:
    """A Content-Security-Policy by directive."""
    parts: list[Any] = [part.split() for part in policy.split(";") if part.strip()]
    return {part[0]: part[1:] for part in parts}
