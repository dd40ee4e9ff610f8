"""Links to the PDF of a proof for people without an account."""

from django.conf import settings
from django.db import models

from editorial.content.fields import PlainTextField
from editorial.issues.models.edition import Rendition


class ProofLink(models.Model):
    """Leave for somebody without an account to read one proof, until it expires or is taken back.

    Only a digest of the link's token is stored: whoever reads the table, or a backup of it, cannot use it. Who may share
    a proof, and when a link opens it, is said by `issues.proof_links`.
    """

    why_not_tracked = "every act on it is a column of its own; nothing is overwritten"

    rendition = models.ForeignKey(Rendition, on_delete=models.PROTECT, related_name="links")
    sha256 = models.CharField(
        max_length=64,
        editable=False,
        help_text="Of the PDF that was shared: one that is made in its place opens only if it is the same.",
    )
    token_digest = models.CharField(
        max_length=64, unique=True, editable=False, help_text="SHA-256 of the token."
    )
    for_whom = PlainTextField(help_text="Who gets the link, as the one who made it wrote it.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="From this moment on it opens nothing.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(for_whom=""), name="proof_link_is_for_somebody"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="proof_link_expires_after_it_is_made",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="proof_link_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Link to {self.rendition} for {self.for_whom}"
