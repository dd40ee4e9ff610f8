"""The page behind an invitation's link."""

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from editorial.accounts.forms import AcceptForm
from editorial.accounts.operations import AddressTaken, InvitationGone, accept_invitation, open_invitation
from editorial.accounts.queries import InvitationState, home_of, role_names


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks for a password, POST makes the account, signs it in and leads home; says why when it cannot."""
    try:
        invitation = open_invitation(token=token)
    except InvitationGone as error:
        return _gone(request, error)
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        limited = ratelimit.consume_or_429(request, action="signup")
        if limited:
            return limited
        if form.is_valid():
            try:
                user = accept_invitation(token=token, password=form.cleaned_data["password"])
            except ValidationError as error:
                form.add_error("password", error)
            except (InvitationGone, AddressTaken) as error:
                return _gone(request, error)
            else:
                logout(request)  # nothing of whoever used this browser before
                messages.success(request, f"Welcome, {user.get_full_name()}. Your account is ready.")
                return perform_login(request, user, redirect_url=reverse(home_of(user)))
    context = {
        "form": form,
        "invitation": invitation,
        "roles": role_names(invitation.roles),
        "inviter": invitation.invited_by.get_full_name() or invitation.invited_by.get_username(),
        "title": "Welcome to oewatch",
    }
    return _private(TemplateResponse(request, "account/accept_invitation.html", context))


def _gone(request: HttpRequest, error: InvitationGone | AddressTaken) -> HttpResponse:
    status = 404 if isinstance(error, InvitationGone) and error.state is None else 410
    words = (
        str(error) if isinstance(error, InvitationGone) else "There is an account with your address already."
    )
    used = isinstance(error, InvitationGone) and error.state == InvitationState.ACCEPTED
    context = {"reason": words, "used": used, "title": "This invitation cannot be used"}
    return _private(TemplateResponse(request, "account/invitation_gone.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """The address of this page is a secret: no browser keeps the page, and only our own pages learn where one came from
    (“no-referrer” would make browsers hide the origin of the POST, which the check of forms wants to see)."""
    add_never_cache_headers(response)
    return response
