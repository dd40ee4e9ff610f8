"""The forms of sign-in, passwords and addresses: allauth's, with plain labels and nothing said twice."""

from typing import Any

from allauth.account import forms as stock
from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from editorial.accounts.queries import accounts_with
from editorial.mail.addresses import validate_address

HELP = "At least 12 characters. A few words in a row are fine; common passwords, your name and numbers alone are not."


class PlainLabels:
    """Puts `labels` and `help_texts` onto the fields, and takes the placeholders away: they repeat the labels."""

    labels: dict[str, str] = {}
    help_texts: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, "")


class SignInForm(PlainLabels, stock.LoginForm):
    labels = {"login": "E-mail"}


class ResetForm(PlainLabels, stock.ResetPasswordForm):
    """Whatever is asked for, the answer is the same: it says nothing about who has an account."""

    labels = {"email": "E-mail"}

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        self.users = [user for user in accounts_with(email) if user.is_active]
        return email


NEW_PASSWORD = {"password1": "New password", "password2": "New password, once more"}


class ResetFromKeyForm(PlainLabels, stock.ResetPasswordKeyForm):
    labels = NEW_PASSWORD
    help_texts = {"password1": HELP}


class ChangeForm(PlainLabels, stock.ChangePasswordForm):
    labels = NEW_PASSWORD | {"oldpassword": "Current password"}
    help_texts = {"password1": HELP}


class AddEmailForm(PlainLabels, stock.AddEmailForm):
    labels = {"email": "New e-mail address"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].validators = [ProhibitNullCharactersValidator(), validate_address]


class ConfirmForm(PlainLabels, stock.ReauthenticateForm):
    labels = {"password": "Password"}


class AcceptForm(forms.Form):
    """The password of a new account, twice."""

    password = forms.CharField(
        label="Password",
        help_text=HELP,
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Password, once more",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any] | None:
        """Adds an error when the two differ."""
        data = super().clean()
        if data and data.get("again") is not None and data.get("password") != data.get("again"):
            self.add_error("again", "The two passwords are not the same. Type it once more.")
        return data
