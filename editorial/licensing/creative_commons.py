"""Reads Creative Commons licenses out of what people type under pictures.

`read_creative_commons` cuts the text into tokens, takes runs of license words, and reads each run. A run that
names no license that was ever published is no license: it comes back with `id=None` and the reason.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from editorial.licensing.terms import JURISDICTIONS, creative_commons_id

_CODES = r"(?:by|nc|nd|sa)"
_TOKEN = re.compile(
    rf"""
    (?P<url>(?:https?://)?(?:www\.)?creativecommons\.org/[^\s<>"”)\]}}]+)
  | (?P<zero>cc[\s-]?0(?:[\s-]?1\.0)?(?![.\d])|(?:cc|creative\s+commons)[\s-]+zero(?:\s+(?:v\s*)?1\.0)?)
  | (?P<head>creative[\s-]+commons|cc(?![^\W\d])|cc(?={_CODES}+(?![^\W\d])))
  | (?P<cca>cca(?![^\W\d]))
  | (?P<word>attribution|non[\s-]?commercial|no[\s-]?deriv(?:ative)?s?(?:\s+works)?|share[\s-]?alike)
  | (?P<code>{_CODES}(?![^\W\d])|{_CODES}(?={_CODES}+(?![^\W\d])))
  | (?P<version>(?:v(?:ersion|er)?\.?\s?)?\d(?:\.\d)?(?!\.?\d))
  | (?P<filler>licen[cs]ed?(?![^\W\d])|(?:under|the|deed|unported|generic|international)(?![^\W\d]))
  | (?P<other>[^\W\d]+|\d+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ELEMENT_OF_WORD = {"a": "BY", "noncommercial": "NC", "noderiv": "ND", "sharealike": "SA"}
_PORT_NAMES = {name.lower(): code for code, name in JURISDICTIONS.items()}
_PORT = re.compile(
    r"(?P<sep>[\s(/-]+)(?P<port>"
    + "|".join([*map(re.escape, _PORT_NAMES), *JURISDICTIONS])
    + r")(?![^\W\d])",
    re.IGNORECASE,
)
_URL = re.compile(
    r"creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)(?:/(\d\.\d)(?:/([a-z]+))?)?", re.IGNORECASE
)
_CANONICAL = {("BY",), ("BY", "SA"), ("BY", "ND"), ("BY", "NC"), ("BY", "NC", "SA"), ("BY", "NC", "ND")}


@dataclass(frozen=True, slots=True)
class CreativeCommonsMention:
    """One mention in the text:

    `id` or, if it is none, the `reason`; `sure` unless the wording leaves doubt.
    """

    id: str | None
    sure: bool
    reason: str
    start: int
    end: int


@dataclass(slots=True)
class _Run:
    """License words that stand together, as they are collected."""

    start: int
    end: int
    head: bool = False
    abbreviated: bool = False  # "CCA"
    elements: list[str] | None = None
    versions: list[str] | None = None
    words: str = ""

    def __post_init__(self) -> None:
        self.elements = []
        self.versions = []


def _element(token: str) -> str:
    folded = re.sub(r"[\s-]", "", token).lower()
    for start, element in _ELEMENT_OF_WORD.items():
        if folded.startswith(start):
            return element
    return folded.upper()


def _add(run: _Run, kind: str, token: str, end: int) -> None:
    assert run.elements is not None and run.versions is not None
    if kind in {"word", "code"}:
        element = _element(token)
        if element not in run.elements:
            run.elements.append(element)
    elif kind == "version":
        run.versions.append(re.sub(r"[^\d.]", "", token).strip("."))
    elif kind == "cca":
        run.abbreviated = run.head = True
        run.elements.append("BY")
    elif kind == "head":
        run.head = True
    else:
        run.words += f" {token.lower()}"
    run.end = end


def _runs(text: str) -> Iterator[_Run]:
    run: _Run | None = None
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind in {"other", "url", "zero"}:
            if run:
                yield run
            run = None
            continue
        # A new head, or a word such as "Attribution" after a finished mention, opens the next mention.
        finished = run and (kind in {"head", "cca"} or (run.versions and kind in {"word", "code"}))
        if run and finished:
            yield run
            run = None
        if run is None:
            if kind in {"filler", "version"}:
                continue
            run = _Run(match.start(), match.end())
        _add(run, kind, match.group(), match.end())
    if run:
        yield run


def _find_port(text: str, run: _Run) -> tuple[str | None, int]:
    match = _PORT.match(text, run.end)
    if not match:
        return None, run.end
    token = match["port"]
    code = _PORT_NAMES.get(token.lower(), token.upper())
    by_name = token.lower() in _PORT_NAMES and code != "IGO"
    # "in", "it" and "no" are words as well as countries: a code counts in capitals, after a hyphen or at the
    # end.
    certain = (
        by_name or code == "IGO" or token.isupper() or match["sep"] in {"-", "/"} or match.end() == len(text)
    )
    return (code, match.end()) if certain else (None, run.end)


def _full_version(version: str) -> str:
    return version if "." in version else f"{version}.0"


def _read_run(text: str, run: _Run) -> CreativeCommonsMention | None:
    elements, versions = tuple(run.elements or ()), list(dict.fromkeys(run.versions or ()))

    def no(reason: str) -> CreativeCommonsMention:
        return CreativeCommonsMention(None, False, reason, run.start, run.end)

    if not run.head and (not elements or not versions):
        return None  # "photo by", "attribution": ordinary words
    alone = not text[: run.start].strip(" .,;()[]") and not text[run.end :].strip(" .,;()[]")
    if (
        not run.head
        and elements == ("BY",)
        and "attribution" not in text[run.start : run.end].lower()
        and not alone
    ):
        return None  # "by 2.0" in the middle of a sentence
    if not elements:
        return no(
            "It says Creative Commons but not which license. Ask for "
            "its elements (BY, SA, NC, ND) and version."
        )
    if "BY" not in elements:
        return no(
            "Every Creative Commons license of today starts with BY. Look up the license at the source."
        )
    if not versions:
        return no(
            f"The version of CC {'-'.join(elements)} is missing. Look it up at the source (4.0, 3.0, 2.0 …)."
        )
    if len(versions) > 1:
        return no(f"Several versions are given ({', '.join(versions)}). Choose one and state it.")
    order = ("BY", "NC", "ND", "SA")
    canonical = tuple(element for element in order if element in elements)
    if canonical not in _CANONICAL:
        return no(f"There is no license CC {'-'.join(elements)}: ND and SA exclude each other.")
    version = _full_version(versions[0])
    port, end = _find_port(text, run)
    found = creative_commons_id(canonical, version, port)
    if found is None:
        return no(f"There is no license CC {'-'.join(canonical)} {version}{f' {port}' if port else ''}.")
    doubts = _doubts(run, elements == canonical, versions[0], version, port)
    return CreativeCommonsMention(found, not doubts, doubts or "Named in full.", run.start, end)


def _doubts(run: _Run, in_order: bool, given: str, version: str, port: str | None) -> str:
    if run.abbreviated:
        return "“CCA” is not a standard abbreviation; it likely means Creative Commons Attribution."
    if not run.head:
        return "The letters CC are missing."
    if not in_order:
        return "The elements stand in an unusual order."
    if "." not in given:
        return f"The version is given as {given}."
    if "unported" in run.words and version != "3.0":
        return "Only version 3.0 is called Unported."
    if "international" in run.words and version != "4.0":
        return "Only version 4.0 is called International."
    if "generic" in run.words and version in {"3.0", "4.0"}:
        return f"Version {version} is not called Generic."
    if "unported" in run.words and port:
        return "Unported and a country contradict each other."
    return ""


def _read_url(match: re.Match[str]) -> CreativeCommonsMention:
    found = _URL.search(match.group())

    def answer(license_id: str | None, reason: str) -> CreativeCommonsMention:
        return CreativeCommonsMention(license_id, license_id is not None, reason, match.start(), match.end())

    if not found:
        return answer(None, "The link does not lead to a license. Look up the license at the source.")
    code, version, port = found[1].lower().strip("-"), found[2], found[3]
    if code in {"zero", "mark"} and version == "1.0":
        return answer("CC0-1.0" if code == "zero" else "CC-PDM-1.0", "The link names it.")
    if not version:
        return answer(None, "The link does not say which version of the license.")
    parts = {part.upper() for part in code.split("-")}
    canonical = tuple(element for element in ("BY", "NC", "ND", "SA") if element in parts)
    license_code = port.upper() if port and port.lower() not in {"deed", "legalcode"} else None
    license_id = (
        creative_commons_id(canonical, version, license_code) if len(parts) == len(canonical) else None
    )
    return answer(
        license_id, "The link names it." if license_id else "The link leads to no license that exists."
    )


def read_creative_commons(text: str) -> list[CreativeCommonsMention]:
    """Every mention of a Creative Commons license in `text`, in order; CC0 and the Public Domain Mark
    included.
    """
    found = [_read_url(match) for match in _TOKEN.finditer(text) if match.lastgroup == "url"]
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "zero":
            found.append(
                CreativeCommonsMention("CC0-1.0", True, "Named in full.", match.start(), match.end())
            )
    found.extend(mention for run in _runs(text) if (mention := _read_run(text, run)))
    return sorted(found, key=lambda mention: mention.start)
