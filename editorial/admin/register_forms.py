"""The forms of the registers' pages."""

from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet

from editorial.admin.stale_forms import VersionedForm
from editorial.content.fields import fold
from editorial.registers.countries import countries
from editorial.registers.folding import folded
from editorial.registers.models import BackIssue, BackIssueArticle, Outlet, Person
from editorial.registers.operations import SpellingTaken, other_spellings, spelling_clash

LINE = forms.TextInput(attrs={"class": "vTextField", "dir": "auto"})


class EntryForm(VersionedForm):
    """An outlet or a person with their other spellings."""

    other = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60, "dir": "auto", "class": "vLargeTextField"}),
        help_text="One a line. Whoever types one of these is offered the preferred one.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["other"] = "\n".join(one.text for one in self.instance.spellings.all())

    def _told(self) -> str:
        now = [one.text for one in self.stored.spellings.all()]
        kept = set(now) == set(other_spellings(self.stored.name, self.texts()).values())
        return super()._told() + (
            "" if kept else f" {self.fields['other'].label} are now: {', '.join(now) or 'none'}."
        )

    def texts(self) -> list[str]:
        """The other spellings, as typed."""
        return self.cleaned_data["other"].splitlines()

    def clean(self) -> dict[str, Any] | None:
        """Refuse a spelling that leads elsewhere; the operation asks again."""
        data = super().clean()
        name = fold(self.cleaned_data.get("name") or "")
        if name and "other" in self.cleaned_data and "country" not in self.errors:
            kept = {"country": self.cleaned_data["country"]} if "country" in self.fields else {}
            entry = type(self.instance)(pk=self.instance.pk, name=name, folded=folded(name), **kept)
            texts = other_spellings(name, self.texts())
            clash = spelling_clash(entry, texts)
            if clash:
                self.add_error("name" if clash[0] == name else "other", str(SpellingTaken(*clash)))
            if any(len(text) > 300 for text in texts.values()):
                self.add_error("other", "Give at most 300 letters a line.")
        return data


class OutletForm(EntryForm):
    """An outlet."""

    country = forms.ChoiceField(required=False)

    class Meta:
        model = Outlet
        fields = ["name", "descriptor", "country", "language", "website", "note"]
        widgets = {"name": LINE, "descriptor": LINE, "note": LINE}

    field_order = ["name", "other", "descriptor", "country", "language", "website", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "country" in self.fields:
            self.fields["country"].choices = [("", "Not known"), *countries().items()]  # type: ignore[attr-defined]
        if "other" in self.fields:
            self.fields["other"].label = "Other spellings"


class PersonForm(EntryForm):
    """A person."""

    class Meta:
        model = Person
        fields = ["name", "name_in_original", "description", "note"]
        widgets = {"name": LINE, "name_in_original": LINE, "description": LINE, "note": LINE}

    field_order = ["name", "other", "name_in_original", "description", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "other" in self.fields:
            self.fields["other"].label = "Other forms"


class BackIssueForm(VersionedForm):
    """A back issue."""

    class Meta:
        model = BackIssue
        fields = ["month", "volume", "number", "url", "complete"]
        labels = {"url": "Web address"}


class BackIssueArticleForm(forms.ModelForm):
    """An article of a back issue; its authors are parted by semicolons."""

    author_names = forms.CharField(
        required=False,
        label="Authors, parted by semicolons",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    class Meta:
        model = BackIssueArticle
        fields = ["title", "page", "url"]
        labels = {"url": "Web address"}
        widgets = {"title": LINE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["author_names"] = "; ".join(self.instance.authors)
        for field in self.fields.values():  # in a table the heads of the columns are no labels
            field.widget.attrs["aria-label"] = field.label or ""

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        typed = self.cleaned_data.get("author_names") or ""
        self.instance.authors = [name for name in map(fold, typed.split(";")) if name]
        return data


class ArticleFormSet(BaseInlineFormSet):
    """The articles of one back issue, in a table."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = (
                f"Take out {form.instance.title or 'this article'}"
            )
