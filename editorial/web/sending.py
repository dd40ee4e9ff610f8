"""Handing out a stored file: by the web server in front of us where there is one, by us otherwise.

With `X_ACCEL_REDIRECT` nginx is told where the file is and sends it itself (docs/operating.md, “Private files”); that word
never reaches a browser, because nginx takes it out. Whether the person may have the file, and whether it is still what was
put there, was asked before.
"""

from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

HEADER = "X-Accel-Redirect"


def hand_out(
    name: str, *, media_type: str, caching: str, called: str = "", as_attachment: bool = False
) -> HttpResponseBase:
    """The stored file `name` as an answer. `called` is what it is saved as; `caching` the value of Cache-Control."""
    address = _address(name)
    response: HttpResponseBase
    if address:
        response = HttpResponse(content_type=media_type, headers={HEADER: address})
        disposition = content_disposition_header(as_attachment, called)
        if disposition:
            response["Content-Disposition"] = disposition
    else:
        response = FileResponse(
            default_storage.open(name), content_type=media_type, filename=called, as_attachment=as_attachment
        )
        if not called:  # FileResponse would tell the name in the store
            del response["Content-Disposition"]
    return private(response, caching)


def private(response: HttpResponseBase, caching: str) -> HttpResponseBase:
    """The answer, to be taken as what it says it is and kept as `caching` says."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = caching
    return response


def _address(name: str) -> str:
    """Where the web server has the file; "" where it has none, as with a store on the network."""
    if not settings.X_ACCEL_REDIRECT:
        return ""
    try:
        default_storage.path(name)  # raises SuspiciousFileOperation for what lies outside the store
    except NotImplementedError:
        return ""
    return f"{settings.X_ACCEL_REDIRECT}{quote(name)}"
