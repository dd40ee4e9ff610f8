"""What the desk said about the draft, beside the text that it is about."""

from typing import Any

from django.contrib.auth.models import User

from editorial.content.models import Article
from editorial.states import ArticleState
from editorial.workflow.conversations import placed_threads


def remarks(article: Article, user: User) -> dict[str, Any]:
    """The reason for which a draft came back (`returned`: its log entry, or None), and the comments nobody resolved with
    their places. `article` has its content, its record and its comments (`workflow.reading`).
    """
    moves = list(article.log.all())
    last = moves[-1] if moves and article.state == ArticleState.DRAFT else None
    talk = placed_threads(article, article.comments.all(), user)
    return {
        "returned": last if last is not None and last.move == "return" else None,
        "open_threads": [placed for placed in talk if placed.thread.is_open],
    }
