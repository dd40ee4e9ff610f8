"""A site without passwords (OPENID_ONLY): the issuer alone signs people in.

The way back in when the issuer is lost is a link for an administrator, made on the command line (`manage.py openid link`).
"""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import LoginView, ReauthenticateView
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from editorial.accounts.openid.operations import accept_without_password
from editorial.accounts.operations import AddressTaken, InvitationGone, open_invitation
from editorial.accounts.queries import InvitationState, role_names
from editorial.accounts.sign_in import AddressBackend
from editorial.content.permissions import roles_of
from editorial.states import Role


class NoPasswords(AddressBackend):
    """Signs nobody in by itself; sessions name it as what they came from."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        return None


class Links(PasswordResetTokenGenerator):
    """Tokens that open an administrator's account once: a sign-in, and an hour, make them worthless."""

    key_salt = "editorial.accounts.openid.only.Links"


class SignIn(LoginView):
    """The page with the button; nothing can be sent to it."""

    template_name = "openid/login.html"
    http_method_names = ["get", "head", "options"]


class Confirm(ReauthenticateView):
    """“Is it you?” by the issuer, for somebody who still has a password from before."""

    template_name = "openid/confirm.html"
    http_method_names = ["get", "head", "options"]


sign_in = SignIn.as_view()
confirm = Confirm.as_view()
links = Links()
METHOD = "link of the command line"  # as the security log names it


def link_for(account: User) -> str:
    """The path of the page that signs this administrator in, once, within an hour."""
    uid = urlsafe_base64_encode(str(account.pk).encode())
    return reverse("openid_by_link", args=[uid, links.make_token(account)])


@never_cache
def no_passwords(request: HttpRequest) -> HttpResponse:
    """In place of every page about passwords."""
    return TemplateResponse(request, "openid/no_passwords.html", status=410)


@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """GET asks, POST signs the administrator in; the second step of ours is asked as ever."""
    limited = ratelimit.consume_or_429(request, action="login")
    if limited:
        return limited
    account = _account(uid)
    if account is None or not links.check_token(account, token):
        return _private(TemplateResponse(request, "openid/link_gone.html", status=410))
    if request.method == "GET":
        return _private(TemplateResponse(request, "openid/by_link.html", {"account": account}))
    logout(request)  # nothing of whoever used this browser before
    record_authentication(request, account, method=METHOD)
    return _private(perform_login(request, Login(user=account)))


def _account(uid: str) -> User | None:
    """The active administrator whom the link names."""
    try:
        account = User.objects.filter(pk=int(urlsafe_base64_decode(uid)), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return account if account is not None and Role.ADMINISTRATOR in roles_of(account) else None


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation's link. POST makes the account; the issuer signs its person in, as ever after."""
    limited = ratelimit.consume_or_429(request, action="signup") if request.method == "POST" else None
    if limited:
        return limited
    try:
        invitation = open_invitation(token=token)
        if request.method == "POST":
            accept_without_password(token=token)
            messages.success(request, "Your account is ready. Sign in to it here, as always from now on.")
            return HttpResponseRedirect(reverse("account_login"))
    except (InvitationGone, AddressTaken) as error:
        unknown = isinstance(error, InvitationGone) and error.state is None
        gone = {
            "reason": str(error)
            if isinstance(error, InvitationGone)
            else "There is an account with your address already.",
            "used": isinstance(error, InvitationGone) and error.state == InvitationState.ACCEPTED,
            "title": "This invitation cannot be used",
        }
        return _private(
            TemplateResponse(request, "account/invitation_gone.html", gone, status=404 if unknown else 410)
        )
    context = {
        "invitation": invitation,
        "roles": role_names(invitation.roles),
        "inviter": invitation.invited_by.get_full_name() or invitation.invited_by.get_username(),
        "title": "Welcome to oewatch",
    }
    return _private(TemplateResponse(request, "openid/accept_invitation.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: no browser keeps the page, and no other site learns where one came from."""
    add_never_cache_headers(response)
    return response
