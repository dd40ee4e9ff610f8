"""Private files: pictures, PDFs and Word files leave only through these views, for those who may know of them."""

import os
from collections.abc import Callable
from functools import lru_cache

from csp.decorators import csp_replace
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since

from editorial.content.files import stored_digest
from editorial.content.models import Article, Image
from editorial.content.permissions import may_follow, may_view
from editorial.factcheck.evidence import download_name as visible_name
from editorial.factcheck.models import Check, Clearance
from editorial.importing.models import Import
from editorial.importing.permissions import may_have_original
from editorial.issues.models import Rendition
from editorial.issues.permissions import may_read, may_read_rights
from editorial.rendering.forms import FORMS
from editorial.rendering.pdf import fonts
from editorial.rendering.preview import STYLE_SHEET, style_sheet
from editorial.states import JobStatus
from editorial.web.access import person, signed_in
from editorial.web.sending import hand_out, private

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EVIDENCE_TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
AN_HOUR, NEVER = "private, max-age=3600", "private, no-store"
MONTH = 30 * 24 * 60 * 60  # seconds


@require_safe
@signed_in
def picture(request: HttpRequest, article: int, key: str) -> HttpResponseBase:
    """One picture of an article that the person may see."""
    found = Article.objects.filter(pk=article).prefetch_related("bylines__author").first()
    seen = found and (may_view(request.user, found) or may_read_rights(request.user, found))
    image = found.images.filter(key=key).first() if found and seen else None
    if image is None or not image.file or not default_storage.exists(str(image.file.name)):
        raise Http404
    refusal = _refusal(str(image.file.name), image.sha256, "upload the picture again", digest=_digest_seen)
    if refusal is not None:
        return refusal
    return hand_out(str(image.file.name), media_type=f"image/{image.format}", caching=AN_HOUR)


@require_safe
@signed_in
def picture_version(request: HttpRequest, article: int, sha256: str) -> HttpResponseBase:
    """A picture that an image of the article has or once had, for those who follow its making."""
    found = Article.objects.filter(pk=article).prefetch_related("bylines__author").first()
    if found is None or not may_follow(person(request), found):
        raise Http404
    image = Image.history.filter(article_id=article, sha256=sha256).exclude(file="").first()
    if image is None or not default_storage.exists(str(image.file)):
        raise Http404
    refusal = _refusal(str(image.file), sha256, "restore another version", digest=_digest_seen)
    if refusal is not None:
        return refusal
    return hand_out(str(image.file), media_type=f"image/{image.format}", caching=AN_HOUR)


@require_safe
@signed_in
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})  # type: ignore[arg-type]
def pdf(request: HttpRequest, rendition: int) -> HttpResponseBase:
    """A finished PDF to look at, also within a page of ours, for those who may read it."""
    found = _rendition(request, rendition)
    if found.form != Rendition.Form.PDF:
        raise Http404
    return _made(found, as_attachment=False)


@require_safe
@signed_in
def rendition_file(request: HttpRequest, rendition: int) -> HttpResponseBase:
    """The file of a finished rendition in any form, to be kept, for those who may read it."""
    return _made(_rendition(request, rendition), as_attachment=True)


def _rendition(request: HttpRequest, pk: int) -> Rendition:
    """A finished rendition that the person may read, or `Http404`."""
    query = Rendition.objects.select_related("issue", "edition__publication", "article")
    query = query.defer("snapshot", "edition__snapshot")
    found = query.prefetch_related("article__bylines__author").filter(pk=pk).first()
    if found is None or found.status != JobStatus.SUCCEEDED or not may_read(request.user, found):
        raise Http404
    return found


def _made(rendition: Rendition, *, as_attachment: bool) -> HttpResponseBase:
    """The file, or why it is not handed out: it is not what was made."""
    refusal = _refusal(rendition.file, rendition.sha256, "render the issue again")
    if refusal is not None:
        return refusal
    form = FORMS.get(rendition.form)
    return hand_out(
        rendition.file,
        media_type=form.media_type if form else "application/pdf",
        called=download_name(rendition),
        as_attachment=as_attachment,
        caching=NEVER,
    )


def download_name(rendition: Rendition) -> str:
    """Such as “2026-11-edition-1.pdf”, “2026-11-edition-2.epub”, “2026-11-edition-2-web.zip”, “article-12-proof-34.pdf”."""
    kind = f"edition-{rendition.edition.number}" if rendition.edition else f"proof-{rendition.pk}"
    of = rendition.issue.reference if rendition.issue else f"article-{rendition.article_id}"
    form = FORMS.get(rendition.form)
    ending = form.ending if form else "pdf"
    # Several forms are ZIP files: their names say which.
    what = "" if rendition.form in ("pdf", ending) else f"-{rendition.form}"
    return f"{of}-{kind}{what}.{ending}"


@require_safe
@signed_in
def import_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The Word file that somebody brought in, as it was given."""
    found = Import.objects.filter(pk=pk).exclude(file="").first()
    if found is None or not may_have_original(request.user, found):
        raise Http404
    refusal = _refusal(found.file, found.sha256, "bring the file in again")
    if refusal is not None:
        return refusal
    called = visible_name(found.name, "docx")
    return hand_out(found.file, media_type=WORD, called=called, as_attachment=True, caching=NEVER)


@require_safe
@signed_in
def evidence(request: HttpRequest, kind: str, pk: int) -> HttpResponseBase:
    """The file that shows what a check or a clearance says, for those who follow the making of the article."""
    statements: QuerySet[Check] | QuerySet[Clearance] = (
        Check.objects if kind == "checks" else Clearance.objects
    ).select_related("article")
    found = statements.filter(pk=pk).exclude(evidence_file="").first()
    by = person(request)
    for_the_office = kind == "clearances" and found is not None and may_read_rights(by, found.article)
    if found is None or not (for_the_office or may_follow(by, found.article)):
        raise Http404
    refusal = _refusal(found.evidence_file, found.evidence_sha256, "record the check again with the file")
    if refusal is not None:
        return refusal
    extension = found.evidence_file.rpartition(".")[2]
    return hand_out(
        found.evidence_file,
        media_type=EVIDENCE_TYPES.get(extension, "application/octet-stream"),
        called=visible_name(found.evidence_name, extension),
        caching=NEVER,
    )


@require_safe
@signed_in
def font(request: HttpRequest, name: str) -> HttpResponseBase:
    """A font file that the print engine uses, and the style sheet of the preview, which names them."""
    if name == STYLE_SHEET:
        sheet = HttpResponse(style_sheet(), content_type="text/css; charset=utf-8")
        return private(sheet, "private, max-age=300")
    path = next((path for path in fonts.files() if path.name == name), None)
    if path is None:
        raise Http404
    changed = path.stat().st_mtime
    kind = "font/collection" if path.suffix == ".ttc" else "font/ttf"
    response: HttpResponseBase
    if was_modified_since(request.headers.get("If-Modified-Since"), changed):
        response = FileResponse(path.open("rb"), content_type=kind)
    else:
        response = HttpResponse(status=304)
    response["Last-Modified"] = http_date(changed)
    return private(response, f"private, max-age={MONTH}")


def _digest_seen(name: str) -> str | None:
    """`stored_digest`, which reads the file only when it is another than last time.

    An editor shows many pictures at once. The time of the last change of the entry (ctime) cannot be set by hand, so
    a file that was exchanged under its old date is read again. A remote store has no such mark: there it is read.
    """
    try:
        path = default_storage.path(name)
        mark = os.stat(path)
    except (NotImplementedError, OSError):
        return stored_digest(name)
    return _digest_of_version(path, name, mark.st_ino, mark.st_size, mark.st_mtime_ns, mark.st_ctime_ns)


@lru_cache(maxsize=4096)
def _digest_of_version(path: str, name: str, *version: int) -> str | None:
    """The digest of one version of a file; `path` and `version` tell it from every other."""
    return stored_digest(name)


def _refusal(
    name: str, sha256: str, otherwise: str, digest: Callable[[str], str | None] = stored_digest
) -> HttpResponse | None:
    """Why a stored file is not handed out: it is not what was put there."""
    standing = digest(name)
    if standing == sha256:
        return None
    words = (
        "The file is gone from the file store."
        if standing is None
        else "The stored file is not the one that was made: its SHA-256 differs."
    )
    text = f"{words} It is not handed out. Ask the administrator to restore it from a backup, or {otherwise}."
    return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")
