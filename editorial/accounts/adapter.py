"""What allauth asks us: nobody signs up, everybody is led home, errors in a newsroom's words."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from editorial.accounts.links import public_context
from editorial.accounts.queries import accounts_with, home_of
from editorial.mail.addresses import validate_address

logger = logging.getLogger(__name__)

ASK_AGAIN = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations alone."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is switched off. Ask an administrator of your newsroom.",
        "email_password_mismatch": "This e-mail address and password do not belong together. Check both and try again.",
        "email_taken": "Another account has this e-mail address.",
        "duplicate_email": "This is your address already.",
        "enter_current_password": "This is not your current password.",
        "incorrect_password": "This is not your password.",
        "incorrect_code": "This code is not right. Codes change every 30 seconds: try the next one.",
        "too_many_login_attempts": "Too many failed sign-ins. Wait five minutes, or reset your password.",
        "rate_limited": "Too many attempts in a short time. Wait a few minutes, then try again.",
        "same_as_current": "This is your address already.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: see `operations.invite`."""
        return False

    def clean_email(self, email: str) -> str:
        """Raises `ValidationError` for an address that nothing can be sent to."""
        validate_address(email)
        return email

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Unless the address became somebody else's while it waited."""
        if any(user.pk != email_address.user_id for user in accounts_with(email_address.email)):
            words = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, words, {"email": email_address.email})
            return False
        return bool(super().confirm_email(request, email_address))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Links lead to the site's public address, not to whatever host a request named.

        Nothing goes to an address that nothing can be sent to: whoever asks for a reset with one gets the usual answer.
        """
        try:
            validate_address(email)
        except ValidationError:
            logger.warning("No e-mail is sent to %r: it is no address.", email)
            return
        super().send_mail(template_prefix, email, public_context(context))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Authors to their articles, everybody else to the desk."""
        return reverse(home_of(request.user))

    def get_client_ip(self, request: HttpRequest) -> str:
        """For the limits on attempts. Behind a socket without a forwarded address all count as one client."""
        return get_client_ip(request) or "0.0.0.0"  # noqa: S104  a name in a counter, nothing listens there

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_change_password")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Allauth's ways to ask “is it you?” again, in our words."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [
            method | {"description": ASK_AGAIN.get(method["id"], method["description"])} for method in methods
        ]


class SecondStepAdapter(DefaultMFAAdapter):
    """Authenticator apps, passkeys and recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_generate_recovery_codes": "Recovery codes come with an authenticator app or a passkey. Add one of these first.",
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002  allauth's name
        from allauth.mfa.models import Authenticator

        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "My passkey" if number == 1 else f"My passkey {number}"
