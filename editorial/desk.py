"""The desk as an admin site: its name, its own addresses, and what happens to a save after the session ended.

Beside the package `admin` and not in it: Django makes the site while it imports that package, whose modules register
their pages with it.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver


class Desk(admin.AdminSite):
    """Django's admin under our name."""

    site_header = site_title = "oewatch"
    index_title = "Desk"
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from editorial.admin.files import urls

        return [*urls(), *super().get_urls()]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """The stock view, except that a save without a session keeps what was typed instead of losing it at sign-in."""
        from editorial.admin.resend import SIGNED_OUT, not_saved, typed_texts

        stock = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not self.has_permission(request) and typed_texts(request):
                return not_saved(request, reasons=[SIGNED_OUT], status=403, may_resend=True)
            return stock(request, *args, **kwargs)

        return update_wrapper(guarded, stock)
