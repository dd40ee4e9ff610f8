"""Comments: who answers and who settles them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.content.models import Article
from editorial.content.operations import save_item
from editorial.content.permissions import roles_of
from editorial.content.writers import writer_ids
from editorial.errors import NotAllowed
from editorial.notify.models import Notification
from editorial.workflow.comments import About, add_comment, placed_threads, reopen_comment, resolve_comment
from editorial.workflow.conversations import threads
from editorial.workflow.gates import Case, no_blocking_comments
from editorial.workflow.models import Comment
from editorial.workflow.operations import loaded
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


TEXT = (
    "<p>The harbour was <em>closed</em> for three days, and the fishermen of the town stayed at home.</p>"
    "<p>Fishermen asked for help, and nobody answered.</p>"
)


@pytest.mark.parametrize(
    "becomes, paragraph, words",
    [
        (TEXT, 1, "closed for three days"),
        (f"<p>Before it.</p>{TEXT}", 2, "closed for three days"),
        (TEXT.replace("The harbour", "On Monday the old harbour"), 1, "closed for three days"),
        (TEXT.replace("three", "four"), 1, "closed for four days"),
        (TEXT.replace("<em>closed</em> for three days", "open all week"), 1, "open all week"),
        (TEXT.replace("<em>closed</em> for three days, and", "quiet, because"), 1, "quiet"),
        (TEXT.replace(" <em>closed</em> for three days", ""), None, ""),
        ("<p>Fishermen asked for help, and nobody answered.</p>", None, ""),
        ("<p>The harbour was.</p><p>Fishermen asked for help, and nobody answered.</p>", None, ""),
        ("", None, ""),
    ],
)
def test_a_comment_stays_with_its_passage_or_says_that_it_is_gone(
    becomes: str, paragraph: int | None, words: str
) -> None:
    writer = f.author()
    article = f.complete_article(writer)
    article.commentary = TEXT
    save_item(item=article, by=writer)
    about = About("article", str(article.key), "commentary", "closed for three days", "The harbour was ")
    comment = add_comment(article=article, text="All three?", by=writer, about=about)
    # The whole paragraph is kept, so that the passage is found again.
    assert (comment.item_key, comment.prefix) == ("", "The harbour was ")
    assert comment.suffix == ", and the fishermen of the town stayed at home."
    article = f.fresh(article)
    article.commentary = becomes
    save_item(item=article, by=writer)
    whole = loaded(article.pk)
    (placed,) = placed_threads(whole, whole.comments.all(), writer)
    if paragraph is None:
        assert (placed.gone, placed.located, placed.words) == (True, None, "")
        assert placed.label == "Commentary"
    else:
        assert placed.located is not None
        assert (placed.gone, placed.words, placed.located.paragraph) == (False, words, paragraph - 1)
        assert placed.label == f"Commentary, paragraph {paragraph}"
        assert placed.changed == (words != "closed for three days")
    assert placed.words_then == "closed for three days"


def test_of_the_same_words_twice_the_marked_ones_are_meant() -> None:
    writer = f.author()
    article = f.complete_article(writer)
    article.commentary = "<p>The port, the very port, is closed.</p>"
    save_item(item=article, by=writer)
    about = About("article", field="commentary", exact="port", prefix="the very ", suffix=", is")
    comment = add_comment(article=article, text="Which?", by=writer, about=about)
    assert comment.prefix == "The port, the very "


def test_what_waits_stands_first_then_the_order_of_the_article() -> None:
    writer, editor = f.author(), f.editor()
    article = f.walked_to("in_review", author=writer)
    excerpt, image, note = article.excerpts.last(), article.images.get(), article.footnotes.last()
    abouts = {
        "note": About("footnote", note.key), "excerpt": About("excerpt", excerpt.key, "outlet"),
        "second": About("article", field="commentary", exact="nobody answered"),
        "first": About("article", field="commentary", exact="three days"),
        "title": About("article", field="title"), "image": About("image", image.key, "caption", "dawn"), "whole": None,
    }  # fmt: skip
    made = {
        name: add_comment(article=article, text=name, by=editor, about=about)
        for name, about in abouts.items()
    }
    add_comment(article=article, text="Yes.", by=writer, answer_to=made["title"])
    resolve_comment(comment=made["whole"], by=editor)
    whole = loaded(article.pk)
    placed = placed_threads(whole, whole.comments.all(), editor)
    assert [one.comment.text for one in placed] == [
        "first", "second", "image", "excerpt", "note", "title", "whole",
    ]  # fmt: skip
    assert [one.label for one in placed] == [
        "Commentary, paragraph 1", "Commentary, paragraph 2", "Image 1, Caption", "Excerpt 2, Outlet", "Note 2",
        "Title", "The article as a whole",
    ]  # fmt: skip


def test_placing_threads_asks_nothing_of_the_database() -> None:
    writer, editor, other = f.author(), f.editor(), f.editor()
    article = f.walked_to("in_review", author=writer)
    for number in range(5):
        about = About("article", field="commentary", exact="nobody answered")
        first = add_comment(
            article=article, text="Hm.", by=editor, about=about, blocking=True, suggested=f"{number}"
        )
        add_comment(article=article, text="Yes.", by=writer, answer_to=first)
    whole = loaded(article.pk)
    comments = list(whole.comments.select_related("by", "resolved_by"))
    roles_of(other)
    writers = writer_ids(whole)
    with CaptureQueriesContext(connection) as asked:
        placed = placed_threads(whole, comments, other, writers=writers)
    assert len(asked) == 0
    assert len(placed) == 5 and all(one.may_resolve and one.may_accept for one in placed)
    with CaptureQueriesContext(connection) as asked:
        placed_threads(whole, comments, other)
    assert len(asked) <= 3


def test_a_settled_comment_is_reopened_by_those_around_the_article() -> None:
    writer, editor = f.author(), f.editor()
    article = f.walked_to("in_review", author=writer)
    comment = add_comment(article=article, text="Who?", by=editor, blocking=True)
    add_comment(article=article, text="She.", by=writer, answer_to=comment)
    resolve_comment(comment=comment, by=editor)
    assert no_blocking_comments(Case(f.fresh(article))) == []
    with pytest.raises(Article.DoesNotExist):
        reopen_comment(comment=comment, by=f.author())
    reopen_comment(comment=comment, by=writer)
    assert (comment.resolved_at, comment.resolved_by) == (None, None)
    assert comment.history.first().history_change_reason == "Reopened"
    assert len(no_blocking_comments(Case(f.fresh(article)))) == 1
    # Nothing happens to what is open.
    reopen_comment(comment=comment, by=writer)
    assert Notification.objects.filter(text__contains="reopened").count() == 1


def test_nothing_is_reopened_in_a_published_article() -> None:
    article = f.complete_article()
    comment = add_comment(article=article, text="x", by=article.created_by)
    resolve_comment(comment=comment, by=article.created_by)
    f.walked_to("published", article)
    with pytest.raises(NotAllowed, match="no more comments"):
        reopen_comment(comment=comment, by=article.created_by)
    with pytest.raises(NotAllowed, match="no more comments"):
        add_comment(article=f.fresh(article), text="y", by=article.created_by)


def test_who_hears_of_comments_and_answers() -> None:
    writer, editor, other = f.author(), f.editor(), f.editor()
    article = f.walked_to("in_review", author=writer)
    Notification.objects.all().delete()
    comment = add_comment(article=article, text="Which minister?", by=editor)
    add_comment(article=article, text="Of ports.", by=writer, answer_to=comment)
    add_comment(article=article, text="And when?", by=other, answer_to=comment)
    resolve_comment(comment=comment, by=other)
    heard = [(n.kind, n.recipient, n.detail) for n in Notification.objects.order_by("pk")]
    assert heard[0] == ("commented", writer, "Which minister?")
    assert heard[1] == ("answered", editor, "Of ports.")
    assert set(heard[2:4]) == {("answered", who, "And when?") for who in (writer, editor)}
    assert {row[:2] for row in heard[4:]} == {("comment_resolved", who) for who in (writer, editor)}
