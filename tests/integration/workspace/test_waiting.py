"""What an article waits for, in every state and whatever brought it there."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from editorial.content.models import Article
from editorial.factcheck.operations import record_check
from editorial.issues.corrections import drop_correction, open_correction
from editorial.issues.models import Issue
from editorial.states import ArticleState as S
from editorial.workflow.comments import add_comment
from editorial.workflow.queue import with_days
from editorial.workflow.reading import read_whole
from editorial.workflow.transitions import moves_from
from editorial.workspace.article_page import page_context
from editorial.workspace.shelf import facts_of, since_what
from editorial.workspace.waiting import Facts, Waiting, waiting
from tests import factories

pytestmark = pytest.mark.django_db


def named(name: str, make: object) -> User:
    user: User = make()  # type: ignore[operator]
    user.first_name, user.last_name = name.split()
    user.save()
    return user


def said(article: Article, viewer: User | None = None) -> Waiting:
    article = factories.fresh(article)
    facts, _talk = facts_of(article)
    return waiting(facts, viewer=viewer or article.created_by)


@pytest.mark.parametrize("state", S.values)
def test_every_state_says_in_one_sentence_what_is_waited_for(state: str) -> None:
    article = factories.walked_to(state)
    found = said(article)
    assert found.sentence.endswith(".")
    assert "  " not in found.sentence
    # Who has it is somebody exactly as long as the table has a move that is not its author's restoring.
    assert bool(found.who) is (bool(moves_from(state)) and state not in (S.WITHDRAWN, S.PUBLISHED))


def test_a_correction_says_where_it_is() -> None:
    article = factories.walked_to(S.PUBLISHED)
    correction = open_correction(article_id=article.pk, reason="A number is wrong", by=factories.editor())
    facts, _talk = facts_of(factories.fresh(article))
    assert since_what(facts) == "Reopened to be corrected"
    assert said(article).who
    factories.walk_on(factories.fresh(article))
    assert "goes into the next edition" in said(article).sentence
    factories.move(article, "reopen", factories.editor())
    drop_correction(correction=correction, reason="It was right", by=factories.editor())
    facts, _talk = facts_of(factories.fresh(article))
    assert since_what(facts) == "Kept as published"


def test_a_draft_counts_what_is_missing() -> None:
    assert said(factories.draft()).sentence == "4 things are missing before it can be submitted."
    assert said(factories.draft(title="")).sentence == "5 things are missing before it can be submitted."
    complete = factories.complete_article()
    add_comment(article=complete, text="No place for this line.", by=complete.created_by, blocking=True)
    assert said(complete).sentence.endswith(" 1 comment must be settled before an editor accepts it.")
    complete.comments.all().delete()
    assert said(complete).sentence == "Nothing is missing. Submit it when it reads as you want it."
    assert waiting(Facts(complete), viewer=complete.created_by).sentence == "Its author is writing it."


def test_what_came_back_says_who_sent_it() -> None:
    editor = named("Edith Keller", factories.editor)
    article = factories.walked_to(S.IN_REVIEW)
    article = factories.move(article, "return", editor)
    assert said(article) == Waiting(
        "the author", "Edith Keller sent it back. Change what the reason asks for, then submit it again."
    )
    article.excerpts.all().delete()
    assert said(article).sentence.endswith("submit it again. 1 thing is missing.")


def test_comments_come_first_while_it_is_with_the_editors() -> None:
    author, editor = factories.author(), factories.editor()
    article = factories.walked_to(S.IN_REVIEW, author=author)
    assert said(article).sentence == "An editor reads it next, and accepts it or sends it back."
    first = add_comment(article=article, text="Who said so?", by=editor)
    assert said(article).sentence == "Waiting for your answer to a comment."
    second = add_comment(article=article, text="When?", by=editor, blocking=True)
    assert said(article).sentence == "Waiting for your answer to 2 comments."
    assert said(article, editor).sentence == "Waiting for the author’s answer to 2 comments."
    for comment in (first, second):
        add_comment(article=article, text="The minister.", by=author, answer_to=comment)
    assert said(article).sentence == "It goes on when a comment is settled."
    add_comment(article=article, text="Which minister?", by=editor, answer_to=first)
    assert said(article).sentence == "Waiting for your answer to a comment."


def test_the_fact_check_says_how_far_it_is() -> None:
    checker, editor = factories.fact_checker(), factories.editor()
    article = factories.walked_to(S.FACT_CHECK, editor=editor)
    assert said(article) == Waiting(
        "the fact-checkers", "A fact-checker checks every excerpt, note and image next."
    )
    record_check(item=article, verdict="verified", by=checker)
    assert said(article).sentence == "The fact-checkers have verified 1 of 8 parts."
    factories.check_everything(article, checker)
    assert said(article).sentence == "Every part is verified; a fact-checker clears it next."
    article = factories.move(article, "clear", checker)
    article = factories.move(article, "reopen", editor)
    assert said(article).sentence.startswith("An editor reopened the fact-check. Every part is verified;")


def test_an_approved_article_says_which_issue_it_goes_into_and_when_that_appears() -> None:
    article = factories.walked_to(S.APPROVED)
    assert said(article) == Waiting("the editors", "It is done and waits for a place in an issue.")
    issue = factories.issue_of([article])
    Issue.objects.filter(pk=issue.pk).update(month=date(2031, 5, 1), publication_date=date(2031, 5, 28))
    article.refresh_from_db()
    assert said(article).sentence == (
        "It goes into the May 2031 issue, which the editors are putting together. It appears on May 28, 2031."
    )
    issue = factories.move_issue(issue, "close", factories.editor())
    assert said(article).who == "the publications office"
    assert "waits for the publications office" in said(article).sentence
    factories.move_issue(issue, "approve", factories.publications())
    assert "approved and about to appear" in said(article).sentence


def test_a_published_article_says_where_it_appeared() -> None:
    article = factories.walked_to(S.PUBLISHED)
    Issue.objects.filter(pk=article.issue_id).update(month=date(2031, 5, 1))
    assert said(article) == Waiting("", "It appeared in the May 2031 issue.")


def test_a_withdrawn_article_says_who_withdrew_it() -> None:
    author, editor = named("Ann Writer", factories.author), named("Edith Keller", factories.editor)
    article = factories.walked_to(S.WITHDRAWN, author=author)
    assert said(article).sentence == "You withdrew it. It keeps everything and can be restored."
    assert (
        said(article, editor).sentence == "Ann Writer withdrew it. It keeps everything and can be restored."
    )
    other = factories.move(factories.walked_to(S.IN_REVIEW, author=author), "withdraw", editor)
    assert said(other).sentence == "Edith Keller withdrew it. Ask the editors if you want to go on with it."


@pytest.mark.parametrize("state", S.values)
def test_the_page_marks_exactly_the_present_step(state: str) -> None:
    article = factories.walked_to(state)
    (to_read,) = read_whole(with_days(Article.objects.filter(pk=article.pk)))
    marks = [step.mark for step in page_context(article.created_by, to_read)["steps"]]
    if state == S.WITHDRAWN:
        assert marks == ["ahead"] * 5
    else:
        here = ["draft", "in_review", "fact_check", "approved", "published"].index(state)
        assert marks == ["done"] * here + ["now"] + ["ahead"] * (4 - here)
