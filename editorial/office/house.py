"""The house's settings: what it is called, how it looks, and the words that stand in every issue."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from editorial.content.files import NotStored, stored_digest
from editorial.content.operations import EditConflict
from editorial.content.pictures import PictureRefused
from editorial.errors import EditorialError
from editorial.house.colors import contrast_with_white
from editorial.house.models import House, readable_color
from editorial.house.operations import put_logo, remove_logo, save_house
from editorial.house.queries import the_house
from editorial.issues.queries import open_issues
from editorial.office.access import acts, for_the_office
from editorial.office.cover import cover_of
from editorial.office.keeping import keep_typed
from editorial.web.access import person
from editorial.web.acts import refusal_of
from editorial.web.sending import hand_out

NAMES = (
    "name", "tagline", "publisher", "web_address", "issn", "release_statement", "disclaimer", "rights_statement",
    "primary_color", "accent_color", "page_size", "logo_alt_text",
)  # fmt: skip
KEEPS = "The publications office keeps what the house is called and how it looks."
LONG = ("release_statement", "disclaimer", "rights_statement")
GROUPS = (
    ("The name", ("name", "tagline", "publisher", "web_address", "issn")),
    ("Words in every issue", LONG),
    ("The page", ("primary_color", "accent_color", "page_size")),
)
LABELS = {
    "web_address": "Web address", "issn": "ISSN", "release_statement": "Release statement",
    "rights_statement": "Rights statement", "primary_color": "Primary color", "accent_color": "Accent color",
    "page_size": "Page size", "logo_alt_text": "What the logo shows or says",
}  # fmt: skip


class HouseForm(forms.ModelForm):
    """What the page asks for; the model's own rules are asked by `save_house`."""

    logo_file = forms.FileField(required=False, label="Logo")
    remove_logo = forms.BooleanField(required=False, label="Print no logo")

    class Meta:
        model = House
        fields = NAMES
        labels = LABELS
        widgets = {
            name: forms.Textarea(attrs={"rows": 3}) if name in LONG else forms.TextInput()
            for name in NAMES
            if name != "page_size"
        } | {"page_size": forms.RadioSelect()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("dir", "auto")
        for name in ("primary_color", "accent_color"):
            self.fields[name].widget.attrs |= {
                "dir": "ltr",
                "data-color": reverse("office_house_color"),
                "maxlength": 7,
            }

    def clean(self) -> dict[str, Any]:
        """A logo comes with words for those who do not see it."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("logo_file") and not found.get("logo_alt_text"):
            self.add_error("logo_alt_text", "Say what the logo shows or says.")
        return found


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_office
def house(request: HttpRequest) -> HttpResponse:
    """GET: the settings; editors read them. POST: all of them, with `expected_version`."""
    stored = the_house()
    if request.method != "POST":
        return _page(request, stored, HouseForm(instance=stored))
    form = HouseForm(request.POST, request.FILES, instance=the_house())
    if not acts(person(request)):
        return _page(request, stored, form, status=403, reasons=[KEEPS])
    if not form.is_valid():
        return _page(request, stored, form, status=422, reasons=["Look at the fields that are marked."])
    version = request.POST.get("expected_version", "")
    changed: House = form.instance
    expected = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0
    try:
        _take_logo(changed, form)
        save_house(house=changed, by=person(request), expected_version=expected)
    except (PictureRefused, NotStored) as error:
        form.add_error("logo_file", str(error))
        return _page(request, stored, form, status=422, reasons=["Look at the fields that are marked."])
    except EditConflict as error:
        status, reasons = refusal_of(error)
        stored = the_house()
        both = _with_theirs(request, stored, form, expected)
        return _page(request, stored, both, status=status, reasons=reasons, conflict=True)
    except (EditorialError, ValidationError) as error:
        status, reasons = refusal_of(error)
        return _page(request, stored, form, status=status, reasons=reasons)
    messages.success(
        request, "Saved. The next issue that is approved is printed so; what is out stays as it is."
    )
    return HttpResponseRedirect(reverse("office_house"))


@require_safe
@for_the_office
def color(request: HttpRequest) -> HttpResponse:
    """GET: what the house's rule says about the color in `color`, as JSON: `ok`, `words`, `color`."""
    given = request.GET.get("color", "").strip()
    if not given:
        return JsonResponse({"ok": True, "words": "Blank: the usual color is printed.", "color": ""})
    try:
        readable_color(given)
    except ValidationError as error:
        return JsonResponse({"ok": False, "words": error.messages[0], "color": ""})
    words = f"Easy to read on white: its contrast is {contrast_with_white(given):.1f}:1."
    return JsonResponse({"ok": True, "words": words, "color": given})


@require_safe
@for_the_office
def logo(request: HttpRequest) -> HttpResponseBase:
    """GET: the house's logo as it is stored."""
    stored = the_house()
    name = str(stored.logo)
    if not name or stored_digest(name) != stored.logo_sha256:
        raise Http404
    return hand_out(
        name, media_type=f"image/{stored.logo_format}", called="logo", caching="private, no-cache"
    )


def _take_logo(changed: House, form: HouseForm) -> None:
    """The logo that was sent, or none where that was asked for."""
    file: UploadedFile | None = form.cleaned_data.get("logo_file")
    if file is not None:
        put_logo(changed, file)  # type: ignore[arg-type]
    elif form.cleaned_data.get("remove_logo"):
        remove_logo(changed)


def _page(
    request: HttpRequest,
    stored: House,
    form: HouseForm,
    *,
    status: int = 200,
    reasons: list[str] | None = None,
    conflict: bool = False,
) -> HttpResponse:
    """The page with what was typed; in a conflict each field also says what stands now, and saving again replaces it."""
    may_act = acts(person(request))
    if not may_act and request.method != "POST":  # what was typed stays to be copied
        for field in form.fields.values():
            field.disabled = True
    elif may_act:
        keep_typed(form, person(request))
    theirs = _differing(stored, form) if conflict else {}
    groups = [(title, [(form[name], theirs.get(name)) for name in names]) for title, names in GROUPS]
    typed = form.instance if status == 200 else House(**_typed(stored, form))
    issue = open_issues().first()
    context = {
        "title": "The house",
        "form": form,
        "groups": groups,
        "logo_words": theirs.get("logo_alt_text"),
        "stored": stored,
        # After a form that was wrong, the person still has the version before them that they began with.
        "version": request.POST.get("expected_version", "") if status == 422 else stored.version,
        "reasons": reasons or [],
        "conflict": conflict,
        "may_act": may_act,
        "cover": cover_of(typed, stored),
        "issue": issue,
        "last": stored.history.select_related("history_user").first() if stored.version else None,
    }
    return TemplateResponse(request, "office/house.html", context, status=status)


def _with_theirs(request: HttpRequest, stored: House, form: HouseForm, expected: int) -> HouseForm:
    """The form with what the other person changed in the fields that this one left as they found them."""
    found = stored.history.filter(version=expected).first()
    typed = _typed(stored, form)
    data = request.POST.copy()
    for name in NAMES:
        if found is not None and typed[name] == getattr(found, name):
            data[name] = str(getattr(stored, name))
    both = HouseForm(data, instance=the_house())
    both.is_valid()
    return both


def _differing(stored: House, form: HouseForm) -> dict[str, str]:
    """By field, what stands now where it is not what was typed."""
    now = model_to_dict(stored, NAMES)
    typed = _typed(stored, form)
    sizes = dict(House.PageSize.choices)
    return {
        name: str(sizes.get(now[name], now[name])) or "(blank)" for name in NAMES if now[name] != typed[name]
    }


def _typed(stored: House, form: HouseForm) -> dict[str, Any]:
    """What was typed, as far as it can be shown; of a field that is wrong, what stands."""
    cleaned = getattr(form, "cleaned_data", {})
    return {name: cleaned.get(name, getattr(stored, name)) for name in NAMES}
