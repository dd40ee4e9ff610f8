"""The forms of the second step: allauth's, in plain words. Apart from `forms`: these import allauth.mfa's models."""

from typing import Any

from allauth.mfa.base import forms as stock
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

from editorial.accounts.forms import PlainLabels

CODE = {"code": "Code"}


class AuthenticateForm(PlainLabels, stock.AuthenticateForm):
    labels = CODE
    help_texts = {"code": "Six digits from your authenticator app, or one of your recovery codes."}


class ReauthenticateForm(PlainLabels, stock.ReauthenticateForm):
    labels = CODE
    help_texts = AuthenticateForm.help_texts


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
