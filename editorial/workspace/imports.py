"""Bringing in a Word file or a text: the form, the conversion's progress, the result to confirm."""

from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from editorial.content.files import NotStored
from editorial.content.models import Article
from editorial.content.permissions import roles_of
from editorial.importing import operations as importing
from editorial.importing.layout import may_be_an_article
from editorial.importing.models import Import
from editorial.importing.parsed import NotAnArticle, TooMuch
from editorial.importing.word.refusal import MAX_BYTES, WordRefused
from editorial.issues.models import Issue, Section
from editorial.issues.queries import open_issues
from editorial.states import JobStatus, Role
from editorial.web.access import person, signed_in
from editorial.web.acts import perform_act
from editorial.workspace.import_page import confirmed_context, result_context

NOTHING = {"word": "Choose a Word file first.", "text": "Paste the text first."}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_import(request: HttpRequest) -> HttpResponse:
    """The form for a Word file or a pasted text. Authors only; a refused file or text leaves the form as it was."""
    if Role.AUTHOR not in roles_of(request.user):
        raise Http404
    if request.method != "POST":
        return _form(request)
    chosen = request.POST.get("way")
    way = "word" if chosen == "word" else "text"
    text, file = request.POST.get("text", ""), request.FILES.get("file")
    if not (file if way == "word" else text.strip()):
        return _form(request, way, NOTHING[way])
    try:
        if way == "word":
            assert isinstance(file, UploadedFile)
            # Django's File is one for reading in all that matters here.
            record = importing.receive_word(
                file=cast(BinaryIO, file), name=str(file.name), by=person(request)
            )
        else:
            record = importing.receive_text(
                text=text, name=_name_of(text), by=person(request), freely=chosen == "freely"
            )
    except (NotAnArticle, WordRefused, NotStored) as error:
        may_be_taken = way == "text" and not isinstance(error, TooMuch) and may_be_an_article(text)
        return _form(request, way, str(error), offer=may_be_taken)
    return redirect("import", record.pk)


def _name_of(text: str) -> str:
    """How a pasted text is called: by its first words."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return f"Pasted text: {Truncator(first).chars(60)}"


def _form(request: HttpRequest, way: str = "", error: str = "", *, offer: bool = False) -> HttpResponse:
    """`offer`: the text is no article in the house layout, but may be made a draft of."""
    context = {
        "title": "Bring in an article",
        "max_bytes": MAX_BYTES,
        "max_megabytes": MAX_BYTES // 1_000_000,
        "text": request.POST.get("text", ""),
        "word_error": error if way == "word" else "",
        "text_error": error if way == "text" else "",
        "offer": offer,
    }
    return TemplateResponse(request, "workspace/import_new.html", context, status=422 if error else 200)


def _own(request: HttpRequest, pk: int) -> Import:
    """The import, for the one who brought it in. Raises `Http404`."""
    found = Import.objects.filter(pk=pk, by=person(request)).first()
    if found is None:
        raise Http404
    return found


@require_safe
@signed_in
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the conversion is; then why it failed, or what was recognized, to confirm; then what came of it."""
    record = _own(request, pk)
    context: dict[str, Any] = {"title": record.name, "record": record}
    if record.confirmed_at:
        return TemplateResponse(request, "workspace/import_done.html", context | confirmed_context(record))
    if record.status == JobStatus.FAILED:
        return _failed(request, context, record.error_reason)
    if record.status != JobStatus.SUCCEEDED:
        return TemplateResponse(request, "workspace/import_wait.html", context)
    try:
        context |= result_context(record)
    except NotAnArticle as error:
        return _failed(request, context, str(error))
    context |= {"sections": Section.objects.all(), "issues": open_issues()}
    return TemplateResponse(request, "workspace/import_result.html", context)


def _failed(request: HttpRequest, context: dict[str, Any], reason: str) -> HttpResponse:
    return TemplateResponse(request, "workspace/import_failed.html", context | {"reason": reason})


@require_POST
@signed_in
def confirm_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Create the drafts. One opens in the editor, several are shown on the home page."""
    record = _own(request, pk)

    def confirm() -> list[Article]:
        section = _chosen(Section, request.POST.get("section", ""), "section")
        issue = _chosen(Issue, request.POST.get("issue", ""), "issue")
        return importing.confirm_import(record=record, by=person(request), issue=issue, section=section)

    def forth(made: list[Article]) -> str:
        return reverse("edit_article", args=[made[0].pk]) if len(made) == 1 else reverse("home")

    return perform_act(
        request,
        confirm,
        done="Created from what you brought in. Nothing is submitted yet.",
        back=reverse("import", args=[pk]),
        title="Create the drafts",
        forth=forth,
    )


def _chosen(model: Any, value: str, name: str) -> Any:
    """The section or issue that the form names; None for none. Raises `ValidationError`."""
    if not value:
        return None
    found = model.objects.filter(pk=value).first() if value.isdecimal() and len(value) < 10 else None
    if found is None:
        raise ValidationError(f"Choose the {name} from the list: the one you chose is not there.")
    return found


@require_safe
@signed_in
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the conversion is, as JSON."""
    return JsonResponse(_own(request, pk).as_progress())


@require_safe
@signed_in
def import_picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One picture of a Word file, for the page of the result."""
    try:
        data, content_type = importing.picture_bytes(_own(request, pk), number)
    except (LookupError, importing.OriginalGone) as error:
        raise Http404 from error
    response = HttpResponse(data, content_type=content_type)
    response["Cache-Control"] = "private, max-age=3600"
    return response
