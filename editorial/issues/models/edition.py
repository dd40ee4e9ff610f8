"""Editions of an issue, what led to them, and the renditions made of them."""

from django.conf import settings
from django.db import models

from editorial.content.fields import PlainTextField
from editorial.content.models import Article, history
from editorial.dates import date_and_time
from editorial.issues.models.issue import APPEND_ONLY, Issue
from editorial.jobs.models import Job
from editorial.states import CorrectionState, JobStatus, PublicationOutcome


class Edition(models.Model):
    """The frozen content of an approved issue. Editions never change.

    `number` is what readers see; `attempt` counts the approvals that led to it, for an issue may be reopened before it
    is published. The attempt is not part of the snapshot: the same content has the same fingerprint.
    """

    why_not_tracked = APPEND_ONLY

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    attempt = models.PositiveIntegerField()
    snapshot = models.JSONField(help_text="docs/snapshot.md")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the snapshot's canonical JSON.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["issue", "number", "attempt"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "number", "attempt"], name="one_edition_per_attempt")
        ]

    def __str__(self) -> str:
        return f"{self.issue}, edition {self.number}"


class Publication(models.Model):
    """That an edition was published: who, and when. An edition without one has not been seen outside."""

    why_not_tracked = APPEND_ONLY

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="publication")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.edition}, published"


class PlannedPublication(models.Model):
    """An edition that is to be published on a day and time, by a worker on behalf of the person who planned it.

    It is open until it is published, canceled, or fails with a reason.
    """

    why_not_tracked = "written when it is planned and once more when it ends"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="plans")
    publish_at = models.DateTimeField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=PublicationOutcome, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    reason = models.TextField(blank=True, editable=False, help_text="Why it failed, in words for people.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=models.Q(outcome=""), name="one_open_plan_per_edition"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", ended_at__isnull=True)
                | models.Q(outcome__in=PublicationOutcome.values, ended_at__isnull=False),
                name="plan_ended_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} on {date_and_time(self.publish_at)}"


class Correction(models.Model):
    """One correction of a published article: why, and the erratum that readers will see.

    While it is open, the article goes through the workflow again; the editions before are the copies of what was. It ends
    when an edition with it is published, or when it is dropped.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="corrections")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="corrections")
    edition_number = models.PositiveIntegerField(help_text="Of the edition that has the correction.")
    reason = PlainTextField(help_text="What is wrong, for the desk.")
    erratum = PlainTextField(blank=True, help_text="What readers are told, in one or two sentences.")
    state = models.CharField(
        max_length=10, choices=CorrectionState, default=CorrectionState.OPEN, editable=False
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = history()

    class Meta:
        ordering = ["edition_number", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="correction_has_reason"),
            models.CheckConstraint(
                condition=models.Q(state=CorrectionState.OPEN, ended_at__isnull=True)
                | models.Q(
                    state__in=[CorrectionState.PUBLISHED, CorrectionState.DROPPED], ended_at__isnull=False
                ),
                name="correction_ended_when_over",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CorrectionState.PUBLISHED) | ~models.Q(erratum=""),
                name="published_correction_has_erratum",
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(state=CorrectionState.OPEN),
                name="one_open_correction_per_article",
            ),
        ]

    def __str__(self) -> str:
        return f"Correction of {self.article}"


class Rendition(Job):
    """One form of an edition, or a proof of what stands at the time: of an issue, or of one article."""

    task_name = "editorial.rendering.tasks.render"

    why_not_tracked = "a job row: its fields are the record of one run, kept for good"

    class Kind(models.TextChoices):
        EDITION = "edition", "Edition"
        PROOF = "proof", "Proof"

    class Form(models.TextChoices):
        PDF = "pdf", "PDF"
        WEB = "web", "Web edition"
        EPUB = "epub", "EPUB"
        ARTICLES = "articles", "PDF of each article"
        WORD = "word", "Word file of each article"

    issue = models.ForeignKey(
        Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="renditions"
    )
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.PROTECT, related_name="proofs"
    )
    edition = models.ForeignKey(
        Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="renditions"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    form = models.CharField(max_length=10, choices=Form, default=Form.PDF)
    snapshot = models.JSONField(null=True, blank=True, help_text="Of a proof; an edition has its own.")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=200, blank=True, help_text="Path in the file store.")
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    made_with = models.JSONField(
        default=dict,
        help_text="Template, fonts and engine that made it: hashes and versions (docs/editions.md).",
    )
    problems = models.JSONField(
        default=list, help_text="What the accessibility check found; empty when it passed."
    )

    class Meta(Job.Meta):
        ordering = ["-pk"]
        constraints = (  # type: ignore[assignment]
            *Job.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(issue__isnull=False, article__isnull=True)
                | models.Q(issue__isnull=True, article__isnull=False, kind="proof"),
                name="rendition_of_issue_or_article",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="edition", edition__isnull=False, snapshot__isnull=True)
                | models.Q(kind="proof", edition__isnull=True, snapshot__isnull=False),
                name="rendition_of_edition_or_proof",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=JobStatus.SUCCEEDED)
                | (
                    ~models.Q(file="")
                    & ~models.Q(sha256="")
                    & (models.Q(pages__gt=0) | ~models.Q(form__in=["pdf", "articles"]))
                ),
                name="succeeded_rendition_has_file",
            ),
            models.CheckConstraint(
                condition=models.Q(form="pdf") | models.Q(kind="edition"), name="proof_is_a_pdf"
            ),
            models.UniqueConstraint(
                fields=["edition", "form"],
                condition=models.Q(status=JobStatus.SUCCEEDED),
                name="one_rendition_per_form",
            ),
        )

    def __str__(self) -> str:
        kind = "Proof" if self.kind == self.Kind.PROOF else self.get_form_display()
        return f"{kind} of {self.issue or self.article}"
