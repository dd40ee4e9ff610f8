"""The log of every move, and the comments that may hold one up."""

from django.conf import settings
from django.db import models

from editorial.content.models import Article, history


class LogEntry(models.Model):
    """One move of an article or an issue: who, when, from where to where, why, and which gates were overridden."""

    why_not_tracked = "rows are only ever added: the table is its own history"

    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.PROTECT, related_name="log")
    issue = models.ForeignKey(
        "editorial.Issue", null=True, blank=True, on_delete=models.PROTECT, related_name="log"
    )
    move = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    overridden = models.JSONField(
        default=list, blank=True, help_text="What stood in the way and was overridden."
    )
    fingerprint = models.CharField(max_length=64, help_text="Of the article or issue as it was moved.")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "log entries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(article__isnull=True, issue__isnull=False)
                | models.Q(article__isnull=False, issue__isnull=True),
                name="log_entry_of_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(overridden=[]) | ~models.Q(reason=""), name="override_has_reason"
            ),
        ]

    def __str__(self) -> str:
        move, source, target = (name.replace("_", " ") for name in (self.move, self.source, self.target))
        return f"{move} ({source} → {target})"


class Comment(models.Model):
    """A remark on an article. A blocking one holds up “accept” and “clear” until somebody resolves it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    answer_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="answers",
        help_text="The comment that this one answers; an answer has no answers of its own.",
    )  # fmt: skip
    blocking = models.BooleanField(default=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    history = history()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_has_text"),
            models.CheckConstraint(
                condition=models.Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | models.Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="comment_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
