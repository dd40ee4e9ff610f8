"""What the office does: each view is one POST and one operation. Refused, it shows the page again with what was typed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from editorial.errors import EditorialError
from editorial.issues.models import Issue, Rendition
from editorial.issues.operations import move_issue, record_release_review, request_form, request_proof
from editorial.issues.permissions import require_role
from editorial.issues.planned import PLANNERS, cancel_publication, plan_publication
from editorial.issues.plans import open_plans
from editorial.issues.queries import waiting_edition
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.office.access import edition_for, for_the_office, issue_for
from editorial.office.issue_page import Refused, answer
from editorial.office.next_step import exactly
from editorial.office.pages import place_of
from editorial.office.when import moment_of
from editorial.web.access import person
from editorial.web.acts import REFUSALS, refusal_of, require_storable

DONE = {
    "close": "The issue is closed.",
    "approve": "Approved. The edition is frozen, and its files are being made.",
    "approve_correction": "Approved. The next edition is frozen, and its files are being made.",
    "publish": "Published. Readers have the issue.",
    "publish_correction": "Published. Readers have the corrected edition.",
    "reopen": "Reopened. The editors can work on it again.",
    "reopen_correction": "The approval is taken back.",
}


class NothingWaits(EditorialError):
    """The issue has no edition that waits to be published. `issue` is the one."""

    def __init__(self, issue: Issue):
        self.issue = issue
        super().__init__(
            "The edition that you saw does not wait to be published any more. Somebody published it or took it back meanwhile."
        )


class NothingPlanned(EditorialError):
    """The issue has no open plan. `issue` is the one."""

    def __init__(self, issue: Issue):
        self.issue = issue
        super().__init__(
            "The plan that you saw is over. It was published, canceled, or could not be published."
        )


@require_POST
@for_the_office
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """POST: `reason`, `override`, `seen`."""
    if name not in ISSUE_TRANSITIONS:
        raise Http404

    def act(issue: Issue) -> str:
        move_issue(
            issue_id=issue.pk,
            move=name,
            by=person(request),
            reason=request.POST.get("reason", ""),
            override=request.POST.get("override") == "yes",
            seen=request.POST.get("seen"),
        )
        return DONE[name]

    return perform(request, reference, act, at=f"move-{name}", then="next")


@require_POST
@for_the_office
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """POST: `review`, `outcome`, `reviewer`, `document`, `seen`."""
    name = request.POST.get("review", "")

    def act(issue: Issue) -> str:
        record_release_review(
            issue=issue,
            review=name,
            outcome=request.POST.get("outcome", ""),
            reviewer=request.POST.get("reviewer", ""),
            document=request.POST.get("document", ""),
            seen=request.POST.get("seen") or None,
            by=person(request),
        )
        return f"“{name}” is recorded."

    return perform(request, reference, act, at="review", then="reviews")


@require_POST
@for_the_office
def proof(request: HttpRequest, reference: str) -> HttpResponse:
    """POST."""

    def act(issue: Issue) -> str:
        made = request_proof(issue=issue, by=person(request))
        return "A proof of exactly this is there already." if made.is_over else "The proof is being made."

    return perform(request, reference, act, at="proof", then="proof")


@require_POST
@for_the_office
def form(request: HttpRequest, reference: str, number: int, form: str) -> HttpResponse:
    """POST: have one form of an edition made, or start it again when it failed. `back` is “edition” from its own page."""
    edition = edition_for(issue_for(reference), number)
    label = dict(Rendition.Form.choices).get(form)
    if label is None:
        raise Http404

    def act(_issue: Issue) -> str:
        made = request_form(edition=edition, form=form, by=person(request))
        return f"{label}: {'it is there already' if made.is_over else 'it is being made'}."

    answered = perform(request, reference, act, at="form", then="edition")
    if answered.status_code == 302 and request.POST.get("back") == "edition":
        return HttpResponseRedirect(f"{place_of(reference)}editions/{number}/#forms")
    return answered


@require_POST
@for_the_office
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """POST: `publish_on`, `publish_at`, in the house's time zone; `edition`, the one that the page showed."""

    def act(issue: Issue) -> str:
        require_role(person(request), PLANNERS, "The publications office plans when an issue is published.")
        when = moment_of(request.POST.get("publish_on", ""), request.POST.get("publish_at", ""))
        edition = waiting_edition(issue)
        if edition is None or request.POST.get("edition", str(edition.pk)) != str(edition.pk):
            raise NothingWaits(issue)
        plan_publication(edition=edition, publish_at=when, by=person(request))
        return f"Edition {edition.number} will be published on {exactly(when)}"

    return perform(request, reference, act, at="plan", then="next")


@require_POST
@for_the_office
def cancel_plan(request: HttpRequest, reference: str) -> HttpResponse:
    """POST."""

    def act(issue: Issue) -> str:
        require_role(person(request), PLANNERS, "The publications office cancels what it planned.")
        found = open_plans(issue).first()
        if found is None or request.POST.get("plan", str(found.pk)) != str(found.pk):
            raise NothingPlanned(issue)
        cancel_publication(plan=found, by=person(request))
        return "The plan is canceled. Nothing is published by itself."

    return perform(request, reference, act, at="plan", then="next")


def perform(
    request: HttpRequest, reference: str, act: Callable[[Issue], str], *, at: str, then: str
) -> HttpResponse:
    """Run one operation, which says what happened, and go to the part `then` of the issue's page.

    Refused, the page is shown as it stands now, with the reasons and with what was typed in the form `at`.
    """
    issue = issue_for(reference)
    try:
        require_storable(request)
        said = act(issue)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except REFUSALS as error:
        status, reasons = refusal_of(error)
        refused = Refused(at, reasons, typed_in(request))
        return answer(request, issue_for(reference), refused=refused, status=status)
    messages.success(request, said)
    return HttpResponseRedirect(place_of(reference, then))


def typed_in(request: HttpRequest) -> dict[str, Any]:
    """Everything of the form, for showing it again; NUL, which no page shows, is left out."""
    return {
        name: str(value).replace("\x00", "")
        for name, value in request.POST.items()
        if name != "csrfmiddlewaretoken"
    }
