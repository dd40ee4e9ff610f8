"""Which of the two layouts a page is in: the desk's or the authors'."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

JSON = "application/json"


def at_desk(request: HttpRequest) -> bool:
    """Whether the address belongs to the desk."""
    return request.path.startswith(reverse("admin:index"))


def page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    """The page `name` (“refused” or “not_saved”) in the layout of the part of the site that was asked."""
    if at_desk(request):
        return render(
            request, f"admin/editorial/{name}.html", admin.site.each_context(request) | context, status=status
        )
    return render(request, f"workspace/{name}.html", context, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asked, which can do nothing with a page."""
    return request.content_type == JSON or (
        JSON in request.headers.get("Accept", "") and "text/html" not in request.headers.get("Accept", "")
    )
