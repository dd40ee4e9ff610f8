"""What is searched: each article's words, made from its content; and filters that people keep."""

from django.conf import settings
from django.db import models

from editorial.content.fields import PlainTextField
from editorial.content.models import Article


class SearchDocument(models.Model):
    """The words of one article, folded for search. Made from the content and thrown away at will."""

    why_not_tracked = "derived from the content"

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="+")
    title = models.TextField(blank=True)
    body = models.TextField(blank=True, help_text="Dek, pull quote, commentary, passages, notes, captions.")
    citations = models.TextField(blank=True, help_text="Authors, titles, outlets and places of the sources.")

    def __str__(self) -> str:
        return self.title


class Unindexed(models.Model):
    """An article whose words changed since its document was made. Written by triggers of the database, whoever writes."""

    why_not_tracked = "derived from the content"

    article_id = models.BigIntegerField(db_index=True, help_text="No foreign key: the article may be gone.")

    def __str__(self) -> str:
        return f"article {self.article_id}"


class SavedFilter(models.Model):
    """A search and its filters under a name, of one person or for everybody at the desk."""

    why_not_tracked = "a convenience of one person"

    name = PlainTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    query = models.TextField(help_text="The query string of the list.")
    shared = models.BooleanField(default=False, help_text="Everybody at the desk sees it.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["by", "name"], name="one_filter_per_name"),
            models.CheckConstraint(condition=~models.Q(name=""), name="filter_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
