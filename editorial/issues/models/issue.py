"""Issues of the digest, their sections, standing parts and release reviews."""

from datetime import date
from itertools import pairwise

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from editorial.content.fields import PlainTextField, RichTextField
from editorial.content.models import history
from editorial.dates import long_date
from editorial.states import IssueState

YEARS = range(
    1900, 3000
)  # in which issues and their days lie; a slip such as 0206 would lead every page astray
APPEND_ONLY = "rows are only ever added: the table is its own history"


class Section(models.Model):
    """A part of the digest, such as a region or a subject."""

    name = PlainTextField(unique=True)
    position = models.PositiveIntegerField(unique=True, help_text="Its usual place in an issue.")
    history = history()

    class Meta:
        ordering = ["position"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="section_has_name")]

    def __str__(self) -> str:
        return self.name


class Issue(models.Model):
    """One monthly number. Its state is changed by `issues.operations` alone."""

    month = models.DateField(unique=True, help_text="The first day of the issue’s month.")
    volume = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    title = PlainTextField(blank=True)
    publication_date = models.DateField(
        null=True, blank=True, help_text="Image rights must hold on this day. Blank: the end of the month."
    )
    drafts_due_on = models.DateField(
        null=True, blank=True, help_text="The day by which authors submit their articles for this issue."
    )
    reviews_due_on = models.DateField(
        null=True, blank=True, help_text="The day by which editors have reviewed its articles."
    )
    checks_due_on = models.DateField(
        null=True, blank=True, help_text="The day by which its articles are fact-checked."
    )
    state = models.CharField(
        max_length=20, choices=IssueState, default=IssueState.PLANNING, editable=False, db_index=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    history = history()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["volume", "number"], name="one_issue_per_volume_and_number"),
            # Not month__day=1: that calls a function of Django's own, and SQLite's tools could not back the file up.
            models.CheckConstraint(
                condition=models.Q(month__endswith="-01"),
                name="issue_month_is_first_day",
                violation_error_message="Give the first day of the issue’s month, such as 2026-11-01.",
            ),
            models.CheckConstraint(condition=models.Q(state__in=IssueState.values), name="issue_state_known"),
        ]

    def __str__(self) -> str:
        return self.title or f"Volume {self.volume}, number {self.number}"

    def clean(self) -> None:
        """The days of an issue come one after the other: drafts, reviews, checks, publication; all in years that people mean."""
        days = [
            (self.drafts_due_on, "drafts_due_on", "drafts are due"),
            (self.reviews_due_on, "reviews_due_on", "reviews are due"),
            (self.checks_due_on, "checks_due_on", "checks are due"),
            (self.publication_date, "publication_date", "it is published"),
        ]
        given = [(day, name, words) for day, name, words in days if day is not None]
        for day, name in [(self.month, "month"), *((day, name) for day, name, _words in given)]:
            if day is not None and day.year not in YEARS:
                said = f"Look at the year: it is from {YEARS[0]} to {YEARS[-1]}."
                raise ValidationError({name: said})
        for (sooner, _name, before), (later, name, words) in pairwise(given):
            if later < sooner:
                said = f"The day on which {words} cannot be before the day on which {before} ({long_date(sooner)})."
                raise ValidationError({name: said})

    @property
    def reference(self) -> str:
        """How commands and file names call it: the month, “2026-11”."""
        return f"{self.month:%Y-%m}"

    @property
    def rights_date(self) -> date:
        """The day on which image rights must hold."""
        if self.publication_date:
            return self.publication_date
        following = self.month.replace(day=28).toordinal() + 4
        first_of_next = date.fromordinal(following).replace(day=1)
        return date.fromordinal(first_of_next.toordinal() - 1)


class IssueSection(models.Model):
    """A section's place in one issue."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="issue_sections")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    history = history()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "section"], name="section_once_per_issue"),
            models.UniqueConstraint(fields=["issue", "position"], name="one_section_per_position"),
        ]

    def __str__(self) -> str:
        return str(self.section)


class IssuePart(models.Model):
    """A text of the issue itself and not of an article: an editor's note, how to subscribe, who makes the digest."""

    class Place(models.TextChoices):
        FRONT = "front", "Before the articles"
        BACK = "back", "After the articles"

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="parts")
    place = models.CharField(max_length=5, choices=Place, default=Place.FRONT)
    position = models.PositiveIntegerField()
    title = PlainTextField()
    body = RichTextField(blank=True)
    recurring = models.BooleanField(default=False, help_text="The next issue begins with it too.")
    version = models.PositiveIntegerField(default=1, editable=False)
    history = history()

    class Meta:
        ordering = ["-place", "position"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(title=""), name="part_has_title"),
            models.UniqueConstraint(fields=["issue", "place", "position"], name="one_part_per_place"),
        ]

    def __str__(self) -> str:
        return self.title


class ReleaseReview(models.Model):
    """A named approval of an issue outside the newsroom, bound to the issue's fingerprint."""

    why_not_tracked = APPEND_ONLY

    class Outcome(models.TextChoices):
        CLEARED = "cleared", "Cleared"
        CLEARED_AS_AMENDED = "cleared_as_amended", "Cleared as amended"
        OBJECTION = "objection", "Objection"

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="release_reviews")
    review = models.CharField(max_length=60, help_text="One of the reviews that the settings name.")
    outcome = models.CharField(max_length=20, choices=Outcome)
    reviewer = PlainTextField(help_text="Who reviewed it, as a name.")
    document = PlainTextField(blank=True, help_text="Where the decision is written down.")
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.review}: {self.get_outcome_display()}"
