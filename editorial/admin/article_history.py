"""The history of an article at the desk: its timeline, its versions, what differs between them."""

from typing import Any

from django.urls import URLPattern


class ArticleHistory:
    """Mixed into the admin of articles."""

    admin_site: Any

    def history_urls(self) -> list[URLPattern]:
        """The paths of the methods below."""
        return []
