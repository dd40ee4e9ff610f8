"""Asking for what workers make: the forms of an edition, proofs of an issue and of an article."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from editorial.content.files import stored_digest
from editorial.content.models import Article
from editorial.content.operations import lock_article
from editorial.content.permissions import DESK, is_author_of, may_view, roles_of
from editorial.content.queries import with_content
from editorial.errors import NotAllowed
from editorial.issues.assembly import lock_issue
from editorial.issues.models import Edition, Issue, Rendition
from editorial.issues.permissions import READERS, require_role
from editorial.issues.snapshot import article_snapshot, snapshot_of
from editorial.jobs.operations import enqueue, restart
from editorial.states import JobStatus
from editorial.workflow.gates import Blocker
from editorial.workflow.operations import GateClosed

PROOFS_COMPARED = 5
# What freezing an edition asks for, the PDF first: the others wait behind it and hold up nothing.
FORMS_OF_AN_EDITION = (Rendition.Form.PDF, Rendition.Form.WEB, Rendition.Form.EPUB)


@transaction.atomic
def request_form(*, edition: Edition, form: str, by: User, at: datetime | None = None) -> Rendition:
    """Ask for one form of an edition: what is made already or under way is returned, what failed is started again.

    Raises `NotAllowed`, `ValidationError` for a form that does not exist.
    """
    require_role(by, READERS, "The forms of an edition are made by the desk and the publications office.")
    if form not in Rendition.Form.values:
        raise ValidationError("Choose one of the forms on the page.", code="form")
    at = at or timezone.now()
    lock_issue(edition.issue_id)  # two who ask at once get one rendition
    made = edition.renditions.filter(form=form)
    found = made.exclude(status=JobStatus.FAILED).first()
    if found is not None:
        return found
    failed = made.first()
    if failed is not None:
        restart(job=failed, by=by, at=at)
        return failed
    return _queue(edition, form, by, at)


def request_all(*, edition: Edition, by: User, at: datetime) -> None:
    """Queue what every edition is made in; inside the transaction that freezes it."""
    for form in FORMS_OF_AN_EDITION:
        _queue(edition, form, by, at)


def _queue(edition: Edition, form: str, by: User, at: datetime) -> Rendition:
    rendition = Rendition.objects.create(
        issue=edition.issue, edition=edition, kind=Rendition.Kind.EDITION, form=form, requested_by=by, queued_at=at
    )  # fmt: skip
    enqueue(job=rendition, at=at)
    return rendition


@transaction.atomic
def request_proof(*, issue: Issue, by: User, at: datetime | None = None) -> Rendition:
    """Queue a watermarked proof of what stands in the issue now, in whatever state it is.

    A proof of the very same content that has not failed is returned instead of made twice, and one that still waits for a
    worker is brought up to date. Raises `NotAllowed`, `GateClosed` for an empty issue.
    """
    require_role(by, READERS, "Proofs of an issue are made by the desk and the publications office.")
    locked = lock_issue(issue.pk)
    snapshot = snapshot_of(locked, edition_number=0)
    if not snapshot["sections"]:
        raise GateClosed(
            [Blocker("no_articles", "The issue has no submitted articles yet, so there is nothing to print.")]
        )
    proofs = locked.renditions.filter(kind=Rendition.Kind.PROOF)
    return _proof_of(snapshot, proofs, by, at or timezone.now(), issue=locked)


def _proof_of(
    snapshot: dict[str, Any], made: QuerySet[Rendition], by: User, at: datetime, **of: Any
) -> Rendition:
    """The proof of this content: one of those `made` that shows it, one that nobody began yet, or a new one."""
    for proof in made.exclude(status=JobStatus.FAILED).order_by("-pk")[:PROOFS_COMPARED]:
        whole = proof.status != JobStatus.SUCCEEDED or stored_digest(proof.file) == proof.sha256
        if proof.snapshot == snapshot and whole:
            return proof
    # One that no worker has begun shows what stands now: however often somebody asks, one waits.
    waiting = made.filter(status=JobStatus.QUEUED).first()
    if waiting and made.filter(pk=waiting.pk, status=JobStatus.QUEUED).update(snapshot=snapshot):
        waiting.refresh_from_db()
        return waiting
    rendition = Rendition.objects.create(
        **of, kind=Rendition.Kind.PROOF, snapshot=snapshot, requested_by=by, queued_at=at
    )
    enqueue(job=rendition, at=at)
    return rendition


@transaction.atomic
def request_article_proof(*, article: Article, by: User, at: datetime | None = None) -> Rendition:
    """Queue a watermarked proof of one article as it stands, finished or not.

    What was asked for already and has not failed is not made twice: a proof of the very same content is returned, and
    one that still waits for a worker is brought up to date and returned.
    Raises `Article.DoesNotExist` for what the person may not know of, `NotAllowed`.
    """
    lock_article(article.pk)
    stored = with_content(Article.objects.filter(pk=article.pk)).get()
    if not may_view(by, stored):
        raise Article.DoesNotExist
    if not (is_author_of(by, stored) or roles_of(by) & DESK):
        raise NotAllowed(by, "Proofs of an article are made by its authors and by the desk.")
    snapshot = article_snapshot(stored)
    return _proof_of(snapshot, stored.proofs.all(), by, at or timezone.now(), article=stored)


@transaction.atomic
def restart_rendition(*, rendition: Rendition, by: User, at: datetime | None = None) -> None:
    """Start a failed rendition again. Raises `NotAllowed`, `jobs.operations.NotRestartable`."""
    require_role(by, READERS, "Renditions are started by the desk and the publications office.")
    restart(job=rendition, by=by, at=at or timezone.now())
