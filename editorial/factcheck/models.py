"""Claims, checks, clearances and dismissals: what a person stated, bound to the fingerprint of what they saw.

Rows are only ever added. Whether one still holds is never stored: it holds while its fingerprint equals today's.
"""

from django.conf import settings
from django.db import models

from editorial.content.fields import PlainTextField
from editorial.content.models import Article, new_key, web_address

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
    CLAIM = "claim", "Claim"
    EXCERPT = "excerpt", "Excerpt"
    TRANSLATION = "translation", "Translation"
    FOOTNOTE = "footnote", "Footnote"
    IMAGE = "image", "Image"


class ClaimField(models.TextChoices):
    """The fields in which a fact-checker marks claims."""

    TITLE = "title", "Title"
    DEK = "dek", "Dek"
    PULL_QUOTE = "pull_quote", "Pull quote"
    COMMENTARY = "commentary", "Commentary"


class Claim(models.Model):
    """A passage of the article's own text that is checked by itself: a W3C TextQuoteSelector (`factcheck.selectors`)."""

    why_not_tracked = APPEND_ONLY
    kind = "claim"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="claims")
    key = models.CharField(max_length=40, default=new_key)
    field = models.CharField(max_length=12, choices=ClaimField)
    exact = models.TextField()
    prefix = models.TextField(blank=True)
    suffix = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "key"], name="one_claim_per_key"),
            models.CheckConstraint(condition=~models.Q(exact=""), name="claim_has_words"),
            models.CheckConstraint(condition=models.Q(field__in=ClaimField.values), name="claim_field_known"),
        ]

    def __str__(self) -> str:
        return f"“{self.exact[:60]}…”" if len(self.exact) > 60 else f"“{self.exact}”"


class DroppedClaim(models.Model):
    """A claim that is no longer checked by itself, such as one whose passage was deleted, with who dropped it and why."""

    why_not_tracked = APPEND_ONLY

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="dropped")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="dropped_with_reason")]

    def __str__(self) -> str:
        return f"{self.claim} dropped by {self.by}"


class Statement(models.Model):
    """What a person states about one item of an article, at a time, about a fingerprint."""

    why_not_tracked = APPEND_ONLY

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="%(class)ss")
    item_kind = models.CharField(max_length=12, choices=ItemKind)
    item_key = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["article", "item_kind", "item_key"])]


def evidence_path(sha256: str, extension: str) -> str:
    """Evidence is stored by its SHA-256."""
    return f"evidence/{sha256[:2]}/{sha256}.{extension}"


class EvidencedStatement(Statement):
    """A statement with what shows it, and with the content that it was made about.

    `content` is what the fingerprint is of (`factcheck.checked`), kept so that the page can show word by word what
    changed since, however it was changed; None in rows from before it was kept.
    """

    content = models.JSONField(null=True, blank=True)
    evidence_url = models.CharField(max_length=2000, blank=True, validators=[web_address])
    archived_url = models.CharField(max_length=2000, blank=True, validators=[web_address])
    evidence_file = models.CharField(max_length=200, blank=True, help_text="Path in the file store.")
    evidence_name = PlainTextField(blank=True, help_text="What the file was called.")
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)

    class Meta(Statement.Meta):
        abstract = True


class Check(EvidencedStatement):
    """A fact-checker's verdict on a claim, the rest of the article's own text, an excerpt, a translation or a footnote."""

    verdict = models.CharField(max_length=15, choices=Verdict)
    anchor = models.JSONField(
        null=True, blank=True, help_text="Of a claim: where its passage stood, as a W3C TextQuoteSelector."
    )

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
        return f"{self.get_verdict_display()} by {self.by.get_full_name() or self.by}"


class Clearance(EvidencedStatement):
    """A named person's answer to whether an image may be printed, with evidence; it may run out."""

    decision = models.CharField(max_length=10, choices=Decision)
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
        return f"{self.get_decision_display()} by {self.by.get_full_name() or self.by}"


class Dismissal(Statement):
    """A finding that a person looked at and let pass, with the reason.

    Its fingerprint is of the passage in which it was found and of what it was compared with (`Problem.fingerprint`): it
    is gone when one of them changes, and stands whatever else changes.
    """

    code = models.CharField(max_length=60)
    text = models.TextField(blank=True, help_text="The passage that was found.")
    reason = models.TextField()

    class Meta(Statement.Meta):
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="dismissal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.code} dismissed by {self.by}"
