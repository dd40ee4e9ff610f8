"""What the office's page of one issue shows, read in few queries; nothing here is decided or written."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.conf import settings

from editorial.content.models import Article
from editorial.issues.gates import issue_blockers
from editorial.issues.models import (
    Correction,
    Edition,
    Issue,
    PlannedPublication,
    Publication,
    ReleaseReview,
    Rendition,
)
from editorial.issues.queries import publication_of
from editorial.issues.readiness import LIVE, Reading, readiness_of, with_marks
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.issues.whole import WholeIssue, load_everybody, read_whole_issue
from editorial.office.made import newest_of_each
from editorial.states import CorrectionState, IssueState
from editorial.workflow.frozen import CORRECTION_MOVES
from editorial.workflow.gates import Blocker
from editorial.workflow.models import LogEntry

FREEZING = ("approve", "approve_correction")
# Asked by the move itself only: the page shows the move that there is anything to make with.
ASKED_LATER = frozenset({"correction_waits", "no_correction_waits"})


@dataclass(frozen=True)
class FrozenEdition:
    """An edition with the newest rendition of each form. `newest` says that no later attempt has its number."""

    edition: Edition
    newest: bool
    made: dict[str, Rendition]

    @property
    def publication(self) -> Publication | None:
        return publication_of(self.edition)

    @property
    def pdf(self) -> Rendition | None:
        return self.made.get(Rendition.Form.PDF)


@dataclass(frozen=True)
class ReviewStanding:
    """How one of the release reviews that the settings name stands.

    `holds` says that it is about exactly what stands today (or is frozen); `word` is for people, `tone` for the eye.
    """

    name: str
    last: ReleaseReview | None
    holds: bool

    @property
    def objects(self) -> bool:
        return self.last is not None and self.last.outcome == ReleaseReview.Outcome.OBJECTION

    @property
    def cleared(self) -> bool:
        """Whether nothing more is wanted of this review."""
        return self.holds and not self.objects

    @property
    def word(self) -> str:
        if self.last is None:
            return "Not recorded"
        if not self.objects and not self.holds:
            return "Void: something changed since"
        return self.last.get_outcome_display()

    @property
    def tone(self) -> str:
        if self.last is None:
            return "open"
        return "bad" if self.objects else "good" if self.holds else "warn"


@dataclass
class IssueFacts:
    """One issue as the office sees it. Everything is read when it is first asked for: its parts in two queries, plans in one,
    who is named in them and what its gates find in one (five, where nobody read it since something changed).
    """

    issue: Issue

    @cached_property
    def parts(self) -> WholeIssue:
        """What belongs to the issue, without the people in it."""
        articles = with_marks(Article.objects.filter(issue=self.issue)).order_by("position")
        return read_whole_issue(self.issue, list(articles))

    @cached_property
    def reading(self) -> Reading:
        """What the gates find: kept until something changes, as at the desk. Not asked for what is frozen."""
        if self.reads_today:
            # Without its renditions: how many pages they have is not asked here, and would be read too.
            return readiness_of(replace(self.parts, renditions=())).reading
        load_everybody(self.parts, ())
        return Reading()

    @cached_property
    def named(self) -> WholeIssue:
        """The parts, with everybody in them."""
        assert self.reading is not None, "it loads them"
        return self.parts

    @property
    def articles(self) -> Sequence[Article]:
        """In the issue's order."""
        return self.parts.articles

    @property
    def proof(self) -> Rendition | None:
        """The newest one."""
        return next((made for made in self.parts.renditions if made.kind == Rendition.Kind.PROOF), None)

    @cached_property
    def editions(self) -> list[FrozenEdition]:
        """The newest first."""
        made: dict[int, list[Rendition]] = defaultdict(list)
        for rendition in self.parts.renditions:
            if rendition.edition_id is not None:
                made[rendition.edition_id].append(rendition)
        seen: set[int] = set()
        found = []
        for edition in sorted(self.parts.editions, key=lambda one: (one.number, one.attempt), reverse=True):
            found.append(FrozenEdition(edition, edition.number not in seen, newest_of_each(made[edition.pk])))
            seen.add(edition.number)
        return found

    @cached_property
    def log(self) -> list[LogEntry]:
        """The moves of the issue, the newest first."""
        return [entry for entry in reversed(self.parts.log) if entry.issue_id]

    @cached_property
    def published(self) -> FrozenEdition | None:
        """What readers have."""
        return next((one for one in self.editions if one.publication), None)

    @cached_property
    def waiting(self) -> FrozenEdition | None:
        """The edition that is frozen and not published (`issues.queries.waiting_edition`, from what is loaded)."""
        newest = self.editions[0] if self.editions else None
        if newest is None or newest.publication or self.issue.state == IssueState.APPROVED:
            return newest if self.issue.state == IssueState.APPROVED else None
        last = next((entry for entry in self.log if entry.move in CORRECTION_MOVES), None)
        approved = last is not None and last.move == "approve_correction"
        return newest if approved and self.issue.state == IssueState.PUBLISHED else None

    @cached_property
    def shown(self) -> FrozenEdition | None:
        """The edition that the page is about: the one that waits, or else the one that readers have."""
        return self.waiting or self.published

    @property
    def corrections(self) -> list[Correction]:
        """Those that are open."""
        going = [one for one in self.parts.corrections if one.state == CorrectionState.OPEN]
        return sorted(going, key=lambda one: (one.edition_number, one.pk))

    @cached_property
    def plans(self) -> list[PlannedPublication]:
        """Those for the edition that waits, the newest first."""
        if self.waiting is None:
            return []
        plans = PlannedPublication.objects.filter(edition=self.waiting.edition)
        return list(plans.select_related("planned_by", "ended_by"))

    @property
    def plan(self) -> PlannedPublication | None:
        """The plan that is open."""
        return next((plan for plan in self.plans if not plan.outcome), None)

    @property
    def last_plan(self) -> PlannedPublication | None:
        """The plan that failed last, while nobody has made a new one."""
        return self.plans[0] if self.plans and self.plans[0].outcome == "failed" else None

    @property
    def given_reviews(self) -> Sequence[ReleaseReview]:
        """The newest first."""
        return self.named.reviews

    @cached_property
    def reviews(self) -> list[ReviewStanding]:
        """How each review that the settings name stands."""
        return [
            ReviewStanding(name, last, last is not None and self._holds(last))
            for name in settings.RELEASE_REVIEWS
            for last in [newest_review(self.given_reviews, name)]
        ]

    def _holds(self, review: ReleaseReview) -> bool:
        if self.reads_today:
            return review.fingerprint == self.reading.fingerprint
        frozen = next((entry.fingerprint for entry in self.log if entry.move in FREEZING), "")
        return review.fingerprint == frozen

    # What stands in the way

    @property
    def reads_today(self) -> bool:
        """Whether what stands today decides what comes next: not while an edition is frozen and nothing is corrected."""
        if self.waiting is not None:
            return False
        return self.issue.state != IssueState.PUBLISHED or bool(self.corrections)

    def blockers(self, gates: Iterable[str]) -> list[Blocker]:
        """What the named gates find in the way, as far as the page asks (`ASKED_LATER`)."""
        asked = [gate for gate in gates if gate not in ASKED_LATER]
        found = [one for gate in asked if gate in LIVE for one in self._live(gate)]
        return list(dict.fromkeys([*found, *self.reading.blockers(asked)]))

    def _live(self, gate: str) -> list[Blocker]:
        pdf = self.waiting.pdf if self.waiting else None
        if gate == "pdf_ready" and pdf is not None and not pdf.is_over:
            return [Blocker("pdf_missing", "The PDF is not finished yet.", "pdf")]
        return issue_blockers((gate,), self.issue, self.parts)

    @cached_property
    def in_the_way(self) -> list[Blocker]:
        """What stands in the way of the next move that goes on."""
        move = self.next_move
        return self.blockers(ISSUE_TRANSITIONS[move].gates) if move else []

    @property
    def next_move(self) -> str:
        """The move that brings the issue on, whoever makes it; blank where there is nothing to do."""
        if self.issue.state == IssueState.PUBLISHED:
            if self.waiting is not None:
                return "publish_correction"
            return "approve_correction" if self.corrections else ""
        return {"planning": "close", "closed": "approve", "approved": "publish"}[self.issue.state]


def newest_review(given: Iterable[ReleaseReview], name: str) -> ReleaseReview | None:
    """The review of this name that counts: the last one by its time."""
    named = [review for review in given if review.review == name]
    return max(named, key=lambda review: (review.at, review.pk), default=None)
