"""What follows the title of a citation: outlet, descriptor in parentheses, place, date, URL."""

import re
from dataclasses import dataclass, replace

from editorial.factcheck.finders.dates import DateReading, read_dates
from editorial.factcheck.finders.foreign_dates import (
    read_foreign_dates,
    read_foreign_month,
    read_unreadable_date,
)
from editorial.factcheck.finders.quotes import is_balanced

# Outlet, descriptor and date stand within this many characters; what lies beyond is no part of a citation.
_REACH = 700
_URL = re.compile(r"<?(?:https?://|www\.)[^\s<>”“]+>?")
SPEECH = re.compile(
    r"\b(?:sa(?:id|ys)|t(?:old|ells)|add(?:ed|s)|wr(?:ote|ites)|stat(?:ed|es)|note[sd]|declare[sd]|announce[sd]|asked|asks"
    r"|repli(?:ed|es)|explain(?:ed|s)|argue[sd]|warn(?:ed|s)|stress(?:ed|es)|claim(?:ed|s)|according|called|calls|insist(?:ed|s)"
    r"|confirm(?:ed|s)|report(?:ed|s)|commented|remarked|continued|concluded|emphasi[sz]e[sd]|tweeted|was|were|is|are|has|have"
    r"|had|will|would|he|she|they|we|who|which|that)\b"
)
_PREFIX = re.compile(
    r"(?:al|el|an|ar|as|ash|at|az|ad)[-‑’']|(?:the|de|la|le|el|al|o|os|as|los|las)\s+[A-ZÀ-Þ]"
)
_PREPOSITION = re.compile(
    r"\b(?:on|in|of|since|until|from|by|before|after|to|during|for|dated)$", re.IGNORECASE
)
_NOT_A_PLACE = re.compile(
    r"\b(?:news|radio|tv|television|times|daily|agency|online|press|journal|post|institute|weekly|university|watch|volume"
    r"|vol|no|issue|inc|ltd|thesis|paper|report|review|telegram|twitter|facebook|youtube|channel|magazine|center|centre)\b",
    re.IGNORECASE,
)
_DATE_IN_PARENTHESIS = re.compile(r"\(([^()]{6,40})\)[\s.]*$")
_EDGES = " ,،;؛:.–—-\t"
_ACCESS = r"(?:last\s+)?(?:accessed|retrieved|viewed|consulted)"
_ACCESSED = re.compile(rf"\b{_ACCESS}(?:\s+on)?:?$", re.IGNORECASE)
_ACCESS_ONLY = re.compile(rf"\(?{_ACCESS}\b(?:\s+on)?:?\s+(?P<date>[^()]{{4,30}}?)\)?[\s.]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tail:
    """`notes` are parentheses before the descriptor; `leading` is one directly after the title, a translation
    perhaps.

    `residue` is what is left of a URL glued behind the date; `aside` are words before the date that are no
    place.
    """

    outlet: str | None
    outlet_span: tuple[int, int]
    notes: tuple[str, ...]
    descriptor: str | None
    place: str | None
    date: DateReading | None
    url: str | None
    residue: str | None
    rest: str
    leading: str | None = None
    leading_quoted: bool = False
    aside: str | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text or the content of a parenthesis, at its place in the tail."""

    text: str
    start: int
    end: int
    parenthesis: bool


def _pieces(text: str) -> list[_Piece] | None:
    """Text and parentheses in order; None where a parenthesis is not closed."""
    pieces: list[_Piece] = []
    depth = run = opened = 0
    for index, character in enumerate(text):
        if character in "([":
            if depth == 0:
                if text[run:index].strip(_EDGES):
                    pieces.append(_Piece(text[run:index], run, index, False))
                opened = index
            depth += 1
        elif character in ")]":
            depth -= 1
            if depth < 0:
                return None
            if depth == 0:
                pieces.append(_Piece(text[opened + 1 : index], opened, index + 1, True))
                run = index + 1
    if depth:
        return None
    if text[run:].strip(_EDGES):
        pieces.append(_Piece(text[run:], run, len(text), False))
    return pieces


def _masked(text: str) -> str:
    """`text` with what stands in parentheses blanked, so that dates inside a descriptor are not found."""
    out, depth = [], 0
    for character in text:
        depth += character in "(["
        out.append(" " if depth else character)
        depth = max(0, depth - (character in ")]"))
    return "".join(out)


def is_access_note(text: str) -> bool:
    """True for “(accessed 3 May 2025)” and nothing else."""
    match = _ACCESS_ONLY.fullmatch(text.strip())
    return bool(match and _all_dates(match["date"]))


def _overlap(one: DateReading, other: DateReading) -> bool:
    return one.start < other.end and other.start < one.end


def _all_dates(text: str) -> list[DateReading]:
    """The dates in order, days of access left out; a foreign date counts before a part of it read as English."""
    english = read_dates(text)
    full = [one for one in english if one.form not in {"year", "month"}]
    foreign = [one for one in read_foreign_dates(text) if not any(_overlap(one, other) for other in full)]
    covered = [one for one in english if not any(_overlap(one, other) for other in foreign)]
    readings = sorted([*foreign, *covered], key=lambda one: one.start)
    return [
        one for one in readings if not _ACCESSED.search(text[max(0, one.start - 40) : one.start].rstrip())
    ]


def _find_date(text: str) -> DateReading | None:
    readings = _all_dates(_masked(text))
    full = [reading for reading in readings if reading.value is not None]
    partial = [reading for reading in readings if reading.form != "year"]
    if full or partial:
        return (full or partial)[0]
    unreadable = read_unreadable_date(_masked(text)) or read_foreign_month(_masked(text))
    if unreadable and not _ACCESSED.search(text[: unreadable.start].rstrip()):
        return unreadable
    # A bare year counts only at the end: "France 2024" may be a name.
    last = readings[-1] if readings else None
    return (
        last
        if last and not text[last.end :].strip(_EDGES) and text[: last.start].rstrip().endswith((",", "،"))
        else None
    )


def _is_outlet(name: str, full: bool) -> bool:
    """True where `name` can be the name of an outlet and is no piece of a sentence."""
    words = name.split()
    if not any(character.isalnum() for character in name):
        return False
    if len(words) > 14 or not is_balanced(name) or re.search(r"[!?]\s|[a-z]{4,}\.\s+[A-Z]", name):
        return False
    if SPEECH.search(name):
        return False
    first = name[:1]
    odd = (
        first.islower()
        and not _PREFIX.match(name)
        and not any(character.isupper() or character == "." for character in words[0])
    )
    return not odd or (full and len(words) == 1)


def _split_place(outlet: str) -> tuple[str, str | None]:
    """`Outlet, Beirut` without a descriptor: the last short name after a comma is the place."""
    head, comma, last = outlet.rpartition("،" if outlet.rfind("،") > outlet.rfind(",") else ",")
    place = last.strip()
    if (
        not comma
        or not head.strip()
        or len(place.split()) > 3
        or not place[:1].isalpha()
        or place[:1].islower()
    ):
        return outlet, None
    if _NOT_A_PLACE.search(place) or any(character.isdigit() for character in place):
        return outlet, None
    return head.strip(_EDGES), place


def _after_date(text: str) -> tuple[str | None, str]:
    """(URL residue, rest) of what follows the date."""
    stripped = text.lstrip('.,;。، ”"’)')
    if not stripped:
        return None, ""
    glued = not text[: len(text) - len(stripped)].endswith(" ")
    token, _, rest = stripped.partition(" ")
    slug = len(re.findall(r"[-/_%]", token)) >= 2 and not rest.strip()
    if (glued or slug) and not (glued and token.isalpha() and token[:1].isupper()):
        return token, rest.strip()
    return None, stripped.strip()


def _leading(pieces: list[_Piece]) -> tuple[str | None, list[_Piece]]:
    """A parenthesis straight after the title is a translation if an outlet follows it."""
    if not pieces or not pieces[0].parenthesis or len(pieces) < 2:
        return None, pieces
    if pieces[1].parenthesis:
        # “Original,” (Translation), (descriptor): the outlet is not named.
        alone = len(pieces) == 2 and len(pieces[0].text.split()) > 1 and not pieces[0].text[:1].islower()
        return (pieces[0].text.strip(), pieces[1:]) if alone else (None, pieces)
    content, after = pieces[0].text.strip(), pieces[1].text.strip(_EDGES)
    quoted = content[:1] in "“\"„«‘'"
    place_only = len(pieces) == 2 and len(after.split()) <= 3 and content[:1].islower()
    if not quoted and place_only:
        return None, pieces
    return content, pieces[1:]


def _names(
    text: str, pieces: list[_Piece]
) -> tuple[str | None, tuple[int, int], list[str], str | None, str | None]:
    """(outlet, its span, notes, descriptor, place) from the pieces before the date."""
    parentheses = [index for index, piece in enumerate(pieces) if piece.parenthesis]
    if not parentheses:
        raw = text[pieces[0].start : pieces[-1].end].strip(_EDGES) if pieces else ""
        outlet, place = _split_place(raw)
        return outlet or None, (pieces[0].start, pieces[-1].end) if pieces else (0, 0), [], None, place
    last = parentheses[-1]
    descriptor = pieces[last].text.strip()
    place = " ".join(piece.text.strip(_EDGES) for piece in pieces[last + 1 :]) or None
    before = pieces[:last]
    texts = [index for index, piece in enumerate(before) if not piece.parenthesis]
    if not texts:
        return None, (0, 0), [piece.text.strip() for piece in before], descriptor, place
    start, end = before[0].start, before[texts[-1]].end
    notes = [piece.text.strip() for piece in before[texts[-1] + 1 :]]
    return text[start:end].strip(_EDGES), (start, end), notes, descriptor, place


def _with_bare_date(body: str) -> str:
    """`Outlet (descriptor) (9 November 2023).` with the date out of its parenthesis; positions stay."""
    match = _DATE_IN_PARENTHESIS.search(body)
    if not match or not any(len(one.text) == len(match[1]) and one.value for one in _all_dates(match[1])):
        return body
    return f"{body[: match.start()]},{match[1]} {body[match.end(1) + 1 :]}"


def _without_digits(place: str | None) -> tuple[str | None, str | None]:
    """(place, what is none): a place has no digits."""
    if not place or not any(character.isdecimal() for character in place):
        return place, None
    parts = [part.strip(_EDGES) for part in re.split("[,،]", place)]
    numbered = [part for part in parts if any(character.isdecimal() for character in part)]
    return ", ".join(part for part in parts if part not in numbered) or None, ", ".join(numbered)


def read_tail(text: str, start: int) -> Tail | None:
    """Reads what follows the title from `start`; None where it is no end of a citation."""
    body = _with_bare_date(text[start : start + _REACH])
    if body.lstrip()[:1] in {")", "]", ""} or body[:1].isalnum():
        return None
    link = _URL.search(_masked(body))
    url = link.group().strip("<>.,;)") if link else None
    before = body[: link.start()] if link else body
    date = _find_date(before)
    head = before[: date.start] if date else before
    if date and (_PREPOSITION.search(head.rstrip()) or len(head) > 450):
        return None
    pieces = _pieces(head)
    if pieces is None:
        return None
    leading, pieces = _leading(pieces)
    outlet, span, notes, descriptor, place = _names(head, pieces)
    if outlet is None and not (date and (descriptor or not pieces)):
        return None
    if outlet is not None and not _is_outlet(outlet, bool(date and descriptor)):
        return None
    if place and (len(place.split()) > 6 or SPEECH.search(place)):
        return None
    place, aside = _without_digits(place)
    residue, rest = _after_date(before[date.end :]) if date else (None, "")
    if link:
        rest = " ".join(filter(None, (rest, body[link.end() :].strip(" .,;>)"))))
    rest += text[start + _REACH :] if date else ""
    if not date and len(text) - start > _REACH:
        return None
    quoted = bool(leading) and leading[:1] in "“\"„«‘'" if leading else False
    at = (start + span[0], start + span[1])
    if date:
        date = replace(date, start=start + date.start, end=start + date.end)
    return Tail(
        outlet, at, tuple(notes), descriptor, place, date, url, residue, rest, leading, quoted, aside
    )  # fmt: skip
