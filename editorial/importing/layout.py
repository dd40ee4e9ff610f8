"""Reads the house's text layout: a whole issue or one article, as plain text.

    parse_text(text) -> ParsedIssue

Lines become paragraphs that know their line and the blank lines before them; citations, endnotes and image
labels are the cues; the cues cut the text into articles and each article into sections. What cannot be read
stays in its place as text, and a finding says so.
"""

from dataclasses import replace

from editorial.importing.articles import read_article
from editorial.importing.boundaries import Chunk, read_cues, split_articles
from editorial.importing.citation import find_citations
from editorial.importing.kinds import Kind, kind_of
from editorial.importing.lines import Paragraph, is_hard_wrapped, read_paragraphs, split_lines
from editorial.importing.numbered_notes import bracket_markers
from editorial.importing.parsed import LineFinding, NotAnArticle, ParsedIssue
from editorial.importing.refusal import is_prose, refuse_other_formats, refuse_without_structure


def parse_text(text: str, *, any_layout: bool = False) -> ParsedIssue:
    """The articles of `text` with their findings.

    `any_layout`: the text is one article even if nothing else speaks for it. Raises NotAnArticle for a text that is
    no article at all.
    """
    if not any_layout:
        refuse_other_formats(text)
    lines = split_lines(text)
    wrapped = is_hard_wrapped(lines)
    paragraphs = bracket_markers(read_paragraphs(lines, join=wrapped))
    if any_layout:
        paragraphs = _closed_up(paragraphs)
    cues = read_cues(paragraphs, find_citations(paragraphs))
    if not any_layout:
        refuse_without_structure(paragraphs, cues)
    chunks = [Chunk(0, len(paragraphs))] if any_layout else split_articles(cues)
    articles = tuple(read_article(cues, chunk, lines) for chunk in chunks)
    findings = []
    if wrapped:
        message = "The lines of the text are broken at a fixed width. They were joined into paragraphs."
        findings.append(LineFinding("hard-wrapped", "info", paragraphs[0].line, None, message))
    return ParsedIssue(articles, tuple(findings))


def may_be_an_article(text: str) -> bool:
    """True for prose in any layout: a title line and paragraphs, and no web page, data or other file."""
    try:
        refuse_other_formats(text)
    except NotAnArticle:
        return False
    lines = split_lines(text)
    return is_prose(read_paragraphs(lines, join=is_hard_wrapped(lines)))


def _closed_up(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Two blank lines mean nothing in a text that is not in the layout, but for those before its notes."""
    notes = next((index for index, one in enumerate(paragraphs) if kind_of(one.text) is Kind.NOTE), -1)
    return [
        replace(one, gap=2 if index == notes and one.gap else min(one.gap, 1))
        for index, one in enumerate(paragraphs)
    ]
