"""What is typed into the office's forms stays in the browser's tab until the server has taken it (forms.js)."""

from django import forms
from django.contrib.auth.models import User

TYPED = (forms.TextInput, forms.NumberInput, forms.Textarea)  # and not what is chosen: files, check marks


def keep_typed(form: forms.BaseForm, user: User) -> None:
    """Let the browser keep every typed field for this person."""
    for field in form.fields.values():
        if isinstance(field.widget, TYPED) and not field.widget.is_hidden:
            field.widget.attrs["data-keep"] = str(user.pk)
