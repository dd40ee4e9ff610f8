"""/healthz, /readyz and /metrics, answered before everything else: by any host name, without https, session or log line."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare

from oewatch import metrics, readiness


class Health:
    """The first middleware: whoever watches asks a process, not the public address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The three addresses, or what comes next. To who may not have the metrics there is no such page."""
        page = PAGES.get(request.path_info)
        if page is None or (page is show_metrics and not may_see_metrics(request)):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = page()
        if request.method == "HEAD":
            response.content = b""
        # Whoever asked knows: Django would write an error, and Sentry keep one, every few seconds.
        response._has_been_logged = True  # type: ignore[attr-defined]
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def may_see_metrics(request: HttpRequest) -> bool:
    """Who sends the token. Where a request comes from says nothing: behind a proxy all come from this machine."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(token) and constant_time_compare(given.encode("utf-8", "replace"), f"Bearer {token}")


def show_alive() -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


def show_ready() -> HttpResponse:
    """200 when people can be served, 503 when not; either way what each part said."""
    ready, found = readiness.look()
    return JsonResponse({"ready": ready, "checks": found}, status=200 if ready else 503)


def show_metrics() -> HttpResponse:
    """What Prometheus reads."""
    body, kind = metrics.page()
    return HttpResponse(body, content_type=kind)


PAGES: dict[str, Callable[[], HttpResponse]] = {
    "/healthz": show_alive,
    "/readyz": show_ready,
    "/metrics": show_metrics,
}
