"""Publishing on a day and time, on behalf of whoever planned it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from editorial.errors import NotAllowed
from editorial.issues import planned
from editorial.issues.models import Edition, Issue, PlannedPublication, Publication
from editorial.issues.planned import (
    InThePast,
    NothingToPlan,
    PlannedAlready,
    PlanOver,
    cancel_publication,
    plan_publication,
    publish_what_is_due,
)
from editorial.issues.plans import open_plans, plan_of
from editorial.issues.queries import latest_edition, published_edition, waiting_edition
from editorial.notify.models import Notification
from editorial.states import Role
from tests import factories as f

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def ready(office: User | None = None) -> tuple[Issue, Edition]:
    """An approved issue whose PDF is made."""
    issue = f.approved_issue(office=office)
    f.finish_rendition(f.pdf_of(issue))
    edition = latest_edition(issue)
    assert edition is not None
    return issue, edition


def due() -> datetime:
    return timezone.now() + HOUR


def plan(edition: Edition, by: User | None = None, **fields: Any) -> PlannedPublication:
    return plan_publication(edition=edition, by=by or f.publications(), **({"publish_at": due()} | fields))


def heard(kind: str) -> set[User]:
    return {one.recipient for one in Notification.objects.filter(kind=kind)}


def test_it_is_published_when_its_time_has_come_and_not_before() -> None:
    issue, edition = ready()
    planner = f.publications()
    planned_one = plan(edition, planner)
    assert publish_what_is_due() == 0
    assert publish_what_is_due(at=planned_one.publish_at) == 1
    issue.refresh_from_db()
    assert issue.state == "published"
    publication = Publication.objects.get(edition=edition)
    assert (publication.by, publication.at) == (planner, planned_one.publish_at)
    planned_one.refresh_from_db()
    assert (planned_one.outcome, planned_one.ended_at) == ("published", planned_one.publish_at)
    assert publish_what_is_due(at=planned_one.publish_at + HOUR) == 0


def test_those_concerned_hear_of_it() -> None:
    editor, other = f.editor(), f.publications()
    _issue, edition = ready()
    planner = f.publications()
    planned_one = plan(edition, planner)
    assert {editor, other} <= heard("publication_planned") and planner not in heard("publication_planned")
    publish_what_is_due(at=planned_one.publish_at)
    assert heard("publication_done") == {planner}
    assert {editor, other} <= heard("issue_published")


def test_what_was_due_while_nothing_ran_is_published_late() -> None:
    _issue, edition = ready()
    plan(edition)
    assert publish_what_is_due(at=timezone.now() + timedelta(days=3)) == 1


def test_a_corrected_edition_is_published_as_well() -> None:
    issue = f.published_issue()
    f.corrected(issue.articles.get())
    issue = f.move_issue(issue, "approve_correction", f.publications())
    f.finish_rendition(f.pdf_of(issue))
    edition = waiting_edition(issue)
    plan(edition)
    assert publish_what_is_due(at=due() + HOUR) == 1
    assert published_edition(issue) == edition
    assert f.fresh(issue.articles.get()).state == "published"


@pytest.mark.parametrize("role", Role)
def test_who_plans_and_who_cancels(role: Role) -> None:
    _issue, edition = ready()
    by, office = f.person(role), f.publications()
    if role in (Role.PUBLICATIONS, Role.ADMINISTRATOR):
        assert cancel_publication(plan=plan(edition, by), by=by).outcome == "canceled"
        return
    with pytest.raises(NotAllowed):
        plan(edition, by)
    with pytest.raises(NotAllowed):
        cancel_publication(plan=plan(edition, office), by=by)


def test_what_cannot_be_planned() -> None:
    _issue, edition = ready()
    with pytest.raises(InThePast):
        plan(edition, publish_at=timezone.now())
    first = plan(edition)
    with pytest.raises(PlannedAlready, match="Cancel that first"):
        plan(edition)
    assert plan_of(edition) == first
    publish_what_is_due(at=due() + HOUR)
    with pytest.raises(NothingToPlan, match="published already"):
        plan(Edition.objects.get(pk=edition.pk))


def test_a_canceled_plan_publishes_nothing_and_may_be_made_again() -> None:
    issue, edition = ready()
    planner, by = f.publications(), f.publications()
    canceled = cancel_publication(plan=plan(edition, planner), by=by)
    assert (canceled.ended_by, canceled.reason) == (by, f"Canceled by {by.get_full_name()}.")
    assert planner in heard("publication_canceled") and by not in heard("publication_canceled")
    with pytest.raises(PlanOver):
        cancel_publication(plan=canceled, by=by)
    assert publish_what_is_due(at=due() + HOUR) == 0
    issue.refresh_from_db()
    assert issue.state == "approved"
    plan(edition)
    assert publish_what_is_due(at=due() + HOUR) == 1


def lose_role(planner: User, edition: Edition) -> None:
    planner.groups.set([Group.objects.get_or_create(name=Role.EDITOR.value)[0]])


def lose_account(planner: User, edition: Edition) -> None:
    User.objects.filter(pk=planner.pk).update(is_active=False)


def lose_pdf(planner: User, edition: Edition) -> None:
    f.finish_rendition(edition.renditions.get(form="pdf"), problems=["No title"])


@pytest.mark.parametrize(
    "lose, words",
    [
        (lose_role, "may not publish any more"),
        (lose_account, "may not publish any more"),
        (lose_pdf, "fails the accessibility check"),
    ],
)
def test_what_stands_in_the_way_ends_the_plan_with_its_reason(lose: Any, words: str) -> None:
    editor, other = f.editor(), f.publications()
    issue, edition = ready()
    planner = f.publications()
    planned_one = plan(edition, planner)
    lose(planner, edition)
    assert publish_what_is_due(at=planned_one.publish_at) == 0
    planned_one.refresh_from_db()
    assert (planned_one.outcome, planned_one.ended_by) == ("failed", None)
    assert words in planned_one.reason
    issue.refresh_from_db()
    assert (issue.state, Publication.objects.count()) == ("approved", 0)
    told = Notification.objects.filter(kind="publication_failed")
    assert {editor, other} <= {one.recipient for one in told}
    assert words in told[0].detail
    if lose is not lose_account:
        assert planner in {one.recipient for one in told}
    assert publish_what_is_due(at=planned_one.publish_at + HOUR) == 0


def test_what_is_reopened_is_not_published() -> None:
    issue, edition = ready()
    planned_one = plan(edition)
    f.move_issue(issue, "reopen", f.editor())
    planned_one.refresh_from_db()
    assert (planned_one.outcome, "taken back" in planned_one.reason) == ("canceled", True)
    assert heard("publication_canceled")
    assert publish_what_is_due(at=due() + HOUR) == 0


def test_publishing_by_hand_ends_the_plan() -> None:
    issue, edition = ready()
    planned_one = plan(edition)
    f.move_issue(issue, "publish", f.publications())
    planned_one.refresh_from_db()
    assert (planned_one.outcome, planned_one.reason) == ("canceled", "It was published before.")
    assert list(open_plans()) == []


def test_one_that_breaks_does_not_keep_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = ready()[1], ready()[1]
    broken = plan(first)
    plan(second)
    whole = planned.move_issue

    def fall_over(**options: Any) -> Any:
        if options["issue_id"] == first.issue_id:
            raise RuntimeError("the disk is full")
        return whole(**options)

    monkeypatch.setattr(planned, "move_issue", fall_over)
    assert publish_what_is_due(at=due() + HOUR) == 1
    broken.refresh_from_db()
    assert broken.outcome == ""
    monkeypatch.undo()
    assert publish_what_is_due(at=due() + HOUR) == 1
