"""In which capacity a person may make a move, and why not."""

from django.contrib.auth.models import User

from editorial.content.models import Article
from editorial.content.permissions import is_author_of, may_view, roles_of
from editorial.content.writers import wrote
from editorial.states import Role
from editorial.workflow.frozen import under_correction
from editorial.workflow.models import LogEntry
from editorial.workflow.transitions import ROLE_OF, Standing, Transition


def standings(user: User, article: Article) -> frozenset[Standing]:
    """Every capacity that this person has towards the article now."""
    roles = roles_of(user)
    held = {standing for standing, role in ROLE_OF.items() if role in roles}
    if Role.AUTHOR in roles and is_author_of(user, article):
        held.add(Standing.ITS_AUTHOR)
        if _withdrawn_by_an_author(article):
            held.add(Standing.WITHDREW_IT)
    return frozenset(held)


def _withdrawn_by_an_author(article: Article) -> bool:
    if "log" in getattr(article, "_prefetched_objects_cache", {}):
        last = next(reversed(article.log.all()), None)
    else:
        last = LogEntry.objects.filter(article=article).order_by("-at", "-pk").select_related("by").first()
    return last is not None and last.move == "withdraw" and is_author_of(last.by, article)


def refusal(user: User, article: Article, move: Transition) -> str | None:
    """Why this person may not make the move from the article's state, in one sentence; None when they may.

    Table and duties only; gates are another question. The move must exist from the article's state.
    """
    allowed = move.sources[article.state]  # type: ignore[index]
    if Standing.ITS_ISSUE in allowed:
        return "An article is published together with its issue."
    if Standing.ITS_CORRECTION in allowed:
        return "A correction is opened and dropped on the page of the issue."
    if move.name == "withdraw" and under_correction(article):
        return "What was published is not withdrawn. Drop its correction, or correct it."
    if not may_view(user, article) or not allowed & standings(user, article):
        people = " or ".join(sorted(s.value for s in allowed if s is not Standing.ADMINISTRATOR))
        return f"“{move.label}” is done by {people}."
    if move.not_a_writer and wrote(user, article):
        return f"You wrote or edited this article, so somebody else decides about “{move.label}”."
    return None
