"""Comments with their answers, and which of them wait for an author's word."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User

from editorial.content.models import Article
from editorial.content.permissions import DESK, is_author_of, roles_of
from editorial.content.writers import wrote
from editorial.workflow.models import Comment


@dataclass(frozen=True)
class Thread:
    """A comment and what was answered, in order.

    `wants_answer`: it is open and an author did not speak last. `may_resolve`: the person who looks may settle it.
    """

    comment: Comment
    answers: tuple[Comment, ...]
    wants_answer: bool
    may_resolve: bool

    @property
    def is_open(self) -> bool:
        """Whether nobody has resolved it."""
        return self.comment.resolved_at is None


def author_accounts(article: Article) -> set[int]:
    """The accounts whose article it is: who created it and whose names are in the byline."""
    signed = {byline.author.user_id for byline in article.bylines.all() if byline.author.user_id}
    return signed | {article.created_by_id}


def threads(article: Article, comments: Iterable[Comment], user: User | None = None) -> list[Thread]:
    """The article's comments as `user` sees them: what waits for an answer first, then what is open, then the rest.

    Without a user nobody may resolve any, and nothing is queried.
    """
    ordered = sorted(comments, key=lambda comment: (comment.at, comment.pk))
    answers: dict[int, list[Comment]] = {}
    for comment in ordered:
        if comment.answer_to_id is not None:
            answers.setdefault(comment.answer_to_id, []).append(comment)
    ours = author_accounts(article)
    found = []
    for comment in ordered:
        if comment.answer_to_id is None:
            said = answers.get(comment.pk, [])
            is_open = comment.resolved_at is None
            waits = is_open and [comment, *said][-1].by_id not in ours
            settles = is_open and user is not None and why_not_resolve(comment, article, user) is None
            found.append(Thread(comment, tuple(said), waits, settles))
    return sorted(found, key=lambda thread: (not thread.wants_answer, not thread.is_open))


def why_not_resolve(comment: Comment, article: Article, by: User) -> str | None:
    """Why this person may not settle the comment, in one sentence; None when they may."""
    desk = bool(roles_of(by) & DESK)
    if comment.answer_to_id is not None:
        return "An answer is settled with the comment that it answers."
    if comment.blocking and not desk:
        return "A blocking comment is resolved by an editor or a fact-checker."
    if comment.blocking and comment.by_id != by.pk and wrote(by, article):
        return "You wrote or edited this article, so somebody else resolves its blocking comments."
    if not (desk or comment.by_id == by.pk or is_author_of(by, article)):
        return "A comment is resolved by the article’s authors or the desk."
    return None
