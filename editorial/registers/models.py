"""Registers: outlets with their spellings, people's names with their forms, and issues from before this system."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from editorial.content.fields import PlainTextField
from editorial.content.models import history, list_of_names, valid_language, web_address
from editorial.registers.countries import countries

# Names stand in indexes, which take no text of any length.
not_too_long = MaxLengthValidator(300, "Give at most 300 letters.")


def valid_country(code: str) -> None:
    """Refuse what is not an ISO 3166-1 alpha-2 code."""
    if code not in countries():
        raise ValidationError(
            f"“{code}” is not a country code. Use two capital letters of ISO 3166 such as QA, PK or VE.",
            code="country",
        )


class Outlet(models.Model):
    """A newspaper, station, agency or site that the digest cites, as the house spells and describes it.

    `folded` is the name as `registers.folding` reduces it; so it is on people and spellings.
    """

    name = PlainTextField(validators=[not_too_long], help_text="The preferred spelling, as it is printed.")
    folded = models.CharField(max_length=300, editable=False, db_index=True)
    descriptor = PlainTextField(blank=True, help_text="Such as: Qatari-aligned daily.")
    country = models.CharField(
        max_length=2, blank=True, validators=[valid_country], help_text="ISO 3166: QA, PK, VE…", db_index=True
    )
    language = models.CharField(
        max_length=35, blank=True, validators=[valid_language], help_text="BCP 47: ar, ps, ru, fr…"
    )
    website = models.CharField(max_length=2000, blank=True, validators=[web_address])
    note = PlainTextField(blank=True, help_text="For the desk; it is never printed.")
    version = models.PositiveIntegerField(default=1, editable=False)
    history = history()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="outlet_has_name"),
            # Two countries may have an “El Mundo” each.
            models.UniqueConstraint(
                fields=["name", "country"],
                name="one_outlet_per_name_and_country",
                violation_error_message="The register has an outlet of this name and country. Merge the two.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A person whom the digest writes about, by the form of the name that the house prefers."""

    name = PlainTextField(
        unique=True,
        validators=[not_too_long],
        help_text="The preferred form.",
        error_messages={"unique": "The register has a person of this name. Merge the two."},
    )
    folded = models.CharField(max_length=300, editable=False, db_index=True)
    name_in_original = PlainTextField(blank=True, help_text="In its own script.")
    description = PlainTextField(blank=True, help_text="Such as: governor of the northern province.")
    note = PlainTextField(blank=True, help_text="For the desk; it is never printed.")
    version = models.PositiveIntegerField(default=1, editable=False)
    history = history()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="person_has_name")]

    def __str__(self) -> str:
        return self.name


class Spelling(models.Model):
    """Another spelling of an outlet or form of a person's name, which leads to the preferred one."""

    text = PlainTextField(validators=[not_too_long])
    folded = models.CharField(max_length=300, editable=False, db_index=True)
    outlet = models.ForeignKey(
        Outlet, null=True, blank=True, on_delete=models.CASCADE, related_name="spellings"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="spellings"
    )
    history = history()

    class Meta:
        ordering = ["text"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="spelling_has_text"),
            models.CheckConstraint(
                condition=models.Q(outlet__isnull=False, person__isnull=True)
                | models.Q(outlet__isnull=True, person__isnull=False),
                name="spelling_of_one_thing",
            ),
            models.UniqueConstraint(fields=["outlet", "folded"], name="one_spelling_per_outlet"),
            models.UniqueConstraint(fields=["person", "folded"], name="one_form_per_person"),
        ]

    def __str__(self) -> str:
        return self.text


class BackIssue(models.Model):
    """An issue from before this system. Its articles resolve references to the digest's own back issues.

    Until it is `complete`, an article that it does not list may well be in it.
    """

    month = models.DateField(unique=True, help_text="The first day of the issue’s month.")
    volume = models.PositiveIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    url = models.CharField(max_length=2000, blank=True, validators=[web_address])
    complete = models.BooleanField(
        default=False, help_text="All its articles are listed: a reference to any other is reported as wrong."
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    history = history()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(month__endswith="-01"),
                name="back_issue_month_is_first_day",
                violation_error_message="Give the first day of the issue’s month, such as 2019-11-01.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"


class BackIssueArticle(models.Model):
    """An article of an issue from before this system: enough to find it again."""

    issue = models.ForeignKey(BackIssue, on_delete=models.CASCADE, related_name="articles")
    title = PlainTextField(validators=[not_too_long])
    authors: Any = models.JSONField(default=list, blank=True, validators=[list_of_names])
    page = models.PositiveIntegerField(null=True, blank=True)
    url = models.CharField(max_length=2000, blank=True, validators=[web_address])
    history = history()

    class Meta:
        ordering = ["issue", "page", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="back_issue_article_has_title"),
            models.UniqueConstraint(fields=["issue", "title"], name="one_back_issue_article_per_title"),
        ]

    def __str__(self) -> str:
        return self.title
