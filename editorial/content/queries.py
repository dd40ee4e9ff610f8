"""Reading articles with everything the gates and pages need, in a constant number of queries."""

from django.db.models import Prefetch, QuerySet

from editorial.content import richtext
from editorial.content.models import Article, Byline, Excerpt, Footnote, Image


def with_content(articles: QuerySet[Article]) -> QuerySet[Article]:
    """The articles with section, issue, bylines, excerpts, footnotes and images loaded: five queries, however many."""
    return articles.select_related("section", "issue", "created_by").prefetch_related(
        Prefetch("bylines", Byline.objects.select_related("author")),
        Prefetch("excerpts", Excerpt.objects.select_related("translator")),
        "footnotes",
        "images",
    )


def items(article: Article) -> list[Article | Excerpt | Footnote | Image]:
    """Everything of the article that is checked, in the order of the printed page."""
    return [
        article,
        *article.excerpts.all(),
        *numbered_footnotes(article).values(),
        *article.images.all(),
    ]


def numbered_footnotes(article: Article) -> dict[int, Footnote]:
    """The footnotes by their number (from 1), in the order of their references; those without one come last."""
    notes = {note.key: note for note in article.footnotes.all()}
    numbers = richtext.footnote_numbers(article.commentary, list(notes))
    return {number: notes[key] for key, number in sorted(numbers.items(), key=lambda pair: pair[1])}


def item_label(item: Article | Excerpt | Footnote | Image, numbers: dict[str, int] | None = None) -> str:
    """How a newsroom calls the item: “Excerpt 2”, “Note 3”, “Image 1”, “The article's own text”."""
    if isinstance(item, Excerpt):
        return f"Excerpt {item.position}"
    if isinstance(item, Image):
        return f"Image {item.position}"
    if isinstance(item, Footnote):
        number = (
            numbers
            or richtext.footnote_numbers(
                item.article.commentary, [n.key for n in item.article.footnotes.all()]
            )
        ).get(item.key)
        return f"Note {number}" if number else f"Note {item.key}"
    return "The article’s own text"
