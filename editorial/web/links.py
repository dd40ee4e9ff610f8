"""Addresses that people typed, as links: whatever stands in the database, a click leads to the web.

A template library that every template has (`TEMPLATES` in the settings). What is no address of the web was refused when it
was typed; a row that was written past that is shown, and leads nowhere.
"""

import re

from django import template

register = template.Library()
NOWHERE = "#"
_WEB = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f]+", re.IGNORECASE)


@register.filter
def to_the_web(address: object) -> str:
    """The address where it is http, https or mailto, without white space and controls; otherwise one that leads nowhere."""
    text = str(address or "")
    return text if _WEB.fullmatch(text) else NOWHERE
