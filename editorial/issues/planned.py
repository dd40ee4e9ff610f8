"""Publishing on a day and time: a plan for an edition that is frozen, and the task that carries it out."""

import logging
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editorial.content.permissions import roles_of
from editorial.dates import date_and_time
from editorial.errors import EditorialError
from editorial.issues.assembly import lock_issue
from editorial.issues.models import Edition, PlannedPublication
from editorial.issues.moves import move_issue
from editorial.issues.permissions import require_role
from editorial.issues.plans import end_plan, open_plans, plan_of
from editorial.issues.queries import publication_of, waiting_edition
from editorial.issues.telling import tell_of_plan
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.states import IssueState, PublicationOutcome

logger = logging.getLogger(__name__)
# Who publishes also plans it.
PLANNERS = ISSUE_TRANSITIONS["publish"].roles


class NothingToPlan(EditorialError):
    """The edition does not wait to be published. `edition` is the one."""

    def __init__(self, edition: Edition):
        self.edition = edition
        what = f"Edition {edition.number} of “{edition.issue}”"
        published = publication_of(edition) is not None
        super().__init__(
            f"{what} is published already."
            if published
            else f"{what} is not the one that waits to be published."
        )


class InThePast(EditorialError):
    """The time has gone by. `publish_at` is what was asked for."""

    def __init__(self, publish_at: datetime):
        self.publish_at = publish_at
        super().__init__("This time has gone by. Choose a later one, or publish now.")


class PlannedAlready(EditorialError):
    """The edition has an open plan. `plan` is it."""

    def __init__(self, plan: PlannedPublication):
        self.plan = plan
        when = date_and_time(plan.publish_at)
        super().__init__(f"It is planned for {when} already. Cancel that first.")


class PlanOver(EditorialError):
    """The plan was carried out, canceled, or failed. `plan` is it."""

    def __init__(self, plan: PlannedPublication):
        self.plan = plan
        super().__init__(f"The plan is {plan.get_outcome_display().lower()} already. Reload the page.")


@transaction.atomic
def plan_publication(
    *, edition: Edition, publish_at: datetime, by: User, at: datetime | None = None
) -> PlannedPublication:
    """Have a frozen edition published at `publish_at` (without a time zone: the house's) by a worker, on behalf of `by`.
    Its gates are asked then.

    Raises `NotAllowed`, `NothingToPlan`, `InThePast`, `PlannedAlready`.
    """
    require_role(by, PLANNERS, "The publications office plans when an issue is published.")
    at = at or timezone.now()
    if timezone.is_naive(publish_at):
        publish_at = timezone.make_aware(publish_at)
    issue = lock_issue(edition.issue_id)
    waiting = waiting_edition(issue)
    if waiting is None or waiting.pk != edition.pk:
        raise NothingToPlan(edition)
    if publish_at <= at:
        raise InThePast(publish_at)
    planned = plan_of(edition)
    if planned is not None:
        raise PlannedAlready(planned)
    plan = PlannedPublication.objects.create(
        edition=edition, publish_at=publish_at, planned_by=by, planned_at=at
    )
    tell_of_plan(plan, by=by, at=at)
    return plan


@transaction.atomic
def cancel_publication(
    *, plan: PlannedPublication, by: User, at: datetime | None = None
) -> PlannedPublication:
    """Give a plan up; the edition stays as it is. Raises `NotAllowed`, `PlanOver`."""
    require_role(by, PLANNERS, "The publications office cancels what it planned.")
    stored = _held(plan.pk)
    if stored.outcome:
        raise PlanOver(stored)
    name = by.get_full_name() or by.get_username()
    end_plan(
        stored, PublicationOutcome.CANCELED, by=by, at=at or timezone.now(), reason=f"Canceled by {name}."
    )
    return stored


def publish_what_is_due(*, at: datetime | None = None) -> int:
    """Carry out every plan whose time has come, also one whose time came while no worker ran. Returns how many editions
    were published.

    Whoever planned it must still be somebody who may publish. Where that or a gate is in the way the plan ends as failed,
    with the reason, and those concerned are told. May run as often as it likes, in several workers at once.
    """
    at = at or timezone.now()
    due = list(open_plans().filter(publish_at__lte=at).values_list("pk", flat=True))
    published = 0
    for pk in due:
        try:
            published += _carry_out(pk, at)
        except Exception:  # of one issue: the others' readers wait for theirs, and this one is tried again
            logger.exception("planned publication %s", pk)
    return published


@transaction.atomic
def _carry_out(pk: int, at: datetime) -> bool:
    """Whether the edition was published."""
    plan = _held(pk)
    if plan.outcome:
        return False  # somebody was quicker
    try:
        with transaction.atomic():
            _publish(plan, at)
    except EditorialError as error:
        end_plan(plan, PublicationOutcome.FAILED, by=None, at=at, reason=str(error))
        return False
    return True


def _publish(plan: PlannedPublication, at: datetime) -> None:
    issue, planner = plan.edition.issue, plan.planned_by
    name = planner.get_full_name() or planner.get_username()
    words = f"{name}, who planned it, may not publish any more. Somebody who may has to publish it, or plan it anew."
    if not planner.is_active or not roles_of(planner) & PLANNERS:
        raise PlannerGone(words)
    waiting = waiting_edition(issue)
    if waiting is None or waiting.pk != plan.edition_id:
        raise NothingToPlan(plan.edition)
    # Ended before the move, which calls off whatever is still open.
    end_plan(plan, PublicationOutcome.PUBLISHED, by=None, at=at)
    move = "publish" if issue.state == IssueState.APPROVED else "publish_correction"
    move_issue(issue_id=issue.pk, move=move, by=planner, at=at)


class PlannerGone(EditorialError):
    """Whoever planned it lost the role or the account. `str()` says who, and what to do."""


def _held(pk: int) -> PlannedPublication:
    """The plan with everything read anew and its issue's row held."""
    lock_issue(PlannedPublication.objects.values_list("edition__issue_id", flat=True).get(pk=pk))
    rows = PlannedPublication.objects.select_for_update(of=("self",))
    return rows.select_related("edition__issue", "planned_by").defer("edition__snapshot").get(pk=pk)
