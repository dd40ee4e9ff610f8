"""What somebody did with a move: after their name in the record and the history, and said to them when it is done."""

from editorial.workflow.models import LogEntry

ARTICLE = {
    "submit": "submitted it", "return": "returned it to its author", "accept": "accepted it for fact-check",
    "clear": "cleared it", "reopen": "reopened the fact-check", "publish": "published it with its issue",
    "correct": "opened a correction of it", "keep": "dropped its correction: it stays as it was published",
    "withdraw": "withdrew it", "restore": "took it back as a draft",
}  # fmt: skip
ISSUE = {
    "close": "closed the issue", "approve": "approved the edition", "reopen": "reopened the issue",
    "publish": "published the issue", "approve_correction": "approved the correction",
    "reopen_correction": "took back the approval of the correction",
    "publish_correction": "published the corrected edition",
}  # fmt: skip
# Said to whoever has just done it, after the article's title or the issue's name.
ARTICLE_DONE = {
    "submit": "is submitted.", "return": "went back to its author.", "accept": "is accepted. The fact-checkers have it now.",
    "clear": "is cleared.", "reopen": "is with the fact-checkers again.", "correct": "is open for its correction.",
    "keep": "stays as it was published.", "withdraw": "is withdrawn.", "restore": "is a draft again.",
}  # fmt: skip
ISSUE_DONE = {
    "close": "is closed.", "approve": "is approved. Its edition is being made.", "reopen": "is in planning again.",
    "publish": "is published.", "approve_correction": "has its correction approved.",
    "reopen_correction": "has its correction open again.", "publish_correction": "is published as corrected.",
}  # fmt: skip


def did(entry: LogEntry) -> str:
    """Such as “accepted it for fact-check”; a move that no table names any more is named as it was stored."""
    words = ISSUE if entry.issue_id else ARTICLE
    return words.get(entry.move, f"made the move “{entry.move}”")
