"""Model fields for what authors write."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from editorial.content import richtext


class RichTextField(models.TextField):
    """The HTML subset of `content.richtext`, cleaned on the way into the database whatever the way in is."""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        try:
            return super().clean(richtext.clean(value) if value else value, model_instance)
        except richtext.TextTooLong as error:
            raise ValidationError(str(error), code="too_long") from error

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return richtext.clean(value) if isinstance(value, str) and value else value

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class PlainTextField(models.TextField):
    """Text without markup on one line: Unicode NFC, every run of white space folded to one space."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return fold(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return fold(value) if isinstance(value, str) else value

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def fold(text: str) -> str:
    """NFC, without control characters, each run of white space one space, none at the ends.

    A text of nothing that can be seen (zero-width spaces, marks of direction) is blank.
    """
    folded = " ".join(richtext.CONTROLS.sub("", unicodedata.normalize("NFC", text)).split())
    return folded if any(unicodedata.category(letter)[0] not in "CZ" for letter in folded) else ""
