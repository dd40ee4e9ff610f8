"""What the office's page of one issue shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from editorial.content.permissions import roles_of
from editorial.issues.models import Issue, ReleaseReview
from editorial.issues.operations import issue_mark
from editorial.issues.proof_links import shares_proofs
from editorial.issues.transitions import ISSUE_TRANSITIONS, IssueTransition
from editorial.office.access import acts, reads_articles
from editorial.office.facts import IssueFacts
from editorial.office.made import form_rows
from editorial.office.next_step import Known, Step, next_step
from editorial.office.when import zone_name
from editorial.states import IssueState, Role
from editorial.web.access import person
from editorial.web.article_places import article_of, article_place
from editorial.web.move_words import did
from editorial.workflow.gates import Blocker

BLOCKERS_SHOWN = 8
LOG_SHOWN = 12
# Done with the page's big button; the others are behind a fold.
ONWARD = ("close", "approve", "publish", "approve_correction", "publish_correction")
PLACES = {"edition": "#next", "pdf": "#edition"}


@dataclass(frozen=True)
class Refused:
    """An act of the form `at` that was refused: why, and everything that was typed."""

    at: str
    reasons: list[str]
    typed: Mapping[str, str]

    @property
    def move(self) -> str:
        """The name of the move that was refused, or blank."""
        return self.at.removeprefix("move-") if self.at.startswith("move-") else ""

    @property
    def words(self) -> list[tuple[str, str]]:
        """What a person would miss, with the name of its field."""
        names = {
            "reason": "Reason", "reviewer": "Reviewer", "document": "Document", "erratum": "Erratum",
            "publish_on": "Day", "publish_at": "Time",
        }  # fmt: skip
        found = [(label, self.typed.get(name, "")) for name, label in names.items()]
        return [(label, value) for label, value in found if value.strip()]


@dataclass(frozen=True)
class LinkedBlocker:
    """What stands in the way, and where it is solved ("": not on a page that this person may open)."""

    words: str
    address: str


@dataclass(frozen=True)
class OfferedMove:
    """A move that this person's roles make from the issue's state. `ready`: nothing is in its way; `may_override`: an
    administrator may make it all the same, with a reason.
    """

    move: IssueTransition
    ready: bool
    may_override: bool


def issue_context(user: User, issue: Issue, refused: Refused | None = None) -> dict[str, Any]:
    """The context of the page, in as many queries for sixty articles as for one (`facts.IssueFacts`)."""
    facts = IssueFacts(issue)
    assert facts.named, "everybody who is shown is loaded"
    step, shown = step_of(facts), facts.shown
    moves = _moves(user, facts)
    onward = next((one for one in moves if one.move.name in ONWARD), None)
    blockers = _linked(user, facts)
    may_plan = bool(onward and onward.ready and facts.waiting and facts.plan is None)
    may_review = acts(user) and bool(settings.RELEASE_REVIEWS) and facts.reads_today
    has_form = {"plan": may_plan, "review": may_review} | {
        f"move-{one.move.name}": True for one in moves if one is not onward
    }
    return {
        "title": str(issue),
        "issue": issue,
        "facts": facts,
        "step": step,
        "steps": _steps(issue),
        "onward": onward,
        "others": [one for one in moves if one is not onward],
        "blockers": blockers[:BLOCKERS_SHOWN],
        # Where only reviews are wanted, the sentence says which.
        "show_blockers": step.who != "machine" and any(one.address != "#reviews" for one in blockers),
        "more_blockers": max(0, len(blockers) - BLOCKERS_SHOWN),
        "shown": shown,
        "forms": form_rows(issue, shown.edition, shown.made) if shown else [],
        "pdf": _finished(shown.pdf) if shown else None,
        "may_act": acts(user),
        "may_share": shares_proofs(user),
        "seen": issue_mark(issue),
        "stands": facts.reading.fingerprint if may_review else "",
        "may_plan": may_plan,
        "may_review": may_review,
        "outcomes": ReleaseReview.Outcome.choices,
        "review_wanted": next((one.name for one in facts.reviews if not one.cleared), ""),
        "earlier_reviews": _earlier(facts),
        "may_correct": issue.state == IssueState.PUBLISHED,
        "may_read_articles": reads_articles(user),
        "log": [(entry, f"{did(entry)}.") for entry in facts.log[:LOG_SHOWN]],
        "zone": zone_name(),
        "today": timezone.localdate(),
        "publish_on": _day_to_publish(issue),
        "refused": refused,
        "refused_at_top": refused is not None and not has_form.get(refused.at),
        "parts": _parts(issue),
    }


def answer(
    request: HttpRequest, issue: Issue, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The page of the issue, with what was refused and typed where there is any."""
    context = issue_context(person(request), issue, refused)
    return TemplateResponse(request, "office/issue.html", context, status=status)


def step_of(facts: IssueFacts) -> Step:
    """What the issue waits for, with what the gates found."""
    waiting, published = facts.waiting, facts.published
    counted: dict[str, int] = {}
    if facts.issue.state == IssueState.PLANNING:
        for article in facts.articles:
            counted[article.state] = counted.get(article.state, 0) + 1
    others = [one for one in facts.in_the_way if not one.where.startswith("review:")]
    return next_step(
        Known(
            issue=facts.issue,
            counted=counted,
            reviews=facts.reviews if facts.reads_today else (),
            number=waiting.edition.number if waiting else 0,
            next_number=published.edition.number + 1 if published else 1,
            pdf=waiting.pdf if waiting else None,
            plan=facts.plan,
            failed_plan=facts.last_plan,
            corrections=facts.corrections,
            publication=published.publication if published else None,
            published_number=published.edition.number if published else 0,
            in_the_way=len(others),
        )
    )


def offered_moves(user: User, facts: IssueFacts) -> list[IssueTransition]:
    """The moves that `issues.moves.available_issue_moves` gives this person, told from what is loaded."""
    roles, issue = roles_of(user), facts.issue
    moves = [
        move for move in ISSUE_TRANSITIONS.values() if issue.state in move.sources and roles & move.roles
    ]
    if issue.state != IssueState.PUBLISHED:
        return moves
    if facts.waiting is not None:
        apply = {"reopen_correction", "publish_correction"}
    else:
        apply = {"approve_correction"} if facts.corrections else set()
    return [move for move in moves if move.name in apply]


def _moves(user: User, facts: IssueFacts) -> list[OfferedMove]:
    administrator = Role.ADMINISTRATOR in roles_of(user)
    found = []
    for move in offered_moves(user, facts):
        blockers = facts.in_the_way if move.name == facts.next_move else []
        hard = facts.blockers(gate for gate in move.gates if gate in move.hard) if blockers else []
        found.append(OfferedMove(move, not blockers, administrator and bool(blockers) and not hard))
    return found


def _linked(user: User, facts: IssueFacts) -> list[LinkedBlocker]:
    opens, hidden = reads_articles(user), set()
    # A draft that is not submitted yet opens for nobody here; its row in the order, where it can be taken out, does.
    if Role.ADMINISTRATOR not in roles_of(user):
        hidden = {article.pk for article in facts.articles if article.submitted_at is None}

    def place(one: Blocker) -> str:
        if (article := article_of(one)) in hidden:
            return reverse("admin:editorial_issue_change", args=[facts.issue.pk]) + f"#row-{article}"
        return _place(one, facts.issue, opens)

    return [LinkedBlocker(str(one.message), place(one)) for one in facts.in_the_way]


def _place(blocker: Blocker, issue: Issue, opens_articles: bool) -> str:
    """Where a blocker is solved, seen from the page."""
    kind, _, rest = blocker.where.partition(":")
    if kind == "review":
        return "#reviews"
    if kind == "correction":
        return reverse("office_correction", args=[rest])
    if blocker.where == "articles":
        return reverse("admin:editorial_issue_change", args=[issue.pk]) + "#articles-title"
    if kind == "article":
        return article_place(blocker.where) if opens_articles else ""
    return PLACES.get(blocker.where, "")


def _steps(issue: Issue) -> list[tuple[str, str]]:
    """The states on an issue's way, each “done”, “now” or “” (still to come)."""
    order = [IssueState.PLANNING, IssueState.CLOSED, IssueState.APPROVED, IssueState.PUBLISHED]
    here = order.index(IssueState(issue.state))
    over = issue.state == IssueState.PUBLISHED
    return [
        (str(state.label), "done" if place < here or over else "now" if place == here else "")
        for place, state in enumerate(order)
    ]


def _earlier(facts: IssueFacts) -> list[ReleaseReview]:
    """The reviews that are not the ones that count now."""
    counted = {review.last.pk for review in facts.reviews if review.last}
    return [review for review in facts.given_reviews if review.pk not in counted]


def _finished(rendition: Any) -> Any:
    return rendition if rendition is not None and rendition.status == "succeeded" else None


def _day_to_publish(issue: Issue) -> str:
    """The day that the form for planning begins with: the issue's own, while it lies ahead."""
    day = issue.publication_date
    return day.isoformat() if day and day >= timezone.localdate() else ""


def _parts(issue: Issue) -> str:
    """The page of the issue's own texts."""
    try:
        return reverse("office_parts", args=[issue.reference])
    except NoReverseMatch:  # while that page is not there yet
        return ""
