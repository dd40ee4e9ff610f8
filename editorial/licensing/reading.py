"""From the attribution under a picture to its license: what it says, how sure that is, and what is left to ask.

The reading errs on the strict side. What is not stated is not assumed: "CC BY" without a version is unclear.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from editorial.licensing.cautions import (
    BEYOND,
    asks_for_credit,
    claims_copyright,
    names_an_agency,
    plain_text,
    why_doubtful,
    why_no_license,
    why_unclear,
)
from editorial.licensing.creative_commons import read_creative_commons
from editorial.licensing.links import read_links
from editorial.licensing.mention import Mention, without
from editorial.licensing.named_licenses import read_named_licenses
from editorial.licensing.public_domain import US_GOVERNMENT, read_government_credit, read_public_domain
from editorial.licensing.terms import PUBLIC_DOMAIN, UNCLEAR

__all__ = ["US_GOVERNMENT", "Certainty", "LicenseReading", "read_license"]

Certainty = Literal["certain", "likely", "unclear"]
MAX_LENGTH = 5_000  # letters; whoever pastes more pastes a page, and what matters may stand anywhere in it
_ONLY_ELEMENTS = "It names a condition but no license. Look it up at the source."
_GNU_BESIDE = "The GNU license is named beside it. Confirm at the source that one may choose."
_DATA = (
    "OpenStreetMap’s data are in it, under a license of their own. Credit them too, and confirm the license."
)
_FREE = {"CC0-1.0", "CC-PDM-1.0", PUBLIC_DOMAIN}


@dataclass(frozen=True, slots=True)
class LicenseReading:
    """`license` is an SPDX id, `LicenseRef-…`, "public-domain" or "unclear".

    `needs_confirmation`: a person must look before the picture is printed. `basis`: why a work is in the
    public domain. `rest`: what the attribution says besides the license, usually the creator. `evidence`: the
    words of the attribution that were taken for the license, as they stand in it.
    """

    license: str
    certainty: Certainty
    reason: str
    needs_confirmation: bool
    basis: str | None = None
    rest: str = ""
    evidence: tuple[str, ...] = ()


_LABEL = re.compile(r"^\s*(?:attribution|licen[cs]e|credit|rights)\s*:\s*", re.IGNORECASE)
# Soft hyphens, zero-width spaces and marks of direction come with what is pasted from pages.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_DASHES = str.maketrans("‐‑‒–—−_", "-------")
_LABEL_BEFORE = re.compile(r"(?<=[.,;])\s*licen[cs]e\s*:\s*$", re.IGNORECASE)
_REST_NOISE = re.compile(
    r"\b(?:licen[cs]ed?|under|via|deed|the|is|in|this|file|image|an?)\b|[\s,;:/|()\[\]{}–—\"“”-]+",
    re.IGNORECASE,
)


def _fold(attribution: str) -> str:
    """Without invisible marks, with single spaces: what is read, and what `evidence` quotes."""
    return _LABEL.sub("", " ".join(unicodedata.normalize("NFC", attribution).translate(_INVISIBLE).split()))


def _unclear(reason: str, rest: str = "", evidence: tuple[str, ...] = ()) -> LicenseReading:
    return LicenseReading(UNCLEAR, "unclear", reason, True, rest=rest, evidence=evidence)


def _rest(text: str, mentions: Sequence[Mention]) -> str:
    """`text` without the license words, its edges cleaned: usually the name of the creator."""
    kept, position = [], 0
    for mention in sorted(mentions, key=lambda mention: mention.start):
        kept.append(text[position : max(position, mention.start)])
        position = max(position, mention.end)
    kept.append(text[position:])
    pieces = [_LABEL_BEFORE.sub("", piece).strip(" \t,;:/|()[]{}<>‘’–—-.،") for piece in kept]
    pieces = [f"{piece})" if piece.count("(") > piece.count(")") else piece for piece in pieces]
    return ", ".join(piece for piece in pieces if _REST_NOISE.sub("", piece).strip("."))


def _mentions(text: str, source: str) -> tuple[list[Mention], str]:
    """Every mention of a license, and the text around them. What one reader took, the next does not see."""
    links, loose = read_links(text)
    found = list(links)
    for read in (read_named_licenses, read_creative_commons):
        mentions = read(loose)
        loose = without(loose, mentions)
        found.extend(mentions)
    mentions = read_public_domain(loose, source)
    found.extend(mentions)
    return sorted(found, key=lambda mention: mention.start), without(loose, mentions)


def _choose(mentions: Sequence[Mention]) -> Mention | str:
    """The mention that holds for the picture, or why none does."""
    readable = [mention for mention in mentions if mention.id]
    if not readable:
        only_elements = all(mention.only_elements for mention in mentions)
        return _ONLY_ELEMENTS if only_elements else mentions[0].reason
    strong = [mention for mention in readable if not mention.weak] or readable
    doubt = _DATA if len(strong) < len(readable) and any(m.id == "ODbL-1.0" for m in readable) else ""
    creative = [mention for mention in strong if mention.elements]
    if creative and any(mention.alternative for mention in mentions):
        # Two licenses to choose from, as Wikimedia offers them: the one that can be printed, to be confirmed there.
        strong, doubt = creative, _GNU_BESIDE
    best = _best(strong)
    if isinstance(best, str):
        return best
    for mention in mentions:
        if mention.id is None and not mention.alternative and not _adds_nothing(mention, best):
            return BEYOND if mention.only_elements else mention.reason
    if any(mention.alternative for mention in mentions) and not creative and not best.alternative:
        return f"Two licenses are named: {best.id} and the GNU license. Find out which one holds for this picture."
    return replace(best, sure=False, reason=doubt) if doubt else best


def _best(strong: Sequence[Mention]) -> Mention | str:
    """Of several wordings of one license the full one; of two statements that a work is free, the weaker one."""
    ids = list(dict.fromkeys(mention.id for mention in strong if mention.id))
    if len(ids) > 1 and not set(ids) <= _FREE:
        return f"Two licenses are named: {' and '.join(ids)}. Find out which one holds for this picture."
    if len(ids) > 1:
        weaker = "CC-PDM-1.0" if "CC-PDM-1.0" in ids else "CC0-1.0"
        return next(mention for mention in strong if mention.id == weaker)
    return next((mention for mention in strong if mention.sure), strong[0])


def _adds_nothing(mention: Mention, best: Mention) -> bool:
    """“Creative Commons” or “CC BY” beside “CC BY 4.0”; more elements, or an unknown license, do add something."""
    if mention.vague:
        return True
    if mention.only_elements:
        return mention.elements <= best.elements
    return bool(mention.elements) and mention.elements == best.elements


def read_license(attribution: str | None, source: str | None = None) -> LicenseReading:
    """What `attribution` (and, for works of the U.S. Government, `source`) says about the license of a picture."""
    shown = _fold(attribution or "")
    if not shown:
        return _unclear("No license is stated. Ask for creator, source and license.")
    if len(shown) > MAX_LENGTH:
        return _unclear("The attribution is too long to be one. Keep the credit and the license.")
    text = shown.translate(_DASHES)
    mentions, loose = _mentions(text, source or "")
    loose = plain_text(loose)
    credit = None if mentions else read_government_credit(text)
    if credit:
        mentions = [credit]
    evidence = tuple(
        shown[mention.start : mention.end] for mention in mentions if mention.end > mention.start
    )
    if not mentions:
        reason = why_no_license(text)
        return _unclear(reason or "No license is named. Look it up at the source.", "" if reason else text)
    chosen = _choose(mentions)
    if isinstance(chosen, str):
        readable = any(mention.id for mention in mentions)
        reason = chosen if readable else why_no_license(loose) or chosen
        return _unclear(reason, text if readable else "", evidence)
    wrong = why_unclear(loose, chosen.id or UNCLEAR, chosen.elements)
    if not wrong and chosen.id in _FREE - {"CC0-1.0"} and claims_copyright(loose):
        wrong = "The text claims copyright and says public domain. Look it up at the source."
    if wrong:
        return _unclear(wrong, text, evidence)
    doubt = (
        why_doubtful(loose, chosen.id or UNCLEAR, chosen.elements) if chosen.sure or chosen.confirm else None
    )
    if chosen.id in _FREE and asks_for_credit(loose):
        doubt = doubt or "It gives up all rights and asks for a credit. Confirm the license at the source."
    if names_an_agency(source or ""):
        doubt = doubt or "The source is an agency; agencies rarely license so. Confirm the license there."
    sure = chosen.sure and not doubt
    return LicenseReading(
        chosen.id or UNCLEAR,
        "certain" if sure else "likely",
        doubt or chosen.reason,
        not sure or chosen.confirm,
        chosen.basis,
        _rest(text, [] if credit else mentions),
        evidence,
    )
