"""Languages in English on pages: “Arabic” and not “ar”. A template library that every template has (`TEMPLATES`)."""

from django import template

from editorial.rendering.scripts import language_name

register = template.Library()


@register.filter
def in_english(tag: str) -> str:
    """The name of the language of a BCP 47 tag; the tag itself where its name is not known."""
    return language_name(tag) or tag
