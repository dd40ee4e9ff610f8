"""E-mails waiting to be sent."""

from django.db import models

from editorial.jobs.models import Job


class Email(Job):
    """One e-mail to one person. Once it is sent its words are removed: they may hold a link that opens an account."""

    task_name = "editorial.mail.tasks.send"

    why_not_tracked = "a job row: its fields are the record of one e-mail"

    recipient = models.EmailField()
    sender = models.CharField(max_length=254)
    subject = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)

    class Meta(Job.Meta):
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipient}"
