"""Rich text as a page shows it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from editorial.content import richtext
from editorial.content.numerals import roman


def readable(value: str, numbers: dict[str, int], *, notes_at: str | None = None) -> SafeString:
    """Rich text for a page, each reference as its number in brackets.

    With `notes_at` references are as in print, and lead to `#{notes_at}note-NUMBER`. Cleaned again: SQL may have
    written it.
    """

    def numbered(key: str) -> str:
        number = numbers.get(key)
        if number is None or notes_at is None:
            return format_html('<sup class="footnote-reference">[{}]</sup>', number or "?")
        return format_html(
            '<sup class="footnote-reference"><a href="#{}note-{}"><span class="visually-hidden">Note </span>{}</a></sup>',
            notes_at,
            number,
            roman(number),
        )

    return mark_safe(richtext.replace_references(richtext.clean(value), numbered))  # noqa: S308
