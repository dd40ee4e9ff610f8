"""Claiming and assigning at the desk: each method is one POST and one operation."""

from typing import Any

from django.urls import URLPattern


class AssignmentActs:
    """Mixed into the admin of articles."""

    admin_site: Any

    def assignment_urls(self) -> list[URLPattern]:
        """The paths of the methods below."""
        return []
