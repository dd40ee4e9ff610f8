"""Forms of the desk: rich text with the allowed subset, and a version that notices a second writer."""

from copy import deepcopy
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django_prose_editor.widgets import AdminProseEditorWidget

from editorial.content import richtext
from editorial.content.fields import fold
from editorial.content.files import NotStored
from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.content.operations import put_picture
from editorial.content.pictures import PictureRefused
from editorial.content.queries import translator_choices
from editorial.web.reading import readable

EXTENSIONS = {
    "Bold": True, "Italic": True, "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Subscript": True, "Superscript": True, "HardBreak": True, "HTML": False, "FootnoteReference": True,
    "ForeignText": True,
}  # fmt: skip


def prose_widget() -> AdminProseEditorWidget:
    """The rich text editor, limited to the allowed subset."""
    return AdminProseEditorWidget(config={"extensions": EXTENSIONS}, preset="configurable")


class VersionedForm(forms.ModelForm):
    """A form that knows which version it shows. On a conflict it keeps what was typed and shows what is stored."""

    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["expected_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk and self.has_changed():
            stored = type(self.instance)._default_manager.get(pk=self.instance.pk)
            if cleaned.get("expected_version") != stored.version:
                self._show_conflict(stored)
        return cleaned

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {"expected_version"})

    def _show_conflict(self, stored: Any) -> None:
        last = stored.history.first()
        who = (
            (last.history_user.get_full_name() or last.history_user)
            if last and last.history_user
            else "Somebody"
        )
        # The next save is made knowing both versions, so it carries the stored version's number.
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("expected_version")] = stored.version
        self.data = data
        self.add_error(
            None,
            f"{who} saved this while you had it open. What you typed is still below. "
            "Where the two differ, the stored text is shown beside yours; save again to keep yours.",
        )
        for name in self.changed_data:
            if name in self.fields and hasattr(stored, name) and name != "file":
                self.add_error(name, format_html("Stored by {}: {}", who, _shown(getattr(stored, name))))


def _shown(value: Any) -> str:
    """A stored value beside the typed one; rich text with its markup and references, so that none is missed."""
    if isinstance(value, str) and value.startswith("<p>"):
        order = list(dict.fromkeys(richtext.references(value)))
        return readable(value, {key: number for number, key in enumerate(order, 1)})
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "(blank)"
    return str(value) if value not in (None, "") else "(blank)"


class RichTextFormField(forms.CharField):
    """Rich text, cleaned to the subset."""

    def __init__(self, **kwargs: Any):
        super().__init__(widget=prose_widget(), **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return richtext.clean(super().clean(value))
        except richtext.TextTooLong as error:
            raise ValidationError(str(error), code="too_long") from error


class ArticleForm(VersionedForm):
    """An article's own text and its section."""

    commentary = RichTextFormField(required=False)

    class Meta:
        model = Article
        fields = ["title", "dek", "pull_quote", "commentary", "section"]
        widgets = {
            "title": forms.TextInput(attrs={"class": "wide"}),
            "dek": forms.Textarea(attrs={"rows": 2, "class": "wide"}),
            "pull_quote": forms.Textarea(attrs={"rows": 2, "class": "wide"}),
        }


def offer_translators(form: type[forms.ModelForm], article: Article | None) -> None:
    """Let `form`, a class of this request alone, offer those who may translate and those whom the article names already.

    They are read once for all excerpts of the article.
    """
    field: Any = deepcopy(form.base_fields["translator"])  # the declared field is shared by all requests
    field.queryset = translator_choices(article)
    field.choices = list(field.choices)
    form.base_fields["translator"] = field


class AccountField(forms.ModelChoiceField):
    """Accounts by full name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.get_username()


class NamesField(forms.CharField):
    """Names, one a line, as a list."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return [name for name in map(fold, (value or "").splitlines()) if name]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(data) != (initial or [])

    def validate(self, value: Any) -> None:
        pass


class ExcerptForm(VersionedForm):
    """An excerpt with its citation."""

    authors = NamesField(required=False, help_text="One name a line.")
    translator = AccountField(
        queryset=User.objects.none(),  # `offer_translators` fills it in
        required=False,
        help_text="If the translator has an account here: they cannot check their own translation.",
    )
    body = RichTextFormField(required=False, label="Translated passage")
    original_text = RichTextFormField(required=False, label="Passage in its own language")

    class Meta:
        model = Excerpt
        fields = [
            "authors", "original_title", "original_language", "translated_title", "outlet", "outlet_descriptor",
            "outlet_note", "place", "published_on", "url", "archived_url", "translator", "translator_name", "body",
            "original_text",
        ]  # fmt: skip
        widgets = {
            "original_title": forms.TextInput(attrs={"class": "wide", "dir": "auto"}),
            "translated_title": forms.TextInput(attrs={"class": "wide"}),
            **{
                name: forms.TextInput(attrs={"class": "wide"})
                for name in ("outlet", "outlet_descriptor", "url")
            },
            **{
                name: forms.TextInput(attrs={"class": "wide"})
                for name in ("outlet_note", "place", "archived_url", "translator_name")
            },
            "published_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class FootnoteForm(VersionedForm):
    """A footnote. Its key ties it to the reference in the commentary."""

    text = RichTextFormField(required=False)

    class Meta:
        model = Footnote
        fields = ["key", "text"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # The references in the commentary carry it.
        self.fields["key"].disabled = self.instance.pk is not None


class ImageForm(VersionedForm):
    """A picture and its rights."""

    file = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text="PNG, JPEG or WebP, 25 MB and 40 megapixels at most.",
    )

    class Meta:
        model = Image
        fields = [
            "file", "caption", "alt_text", "title", "creator", "source", "source_url", "attribution", "license",
            "license_url", "public_domain_basis", "changes",
        ]  # fmt: skip
        widgets = {
            name: forms.TextInput(attrs={"class": "wide"})
            for name in (
                "caption", "alt_text", "title", "creator", "source", "source_url", "attribution", "license_url",
                "public_domain_basis", "changes",
            )
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        upload = cleaned.get("file")
        if upload and "file" in self.changed_data and self.errors:
            self.add_error(
                "file", "Mend the other fields and choose the picture again: it is not kept until then."
            )
        elif upload and "file" in self.changed_data:
            try:
                put_picture(self.instance, upload)
            except (PictureRefused, NotStored) as error:
                self.add_error("file", str(error))
            # The operation has put the file in its place; the form must not save it again under its own name.
            cleaned["file"] = self.instance.file
        return cleaned
