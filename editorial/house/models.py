"""The house: what it is called, how it looks, and the words that stand in every issue. One row, blank until given."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from editorial.content.fields import PlainTextField
from editorial.content.models import history, web_address
from editorial.house.colors import READABLE, contrast_with_white, is_color

THE_ONLY = 1


def valid_issn(issn: str) -> None:
    """Refuse what is not an ISSN with its check digit (ISO 3297)."""
    if not re.fullmatch(r"\d{4}-\d{3}[\dX]", issn):
        raise ValidationError("An ISSN has the form 1234-5679.", code="issn")
    digits = [int(digit) for digit in issn[:-1].replace("-", "")]
    check = -sum(digit * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True)) % 11
    if "0123456789X"[check] != issn[-1]:
        raise ValidationError("The check digit of this ISSN is wrong. Look for a slip.", code="issn")


def readable_color(color: str) -> None:
    """Refuse what is not #rrggbb, and what is too light to be read on white (WCAG 2.2, 1.4.3)."""
    if not is_color(color):
        raise ValidationError("Give a color as # and six digits, such as #1b2a38.", code="color")
    ratio = contrast_with_white(color)
    if ratio < READABLE:
        raise ValidationError(
            f"This color is too light for text on white: its contrast is {ratio:.1f}:1, and {READABLE}:1 is needed. "
            "Choose a darker one.",
            code="contrast",
        )


def logo_path(house: "House", filename: str) -> str:
    """A logo is kept like every picture: under its SHA-256."""
    extension = {"jpeg": "jpg", "png": "png"}[house.logo_format]
    return f"images/{house.logo_sha256[:2]}/{house.logo_sha256}.{extension}"


class House(models.Model):
    """The one house of this installation. Written by `house.operations` alone."""

    class PageSize(models.TextChoices):
        LETTER = "letter", "Letter (8.5 × 11 in)"
        A4 = "a4", "A4 (210 × 297 mm)"

    name = PlainTextField(blank=True, help_text="What the digest is called, as the cover says it.")
    tagline = PlainTextField(blank=True, help_text="The line under the name.")
    publisher = PlainTextField(blank=True, help_text="Who publishes it.")
    web_address = models.CharField(
        max_length=2000, blank=True, validators=[web_address], help_text="Where the web edition will stand."
    )
    issn = models.CharField(
        "ISSN", max_length=9, blank=True, validators=[valid_issn], help_text="Such as 1234-5679."
    )
    release_statement = PlainTextField(
        blank=True, help_text="Such as: Approved for public release; distribution unlimited."
    )
    disclaimer = PlainTextField(blank=True, help_text="Whose views these are, and whose not.")
    rights_statement = PlainTextField(blank=True, help_text="Who may use the text, and how.")
    primary_color = models.CharField(
        max_length=7, blank=True, validators=[readable_color], help_text="Covers and headings: #1b2a38."
    )
    accent_color = models.CharField(
        max_length=7, blank=True, validators=[readable_color], help_text="Rules and labels: #a8341f."
    )
    page_size = models.CharField(max_length=6, choices=PageSize, default=PageSize.LETTER)
    logo = models.FileField(upload_to=logo_path, blank=True, max_length=200)
    logo_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    logo_format = models.CharField(max_length=4, blank=True, editable=False)
    logo_width = models.PositiveIntegerField(default=0, editable=False, help_text="Pixels.")
    logo_height = models.PositiveIntegerField(default=0, editable=False, help_text="Pixels.")
    logo_alt_text = PlainTextField(
        blank=True, help_text="What the logo shows or says, for those who do not see it."
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    history = history()

    class Meta:
        verbose_name_plural = "house"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=THE_ONLY), name="one_house"),
            models.CheckConstraint(
                condition=models.Q(logo="", logo_sha256="")
                | (~models.Q(logo="") & ~models.Q(logo_sha256="")),
                name="logo_with_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.name or "The house"

    def clean(self) -> None:
        """A logo is described."""
        if self.logo and not self.logo_alt_text:
            raise ValidationError({"logo_alt_text": "Say what the logo shows or says."})

    def as_printed(self) -> dict[str, Any]:
        """What of it reaches the page (docs/snapshot.md, “house”)."""
        names = (
            "name tagline publisher web_address issn release_statement disclaimer rights_statement primary_color "
            "accent_color page_size"
        ).split()
        logo = {
            "sha256": self.logo_sha256,
            "format": self.logo_format,
            "width": self.logo_width,
            "height": self.logo_height,
            "alt_text": self.logo_alt_text,
        }
        return {name: getattr(self, name) for name in names} | {"logo": logo if self.logo_sha256 else None}
