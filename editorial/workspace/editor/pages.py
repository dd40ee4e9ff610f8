"""The pages of the editor: the editor itself and the preview inside it."""

from collections.abc import Callable

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from editorial.content.models import Article, Image
from editorial.content.permissions import edit_refusal
from editorial.rendering.preview import preview_html
from editorial.states import ArticleState
from editorial.web.access import signed_in
from editorial.workspace.editor.access import article_to_read, visible_article, writer
from editorial.workspace.editor.page_data import choices, import_map, page_data, page_of, picture_of
from editorial.workspace.editor.remarks import remarks
from editorial.workspace.editor.saving import missing

# What editing means for whoever edits now: people of the desk, for a draft is edited by its authors.
CONSEQUENCES: dict[str, str] = {
    ArticleState.IN_REVIEW: "You are editing for the desk. Whoever edits the article does not accept it. The author’s "
    "text stays one click away.",
    ArticleState.FACT_CHECK: "You are editing in fact-check: that voids the checks of what you change, and you cannot "
    "clear the article afterwards.",
}


@require_safe
@signed_in
def edit_article(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor, for who may edit the article now; who may only know of it gets its page, the desk its page there."""
    article = _or_404(article_to_read, request, pk)
    if edit_refusal(writer(request), article):
        return HttpResponseRedirect(page_of(writer(request), article))
    context = (
        choices(article, request)
        | remarks(article, writer(request))
        | {
            "article": article,
            "article_url": page_of(writer(request), article),
            "consequence": CONSEQUENCES.get(article.state, ""),
            "title": f"Edit “{article}”",
            "page_data": page_data(request, article, missing(article)),
            "import_map": import_map().render(attrs={"nonce": request.csp_nonce}),  # type: ignore[attr-defined]
        }
    )
    return render(request, "workspace/editor/page.html", context)


@require_safe
@signed_in
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})  # type: ignore[arg-type]
def preview_article(request: HttpRequest, pk: int) -> HttpResponse:
    """The article as it will print, for a frame in the editor."""
    article = _or_404(visible_article, request, pk)
    return HttpResponse(preview_html(article, picture_url=_picture_url, font_url=_font_url))


def _picture_url(image: Image) -> str:
    picture = picture_of(image)
    return str(picture["url"]) if picture else ""


def _font_url(name: str) -> str:
    return reverse("font", args=[name])


def _or_404(find: Callable[[HttpRequest, int], Article], request: HttpRequest, pk: int) -> Article:
    try:
        return find(request, pk)
    except Article.DoesNotExist as error:
        raise Http404 from error
