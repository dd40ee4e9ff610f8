"""One row for each event of the security log (docs/signing-in.md)."""

from django.conf import settings
from django.db import models


class Kind(models.TextChoices):
    """What happened. The value is also the word in the log line."""

    SIGNED_IN = "signed_in", "Signed in"
    SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
    SIGN_IN_LOCKED = "sign_in_locked", "Sign-in locked"
    LOCK_LIFTED = "lock_lifted", "Lock lifted"
    SIGNED_OUT = "signed_out", "Signed out"
    SESSIONS_ENDED = "sessions_ended", "Sessions ended"
    SECOND_STEP_ADDED = "second_step_added", "Second step added"
    SECOND_STEP_REMOVED = "second_step_removed", "Second step removed"
    SECOND_STEP_FAILED = "second_step_failed", "Second step failed"
    RECOVERY_CODES_MADE = "recovery_codes_made", "Recovery codes made"
    PASSWORD_CHANGED = "password_changed", "Password changed"
    PASSWORD_RESET_ASKED = "password_reset_asked", "Password reset asked for"
    ADDRESS_CHANGED = "address_changed", "E-mail address changed"
    CONNECTED = "connected", "Connected to the organization’s sign-in"
    DISCONNECTED = "disconnected", "Disconnected from the organization’s sign-in"
    INVITATION_ACCEPTED = "invitation_accepted", "Invitation accepted"
    ROLES_CHANGED = "roles_changed", "Roles changed"
    SWITCHED_OFF = "switched_off", "Account switched off"
    SWITCHED_ON = "switched_on", "Account switched on"
    PROOF_LINK_MADE = "proof_link_made", "Proof link made"
    PROOF_LINK_OPENED = "proof_link_opened", "Proof link opened"
    PROOF_LINK_REVOKED = "proof_link_revoked", "Proof link taken back"


class SecurityEvent(models.Model):
    """Something that concerns who may get in. Rows are only ever added: `security.operations.note`.

    Triggers refuse every change, and every deletion of a row that is younger than 90 days (`record.triggers`).
    """

    why_not_tracked = "it is a log itself"

    at = models.DateTimeField("time")
    kind = models.CharField(max_length=40, choices=Kind.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose account it is about; blank: nobody’s.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who did it, when it was somebody else.",
    )
    address = models.CharField(
        max_length=254,
        blank=True,
        help_text="The address of a known account; of any other a mark that stands for it and cannot be read back.",
    )
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=200, blank=True)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "security event"
        verbose_name_plural = "security events"
        indexes = [
            models.Index(fields=["-at", "-id"], name="security_by_time"),
            models.Index(fields=["person", "-at"], name="security_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.get_kind_display()}"
