"""Private files: pictures and PDFs leave only through these views, for those who may know of them."""

from django.contrib import admin
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from editorial.admin.issues import READERS
from editorial.content.files import stored_digest
from editorial.content.models import Article
from editorial.content.permissions import may_view, roles_of
from editorial.issues.models import Rendition
from editorial.states import IssueState, JobStatus


def picture(request: HttpRequest, article: int, key: str) -> HttpResponseBase:
    """One picture of an article that the person may see."""
    found = Article.objects.filter(pk=article).prefetch_related("bylines__author").first()
    image = found.images.filter(key=key).first() if found and may_view(request.user, found) else None
    if image is None or not image.file or not default_storage.exists(str(image.file.name)):
        raise Http404
    response = FileResponse(image.file.open("rb"), content_type=f"image/{image.format}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def pdf(request: HttpRequest, rendition: int) -> HttpResponseBase:
    """A finished PDF, for those who may read it; refused when the file is not what was made."""
    found = Rendition.objects.select_related("issue", "edition").filter(pk=rendition).first()
    if found is None or found.status != JobStatus.SUCCEEDED or not may_read(request, found):
        raise Http404
    standing = stored_digest(found.file)
    if standing is None:
        return _spoiled("The file is gone from the file store.")
    if standing != found.sha256:
        return _spoiled("The stored file is not the one that was made: its SHA-256 differs.")
    response = FileResponse(
        default_storage.open(found.file), content_type="application/pdf", filename=download_name(found)
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def may_read(request: HttpRequest, rendition: Rendition) -> bool:
    """The desk and the office read every PDF; everybody with a role reads the edition of a published issue."""
    roles = roles_of(request.user)
    released = rendition.edition is not None and rendition.issue.state == IssueState.PUBLISHED
    return bool(roles & READERS) or (bool(roles) and released)


def download_name(rendition: Rendition) -> str:
    """Such as “2026-11-edition-1.pdf”."""
    kind = f"edition-{rendition.edition.number}" if rendition.edition else f"proof-{rendition.pk}"
    return f"{rendition.issue.reference}-{kind}.pdf"


def _spoiled(words: str) -> HttpResponse:
    text = f"{words} It is not handed out. Ask the administrator to restore it from a backup, or render the issue again."
    return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")


def urls() -> list[URLPattern]:
    """Paths below the admin, for people who are signed in."""
    wrap = admin.site.admin_view
    return [
        path("files/articles/<int:article>/images/<slug:key>/", wrap(picture), name="editorial_picture"),
        path("files/renditions/<int:rendition>.pdf", wrap(pdf), name="editorial_pdf"),
    ]
