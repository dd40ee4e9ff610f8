"""What was brought in: the text or file as given, and what became of it."""

from django.conf import settings
from django.db import models

from editorial.content.models import Article
from editorial.jobs.models import Job
from editorial.states import JobStatus


class Import(Job):
    """One text or Word file that somebody brought in, kept as given.

    The job is the conversion of a Word file to `text` in the house layout; a text needs none and is succeeded from
    the start. Nothing is created from either until its owner confirms (`confirmed_at`).
    """

    task_name = "editorial.importing.tasks.convert"

    why_not_tracked = "a job row: its fields are the record of one import, kept for good"

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        WORD = "word", "Word file"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TEXT)
    name = models.CharField(max_length=255, help_text="The file's name, or “pasted text”.")
    text = models.TextField(blank=True, help_text="In the house layout; of a Word file once it is converted.")
    file = models.CharField(max_length=200, blank=True, help_text="Path of the Word file in the file store.")
    sha256 = models.CharField(max_length=64, help_text="Of the text or the file as given.")
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes as given.")
    marked_up = models.JSONField(
        default=dict, blank=True, help_text="Of a Word file: number of a line of `text` to its rich text."
    )
    pictures = models.JSONField(
        default=list, blank=True, help_text="Of a Word file: its embedded pictures in order."
    )
    findings = models.JSONField(default=list)
    articles = models.ManyToManyField(Article, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When its drafts were created.")

    class Meta(Job.Meta):
        ordering = ["-at", "-pk"]
        constraints = (  # type: ignore[assignment]
            *Job.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(kind="text", file="", status=JobStatus.SUCCEEDED)
                | models.Q(kind="word") & ~models.Q(file=""),
                name="import_of_text_or_file",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True) | models.Q(status=JobStatus.SUCCEEDED),
                name="import_confirmed_after_conversion",
            ),
        )

    def __str__(self) -> str:
        return self.name
