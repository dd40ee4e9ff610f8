"""Articles and what they are made of: bylines, excerpts, footnotes, images.

An article's items are identified by `key`, which never changes; positions and footnote numbers do. Each row has a
`version` that goes up with every save of an operation, so that the second of two people to save is told.
"""

import functools
import uuid
from pathlib import PurePosixPath

import langcodes
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from editorial.content import richtext
from editorial.content.fields import PlainTextField, RichTextField
from editorial.states import ArticleState

web_address = URLValidator(
    schemes=["http", "https"],
    message="Give a full web address that begins with https:// or http://",
)

footnote_key = RegexValidator(
    rf"\A{richtext.FOOTNOTE_KEY.pattern}\Z",
    "A footnote's key has letters, digits, hyphens and underscores only, at most 40.",
)


def new_key() -> str:
    """A key for an item: 12 hexadecimal digits, unique within an article."""
    return uuid.uuid4().hex[:12]


class KeptHistoryManager(HistoryManager):
    """The library's manager, whose class is made once. The library makes one anew whenever `history` is read, and so
    whenever anything is saved.
    """

    @classmethod
    @functools.cache
    def from_queryset(
        cls, queryset_class: type[models.QuerySet], class_name: str | None = None
    ) -> type[models.Manager]:
        """The manager with the methods of that query set."""
        return super().from_queryset(queryset_class, class_name)


def history() -> HistoricalRecords:
    """History with user and reason, for every content model alike."""
    return HistoricalRecords(
        history_change_reason_field=models.TextField(null=True),
        user_db_constraint=False,
        history_manager=KeptHistoryManager,
    )


def valid_language(tag: str) -> None:
    """Refuse what is not a BCP 47 tag of a real language."""
    if not langcodes.tag_is_valid(tag):
        raise ValidationError(
            f"“{tag}” is not a language tag. Use a BCP 47 tag such as ar, ps, ru, fr or zh-Hans.",
            code="language",
        )


def list_of_names(value: object) -> None:
    """Refuse anything but a list of non-blank texts."""
    if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
        raise ValidationError("Give the authors' names, one a line.", code="names")


class Author(models.Model):
    """A person whose byline appears in the digest; linked to an account if they have one."""

    name = PlainTextField()
    affiliation = PlainTextField(blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        help_text="The account this person signs in with.",
    )
    history = history()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="author_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """One article of the digest. Its state is changed by `workflow.operations` alone."""

    kind = "article"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = PlainTextField(blank=True)
    dek = PlainTextField(blank=True, help_text="The line under the title, often the image's caption.")
    pull_quote = PlainTextField(
        blank=True, help_text="A sentence from one of the excerpts, in quotation marks."
    )
    commentary = RichTextField(blank=True)
    section = models.ForeignKey(
        "editorial.Section", null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    issue = models.ForeignKey(
        "editorial.Issue", null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    position = models.PositiveIntegerField(null=True, blank=True, help_text="Place in the issue's order.")
    state = models.CharField(
        max_length=20, choices=ArticleState, default=ArticleState.DRAFT, editable=False, db_index=True
    )
    authors = models.ManyToManyField(Author, through="Byline", related_name="articles")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    slug = models.CharField(
        max_length=80,
        blank=True,
        editable=False,
        help_text="Its address in the web edition, for good once it is published.",
    )
    state_since = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = history()

    class Meta:
        ordering = ["issue", "position", "pk"]
        constraints = [
            # A draft may be begun without a title; nothing without one goes further.
            models.CheckConstraint(
                condition=~models.Q(title="")
                | models.Q(state__in=[ArticleState.DRAFT, ArticleState.WITHDRAWN]),
                name="article_has_title",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ArticleState.values), name="article_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ArticleState.PUBLISHED)
                | models.Q(issue__isnull=False, position__isnull=False, section__isnull=False),
                name="published_article_has_issue",
            ),
            models.CheckConstraint(
                condition=models.Q(issue__isnull=True, position__isnull=True)
                | models.Q(issue__isnull=False, position__isnull=False),
                name="article_position_with_issue",
            ),
            models.UniqueConstraint(fields=["issue", "position"], name="one_article_per_position"),
            models.UniqueConstraint(
                fields=["issue", "slug"], condition=~models.Q(slug=""), name="one_article_per_slug"
            ),
        ]
        indexes = [models.Index(fields=["state", "state_since", "submitted_at"], name="article_list")]

    def __str__(self) -> str:
        return self.title or "Untitled article"


class Byline(models.Model):
    """An author's place among the authors of an article."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="bylines")
    position = models.PositiveIntegerField(default=1)
    history = history()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "author"], name="one_byline_per_author"),
            models.UniqueConstraint(fields=["article", "position"], name="one_byline_per_position"),
        ]

    def __str__(self) -> str:
        return str(self.author)


class Excerpt(models.Model):
    """A translated passage of a foreign source with its citation in the source's own language."""

    kind = "excerpt"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="excerpts")
    key = models.CharField(max_length=40, default=new_key, editable=False)
    position = models.PositiveIntegerField()
    authors = models.JSONField(default=list, blank=True, validators=[list_of_names])
    original_title = PlainTextField(blank=True)
    original_language = models.CharField(
        max_length=35, blank=True, validators=[valid_language], help_text="BCP 47: ar, ps, ru, fr, zh-Hans…"
    )
    translated_title = PlainTextField(blank=True, help_text="Blank for a source in English.")
    outlet = PlainTextField(blank=True)
    outlet_descriptor = PlainTextField(blank=True, help_text="Such as: Qatari-aligned daily.")
    outlet_note = PlainTextField(
        blank=True, help_text="A second remark behind the outlet, such as its country."
    )
    place = PlainTextField(blank=True)
    published_on = models.DateField(null=True, blank=True)
    url = models.CharField(max_length=2000, blank=True, validators=[web_address])
    archived_url = models.CharField(max_length=2000, blank=True, validators=[web_address])
    translator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    translator_name = PlainTextField(blank=True)
    body = RichTextField(blank=True, help_text="The translated passage.")
    original_text = RichTextField(
        blank=True, help_text="The passage in its own language, if it is to be printed."
    )
    citation_as_given = models.TextField(
        blank=True, help_text="The citation as it stood in the imported text."
    )
    url_residue = models.TextField(
        blank=True, help_text="What is left of a lost web address in the imported text."
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    history = history()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="one_excerpt_per_position"),
            models.UniqueConstraint(fields=["article", "key"], name="one_excerpt_per_key"),
        ]
        indexes = [models.Index(fields=["original_language", "article"], name="excerpt_language")]

    def __str__(self) -> str:
        return self.translated_title or self.original_title or f"Excerpt {self.position}"


class Footnote(models.Model):
    """An endnote of an article. Its key is stable; its number is computed from the order of the references."""

    kind = "footnote"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="footnotes")
    key = models.CharField(max_length=40, default=new_key, validators=[footnote_key])
    text = RichTextField(blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = history()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "key"], name="one_footnote_per_key"),
            models.CheckConstraint(condition=~models.Q(key=""), name="footnote_has_key"),
        ]

    def __str__(self) -> str:
        words = richtext.plain(self.text)
        return f"{words[:60]}…" if len(words) > 60 else words or f"Note {self.key}"


def image_path(image: "Image", filename: str) -> str:
    """Images are stored by their SHA-256, so that an edition can name a file for good."""
    return f"images/{image.sha256[:2]}/{image.sha256}{PurePosixPath(filename).suffix.lower()}"


class Image(models.Model):
    """A picture with everything that its rights depend on."""

    kind = "image"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="images")
    key = models.CharField(max_length=40, default=new_key, editable=False)
    position = models.PositiveIntegerField()
    file = models.FileField(upload_to=image_path, blank=True, max_length=200)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    format = models.CharField(max_length=4, blank=True, editable=False)
    width = models.PositiveIntegerField(default=0, editable=False, help_text="Pixels.")
    height = models.PositiveIntegerField(default=0, editable=False, help_text="Pixels.")
    caption = PlainTextField(blank=True)
    alt_text = PlainTextField(blank=True, help_text="What the picture shows, for those who do not see it.")
    title = PlainTextField(blank=True, help_text="The picture’s own title, if its maker gave it one.")
    creator = PlainTextField(blank=True)
    source = PlainTextField(blank=True)
    source_url = models.CharField(max_length=2000, blank=True, validators=[web_address])
    attribution = PlainTextField(blank=True, help_text="The license as the source states it.")
    license = models.CharField(
        max_length=80,
        blank=True,
        help_text="SPDX id, public-domain, LicenseRef-…, or unclear. Blank: read from the attribution.",
    )
    license_url = models.CharField(max_length=2000, blank=True, validators=[web_address])
    public_domain_basis = PlainTextField(blank=True, help_text="Why it is in the public domain.")
    changes = PlainTextField(blank=True, help_text="What was changed, such as “cropped”.")
    information_as_given = models.TextField(
        blank=True, help_text="The image information as it stood in the imported text."
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    history = history()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="one_image_per_position"),
            models.UniqueConstraint(fields=["article", "key"], name="one_image_per_key"),
            models.CheckConstraint(
                condition=models.Q(file="", sha256="") | (~models.Q(file="") & ~models.Q(sha256="")),
                name="image_file_with_hash",
            ),
        ]
        indexes = [models.Index(fields=["license", "article"], name="image_license")]

    def __str__(self) -> str:
        return self.caption or f"Image {self.position}"
