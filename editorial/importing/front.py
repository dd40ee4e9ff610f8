"""The front of an article: title, dek, pull quote, commentary."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from editorial.importing.kinds import (
    REFERENCE,
    is_attribution,
    is_pull_quote,
    is_section_name,
    looks_like_title,
    may_be_pull_quote,
)
from editorial.importing.lines import Paragraph
from editorial.importing.parsed import LineFinding, UnplacedText

_LONGEST_DEK = 420
_NAME = r"(?:(?:[A-ZÀ-Þ]\.[ -]?)+|(?:[a-z]{1,4}[-’'])?[A-ZÀ-Þ][\w’'-]+\.?)"
_SMALL = r"(?:de|del|della|di|da|dos|do|du|la|le|el|al|bin|ibn|bint|abu|von|van|der|den|ben)"
_PERSON = rf"{_NAME}(?: (?:{_SMALL} ){{0,2}}{_NAME}){{1,4}}(?:, (?:Jr|Sr|Ph\.?D|M\.?D)\.?)?"
_BYLINE = re.compile(
    rf"[Bb][Yy]:? {_PERSON}(?:(?:, | and |, and | & | AND ){_PERSON}){{0,5}}(?: \([^()]{{1,40}}\))?"
)


@dataclass(slots=True)
class Front:
    """`captions`, where the image block gives them, help to tell the dek from commentary."""

    title: Paragraph | None = None
    dek: Paragraph | None = None
    pull_quote: Paragraph | None = None
    commentary: list[Paragraph] = field(default_factory=list)
    unplaced: list[UnplacedText] = field(default_factory=list)
    findings: list[LineFinding] = field(default_factory=list)


def _is_dek(paragraph: Paragraph, captions: Sequence[str], following: int, quoted: bool) -> bool:
    if paragraph.text in captions:
        return True
    short = len(paragraph.text) <= _LONGEST_DEK
    if REFERENCE.search(paragraph.text):
        return short and quoted and bool(captions)
    # Before the pull quote there is room for nothing but the dek; without one, only an image makes a dek
    # likely.
    return short and (quoted or (bool(captions) and following > 0 and len(paragraph.text) <= 300))


def _findings(front: Front, line: int) -> list[LineFinding]:
    found = []
    if (
        front.title
        and (len(front.title.text) > 240 or front.title.text.endswith((".", ",")))
        and not looks_like_title(front.title.text)
    ):
        message = "The first line does not look like a title. Check that the article begins here."
        found.append(LineFinding("title-doubtful", "warn", front.title.line, front.title.text[:120], message))
    if front.pull_quote is None:
        message = (
            "There is no pull quote: a paragraph in quotation marks between title and commentary. Add one."
        )
        found.append(LineFinding("pull-quote-missing", "warn", line, None, message))
    if not front.commentary:
        message = "There is no commentary between the title and the excerpts. Check for lost paragraphs."
        found.append(LineFinding("commentary-missing", "block", line, None, message))
    return found


def _folded(text: str) -> str:
    """Letters and digits only, so that a passage is found whatever its marks and capitals."""
    return re.sub(r"[\W_]+", " ", REFERENCE.sub("", text)).strip().lower()


def _pull_quote_at(rest: Sequence[Paragraph], captions: Sequence[str], excerpts: Sequence[str]) -> int | None:
    """Where the pull quote stands: a quotation; else words with who said them; else a passage of an excerpt."""
    for index, paragraph in enumerate(rest[:3]):
        if is_pull_quote(paragraph.text):
            return index
    early = [(index, one.text) for index, one in enumerate(rest[:2]) if one.text not in captions]
    for index, text in early:
        longer = any(len(other.text) > len(text) for other in rest[index + 1 :])
        if longer and may_be_pull_quote(text):
            return index
    sources = " | ".join(map(_folded, excerpts))
    for index, text in early:
        passage = _folded(text)
        if len(text) < 500 and len(passage.split()) > 4 and index + 1 < len(rest) and passage in sources:
            return index
    return None


def _drop_section_name(front: Front, rest: list[Paragraph]) -> None:
    if len(rest) < 3 or not is_section_name(rest[0].text):
        return
    paragraph = rest.pop(0)
    front.unplaced.append(UnplacedText(paragraph.line, paragraph.text, "furniture"))


def read_front(
    paragraphs: Sequence[Paragraph], captions: Sequence[str], line: int, excerpts: Sequence[str] = ()
) -> Front:
    """Sorts the paragraphs before the first excerpt.

    `line` is reported where something is missing altogether. `excerpts`: what a pull quote is taken from.
    """
    front = Front()
    rest = list(paragraphs)
    _drop_section_name(front, rest)
    if rest and not is_pull_quote(rest[0].text):
        front.title = rest.pop(0)
    elif rest and len(rest) > 1 and is_pull_quote(rest[1].text):
        front.title = rest.pop(0)  # a title that is itself a quotation
    else:
        message = "The article has no title. Its first line is a quotation or a citation."
        front.findings.append(LineFinding("title-missing", "block", line, None, message))
    if front.title and len(rest) > 1 and rest[0].text not in captions and _is_byline(rest[0].text):
        _set_byline_aside(front, rest.pop(0))
    quote_at = _pull_quote_at(rest, captions, excerpts)
    if quote_at is not None and len(rest) > 1:
        front.pull_quote = rest.pop(quote_at)
        if len(rest) > quote_at + 1 and is_attribution(rest[quote_at].text):
            joined = f"{front.pull_quote.text} {rest.pop(quote_at).text}"
            front.pull_quote = replace(front.pull_quote, text=joined)
    before = rest[:quote_at] if front.pull_quote else rest[:1]
    if before and _is_dek(before[0], captions, len(rest) - 1, front.pull_quote is not None):
        front.dek = rest.pop(0)
        before = before[1:]
    if front.pull_quote:
        _place_extra(front, rest, before)
    front.commentary = rest
    front.findings.extend(_findings(front, line))
    return front


def _is_byline(text: str) -> bool:
    """True for “By Noor Castellane” and “BY A. VERO AND I. LENK”: names and nothing else."""
    return len(text) <= 120 and bool(_BYLINE.fullmatch(text.strip()))


def _set_byline_aside(front: Front, paragraph: Paragraph) -> None:
    message = "The text carries a byline. Enter the authors on the article's page."
    front.unplaced.append(UnplacedText(paragraph.line, paragraph.text, "byline"))
    front.findings.append(LineFinding("byline", "info", paragraph.line, paragraph.text, message))


def _place_extra(front: Front, rest: list[Paragraph], before: Sequence[Paragraph]) -> None:
    """A byline between title and pull quote is set aside; any other paragraph there counts as commentary."""
    for paragraph in before:
        if paragraph.text.lower().startswith("by ") and len(paragraph.text.split()) <= 10:
            rest.remove(paragraph)
            _set_byline_aside(front, paragraph)
        else:
            message = (
                "A paragraph stands between title and pull quote. It "
                "was taken as commentary: check its place."
            )
            front.findings.append(
                LineFinding("front-unclear", "warn", paragraph.line, paragraph.text[:120], message)
            )
