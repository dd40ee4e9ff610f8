"""The pages of a sign-in at the issuer: the button, the way there, and why somebody was not signed in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from editorial.accounts.links import public_address
from editorial.accounts.openid.errors import SignInRefused


def button(request: HttpRequest) -> dict[str, Any]:
    """For templates (a context processor, only where an issuer is set): what the sign-in's button says."""
    return {"openid_name": settings.OPENID_NAME}


def redirect_uri(request: HttpRequest) -> str:
    """Where the issuer sends people back to; it must be registered there, letter by letter."""
    return public_address(request.build_absolute_uri(reverse("openid_callback")))


def on_the_way(request: HttpRequest, address: str) -> HttpResponse:
    """A page that leads to the issuer at once.

    No redirect: this answers a form, and browsers that hold redirects of forms to our `form-action` would stop at the
    issuer, or at whatever other server it passes people on to (decision 32).
    """
    return _private(TemplateResponse(request, "openid/on_the_way.html", {"address": address}))


def refused(request: HttpRequest, error: SignInRefused) -> HttpResponse:
    """Says why, and what to do."""
    context = {"reason": str(error), "again": error.code != "switched_off"}
    return _private(TemplateResponse(request, "openid/refused.html", context, status=error.status))


def _private(response: HttpResponse) -> HttpResponse:
    """No browser keeps it, and its address, which may have a code in it, is told nobody."""
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "strict-origin"
    return response
