"""The article as it reads, with the passages that are checked or were found marked in it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from editorial.checking.entries import Entries, FindingEntry, ItemEntry
from editorial.checking.marks import Mark, marked_line, marked_rich
from editorial.content.credit import credit_of
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.queries import item_label, numbered_footnotes
from editorial.factcheck.reading import citation_line
from editorial.licensing.credit import CreditLine

_SIGNS = {"done": "✓", "changed": "↻", "bad": "✗", "open": "?"}
Marks = dict[tuple[str, str, str, int], list[Mark]]


@dataclass(frozen=True)
class ShownExcerpt:
    """An excerpt for the page; with `original` the passage stands beside it in its own language."""

    excerpt: Excerpt
    label: str
    citation: SafeString
    body: SafeString
    original: SafeString
    translated_by: str


@dataclass(frozen=True)
class ShownNote:
    """A note for the page."""

    note: Footnote
    number: int
    text: SafeString


@dataclass(frozen=True)
class ShownImage:
    """An image for the page, with what its rights rest on."""

    image: Image
    label: str
    caption: SafeString
    credit: CreditLine
    facts: list[tuple[str, str]]


@dataclass(frozen=True)
class Manuscript:
    """The whole article for the page. No part of it is typed into."""

    article: Article
    byline: list[str]
    title: SafeString
    dek: SafeString
    pull_quote: SafeString
    commentary: SafeString
    excerpts: list[ShownExcerpt]
    notes: list[ShownNote]
    images: list[ShownImage]


def manuscript(article: Article, entries: Entries) -> Manuscript:
    """The article with the marks of its entries. No queries on an article with its content."""
    marks = _marks(entries)
    notes = numbered_footnotes(article)
    numbers = {note.key: number for number, note in notes.items()}

    def own(field: str) -> SafeString:
        return marked_line(getattr(article, field), marks["article", "", field, 0])

    return Manuscript(
        article=article,
        byline=[byline.author.name for byline in article.bylines.all()],
        title=own("title"),
        dek=own("dek"),
        pull_quote=own("pull_quote"),
        commentary=_rich(marks, ("article", ""), "commentary", article.commentary, numbers),
        excerpts=[_excerpt(excerpt, marks) for excerpt in article.excerpts.all()],
        notes=[
            ShownNote(note, number, _rich(marks, ("footnote", note.key), "text", note.text, {}))
            for number, note in notes.items()
        ],
        images=[_image(image, marks) for image in article.images.all()],
    )


def _rich(marks: Marks, item: tuple[str, str], field: str, value: str, numbers: dict[str, int]) -> SafeString:
    def of(paragraph: int) -> Sequence[Mark]:
        return marks[(*item, field, paragraph)]

    return marked_rich(value, of, numbers=numbers, field=field if item[0] == "article" else "")


def _marks(entries: Entries) -> Marks:
    """The marks by where they stand: kind and key of the item, field, paragraph."""
    found: Marks = defaultdict(list)
    for entry in entries:
        if isinstance(entry, FindingEntry):
            problem = entry.problem
            key = "" if problem.item_kind == "article" else problem.item_key
            # What was let pass, and what is only good to know, is not in the way of reading.
            style = f"finding finding-{entry.tone}" if entry.waits else "quiet-finding"
            mark = Mark(entry.id, problem.start, problem.end, style)
            found[problem.item_kind, key, problem.field, problem.paragraph].append(mark)
        elif entry.claim and entry.status.checked.place:
            place = entry.status.checked.place
            mark = Mark(entry.id, place.start, place.end, f"claim claim-{entry.tone}", _sign(entry))
            found["article", "", entry.claim.field, place.paragraph].append(mark)
    return found


def _sign(entry: ItemEntry) -> str:
    return format_html(
        '<a class="claim-sign claim-{}" data-no-text data-entry="{}" href="#{}">'
        '<span class="visually-hidden">Claim: {}</span><span aria-hidden="true">{}</span></a>',
        entry.tone,
        entry.id,
        f"at-{entry.id}",
        entry.word,
        _SIGNS[entry.tone],
    )


def _excerpt(excerpt: Excerpt, marks: Marks) -> ShownExcerpt:
    item = ("excerpt", excerpt.key)
    account = (
        excerpt.translator.get_full_name() or excerpt.translator.get_username() if excerpt.translator else ""
    )
    return ShownExcerpt(
        excerpt=excerpt,
        label=item_label(excerpt),
        citation=marked_line(
            citation_line(excerpt),
            marks[(*item, "citation", 0)],
            foreign=excerpt.original_title,
            language=excerpt.original_language,
        ),
        body=_rich(marks, item, "body", excerpt.body, {}),
        original=_rich(marks, item, "original_text", excerpt.original_text, {}),
        translated_by=excerpt.translator_name or account,
    )


def _image(image: Image, marks: Marks) -> ShownImage:
    facts = [
        ("Alt text", image.alt_text), ("Title", image.title), ("Creator", image.creator), ("Source", image.source),
        ("Attribution as given", image.attribution), ("License", image.license),
        ("Why it is in the public domain", image.public_domain_basis), ("Changes", image.changes),
    ]  # fmt: skip
    return ShownImage(
        image=image,
        label=item_label(image),
        caption=marked_line(image.caption, marks["image", image.key, "caption", 0]),
        credit=credit_of(image),
        facts=[(name, value) for name, value in facts if value],
    )
