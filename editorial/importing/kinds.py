"""What a paragraph is by its own looks: endnote, label of the image block, furniture, or text."""

import re
from enum import Enum

from editorial.factcheck.finders.quotes import is_wholly_quoted
from editorial.importing.languages import main_script

_ROMAN = r"x{0,3}(?:ix|iv|v?i{0,3})"
MARKER_NAME = rf"(?:(?=[ivx]){_ROMAN}|\d{{1,3}}|[a-z]|[*†‡]{{1,3}})"
NOTE = re.compile(rf"^\[(?P<marker>{MARKER_NAME}|[IVX]{{1,5}})\]\s*(?P<text>.*)$", re.DOTALL)
REFERENCE = re.compile(rf"(?P<space>\s?)\[(?P<marker>{MARKER_NAME})\]")
_HEADER = re.compile(
    r"^(?:image|photo|picture)s?\s+(?:information|info|credits?)\s*:?\s*(?P<rest>.*)$", re.IGNORECASE
)
LABEL_NAMES = (
    "Image|Photo|Picture|Caption|Source|Attribution|Credit|License|Licence|Creator|Photographer|Author"
)
_LABEL = re.compile(rf"^(?P<label>{LABEL_NAMES})s?\s*\d{{0,2}}\s*:\s*", re.IGNORECASE)
_NOTES_HEADING = re.compile(r"^(?:end\s?notes?|foot\s?notes?|notes?|references)\s*:?$", re.IGNORECASE)
_FURNITURE = re.compile(
    r"^(?:[-–—\s]*\d{1,3}[-–—\s]*|(?:page|p\.)\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?"
    r"|oe\s*watch\b.{0,60}|vol(?:ume|\.)\s*\d+.{0,40}|.{0,40}\bissue\s+#?\d+.{0,20}"
    r"|[*_=~#–—-]{3,}|approved for public release.{0,60})$",
    re.IGNORECASE,
)
_REGION = (
    r"africa|sub-saharan africa|north africa|east africa|west africa|asia|central asia|south asia|east asia"
    r"|southeast asia|north asia|middle east|mena|near east|europe|eurasia|caucasus|balkans|arctic|oceania"
    r"|pacific|indo-pacific|asia-pacific|latin america|south america|central america|caribbean|americas"
    r"|russia|china|iran|north korea|global|global issues|transnational(?: issues)?|terrorism|insurgency"
    r"|special essays?|feature articles?|organized crime|technology|cyber"
)
_SECTION = re.compile(
    rf"^(?:(?:section|part)\s+[\divx]+[.:]?\s*)?(?:the\s+)?(?:{_REGION})"
    rf"(?:\s*(?:,|and|&|/|,\s*and)\s*(?:the\s+)?(?:{_REGION}))*:?$",
    re.IGNORECASE,
)
_URL_ONLY = re.compile(r"^<?(?:https?://|www\.)\S+$")
_SENTENCE_END = (".", ",", ";", ":", "…")


class Kind(Enum):
    TEXT = "text"
    NOTE = "note"
    HEADER = "header"
    LABEL = "label"
    FURNITURE = "furniture"


def kind_of(text: str) -> Kind:
    """The kind of one paragraph, judged without its neighbors."""
    if text.startswith("[") and NOTE.match(text):
        return Kind.NOTE
    if _HEADER.match(text):
        return Kind.HEADER
    if _LABEL.match(text):
        return Kind.LABEL
    if len(text) < 110 and (_FURNITURE.match(text) or _NOTES_HEADING.match(text)):
        return Kind.FURNITURE
    return Kind.TEXT


def is_notes_heading(text: str) -> bool:
    """True for “Endnotes:” and the like."""
    return len(text) < 110 and bool(_NOTES_HEADING.match(text))


def header_rest(text: str) -> str:
    """What follows `Image Information:` on its line."""
    match = _HEADER.match(text)
    return match["rest"] if match else ""


def label_of(text: str) -> tuple[str, str] | None:
    """("source", the value) for a line `Source: …`."""
    match = _LABEL.match(text)
    return (match["label"].lower(), text[match.end() :].strip()) if match else None


def is_url(text: str) -> bool:
    return bool(_URL_ONLY.match(text))


def is_pull_quote(text: str) -> bool:
    """True for a paragraph that is one quotation from its first mark to its last, or a short one that lost
    its end.
    """
    return len(text) < 900 and (
        is_wholly_quoted(text) or (text[:1] in '“"«„' and text[-1:] in '”"»“' and text.count("”") < 2)
    )


def may_be_pull_quote(text: str) -> bool:
    """True for a paragraph that opens with a quotation and adds who said it, or a marker:

    “Words,” said the mayor. “Words.” – The mayor. “Words.”[i]
    """
    bare = REFERENCE.sub("", text).strip()
    if bare != text and is_pull_quote(bare):
        return True
    if bare[:1] not in '“"«„' or len(bare) > 400:
        return False
    return bare[-1:] in '”"»' or len(bare) <= 250


def is_section_name(text: str) -> bool:
    """True for the name of a section of the digest: “AFRICA”, “Middle East and North Africa”."""
    return len(text) < 70 and bool(_SECTION.match(text))


def is_attribution(text: str) -> bool:
    """True for a line such as “— Mara Odd, mayor”."""
    return bool(re.match(r"[-–—―]\s?\w", text)) and len(text) <= 160


def looks_like_title(text: str) -> bool:
    """True for a short line without the end of a sentence, as headlines are."""
    bare = text.rstrip('”"’»')
    if not text or len(text) > 240 or len(text.split()) > 34 or is_url(text) or REFERENCE.search(text):
        return False
    if bare.endswith(_SENTENCE_END) and not bare.endswith(("U.S.", "U.K.", "U.N.", "E.U.")):
        return False
    first = next((character for character in text if character.isalnum()), "")
    return bool(first) and not first.islower()


def is_title_cased(text: str) -> bool:
    """True where most of the longer words begin with a capital, as in the house's headlines."""
    if main_script(text) != "Latn":
        return False
    words = [word for word in text.split() if sum(character.isalpha() for character in word) > 3]
    return bool(words) and sum(not word.lstrip("“‘\"'(")[:1].islower() for word in words) >= 0.7 * len(words)
