"""What was brought in: the text as given, and what the parser found."""

from django.conf import settings
from django.db import models

from editorial.content.models import Article


class TextImport(models.Model):
    """One text that somebody imported, kept as given with the findings of that day."""

    why_not_tracked = "rows are only ever added: the table is its own history"

    name = models.CharField(max_length=255, help_text="The file's name, or “pasted text”.")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    articles = models.ManyToManyField(Article, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name
