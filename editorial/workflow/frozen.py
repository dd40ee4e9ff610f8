"""Whether the correction of a published issue is approved and waits to be published: then nothing in it moves.

Read from the log of moves, which is only ever added to.
"""

from editorial.content.models import Article
from editorial.states import ArticleState, IssueState
from editorial.workflow.models import LogEntry

CORRECTION_MOVES = ("approve_correction", "reopen_correction", "publish_correction")


def under_correction(article: Article) -> bool:
    """Whether the article was published and is being corrected: its issue is out, it is not. No query where the issue is
    loaded.
    """
    issue = article.issue
    return (
        issue is not None and issue.state == IssueState.PUBLISHED and article.state != ArticleState.PUBLISHED
    )


def waiting_approval(issue_id: int) -> LogEntry | None:
    """The approval of a correction that was neither published nor taken back since. One query."""
    made = LogEntry.objects.filter(issue_id=issue_id, move__in=CORRECTION_MOVES)
    last = made.order_by("-pk").first()
    return last if last is not None and last.move == "approve_correction" else None


def correction_refusal(article: Article) -> str | None:
    """Why nobody moves an article of a published issue, in one sentence; None while its correction is open and in no
    approval that waits. Two queries.

    A correction that was opened after the approval is not part of it.
    """
    issue = article.issue
    assert issue is not None, "asked of articles of an issue"
    went = LogEntry.objects.filter(article=article, move__in=("correct", "keep", "publish"))
    opened = went.order_by("-pk").first()
    if opened is None or opened.move != "correct":
        return f"Its issue ({issue}) is {issue.get_state_display().lower()}. Reopen that first."
    approval = waiting_approval(issue.pk)
    if approval is None or approval.pk < opened.pk:
        return None
    return f"The correction of its issue ({issue}) is approved. Take that approval back first."
