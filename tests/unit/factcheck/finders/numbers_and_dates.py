"""Builds articles for the tests of the finders of numbers and dates. Every name and event is made up."""

import re
from datetime import date

from editorial.factcheck.finders.article_text import ArticleText, ExcerptText, NoteText, Passage, Place

_MARKER = re.compile(r"\[(\w+)\]")


def passage(kind: str, key: str, field: str, text: str, label: str, paragraph: int = 0) -> Passage:
    """A passage; markers such as [i] in `text` become references."""
    plain, references, at = "", [], 0
    for match in _MARKER.finditer(text):
        plain += text[at : match.start()]
        references.append((len(plain), match[1]))
        at = match.end()
    return Passage(Place(kind, key, field, paragraph), plain + text[at:], label, tuple(references))


def excerpt(
    number: int, text: str, day: date | None = None, citation: str | None = None, original: str = ""
) -> ExcerptText:
    key, label = str(number), f"Excerpt {number}"
    dated = f"{day.day} {day:%B %Y}" if day else ""
    if citation is None:
        citation = f"Ana Tolvik, “A Title,” The Tollish Herald (daily of Tollmark), {dated}."
    return ExcerptText(
        key,
        label,
        passage("excerpt", key, "citation", citation, label),
        (passage("excerpt", key, "body", text, label),),
        published_on=day,
        original=(passage("excerpt", key, "original", original, label),) if original else (),
    )


def article(
    commentary: str = "",
    *sources: str | tuple[str, date | None],
    title: str = "",
    dek: str = "",
    pull_quote: str = "",
    notes: dict[str, str] | None = None,
    captions: tuple[str, ...] = (),
    appears: date | None = None,
    original: str = "",
) -> ArticleText:
    """An article with one excerpt for each source: its text, or its text and day of publication."""
    pairs = [(source, None) if isinstance(source, str) else source for source in sources]
    head = {
        field: passage("article", "", field, text, field) if text else None
        for field, text in (("title", title), ("dek", dek), ("pull_quote", pull_quote))
    }
    return ArticleText(
        **head,
        commentary=(passage("article", "", "commentary", commentary, "Commentary"),) if commentary else (),
        excerpts=tuple(
            excerpt(number, text, day, original=original) for number, (text, day) in enumerate(pairs, 1)
        ),
        notes=tuple(
            NoteText(key, number, (passage("footnote", key, "text", text, f"Footnote {key}"),))
            for number, (key, text) in enumerate((notes or {}).items(), 1)
        ),
        captions=tuple(
            passage("image", str(number), "caption", text, f"Image {number}")
            for number, text in enumerate(captions)
        ),
        publication_date=appears,
    )
