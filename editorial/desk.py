"""The desk as an admin site: its name, who works at it, and what happens to a save after the session ended.

Beside the package `admin` and not in it: Django makes the site while it imports that package, whose modules register
their pages with it.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

NOT_YOURS = "The desk is for editors, fact-checkers and the publications office. Your work is here."


class Desk(admin.AdminSite):
    """Django's admin under our name, for people with a role beyond author; everybody signs in at one place."""

    site_header = site_title = "oewatch"
    index_title = "Desk"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person works at the desk."""
        from editorial.accounts.queries import works_at_desk

        return super().has_permission(request) and works_at_desk(request.user)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """What waits for the person, for others and for nobody; below, what the navigation does not lead to."""
        from editorial.admin.access import signed_in
        from editorial.admin.desk_page import desk_context
        from editorial.web.places import led_to

        user = signed_in(request)
        answer = super().index(request, desk_context(user) | (extra_context or {}))
        context, known = answer.context_data or {}, led_to(user)
        models = [model for app in context["app_list"] for model in app["models"]]
        context["rest"] = [model for model in models if model["admin_url"] not in {None, *known}]
        return answer

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The stock context, without asking the database for the list of everything that can be managed: the index has it
        by itself, and no sidebar shows it.
        """
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": self.has_permission(request),
            "available_apps": [],
            "is_popup": False,
            "is_nav_sidebar_enabled": self.enable_nav_sidebar,
        }

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To the one sign-in; whoever is signed in already goes on to the desk, or home if it is not for them."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
            wanted = reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if self.has_permission(request):
            return HttpResponseRedirect(wanted)
        return self._home(request)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """As everywhere: the sign-out of allauth, which also forgets a half-done second step."""
        from allauth.account.views import logout

        return logout(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """To the page that everybody changes their password on."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """The stock view, except that a save without a session keeps what was typed instead of losing it at sign-in."""
        from editorial.web.resend import SIGNED_OUT, not_saved, typed_texts

        stock = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if self.has_permission(request):
                return stock(request, *args, **kwargs)
            if request.method == "POST" and typed_texts(request):
                reason = NOT_YOURS if request.user.is_authenticated else SIGNED_OUT
                return not_saved(request, reasons=[reason], status=403, may_resend=reason == SIGNED_OUT)
            if request.user.is_authenticated and request.path != reverse("admin:logout"):
                return self._home(request)
            return stock(request, *args, **kwargs)

        return update_wrapper(guarded, stock)

    def _home(self, request: HttpRequest) -> HttpResponse:
        """For people whose work is elsewhere. Raises `PermissionDenied` for anything that wants to change something."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied(NOT_YOURS)
        messages.info(request, NOT_YOURS)
        return HttpResponseRedirect(reverse("home"))
