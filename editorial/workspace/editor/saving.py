"""Saving from the editor: one request holds everything that changed since the last one."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token

from editorial.content.models import Article
from editorial.content.saving import Change, FieldChange, Outcome, save_changes
from editorial.errors import EditorialError, NotAllowed
from editorial.issues.assembly import ArticleElsewhere, place_article, take_out_article
from editorial.issues.queries import open_issues
from editorial.states import ArticleState
from editorial.workflow.gates import Case, blockers
from editorial.workflow.transitions import TRANSITIONS
from editorial.workspace.editor.access import BadRequest, in_json, refusal, visible_article, writer
from editorial.workspace.editor.page_data import payload_of, why_issue_stays

MAX_CHANGES = 1_000
KINDS = {"article", "excerpt", "footnote", "image"}
ORDERED = {"excerpts", "images"}
# What happened while the page was open, for the person whose words are not taken any more.
WHY_CLOSED: dict[str, str] = {
    ArticleState.DRAFT: "it is a draft of its authors now, and you are not among them",
    ArticleState.IN_REVIEW: "it was submitted, and is with the editors",
    ArticleState.FACT_CHECK: "it was submitted, and is in the fact-check",
    ArticleState.APPROVED: "it was approved",
    ArticleState.PUBLISHED: "it was published",
    ArticleState.WITHDRAWN: "it was withdrawn",
}


@in_json("GET", "POST")
def save_article(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the article as it stands. POST: save what changed, and say what is missing before it can be submitted."""
    if request.method == "GET":
        return JsonResponse(payload_of(visible_article(request, pk)))
    asked = _asked(request)
    changes = [_change(entry) for entry in _list(asked, "changes")]
    order = _order(asked.get("order") or {})
    try:
        outcome = save_changes(article_id=pk, changes=changes, order=order, by=writer(request))
    except NotAllowed:
        return refusal(_why_closed(visible_article(request, pk)), 403)
    answer = _answer(outcome)
    if "issue" in asked:
        answer["refused"] += _place(request, pk, asked)
    try:
        answer["missing"] = missing(visible_article(request, pk))
    except Article.DoesNotExist:  # saved, and the writer took themselves out of the byline with it
        answer["missing"] = []
    return JsonResponse(answer)


def _why_closed(article: Article) -> str:
    return f"This article is not open for your changes any more: {WHY_CLOSED[article.state]}."


def missing(article: Article) -> list[dict[str, str]]:
    """What has to be there before the article can be submitted, each with the field it is about."""
    return [
        {"message": blocker.message, "where": blocker.where}
        for blocker in blockers(TRANSITIONS["submit"].gates, Case(article))
    ]


def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in in this browser now, and the token that a save needs; 401 when nobody is."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "You are signed out."}, status=401)
    user = writer(request)
    return JsonResponse(
        {"user": user.pk, "name": user.get_full_name() or user.get_username(), "csrf": get_token(request)}
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    try:
        asked = json.loads(request.body)
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest("This is not JSON.") from error
    if not isinstance(asked, dict):
        raise BadRequest("A save is an object with “changes” and “order”.")
    for issue in (asked.get("issue"), asked.get("issue_from")):
        if issue is not None and (not isinstance(issue, int) or isinstance(issue, bool)):
            raise BadRequest("An issue is a whole number, or null.")
    if len(_list(asked, "changes")) > MAX_CHANGES:
        raise BadRequest(f"One save takes {MAX_CHANGES:,} changes at most.")
    return asked


def _list(asked: dict[str, Any], name: str) -> list[Any]:
    value = asked.get(name) or []
    if not isinstance(value, list):
        raise BadRequest(f"“{name}” must be a list.")
    return value


def _change(entry: Any) -> Change:
    if not isinstance(entry, dict) or not isinstance(entry.get("key"), str):
        raise BadRequest("A change names the kind and the key of its item.")
    if not isinstance(entry.get("kind"), str) or entry["kind"] not in KINDS:
        raise BadRequest(f"A kind is one of {', '.join(sorted(KINDS))}.")
    version, fields = entry.get("version"), entry.get("fields") or {}
    if not (version is None or (isinstance(version, int) and not isinstance(version, bool))):
        raise BadRequest("A version is a whole number.")
    if not isinstance(fields, dict) or not all(
        isinstance(value, dict) and {"before", "after"} <= value.keys() for value in fields.values()
    ):
        raise BadRequest("Each field has “before” and “after”.")
    return Change(
        kind=entry["kind"],
        key=entry["key"],
        version=version,
        fields={name: FieldChange(value["before"], value["after"]) for name, value in fields.items()},
        removed=entry.get("removed") is True,
    )


def _order(asked: Any) -> dict[str, list[str]]:
    if not isinstance(asked, dict) or not asked.keys() <= ORDERED:
        raise BadRequest("An order is of excerpts or images.")
    if not all(isinstance(keys, list) and all(isinstance(k, str) for k in keys) for keys in asked.values()):
        raise BadRequest("An order is a list of keys.")
    return {name: list(dict.fromkeys(keys)) for name, keys in asked.items()}


def _place(request: HttpRequest, pk: int, asked: dict[str, Any]) -> list[dict[str, str]]:
    """Put the article into the issue that was chosen, or out of its own; why not, as a refused field.

    `issue_from` is the issue that the page shows it in; somebody may have moved it meanwhile.
    """
    article, issue_id = visible_article(request, pk), asked["issue"]
    if issue_id == article.issue_id:
        return []
    expected = asked.get("issue_from", article.issue_id)
    if expected == article.issue_id and (stays := why_issue_stays(article)):
        return [_refused_issue(stays)]
    try:
        if expected != article.issue_id:
            raise ArticleElsewhere(article)
        if issue_id is None:
            take_out_article(article=article, by=writer(request), expected=expected)
        else:
            chosen = {issue.pk: issue for issue in open_issues()}.get(issue_id)
            if chosen is None:
                return [_refused_issue("That issue is closed. Choose another one.")]
            place_article(issue=chosen, article=article, by=writer(request), expected=expected)
    except EditorialError as error:
        return [_refused_issue(str(error))]
    return []


def _refused_issue(message: str) -> dict[str, str]:
    return {"kind": "article", "key": "", "field": "issue", "message": message}


def _answer(outcome: Outcome) -> dict[str, Any]:
    return {
        "at": outcome.at.isoformat(),
        "saved": [
            {
                "kind": s.kind, "key": s.key, "version": s.version, "values": s.values,
                "together": list(s.together),
            }
            for s in outcome.saved
        ],
        "conflicts": [
            {
                "kind": c.kind, "key": c.key, "version": c.version, "who": c.who, "at": c.at.isoformat(),
                "fields": c.fields, "removed": c.removed,
            }
            for c in outcome.conflicts
        ],
        "refused": [
            {"kind": r.kind, "key": r.key, "field": r.field, "message": r.message} for r in outcome.refused
        ],
    }  # fmt: skip
