"""Reads Creative Commons licenses out of what people type under pictures.

`read_creative_commons` cuts the text into tokens, takes runs of license words, and reads each run. A run that
names no license that was ever published is no license: it comes back with `id=None` and the reason.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from editorial.licensing.creative_commons_words import GAP, PORT, PORT_NAMES, TOKEN, element_of
from editorial.licensing.mention import Mention
from editorial.licensing.terms import creative_commons_id

ORDER = ("BY", "NC", "ND", "SA")
_CANONICAL = {("BY",), ("BY", "SA"), ("BY", "ND"), ("BY", "NC"), ("BY", "NC", "SA"), ("BY", "NC", "ND")}
_LATER = re.compile(
    r"\s*(?:\+|(?:or|and)\s+(?:any\s+)?(?:later|newer|higher)(?:\s+versions?)?)", re.IGNORECASE
)
_MORE_VERSIONS = re.compile(r"\s*(?:or|and|to|[&/,;+-])\s*(?:v(?:ersion)?\.?\s*)?\d\.\d(?!\d)", re.IGNORECASE)
# “CC BY 4.0-XX”, “CC BY 4.0NC”: something belongs to the license that is not understood.
_GLUED = re.compile(
    r"[-/](?=[^\W_]{2,3}(?![^\W_]))(?!de(?!\w))|-(?-i:[a-z])(?!e(?!\w)|nternational|eed|icen[cs]e|nported|eneric|igrated|elf|eirs)|(?=[^\W\d_])|\s*\(?-?(?:x{1,2}|y)(?!\w)",
    re.IGNORECASE,
)
_MIGRATED = re.compile(r"-(?:migrated|self|heirs)(?!\w)", re.IGNORECASE)

_ALSO_WORDS = {"at", "be", "in", "it", "no"}


@dataclass(slots=True)
class _Run:
    """License words that stand together, as they are collected."""

    start: int
    end: int
    head: bool = False
    cyrillic: bool = False
    abbreviated: bool = False  # "CCA"
    spelled: bool = False  # an element in words, not in letters
    igo: bool = False
    elements: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    words: str = ""


def _add(run: _Run, kind: str, token: str, end: int) -> None:
    if kind in {"word", "code"}:
        element = element_of(token)
        run.spelled |= kind == "word"
        if element not in run.elements:
            run.elements.append(element)
    elif kind == "version":
        run.versions.append(re.sub(r"[^\d.,]", "", token).strip(".,"))
    elif kind == "cca":
        run.abbreviated = run.head = True
        run.elements.append("BY")
    elif kind == "igo":
        run.igo = True
    elif kind in {"head", "cyrillic"}:
        run.head = True
        run.cyrillic |= kind == "cyrillic"
    else:
        run.words += f" {token.lower()}"
    run.end = end


def _runs(text: str) -> Iterator[_Run]:
    run: _Run | None = None
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        opens = kind in {"head", "cyrillic", "cca"}
        # A new head, or a word such as "Attribution" after a finished mention, opens the next mention.
        finished = run and (
            opens
            or kind in {"other", "zero"}
            or (
                run.versions and (kind in {"word", "code"} or (kind == "version" and match.group().isdigit()))
            )
            or not GAP.fullmatch(text[run.end : match.start()])
        )
        if run and finished:
            yield run
            run = None
        if kind in {"other", "zero"} or (run is None and kind in {"filler", "version", "igo"}):
            continue
        if run is None:
            run = _Run(match.start(), match.end())
        _add(run, kind, match.group(), match.end())
    if run:
        yield run


def _find_port(text: str, run: _Run) -> tuple[str | None, int]:
    match = PORT.match(text, run.end)
    if not match:
        return ("IGO" if run.igo else None), run.end
    token = match["port"]
    code = PORT_NAMES.get(token.lower(), token.upper())
    by_name = token.lower() in PORT_NAMES and code != "IGO"
    # A code of a country counts in capitals, after a hyphen or at the end. Behind a comma a country is likely part of the credit.
    ends = match.end() == len(text) or (text[match.end()] in ",;/|)" and token.lower() not in _ALSO_WORDS)
    certain = (
        by_name or code == "IGO" or token.isupper() or match["sep"] in {"-", "/"} or ends
    ) and "," not in match["sep"]
    return (code, match.end()) if certain else (None, run.end)


def _ordinary_words(text: str, run: _Run) -> bool:
    """True for “photo by”, “Attribution: …”, “by 2.0 million”: words that name no license."""
    if run.head:
        return False
    if not run.versions:
        before = text[: run.start].rstrip(" -/")
        glued = bool(run.elements != ["BY"] and re.search(r"\d$|(?:^|\W)(?:cc|by)$", before, re.IGNORECASE))
        return not (glued or (run.spelled and set(run.elements) - {"BY"}))
    if "." not in run.versions[0]:
        return True
    alone = not text[: run.start].strip(" .,;()[]") and not text[run.end :].strip(" .,;()[]")
    return run.elements == ["BY"] and not run.spelled and not alone


def _what_is_wrong(run: _Run) -> str | None:
    """Why the words are no license, as far as the port does not matter."""
    if not run.elements:
        return "It says Creative Commons but not which license. Ask for its elements (BY, SA, NC, ND) and version."
    named = "-".join(run.elements)
    if "BY" not in run.elements:
        return "Every Creative Commons license of today starts with BY. Look up the license at the source."
    if not run.versions:
        return f"The version of CC {named} is missing. Look it up at the source (4.0, 3.0, 2.0 …)."
    versions = list(dict.fromkeys(run.versions))
    if len(versions) > 1:
        return f"Several versions are given ({', '.join(versions)}). Choose one and state it."
    if tuple(element for element in ORDER if element in run.elements) not in _CANONICAL:
        return f"There is no license CC {named}: ND and SA exclude each other."
    return None


def _read_run(text: str, run: _Run) -> Mention | None:
    if _ordinary_words(text, run):
        return None

    def no(reason: str, end: int = run.end) -> Mention:
        only_elements = not run.head and not run.versions
        return Mention(
            None,
            False,
            reason,
            run.start,
            end,
            frozenset(run.elements),
            only_elements,
            vague=not run.elements,
        )

    wrong = _what_is_wrong(run)
    if wrong:
        return no(wrong)
    canonical = tuple(element for element in ORDER if element in run.elements)
    given = run.versions[0]
    version = given.replace(",", ".") if len(given) > 1 else f"{given}.0"
    port, end = _find_port(text, run)
    found = creative_commons_id(canonical, version, port)
    if found is None:
        return no(f"There is no license CC {'-'.join(canonical)} {version}{f' {port}' if port else ''}.", end)
    migrated = _MIGRATED.match(text, end)
    end = migrated.end() if migrated else end
    later = _LATER.match(text, end)
    if _MORE_VERSIONS.match(text, later.end() if later else end):
        return no("Several versions are given. Choose one and state it.", end)
    if _GLUED.match(text, end) or (len(given) == 1 and re.match(r"\s+[^\W\d]{2}", text[end : end + 9])):
        return no(f"What follows “{text[run.start : end]}” is not understood. Look it up at the source.", end)
    doubts = _doubts(run, tuple(run.elements) == canonical, version, port)
    if later:
        doubts = doubts or "It says “or later”: look up which version the page names."
        end = later.end()
    return Mention(found, not doubts, doubts or "Named in full.", run.start, end, frozenset(canonical))


def _doubts(run: _Run, in_order: bool, version: str, port: str | None) -> str:
    if run.cyrillic:
        return "The letters CC are Cyrillic; Creative Commons is likely meant."
    if run.abbreviated:
        return "“CCA” is not a standard abbreviation; it likely means Creative Commons Attribution."
    if not run.head:
        return "The letters CC are missing."
    if not in_order:
        return "The elements stand in an unusual order."
    if run.versions[0] != version:
        return f"The version is given as {run.versions[0]}."
    if "unported" in run.words and version != "3.0":
        return "Only version 3.0 is called Unported."
    if "international" in run.words and version != "4.0":
        return "Only version 4.0 is called International."
    if "generic" in run.words and version in {"3.0", "4.0"}:
        return f"Version {version} is not called Generic."
    if "unported" in run.words and port:
        return "Unported and a country contradict each other."
    return ""


def _read_zero(text: str, match: re.Match[str]) -> Mention:
    """CC0 has one version and no elements: anything else beside it is not understood."""
    after = text[match.end() : match.end() + 12]
    if re.match(r"[\s-]*(?:v\s*)?\d\.\d|[\s/-]*(?:by|nc|nd|sa)(?!\w)|-\w{2,3}(?!\w)", after, re.IGNORECASE):
        reason = f"There is no license “{(match.group() + after).strip()}”. Look it up at the source."
        return Mention(None, False, reason, match.start(), match.end(), frozenset({"?"}))
    return Mention("CC0-1.0", True, "Named in full.", match.start(), match.end())


def read_creative_commons(text: str) -> list[Mention]:
    """Every mention of a Creative Commons license in the words of `text`, in order; CC0 included. Links are read apart."""
    found = [_read_zero(text, match) for match in TOKEN.finditer(text) if match.lastgroup == "zero"]
    found.extend(mention for run in _runs(text) if (mention := _read_run(text, run)))
    return sorted(found, key=lambda mention: mention.start)
