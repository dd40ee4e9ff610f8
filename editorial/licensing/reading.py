"""From the attribution under a picture to its license: what it says, how sure that is, and what is left to
ask.

The reading errs on the strict side. What is not stated is not assumed: "CC BY" without a version is unclear.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from editorial.licensing.creative_commons import CreativeCommonsMention, read_creative_commons
from editorial.licensing.terms import GODL_INDIA, PUBLIC_DOMAIN, UNCLEAR

Certainty = Literal["certain", "likely", "unclear"]
US_GOVERNMENT = "work of the U.S. Government, 17 U.S.C. § 105"


@dataclass(frozen=True, slots=True)
class LicenseReading:
    """`license` is an SPDX id, `LicenseRef-…`, "public-domain" or "unclear".

    `needs_confirmation`: a person must look before the picture is printed. `basis`: why a work is in the
    public domain. `rest`: what the attribution says besides the license, usually the creator.
    """

    license: str
    certainty: Certainty
    reason: str
    needs_confirmation: bool
    basis: str | None = None
    rest: str = ""


_PUBLIC_DOMAIN = re.compile(
    r"public[\s-]+domain|domaine\s+public|dom[ií]nio\s+p[úu]blico|общественное\s+достояние|gemeinfrei|公有领域|公有領域"
    r"|kamu\s+malı|domain\s+publik|(?<![^\W\d])PD(?:-[\w-]+)?(?![^\W\d])",
    re.IGNORECASE,
)
_PUBLIC_DOMAIN_MARK = re.compile(
    r"public[\s-]+domain[\s-]+mark(?:\s+1\.0)?|(?<!\w)(?:CC[\s-]?)?PDM(?:\s+1\.0)?(?!\w)", re.I
)
_BASES = [
    (re.compile(r"PD-old[\w-]*|died\s+(?:more\s+than\s+|over\s+)"
        r"?\d+\s+years|copyright\s+(?:has\s+)?expired", re.I),
     "copyright has expired"),
    (re.compile(r"published\s+(?:in\s+the\s+U\.?S\.?\s+)?before\s+19\d\d|PD-US-expired", re.I),
     "published before the term of U.S. copyright"),
    (re.compile(r"PD-self|PD-author|released\s+(?:in)"
        r"?to\s+the\s+public\s+domain\s+by", re.I), "released by its creator"),
]  # fmt: skip
_US_GOVERNMENT = re.compile(
    r"(?<!\w)(?:CIA|NASA|NOAA|USGS|DVIDS|USAID|USAF|USMC|DARPA|FEMA|USGov|PD-USGov[\w-]*|USAFRICOM|CENTCOM|AFRICOM"
    r"|World\s+Factbook|White\s+House|Department\s+of\s+Defense|Central\s+Intelligence\s+Agency|DoD"
    r"|(?:U\.\s?S\.|US|United\s+States)\s+(?:federal\s+)?(?:Government|Army|Navy|Air\s+Force|Marine\s+Corps|Coast\s+Guard"
    r"|Space\s+Force|National\s+Guard|Department|Embassy|Geological|State\s+Department))(?!\w)",
    re.IGNORECASE,
)
# A work by a contractor, an agency or a courtesy photo on a government page is not a work of the government.
_NOT_THE_GOVERNMENTS = re.compile(
    r"courtesy|contractor|handout|getty|reuters|(?<!\w)(?:AP|AFP|EPA)(?!\w)", re.IGNORECASE
)
_NAMED = [
    (re.compile(r"Government\s+Open\s+Data\s+Licen[cs]e(?:\s*[-–—,(]*\s*India\)?)?(?:\s*\(?GODL(?:[\s-]India)?\)?)?"
                r"|(?<!\w)GODL(?:[\s–-]*India)?(?!\w)", re.I), GODL_INDIA, True,
     "The license excludes personal data, emblems and insignia. Ask for provider, source and URL."),
    (re.compile(r"Open\s+Government\s+Licen[cs]e\s*(?:\(?OGL\)?\s*)?(?:version\s*|v\.?\s*)?3(?:\.0)?|OGL[\s-]*(?:UK[\s-]*)?(?:v\.?\s*)?3(?:\.0)?",
                re.I), "OGL-UK-3.0", False, "Named in full."),
    (re.compile(r"Open\s+Government\s+Licen[cs]e\s*(?:version\s*|v\.?\s*)"
        r"?2(?:\.0)?|OGL[\s-]*(?:v\.?\s*)?2(?:\.0)?", re.I),
     "OGL-UK-2.0", False, "Named in full."),
    (re.compile(r"(?:Licence\s+Ouverte|etalab)[\w\s/-]*2\.0", re.I), "etalab-2.0", False, "Named in full."),
    (re.compile(r"(?:KOGL"
        r"|Korea\s+Open\s+Government\s+Licen[cs]e)[\s,-]*Type\s*1(?!\d)", re.I), "LicenseRef-KOGL-Type-1",
     True, "Confirm the type on the page of the ministry."),
]  # fmt: skip
_RESTRICTED = [
    (re.compile(r"all\s+rights\s+reserved|©|\(c\)(?=\s*(?:\d{4}|[A-Z])"
        r")|(?<!\w)copyright(?!\w)|copyrighted", re.I),
     "The text claims copyright. Printing needs the written permission of the owner."),
    (re.compile(r"(?<!\w)(?:Getty|Shutterstock|iStock|Alamy|Adobe\s+Stock|AFP|Reuters|EPA|Associated\s+Press|AP\s+Photo"
                r"|Anadolu|Sputnik|TASS|Xinhua)(?!\w)", re.I),
     "This names an agency, not a license. Printing needs a license bought from it or another picture."),
    (re.compile(r"fair\s+use|used?\s+with\s+permission|courtesy"
        r"|by\s+permission|handout|screen\s?shot|social\s+media", re.I),
     "This names no license. Ask for the written permission or choose another picture."),
    (re.compile(r"GFDL|GNU\s+Free", re.I), "The GNU license asks to print its full text. Look "
        "for another license at the source."),
]  # fmt: skip
_NEGATED = re.compile(
    r"(?<!\w)(?:not|no\s+longer|isn[’']t|never|formerly|except|unless|non)(?!\w)[\s-]+(?:\w+\s+){0,4}?"
    r"(?:public[\s-]+domain|cc(?!\w)|creative\s+commons|licensed|free)",
    re.IGNORECASE,
)
_DOUBTED = re.compile(
    r"\?|(?<!\w)(?:probably|maybe|perhaps|presumably|possibly|likely|unknown|unsure|tbc|tbd)(?!\w)", re.I
)
_LABEL = re.compile(r"^\s*(?:attribution|licen[cs]e|credit|rights)\s*:\s*", re.IGNORECASE)
_REST_NOISE = re.compile(
    r"\b(?:licen[cs]ed?|under|via|deed|the|is|in|this|file|image|an?)\b|[\s,;:/|()\[\]{}–—\"“”-]+",
    re.IGNORECASE,
)


def _unclear(reason: str) -> LicenseReading:
    return LicenseReading(UNCLEAR, "unclear", reason, True)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` without the license words, its edges cleaned: usually the name of the creator."""
    kept, position = [], 0
    for start, end in sorted(spans):
        kept.append(text[position:start])
        position = max(position, end)
    kept.append(text[position:])
    pieces = [piece.strip(" \t,;:/|()[]{}–—-.") for piece in kept]
    return ", ".join(piece for piece in pieces if _REST_NOISE.sub("", piece).strip("."))


def _read_mentions(text: str, mentions: list[CreativeCommonsMention]) -> LicenseReading | None:
    if not mentions:
        return None
    readable = [mention for mention in mentions if mention.id]
    ids = list(dict.fromkeys(mention.id for mention in readable if mention.id))
    # A bare "Creative Commons" beside a full name adds nothing; a second, different license does.
    if not readable:
        return _unclear(mentions[0].reason)
    if len(ids) > 1:
        return _unclear(
            f"Two licenses are named: {' and '.join(ids)}. Find out which one holds for this picture."
        )
    best = next((mention for mention in readable if mention.sure), readable[0])
    if any("version" in mention.reason and not mention.id for mention in mentions):
        best = replace(best, sure=False, reason="Another license is named beside it without its version.")
    certainty: Certainty = "certain" if best.sure else "likely"
    rest = _without(text, [(mention.start, mention.end) for mention in mentions])
    return LicenseReading(ids[0], certainty, best.reason, not best.sure, rest=rest)


def _basis(text: str, source: str) -> str | None:
    for pattern, basis in _BASES:
        if pattern.search(text):
            return basis
    both = f"{text}\n{source}"
    if _US_GOVERNMENT.search(both) and not _NOT_THE_GOVERNMENTS.search(both):
        return US_GOVERNMENT
    return None


def _read_public_domain(text: str, source: str) -> LicenseReading | None:
    mark = _PUBLIC_DOMAIN_MARK.search(text)
    if mark:
        rest = _without(text, [mark.span()])
        reason = "The mark is a label that anybody can set. Say why the picture is in the public domain."
        return LicenseReading("CC-PDM-1.0", "likely", reason, True, rest=rest)
    match = _PUBLIC_DOMAIN.search(text)
    government = _US_GOVERNMENT.search(text)
    basis = _basis(text, source)
    if match:
        rest = _without(text, [match.span()])
        if basis:
            return LicenseReading(PUBLIC_DOMAIN, "certain", f"Public domain: {basis}.", False, basis, rest)
        reason = "The text says public domain but not why. Give the basis and the source."
        return LicenseReading(PUBLIC_DOMAIN, "likely", reason, True, None, rest)
    if government and basis == US_GOVERNMENT:
        reason = (
            "It names a U.S. Government source but does not say public "
            "domain. Confirm that staff made the picture."
        )
        return LicenseReading(PUBLIC_DOMAIN, "likely", reason, True, basis, _without(text, []))
    return None


def _read_named(text: str) -> LicenseReading | None:
    for pattern, license_id, confirm, reason in _NAMED:
        match = pattern.search(text)
        if match:
            rest = _without(text, [match.span()])
            return LicenseReading(license_id, "certain", reason, confirm, rest=rest)
    return None


def _restriction(text: str) -> str | None:
    return next((reason for pattern, reason in _RESTRICTED if pattern.search(text)), None)


def _agree(first: LicenseReading, second: LicenseReading) -> bool:
    free = {"CC0-1.0", "CC-PDM-1.0", PUBLIC_DOMAIN}
    return first.license == second.license or {first.license, second.license} <= free


def read_license(attribution: str | None, source: str | None = None) -> LicenseReading:
    """What `attribution` (and, for works of the U.S.

    Government, `source`) says about the license of a picture.
    """
    text = _LABEL.sub(
        "", " ".join((attribution or "").split()).translate(str.maketrans("‐‑‒–—−_", "-------"))
    )[:2000]
    if not text:
        return _unclear("No license is stated. Ask for creator, source and license.")
    if _NEGATED.search(text):
        return replace(
            _unclear("The text says what the license is not. Look it up at the source."), rest=text
        )
    families = [
        _read_mentions(text, read_creative_commons(text)),
        _read_named(text),
        _read_public_domain(text, source or ""),
    ]
    found = [reading for reading in families if reading]
    readable = [reading for reading in found if reading.license != UNCLEAR]
    restriction = _restriction(text)
    if not readable:
        reason = restriction or (
            found[0].reason if found else "No license is named. Look it up at the source."
        )
        return replace(_unclear(reason), rest="" if found or restriction else text)
    first = readable[0]
    if any(not _agree(first, other) for other in readable[1:]) or (found[0].license == UNCLEAR):
        return replace(
            _unclear("The text names licenses that contradict each other. Look it up at the source."),
            rest=text,
        )
    if restriction and not first.rest.startswith("©") and "reserved" in text.lower():
        return replace(_unclear("The text both reserves all rights and names a license."), rest=text)
    if _DOUBTED.search(text):
        return replace(
            first, certainty="likely", needs_confirmation=True, reason="The text itself is in doubt."
        )
    return first
