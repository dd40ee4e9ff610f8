"""A job: work that is a row in the database before it is a message to a worker."""

from typing import Any, ClassVar

from django.conf import settings
from django.core import checks
from django.db import models
from django.db.models import Q

from editorial.states import JobStatus


class Job(models.Model):
    """One piece of background work and how far it is.

    Abstract. A concrete subclass adds what the work is about and what it produced, and names in `task_name`
    the Celery task that does it, which takes the primary key. A `Meta` of its own must inherit `Job.Meta`, or
    the constraints below are lost. Only `editorial.jobs.operations` writes the fields of this class.
    """

    task_name: ClassVar[str] = ""

    status = models.CharField(
        max_length=10, choices=JobStatus.choices, default=JobStatus.QUEUED, editable=False
    )
    progress = models.CharField(
        max_length=200, blank=True, editable=False, help_text="What it is at, in words."
    )
    progress_done = models.PositiveIntegerField(default=0, editable=False)
    progress_of = models.PositiveIntegerField(
        default=0, editable=False, help_text="0 while the total is unknown."
    )

    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    max_attempts = models.PositiveSmallIntegerField(default=3, editable=False)

    queued_at = models.DateTimeField(editable=False)
    message_sent_at = models.DateTimeField(
        null=True, editable=False, help_text="When a worker was last told; empty when no message got through."
    )
    started_at = models.DateTimeField(null=True, editable=False, help_text="Start of the latest attempt.")
    finished_at = models.DateTimeField(null=True, editable=False)

    lease_expires_at = models.DateTimeField(null=True, editable=False)
    fence = models.PositiveBigIntegerField(
        default=0,
        editable=False,
        help_text="Fencing token: rises with every claim and restart; who holds an older one cannot write.",
    )
    worker = models.CharField(max_length=200, blank=True, editable=False)

    error_reason = models.TextField(
        blank=True, editable=False, help_text="Why it failed, in words for people."
    )
    error_detail = models.TextField(
        blank=True, editable=False, help_text="For operators, such as a traceback."
    )

    restarted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=JobStatus.values),
                name="%(app_label)s_%(class)s_known_status",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status=JobStatus.RUNNING, lease_expires_at__isnull=False, started_at__isnull=False)
                    | (~Q(status=JobStatus.RUNNING) & Q(lease_expires_at__isnull=True))
                ),
                name="%(app_label)s_%(class)s_leased_while_running",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status__in=[JobStatus.SUCCEEDED, JobStatus.FAILED], finished_at__isnull=False)
                    | Q(status__in=[JobStatus.QUEUED, JobStatus.RUNNING], finished_at__isnull=True)
                ),
                name="%(app_label)s_%(class)s_finished_when_over",
            ),
            models.CheckConstraint(
                condition=~Q(status=JobStatus.FAILED) | ~Q(error_reason=""),
                name="%(app_label)s_%(class)s_failed_with_reason",
            ),
        )

    @classmethod
    def check(cls, **kwargs: Any) -> list[checks.CheckMessage]:
        """Django's checks, and that somebody does the work."""
        found = list(super().check(**kwargs))
        if not cls.task_name:
            found.append(
                checks.Error("A job must name its Celery task in task_name.", obj=cls, id="jobs.E001")
            )
        return found

    @property
    def is_over(self) -> bool:
        """True once nothing more will happen to it by itself."""
        return self.status in (JobStatus.SUCCEEDED, JobStatus.FAILED)

    def as_progress(self) -> dict[str, Any]:
        """What a page that polls needs: status, its label, words, done and of (counts), reason."""
        return {
            "status": self.status,
            "label": JobStatus(self.status).label,
            "progress": self.progress,
            "done": self.progress_done,
            "of": self.progress_of,
            "reason": self.error_reason if self.status == JobStatus.FAILED else "",
        }
