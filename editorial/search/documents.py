"""An article's content as the text that is searched. Pure: a loaded article in, a document out."""

from collections.abc import Iterable
from dataclasses import dataclass

from editorial.content import richtext
from editorial.content.models import Article, Excerpt, Image
from editorial.search.folding import same_name


@dataclass(frozen=True)
class Document:
    """What of an article is searched, a paragraph a line, and the outlets that it cites (folded)."""

    article_id: int
    title: str
    citations: str
    body: str
    outlets: tuple[str, ...]


def document_of(article: Article) -> Document:
    """The article's document. Its content must be loaded (`content.queries.with_content`)."""
    excerpts = list(article.excerpts.all())
    images = list(article.images.all())
    body = [
        article.dek,
        article.pull_quote,
        *richtext.paragraphs(article.commentary),
        *(line for e in excerpts for text in (e.body, e.original_text) for line in richtext.paragraphs(text)),
        *(line for note in article.footnotes.all() for line in richtext.paragraphs(note.text)),
        *(text for image in images for text in (image.caption, image.alt_text)),
    ]
    citations = [
        ", ".join(byline.author.name for byline in article.bylines.all()),
        *(line for excerpt in excerpts for line in _citation(excerpt)),
        *(line for image in images for line in _credit(image)),
    ]
    names = {same_name(excerpt.outlet) for excerpt in excerpts} - {""}
    return Document(article.pk, _line(article.title), _lines(citations), _lines(body), tuple(sorted(names)))


def _citation(excerpt: Excerpt) -> list[str]:
    translator = excerpt.translator.get_full_name() if excerpt.translator else ""
    return [
        excerpt.translated_title,
        excerpt.original_title,
        ", ".join(name for name in excerpt.authors if isinstance(name, str)),
        " ".join(
            filter(None, (excerpt.outlet, excerpt.outlet_descriptor, excerpt.outlet_note, excerpt.place))
        ),
        translator or excerpt.translator_name,
        excerpt.url,
        excerpt.citation_as_given,
    ]


def _credit(image: Image) -> list[str]:
    return [image.title, image.creator, image.source, image.attribution]


def _line(text: str) -> str:
    return " ".join(text.split())


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(line for text in texts if (line := _line(text)))
