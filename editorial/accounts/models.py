"""Invitations: the only way to an account."""

from django.conf import settings
from django.db import models


class Invitation(models.Model):
    """An offer of an account to one e-mail address, good for one use until it expires or is revoked.

    Only a digest of the link's token is stored: whoever reads the table cannot use it.
    """

    why_not_tracked = "every act on it is a column of its own; nothing is overwritten"

    email = models.EmailField()
    name = models.CharField(max_length=150, help_text="The person’s full name, as in bylines.")
    roles = models.JSONField(help_text="List of roles (names of groups) that the account gets.")
    token_digest = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256.")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="invitation"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(revoked_at__isnull=True),
                name="invitation_accepted_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"
