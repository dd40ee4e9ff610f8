"""Who has an article: claiming, giving, handing on, giving back, days; nothing is taken over silently."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from editorial.content.models import Article
from editorial.content.operations import save_item
from editorial.errors import NotAllowed
from editorial.notify.models import Notification
from editorial.states import ArticleState as S
from editorial.states import Role
from editorial.workflow.assignments import (
    MANY,
    NothingToAssign,
    SomebodyHasIt,
    assign_article,
    assign_articles,
    claim_article,
    release_article,
    set_due_date,
)
from editorial.workflow.models import Assignment
from tests import factories as f

pytestmark = pytest.mark.django_db


def holder(article: Article, stage: str | None = None) -> User | None:
    found = Assignment.objects.filter(article=article, stage=stage or article.state).first()
    return found.person if found else None


def claim(article: Article, by: User, **options: Any) -> Assignment:
    return claim_article(article_id=article.pk, by=by, **options)


def give(article: Article, person: User, by: User, **options: Any) -> Assignment:
    return assign_article(article_id=article.pk, person=person, by=by, **options)


def told(person: User) -> list[str]:
    return list(Notification.objects.filter(recipient=person, kind="assigned").values_list("text", flat=True))


@pytest.mark.parametrize(
    ("state", "role", "may"),
    [
        (S.IN_REVIEW, Role.EDITOR, True),
        (S.IN_REVIEW, Role.ADMINISTRATOR, True),
        (S.IN_REVIEW, Role.FACT_CHECKER, False),
        (S.FACT_CHECK, Role.EDITOR, False),
        (S.FACT_CHECK, Role.ADMINISTRATOR, True),
        (S.FACT_CHECK, Role.FACT_CHECKER, True),
    ],
)
def test_people_claim_what_they_may_decide_about(state: str, role: Role, may: bool) -> None:
    article, person = f.walked_to(state), f.person(role)
    if may:
        claim(article, person)
        assert holder(article) == person
        return
    with pytest.raises(NotAllowed, match="is done by"):
        claim(article, person)
    assert holder(article) is None


@pytest.mark.parametrize("state", [S.IN_REVIEW, S.FACT_CHECK])
def test_who_may_not_know_of_it_claims_nothing(state: str) -> None:
    article = f.walked_to(state)
    for stranger in (f.author(), f.publications(), f.person()):
        with pytest.raises(Article.DoesNotExist):
            claim(article, stranger)


def test_a_second_person_is_told_who_has_it() -> None:
    article, first, second = f.walked_to(S.IN_REVIEW), f.editor(), f.editor()
    at = timezone.now() - timedelta(hours=2)
    claim(article, first, at=at)
    with pytest.raises(SomebodyHasIt) as refused:
        claim(article, second)
    assert (refused.value.article, refused.value.holder, refused.value.since) == (article, first, at)
    assert str(refused.value).startswith(f"{first.get_full_name()} has “{article}” since ")
    assert holder(article) == first
    assert Assignment.history.count() == 1  # a claim refused leaves no trace


def test_claiming_twice_changes_nothing() -> None:
    article, person = f.walked_to(S.IN_REVIEW), f.editor()
    first = claim(article, person)
    assert claim(article, person).at == first.at
    assert Assignment.history.count() == 1


def test_taking_over_names_whom_it_is_taken_from_and_they_hear_of_it() -> None:
    article, first, second, third = f.walked_to(S.IN_REVIEW), f.editor(), f.editor(), f.editor()
    claim(article, first)
    with pytest.raises(SomebodyHasIt):
        claim(article, second, instead_of=third.pk)  # an old page
    claim(article, second, instead_of=first.pk)
    assert holder(article) == second
    assert told(first) == [f"“{article}” is with {second.get_full_name()} now, not with you any more."]
    assert told(second) == []


@pytest.mark.parametrize(("state", "role"), [(S.IN_REVIEW, Role.EDITOR), (S.FACT_CHECK, Role.FACT_CHECKER)])
def test_a_writer_of_the_article_is_not_given_it(state: str, role: Role) -> None:
    writer = f.person(Role.AUTHOR, role)
    article = f.walked_to(state, author=writer)
    with pytest.raises(NotAllowed, match=r"^You wrote or edited this article"):
        claim(article, writer)
    with pytest.raises(NotAllowed, match=f"{writer.get_full_name()} wrote or edited"):
        give(article, writer, f.editor())
    assert not Assignment.objects.exists()


def test_who_edited_it_in_review_cannot_claim_it_any_more() -> None:
    article, editor = f.walked_to(S.IN_REVIEW), f.editor()
    article.dek = "Rewritten by its editor"
    save_item(item=article, by=editor, reason="Copy-edit")
    with pytest.raises(NotAllowed, match="wrote or edited"):
        claim(article, editor)


@pytest.mark.parametrize("state", [S.APPROVED, S.PUBLISHED, S.WITHDRAWN])
def test_what_is_done_or_withdrawn_is_nobodys(state: str) -> None:
    article, boss = f.walked_to(state), f.administrator()
    acts = [
        lambda: claim(article, boss),
        lambda: give(article, f.editor(), boss),
        lambda: give(article, f.editor(), boss, stage=S.IN_REVIEW),
        lambda: release_article(article_id=article.pk, by=boss),
        lambda: set_due_date(article_id=article.pk, due_on=timezone.localdate(), by=boss),
    ]
    for act in acts:
        with pytest.raises(NothingToAssign, match="nobody has to do anything"):
            act()
    assert not Assignment.objects.exists()


def test_a_draft_is_its_authors_and_can_be_due() -> None:
    editor = f.editor()
    article = f.move(f.walked_to(S.IN_REVIEW), "return", editor)
    for act in (lambda: claim(article, editor), lambda: give(article, f.editor(), editor)):
        with pytest.raises(NotAllowed, match="A draft is its authors’"):
            act()
    day = timezone.localdate() + timedelta(days=3)
    set_due_date(article_id=article.pk, due_on=day, by=editor)
    assert Assignment.objects.get().due_on == day
    with pytest.raises(Article.DoesNotExist):  # never submitted: the desk does not know of it
        set_due_date(article_id=f.draft().pk, due_on=day, by=editor)


def test_editors_give_and_the_person_hears_of_it() -> None:
    article, editor, checker = f.walked_to(S.FACT_CHECK), f.editor(), f.fact_checker()
    day = timezone.localdate() + timedelta(days=2)
    given = give(article, checker, editor, due_on=day)
    assert (given.person, given.due_on, given.by) == (checker, day, editor)
    assert told(checker) == [f"{editor.get_full_name()} gave you “{article}” to fact-check."]
    give(article, checker, editor)  # again: no news, and the day stays
    assert len(told(checker)) == 1
    assert Assignment.objects.get().due_on == day


def test_nobody_hears_of_what_they_give_themselves() -> None:
    article, editor = f.walked_to(S.IN_REVIEW), f.editor()
    give(article, editor, editor)
    assert holder(article) == editor
    assert told(editor) == []


def test_what_somebody_has_is_given_to_another_on_purpose_only() -> None:
    article, one, two, editor = f.walked_to(S.FACT_CHECK), f.fact_checker(), f.fact_checker(), f.editor()
    claim(article, one)
    with pytest.raises(SomebodyHasIt):
        give(article, two, editor)
    give(article, two, editor, instead_of=one.pk)
    assert holder(article) == two
    assert told(one)
    assert told(two)


def test_a_fact_checker_hands_on_what_they_have_and_nothing_else() -> None:
    article, one, two = f.walked_to(S.FACT_CHECK), f.fact_checker(), f.fact_checker()
    with pytest.raises(NotAllowed, match="hands on what they have"):
        give(article, two, one)
    claim(article, one)
    with pytest.raises(NotAllowed, match="hands on what they have"):
        give(article, two, two, instead_of=one.pk)
    give(article, two, one)
    assert holder(article) == two
    with pytest.raises(NotAllowed, match="is done by fact-checkers"):
        give(article, f.editor(), two)


def test_a_later_stage_is_given_ahead_and_an_earlier_one_is_not() -> None:
    article, editor, checker = f.walked_to(S.IN_REVIEW), f.editor(), f.fact_checker()
    give(article, checker, editor, stage=S.FACT_CHECK)
    assert holder(article) is None
    accepted = f.move(article, "accept", editor)
    assert holder(accepted) == checker
    with pytest.raises(NothingToAssign, match="is “fact-check” now"):
        give(accepted, editor, f.editor(), stage=S.IN_REVIEW)


def test_releasing_keeps_the_day_and_leaves_no_empty_row() -> None:
    article, editor, other = f.walked_to(S.IN_REVIEW), f.editor(), f.editor()
    claim(article, editor)
    release_article(article_id=article.pk, by=editor)
    release_article(article_id=article.pk, by=editor)  # a double click
    assert not Assignment.objects.exists()
    assert [row.history_type for row in Assignment.history.order_by("history_id")] == ["+", "-"]
    day = timezone.localdate() + timedelta(days=1)
    give(article, other, editor, due_on=day)
    release_article(article_id=article.pk, by=other)
    left = Assignment.objects.get()
    assert (left.person, left.due_on) == (None, day)
    claim(article, editor)
    assert Assignment.objects.get().due_on == day


def test_who_gives_back_for_others() -> None:
    article, checker, other, editor = (
        f.walked_to(S.FACT_CHECK),
        f.fact_checker(),
        f.fact_checker(),
        f.editor(),
    )
    claim(article, checker)
    with pytest.raises(NotAllowed, match=f"{checker.get_full_name()} has it"):
        release_article(article_id=article.pk, by=other, instead_of=checker.pk)
    with pytest.raises(SomebodyHasIt):
        release_article(article_id=article.pk, by=editor, instead_of=other.pk)
    release_article(article_id=article.pk, by=editor, instead_of=checker.pk)
    assert holder(article) is None
    assert told(checker) == [f"{editor.get_full_name()} took “{article}” off your list; nobody has it now."]


def test_days_are_set_by_editors_and_lie_ahead() -> None:
    article, editor = f.walked_to(S.IN_REVIEW), f.editor()
    today = timezone.localdate()
    with pytest.raises(NotAllowed, match="set the day"):
        set_due_date(article_id=article.pk, due_on=today, by=f.fact_checker())
    with pytest.raises(ValidationError, match="passed already"):
        set_due_date(article_id=article.pk, due_on=today - timedelta(days=1), by=editor)
    with pytest.raises(ValidationError, match="passed already"):
        give(article, f.editor(), editor, due_on=today - timedelta(days=1))
    assert not Assignment.objects.exists()
    since = claim(article, editor).at
    set_due_date(article_id=article.pk, due_on=today, by=f.editor())
    row = Assignment.objects.get()
    assert (row.due_on, row.person, row.at) == (today, editor, since)
    set_due_date(article_id=article.pk, due_on=None, by=editor)
    assert Assignment.objects.get().due_on is None


def test_many_are_given_at_once_and_what_cannot_be_is_named() -> None:
    editor, checker, other = f.editor(), f.fact_checker(), f.fact_checker()
    free, taken, done = f.walked_to(S.FACT_CHECK), f.walked_to(S.FACT_CHECK), f.walked_to(S.APPROVED)
    ahead = f.walked_to(S.IN_REVIEW)
    claim(taken, other)
    day = timezone.localdate() + timedelta(days=5)
    articles = [free, taken, done, ahead]
    given = assign_articles(
        article_ids=[a.pk for a in articles], stage=S.FACT_CHECK, person=checker, due_on=day, by=editor
    )
    assert given.articles == [free, ahead]
    assert [(article, words.split(" ")[0]) for article, words in given.refused] == [
        (taken, "Kim"),
        (done, f"“{done}”".split(" ")[0]),
    ]
    assert holder(taken) == other
    assert {row.due_on for row in Assignment.objects.filter(person=checker)} == {day}
    assert told(checker) == [f"{editor.get_full_name()} gave you 2 articles to fact-check."]  # once
    assert Notification.objects.get(recipient=checker, kind="assigned").detail == f"“{free}”\n“{ahead}”"


def test_many_get_a_day_without_a_person() -> None:
    day = timezone.localdate()
    articles = [f.walked_to(S.IN_REVIEW), f.walked_to(S.IN_REVIEW)]
    assign_articles(article_ids=[a.pk for a in articles], stage=S.IN_REVIEW, due_on=day, by=f.editor())
    assert [(row.person, row.due_on) for row in Assignment.objects.all()] == [(None, day)] * 2


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"by": Role.FACT_CHECKER}, NotAllowed, "Editors and administrators"),
        ({"stage": "published"}, ValidationError, "Choose what is to be done"),
        ({"article_ids": []}, ValidationError, "at least one"),
        ({"article_ids": list(range(MANY + 1))}, ValidationError, "at most"),
        ({"due_on": None}, ValidationError, "Choose a person, or a day"),
        ({"article_ids": [0]}, Article.DoesNotExist, "query"),
    ],
)
def test_many_at_once_refuses_what_makes_no_sense(
    options: dict[str, Any], error: type[Exception], words: str
) -> None:
    usual = {
        "article_ids": [f.walked_to(S.IN_REVIEW).pk],
        "stage": S.IN_REVIEW,
        "due_on": timezone.localdate(),
    }
    by = f.person(options.pop("by", Role.EDITOR))
    with pytest.raises(error, match=words):
        assign_articles(**(usual | options), by=by)
    assert not Assignment.objects.exists()
