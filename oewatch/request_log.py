"""One line for each request, and an id that all its lines share. The line names the route, never the address with its tokens."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import LazyObject

from editorial.log_context import Asking, about_request
from oewatch import metrics
from oewatch.logs import ASKING

logger = logging.getLogger("oewatch.access")

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


class RequestLog:
    """The outermost middleware of those that serve people's pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the request's id in a header."""
        request_id = request_id_of(request)
        started = time.perf_counter()
        asking = Asking(request_id, lambda: _user_id(request))
        request.META[ASKING] = asking
        with about_request(asking):
            response = self.get_response(request)
            response.headers[HEADER] = request_id
            if not request.path_info.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
                _write(request, response, seconds=time.perf_counter() - started)
        return response


def request_id_of(request: HttpRequest) -> str:
    """The id that our proxy gave, where there is one of ours and it is a sane word; otherwise a new one."""
    given = request.headers.get(HEADER, "")
    return given if settings.BEHIND_PROXY and _SANE.fullmatch(given) else uuid4().hex


def _user_id(request: HttpRequest) -> int | None:
    """Who asks, as far as it is known already: nothing is looked up for the log."""
    user = request.__dict__.get("user")
    if isinstance(user, LazyObject):
        user = user.__dict__.get("_wrapped")
    return getattr(user, "pk", None)


def _write(request: HttpRequest, response: HttpResponseBase, *, seconds: float) -> None:
    match = request.resolver_match
    route = match.view_name if match else "none"
    size = (
        len(response.content) if hasattr(response, "content") else response.headers.get("Content-Length", "")
    )
    fields: dict[str, Any] = {
        "method": request.method,
        "route": route,
        "status": response.status_code,
        "ms": round(seconds * 1000),
        "bytes": int(size) if size != "" else None,
    }
    metrics.note_request(
        method=request.method or "", route=route, status=response.status_code, seconds=seconds
    )
    logger.info("%(method)s %(route)s %(status)s %(ms)s ms %(bytes)s bytes", fields, extra={"fields": fields})
