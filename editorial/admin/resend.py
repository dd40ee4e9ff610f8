"""A save that could not be taken: what was typed is shown, and can be sent again. Nothing typed is lost."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.csrf import csrf_failure as stock_csrf_failure

# Not typed by anybody: what forms carry for themselves.
MACHINERY = (
    "csrfmiddlewaretoken",
    "_save",
    "_continue",
    "_addanother",
    "move",
    "seen",
    "kind",
    "key",
    "code",
    "found",
)
SUFFIXES = ("-id", "-article", "_FORMS", "expected_version", "-DELETE")
SIGNED_OUT = "You are signed out. Sign in again in another tab of this browser, come back to this page, and press “Save again”."
STALE_PAGE = "You signed in again after this page was opened. Press “Save again”: nothing else is needed."


def typed_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and value of everything in the POST that a person may have typed, without blanks."""
    return [
        (name, str(value))
        for name, value in request.POST.items()
        if str(value).strip()
        and name not in MACHINERY
        and not name.endswith(SUFFIXES)
        and "__prefix__" not in name
    ]


def not_saved(
    request: HttpRequest, *, reasons: list[str], status: int, may_resend: bool, back: str = ""
) -> HttpResponse:
    """The page that says why nothing was saved and shows what was typed; `may_resend` offers to send it again."""
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": "Not saved",
        "reasons": reasons,
        "typed": typed_texts(request),
        "everything": [
            (name, value)
            for name, values in request.POST.lists()
            if name != "csrfmiddlewaretoken"
            for value in values
        ],
        "had_files": bool(request.FILES),
        "may_resend": may_resend,
        "action": request.get_full_path(),
        "back": back,
    }
    return TemplateResponse(request, "admin/editorial/not_saved.html", context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is older than the session, sent from our own pages; others get the stock refusal."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    if urlsplit(origin).netloc != request.get_host() or not typed_texts(request):
        return stock_csrf_failure(request, reason)
    return not_saved(request, reasons=[STALE_PAGE], status=403, may_resend=True).render()  # type: ignore[attr-defined]
