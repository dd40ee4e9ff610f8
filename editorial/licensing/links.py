"""Reads the links of an attribution: an address names a license more surely than words do."""

import re

from editorial.licensing.creative_commons import ORDER
from editorial.licensing.mention import Mention
from editorial.licensing.terms import creative_commons_id

_LINK = re.compile(
    r"(?<![\w./@-])(?:https?:)?(?://)?(?P<host>(?:[a-z0-9-]+\.){1,4}[a-z]{2,10})(?P<path>/[^\s<>\"”)\]}|]*)",
    re.IGNORECASE,
)
_CREATIVE_COMMONS = re.compile(
    r"/(?:licenses|publicdomain)/(?P<code>[a-z+-]+)(?:/(?P<version>\d\.\d)(?:/(?P<port>[a-z]+))?)?"
    r"(?:/?(?:deed|legalcode)?(?:\.[a-z_-]+)?)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
# Host and beginning of the path → license.
_OTHER = {
    "nationalarchives.gov.uk/doc/open-government-licence/version/1": "OGL-UK-1.0",
    "nationalarchives.gov.uk/doc/open-government-licence/version/2": "OGL-UK-2.0",
    "nationalarchives.gov.uk/doc/open-government-licence/version/3": "OGL-UK-3.0",
    "open.canada.ca/en/open-government-licence-canada": "OGL-Canada-2.0",
    "data.gov.in/government-open-data-license-india": "LicenseRef-GODL-India",
    "opendatacommons.org/licenses/odbl": "ODbL-1.0",
    "opendatacommons.org/licenses/by": "ODC-By-1.0",
    "opendatacommons.org/licenses/pddl": "PDDL-1.0",
    "govdata.de/dl-de/by-2-0": "DL-DE-BY-2.0",
    "govdata.de/dl-de/zero-2-0": "DL-DE-ZERO-2.0",
    "unsplash.com/license": "LicenseRef-Unsplash",
    "pexels.com/license": "LicenseRef-Pexels",
    "pixabay.com/service/license": "LicenseRef-Pixabay",
}
_IN_COPYRIGHT = "rightsstatements.org/"
_TO_CONFIRM = {"LicenseRef-GODL-India"}


def _read_creative_commons(path: str, start: int, end: int) -> Mention:
    def no(reason: str, elements: frozenset[str] = frozenset()) -> Mention:
        return Mention(None, False, reason, start, end, elements, vague=not elements)

    found = _CREATIVE_COMMONS.fullmatch(path)
    if not found:
        return no("The link does not lead to a license. Look up the license at the source.")
    code, version, port = found["code"].lower(), found["version"], found["port"]
    if code in {"deed", "legalcode"}:
        return no("The link does not lead to a license. Look up the license at the source.")
    if code == "zero" and version == "1.0":
        return Mention("CC0-1.0", True, "The link names it.", start, end)
    if code == "mark" and version == "1.0":
        reason = "The mark is a label that anybody can set. Say why the picture is in the public domain."
        return Mention("CC-PDM-1.0", False, reason, start, end, confirm=True)
    parts = frozenset(part.upper() for part in code.split("-"))
    if not version:
        return no("The link does not say which version of the license.", parts)
    canonical = tuple(element for element in ORDER if element in parts)
    given_port = port.upper() if port and port.lower() not in {"deed", "legalcode"} else None
    license_id = creative_commons_id(canonical, version, given_port) if len(parts) == len(canonical) else None
    if license_id is None:
        return no("The link leads to no license that exists.", parts | {"?"})
    return Mention(license_id, True, "The link names it.", start, end, parts)


def read_links(text: str) -> tuple[list[Mention], str]:
    """The licenses that links name, and `text` with every link blanked, so that its words are not read as the license's."""
    found = []
    blank = text
    for match in _LINK.finditer(text):
        start, end = match.span()
        address = match.group().rstrip(".,;:!?’'*")
        end = start + len(address)
        host = match["host"].lower().removeprefix("www.")
        path = match["path"][: max(0, end - match.start("path"))]
        if host == "creativecommons.org":
            found.append(_read_creative_commons(path, start, end))
        elif known := _known(host + path.lower()):
            reason = "The link names it."
            found.append(Mention(known, True, reason, start, end, confirm=known in _TO_CONFIRM))
        elif host + "/" == _IN_COPYRIGHT:
            reason = "A rights statement is no license: it says what a library knows. Ask for the license."
            found.append(Mention(None, False, reason, start, end, frozenset({"?"})))
        blank = blank[:start] + " " * (end - start) + blank[end:]
    return found, blank


def _known(address: str) -> str | None:
    for beginning, license_id in _OTHER.items():
        if address.startswith(beginning) and not address[len(beginning) :][:1].isalnum():
            return license_id
    return None
