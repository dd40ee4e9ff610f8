"""What is wrong with the references in footnotes.

`find_in_note` reads one note: target lost, publication or date missing, comma missing, placeholders, web addresses that are
cut. `find_references` reads the notes of an article together: twice the same note, one address under two titles, “ibid.” and
short forms without the note they point to.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from editorial.factcheck.finders.article_text import Archive, ArticleText, NoteText, Spotted, spotted
from editorial.factcheck.finders.dates import DateReading, read_dates
from editorial.factcheck.finders.finding import Finding, finding
from editorial.factcheck.finders.quotes import pair_double

# Where a note breaks off. “It was published online.” and “where it came from.” are whole sentences.
_FOUND = (
    r"(?:available|accessible|accessed|found|seen|viewed|retrieved|read|downloaded|watch(?:ed)?|visit(?:ed)?|listen|hosted|"
    r"archived|posted|published|reprinted|quoted|cited)"
)
_UNFINISHED = re.compile(
    r"(?:[:,(“]|(?<!\w)(?<!holy )(?:see|see also|cf|cf\. also|e\.g\.|see for (?:example|instance))[\s.]*"
    rf"|\b{_FOUND}(?: online)? (?:at|from|via|on|in|here)[\s.]*|\bavailable online[\s.]*"
    r"|\b(?:is|are|see|more|text|video|report|pictures|images|click|link) here[\s.]*"
    r"|\b(?:at|from|via|of|the|and|by|with|for|to|in|on|or|here|that|which|online|also))$",
    re.IGNORECASE,
)
_LOOSE_END = re.compile(r"(?:https?://\S+|www\.\S+)[,:]$|;$", re.IGNORECASE)
_ONLY_A_WORD = re.compile(
    r"\W*(?:sources?|links?|urls?|see|cf|note|footnote|endnote|ref(?:erence)?|citation|cite|n/?a|to come|none|text|date)\W*",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\[(?:url|link|date|title|author|source|page|insert[^\]\n]{0,40}|add[^\]\n]{0,40}|citation needed|cite|tk|tbd|x+|\?+)\]"
    r"|\b(?:TK(?! ?\d)|TKTK|TBD|TBC|X{4,}|x{4,}|FIXME|TODO:)"
    r"|\b(?i:insert|add|find|need) (?:URL|link|citation|date|source) here\b|\?{3,}"
)
# An address that ends where none ends, or goes on behind a space.
_CUT_END = re.compile(
    r"(?:https?(?::/?/?)?|https?://www\.?|www\.?|https?://[^\s./]{1,60}|(?:https?://|www\.)\S*(?:[-=&%_?]|…|\.\.\.)[”\"’)\].]?)$",
    re.IGNORECASE,
)
_CUT_MIDDLE = re.compile(
    r"(?<!\S)(?:https?://|www\.)[^\s<>]{1,400}[/=&_-] (?=[a-z0-9%]*[/=&%_-][\w/=&%.-]*(?:[\s,;.)]|$))(?!\d{4}[\s,.;)])[\w/=&%.-]+"
)
# Said to have no date, dated in another calendar, or dated in a way that only people read.
_DATED_OTHERWISE = re.compile(
    r"\b(?:undated|n\. ?d\.|no date|date unknown|forthcoming|in press|in preparation)|\b\d{1,2}[/.]\d{1,2}[/.]\d\d\b"
    r"|\b1[34]\d\d\b|\b25\d\d\b",
    re.IGNORECASE,
)
# Behind the title of a short form stand pages and nothing else.
_SHORT_FORM = re.compile(r"[,\s]*(?:pp?\.\s*|page\s+|pages\s+)?\d{1,4}(?:\s*[-–]\s*\d{1,4})?[\s.]*$")
_TITLE_ONLY = re.compile(
    r"(?:(?i:see(?: also)?:?) )?[A-ZÀ-Þ][\w.’'-]*(?: (?:[A-ZÀ-Þ][\w.’'-]*|and|de|von|van|bin|al)){1,7}, $"
)
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
    r"(?<![\w’'-])(?P<name>[A-Z][\w’'-]{0,60}(?: [A-Z][\w’'-]{0,60}){0,4}) (?P<issue>(?:0[1-9]|1[0-2])-(?:19|20)\d\d)\b"
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
    if not after and start < _WINDOW and _TITLE_ONLY.fullmatch(text[:start]):
        return True
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
    if _SHORT_FORM.match(reference.after):
        return
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
    elif not date and not _URL.search(reference.after) and not _DATED_OTHERWISE.search(reference.after):
        what = "date and URL" if named else "publication, date and URL"
        yield finding(
            "reference-undated",
            "block",
            text,
            span,
            f"The reference has no {what}. Add the date, or a URL with the day of access.",
        )


def _has_author(reference: Reference) -> bool:
    if re.search(r"@\w+[\s:,]*$", reference.before):
        return True
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


def _tail(text: str) -> int:
    """Where the last words of a text begin: about forty letters, from the beginning of a word on."""
    start = max(0, len(text) - 40)
    space = text.find(" ", start) if start else -1
    return space + 1 if space >= 0 else start


def _unfinished(text: str) -> Iterator[Finding]:
    stripped = text.rstrip()
    span = (_tail(stripped), len(stripped))
    last = stripped[-_WINDOW:]
    if stripped and _ONLY_A_WORD.fullmatch(stripped[:40]):
        message = "The footnote says nothing yet. Write its reference, or delete it and its marker."
        yield finding("note-unfinished", "block", text, (0, len(stripped)), message)
    elif _LOOSE_END.search(last):
        message = (
            f"The footnote ends with “{last[-1]}”. Check that nothing is lost, and end it with a period."
        )
        yield finding("note-unfinished", "warn", text, span, message)
    elif _CUT_END.search(last):
        message = "The web address at the end is cut off. Find the whole address and complete the footnote."
        yield finding("note-url-cut", "block", text, span, message)
    elif _UNFINISHED.search(last):
        message = (
            "The footnote breaks off: its target or web address is lost. Find it and complete the footnote."
        )
        yield finding("note-unfinished", "block", text, span, message)


def _placeholders(text: str) -> Iterator[Finding]:
    for match in _PLACEHOLDER.finditer(text):
        message = f"“{match.group()}” holds a place. Put in what belongs there."
        yield finding("note-placeholder", "block", text, match.span(), message)
    for match in _CUT_MIDDLE.finditer(text):
        message = "There is a space inside of the web address. Join its parts, and try the address."
        yield finding("note-url-cut", "block", text, match.span(), message)


def _house_issue(text: str) -> Iterator[Finding]:
    """Back issues are called month-year (“02-2023”), behind the digest's name and a comma."""
    for match in _BACK_ISSUE.finditer(text):
        message = f"The comma between {match['name']} and the issue is missing. Add it."
        yield finding("issue-comma", "info", text, match.span(), message)


def find_in_note(text: str) -> list[Finding]:
    """Findings on the references of one footnote; its typography is `find_in_text`'s."""
    found = [*_unfinished(text), *_placeholders(text), *_house_issue(text)]
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


_IBID = re.compile(r"\W*(?:see )?(?:ibid|idem|loc\. ?cit)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>“”\"]+", re.IGNORECASE)
# Below this likeness two titles are two titles; a subtitle or another dash stays above it.
_SAME_TITLE = 75


def find_references(article: ArticleText, archive: Archive) -> Iterator[Spotted]:
    """What only shows when the notes of an article are read together; single notes are `find_in_note`'s."""
    notes = sorted(article.notes, key=lambda note: note.number)
    yield from _same_notes(notes)
    yield from _ibids(notes)
    yield from _short_forms(article, notes)
    yield from _addresses(notes)


def _same_notes(notes: list[NoteText]) -> Iterator[Spotted]:
    seen: dict[str, NoteText] = {}
    for note in notes:
        plain = re.sub(r"\W+", " ", note.text).strip().casefold()
        if len(plain) < 20 or not note.paragraphs or _IBID.match(note.text):
            continue
        first = seen.setdefault(plain, note)
        if first is not note:
            message = f"Footnote {note.number} is the same as footnote {first.number}. Check that it is the one you mean."
            passage = note.paragraphs[0]
            span = (0, len(passage.text))
            yield spotted("note-same", "warn", passage, span, message, basis=(first.text,))


def _ibids(notes: list[NoteText]) -> Iterator[Spotted]:
    """“Ibid.” points to the note before, so that note must be there and name one source."""
    for before, note in zip([None, *notes], notes, strict=False):
        match = _IBID.match(note.paragraphs[0].text) if note.paragraphs else None
        if not match:
            continue
        passage, span = note.paragraphs[0], match.span()
        if before is None:
            message = "The first footnote says “ibid.”, but there is none before it. Name the source."
            yield spotted("note-ibid", "block", passage, span, message)
        elif len(read_references(before.text)) > 1:
            message = f"Footnote {before.number} names several sources, so “ibid.” may be any of them. Name the source."
            yield spotted("note-ibid", "warn", passage, span, message, basis=(before.text,))
        else:
            message = "“Ibid.” is lost when footnotes are added or moved. Better name the source again."
            yield spotted("note-ibid", "info", passage, span, message)


def _plain(title: str) -> str:
    return re.sub(r"\W+", " ", title).strip().casefold()


def _short_forms(article: ArticleText, notes: list[NoteText]) -> Iterator[Spotted]:
    """`Lenk, “Grain,” 45`: the whole title must stand in an earlier note, or in a citation."""
    titles = [
        _plain(title)
        for excerpt in article.excerpts
        for title in (excerpt.original_title, excerpt.translated_title)
    ]
    for note in notes:
        for passage in note.paragraphs:
            for reference in read_references(passage.text):
                title = _plain(reference.title)
                short = _SHORT_FORM.match(reference.after) is not None
                if short and not any(title in earlier for earlier in titles):
                    span = (reference.start, reference.end)
                    message = "No earlier footnote gives this source in full. Give publication and date here."
                    yield spotted("note-short-form", "warn", passage, span, message)
                titles.append(title)


def _addresses(notes: list[NoteText]) -> Iterator[Spotted]:
    """One web address under two titles: one of them was pasted into the wrong note."""
    seen: dict[str, tuple[NoteText, str]] = {}
    for note in notes:
        for passage in note.paragraphs:
            references = read_references(passage.text)
            for match in _ADDRESS.finditer(passage.text):
                title = next((one.title for one in reversed(references) if one.end <= match.start()), "")
                address = re.sub(
                    r"^(?:https?://)?(?:www\.)?|[.,;:)\]]+$", "", match.group(), flags=re.IGNORECASE
                )
                address = address.rstrip("/").casefold()
                if not title or "/" not in address:
                    continue
                first, other = seen.setdefault(address, (note, title))
                if fuzz.token_set_ratio(_plain(title), _plain(other)) < _SAME_TITLE:
                    message = f"Footnote {first.number} gives this address for “{other.rstrip(',')}”. Check which is right."
                    yield spotted(
                        "note-url-titles", "warn", passage, match.span(), message, basis=(first.text,)
                    )
