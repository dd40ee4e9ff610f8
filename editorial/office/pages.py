"""The office's pages that are read: the list, one issue, one edition, what changed, and the files that say what it is."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from editorial.issues.manifest import edition_manifest
from editorial.issues.models import Edition, Rendition
from editorial.issues.permissions import may_read
from editorial.issues.queries import publication_of
from editorial.office.access import acts, edition_for, for_the_office, issue_for
from editorial.office.changes import changes_shown
from editorial.office.issue_page import answer
from editorial.office.made import form_rows, newest_of_each
from editorial.office.overview import overview
from editorial.states import JobStatus
from editorial.web.access import person


@require_safe
@for_the_office
def office(request: HttpRequest) -> HttpResponse:
    """GET: every issue with what it waits for. `show=all`: all published ones too."""
    shown = overview(everything=request.GET.get("show") == "all")
    context = {"title": "Publications office", "overview": shown, "may_act": acts(person(request))}
    return TemplateResponse(request, "office/list.html", context)


@require_safe
@for_the_office
def issue_page(request: HttpRequest, reference: str) -> HttpResponse:
    """GET: everything of one issue."""
    return answer(request, issue_for(reference))


@require_safe
@for_the_office
def edition_page(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """GET: one edition to look at, with its forms, digests and what made it."""
    issue = issue_for(reference)
    edition = edition_for(issue, number)
    renditions = edition.renditions.defer("snapshot", "made_with").order_by("-pk")
    made = newest_of_each(list(renditions))
    pdf = made.get(Rendition.Form.PDF)
    numbers = sorted(set(issue.editions.values_list("number", flat=True)))
    context = {
        "title": f"Edition {number}: {issue}",
        "issue": issue,
        "edition": edition,
        "publication": publication_of(edition),
        "forms": form_rows(issue, edition, made),
        "pdf": pdf if pdf is not None and pdf.status == JobStatus.SUCCEEDED else None,
        "before": max((one for one in numbers if one < number), default=None),
        "after": min((one for one in numbers if one > number), default=None),
    }
    return TemplateResponse(request, "office/edition.html", context)


@require_safe
@for_the_office
def changes(request: HttpRequest, reference: str, before: int, after: int) -> HttpResponse:
    """GET: what changed between two editions, the older one first."""
    if before >= after:
        raise Http404
    issue = issue_for(reference)
    old, new = edition_for(issue, before), edition_for(issue, after)
    context = {
        "title": f"From edition {before} to edition {after}: {issue}",
        "issue": issue,
        "old": old,
        "new": new,
        "shown": changes_shown(old, new),
    }
    return TemplateResponse(request, "office/changes.html", context)


@require_safe
@for_the_office
def manifest(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """GET: what the edition is made of, as a file (docs/editions.md)."""
    edition = edition_for(issue_for(reference), number)
    return _file(edition_manifest(edition), edition, "-manifest")


@require_safe
@for_the_office
def edition_json(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """GET: everything that the edition froze, as a file (docs/snapshot.md)."""
    edition = edition_for(issue_for(reference), number)
    return _file(edition.snapshot, edition, "")


@require_safe
@for_the_office
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: how far a rendition of an issue is, as JSON."""
    found = Rendition.objects.filter(pk=pk, issue__isnull=False).select_related("issue", "article").first()
    if found is None or not may_read(person(request), found):
        raise Http404
    return JsonResponse(found.as_progress())


def _file(content: dict[str, Any], edition: Edition, what: str) -> HttpResponse:
    data = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    response = HttpResponse(data.encode(), content_type="application/json")
    name = f"{edition.issue.reference}-edition-{edition.number}{what}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def place_of(reference: str, anchor: str = "") -> str:
    """The address of an issue's page, at one of its parts."""
    return reverse("office_issue", args=[reference]) + (f"#{anchor}" if anchor else "")
