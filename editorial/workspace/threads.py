"""Comments with their answers, and which of them wait for an author's word."""

from collections.abc import Iterable
from dataclasses import dataclass

from editorial.content.models import Article
from editorial.workflow.models import Comment


@dataclass(frozen=True)
class Thread:
    """A comment and what was answered, in order. `wants_answer`: it is open and an author did not speak last."""

    first: Comment
    answers: tuple[Comment, ...]
    wants_answer: bool

    @property
    def is_open(self) -> bool:
        """Whether nobody has resolved it."""
        return self.first.resolved_at is None


def author_accounts(article: Article) -> set[int]:
    """The accounts whose article it is: who created it and whose names are in the byline."""
    signed = {byline.author.user_id for byline in article.bylines.all() if byline.author.user_id}
    return signed | {article.created_by_id}


def threads(article: Article, comments: Iterable[Comment]) -> list[Thread]:
    """The article's comments as conversations: what waits for an answer first, then what is open, then the rest."""
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
            waits = comment.resolved_at is None and [comment, *said][-1].by_id not in ours
            found.append(Thread(comment, tuple(said), waits))
    return sorted(found, key=lambda thread: (not thread.wants_answer, not thread.is_open))
