"""Corrections of published articles: opening one, the erratum that readers will see, dropping one.

The article itself goes through the workflow again; the frozen editions are the copies of what readers have
(docs/decisions/0021-a-correction-reopens-the-article.md). Approving and publishing a correction are moves of the issue.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editorial.content.models import Article
from editorial.content.operations import EditConflict
from editorial.content.tracking import track
from editorial.errors import EditorialError, ReasonMissing
from editorial.issues.assembly import lock_issue
from editorial.issues.editions import end_correction, next_number
from editorial.issues.models import Correction, Edition, Issue
from editorial.issues.permissions import OFFICE, require_role
from editorial.issues.queries import published_edition, waiting_edition
from editorial.issues.snapshot import article_fingerprints
from editorial.record.operations import append
from editorial.states import ArticleState, CorrectionState, IssueState
from editorial.workflow.assignments import drop_due_dates
from editorial.workflow.gates import Blocker
from editorial.workflow.operations import GateClosed, correct_article, keep_article, loaded

WHO = "Editors and the publications office correct what is published."


class NotPublished(EditorialError):
    """A correction is asked for an article that readers do not have, or that is being corrected. `article` is the one."""

    def __init__(self, article: Article):
        self.article = article
        if article.corrections.filter(state=CorrectionState.OPEN).exists():
            words = f"A correction of “{article}” is open already."
        else:
            words = f"“{article}” is not published, so there is nothing to correct: change it as it stands."
        super().__init__(words)


class CorrectionOver(EditorialError):
    """The correction is published or dropped. `correction` is the one."""

    def __init__(self, correction: Correction):
        self.correction = correction
        super().__init__(
            f"The correction of “{correction.article}” is {correction.get_state_display().lower()}: it is not changed any "
            "more."
        )


class CorrectionApproved(EditorialError):
    """The correction is part of an edition that waits to be published. `edition` is the one."""

    def __init__(self, edition: Edition):
        self.edition = edition
        super().__init__(
            f"Edition {edition.number} is approved with this correction. Take its approval back first."
        )


@transaction.atomic
def open_correction(*, article_id: int, reason: str, by: User, at: datetime | None = None) -> Correction:
    """Begin to correct a published article: it goes back to review, and nothing of it is in the next edition until that
    is approved. `reason` says what is wrong, for the desk.

    While an approved correction waits, a further one goes with the edition after it. Raises `Article.DoesNotExist`,
    `NotAllowed`, `NotPublished`, `ReasonMissing`.
    """
    require_role(by, OFFICE, WHO)
    place = Article.objects.values_list("issue_id", flat=True).get(pk=article_id)
    issue = lock_issue(place) if place else None
    article = loaded(article_id)
    if issue is None or issue.state != IssueState.PUBLISHED or article.state != ArticleState.PUBLISHED:
        raise NotPublished(article)
    if not reason.strip():
        raise ReasonMissing("Correct")
    at = at or timezone.now()
    waiting = waiting_edition(issue)
    correction = Correction(
        article=article, issue=issue, reason=reason, opened_by=by, opened_at=at,
        edition_number=waiting.number + 1 if waiting else next_number(issue),
    )  # fmt: skip
    correction.full_clean(exclude=["article", "issue", "opened_by"])
    track(correction, by, "Correction opened")
    append(correction)
    correct_article(article_id=article_id, by=by, reason=correction.reason, at=at)
    drop_due_dates(article_id=article_id, by=by)  # else it were late by a day from before it was published
    return correction


@transaction.atomic
def save_erratum(*, correction: Correction, erratum: str, by: User, expected_version: int) -> Correction:
    """Say what readers are told, in one or two sentences. Raises `NotAllowed`, `CorrectionOver`, `CorrectionApproved`,
    `content.operations.EditConflict` when somebody saved since `expected_version`.
    """
    require_role(by, OFFICE, WHO)
    stored, _issue = _locked(correction)
    if stored.version != expected_version:
        correction.erratum = erratum
        raise EditConflict(stored, correction)
    stored.erratum = erratum
    stored.version += 1
    stored.full_clean(exclude=["article", "issue", "opened_by"])
    track(stored, by, "Erratum saved")
    stored.save()
    return stored


@transaction.atomic
def drop_correction(
    *, correction: Correction, reason: str, by: User, at: datetime | None = None
) -> Correction:
    """Give a correction up: the article, which must read as it was published, is published again. The correction stays on
    record with `reason`.

    Raises `NotAllowed`, `ReasonMissing`, `CorrectionOver`, `CorrectionApproved`, `GateClosed` while the article is not
    what readers have.
    """
    require_role(by, OFFICE, WHO)
    stored, issue = _locked(correction)
    if not reason.strip():
        raise ReasonMissing("Drop the correction")
    at = at or timezone.now()
    published = published_edition(issue)
    assert published is not None, "its issue is published"
    if stored.article.state == ArticleState.APPROVED:
        words = f"“{stored.article}” is approved. Reopen its fact-check, then drop the correction."
        raise GateClosed([Blocker("correction_approved", words, f"article:{stored.article_id}")])
    try:
        keep_article(
            article_id=stored.article_id, by=by, reason=reason.strip(), at=at,
            fingerprint=article_fingerprints(published.snapshot)[str(stored.article.key)],
        )  # fmt: skip
    except GateClosed:
        words = (
            f"“{stored.article}” is not what edition {published.number} holds. Restore the version that was published "
            "(its history has it), then drop the correction."
        )
        raise GateClosed([Blocker("not_as_published", words, f"article:{stored.article_id}")]) from None
    end_correction(stored, CorrectionState.DROPPED, by=by, at=at, reason=f"Dropped: {reason.strip()}")
    return stored


def _locked(correction: Correction) -> tuple[Correction, Issue]:
    """The correction as it is stored, open and in no edition that waits, with its issue held."""
    issue = lock_issue(correction.issue_id)
    rows = Correction.objects.select_for_update(of=("self",)).select_related("article")
    stored = rows.get(pk=correction.pk)
    if stored.state != CorrectionState.OPEN:
        raise CorrectionOver(stored)
    waiting = waiting_edition(issue)
    if waiting is not None and waiting.number == stored.edition_number:
        raise CorrectionApproved(waiting)
    return stored, issue
