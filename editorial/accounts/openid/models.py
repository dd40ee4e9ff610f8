"""Which person at the issuer is which account of ours."""

from django.conf import settings
from django.db import models


class OpenIDLink(models.Model):
    """Made at a person's first sign-in by the issuer; from then on `subject` decides, whatever becomes of addresses.

    A subject is what the issuer calls a person for good (“sub”, OpenID Connect Core 1.0, section 2): at most 255 ASCII
    characters, in which case counts.
    """

    why_not_tracked = "never changed: it is made at the first sign-in, and an operator removes it"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="openid_links")
    issuer = models.CharField(max_length=255, help_text="OPENID_ISSUER without a slash at its end.")
    subject = models.CharField(max_length=255)
    connected_at = models.DateTimeField()

    class Meta:
        verbose_name = "connection to an issuer"
        verbose_name_plural = "connections to issuers"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="openid_one_account_for_each_subject"),
            models.UniqueConstraint(fields=["issuer", "user"], name="openid_one_subject_for_each_account"),
            models.CheckConstraint(
                condition=~models.Q(issuer="") & ~models.Q(subject=""), name="openid_names_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} at {self.issuer}"
