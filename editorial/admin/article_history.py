"""The history of an article at the desk: its timeline, its versions, what differs between them."""

from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from editorial.admin.access import signed_in
from editorial.web import history_pages as pages

PLACE = pages.Place(
    prefix="admin:editorial_article_",
    article="admin:editorial_article_change",
    layout="admin/editorial/article/history/base.html",
)


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to the article."""
    return pages.timeline_page(request, pk, PLACE)


@require_safe
def version(request: HttpRequest, pk: int, version: str) -> HttpResponse:
    """The article as it stood."""
    return pages.version_page(request, pk, version, PLACE)


@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})  # type: ignore[arg-type]
def version_print(request: HttpRequest, pk: int, version: str) -> HttpResponse:
    """The article as it stood, as it would print."""
    return pages.print_page(request, pk, version)


@require_safe
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """What differs between two versions."""
    return pages.difference_page(request, pk, PLACE)


def restore(request: HttpRequest, pk: int, version: str) -> HttpResponse:
    """POST: bring the version back."""
    return pages.restore(request, pk, version, PLACE)


class ArticleHistory:
    """Mixed into the admin of articles."""

    admin_site: Any

    def history_urls(self) -> list[URLPattern]:
        """The paths of the functions above."""
        wrap = self.admin_site.admin_view
        name = "editorial_article_"
        return [
            path("<int:pk>/timeline/", wrap(timeline), name=f"{name}timeline"),
            path("<int:pk>/versions/<str:version>/", wrap(version), name=f"{name}version"),
            path("<int:pk>/versions/<str:version>/print/", wrap(version_print), name=f"{name}version_print"),
            path("<int:pk>/versions/<str:version>/restore/", wrap(restore), name=f"{name}restore"),
            path("<int:pk>/difference/", wrap(difference), name=f"{name}difference"),
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The stock address leads to the timeline, for those who may read it; others learn nothing."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        article = pages.followed_article(signed_in(request), _key(object_id))
        return HttpResponseRedirect(reverse("admin:editorial_article_timeline", args=[article.pk]))


def _key(object_id: str) -> int:
    """The primary key in a stock address; 0, which nothing has, for what is none."""
    return int(object_id) if object_id.isascii() and object_id.isdecimal() and len(object_id) < 19 else 0
