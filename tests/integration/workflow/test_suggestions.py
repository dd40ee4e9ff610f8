"""Suggested changes: accepted with one click they are edits like any other, and nobody writes an article through them."""

import pytest
from django.core.exceptions import ValidationError

from editorial.content import richtext
from editorial.content.models import Article
from editorial.content.operations import delete_item, save_item
from editorial.content.writers import writer_ids
from editorial.errors import NotAllowed
from editorial.factcheck.operations import record_clearance
from editorial.factcheck.queries import item_statuses
from editorial.notify.models import Notification
from editorial.states import ArticleState as S
from editorial.workflow.comments import (
    About,
    PlacedThread,
    SuggestionOutdated,
    SuggestionSettled,
    add_comment,
    decide_suggestion,
    placed_threads,
    reopen_comment,
    resolve_comment,
)
from editorial.workflow.models import Comment
from editorial.workflow.operations import NotYourMove, loaded
from tests import factories as f

pytestmark = pytest.mark.django_db

CLOSED = About("article", field="commentary", exact="closed for three days")


def suggestion(
    article: Article, by, words: str = "closed for two days", about: About = CLOSED, **more
) -> Comment:
    return add_comment(article=f.fresh(article), text="", by=by, about=about, suggested=words, **more)


def shown(article: Article, by) -> PlacedThread:
    whole = loaded(article.pk)
    return placed_threads(whole, whole.comments.all(), by)[0]


def test_accepting_edits_the_text_and_keeps_markup_and_notes() -> None:
    writer, editor = f.author(), f.editor()
    article = f.complete_article(writer)
    article = f.walked_to(S.IN_REVIEW, article)
    comment = suggestion(article, editor)
    f.move(article, "return", editor)
    before = f.fresh(article).version
    decide_suggestion(comment=comment, by=writer, accept=True)
    after = f.fresh(article)
    assert after.commentary == article.commentary.replace("three days", "two days")
    assert "<em>closed</em>" in after.commentary
    assert richtext.references(after.commentary) == ["one", "two"]
    assert after.version == before + 1
    row = after.history.first()
    assert (row.history_user, row.history_change_reason) == (
        writer,
        f"Accepted what {editor.get_full_name()} suggested",
    )
    assert (comment.decision, comment.resolved_by) == ("accepted", writer)
    assert comment.history.first().history_change_reason == "Suggestion accepted"
    # A second click changes nothing.
    decide_suggestion(comment=comment, by=writer, accept=True)
    assert f.fresh(article).version == after.version
    with pytest.raises(SuggestionSettled, match="has accepted this suggestion"):
        decide_suggestion(comment=comment, by=writer, accept=False)


@pytest.mark.parametrize(
    "kind, field, exact, words, becomes",
    [
        ("article", "title", "Article", "Piece", "Piece"),
        ("article", "dek", "three days", "two days", "A port, two days"),
        (
            "excerpt",
            "body",
            "the minister said",
            "the mayor said",
            "<p>“The port is closed,” the mayor said.</p>",
        ),
        ("excerpt", "outlet", "Journal", "Temps", "Le Temps"),
        ("footnote", "text", "of our own", "", "<p>A remark.</p>"),
        ("image", "caption", "at dawn", "at dusk", "The harbour at dusk"),
    ],
)
def test_every_text_of_the_article_takes_suggestions(
    kind: str, field: str, exact: str, words: str, becomes: str
) -> None:
    article = f.complete_article()
    rows = {"excerpt": article.excerpts, "footnote": article.footnotes, "image": article.images}
    key = rows[kind].first().key if kind in rows else ""
    comment = suggestion(article, article.created_by, words, About(kind, key, field, exact))
    decide_suggestion(comment=comment, by=article.created_by, accept=True)
    item = rows[kind].get(key=key) if kind in rows else f.fresh(article)
    assert getattr(item, field).startswith(becomes)


def test_only_who_may_edit_now_accepts() -> None:
    writer, editor, checker = f.author(), f.editor(), f.fact_checker()
    article = f.walked_to(S.IN_REVIEW, author=writer)
    comment = suggestion(article, checker)
    for person in (writer, checker):
        assert not shown(article, person).may_accept
        with pytest.raises(NotAllowed, match="Only editors"):
            decide_suggestion(comment=comment, by=person, accept=True)
    with pytest.raises(Article.DoesNotExist):
        decide_suggestion(comment=comment, by=f.author(), accept=True)
    assert f.fresh(article).commentary == article.commentary
    assert shown(article, editor).may_accept
    decide_suggestion(comment=comment, by=editor, accept=True)
    assert "two days" in f.fresh(article).commentary


def test_who_declines() -> None:
    writer, editor, checker = f.author(), f.editor(), f.fact_checker()
    article = f.walked_to(S.IN_REVIEW, author=writer)
    comment = suggestion(article, checker)
    with pytest.raises(NotAllowed):
        decide_suggestion(comment=comment, by=writer, accept=False)
    assert [shown(article, who).may_decline for who in (writer, editor, checker)] == [False, True, True]
    # Whoever suggested it takes it back.
    decide_suggestion(comment=comment, by=checker, accept=False)
    assert (comment.decision, comment.resolved_by) == ("declined", checker)
    assert f.fresh(article).commentary == article.commentary
    again = suggestion(article, checker)
    decide_suggestion(comment=again, by=editor, accept=False)
    with pytest.raises(SuggestionSettled):
        decide_suggestion(comment=again, by=editor, accept=True)
    reopen_comment(comment=again, by=editor)
    decide_suggestion(comment=again, by=editor, accept=True)
    with pytest.raises(NotAllowed, match="in the text"):
        reopen_comment(comment=again, by=editor)


def test_declining_settles_nothing_that_its_author_may_not_settle() -> None:
    writer, editor = f.author(), f.editor()
    article = f.walked_to(S.IN_REVIEW, author=writer)
    comment = suggestion(article, editor, blocking=True)
    f.move(article, "return", editor)
    assert (
        shown(article, writer).why_not_decline
        == "A blocking comment is resolved by an editor or a fact-checker."
    )
    with pytest.raises(NotAllowed, match="blocking"):
        decide_suggestion(comment=comment, by=writer, accept=False)
    decide_suggestion(comment=comment, by=writer, accept=True)
    assert comment.resolved_at is not None


def test_a_resolved_suggestion_is_reopened_before_it_is_decided() -> None:
    editor = f.editor()
    article = f.walked_to(S.IN_REVIEW)
    comment = suggestion(article, editor)
    resolve_comment(comment=comment, by=editor)
    with pytest.raises(SuggestionSettled, match="has resolved this suggestion"):
        decide_suggestion(comment=comment, by=editor, accept=True)
    reopen_comment(comment=comment, by=editor)
    decide_suggestion(comment=comment, by=editor, accept=True)


def test_a_passage_that_reads_otherwise_is_not_replaced() -> None:
    writer = f.author()
    article = f.complete_article(writer)
    comment = suggestion(article, writer)
    article.commentary = article.commentary.replace("three", "nine")
    save_item(item=article, by=writer)
    with pytest.raises(SuggestionOutdated) as caught:
        decide_suggestion(comment=comment, by=writer, accept=True)
    assert (caught.value.then, caught.value.now) == ("closed for three days", "closed for nine days")
    assert "“closed for two days”" in str(caught.value)
    thread = shown(article, writer)
    assert (thread.may_accept, thread.may_decline, thread.changed) == (False, True, True)
    article.commentary = "<p>Nothing of it.</p>"
    save_item(item=article, by=writer)
    with pytest.raises(SuggestionOutdated, match="it is gone now"):
        decide_suggestion(comment=comment, by=writer, accept=True)
    assert shown(article, writer).gone
    assert f.fresh(article).commentary == "<p>Nothing of it.</p>"


def test_text_around_the_passage_may_change() -> None:
    writer = f.author()
    article = f.complete_article(writer)
    comment = suggestion(article, writer)
    article.commentary = "<p>A first word.</p>" + article.commentary.replace(
        "The harbour", "Yesterday the old harbour"
    )
    save_item(item=article, by=writer)
    decide_suggestion(comment=comment, by=writer, accept=True)
    assert "<em>closed</em> for two days" in f.fresh(article).commentary


def test_an_item_that_is_gone() -> None:
    writer = f.author()
    article = f.complete_article(writer)
    excerpt = article.excerpts.first()
    comment = suggestion(article, writer, "Temps", About("excerpt", excerpt.key, "outlet", "Journal"))
    delete_item(item=excerpt, by=writer)
    with pytest.raises(SuggestionOutdated):
        decide_suggestion(comment=comment, by=writer, accept=True)
    thread = shown(article, writer)
    assert (thread.gone, thread.label) == (True, "An excerpt that was removed, Outlet")


@pytest.mark.parametrize(
    "about, words, message",
    [
        (About("article", field="commentary"), "x", "Mark the passage"),
        (CLOSED, "closed  for three days ", "what stands there"),
        (CLOSED, "x" * 20_001, "Shorten it"),
        (About("article", field="section", exact="x"), "y", "Choose the text"),
        (About("article", field="state"), None, "from the list"),
    ],
)
def test_what_cannot_be_suggested(about: About, words: str | None, message: str) -> None:
    article = f.complete_article()
    with pytest.raises(ValidationError, match=message):
        add_comment(article=article, text="x", by=article.created_by, about=about, suggested=words)
    assert not article.comments.exists()


@pytest.mark.parametrize("stated", [False, True])
def test_a_suggested_attribution_takes_the_license_that_was_read_from_it_along(stated: bool) -> None:
    article, editor = f.walked_to(S.FACT_CHECK), f.editor()
    image = article.images.get()
    image.attribution, image.license = "Photo: Ada Vane. CC BY 4.0", "CC-BY-SA-4.0" if stated else ""
    save_item(item=image, by=editor)
    assert f.fresh(article).images.get().license == ("CC-BY-SA-4.0" if stated else "CC-BY-4.0")
    record_clearance(
        image=f.fresh(article).images.get(), decision="cleared", note="Fine", by=f.fact_checker()
    )
    comment = suggestion(
        article, f.fact_checker(), "CC0", About("image", image.key, "attribution", "CC BY 4.0")
    )
    decide_suggestion(comment=comment, by=editor, accept=True)
    after = f.fresh(article).images.get()
    assert after.attribution == "Photo: Ada Vane. CC0"
    assert after.license == ("CC-BY-SA-4.0" if stated else "CC0-1.0"), "what somebody stated stays"
    (status,) = [one for one in item_statuses(f.fresh(article)) if one.kind == "image"]
    assert status.last is not None and not status.current, "the clearance was of the old attribution"


def test_a_title_is_not_suggested_away_from_a_submitted_article() -> None:
    article = f.walked_to(S.IN_REVIEW)
    comment = suggestion(article, f.editor(), "", About("article", field="title", exact=article.title))
    with pytest.raises(ValidationError, match="keeps a title"):
        decide_suggestion(comment=comment, by=f.editor(), accept=True)
    comment.refresh_from_db()
    assert comment.decision == ""


def test_a_comment_without_a_suggestion_is_not_decided() -> None:
    article = f.walked_to(S.IN_REVIEW)
    comment = add_comment(article=article, text="Hm.", by=f.editor())
    with pytest.raises(Comment.DoesNotExist):
        decide_suggestion(comment=comment, by=f.editor(), accept=True)


def test_who_suggested_what_was_accepted_is_a_writer() -> None:
    """Nobody writes an article through others' clicks and then decides about it."""
    writer, editor, other = f.author(), f.editor(), f.editor()
    article = f.walked_to(S.IN_REVIEW, author=writer)
    comment = suggestion(article, editor)
    assert editor.pk not in writer_ids(f.fresh(article))
    article = f.move(article, "return", other)
    decide_suggestion(comment=comment, by=writer, accept=True)
    assert editor.pk in writer_ids(f.fresh(article))
    article = f.move(article, "submit", writer)
    with pytest.raises(NotYourMove, match="You wrote or edited"):
        f.move(article, "accept", editor)
    f.move(article, "accept", other)


def test_who_accepted_is_a_writer_as_well() -> None:
    checker, editor, other = f.fact_checker(), f.editor(), f.editor()
    article = f.walked_to(S.IN_REVIEW)
    decide_suggestion(comment=suggestion(article, checker), by=editor, accept=True)
    assert {checker.pk, editor.pk} <= writer_ids(f.fresh(article))
    with pytest.raises(NotYourMove):
        f.move(article, "accept", editor)
    article = f.move(article, "accept", other)
    with pytest.raises(NotAllowed, match="You wrote or edited"):
        f.check_everything(article, checker)


def test_declined_words_make_no_writer() -> None:
    editor, other = f.editor(), f.editor()
    article = f.walked_to(S.IN_REVIEW)
    decide_suggestion(comment=suggestion(article, other), by=editor, accept=False)
    assert not {editor.pk, other.pk} & writer_ids(f.fresh(article))


@pytest.mark.parametrize("words", ["closed for two days", ""])
def test_words_of_an_earlier_round_count_as_long_as_they_stand(words: str) -> None:
    writer, editor, other = f.author(), f.editor(), f.editor()
    article = f.walked_to(S.IN_REVIEW, author=writer)
    decide_suggestion(comment=suggestion(article, editor, words), by=other, accept=True)
    article = f.move(article, "return", f.editor())
    assert editor.pk in writer_ids(f.fresh(article))
    before = f.fresh(article).commentary
    article = f.fresh(article)
    article.commentary = "<p>The harbour was closed for three days, all of them windy.</p>"
    save_item(item=article, by=writer)
    assert editor.pk not in writer_ids(f.fresh(article))
    article = f.fresh(article)
    article.commentary = before
    save_item(item=article, by=writer)
    assert editor.pk in writer_ids(f.fresh(article))


def test_an_accepted_suggestion_voids_the_check_of_what_it_changed() -> None:
    checker, editor = f.fact_checker(), f.editor()
    article = f.walked_to(S.FACT_CHECK)
    f.check_everything(article, checker)
    decide_suggestion(comment=suggestion(article, editor), by=editor, accept=True)
    assert [s.label for s in item_statuses(loaded(article.pk)) if not s.verified] == [
        "The article’s own text"
    ]


def test_who_hears_of_it() -> None:
    writer, editor = f.author(), f.editor()
    article = f.walked_to(S.IN_REVIEW, author=writer)
    comment = suggestion(article, editor)
    told = Notification.objects.get(kind="suggested")
    assert told.recipient == writer
    assert "“closed for three days” → “closed for two days”" in told.detail
    add_comment(article=article, text="Was it not three?", by=writer, answer_to=comment)
    assert Notification.objects.get(kind="answered").recipient == editor
    decide_suggestion(comment=comment, by=editor, accept=True)
    assert Notification.objects.get(kind="suggestion_decided").recipient == writer
