"""The article as it reads, in the printed order, with passages marked in it: the same for fact-checkers and editors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from editorial.content.credit import credit_of
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.queries import item_label, numbered_footnotes
from editorial.factcheck.reading import citation_line
from editorial.licensing.credit import CreditLine
from editorial.web.marks import Mark, marked_line, marked_rich

# Where a passage stands: kind and key of the item ("" for the article's own text), field, paragraph from 0.
Place = tuple[str, str, str, int]
Marks = Mapping[Place, Sequence[Mark]]
Placed = Callable[[str, str, str], Mapping[str, str] | None]


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


def own_text(kind: str, key: str, field: str) -> Mapping[str, str] | None:
    """Paragraphs of the article's own text say which they are: claims are marked there alone."""
    return {"field": field} if kind == Article.kind else None


def every_text(kind: str, key: str, field: str) -> Mapping[str, str] | None:
    """Every paragraph says which it is: remarks are made on any of them."""
    return {"item-kind": kind, "item-key": key, "field": field}


@dataclass(frozen=True)
class Reader:
    """Writes an article's texts with their `marks`; `placed` gives the `data-` attributes of a field's paragraphs and
    `beside` the HTML that stands before a paragraph, in the margin.
    """

    marks: Marks
    placed: Placed = own_text
    beside: Callable[[Place], str] = lambda _place: ""

    def line(self, kind: str, key: str, field: str, text: str, **foreign: str) -> SafeString:
        """One line of plain text."""
        return marked_line(text, self.marks.get((kind, key, field, 0), ()), **foreign)

    def rich(self, kind: str, key: str, field: str, value: str, numbers: dict[str, int]) -> SafeString:
        """Rich text, paragraph by paragraph."""
        return marked_rich(
            value,
            lambda paragraph: self.marks.get((kind, key, field, paragraph), ()),
            numbers=numbers,
            place=self.placed(kind, key, field),
            beside=lambda paragraph: self.beside((kind, key, field, paragraph)),
        )


def manuscript_of(article: Article, reader: Reader) -> Manuscript:
    """The article as `reader` writes it. No queries on an article with its content."""
    notes = numbered_footnotes(article)
    numbers = {note.key: number for number, note in notes.items()}

    def own(field: str) -> SafeString:
        return reader.line(Article.kind, "", field, getattr(article, field))

    return Manuscript(
        article=article,
        byline=[byline.author.name for byline in article.bylines.all()],
        title=own("title"),
        dek=own("dek"),
        pull_quote=own("pull_quote"),
        commentary=reader.rich(Article.kind, "", "commentary", article.commentary, numbers),
        excerpts=[_excerpt(excerpt, reader) for excerpt in article.excerpts.all()],
        notes=[
            ShownNote(note, number, reader.rich(Footnote.kind, note.key, "text", note.text, {}))
            for number, note in notes.items()
        ],
        images=[_image(image, reader) for image in article.images.all()],
    )


def _excerpt(excerpt: Excerpt, reader: Reader) -> ShownExcerpt:
    account = (
        excerpt.translator.get_full_name() or excerpt.translator.get_username() if excerpt.translator else ""
    )

    def passage(field: str) -> SafeString:
        return reader.rich(Excerpt.kind, excerpt.key, field, getattr(excerpt, field), {})

    return ShownExcerpt(
        excerpt=excerpt,
        label=item_label(excerpt),
        citation=reader.line(
            Excerpt.kind,
            excerpt.key,
            "citation",
            citation_line(excerpt),
            foreign=excerpt.original_title,
            language=excerpt.original_language,
        ),
        body=passage("body"),
        original=passage("original_text"),
        translated_by=excerpt.translator_name or account,
    )


def _image(image: Image, reader: Reader) -> ShownImage:
    facts = [
        ("Alt text", image.alt_text), ("Title", image.title), ("Creator", image.creator), ("Source", image.source),
        ("Attribution as given", image.attribution), ("License", image.license),
        ("Why it is in the public domain", image.public_domain_basis), ("Changes", image.changes),
    ]  # fmt: skip
    return ShownImage(
        image=image,
        label=item_label(image),
        caption=reader.line(Image.kind, image.key, "caption", image.caption),
        credit=credit_of(image),
        facts=[(name, value) for name, value in facts if value],
    )
