"""The history of an article for its authors: its timeline, its versions, what differs between them."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from editorial.web import history_pages as pages
from editorial.web.access import signed_in

PLACE = pages.Place(prefix="history_", article="article", layout="workspace/history_base.html")


@require_safe
@signed_in
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to the article."""
    return pages.timeline_page(request, pk, PLACE)


@require_safe
@signed_in
def version(request: HttpRequest, pk: int, version: str) -> HttpResponse:
    """The article as it stood."""
    return pages.version_page(request, pk, version, PLACE)


@require_safe
@signed_in
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})  # type: ignore[arg-type]
def version_print(request: HttpRequest, pk: int, version: str) -> HttpResponse:
    """The article as it stood, as it would print."""
    return pages.print_page(request, pk, version)


@require_safe
@signed_in
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """What differs between two versions."""
    return pages.difference_page(request, pk, PLACE)


@require_POST
@signed_in
def restore(request: HttpRequest, pk: int, version: str) -> HttpResponse:
    """Bring the version back."""
    return pages.restore(request, pk, version, PLACE)


urlpatterns = [
    path("", timeline, name="history_timeline"),
    path("difference/", difference, name="history_difference"),
    path("<str:version>/", version, name="history_version"),
    path("<str:version>/print/", version_print, name="history_version_print"),
    path("<str:version>/restore/", restore, name="history_restore"),
]
