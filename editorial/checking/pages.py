"""The list of articles in fact-check, the page of one, and what its script asks for while it is open."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from editorial.checking.access import article_to_read
from editorial.checking.board import (
    Board,
    Refused,
    board_of,
    others_here,
    page_context,
    pieces,
    remember_contents,
)
from editorial.checking.entries import FindingEntry
from editorial.checking.shelf import shelf_of
from editorial.web.access import person, signed_in
from editorial.web.layout import wants_json


@require_safe
@signed_in
def check_list(request: HttpRequest) -> HttpResponse:
    """The articles in fact-check, by what can be done about them."""
    context = {"title": "Fact-check", "shelf": shelf_of(person(request))}
    return TemplateResponse(request, "checking/list.html", context)


@require_safe
@signed_in
def check_article(request: HttpRequest, pk: int) -> HttpResponse:
    """One article beside what is left to check of it; `?at=` names the entry that is open. JSON: the page in pieces."""
    board = board_of(person(request), article_to_read(request, pk))
    remember_contents(board)
    if wants_json(request):
        return JsonResponse(pieces(request, board))
    return whole_page(request, board, opened=request.GET.get("at", ""))


def whole_page(
    request: HttpRequest, board: Board, *, opened: str, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The page, with one entry open; `refused` stands in that entry."""
    context = page_context(request, board, opened=opened, refused=refused)
    context["data"] = {
        "article": board.article.pk,
        "user": board.user.pk,
        "name": board.user.get_full_name() or board.user.get_username(),
        "may_check": board.refusal is None,
        "version": board.version,
        "urls": {
            "page": reverse("check_article", args=[board.article.pk]),
            "now": reverse("check_now", args=[board.article.pk]),
            "here": reverse("check_here", args=[board.article.pk]),
            "list": reverse("check_list"),
            "session": reverse("session"),
            "sign_in": reverse("account_login"),
        },
    }
    return TemplateResponse(request, "checking/article.html", context, status=status)


@require_safe
@signed_in
def check_now(request: HttpRequest, pk: int) -> HttpResponse:
    """What the page compares itself with every few seconds: who is here, and the status of everything."""
    user = person(request)
    board = board_of(user, article_to_read(request, pk))
    statuses = [
        {
            "id": entry.id,
            "kind": entry.kind,
            "key": entry.status.key,
            "word": entry.word,
            "tone": entry.tone,
            "fingerprint": entry.status.fingerprint,
            "by": str(entry.status.last.by.get_full_name() or entry.status.last.by)
            if entry.status.last
            else "",
        }
        for entry in board.entries
        if not isinstance(entry, FindingEntry)
    ]
    answer = {
        "version": board.version,
        "left": board.entries.progress.left,
        "statuses": statuses,
        "findings": sum(entry.waits for entry in board.entries if isinstance(entry, FindingEntry)),
        "here": [
            {"name": one.name, "entry": f"{one.kind}-{one.key}" if one.kind else ""}
            for one in others_here(user, board.article)
        ],
    }
    return JsonResponse(answer)
