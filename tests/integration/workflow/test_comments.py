"""Comments: who answers and who settles them."""

import pytest
from django.core.exceptions import ValidationError

from editorial.content.models import Article
from editorial.errors import NotAllowed
from editorial.workflow.conversations import threads
from editorial.workflow.gates import Case, no_blocking_comments
from editorial.workflow.models import Comment
from editorial.workflow.operations import add_comment, resolve_comment
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_an_answer_belongs_to_its_comment_and_holds_up_nothing() -> None:
    writer, editor = f.author(), f.editor()
    article = f.walked_to("in_review", author=writer)
    question = add_comment(article=article, text="Which minister?", by=editor, blocking=True)
    answer = add_comment(article=article, text="The new one.", by=writer, answer_to=question, blocking=True)
    again = add_comment(article=article, text="Thanks.", by=editor, answer_to=answer)
    other = add_comment(article=article, text="Another matter.", by=editor)
    assert (answer.answer_to, again.answer_to, answer.blocking) == (question, question, False)
    assert answer.history.get().history_change_reason == "Answered"
    shown = threads(f.fresh(article), f.fresh(article).comments.all(), writer)
    # What waits for an author's word stands first; both do.
    assert [(t.comment, t.answers) for t in shown] == [(question, (answer, again)), (other, ())]
    assert [t.wants_answer for t in shown] == [True, True]
    assert [b.where for b in no_blocking_comments(Case(f.fresh(article)))] == [f"comment:{question.pk}"]


def test_an_answer_needs_words_a_comment_of_the_same_article_and_sight_of_it() -> None:
    article = f.walked_to("in_review")
    other = f.walked_to("in_review")
    question = add_comment(article=other, text="?", by=f.editor())
    with pytest.raises(Comment.DoesNotExist):
        add_comment(article=article, text="!", by=f.editor(), answer_to=question)
    with pytest.raises(ValidationError):
        add_comment(article=other, text="  ", by=f.editor(), answer_to=question)
    with pytest.raises(Article.DoesNotExist):
        add_comment(article=other, text="!", by=f.author(), answer_to=question)


def test_who_settles_a_comment() -> None:
    writer, editor, checker = f.author(), f.editor(), f.fact_checker()
    article = f.walked_to("in_review", author=writer)
    outsider = f.publications()

    def settled_by(user: object, **comment: object) -> bool:
        made = add_comment(article=article, text="x", **comment)  # type: ignore[arg-type]
        offered = {
            t.comment: t.may_resolve for t in threads(f.fresh(article), f.fresh(article).comments.all(), user)
        }[made]  # type: ignore[arg-type]
        try:
            resolve_comment(comment=made, by=user)  # type: ignore[arg-type]
        except (NotAllowed, Article.DoesNotExist):
            assert not offered or user is outsider
            return False
        assert offered
        return Comment.objects.get(pk=made.pk).resolved_by == user

    assert settled_by(writer, by=editor)
    assert not settled_by(writer, by=editor, blocking=True)
    assert not settled_by(writer, by=writer, blocking=True)
    assert settled_by(editor, by=checker, blocking=True)
    assert settled_by(checker, by=writer)
    assert not settled_by(outsider, by=editor)


def test_an_author_of_something_else_settles_nothing_of_a_published_article() -> None:
    article = f.complete_article()
    made = add_comment(article=article, text="x", by=article.created_by)
    f.walked_to("published", article)
    with pytest.raises(NotAllowed, match="authors or the desk"):
        resolve_comment(comment=made, by=f.author())


def test_an_answer_is_settled_with_its_comment() -> None:
    article = f.walked_to("in_review")
    editor = f.editor()
    question = add_comment(article=article, text="?", by=editor)
    answer = add_comment(article=article, text="!", by=article.created_by, answer_to=question)
    with pytest.raises(NotAllowed, match="settled with the comment"):
        resolve_comment(comment=answer, by=editor)
