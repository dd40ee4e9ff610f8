"""Numbers that the digest names and its sources do not: quantities of the commentary, title, dek and pull quote that
stand in no excerpt or footnote, or that an excerpt gives otherwise.

    find_numbers(article, archive) -> number-disagrees, number-of-what, number-unsupported
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from editorial.factcheck.finders.article_text import Archive, ArticleText, Spotted, spotted
from editorial.factcheck.finders.finding import Severity
from editorial.factcheck.finders.quantities.comparing import is_share, is_sum, supports
from editorial.factcheck.finders.quantities.contexts import (
    Claim,
    Likeness,
    SourceSentence,
    Subjects,
    claims,
    count_the_same,
    likeness,
    source_sentences,
    tell_of_different_things,
)
from editorial.factcheck.finders.quantities.kinds import kind_of
from editorial.factcheck.finders.quantities.partners import find_partner, is_part
from editorial.factcheck.finders.quantities.reading import Quantity

_CASUALTIES = frozenset({"killed", "wounded", "missing", "displaced"})
# What the digest counts in its own page, and what an analyst counts up rather than reports.
_OWN_NOUNS = frozenset(
    """
article excerpt source report passage paragraph commentary author publication outlet factor reason way area pillar point
step theme trend goal element component question dimension challenge side aspect objective issue priority theory argument
interpretation explanation option implication lesson conclusion consideration type kind category criterion
""".split()
)
# Each claim is held against each source sentence: beyond these numbers a text is no article but a table.
_MOST_CLAIMS = 200
_MOST_SOURCES = 400
_SMALL = 10
_TRIVIAL = 2
_DIRECTION = re.compile(
    r"[\s-]+(?:to the\s+)?(?:(?:north|south|east|west)\w*|inland|away|off|from|outside)\b", re.IGNORECASE
)
# The digest says where it has its numbers from.
_ATTRIBUTED = re.compile(
    r"\b(?:articles?|excerpts?|according to|authors?|reports? that|reported(?:ly)? that|noted? that|notes that|cit(?:es|ed|ing)"
    r"|quot(?:es|ed|ing)|the (?:piece|story|report|paper|newspaper|daily|weekly|magazine|outlet|agency|site|website|source))\b",
    re.IGNORECASE,
)


def find_numbers(article: ArticleText, archive: Archive) -> Iterator[Spotted]:
    """Reports on every quantity that the sources do not bear out, each value once. Nothing is said of an article that
    has no excerpt yet.
    """
    if not any(excerpt.text.strip() for excerpt in article.excerpts):
        return
    sources = source_sentences(article)[:_MOST_SOURCES]
    telling = (claim for claim in claims(article) if not _is_trivial(claim.quantity))
    told = list(islice(telling, _MOST_CLAIMS))
    captions = {caption.text for caption in article.captions}
    subjects = Subjects(article)
    mentioned = Counter(one.noun for source in sources if source.part == "body" for one in source.quantities)
    reported = set()
    for claim in told:
        quantity = claim.quantity
        key = (quantity.family, quantity.low, quantity.high)
        is_supported = _is_supported(claim, sources)
        found = _disagreement(claim, sources, told, is_supported=is_supported)
        if not found and is_supported:
            found = _otherkind_of(claim, sources)
        elif not found and key not in reported:
            if not is_part(claim) and (partner := find_partner(claim, sources, told, mentioned)):
                found = _slip(claim, *partner)
            else:
                is_picture = claim.passage.text in captions
                found = _unsupported(claim, sources, subjects, is_picture=is_picture)
        if found and key not in reported:
            reported.add(key)
            yield found


def _is_trivial(quantity: Quantity) -> bool:
    if quantity.noun in _OWN_NOUNS or not quantity.high:
        return True
    if quantity.unit and quantity.unit.family == "duration":
        return quantity.high / quantity.unit.factor <= _TRIVIAL
    if quantity.family == "percent":
        return quantity.low == quantity.high == 100
    return not quantity.family and (quantity.low <= 1 or quantity.high < _TRIVIAL)


def _is_supported(claim: Claim, sources: Sequence[SourceSentence]) -> bool:
    return any(
        any(supports(quantity, claim.quantity) for quantity in source.quantities)
        or _adds_up(claim.quantity, source)
        or is_share(claim.quantity, source.quantities)
        for source in sources
    ) or is_share(claim.quantity, claim.others)


def _adds_up(quantity: Quantity, source: SourceSentence) -> bool:
    """A title gives its number in two languages, so that it adds up to nothing."""
    return source.part == "body" and is_sum(quantity, source.quantities)


def _disagreement(
    claim: Claim, sources: Sequence[SourceSentence], told: Sequence[Claim], *, is_supported: bool
) -> Spotted | None:
    """The source sentence that tells the same with another number, if there is one and none fits better.

    A value that the sources do have somewhere is only reported where the sentences are nearly the same.
    """
    if is_part(claim):
        return None
    best: tuple[Likeness, SourceSentence, Quantity] | None = None
    for source in sources:
        other = _contradicting(claim, source)
        if other is None or source.part == "note" or tell_of_different_things(claim, source):
            continue
        alike = likeness(claim, source)
        if alike.is_likely and (best is None or alike.weight > best[0].weight):
            best = (alike, source, other)
    if best is None:
        return None
    alike, source, other = best
    certain = alike.is_certain and not _modifiers_differ(claim.quantity, other) and not claim.has_note
    certain = certain and not claim.quantity.family.startswith("duration")
    if _is_told_elsewhere(claim, other, told) or _fits_better(claim, sources, alike):
        return None
    if is_supported and not certain:
        return None
    message = (
        f"“{claim.quantity.text}” here, “{_with_noun(other, source)}” in {source.label}, where the sentence is much the "
        "same. Compare them and correct the number, or say where it comes from."
    )
    is_minor = claim.has_note or _is_minor(claim.quantity)
    severity: Severity = "block" if certain else "info" if is_minor and not alike.is_certain else "warn"
    return _report("number-disagrees", severity, claim, message, source)


def _contradicting(claim: Claim, source: SourceSentence) -> Quantity | None:
    """The first quantity of `source` that counts the same and cannot be the same; None where the claim's value stands in
    the sentence as well.
    """
    if _adds_up(claim.quantity, source) or any(supports(one, claim.quantity) for one in source.quantities):
        return None
    for quantity in source.quantities:
        if not count_the_same(claim.quantity, quantity) or quantity.high <= 1:
            continue
        if any(supports(quantity, other) for other in claim.others):
            continue
        if claim.quantity.bound == quantity.bound or {claim.quantity.bound, quantity.bound} <= {
            "exact",
            "about",
        }:
            return quantity
    return None


def _modifiers_differ(one: Quantity, other: Quantity) -> bool:
    mine, theirs = set(one.phrase.split()[:-1]), set(other.phrase.split()[:-1])
    return bool(mine and theirs and not mine & theirs)


def _is_told_elsewhere(claim: Claim, other: Quantity, told: Sequence[Claim]) -> bool:
    """True where the digest names the source's number too: then the claim counts something else."""
    return any(
        one.quantity is not claim.quantity
        and count_the_same(one.quantity, other)
        and supports(other, one.quantity)
        for one in told
    )


def _fits_better(claim: Claim, sources: Sequence[SourceSentence], alike: Likeness) -> bool:
    """True where a sentence at least as like the claim has its value."""
    return any(
        likeness(claim, source).weight >= alike.weight
        for source in sources
        if source.text and any(supports(quantity, claim.quantity) for quantity in source.quantities)
    )


def _otherkind_of(claim: Claim, sources: Sequence[SourceSentence]) -> Spotted | None:
    """The value is right and what it counts is not: soldiers here, security forces there."""
    quantity = claim.quantity
    mine = kind_of(quantity)
    if not mine or quantity.family or quantity.low <= _TRIVIAL or quantity.low != quantity.high:
        return None
    found = None
    for source in sources:
        for other in source.quantities:
            if not supports(other, quantity) or other.family:
                continue
            theirs = kind_of(other)
            if not theirs or theirs == mine or (mine in _CASUALTIES) != (theirs in _CASUALTIES):
                return None
            if likeness(claim, source).words >= 2:
                found = found or (source, other)
    if not found:
        return None
    source, other = found
    message = f"“{_phrase(quantity)}” here, “{_with_noun(other, source)}” in {source.label}. Say whom or what the source counts."
    return _report("number-of-what", "warn", claim, message, source)


def _slip(claim: Claim, source: SourceSentence, other: Quantity, is_certain: bool) -> Spotted:
    message = (
        f"“{claim.quantity.text}” stands in no excerpt; {source.label} has “{_with_noun(other, source)}”, which seems to be the "
        "same thing. Compare them and correct the number, or say where it comes from."
    )
    severity: Severity = "block" if is_certain and not claim.has_note else "warn"
    return _report("number-disagrees", severity, claim, message, source)


def _unsupported(
    claim: Claim, sources: Sequence[SourceSentence], subjects: Subjects, *, is_picture: bool
) -> Spotted | None:
    """Background that an analyst knows (“a tanker of 121,000 tons”) only informs; a figure that the digest ascribes to its
    source, or gives to what an excerpt tells, has to be found there.
    """
    quantity = claim.quantity
    if not quantity.family and quantity.high <= _TRIVIAL:
        return None
    severity: Severity = "warn"
    text = claim.quantity.text
    if claim.has_note:
        severity = "info"
        message = f"“{text}” stands in no excerpt. Look it up in the source that the footnote names."
    else:
        message = f"“{text}” stands in no excerpt and no footnote. Find its source and add a footnote, or correct it."
        is_sourced = bool(_ATTRIBUTED.search(claim.sentence)) or subjects.tell_of(claim)
        is_own = is_picture or _is_minor(quantity) or _is_converted(quantity, sources)
        if is_own or not is_sourced or _is_background(claim):
            severity = "info"
    return _report("number-unsupported", severity, claim, message, None)


def _is_minor(quantity: Quantity) -> bool:
    """Small counts, fractions, lengths of time and calibers: an analyst's own words more often than a figure of the source."""
    if quantity.family == "duration":
        return True
    if quantity.family == "percent":
        # “Two thirds of”: a manner of speaking, unlike a figure in percent.
        return "%" not in quantity.text and "per" not in quantity.text
    if quantity.family == "length":
        return quantity.unit is not None and quantity.unit.factor < 1
    return not quantity.family and quantity.high <= _SMALL


def _is_background(claim: Claim) -> bool:
    """Where a place lies: “1,100 kilometers north of Port Louis”."""
    after = claim.passage.text[claim.quantity.end : claim.quantity.end + 40]
    return claim.quantity.family == "length" and bool(_DIRECTION.match(after))


def _is_converted(quantity: Quantity, sources: Sequence[SourceSentence]) -> bool:
    """A sum of money where the sources have sums in other currencies only: converted, it may be right."""
    money = {one.family for source in sources for one in source.quantities if one.family.startswith("money")}
    return quantity.family.startswith("money") and bool(money) and quantity.family not in money


def _phrase(quantity: Quantity) -> str:
    return f"{quantity.text} {quantity.phrase}".strip()


def _with_noun(quantity: Quantity, source: SourceSentence) -> str:
    return quantity.text if f"{quantity.text}-" in source.text else _phrase(quantity)


def _report(
    code: str, severity: Severity, claim: Claim, message: str, source: SourceSentence | None
) -> Spotted:
    span = (claim.quantity.start, claim.quantity.noun_end)
    if source is None:
        return spotted(code, severity, claim.passage, span, message)
    return spotted(
        code, severity, claim.passage, span, message, near=source.text, near_label=source.label, basis=(source.text,)
    )  # fmt: skip
