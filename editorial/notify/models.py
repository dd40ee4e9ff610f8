"""Notifications: what a person was told, and how each person wants to be told."""

from django.conf import settings
from django.db import models

from editorial.content.models import Article, history

LONGEST_SAME_AS = 120


class Channel(models.TextChoices):
    """By what way somebody hears of something beside the list in the app."""

    AT_ONCE = "at_once", "By e-mail at once"
    DIGEST = "digest", "In the daily e-mail"
    APP = "app", "Only here"


class Notification(models.Model):
    """One thing that one person is told. The list in the app has all of them; e-mails are made of them.

    An e-mail is owed while `channel` is not “app” and both `mailed_at` and `read_at` are empty.
    """

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
    channel = models.CharField(
        max_length=10,
        choices=Channel,
        help_text="As chosen when it happened; “app” once no e-mail may go out.",
    )
    mailed_at = models.DateTimeField(null=True, blank=True, help_text="When its e-mail was written down.")
    same_as = models.CharField(
        max_length=LONGEST_SAME_AS,
        blank=True,
        help_text="What it is about; nobody is told the same thing twice.",
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "-at", "-id"], name="notification_list"),
            models.Index(
                fields=["recipient"], condition=models.Q(read_at__isnull=True), name="notification_unread"
            ),
            models.Index(
                fields=["channel", "recipient"],
                condition=models.Q(mailed_at__isnull=True, read_at__isnull=True),
                name="notification_to_mail",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["same_as", "recipient"], condition=~models.Q(same_as=""), name="nobody_hears_twice"
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=Channel.values), name="notification_channel_known"
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
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_preference_per_kind"),
            models.CheckConstraint(
                condition=models.Q(channel__in=Channel.values), name="preference_channel_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"


class DailyEmail(models.Model):
    """From which hour of the day a person's daily e-mail goes out, and the day on which it last did.

    `last_on` is what keeps two workers from sending one each: whoever moves it to today sends. Without a row the house's
    hour holds (`NOTIFY_DIGEST_HOUR`). Hours and days are those of the house (`TIME_ZONE`).
    """

    why_not_tracked = "an hour that a person chose for themselves, and the day of their last e-mail"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="daily_email"
    )
    hour = models.PositiveSmallIntegerField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hour__isnull=True) | models.Q(hour__lte=23), name="hour_of_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {'usual hour' if self.hour is None else f'{self.hour}:00'}"
