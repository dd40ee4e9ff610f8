"""What the desk said about the draft, beside the text that it is about."""

from typing import Any

from editorial.content.models import Article
from editorial.states import ArticleState
from editorial.workflow.conversations import threads


def remarks(article: Article) -> dict[str, Any]:
    """The reason for which a draft came back (`returned`: its log entry, or None), and the comments nobody resolved."""
    last = article.log.select_related("by").last() if article.state == ArticleState.DRAFT else None
    talk = threads(article, article.comments.select_related("by"))
    return {
        "returned": last if last is not None and last.move == "return" else None,
        "open_threads": [thread for thread in talk if thread.is_open],
    }
