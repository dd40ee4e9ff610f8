"""What allauth asks us: nobody signs up, everybody is led home, errors in a newsroom's words."""

import logging
import time
from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from editorial.accounts.links import public_context
from editorial.accounts.queries import accounts_with, home_of
from editorial.mail.addresses import validate_address
from editorial.security.models import Kind
from editorial.security.operations import note

logger = logging.getLogger(__name__)

RESET = "account/email/password_reset"
NO_ACCOUNT = "account/email/unknown_account"
# Allauth tells the person of each of these by e-mail, and we note it: it has one hook for all of them.
NOTED: dict[str, tuple[Kind, str]] = {
    "account/email/password_changed": (Kind.PASSWORD_CHANGED, ""),
    RESET: (Kind.PASSWORD_CHANGED, "by the link in an e-mail"),
    "account/email/email_changed": (Kind.ADDRESS_CHANGED, ""),
    "mfa/email/totp_activated": (Kind.SECOND_STEP_ADDED, "authenticator app"),
    "mfa/email/webauthn_added": (Kind.SECOND_STEP_ADDED, "passkey"),
    "mfa/email/totp_deactivated": (Kind.SECOND_STEP_REMOVED, "authenticator app"),
    "mfa/email/webauthn_removed": (Kind.SECOND_STEP_REMOVED, "passkey"),
    "mfa/email/recovery_codes_generated": (Kind.RECOVERY_CODES_MADE, ""),
}
ASK_AGAIN = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}


def _end_sessions_without_it(request: HttpRequest, user: Any) -> None:
    """Imported here: Django loads the adapter before allauth's models are there."""
    from editorial.accounts.required_step import second_steps_of
    from editorial.accounts.sessions import end_other_sessions

    if second_steps_of(user).count() == 1:
        end_other_sessions(request=request, user=user, why="a second step was added")


def _let_in(user: Any) -> None:
    from editorial.accounts.limits import lift_lock

    lift_lock(account=user, by=None, why="the password was reset")


def _recent_records(request: HttpRequest) -> list[dict[str, Any]]:
    """How this session's person signed in or confirmed, within the time for which a confirmation counts."""
    recently = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return [record for record in get_authentication_records(request, request.user) if record["at"] > recently]


def _is_being_led(request: HttpRequest) -> bool:
    """Whether somebody who needs a second step just signed in and had none before: they are on the way to their first."""
    from editorial.accounts.required_step import demanding_roles, second_steps_of

    if not demanding_roles(request.user) or not _recent_records(request):
        return False
    recently = timezone.now() - timedelta(seconds=app_settings.REAUTHENTICATION_TIMEOUT)
    return not second_steps_of(request.user).filter(created_at__lt=recently).exists()


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
        "too_many_login_attempts": "Too many wrong codes. Wait five minutes, then try again.",
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

        Nothing goes to an address that nothing can be sent to: whoever asks for a reset with one gets the usual answer. Asking
        with an address that has no account is noted like asking with one that has: as much is written.
        """
        if template_prefix == NO_ACCOUNT:
            note(kind=Kind.PASSWORD_RESET_ASKED, address=email)
        try:
            validate_address(email)
        except ValidationError:
            logger.warning("No e-mail is sent: what was given is no address.")
            return
        super().send_mail(template_prefix, email, public_context(context))

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """What allauth did with an account: into the security log, and to the person.

        With the first second step all other sessions end: whoever had the password alone is out. And whoever reads the
        account's e-mails need not wait for a lock to end.
        """
        if template_prefix in NOTED:
            kind, detail = NOTED[template_prefix]
            changed = context or {}
            if "to_email" in changed:
                detail = f"{changed.get('from_email')} became {changed['to_email']}"
            note(kind=kind, person=user, detail=detail)
            if kind == Kind.SECOND_STEP_ADDED:
                _end_sessions_without_it(self.request, user)
            elif template_prefix == RESET:
                _let_in(user)
        super().send_notification_mail(template_prefix, user, context, email)

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Noted. For all others see `send_mail`."""
        note(kind=Kind.PASSWORD_RESET_ASKED, person=user, address=email)
        super().send_password_reset_mail(user, email, context)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: django-axes counts wrong passwords (`limits`). Allauth would count by address alone, so that a stranger
        could keep somebody out, and would say something else than the page of axes.
        """

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Authors to their articles, everybody else to the desk."""
        return reverse(home_of(request.user))

    def get_client_ip(self, request: HttpRequest) -> str:
        """For the limits on attempts. Behind a socket without a forwarded address all count as one client."""
        return get_client_ip(request) or "0.0.0.0"  # noqa: S104  a name in a counter, nothing listens there

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_change_password")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Allauth's answer, except that who is led to set up a second step just after the sign-in is not asked again.

        Raises `ReauthenticationRequired` for who has neither password nor second step and did not confirm elsewhere
        (OpenID): allauth would go on without asking.
        """
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        if not required or (app == "allauth.mfa" and _is_being_led(self.request)):
            return False
        confirmed = any(record.get("reauthenticated") for record in _recent_records(self.request))
        if not confirmed and not get_reauthentication_flows(self.request.user):
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Allauth's ways to ask “is it you?” again, in our words. Who has none comes to the page that says what to do."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not methods and user.is_authenticated:
            methods = [{"id": "reauthenticate", "url": reverse("account_reauthenticate"), "description": ""}]
        return [
            method | {"description": ASK_AGAIN.get(method["id"], method["description"])} for method in methods
        ]


class SecondStepAdapter(DefaultMFAAdapter):
    """Authenticator apps, passkeys and recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": "Your role needs a second step, and this is your only one. Add another one first, then "
        "remove this. If you lost it, sign out and in again with a recovery code: then you can replace it.",
        "cannot_generate_recovery_codes": "Recovery codes come with an authenticator app or a passkey. Add one of these first.",
    }

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Nobody removes the last one while a role of theirs needs it.

        But who signed in with a recovery code lost it: it goes, and they are led to set up another.
        """
        from editorial.accounts.required_step import may_remove

        records = get_authentication_records(context.request, authenticator.user)
        return may_remove(authenticator) or any(record.get("type") == "recovery_codes" for record in records)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002  allauth's name
        from allauth.mfa.models import Authenticator

        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "My passkey" if number == 1 else f"My passkey {number}"
