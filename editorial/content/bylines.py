"""Names in a byline, and the register of authors that they stand for."""

from collections.abc import Sequence

from django.contrib.auth.models import User

from editorial.content.models import Article, Author
from editorial.content.operations import save_author


def authors_named(names: Sequence[str], *, article: Article, by: User) -> list[Author]:
    """An author for each name: one of the article's own, else one of the register, else a new one.

    Of two in the register with one name the person's own comes first, then the oldest. A name that is given twice
    without there being two such people counts once. Raises `NotAllowed`, `ValidationError`.
    """
    own = [byline.author for byline in article.bylines.all()]
    wanted = set(names) - {author.name for author in own}
    register = list(Author.objects.filter(name__in=wanted).order_by("pk")) if wanted else []
    known = own + sorted(register, key=lambda author: author.user_id != by.pk)
    chosen: list[Author] = []
    for name in names:
        found = next((author for author in known if author.name == name and author not in chosen), None)
        if found is None and name not in {author.name for author in chosen}:
            found = save_author(author=Author(name=name), by=by, reason="Named in a byline")
        if found is not None:
            chosen.append(found)
    return chosen
