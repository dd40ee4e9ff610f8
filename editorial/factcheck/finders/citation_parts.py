"""The grammar of a citation: `Author, “Title,” Outlet (descriptor), place, 9 November 2023. URL`.

`read_citation` takes one line apart without judging it; what is missing is None. It returns None for a line
that is no citation, such as a paragraph that begins with somebody's words in quotation marks.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from editorial.factcheck.finders.citation_tail import SPEECH, Tail, read_tail
from editorial.factcheck.finders.dates import DateReading
from editorial.factcheck.finders.quotes import is_balanced

Strength = Literal["strong", "medium", "weak"]
QuoteProblem = Literal["unclosed", "unopened", "unquoted"]

# Longer lines can only be a citation with a paragraph glued to it; the citation is within the first part.
_HEAD = 1500
_MOST_CLOSERS = 32
_MOST_NESTED = 6
_CLOSERS = {
    "“": "”\"“", "„": "“”\"", "«": "»", "\"": "\"”", "‘": "’'", "'": "'’", "「": "」", "『": "』", "《": "》",
    "‹": "›", "”": "”",
}  # fmt: skip
_LABEL = re.compile(
    r"^(?:sources?|citation|excerpt(?:ed)?(?:\s+from)?|article)\s*\d{0,2}\s*:\s*", re.IGNORECASE
)
_PARTICLES = frozenset([
    "and", "by", "with", "for", "of", "the", "von", "van", "der", "den", "de", "del", "della", "di", "da",
    "do", "dos", "das", "du", "la", "le", "el", "al", "bin", "ibn", "bint", "abu", "ben", "y", "e", "et",
    "und", "ve", "wa", "i", "staff", "special", "to", "in", "from", "al.",
])  # fmt: skip
_OPENINGS = frozenset([
    "In", "On", "At", "As", "For", "From", "According", "See", "The", "This", "That", "But", "And", "Then",
    "He", "She", "They", "It", "When", "While", "After", "Before", "Under", "By", "To", "With", "Its",
])  # fmt: skip
_WORD = re.compile(r"[^\s,;&،؛]+")
_STOP = re.compile(r"(?P<word>\w*)[.!?:](?=\s+[A-Z])")
# What may follow a date in lower case; anything else in lower case continues a sentence.
_ACCESS = re.compile(
    r"(?:(?:available|accessed|retrieved|updated|online|via|at|last|archived|in|no|vol|issue|pages?|pp?)\b)"
)


@dataclass(frozen=True, slots=True)
class CitationParts:
    """A citation taken apart.

    Spans are positions in `text`; `rest` is prose after the end of the citation.
    """

    text: str
    strength: Strength
    label: str
    authors_text: str
    title: str
    title_span: tuple[int, int]
    closing_mark: str
    tail: Tail
    comma_after_author: bool = True
    comma_after_title: bool = True
    quote_problem: QuoteProblem | None = None
    translated_title: str | None = None
    rest: str = ""
    translation_span: tuple[int, int] | None = None

    @property
    def outlet(self) -> str | None:
        return self.tail.outlet

    @property
    def descriptor(self) -> str | None:
        return self.tail.descriptor

    @property
    def date(self) -> DateReading | None:
        return self.tail.date


def strip_title(title: str) -> str:
    """A title without the comma or period that belongs to the citation, also inside a last inner mark."""
    stripped = title.strip().rstrip(",،").rstrip()
    match = re.search(r",([’'”\"»]+)$", stripped)
    if match:
        return stripped[: match.start()] + match[1]
    # “Port Opens.” Coast Weekly: the period of another style of citation, not that of “U.S.” or “…”.
    return stripped[:-1] if re.search(r"\w{3}(?<!Inc)(?<!Ltd)(?<!Corp)(?<!etc)\.$", stripped) else stripped


def _is_authors(text: str) -> bool:
    """True where the words before the title can be names: short, no sentence, capitals or particles."""
    if not text:
        return True
    if len(text) > 200 or any(not _is_abbreviated(match) for match in _STOP.finditer(text)):
        return False
    words = _WORD.findall(text)
    small = [
        word for word in words if word[:1].islower() and word not in _PARTICLES and not _has_prefix(word)
    ]
    if len(small) == 1 and 1 < len(words) <= 5 and text.rstrip().endswith(",") and text[:1].isupper():
        # “Equipo de investigación,”: one word in lower case may belong to the name of an office.
        return not SPEECH.search(text) and words[0] not in _OPENINGS
    return not small and len(words) <= 24 and not text.rstrip().endswith(":")


def _is_abbreviated(stop: re.Match[str]) -> bool:
    """True for the period of an initial or a title: A. Vero, Dr. Vero, Rear Adm. Vero."""
    word = stop["word"]
    return stop.group()[len(word)] == "." and (
        (len(word) <= 4 and word[:1].isupper()) or word in {"trans", "ed", "eds"}
    )


def _has_prefix(word: str) -> bool:
    return "-" in word and any(character.isupper() for character in word)


def _opening(text: str) -> int | None:
    """Where the title opens: the first quotation mark at the start, or after the authors."""
    for index, character in enumerate(text[:260]):
        if character not in _CLOSERS:
            continue
        before = text[index - 1] if index else " "
        # An apostrophe inside a name (O’Neill, D'Souza) opens nothing.
        if before.isspace() or before in "(,:،":
            return index
    return None


def _closers(text: str, opening: int, most: int) -> list[int]:
    marks = _CLOSERS[text[opening]]
    found = []
    for index in range(opening + 2, len(text)):
        if text[index] in marks and not (text[index + 1 : index + 2].isalnum() and text[index] in "’'"):
            found.append(index)
            if len(found) == most:
                break
    return found


def _score(text: str, opening: int, closing: int, tail: Tail) -> int:
    title = text[opening + 1 : closing]
    balanced = is_balanced(title)
    comma = title[-1:] in ",،?؟!…)" or text[closing + 1 : closing + 2] in {",", "،"}
    return 8 * balanced + 2 * comma + 4 * bool(tail.outlet) + bool(tail.date) + bool(tail.descriptor)


def _second_title(text: str, start: int) -> tuple[tuple[int, int], Tail] | None:
    """`“Original,” “Translation,” Outlet …`: the second title and what follows it."""
    opening = start + len(text[start:]) - len(text[start:].lstrip(" ,،"))
    if opening >= len(text) or text[opening] not in '“„«"‘':
        return None
    found = _best_closing(text, opening, nested=False)
    return ((opening + 1, found[0]), found[1]) if found else None


def _best_closing(
    text: str, opening: int, *, nested: bool = True
) -> tuple[int, Tail, tuple[int, int] | None] | None:
    best: tuple[int, int, Tail, tuple[int, int] | None] | None = None
    for closing in _closers(text, opening, _MOST_CLOSERS if nested else _MOST_NESTED):
        span: tuple[int, int] | None = None
        second = _second_title(text, closing + 1) if nested else None
        if second:
            span, tail = second
        else:
            read = read_tail(text, closing + 1)
            if read is None:
                continue
            tail = read
        score = _score(text, opening, closing, tail)
        if best is None or score >= best[0]:
            best = (score, closing, tail, span)
    return best[1:] if best else None


def _strength(tail: Tail, authors: str, *, comma_after_author: bool, comma_after_title: bool) -> Strength:
    dated = tail.date is not None and tail.date.form not in {"year", "unreadable"}
    # A headline or a dek with a word in quotation marks: Units Adopt “Swarm” Tactics (Video).
    if not comma_after_title and (not comma_after_author or not (authors or dated)):
        return "weak"
    if dated and (tail.outlet or tail.descriptor):
        return "strong"
    if tail.outlet and (tail.descriptor or tail.url or tail.date or (authors and comma_after_author)):
        return "medium"
    return "weak"


def _read_quoted(text: str, label: str, opening: int) -> CitationParts | None:
    authors = text[len(label) : opening].strip()
    if not _is_authors(authors):
        return None
    found = _best_closing(text, opening)
    if found is None:
        return None
    closing, tail, span = found
    rest = tail.rest
    prose = len(rest.split()) > 5
    if prose and not (tail.descriptor and tail.date):
        return None
    if rest[:1].islower() and len(rest.split()) > 2 and not _ACCESS.match(rest):
        return None
    after = text[closing + 1 : closing + 2]
    title = text[opening + 1 : closing]
    comma_after_author = not authors or authors.endswith((",", "،", ":"))
    comma_after_title = title.rstrip("’”'\"").endswith((",", "،")) or after in {",", "،"}
    ended = comma_after_title or title.rstrip("’”'\"").endswith((".", "?", "!", "…", "؟", "？", "！"))
    return CitationParts(
        text=text,
        strength=_strength(tail, authors, comma_after_author=comma_after_author, comma_after_title=ended),
        label=label.strip(),
        authors_text=authors.rstrip(",، "),
        title=strip_title(title),
        title_span=(opening + 1, closing),
        closing_mark=text[closing],
        tail=tail,
        comma_after_author=comma_after_author,
        comma_after_title=comma_after_title,
        translated_title=strip_title(text[span[0] : span[1]]) if span else None,
        translation_span=span,
        rest=rest,
    )


def _read_unmarked(text: str, label: str) -> CitationParts | None:
    """A citation whose title lost one or both marks.

    Only a full tail, outlet (descriptor), date, identifies it.
    """
    if len(text) > 500:
        return None
    closer = max(text.rfind(",”"), text.rfind("”,"), text.rfind(',"'), text.rfind("»,"))
    for comma in [closer] if closer > 0 else [match.start() for match in re.finditer(",", text)][-8:][::-1]:
        start = comma + 2 if closer > 0 else comma + 1
        tail = read_tail(text, start)
        if (
            tail
            and tail.outlet
            and tail.descriptor
            and tail.date
            and not tail.rest
            and text[start:].strip()[:1] != "("
        ):
            break
    else:
        return None
    opening = len(label) + (text[len(label) : len(label) + 1] in _CLOSERS)
    problem: QuoteProblem = "unopened" if closer > 0 else "unclosed" if opening > len(label) else "unquoted"
    title = text[opening:comma]
    if len(title.split()) > 50 or not title.strip() or ". " in title.strip():
        return None
    return CitationParts(text, "medium", label.strip(), "", strip_title(title), (opening, comma), "", tail,
                         quote_problem=problem)  # fmt: skip


@lru_cache(maxsize=8192)
def read_citation(text: str) -> CitationParts | None:
    """Takes one line apart; None where it is no citation.

    The line is expected without surrounding white space.
    """
    head = text[:_HEAD]
    match = _LABEL.match(head)
    label = match.group() if match else ""
    opening = _opening(head[len(label) :])
    found = _read_quoted(head, label, opening + len(label)) if opening is not None else None
    found = found or _read_unmarked(head, label)
    if found and len(text) > _HEAD:
        return None if not found.rest else _with_rest(found, text)
    return found


def _with_rest(parts: CitationParts, text: str) -> CitationParts:
    return replace(parts, text=text, rest=parts.rest + text[_HEAD:])
