"""Two people at the same moment: an edition is published once, taken back or published, planned or carried out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from editorial.content.models import Article
from editorial.errors import EditorialError
from editorial.issues.corrections import open_correction
from editorial.issues.models import Correction, Edition, Issue, PlannedPublication, Publication, Rendition
from editorial.issues.planned import cancel_publication, plan_publication, publish_what_is_due
from editorial.issues.queries import latest_edition, published_edition, waiting_edition
from editorial.issues.requests import request_form
from tests import factories as f
from tests.at_once import at_once

pytestmark = [pytest.mark.serial, pytest.mark.django_db(transaction=True)]

HOUR = timedelta(hours=1)


def waiting(kind: str) -> tuple[Issue, Edition]:
    """An edition whose PDF is made: the first of an issue, or one with a correction."""
    if kind == "first":
        issue = f.approved_issue()
    else:
        issue = f.published_issue()
        f.corrected(issue.articles.get())
        issue = f.move_issue(issue, "approve_correction", f.publications())
    f.finish_rendition(f.pdf_of(issue))
    edition = latest_edition(issue)
    assert edition is not None
    return issue, edition


def again(issue: Issue) -> Issue:
    return Issue.objects.get(pk=issue.pk)


def person(made: User) -> User:
    """The account as another request reads it."""
    return User.objects.get(pk=made.pk)


def moving(issue: Issue, move: str, by: User) -> Callable[[], Any]:
    return lambda: f.move_issue(issue, move, person(by))


def refused(answers: list[Any]) -> list[Any]:
    """Those who were told that somebody was quicker; anything else that went wrong fails the test."""
    wrong = [one for one in answers if isinstance(one, Exception) and not isinstance(one, EditorialError)]
    assert not wrong, wrong
    return [one for one in answers if isinstance(one, EditorialError)]


PUBLISH = {"first": ("publish", "reopen"), "second": ("publish_correction", "reopen_correction")}


@pytest.mark.parametrize("kind", PUBLISH)
def test_an_edition_is_published_once(kind: str) -> None:
    issue, edition = waiting(kind)
    move = PUBLISH[kind][0]
    answers = at_once(*[moving(issue, move, f.publications()) for _ in range(3)])
    assert len(refused(answers)) == 2
    assert Publication.objects.filter(edition=edition).count() == 1
    assert published_edition(again(issue)) == edition


@pytest.mark.parametrize("kind", PUBLISH)
def test_it_is_published_or_taken_back_and_never_half_of_each(kind: str) -> None:
    issue, edition = waiting(kind)
    publish, back = PUBLISH[kind]
    answers = at_once(moving(issue, publish, f.publications()), moving(issue, back, f.editor()))
    assert len(refused(answers)) == 1
    out = Publication.objects.filter(edition=edition).exists()
    article = issue.articles.get()
    assert article.state == ("published" if out else "approved")
    assert (published_edition(again(issue)) == edition) is out
    assert waiting_edition(again(issue)) is None
    assert Correction.objects.filter(state="open").exists() is (kind == "second" and not out)


@pytest.mark.parametrize("kind", PUBLISH)
def test_a_plan_is_carried_out_once_however_many_workers_there_are(kind: str) -> None:
    issue, edition = waiting(kind)
    plan = plan_publication(edition=edition, publish_at=timezone.now() + HOUR, by=f.publications())
    later = plan.publish_at + HOUR
    answers = at_once(
        *[lambda: publish_what_is_due(at=later)] * 3, moving(issue, PUBLISH[kind][0], f.publications())
    )
    assert not refused(answers[:3])
    assert Publication.objects.filter(edition=edition).count() == 1
    plan.refresh_from_db()
    by_hand = not isinstance(answers[3], EditorialError)
    assert (sum(answers[:3]), plan.outcome) == ((0, "canceled") if by_hand else (1, "published"))


@pytest.mark.parametrize("other", ["cancel", "reopen", "plan again"])
def test_what_happens_to_a_plan_while_its_time_comes(other: str) -> None:
    issue, edition = waiting("first")
    office = f.publications()
    plan = plan_publication(edition=edition, publish_at=timezone.now() + HOUR, by=office)
    later = plan.publish_at + HOUR
    acts: dict[str, Callable[[], Any]] = {
        "cancel": lambda: cancel_publication(
            plan=PlannedPublication.objects.get(pk=plan.pk), by=person(office)
        ),
        "reopen": moving(issue, "reopen", f.editor()),
        "plan again": lambda: plan_publication(edition=edition, publish_at=later, by=person(office)),
    }
    answers = at_once(lambda: publish_what_is_due(at=later), acts[other])
    refused(answers)
    plan.refresh_from_db()
    out = Publication.objects.filter(edition=edition).exists()
    assert (answers[0] == 1) is out is (plan.outcome == "published")
    assert out is (again(issue).state == "published")
    if other != "plan again":
        assert isinstance(answers[1], EditorialError) is out
    assert PlannedPublication.objects.filter(outcome="").count() == 0


def test_two_plans_for_one_edition_are_one() -> None:
    _issue, edition = waiting("first")
    people, when = [f.publications() for _ in range(3)], timezone.now() + HOUR
    plans = [lambda by=by: plan_publication(edition=edition, publish_at=when, by=person(by)) for by in people]
    assert len(refused(at_once(*plans))) == 2
    assert PlannedPublication.objects.filter(outcome="").count() == 1


def two_articles() -> tuple[Issue, list[Article]]:
    section = f.section()
    made = [f.walked_to("approved", f.complete_article(section=section)) for _ in range(2)]
    issue = f.published_issue(made)
    return issue, [f.fresh(one) for one in made]


def opening(article: Article, by: User) -> Callable[[], Any]:
    return lambda: open_correction(article_id=article.pk, reason="Wrong", by=person(by))


def test_one_article_has_one_correction_and_two_have_two_of_the_same_edition() -> None:
    _issue, [one, two] = two_articles()
    editors = [f.editor() for _ in range(3)]
    answers = at_once(opening(one, editors[0]), opening(one, editors[1]), opening(two, editors[2]))
    assert len(refused(answers)) == 1
    assert sorted(Correction.objects.values_list("article_id", "edition_number")) == [
        (one.pk, 2),
        (two.pk, 2),
    ]


def test_a_correction_opened_while_another_is_approved_is_in_it_or_in_the_next() -> None:
    issue, [one, two] = two_articles()
    f.corrected(one)
    answers = at_once(moving(issue, "approve_correction", f.publications()), opening(two, f.editor()))
    refused(answers)
    later = Correction.objects.get(article=two)
    approved = not isinstance(answers[0], EditorialError)
    assert later.edition_number == (
        3 if approved else 2
    )  # in the second it is not finished: nothing is approved
    assert (waiting_edition(again(issue)) is not None) is approved


def test_a_form_that_two_ask_for_is_made_once() -> None:
    _issue, edition = waiting("first")
    people = [f.editor() for _ in range(3)]
    asking = [lambda by=by: request_form(edition=edition, form="word", by=person(by)) for by in people]
    assert not refused(at_once(*asking))
    assert Rendition.objects.filter(edition=edition, form="word").count() == 1


def test_a_time_without_a_zone_is_the_houses() -> None:
    _issue, edition = waiting("first")
    when = timezone.make_naive(timezone.now() + HOUR)
    plan = plan_publication(edition=edition, publish_at=when, by=f.publications())
    assert timezone.make_naive(PlannedPublication.objects.get(pk=plan.pk).publish_at) == when
