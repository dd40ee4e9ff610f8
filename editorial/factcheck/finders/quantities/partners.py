"""A number that no source bears out, and the number of a source that it probably should be.

Evidence is counted: the same thing counted, and only once on either side; words and other quantities that the sentences
share, above all next to the number; figures that differ as a slip of the hand makes them differ. No single sign is enough.
"""

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from rapidfuzz.distance import OSA

from editorial.factcheck.finders.quantities.comparing import supports
from editorial.factcheck.finders.quantities.contexts import (
    Claim,
    SourceSentence,
    likeness,
    take_different_sides,
    tell_of_different_times,
)
from editorial.factcheck.finders.quantities.kinds import kind_of
from editorial.factcheck.finders.quantities.reading import Quantity
from editorial.factcheck.finders.quantities.sentences import content_stems

# The sentence, its quantity, and whether this can hardly be anything but a slip.
Partner = tuple[SourceSentence, Quantity, bool]

# A claim without a footnote, a claim with one, and how much more a count that anybody may have made himself needs.
_ENOUGH = 5
_ENOUGH_WITH_NOTE = 6
_MORE_IF_SMALL = 2
_CERTAIN = 7
_SMALL = 10
# Ten times as much is a lost zero; what lies farther apart is another thing.
_FARTHEST = 12
_NEIGHBORS = 32
_PART = re.compile(
    r"\b(?:other|another|further|additional|remaining|more|next|last|first|previous|past|extra|every|each)\s+$",
    re.IGNORECASE,
)


def is_part(claim: Claim) -> bool:
    """True for “the other 34 tugs”: a count of something beside what a source may count."""
    at = claim.quantity.start
    return bool(_PART.search(claim.passage.text, max(0, at - 16), at))


def find_partner(
    claim: Claim, sources: Sequence[SourceSentence], told: Sequence[Claim], mentioned: Counter[str]
) -> Partner | None:
    """The source's quantity that `claim`, which no source supports, probably should be; None where there is none.

    `mentioned` says how many source quantities count each noun.
    """
    quantity = claim.quantity
    own = sum(1 for one in told if one.quantity.noun == quantity.noun) if quantity.noun else 0
    enough = _ENOUGH_WITH_NOTE if claim.has_note else _ENOUGH
    if (not quantity.family and quantity.high <= _SMALL) or quantity.family == "duration":
        enough += _MORE_IF_SMALL
    best: tuple[int, Partner] | None = None
    for source in sources:
        if source.part not in ("body", "citation"):
            continue
        for other in source.quantities:
            if not _may_be_one(claim, other) or _told(other, told):
                continue
            only = own == 1 and mentioned[quantity.noun] == 1
            weight = _evidence(claim, source, other, only_one=only)
            if weight >= enough and (best is None or weight > best[0]):
                best = weight, (source, other, weight >= _CERTAIN and is_transposed(quantity, other))
    return best[1] if best else None


def _may_be_one(claim: Claim, other: Quantity) -> bool:
    mine = claim.quantity
    is_bare = not other.family and not other.noun
    if (mine.family != other.family and not is_bare) or other.high <= 1 or not mine.low or not other.low:
        return False
    # “62 vessels” and “26 boats”: two exchanged digits say as much as the noun.
    if mine.noun and other.noun and not _same_noun(mine, other) and not is_slip(mine, other):
        return False
    if any(supports(other, one) for one in claim.others):
        return False
    return Decimal(1) / _FARTHEST <= _raw(mine) / _raw(other) <= _FARTHEST


def _raw(quantity: Quantity) -> Decimal:
    return quantity.low / quantity.unit.factor if quantity.unit else quantity.low


def _same_noun(one: Quantity, other: Quantity) -> bool:
    if not one.noun or not other.noun:
        return False
    return one.noun == other.noun or bool(kind_of(one) and kind_of(one) == kind_of(other))


def _told(other: Quantity, told: Sequence[Claim]) -> bool:
    """True where the digest has the source's number as well: then the claim is about something else."""
    return any(
        other.low == one.quantity.low
        and other.high == one.quantity.high
        and other.family == one.quantity.family
        for one in told
    )


def _evidence(claim: Claim, source: SourceSentence, other: Quantity, *, only_one: bool) -> int:
    mine = claim.quantity
    near, slip = _neighbors(claim, source, other), is_slip(mine, other)
    if take_different_sides(claim, source):
        return 0
    # The same place or thing right beside two figures that only a slip parts: the dates around them matter less.
    if not (near >= 2 and slip) and tell_of_different_times(claim, source):
        return 0
    alike = likeness(claim, source)
    same_noun = _same_noun(mine, other)
    if not (alike.words or alike.equals or near or (only_one and slip)):
        return 0
    weight = 2 * same_noun + min(alike.words, 3) + 2 * (alike.equals > 0) + min(near, 2)
    # A number that says neither unit nor noun may count anything.
    weight -= bool((mine.family or mine.noun) and not (other.family or other.noun))
    weight += bool(other.family) + 2 * slip + 2 * (only_one and same_noun)
    return weight


def _neighbors(claim: Claim, source: SourceSentence, other: Quantity) -> int:
    """How many words of content stand near both numbers."""
    mine = _around(claim.passage.text, claim.quantity.start, claim.quantity.end)
    at = source.text.find(other.text)
    if at < 0:
        return 0
    theirs = _around(source.text, at, at + other.end - other.start)
    return len((mine & theirs) - content_stems(claim.quantity.noun))


def _around(text: str, start: int, end: int) -> set[str]:
    before = text[max(0, start - _NEIGHBORS) : start].partition(" ")[2]
    after = text[end : end + _NEIGHBORS].rpartition(" ")[0]
    return content_stems(f"{before} {after}")


def is_transposed(one: Quantity, other: Quantity) -> bool:
    """True for figures of three digits or more that differ by two exchanged neighbors."""
    first, second = _digits(one), _digits(other)
    exact = one.low == one.high and other.low == other.high
    return exact and len(first) > 2 and sorted(first) == sorted(second) and OSA.distance(first, second) == 1


def is_slip(one: Quantity, other: Quantity) -> bool:
    """True for figures that differ by two exchanged digits, by one digit of a large number, or by a lost zero or first digit."""
    if one.low != one.high or other.low != other.high:
        return False
    first, second = (_digits(quantity) for quantity in (one, other))
    if len(first) == len(second):
        if sorted(first) == sorted(second):
            return OSA.distance(first, second) == 1
        is_long = len(first) > 2 and max(len(first.rstrip("0")), len(second.rstrip("0"))) > 1
        return is_long and OSA.distance(first, second) == 1
    short, long = sorted((first, second), key=len)
    return len(long) > 2 and long in (short + "0", "1" + short)


def _digits(quantity: Quantity) -> str:
    return f"{_raw(quantity).normalize():f}".replace(".", "")
