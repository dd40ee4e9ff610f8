"""Issues as the office meets them, and its addresses."""

from typing import Any

from django.urls import reverse

from editorial.content.models import Article
from editorial.issues.models import Correction, Issue
from editorial.issues.queries import open_corrections
from editorial.states import ArticleState
from tests import factories as f

STATES = (
    "empty", "planning", "closed", "approved", "failed", "ready", "published", "correcting", "corrected",
    "edition 2 waits", "edition 2 ready", "edition 2 out",
)  # fmt: skip


def at(name: str, issue: Issue, *more: Any) -> str:
    """An address of the office about this issue."""
    return reverse(f"office_{name}", args=[issue.reference, *more])


def article_of(issue: Issue) -> Article:
    return issue.articles.order_by("position")[0]


def correction_of(issue: Issue) -> Correction:
    return open_corrections(issue)[0]


def brought_to(state: str, articles: int = 1) -> Issue:
    """An issue as the office meets it (`STATES`)."""
    if state == "empty":
        return f.issue_of([])
    if state == "planning":
        return f.issue_of([f.walked_to(ArticleState.IN_REVIEW) for _ in range(articles)])
    approved = [f.walked_to(ArticleState.APPROVED) for _ in range(articles)]
    if state == "closed":
        return f.move_issue(f.issue_of(approved), "close", f.editor())
    if state in ("approved", "failed", "ready"):
        issue = f.approved_issue(approved)
        if state == "ready":
            f.finish_rendition(f.pdf_of(issue))
        if state == "failed":
            failed = f.pdf_of(issue)
            f.finish_rendition(failed, status="failed", error_reason="A font is missing.")
        return issue
    issue = f.published_issue(approved)
    return _on(issue, state)


def _on(issue: Issue, state: str) -> Issue:
    """A published issue, brought on."""
    if state == "published":
        return issue
    if state == "correcting":
        f.open_correction(article_id=article_of(issue).pk, reason="A number is wrong", by=f.editor())
        return issue
    f.corrected(article_of(issue))
    if state == "corrected":
        return issue
    issue = f.move_issue(issue, "approve_correction", f.publications())
    if state == "edition 2 waits":
        return issue
    f.finish_rendition(f.pdf_of(issue))
    return (
        issue if state == "edition 2 ready" else f.move_issue(issue, "publish_correction", f.publications())
    )
