"""The forms of the second step: allauth's, in plain words. Apart from `forms`: these import allauth.mfa's models."""

from typing import Any

from allauth.mfa.base import forms as stock
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError
from fido2.webauthn import AuthenticationResponse

from editorial.accounts.forms import PlainLabels
from editorial.security.models import Kind
from editorial.security.operations import note

CODE = {"code": "Code"}
NOT_VERIFIED = (
    "Your passkey did not check that it is you. Alone it signs in with your fingerprint, face or PIN; with a touch it is a "
    "second step: sign in with your password."
)


class _CodeForm:
    """Writes wrong codes into the security log."""

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            note(kind=Kind.SECOND_STEP_FAILED, person=self.user, detail="code")  # type: ignore[attr-defined]
            raise
        return code


class AuthenticateForm(_CodeForm, PlainLabels, stock.AuthenticateForm):
    labels = CODE
    help_texts = {"code": "Six digits from your authenticator app, or one of your recovery codes."}


class ReauthenticateForm(_CodeForm, PlainLabels, stock.ReauthenticateForm):
    labels = CODE
    help_texts = AuthenticateForm.help_texts


class _PasskeyForm:
    """Writes passkeys that were refused into the security log; whose they were is only known after a password."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            note(kind=Kind.SECOND_STEP_FAILED, person=self.user, detail="passkey")  # type: ignore[attr-defined]
            raise


class AuthenticatePasskeyForm(_PasskeyForm, webauthn.AuthenticateWebAuthnForm):
    pass


class SignInPasskeyForm(_PasskeyForm, webauthn.LoginWebAuthnForm):
    """A passkey alone: it must have verified its person (UV, WebAuthn Level 3, section 6.1).

    Allauth asks it to, but keeps the challenge where that of the second step is, for which a touch will do.
    """

    def clean_credential(self) -> Any:
        passkey = super().clean_credential()
        answer = AuthenticationResponse.from_dict(self.cleaned_data["credential"])
        if not answer.response.authenticator_data.is_user_verified():
            note(kind=Kind.SECOND_STEP_FAILED, person=passkey.user, detail="passkey alone, by a touch")
            raise ValidationError(NOT_VERIFIED)
        return passkey


class ReauthenticatePasskeyForm(_PasskeyForm, webauthn.ReauthenticateWebAuthnForm):
    pass


class ActivateTotpForm(PlainLabels, totp.ActivateTOTPForm):
    labels = {"code": "Code from the app"}


class AddPasskeyForm(PlainLabels, webauthn.AddWebAuthnForm):
    labels = {"name": "Name", "passwordless": "Sign in with it alone, without the password"}
    help_texts = {
        "name": "So that you know it again, such as “Work laptop”.",
        "passwordless": "The device asks for your fingerprint, face or PIN instead. Without the check mark it is only "
        "a second step after the password.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(PlainLabels, webauthn.EditWebAuthnForm):
    labels = {"name": "Name"}
