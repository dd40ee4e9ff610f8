"""An article with excerpts, as one would model it in Wagtail."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index


class ArticlePage(Page):
    """One article: its excerpts are inline children."""

    dek = models.TextField(blank=True)
    pull_quote = models.TextField(blank=True)
    commentary = RichTextField(blank=True)

    search_fields = [
        *Page.search_fields,
        index.SearchField("commentary"),
        index.RelatedFields("excerpts", [index.SearchField("outlet"), index.SearchField("body")]),
    ]
    content_panels = [
        *Page.content_panels,
        FieldPanel("dek"),
        FieldPanel("pull_quote"),
        FieldPanel("commentary"),
        InlinePanel("excerpts", label="Excerpts"),
    ]


class ExcerptBlock(Orderable):
    """A translated passage with its citation."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="excerpts")
    original_title = models.TextField(blank=True)
    original_language = models.CharField(max_length=35, blank=True)
    translated_title = models.TextField(blank=True)
    outlet = models.TextField(blank=True)
    published_on = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    body = RichTextField(blank=True)

    panels = [
        FieldPanel(name)
        for name in (
            "original_title", "original_language", "translated_title", "outlet", "published_on", "url", "body",
        )
    ]  # fmt: skip
