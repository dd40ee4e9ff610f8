"""Reading articles with everything the gates and pages need, in a constant number of queries."""

from django.contrib.auth.models import User
from django.db.models import Prefetch, Q, QuerySet

from editorial.content import richtext
from editorial.content.models import Article, Byline, Excerpt, Footnote, Image
from editorial.states import Role

# Fact-checkers too: whoever is not named as the translator may check the excerpt.
TRANSLATORS = (Role.AUTHOR, Role.EDITOR, Role.FACT_CHECKER)


def bylines_with_authors() -> Prefetch:
    """To prefetch the bylines of articles together with their authors."""
    return Prefetch("bylines", Byline.objects.select_related("author"))


def with_content(articles: QuerySet[Article]) -> QuerySet[Article]:
    """The articles with section, issue, bylines, excerpts, footnotes and images loaded: five queries, however many."""
    return articles.select_related("section", "issue", "created_by").prefetch_related(
        bylines_with_authors(),
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


def translator_choices(article: Article | None) -> QuerySet[User]:
    """The accounts that may be named as translators: whoever may translate, and those whom the article names already."""
    named = Excerpt.objects.filter(article=article, translator__isnull=False).values("translator")
    may = User.groups.through.objects.filter(group__name__in=TRANSLATORS, user__is_active=True).values("user")
    people = User.objects.filter(Q(pk__in=may) | Q(pk__in=named) if article else Q(pk__in=may))
    return people.order_by("first_name", "last_name", "username")
