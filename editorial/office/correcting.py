"""Correcting what is published: choosing the article, the erratum that readers see, giving a correction up."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from editorial.content.models import Article
from editorial.content.permissions import may_follow
from editorial.errors import EditorialError
from editorial.issues.corrections import drop_correction, open_correction, save_erratum
from editorial.issues.models import Correction, Issue
from editorial.issues.queries import waiting_edition
from editorial.office.access import correction_for, for_the_office, issue_for
from editorial.office.acts import typed_in
from editorial.office.issue_page import Refused
from editorial.office.pages import place_of
from editorial.states import ArticleState, CorrectionState, IssueState
from editorial.web.access import person
from editorial.web.acts import REFUSALS, refusal_of, require_storable

STAGES = (ArticleState.IN_REVIEW, ArticleState.FACT_CHECK, ArticleState.APPROVED)


class NoArticleChosen(EditorialError):
    """The form names no article of the issue."""

    def __init__(self) -> None:
        super().__init__("Choose the article that is to be corrected.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_office
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """GET: choose an article (`article` may name it). POST: `article`, `reason`: open the correction."""
    issue = issue_for(reference)
    if request.method != "POST":
        return _choice(request, issue)

    def act() -> Correction:
        chosen = request.POST.get("article", "")
        found = issue.articles.filter(pk=int(chosen)).first() if _is_number(chosen) else None
        if found is None:
            raise NoArticleChosen
        return open_correction(article_id=found.pk, reason=request.POST.get("reason", ""), by=person(request))

    return _perform(
        request, act,
        refused=lambda refused, status: _choice(request, issue, refused=refused, status=status),
        done=lambda made: (f"The correction of “{made.article}” is open.", _page(made)),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_office
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: one correction. POST: `erratum`, `expected_version`: say what readers are told."""
    found = correction_for(request, pk)
    if request.method != "POST":
        return _correction_page(request, found)
    version = request.POST.get("expected_version", "")

    def act() -> Correction:
        return save_erratum(
            correction=correction_for(request, pk),
            erratum=request.POST.get("erratum", "").replace("\r\n", "\n").strip(),
            by=person(request),
            expected_version=int(version) if _is_number(version) else 0,
        )

    return _perform(
        request, act,
        refused=lambda refused, status: _correction_page(
            request, correction_for(request, pk), refused=refused, status=status
        ),
        done=lambda made: ("The erratum is saved.", _page(made)),
        at="erratum",
    )  # fmt: skip


@require_POST
@for_the_office
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: `reason`: give the correction up."""
    found = correction_for(request, pk)
    return _perform(
        request,
        lambda: drop_correction(correction=found, reason=request.POST.get("reason", ""), by=person(request)),
        refused=lambda refused, status: _correction_page(
            request, correction_for(request, pk), refused=refused, status=status
        ),
        done=lambda made: (
            "The correction is dropped. The article is published as it was.",
            place_of(made.issue.reference, "corrections"),
        ),
        at="drop",
    )


def _perform(
    request: HttpRequest,
    act: Callable[[], Correction],
    *,
    refused: Callable[[Refused, int], HttpResponse],
    done: Callable[[Correction], tuple[str, str]],
    at: str = "correct",
) -> HttpResponse:
    """Run one operation; `done` says what happened and where to go, `refused` makes the page with what was typed."""
    try:
        require_storable(request)
        made = act()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except REFUSALS as error:
        status, reasons = refusal_of(error)
        return refused(Refused(at, reasons, typed_in(request)), status)
    said, where = done(made)
    messages.success(request, said)
    return HttpResponseRedirect(where)


def _choice(
    request: HttpRequest, issue: Issue, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The page that opens a correction."""
    listed = issue.articles.filter(state=ArticleState.PUBLISHED).select_related("section")
    articles = list(listed.prefetch_related("bylines__author").order_by("position"))
    chosen = refused.typed.get("article", "") if refused else request.GET.get("article", "")
    context: dict[str, Any] = {
        "title": f"Correct an article: {issue}",
        "issue": issue,
        "articles": articles,
        "chosen": chosen if len(articles) != 1 else str(articles[0].pk),
        "published": issue.state == IssueState.PUBLISHED,
        "refused": refused,
    }
    return TemplateResponse(request, "office/correct.html", context, status=status)


def _correction_page(
    request: HttpRequest, correction: Correction, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The page of one correction."""
    article: Article = correction.article
    going = correction.state == CorrectionState.OPEN
    waiting = waiting_edition(correction.issue) if going else None
    held = waiting is not None and waiting.number == correction.edition_number
    here = STAGES.index(ArticleState(article.state)) if article.state in STAGES else -1
    context: dict[str, Any] = {
        "title": f"Correction: {article}",
        "correction": correction,
        "article": article,
        "issue": correction.issue,
        "open": going,
        "held": held,
        "steps": [
            (
                str(stage.label),
                "done" if place < here or (place == here == 2) else "now" if place == here else "",
            )
            for place, stage in enumerate(STAGES)
        ],
        "desk_page": reverse("admin:editorial_article_change", args=[article.pk])
        if may_follow(person(request), article)
        else "",
        "erratum": refused.typed.get("erratum", "")
        if refused and refused.at == "erratum"
        else correction.erratum,
        "refused": refused,
    }
    return TemplateResponse(request, "office/correction.html", context, status=status)


def _page(correction: Correction) -> str:
    return reverse("office_correction", args=[correction.pk])


def _is_number(value: str) -> bool:
    """Whether it is a primary key or a version; digits of other scripts and what no column holds are none."""
    return value.isascii() and value.isdecimal() and len(value) < 16
