"""Submitting: what is missing, each with the way to the very field; then a last look, and off to the editors."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from editorial.content import richtext
from editorial.content.models import Article
from editorial.content.permissions import edit_refusal
from editorial.content.queries import item_label
from editorial.factcheck.problems import Problem, article_problems
from editorial.factcheck.queries import ItemStatus, item_statuses
from editorial.factcheck.rights import policy_answer, rights_day
from editorial.states import ArticleState
from editorial.web.access import person, signed_in
from editorial.web.acts import perform_act
from editorial.workflow.gates import Blocker, Case, blockers
from editorial.workflow.operations import GateClosed, move_article, standing_mark
from editorial.workflow.transitions import TRANSITIONS
from editorial.workspace.access import article_for, article_to_read

PARTS = {
    "front": "Title, section and authors",
    "commentary": "Commentary and notes",
    "excerpts": "Excerpts",
    "images": "Images",
}
_OF_FIELD = {
    "commentary": "commentary",
    "footnote": "commentary",
    "excerpt": "excerpts",
    "excerpts": "excerpts",
}


@dataclass(frozen=True)
class Point:
    """One thing to add or to look at. `link` leads to its field in the editor."""

    message: str
    link: str
    passage: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the article with what is to be done there."""

    title: str
    points: list[Point]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def submit_article(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: what is missing, or a last look. POST: hand the draft to the editors, with a note for them."""
    if request.method != "POST":
        article = article_to_read(request, pk)
        if edit_refusal(person(request), article) or article.state != ArticleState.DRAFT:
            return redirect("article", pk)
        return _page(request, article)
    article_for(request, pk)
    closed: list[GateClosed] = []

    def submit() -> None:
        try:
            move_article(
                article_id=pk,
                move="submit",
                by=person(request),
                reason=request.POST.get("reason", ""),
                seen=request.POST.get("seen"),
            )
        except GateClosed as error:
            closed.append(error)
            raise

    response = perform_act(
        request,
        submit,
        done="Submitted. The editors have it now; this page says what happens to it.",
        back=reverse("article", args=[pk]),
        title="Submit",
    )
    return _page(request, article_to_read(request, pk), status=422) if closed else response


def _page(request: HttpRequest, article: Article, status: int = 200) -> HttpResponse:
    missing = blockers(TRANSITIONS["submit"].gates, Case(article))
    context = {
        "title": f"Submit “{article}”",
        "article": article,
        "missing": by_part(article, missing),
        "missing_count": len(missing),
        "advice": advice(article),
        "summary": summary(article),
        "note": request.POST.get("reason", ""),
        "changed_meanwhile": status != 200,
        "seen": standing_mark(article),
    }
    return TemplateResponse(request, "workspace/submit.html", context, status=status)


def field_link(article: Article, where: str) -> str:
    """The address of a field in the editor; `where` is a gate's word for it."""
    return f"{reverse('edit_article', args=[article.pk])}#{where.replace(':', '-')}"


def by_part(article: Article, missing: list[Blocker]) -> list[Part]:
    """What is missing, in the order of the printed page."""
    found: dict[str, list[Point]] = {name: [] for name in PARTS}
    for blocker in missing:
        kind = blocker.where.partition(":")[0]
        part = "images" if kind == "image" else _OF_FIELD.get(kind, "front")
        found[part].append(Point(blocker.message, field_link(article, blocker.where)))
    return [Part(PARTS[name], points) for name, points in found.items() if points]


def advice(article: Article) -> list[Point]:
    """What fact-checkers would stop at later: it does not hold up submitting. What blocks comes first."""
    points = [
        Point(f"{problem.label}: {problem.message}", _place_of(article, problem), problem.text.strip())
        for problem in article_problems(article)
    ]
    # A fact-checker's doubt stands until the text is changed.
    points += [
        Point(
            f"{status.label} was found “{status.word}” by the fact-checkers: {status.last.note}",
            _place_of_item(article, status),
        )
        for status in item_statuses(article)
        if status.last is not None and status.current and not status.verified
    ]
    for image in article.images.all():
        answer = policy_answer(image, on=rights_day(article))
        if image.license and image.license != "unclear" and not answer.may_print:
            link = field_link(article, f"image:{image.key}:license")
            points.append(Point(f"{item_label(image)}: {answer.reason}", link))
    return points


def _place_of(article: Article, problem: Problem) -> str:
    if problem.item_kind == "article":
        return field_link(article, problem.field or "commentary")
    # The parts of a citation are fields of their own in the editor.
    field = {"citation": "original_title", "": "text"}.get(problem.field, problem.field)
    return field_link(article, f"{problem.item_kind}:{problem.item_key}:{field}")


def _place_of_item(article: Article, status: ItemStatus) -> str:
    if status.kind in ("article", "claim"):
        return field_link(article, status.checked.content.get("field", "commentary"))
    kind = "excerpt" if status.kind == "translation" else status.kind
    field = {"excerpt": "body", "footnote": "text", "image": "license"}[kind]
    return field_link(article, f"{kind}:{status.key}:{field}")


def summary(article: Article) -> dict[str, Any]:
    """The article in figures."""
    return {
        "words": len(richtext.plain(article.commentary).split()),
        "excerpt_words": sum(len(richtext.plain(excerpt.body).split()) for excerpt in article.excerpts.all()),
        "excerpts": len(article.excerpts.all()),
        "notes": len(article.footnotes.all()),
        "images": len(article.images.all()),
        "byline": [byline.author.name for byline in article.bylines.all()],
    }
