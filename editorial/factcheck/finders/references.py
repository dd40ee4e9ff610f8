"""What is wrong with the references in a footnote:

target lost, publication or date missing, comma missing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from editorial.factcheck.finders.dates import DateReading, read_dates
from editorial.factcheck.finders.finding import Finding, finding
from editorial.factcheck.finders.quotes import pair_double

_UNFINISHED = re.compile(r"(?:\b(?:see|at|here|cf|from|also|online|via)\b[\s.]*|[:,;])$", re.IGNORECASE)
_SEE = re.compile(
    r"(?:\b(?:see(?:\s+also)?(?:\s+for\s+instance)?|in|at|from|also|cf\.?)\s*|[:;]\s*|^)$", re.IGNORECASE
)
_NAME_BEFORE = re.compile(
    r"(?:^|[\s:;(])(?P<name>[A-ZÀ-Þ][\w.’'-]*(?:[ "
    r"\t]+(?:[A-ZÀ-Þ][\w.’'-]*|and|de|von|van|bin|al)){0,5})[ \t]*$"
)
_LEAD_WORDS = frozenset([
    "see", "also", "for", "in", "the", "and", "statement", "quoted", "website", "page", "article",
    "report", "at", "from", "images", "on", "to", "as", "more", "read", "video", "here", "according",
])  # fmt: skip
# What introduces a title stands directly before it; looking no further keeps long notes linear.
_WINDOW = 300
_MOST_UNCLOSED = 20
_BACK_ISSUE = re.compile(
    r"(?P<name>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,4}) (?P<issue>(?:0[1-9]|1[0-2])-(?:19|20)\d\d)\b"
)
_URL = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """A quoted title in a note with what surrounds it.

    `before` ends at the title, `after` begins behind it.
    """

    start: int
    end: int
    title: str
    before: str
    after: str
    after_start: int


def _title_spans(text: str) -> list[tuple[int, int]]:
    """(open, close) of quotations that can be titles:

    outermost pairs, and an unclosed one that ends in a comma.
    """
    pairing = pair_double(text)
    outer: list[tuple[int, int]] = []
    for start, end in sorted(pairing.pairs):
        if not outer or start > outer[-1][1]:
            outer.append((start, end))
    # “The coast against “the quay,”, 17 August: the outer mark is never closed, the title ends where the
    # inner does.
    by_start = {span[0]: index for index, span in enumerate(outer)}
    starts = sorted(by_start)
    for at in pairing.unclosed[-_MOST_UNCLOSED:]:
        position = bisect_right(starts, at)
        if position == len(starts):
            break
        index = by_start[starts[position]]
        start, end = outer[index]
        if text[end - 1] == "," and start - at < 400 and not re.search(r"[.;] ", text[at:start]):
            outer[index] = (at, end)
    return outer


def _is_title(text: str, start: int, end: int) -> bool:
    """A title begins with a capital and is followed by a comma, or by a capital, or by the end of the
    reference.
    """
    inside, after = text[start + 1 : end], text[end + 1 : end + 40].lstrip()
    first = next((character for character in inside if character.isalnum()), "")
    if not first or first.islower() or len(inside) < 8:
        return False
    raw_before = text[max(0, start - _WINDOW) : start]
    before = raw_before.rstrip()
    introduced = (
        bool(_SEE.search(before)) or before.endswith((",", ".")) or bool(_NAME_BEFORE.search(raw_before))
    )
    if inside.rstrip("’”").endswith(",") or after[:1] == ",":
        # “We shall stay,” he said: words, not a title.
        return introduced and not re.match(r"(?:he|she|they|it|said|the|as|and|but|a)\b", after.lstrip(", "))
    return bool(_SEE.search(before)) and (not after or after[:1].isupper() or after[:1] in "(;")


def read_references(text: str) -> list[Reference]:
    """Every quoted title in `text` that looks like a reference to a publication."""
    spans = [span for span in _title_spans(text) if _is_title(text, *span)]
    found = []
    for index, (start, end) in enumerate(spans):
        limit = spans[index + 1][0] if index + 1 < len(spans) else len(text)
        after = text[end + 1 : limit]
        cut = re.search(r";|(?<=[\w)\]]{3})\.\s+(?=[A-Z][a-z]+\s)", after)
        if cut and index + 1 < len(spans):
            after = after[: cut.start()]
        begin = spans[index - 1][1] + 1 if index else 0
        begin = max(begin, start - _WINDOW)
        found.append(Reference(start, end + 1, text[start + 1 : end], text[begin:start], after, end + 1))
    return found


def _full_date(reference: Reference) -> DateReading | None:
    return next((reading for reading in read_dates(reference.after) if reading.form != "none"), None)


def _publication_findings(text: str, reference: Reference) -> Iterator[Finding]:
    date = _full_date(reference)
    publication = reference.after[: date.start] if date else reference.after
    named = any(character.isalnum() for character in publication)
    introduced_by_author = reference.before.rstrip().endswith(",") or _has_author(reference)
    span = (reference.start, min(len(text), reference.after_start + (date.end if date else 20)))
    if date and not named and introduced_by_author:
        message = (
            "No publication stands between the title and the date. If the "
            "author is the publisher, nothing is missing."
        )
        yield finding("reference-publisher", "info", text, span, message)
    elif date and not named:
        yield finding(
            "reference-publication",
            "block",
            text,
            span,
            "The publication is missing. Add its name between the title and the date.",
        )
    elif not date and not _URL.search(reference.after):
        what = "date and URL" if named else "publication, date and URL"
        yield finding(
            "reference-undated",
            "block",
            text,
            span,
            f"The reference has no {what}. Add the date, or a URL with the day of access.",
        )


def _has_author(reference: Reference) -> bool:
    match = _NAME_BEFORE.search(reference.before)
    name = match["name"].split() if match else []
    return len([word for word in name if word.lower() not in _LEAD_WORDS]) >= 2


def _comma_findings(text: str, reference: Reference) -> Iterator[Finding]:
    before = reference.before.rstrip()
    if before.endswith((",", ":", ";", ".", "(")) or not _has_author(reference) or _SEE.search(before):
        return
    match = _NAME_BEFORE.search(reference.before)
    assert match is not None
    name = " ".join(word for word in match["name"].split() if word.lower() not in _LEAD_WORDS)
    at = reference.start - len(reference.before) + match.start("name")
    yield finding(
        "author-comma",
        "warn",
        text,
        (at, reference.start + 1),
        f"The comma between the author ({name}) and the title is missing. Add it.",
    )


def _unfinished(text: str) -> Iterator[Finding]:
    stripped = text.rstrip()
    match = _UNFINISHED.search(stripped)
    if match:
        message = (
            "The footnote breaks off: its target or web address is lost. Find it and complete the footnote."
        )
        yield finding("note-unfinished", "block", text, (max(0, len(stripped) - 40), len(stripped)), message)


def _house_issue(text: str) -> Iterator[Finding]:
    """Back issues are called month-year (“02-2023”), behind the digest's name and a comma."""
    for match in _BACK_ISSUE.finditer(text):
        message = f"The comma between {match['name']} and the issue is missing. Add it."
        yield finding("issue-comma", "info", text, match.span(), message)


def find_in_note(text: str) -> list[Finding]:
    """Findings on the references of one footnote; its typography is `find_in_text`'s."""
    found = [*_unfinished(text), *_house_issue(text)]
    references = read_references(text)
    if len(references) > 1:
        first, last = references[0], references[-1]
        message = (
            f"The footnote names {len(references)} sources. Check each of "
            "them, and separate them with semicolons."
        )
        found.append(finding("references-several", "info", text, (first.start, last.end), message))
    for reference in references:
        found += [*_publication_findings(text, reference), *_comma_findings(text, reference)]
    return sorted(found, key=lambda one: (one.start, one.code))
