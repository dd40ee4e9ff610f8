"""What an issue waits for, in words, and the act that brings it on: for the list of issues and for the page of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from editorial.dates import date_and_time
from editorial.issues.models import Correction, Issue, PlannedPublication, Publication, Rendition
from editorial.office.facts import ReviewStanding
from editorial.states import ArticleState, IssueState, JobStatus
from editorial.web.dates import count

Who = Literal["office", "editors", "machine", "nobody"]
WHOSE: dict[str, str] = {
    ArticleState.IN_REVIEW: "in review", ArticleState.FACT_CHECK: "in fact-check", ArticleState.DRAFT: "with its author",
    ArticleState.WITHDRAWN: "withdrawn", ArticleState.APPROVED: "approved",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """`headline` and `words` say what the issue waits for and `who` has it; `act` names the button that leads to `where`
    on its page, both blank where nobody has to do anything.
    """

    who: Who
    headline: str
    words: str
    act: str = ""
    where: str = "next"
    correction: int | None = None


@dataclass(frozen=True)
class Known:
    """What the step is told from. `counted` is how many articles are in which state; `number` and `pdf` are of the edition
    that waits (0: none does); `in_the_way` counts what else the gates found, where they were asked.
    """

    issue: Issue
    counted: Mapping[str, int] = field(default_factory=dict)
    reviews: Sequence[ReviewStanding] = ()
    number: int = 0
    next_number: int = 1
    pdf: Rendition | None = None
    plan: PlannedPublication | None = None
    failed_plan: PlannedPublication | None = None
    corrections: Sequence[Correction] = ()
    publication: Publication | None = None
    published_number: int = 0
    in_the_way: int = 0


def exactly(moment: datetime) -> str:
    """Such as “November 27, 2026, 6:00 a.m.”, in the house's time zone."""
    return date_and_time(moment)


def next_step(known: Known) -> Step:
    """What the issue waits for."""
    state = known.issue.state
    if known.number:
        return _waiting(known)
    if state == IssueState.PLANNING:
        return _planning(known)
    if state == IssueState.PUBLISHED:
        return _correcting(known) if known.corrections else _published(known)
    return _reviews(known) or _to_approve(known)


def _planning(known: Known) -> Step:
    total = sum(known.counted.values())
    approved = known.counted.get(ArticleState.APPROVED, 0)
    if not total:
        words = "No article is in it yet. The editors put it together."
    elif approved < total:
        done = "1 is" if approved == 1 else f"{approved or 'none'} are"
        words = f"Of {count(total, 'article')} {done} approved. When all are, the editors close it."
    else:
        words = f"{'Its one article is' if total == 1 else f'All {total} articles are'} approved. The editors close it next."
    return Step("editors", "The editors are putting it together", words)


def _reviews(known: Known) -> Step | None:
    """Release reviews that are wanted; None where each has cleared what stands."""
    against = [review for review in known.reviews if review.objects]
    if against:
        last = against[0].last
        words = (
            f"{last.reviewer if last else ''} objects. What is asked for is changed by the editors, who have to reopen the "
            "issue. Then ask for the review again, and record what was decided."
        )
        return Step("office", f"“{against[0].name}” objects", words, "Record a new review", "reviews")
    wanted = [review for review in known.reviews if not review.cleared]
    if not wanted:
        return None
    named = _listed([f"“{review.name}”" for review in wanted])
    again = " Something was changed after it was cleared." if any(review.last for review in wanted) else ""
    words = f"It waits for {'the review' if len(wanted) == 1 else 'the reviews'} {named}.{again}"
    one = "Record the release review" if len(wanted) == 1 else "Record the release reviews"
    return Step("office", one, words, "Record a review", "reviews")


def _to_approve(known: Known) -> Step:
    if known.in_the_way:
        words = f"{count(known.in_the_way, 'thing stands', 'things stand')} in the way of approving it."
        return Step("office", "Something is in the way", words, "See what it is")
    words = (
        f"Approving freezes edition {known.next_number} as everything stands now, and makes its PDF, web edition and EPUB. "
        "Readers see nothing of it yet."
    )
    return Step("office", "Ready to approve", words, "Approve")


def _waiting(known: Known) -> Step:
    """An edition is frozen and not published."""
    name, pdf = f"Edition {known.number}", known.pdf
    if pdf is None or not pdf.is_over:
        words = "You can publish it as soon as the PDF is done. This page says how far it is, and when it is ready."
        return Step("machine", f"{name} is being made", words, "Watch it", "edition")
    if pdf.status == JobStatus.FAILED:
        return Step("office", "The PDF could not be made", pdf.error_reason, "Start it again", "edition")
    if pdf.problems:
        words = (
            f"The PDF does not pass the accessibility check ({count(len(pdf.problems), 'problem')}), so it cannot be published. "
            "Take the approval back, have it mended, and approve it again."
        )
        return Step("office", f"{name} is not accessible yet", words, "See what it is", "edition")
    if known.in_the_way:
        words = (
            f"{count(known.in_the_way, 'thing stands', 'things stand')} in the way of publishing it, also on a day that is "
            "planned."
        )
        return Step("office", "Something is in the way", words, "See what it is")
    if known.plan is not None:
        when = exactly(known.plan.publish_at)
        words = f"It is published by itself on {when}, if nothing stands in the way then."
        return Step("machine", f"{name} is planned for {when}", words, "See the plan")
    if known.failed_plan is not None:
        words = f"It was planned for {exactly(known.failed_plan.publish_at)}, and was not published: {known.failed_plan.reason}"
        return Step("office", f"{name} was not published", words, "Publish it")
    words = (
        "Look at the PDF, then publish it. What is found wrong afterwards is corrected in a further edition."
    )
    return Step("office", f"{name} is ready to publish", words, "Look at it and publish")


def _correcting(known: Known) -> Step:
    going = [one for one in known.corrections if one.article.state != ArticleState.APPROVED]
    silent = [one for one in known.corrections if not one.erratum]
    if silent:
        first = silent[0]
        words = f"The correction of “{first.article}” is open. Readers are told what was wrong, in a sentence or two."
        return Step("office", "Write the erratum", words, "Write it", correction=first.pk)
    if going:
        named = _listed(
            [f"“{one.article}” is {WHOSE.get(one.article.state, one.article.state)}" for one in going]
        )
        words = f"{named}. Edition {known.next_number} can be approved when every article that is corrected is approved again."
        return Step("editors", "A correction is on its way", words)
    return _reviews(known) or _to_approve(known)


def _published(known: Known) -> Step:
    if known.publication is None:
        return Step("nobody", "Published", "Readers have it. Nothing is to be done.")
    by = known.publication.by
    name = by.get_full_name() or by.get_username()
    words = f"{name} published edition {known.published_number} on {exactly(known.publication.at)} Nothing is to be done."
    return Step("nobody", "Published", words)


def _listed(words: Sequence[str]) -> str:
    """Such as “a, b and c”."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
