"""Checks, clearances and dismissals: what a person stated about an item, bound to the fingerprint of what they saw.

Rows are only ever added. Whether one still holds is never stored: it holds while its fingerprint equals today's.
"""

from django.conf import settings
from django.db import models

from editorial.content.fields import PlainTextField
from editorial.content.models import Article, web_address

APPEND_ONLY = "rows are only ever added: the table is its own history"


class Verdict(models.TextChoices):
    VERIFIED = "verified", "Verified"
    DISPUTED = "disputed", "Disputed"
    CANNOT_VERIFY = "cannot_verify", "Cannot verify"
    NEEDS_CHANGE = "needs_change", "Needs change"


class Decision(models.TextChoices):
    CLEARED = "cleared", "Cleared"
    REFUSED = "refused", "Refused"


class ItemKind(models.TextChoices):
    ARTICLE = "article", "Article’s own text"
    EXCERPT = "excerpt", "Excerpt"
    FOOTNOTE = "footnote", "Footnote"
    IMAGE = "image", "Image"


class Statement(models.Model):
    """What a person states about one item of an article, at a time, about a fingerprint."""

    why_not_tracked = APPEND_ONLY

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="%(class)ss")
    item_kind = models.CharField(max_length=10, choices=ItemKind)
    item_key = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["article", "item_kind", "item_key"])]


class Check(Statement):
    """A fact-checker's verdict on the article's own text, an excerpt or a footnote, with evidence."""

    verdict = models.CharField(max_length=15, choices=Verdict)
    evidence_url = models.CharField(max_length=2000, blank=True, validators=[web_address])
    archived_url = models.CharField(max_length=2000, blank=True, validators=[web_address])
    note = models.TextField(blank=True)

    class Meta(Statement.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=Verdict.values), name="check_verdict_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(item_kind=ItemKind.IMAGE), name="images_are_cleared_not_checked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} by {self.by}"


class Clearance(Statement):
    """A named person's answer to whether an image may be printed, with evidence; it may run out."""

    decision = models.CharField(max_length=10, choices=Decision)
    evidence_url = models.CharField(max_length=2000, blank=True, validators=[web_address])
    note = PlainTextField(blank=True)
    expires_on = models.DateField(
        null=True, blank=True, help_text="The last day on which it may be published."
    )

    class Meta(Statement.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__in=Decision.values), name="clearance_decision_known"
            ),
            models.CheckConstraint(
                condition=models.Q(item_kind=ItemKind.IMAGE), name="only_images_are_cleared"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} by {self.by}"


class Dismissal(Statement):
    """A finding that a person looked at and let pass, with the reason; gone when the text it was found in changes."""

    code = models.CharField(max_length=60)
    text = models.TextField(blank=True, help_text="The passage that was found.")
    reason = models.TextField()

    class Meta(Statement.Meta):
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="dismissal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.code} dismissed by {self.by}"
