"""Reads the house's text layout: a whole issue or one article, as plain text.

    parse_text(text) -> ParsedIssue

Lines become paragraphs that know their line and the blank lines before them; citations, endnotes and image
labels are the cues; the cues cut the text into articles and each article into sections. What cannot be read
stays in its place as text, and a finding says so.
"""

from editorial.importing.articles import read_article
from editorial.importing.boundaries import Chunk, read_cues, split_articles
from editorial.importing.citation import find_citations
from editorial.importing.lines import is_hard_wrapped, read_paragraphs, split_lines
from editorial.importing.numbered_notes import bracket_markers
from editorial.importing.parsed import LineFinding, ParsedIssue
from editorial.importing.refusal import refuse_other_formats, refuse_without_structure


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
