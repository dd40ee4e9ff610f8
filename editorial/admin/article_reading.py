"""An article with everything that its page at the desk shows, in five queries."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from editorial.content.models import Article
from editorial.content.permissions import visible_articles
from editorial.content.writers import Writing, read_writing
from editorial.workflow.reading import load_lists, load_people


@dataclass(frozen=True)
class Read:
    """An article with its lists, who wrote it (`content.writers`), and the accounts of everybody in them."""

    article: Article
    writing: Writing
    people: dict[int, User]


def read_article(user: User, pk: int) -> Read | None:
    """The article, if this person may know of it. Its lists are loaded with the people in them, as
    `workflow.operations.loaded` loads them and beyond: nothing that the page shows asks again.
    """
    article = (
        visible_articles(user, Article.objects.filter(pk=pk))
        .select_related("section", "issue", "created_by")
        .first()
    )
    if article is None:
        return None
    rows = load_lists([article])
    writing = read_writing(article)
    return Read(article, writing, load_people([article], rows, writing.writers))
