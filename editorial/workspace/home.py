"""The home page of an author, and the beginning of an article."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from editorial.content.operations import create_article
from editorial.content.permissions import roles_of
from editorial.states import Role
from editorial.web.access import person, signed_in
from editorial.web.acts import perform_act
from editorial.workspace.shelf import shelf_of

# Where somebody begins who has this role and no other.
FIRST_PAGE = {frozenset({Role.FACT_CHECKER}): "check_list", frozenset({Role.PUBLICATIONS}): "office"}


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """An author's articles by what they need; GET `q`: those with these words. Fact-checkers go to the fact-check, the
    publications office to its own page, others to the desk; who has no role is told so.
    """
    roles = roles_of(request.user)
    if Role.AUTHOR not in roles:
        if roles:
            return redirect(FIRST_PAGE.get(roles, "admin:index"))
        return TemplateResponse(request, "workspace/no_role.html", {"title": "No role yet"}, status=403)
    words = request.GET.get("q", "").strip()
    shelf = shelf_of(person(request), everything=request.GET.get("show") == "all", words=words)
    context = {"title": "My articles", "shelf": shelf, "words": words, "has_desk": len(roles) > 1}
    return TemplateResponse(request, "workspace/home.html", context)


@require_POST
@signed_in
def new_article(request: HttpRequest) -> HttpResponse:
    """Begin a blank draft and open its editor."""
    return perform_act(
        request,
        lambda: create_article(by=person(request), title=""),
        done="",
        back=reverse("home"),
        title="New article",
        forth=lambda made: reverse("edit_article", args=[made.pk]),
    )
