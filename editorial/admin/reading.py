"""Rich text as a page shows it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from editorial.content import richtext


def readable(value: str, numbers: dict[str, int]) -> SafeString:
    """Rich text for a page, each reference as its number in brackets. Cleaned again: SQL may have written it."""

    def numbered(key: str) -> str:
        return format_html('<sup class="footnote-reference">[{}]</sup>', numbers.get(key, "?"))

    return mark_safe(richtext.replace_references(richtext.clean(value), numbered))  # noqa: S308
