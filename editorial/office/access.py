"""Who sees the office's pages, and the issue that a page is about."""

from functools import wraps
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls.converters import StringConverter

from editorial.content.permissions import DESK, roles_of
from editorial.issues.models import Correction, Edition, Issue
from editorial.issues.permissions import OFFICE
from editorial.issues.queries import NoSuchIssue, issue_by_reference
from editorial.states import Role
from editorial.web.access import View, person, signed_in

ACTORS = frozenset({Role.PUBLICATIONS, Role.ADMINISTRATOR})


class ReferenceConverter(StringConverter):
    """How an issue is called in an address: its month, “2026-11”."""

    regex = "[0-9]{4}-[0-9]{2}"


def for_the_office(view: View) -> View:
    """For the publications office, administrators and editors; to others these pages do not exist."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not roles_of(request.user) & OFFICE:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def acts(user: User) -> bool:
    """Whether this person does the office's work; editors look on, and open corrections."""
    return bool(roles_of(user) & ACTORS)


def reads_articles(user: User) -> bool:
    """Whether articles that are not published are open to this person at the desk."""
    return bool(roles_of(user) & DESK)


def issue_for(reference: str) -> Issue:
    """The issue of that month. Raises `Http404`."""
    try:
        return issue_by_reference(reference)
    except NoSuchIssue as error:
        raise Http404 from error


def edition_for(issue: Issue, number: int) -> Edition:
    """The edition with that number: of several attempts the last, which is the one that can have been published.

    Raises `Http404`.
    """
    found = issue.editions.filter(number=number).select_related("by", "publication__by", "issue")
    edition = found.order_by("-attempt").first()
    if edition is None:
        raise Http404
    return edition


def correction_for(request: HttpRequest, pk: int) -> Correction:
    """The correction with its article and issue. Raises `Http404`."""
    assert person(request)
    found = Correction.objects.select_related("article", "issue", "opened_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
