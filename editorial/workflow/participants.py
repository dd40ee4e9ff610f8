"""The people around an article, as primary keys of users: those who hear of what becomes of it."""

from typing import Any

from editorial.content.models import Article, Byline, Excerpt, Footnote, Image
from editorial.factcheck.models import Check, Claim, Clearance, Dismissal, DroppedClaim
from editorial.workflow.models import Assignment, Comment, LogEntry


def author_ids(article: Article) -> set[int]:
    """Whose article it is: who created it, and the accounts behind its byline."""
    signed = {byline.author.user_id for byline in article.bylines.select_related("author")}
    return {article.created_by_id} | {pk for pk in signed if pk}


def assignee_ids(article: Article, stage: str) -> set[int]:
    """Who has it in this stage: nobody or one person."""
    has_it = Assignment.objects.filter(article=article, stage=stage, person__isnull=False)
    return set(has_it.values_list("person_id", flat=True))


def acted_ids(article: Article) -> set[int]:
    """Everyone who ever moved, edited, commented, checked, cleared or dismissed anything of it, or had it. One query."""
    pk = article.pk
    found: list[Any] = [
        LogEntry.objects.filter(article_id=pk).values_list("by_id"),
        Comment.objects.filter(article_id=pk).values_list("by_id"),
        Comment.objects.filter(article_id=pk).values_list("resolved_by_id"),
        DroppedClaim.objects.filter(claim__article_id=pk).values_list("by_id"),
        Assignment.history.filter(article_id=pk).values_list("person_id"),
        Assignment.history.filter(article_id=pk).values_list("history_user_id"),
        Article.history.filter(id=pk).values_list("history_user_id"),
    ]
    found += [
        model.objects.filter(article_id=pk).values_list("by_id")
        for model in (Claim, Check, Clearance, Dismissal)
    ]
    found += [
        model.history.filter(article_id=pk).values_list("history_user_id")
        for model in (Excerpt, Footnote, Image, Byline)
    ]
    first, *others = (rows.order_by() for rows in found)
    return {user for (user,) in first.union(*others) if user}
