"""What is searched: each article's words, made from its content; and filters that people keep.

The words themselves, folded, are in a table of the database's own full-text engine (`search.engines`).
"""

from django.conf import settings
from django.db import models

from editorial.content.fields import PlainTextField
from editorial.content.models import Article

DERIVED = "derived from the content"


class SearchDocument(models.Model):
    """The text of one article as it is searched, a paragraph a line: what snippets are cut from."""

    why_not_tracked = DERIVED

    # Without a constraint: an article that is deleted by SQL must not be held up by what was made from it.
    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    title = models.TextField(blank=True)
    citations = models.TextField(blank=True, help_text="Authors, titles, outlets and places of the sources.")
    body = models.TextField(blank=True, help_text="Dek, pull quote, commentary, passages, notes, captions.")

    def __str__(self) -> str:
        return self.title


class CitedOutlet(models.Model):
    """That an article cites an outlet, under the name by which spellings are compared."""

    why_not_tracked = DERIVED

    article = models.ForeignKey(
        Article, on_delete=models.DO_NOTHING, db_constraint=False, related_name="cited_outlets"
    )
    name = models.CharField(max_length=300, help_text="Folded: `folding.same_name`.")

    class Meta:
        indexes = [models.Index(fields=["name", "article"], name="cited_outlet_name")]

    def __str__(self) -> str:
        return self.name


class Unindexed(models.Model):
    """An article whose words changed since its document was made, or an author whose name did.

    Written by triggers of the database, whoever writes. The same article may be here many times.
    """

    why_not_tracked = DERIVED

    article_id = models.BigIntegerField(
        null=True, db_index=True, help_text="No foreign key: the article may be gone."
    )
    author_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"article {self.article_id}" if self.article_id else f"author {self.author_id}"


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
