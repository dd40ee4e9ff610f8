"""Notifications: what a person was told, and how each person wants to be told."""

from django.conf import settings
from django.db import models

from editorial.content.models import Article, history


class Channel(models.TextChoices):
    """By what way somebody hears of something beside the list in the app."""

    AT_ONCE = "at_once", "By e-mail at once"
    DIGEST = "digest", "In the daily e-mail"
    APP = "app", "Only here"


class Notification(models.Model):
    """One thing that one person is told. The list in the app has all of them; e-mails are made of them."""

    why_not_tracked = "a message: what happened is kept by the log; only “read” and “mailed” change"

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=30, help_text="A row of `notify.table`.")
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    issue = models.ForeignKey(
        "editorial.Issue", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(help_text="What happened, in one sentence.")
    detail = models.TextField(blank=True, help_text="The words of a reason or a comment.")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=10, choices=Channel, help_text="As chosen when it happened.")
    mailed_at = models.DateTimeField(null=True, blank=True)
    same_as = models.CharField(
        max_length=120, blank=True, help_text="What it is about; nobody is told the same thing twice."
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "read_at", "-at"], name="notification_unread"),
            models.Index(fields=["channel", "mailed_at"], name="notification_to_mail"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "same_as"], condition=~models.Q(same_as=""), name="nobody_hears_twice"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Preference(models.Model):
    """By what way a person hears of one kind; without a row the kind's usual way holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    kind = models.CharField(max_length=30, help_text="A row of `notify.table`.")
    channel = models.CharField(max_length=10, choices=Channel)
    history = history()

    class Meta:
        ordering = ["user", "kind"]
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_preference_per_kind")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"
