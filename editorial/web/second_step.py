"""Who needs a second step and has none comes no further than to setting one up (`accounts.required_step`)."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from editorial.accounts.openid.second_step import asked_by_issuer
from editorial.accounts.queries import home_of
from editorial.accounts.required_step import demanding_role_names, lacks_second_step
from editorial.web.layout import wants_json
from editorial.web.resend import holds_secret, not_saved

# Names of addresses: the page that says so, what sets a second step up, and leaving. Health and static files come before.
OPEN = frozenset(
    """second_step_needed mfa_index mfa_activate_totp mfa_add_webauthn mfa_list_webauthn mfa_edit_webauthn
    mfa_view_recovery_codes mfa_generate_recovery_codes mfa_download_recovery_codes mfa_reauthenticate
    mfa_reauthenticate_webauthn account_reauthenticate account_login account_logout admin:logout account_inactive""".split()
)
NEEDED = "Your account needs a second step. Set it up in another tab of this browser, then come back and load this page again."
NEEDED_BEFORE_SAVING = (
    "Your account needs a second step before it saves anything. Set it up in another tab of this browser, come back to "
    "this page, and press “Save again”."
)
CAME_FOR = "second_step_came_for"


class SecondStepMiddleware:
    """Asks `refusal` before each view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing by itself."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """What is answered in place of the page; None: the page."""
        return refusal(request)


def must_set_up(request: HttpRequest) -> bool:
    """Whether this session's person lacks a second step that they need, and none was asked of them elsewhere."""
    user = getattr(request, "user", None)
    return user is not None and lacks_second_step(user) and not asked_by_issuer(request)


def refusal(request: HttpRequest) -> HttpResponse | None:
    """For somebody who has to set up a second step first: the way there, in words; None for everybody else.

    A script gets 403 with JSON; a form that was sent comes back with what was typed; a page leads to the set-up.
    """
    match = request.resolver_match
    if (match is not None and match.view_name in OPEN) or not must_set_up(request):
        return None
    if wants_json(request):
        # Some scripts show “error”, some “message”.
        return JsonResponse({"error": NEEDED, "message": NEEDED, "code": "second_step_needed"}, status=403)
    if request.method == "POST" and not holds_secret(request):
        return not_saved(request, reasons=[NEEDED_BEFORE_SAVING], status=403, may_resend=True)
    if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
        request.session[CAME_FOR] = request.get_full_path()
    return HttpResponseRedirect(reverse("second_step_needed"))


@require_safe
@never_cache
@login_required
def second_step_needed(request: HttpRequest) -> HttpResponse:
    """Why a second step is needed and how to get one; leads on to where the person was going once they have it."""
    if must_set_up(request):
        context = {"roles": demanding_role_names(request.user), "title": "Set up a second step"}
        return render(request, "account/second_step_needed.html", context)
    wanted = request.session.pop(CAME_FOR, "")
    known = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return HttpResponseRedirect(wanted if known else reverse(home_of(request.user)))
