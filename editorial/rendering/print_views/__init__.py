"""What the print templates are given: views made of a snapshot, a module for each part of the document."""

from typing import Any

from django.utils.safestring import SafeString, mark_safe

View = dict[str, Any]
UNTITLED = "Untitled article"


def safe(text: str) -> SafeString:
    """Mark as safe what PrintText or citation.py made: they escape every text."""
    return mark_safe(text)  # noqa: S308
