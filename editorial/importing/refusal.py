"""Tells a text that is no article at all from one that is badly formed, before and after reading it."""

import json
import re
from collections.abc import Sequence

from editorial.importing.boundaries import Cues
from editorial.importing.kinds import Kind, is_pull_quote, looks_like_title
from editorial.importing.lines import Paragraph
from editorial.importing.parsed import NotAnArticle

_SIGNATURES = (
    ("%PDF-", "pdf", "This is a PDF file, not plain text. Copy its text, or import the Word file."),
    ("PK\x03\x04", "zip", "This is a Word or ZIP file, not plain text. Import it as a DOCX file."),
    ("{\\rtf", "rtf", "This is an RTF file, not plain text. Save it as DOCX or as plain text."),
)
# A PDF may have other bytes before its first line.
_PDF = re.compile(r"(?:^|[\r\n])[^\w\r\n]{0,8}%PDF-\d\.\d")
_HTML = re.compile(r"\s*(?:<!doctype\s+html|<html|<\?xml|<head|<body)", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:div|p|span|a|table|tr|td|li|ul|br|h[1-6]|script|style|meta|link)\b[^<>]{0,300}>", re.IGNORECASE
)
_SALUTATION = re.compile(
    r"(?:dear|to\s+whom\s+it\s+may|hello|hi|good\s+(?:morning|afternoon|evening)|ladies\s+and\s+gentlemen"
    r"|sehr\s+geehrte\w?|estimad[oa]s?|madame|monsieur|cher|chère)\b[^.!?]{0,60}[,:!]?$",
    re.IGNORECASE,
)
_LONGEST_TITLE = 300
_FEWEST_LETTERS = 60
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")


def refuse_other_formats(text: str) -> None:
    """Raises NotAnArticle for an empty text, binary data, HTML, JSON and the like."""
    start = text.removeprefix("\ufeff")[:4000]
    if not text.strip("\ufeff\u200b \t\r\n\x0b\x0c\xa0\u2028\u2029"):
        raise NotAnArticle("empty", "The text is empty.")
    if _PDF.search(start[:1024]):
        raise NotAnArticle(_SIGNATURES[0][1], _SIGNATURES[0][2])
    for signature, reason, what in _SIGNATURES:
        if start.startswith(signature):
            raise NotAnArticle(reason, what)
    if "\x00" in start or len(_CONTROL.findall(start)) > max(3, len(start) // 100):
        raise NotAnArticle(
            "binary", "This is not text, or it was saved in another encoding. Save it as UTF-8 text."
        )
    if _HTML.match(start) or len(_TAG.findall(start)) > 12:
        raise NotAnArticle(
            "html", "This is the code of a web page, not plain text. Copy the text from the browser window."
        )
    if start.lstrip()[:1] in "{[" and re.match(r"\s*[\[{]\s*[\"\[{\]}]", start) and _is_json(text):
        raise NotAnArticle("json", "This is JSON data, not the text of an article.")


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text.removeprefix("\ufeff")), dict | list)
    except (ValueError, RecursionError):
        return bool(re.match(r'\s*\{\s*"[^"\n]{1,80}"\s*:', text[:2000]))


def _has_salutation(paragraphs: Sequence[Paragraph]) -> bool:
    return any(_SALUTATION.match(paragraph.text) for paragraph in paragraphs[:8])


def _is_letter(paragraphs: Sequence[Paragraph], cues: Cues) -> bool:
    """True for a salutation in a text that has no line like a title before its first citation."""
    if not _has_salutation(paragraphs):
        return False
    first = min(cues.citations, default=len(paragraphs))
    return not any(
        looks_like_title(one.text) and len(one.text.split()) > 2 and not _SALUTATION.match(one.text)
        for one in paragraphs[:first]
    )


def is_prose(paragraphs: Sequence[Paragraph]) -> bool:
    """True for a line that can be a title and text below it: more than a few words in all."""
    if len(paragraphs) < 2 or len(paragraphs[0].text) > _LONGEST_TITLE:
        return False
    letters = sum(sum(map(str.isalpha, one.text)) for one in paragraphs[1:])
    characters = sum(len(one.text) for one in paragraphs[1:])
    return letters >= _FEWEST_LETTERS and letters * 2 > characters


def refuse_without_structure(paragraphs: Sequence[Paragraph], cues: Cues) -> None:
    """Raises NotAnArticle where nothing of the house layout is there:

    a shopping list, a letter, a chapter of a novel.
    """
    readable = [group for group in cues.groups.values() if group.parts.strength != "weak"]
    covered = sum(group.count for group in cues.groups.values())
    header = any(cues.kinds[index] is Kind.HEADER for index in cues.images)
    labels = len(cues.images) >= 2
    broken = any(paragraph.gap >= 2 for paragraph in paragraphs[1:])
    quoted = any(is_pull_quote(paragraph.text) for paragraph in paragraphs[1:4])
    if readable and covered >= len(paragraphs):
        raise NotAnArticle(
            "citations", "These are only citations: title, commentary and excerpts are missing."
        )
    placed = any(paragraphs[index].gap >= 2 for index in cues.citations if index)
    marked = placed or bool(cues.notes) or bool(cues.images)
    if _is_letter(paragraphs, cues) if marked else _has_salutation(paragraphs):
        raise NotAnArticle("no-structure", "This text is a letter or a message, not an article.")
    score = 3 * bool(readable) + 2 * header + labels + bool(cues.notes) + broken + quoted
    texts = sum(kind is Kind.TEXT for kind in cues.kinds)
    if score < 3 or texts < 2 or not (readable or header or (cues.notes and (labels or quoted))):
        raise NotAnArticle(
            "no-structure",
            "This text is not an article in the house layout: no citation, no "
            "endnotes and no image information were found.",
        )
