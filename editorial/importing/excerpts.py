"""The excerpts of an article: a citation, then paragraphs, until the next citation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from editorial.factcheck.finders.citation_tail import is_access_note
from editorial.factcheck.finders.citations import findings_of
from editorial.importing.citation import CitationGroup, build_citation, resembles_citation
from editorial.importing.kinds import is_url
from editorial.importing.languages import is_language_uncertain
from editorial.importing.lines import Paragraph
from editorial.importing.parsed import LineFinding, ParsedCitation, ParsedExcerpt


@dataclass(slots=True)
class _Draft:
    citation: ParsedCitation
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class Excerpts:
    excerpts: list[ParsedExcerpt] = field(default_factory=list)
    findings: list[LineFinding] = field(default_factory=list)


def _line_in(group: CitationGroup, offset: int) -> int:
    """The line of the input on which position `offset` of the joined citation stands."""
    position = 0
    for paragraph in group.body:
        position += len(paragraph.text) + 1
        if offset < position:
            return paragraph.line
    return group.lines[-1].line


def _citation_findings(group: CitationGroup, citation: ParsedCitation) -> list[LineFinding]:
    found = [LineFinding.at(_line_in(group, one.start), one) for one in findings_of(group.parts)]
    line = group.lines[0].line
    if group.original:
        message = (
            "The original title stands alone on its line; it was joined with the "
            "citation below it. Check that they belong together."
        )
        found.append(LineFinding("original-title-alone", "warn", line, group.original.text, message))
    elif citation.translated_title and not (group.parts.tail.leading or group.parts.translated_title):
        message = (
            "Original title and translation stand inside one pair of quotation "
            "marks; they were split at the last parenthesis."
        )
        found.append(LineFinding("translation-in-title", "info", line, citation.translated_title, message))
    elif citation.translated_title:
        message = "The translated title stands in a parenthesis of its own."
        found.append(LineFinding("translation-apart", "info", line, citation.translated_title, message))
    elif citation.original_title and citation.original_language not in {"en", "und"}:
        message = (
            f"The title is not in English ({citation.original_language}) and "
            "has no translation. Add one in parentheses."
        )
        found.append(LineFinding("translation-missing", "warn", line, citation.original_title, message))
    if _is_guessed_language(citation):
        message = (
            f"The title is too short or too mixed to be sure of its language; {citation.original_language} is "
            "a guess. Check it."
        )
        found.append(LineFinding("language-uncertain", "info", line, citation.original_title, message))
    if len(group.body) > 1:
        message = f"The citation runs over {len(group.body)} lines. They were joined."
        found.append(LineFinding("citation-lines", "info", group.body[0].line, None, message))
    return found


def _is_guessed_language(citation: ParsedCitation) -> bool:
    return bool(citation.original_title) and is_language_uncertain(
        citation.original_title or "",
        has_translation=citation.translated_title is not None,
        outlet=citation.outlet_descriptor or "",
    )


def _take_url(draft: _Draft, paragraph: Paragraph) -> bool:
    """A web address on a line of its own belongs to the citation if that has none yet, and so does the day of
    access.
    """
    if not draft.paragraphs and is_access_note(paragraph.text):
        draft.citation = replace(draft.citation, as_given=f"{draft.citation.as_given}\n{paragraph.text}")
        return True
    address, _, accessed = paragraph.text.partition(" ")
    if draft.citation.url or draft.citation.archived_url or not is_url(address):
        return False
    if accessed and (draft.paragraphs or not is_access_note(accessed)):
        return False
    url = address.strip("<>").rstrip(",")
    given = f"{draft.citation.as_given}\n{paragraph.text}"
    draft.citation = replace(draft.citation, url=url, as_given=given)
    return True


def _unreadable(paragraph: Paragraph) -> tuple[ParsedCitation, LineFinding]:
    message = (
        "An excerpt should begin with a citation, but this line cannot be read as one. "
        "Write: Author, “Title,” Outlet (description), 9 November 2023."
    )
    return (
        ParsedCitation(paragraph.text, paragraph.line),
        LineFinding("citation-unreadable", "block", paragraph.line, paragraph.text[:200], message),
    )


def _finish(draft: _Draft) -> tuple[ParsedExcerpt, list[LineFinding]]:
    texts, lines = tuple(p.text for p in draft.paragraphs), tuple(p.line for p in draft.paragraphs)
    found = []
    if not texts:
        message = "The citation has no text below it. Add the excerpt, or delete the citation."
        found.append(
            LineFinding("excerpt-empty", "block", draft.citation.line, draft.citation.as_given[:120], message)
        )
    return ParsedExcerpt(draft.citation, texts, lines), found


def read_excerpts(
    paragraphs: Sequence[Paragraph], start: int, end: int, groups: Mapping[int, CitationGroup]
) -> Excerpts:
    """The excerpts in `start` to `end`; a first line that is no citation begins an unreadable one."""
    result = Excerpts()
    drafts: list[_Draft] = []
    index = start
    while index < end:
        group, paragraph = groups.get(index), paragraphs[index]
        if group:
            citation = build_citation(group)
            result.findings.extend(_citation_findings(group, citation))
            drafts.append(_Draft(citation))
            if len(group.parts.rest.split()) > 5 and not is_access_note(group.parts.rest):
                drafts[-1].paragraphs.append(Paragraph(group.lines[-1].line, group.parts.rest, 0))
            index += group.count
            continue
        if not drafts:
            short = len(paragraph.text) < 400
            citation, found = _unreadable(paragraph if short else Paragraph(paragraph.line, "", 0))
            result.findings.append(found)
            drafts.append(_Draft(citation, [] if short else [paragraph]))
        elif not _take_url(drafts[-1], paragraph):
            drafts[-1].paragraphs.append(paragraph)
            if resembles_citation(paragraph.text):
                message = (
                    "This line resembles a citation but cannot be read as one. It "
                    "stands as a paragraph of the excerpt above."
                )
                result.findings.append(
                    LineFinding("citation-suspected", "warn", paragraph.line, paragraph.text[:200], message)
                )
        index += 1
    for draft in drafts:
        excerpt, found_empty = _finish(draft)
        result.excerpts.append(excerpt)
        result.findings.extend(found_empty)
    return result
