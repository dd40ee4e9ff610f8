"""The proof of one article: ask for it, and see how far it is."""

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from editorial.issues.models import Rendition
from editorial.issues.operations import request_article_proof
from editorial.issues.permissions import may_read
from editorial.issues.proof_links import may_share
from editorial.states import JobStatus
from editorial.workspace.editor.access import in_json, visible_article, writer


@in_json("POST")
def proof_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a proof of what stands now; the answer says where to look for its progress."""
    rendition = request_article_proof(article=visible_article(request, pk), by=writer(request))
    return JsonResponse(_as_json(rendition, writer(request)))


@in_json("GET")
def proof_status(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the proof is; `pdf` once it is done, with `share` for who may give it to people without an account."""
    rendition = Rendition.objects.get(pk=pk, article__isnull=False)
    if not may_read(writer(request), rendition):
        raise Rendition.DoesNotExist
    return JsonResponse(_as_json(rendition, writer(request)))


def _as_json(rendition: Rendition, user: User) -> dict[str, object]:
    done = rendition.status == JobStatus.SUCCEEDED
    return {
        "status": rendition.status,
        "progress": rendition.progress,
        "done": rendition.progress_done,
        "of": rendition.progress_of,
        "error": rendition.error_reason if rendition.status == JobStatus.FAILED else "",
        "where": reverse("proof_status", args=[rendition.pk]),
        "pdf": reverse("pdf", args=[rendition.pk]) if done else None,
        "share": reverse("office_share", args=[rendition.pk])
        if done and may_share(user, rendition)
        else None,
    }
