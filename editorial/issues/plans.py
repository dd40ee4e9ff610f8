"""The plans to publish an edition on a day and time: reading them, ending them."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet

from editorial.issues.models import Edition, Issue, PlannedPublication
from editorial.issues.telling import tell_of_plan
from editorial.states import PublicationOutcome


def open_plans(issue: Issue | None = None) -> QuerySet[PlannedPublication]:
    """The plans that did not end yet, of one issue or of all, the next one first; with edition (without its snapshot),
    issue and planner.
    """
    found = PlannedPublication.objects.filter(outcome="").select_related("edition__issue", "planned_by")
    found = found.defer("edition__snapshot").order_by("publish_at", "pk")
    return found if issue is None else found.filter(edition__issue=issue)


def plan_of(edition: Edition) -> PlannedPublication | None:
    """The edition's open plan, if it has one."""
    return edition.plans.filter(outcome="").select_related("planned_by").first()


def end_plan(
    plan: PlannedPublication, outcome: PublicationOutcome, *, by: User | None, at: datetime, reason: str = ""
) -> None:
    """Write how a plan ended, and tell those concerned; the caller holds the issue's row."""
    plan.outcome, plan.ended_at, plan.ended_by, plan.reason = outcome, at, by, reason
    plan.save(update_fields=["outcome", "ended_at", "ended_by", "reason"])
    tell_of_plan(plan, by=by, at=at)


def cancel_open_plans(issue: Issue, *, by: User, at: datetime, reason: str) -> None:
    """What became of the issue makes its plans void."""
    for plan in open_plans(issue).select_for_update(of=("self",)):
        end_plan(plan, PublicationOutcome.CANCELED, by=by, at=at, reason=reason)
