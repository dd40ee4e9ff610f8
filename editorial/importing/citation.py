"""Finds the citations of a text, also those on several lines, and makes structured citations of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from editorial.factcheck.finders.citation_parts import CitationParts, read_citation, strip_title
from editorial.factcheck.finders.citation_tail import is_access_note, read_tail
from editorial.factcheck.finders.dates import read_dates
from editorial.factcheck.finders.quotes import is_wholly_quoted, pair_double
from editorial.importing.kinds import Kind, is_url, kind_of
from editorial.importing.languages import detect_language, english_share, looks_english, main_script
from editorial.importing.lines import Paragraph
from editorial.importing.parsed import ParsedCitation

_MOST_LINES = 4
_UNSURE = 0.4  # a share of English below this says little about a title of two or three words
_AUTHOR_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV|Ph\.?D|M\.?D|Esq|et\s+al)\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CitationGroup:
    """The lines of one citation:

    `count` paragraphs from `start`; `original` is a title alone on its line before it.
    """

    start: int
    count: int
    parts: CitationParts
    original: Paragraph | None
    lines: tuple[Paragraph, ...]

    @property
    def body(self) -> tuple[Paragraph, ...]:
        return self.lines[1:] if self.original else self.lines

    @property
    def as_given(self) -> str:
        return "\n".join(paragraph.text for paragraph in self.lines)


def _is_lone_title(text: str) -> bool:
    """True for a line that can be the title of a foreign source standing alone."""
    if len(text) > 300 or (
        not 1 < len(text.split()) <= 34
        and main_script(text) not in {"Hani", "Kana", "Thai", "Khmr", "Laoo", "Mymr"}
    ):
        return False
    script = main_script(text)
    if script is None or kind_of(text) is not Kind.TEXT:
        return False
    if script != "Latn":
        return True
    return not text.endswith((".", ",", ":", ";")) and not looks_english(text.strip('“”"«»'))


def _is_bare_tail(text: str) -> bool:
    """`Outlet (descriptor), 9 November 2023.` on a line of its own."""
    if len(text) > 300 or text[:1] in '“"«„':
        return False
    tail = read_tail(f", {text}", 0)
    return bool(tail and tail.outlet and tail.date and tail.descriptor and not tail.rest)


def _joins(first: Paragraph, second: Paragraph, joined: str) -> bool:
    """May `second` continue the citation that begins with `first`?"""
    if kind_of(second.text) is not Kind.TEXT or len(second.text) > 400:
        return False
    if second.gap == 0:
        return len(joined) < 500
    open_ended = joined.endswith(",") and second.gap == 1 and len(joined) < 300
    return open_ended or (second.gap == 1 and is_wholly_quoted(first.text) and _is_bare_tail(second.text))


def _is_complete(parts: CitationParts) -> bool:
    return parts.strength == "strong" and not (parts.quote_problem)


def _is_author_line(text: str) -> bool:
    return text.endswith(",") and len(text.split()) <= 10 and text[:1] not in '“"«„‘'


def _stands_alone(text: str) -> bool:
    """True for a line that is a whole citation by itself: it continues nothing."""
    parts = read_citation(text)
    return parts is not None and _is_complete(parts)


def _read_lines(paragraphs: Sequence[Paragraph], index: int) -> tuple[int, CitationParts] | None:
    """The citation beginning at `index`, over as many lines as it takes; the shortest complete one wins."""
    joined = paragraphs[index].text
    best = read_citation(joined)
    best_count = 1
    if best and _is_complete(best):
        return 1, best
    for count in range(2, _MOST_LINES + 1):
        position = index + count - 1
        if position >= len(paragraphs) or not _joins(paragraphs[index], paragraphs[position], joined):
            break
        following = paragraphs[position].text
        if is_url(following) or (_stands_alone(following) and not _is_author_line(joined)):
            break
        joined = f"{joined} {paragraphs[position].text}"
        parts = read_citation(joined)
        if parts and _is_complete(parts) and len(parts.rest.split()) < 6:
            return count, parts
    return (best_count, best) if best else None


def _may_be_meant(parts: CitationParts) -> bool:
    """False for a headline with a word in quotation marks: it has neither the comma of a title nor a date."""
    return bool(parts.comma_after_title or parts.tail.date or parts.title[-1:] in {"?", "!", "…"})


def citation_at(paragraphs: Sequence[Paragraph], index: int) -> CitationGroup | None:
    """The citation that begins at `index`, if one does. Weak readings count only behind two blank lines."""
    first = paragraphs[index]
    if kind_of(first.text) is Kind.NOTE or kind_of(first.text) is Kind.HEADER:
        return None
    read = _read_lines(paragraphs, index)
    expected = first.gap >= 2
    if read and (read[1].strength != "weak" or (expected and _may_be_meant(read[1]))):
        count, parts = read
        return CitationGroup(index, count, parts, None, tuple(paragraphs[index : index + count]))
    if index + 1 < len(paragraphs) and paragraphs[index + 1].gap <= 1 and _is_lone_title(first.text):
        read = _read_lines(paragraphs, index + 1)
        if read and _may_follow_title(first.text, read[1]):
            count, parts = read
            return CitationGroup(index, count + 1, parts, first, tuple(paragraphs[index : index + 1 + count]))
    return None


def _may_follow_title(title: str, parts: CitationParts) -> bool:
    if main_script(title) != "Latn":
        return main_script(parts.title) != main_script(title)
    own_translation = parts.translated_title or parts.tail.leading or split_translation(parts.title)[1]
    return not own_translation and looks_english(parts.title)


def find_citations(paragraphs: Sequence[Paragraph]) -> dict[int, CitationGroup]:
    """Every citation of the text by the index of its first paragraph."""
    found: dict[int, CitationGroup] = {}
    index = 0
    while index < len(paragraphs):
        group = citation_at(paragraphs, index)
        if group:
            found[index] = group
        index += group.count if group else 1
    return found


def resembles_citation(text: str) -> bool:
    """True for a short line with quotation marks or parentheses that ends in a date:

    a citation that cannot be read.
    """
    if len(text) > 350 or not any(mark in text for mark in '“"«(‘„'):
        return False
    dates = [reading for reading in read_dates(text) if reading.form not in {"year", "none"}]
    return (
        bool(dates)
        and len(text[dates[-1].end :].strip(' .)”"')) < 5
        and text[: dates[-1].start].rstrip().endswith((",", ")"))
    )


def split_authors(text: str) -> tuple[str, ...]:
    """("A", "B", "C") of "A, B and C"."""
    bare = re.sub(r"^by\s+", "", text.strip(" ,،"), flags=re.IGNORECASE)
    bare = bare if re.search(r"\b(?:[A-Z]|Jr|Sr|al)\.$", bare) else bare.rstrip(".")
    names: list[str] = []
    for name in re.split(r"\s*[,;،、]\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+", bare):
        if names and _AUTHOR_SUFFIX.match(name):
            names[-1] = f"{names[-1]}, {name}"
        elif name.strip():
            names.append(name.strip())
    return tuple(names)


def _closing_parenthesis(title: str) -> tuple[str, str] | None:
    """(before, inside) of the last balanced parenthesis, where the title ends with it."""
    pairs = {")": "(", "]": "[", "）": "（"}
    close = title[-1:]
    if close not in pairs:
        # “Original (Translation,”: the closing parenthesis is lost.
        opened = title.rfind("(")
        lost = opened > 0 and ")" not in title[opened:] and title.count("(") == title.count(")") + 1
        return (title[:opened].strip(), title[opened + 1 :].strip()) if lost else None
    depth = 0
    for index in range(len(title) - 1, -1, -1):
        depth += (title[index] == close) - (title[index] == pairs[close])
        if depth == 0:
            return title[:index].strip(), title[index + 1 : -1].strip()
    return None


def split_translation(title: str) -> tuple[str, str | None]:
    """(original, translation) of “Original title (Translated title)”; the translation is None where there is
    none.
    """
    split = _closing_parenthesis(title.rstrip(" ,."))
    if not split or not split[0] or not split[1]:
        return title, None
    original, inside = split
    if main_script(original) not in {"Latn", None}:
        return (original, inside) if main_script(inside) == "Latn" else (title, None)
    # “Ship Sinks off Port (Updated)” is English with a remark; a foreign title has a translation of like
    # length.
    words, inner = len(original.split()), len(inside.split())
    if inner * 3 < words or (inner < 2 < words):
        return title, None
    if inner > 1 and inside[:1].isupper() and words <= 3 and max(map(english_share, split)) < _UNSURE:
        return original, inside  # too short for statistics: “Le quai (The Quay)”
    doubtful = looks_english(original) and (
        inner * 2 < words or english_share(original) * 4 > english_share(inside)
    )
    return (title, None) if doubtful else (original, inside)


def _is_outer(title: str) -> bool:
    """False where the first mark belongs to the first words only: “Sultan” Launched; ‘El Zurdo,’ a Man."""
    bare = title.rstrip(", ")
    if title[0] in "‘'":
        closing = re.search(r"[’'](?!\w)", bare[1:])
        return closing is None or closing.end() + 1 == len(bare) or bare[-1:] in "’'"
    return not any(start == 0 and end < len(bare) - 1 for start, end in pair_double(bare).pairs)


def _strip_outer(title: str) -> str:
    """A translation without its own quotation marks; an inner pair that ends it keeps its closing mark."""
    if not title[:1] or title[0] not in "“\"„«‘'":
        return title
    inner = title[1:].rstrip(", ")
    if not _is_outer(title):
        return title
    opens, closes = sum(inner.count(mark) for mark in "“„«"), sum(inner.count(mark) for mark in "”»")
    if title[0] in "\"'":
        return inner.rstrip(title[0]).rstrip(",")
    drop = inner[-1:] in "”»’" and (closes > opens or title[0] in "‘")
    return strip_title(inner[:-1] if drop else inner)


def _unwrapped(title: str) -> str:
    """A translation that stands in parentheses and quotation marks, “(“Port Closed”)”, without both."""
    split = _closing_parenthesis(title)
    if split is None or split[0] or not split[1]:
        return title
    return strip_title(_strip_outer(split[1]))


def _titles(group: CitationGroup) -> tuple[str | None, str | None]:
    """(original, translated)."""
    parts = group.parts
    if group.original:
        return strip_title(_strip_outer(group.original.text)), _unwrapped(parts.title) or None
    if parts.translated_title:
        return parts.title, parts.translated_title
    if parts.tail.leading:
        return parts.title, strip_title(_strip_outer(parts.tail.leading))
    original, translated = split_translation(parts.title)
    return original or None, strip_title(_strip_outer(translated)) if translated else None


def build_citation(group: CitationGroup) -> ParsedCitation:
    """The structured citation. Nothing is completed: what the lines do not name is None."""
    parts, tail = group.parts, group.parts.tail
    original, translated = _titles(group)
    language = (
        detect_language(original, has_translation=translated is not None, outlet=tail.descriptor or "")
        if original
        else "und"
    )
    archived = (
        tail.url
        if tail.url and re.search(r"web\.archive\.org|archive\.(?:ph|is|today|li)|perma\.cc", tail.url)
        else None
    )
    given = group.as_given
    if parts.rest and len(parts.rest.split()) > 5 and not is_access_note(parts.rest):
        given = given[: max(0, given.rfind(parts.rest[:80]))].rstrip() or given
    return ParsedCitation(
        as_given=given,
        line=group.lines[0].line,
        authors=split_authors(parts.authors_text),
        original_title=original,
        original_language=language,
        translated_title=translated,
        outlet=tail.outlet,
        outlet_note="; ".join(tail.notes) or None,
        outlet_descriptor=tail.descriptor,
        place=tail.place,
        published_on=tail.date.value if tail.date else None,
        date_as_given=tail.date.text if tail.date else None,
        url=None if archived else tail.url,
        archived_url=archived,
        url_residue=tail.residue,
    )
