"""Forms that know what their page showed: the second of two people who save one thing is told, and loses nothing typed."""

from abc import abstractmethod
from copy import copy
from typing import Any

from django import forms

from editorial.content.shown import mark_of


class StaleForm(forms.ModelForm):
    """Base: a hidden field, `mark_name`, has what stands for the row as the page showed it."""

    mark_name = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is stored now, before the fields are put over it.
        self.stored = copy(self.instance)
        self.initial[self.mark_name] = self._mark()

    @abstractmethod
    def _mark(self) -> Any:
        """What stands for the row as it is stored."""

    def clean(self) -> dict[str, Any] | None:
        """Refuse to overwrite what somebody saved in the meantime; saving once more then does it knowingly."""
        data = super().clean()
        shown = self.cleaned_data.get(self.mark_name)
        if self.instance.pk and shown not in (None, "", self._mark()):
            again = self.data.copy()  # type: ignore[attr-defined]
            again[self.add_prefix(self.mark_name)] = str(self._mark())
            self.data = again
            self.add_error(
                None, f"Somebody saved this while you had it open. {self._told()} Save again to keep yours."
            )
        return data

    def _told(self) -> str:
        """What is stored where it is not what was typed."""
        told = [
            f"{self.fields[name].label} is now “{getattr(self.stored, name)}”."
            for name in self.fields
            if name in self.cleaned_data
            and hasattr(self.stored, name)
            and (getattr(self.stored, name) or "") != (self.cleaned_data[name] or "")
        ]
        return " ".join(told)


class VersionedForm(StaleForm):
    """Of a row that counts its versions."""

    mark_name = "expected_version"
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def _mark(self) -> Any:
        return self.stored.version

    def expected(self) -> int | None:
        """The version that the person had before them."""
        expected: int | None = self.cleaned_data.get(self.mark_name)
        return expected


class MarkedForm(StaleForm):
    """Of a row that counts none."""

    mark_name = "seen"
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def _mark(self) -> Any:
        return mark_of(self.stored)

    def expected(self) -> str | None:
        """The mark of what the person had before them."""
        return self.cleaned_data.get(self.mark_name) or None
