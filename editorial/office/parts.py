"""The texts of an issue that are no articles, before and after them: writing, ordering, removing."""

from typing import Any
from urllib.parse import urljoin

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_prose_editor.widgets import importmap as library_map
from js_asset import ImportMap

from editorial.content import richtext
from editorial.content.operations import EditConflict
from editorial.errors import EditorialError
from editorial.issues.models import Issue, IssuePart
from editorial.issues.parts import delete_part, order_parts, save_part
from editorial.office.access import for_the_office, issue_for
from editorial.states import IssueState
from editorial.web.access import person
from editorial.web.acts import REFUSALS, refusal_of

# The modules that the editor of a text is made of, so that a new release is loaded whole.
MODULES = (
    "editorial/office/part.js", "editorial/rich_text.js",
    *(f"editorial/workspace/editor/{name}.js" for name in ("rich", "paste", "people", "dom")),
)  # fmt: skip


class PartForm(forms.Form):
    """One text. Its body comes as the small HTML subset of every rich text, or as plain text with blank lines."""

    title = forms.CharField(max_length=300, label="Heading")
    place = forms.ChoiceField(
        choices=IssuePart.Place.choices, widget=forms.RadioSelect(), label="Where it stands"
    )
    recurring = forms.BooleanField(required=False, label="The next issue begins with it too")
    body = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        label="Text",
        strip=False,
        help_text="Leave a blank line between paragraphs. Bold, italics and links are kept.",
    )

    def __init__(self, *args: Any, user_pk: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].widget.attrs["dir"] = "auto"
        self.fields["body"].widget.attrs |= {"dir": "auto", "data-keep": user_pk}
        self.fields["title"].widget.attrs["data-keep"] = user_pk


@require_safe
@for_the_office
def parts(request: HttpRequest, reference: str) -> HttpResponse:
    """GET: the issue's texts in their order."""
    return _list(request, issue_for(reference))


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_office
def new_part(request: HttpRequest, reference: str) -> HttpResponse:
    """GET: a blank text (`place`: front or back). POST: add it."""
    issue = issue_for(reference)
    asked = request.GET.get("place", "")
    place = asked if asked in IssuePart.Place.values else IssuePart.Place.FRONT
    return _write(request, issue, IssuePart(issue=issue, place=place, position=0))


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_office
def part(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """GET: one text. POST: save it, with `expected_version`; one that was removed meanwhile is offered as a new one."""
    issue = issue_for(reference)
    found = issue.parts.filter(pk=pk).first()
    if found is None and request.method != "POST":
        raise Http404
    return _write(request, issue, found or IssuePart(issue=issue, position=0), removed=found is None)


@require_POST
@for_the_office
def remove_part(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """POST: `expected_version`."""
    issue = issue_for(reference)
    found = issue.parts.filter(pk=pk).first()
    if found is not None:
        try:
            delete_part(part=found, by=person(request), expected_version=_number(request, "expected_version"))
        except REFUSALS as error:
            status, reasons = refusal_of(error)
            if isinstance(error, EditConflict):
                reasons = [
                    f"Somebody changed “{found}” meanwhile, so it is not removed. Read it, then decide."
                ]
            return _list(request, issue_for(reference), status=status, reasons=reasons)
    messages.success(request, f"“{found}” is removed." if found else "It is removed.")
    return HttpResponseRedirect(_address(issue))


@require_POST
@for_the_office
def order(request: HttpRequest, reference: str) -> HttpResponse:
    """POST: `place`, `order` (the texts as the page showed them, such as “4,7,5”), `move` (such as “7:up”)."""
    issue = issue_for(reference)
    place = request.POST.get("place", "")
    shown = [int(pk) for pk in request.POST.get("order", "").split(",") if _is_number(pk)]
    pk, _, way = request.POST.get("move", "").partition(":")
    if (
        place not in IssuePart.Place.values
        or not _is_number(pk)
        or int(pk) not in shown
        or way not in ("up", "down")
    ):
        raise Http404
    before = list(shown)
    at = shown.index(int(pk))
    to = min(max(at + (-1 if way == "up" else 1), 0), len(shown) - 1)
    shown.insert(to, shown.pop(at))
    try:
        order_parts(issue=issue, place=place, part_ids=shown, by=person(request), expected=before)
    except REFUSALS as error:
        status, reasons = refusal_of(error)
        return _list(request, issue_for(reference), status=status, reasons=reasons)
    return HttpResponseRedirect(f"{_address(issue)}#part-{pk}")


def _write(request: HttpRequest, issue: Issue, written: IssuePart, *, removed: bool = False) -> HttpResponse:
    """The form of one text, and what becomes of it."""
    user = person(request)
    if request.method != "POST":
        initial = {name: getattr(written, name) for name in ("title", "place", "recurring", "body")}
        return _form(request, issue, written, PartForm(initial=initial, user_pk=user.pk))
    form = PartForm(request.POST, user_pk=user.pk)
    if not form.is_valid():
        return _form(request, issue, written, form, status=422)
    if removed:
        words = "Somebody removed this text meanwhile. Nothing of yours is lost: save it as a new one, or leave it."
        return _form(request, issue, written, form, status=409, reasons=[words])
    for name, value in form.cleaned_data.items():
        setattr(written, name, value)
    try:
        save_part(part=written, by=user, expected_version=_number(request, "expected_version"))
    except ObjectDoesNotExist:
        return _write(request, issue, IssuePart(issue=issue, position=0), removed=True)
    except EditConflict as error:
        status, reasons = refusal_of(error)
        return _form(request, issue, written, form, status=status, reasons=reasons, theirs=error.theirs)
    except (EditorialError, ValidationError) as error:
        status, reasons = refusal_of(error)
        return _form(request, issue, written, form, status=status, reasons=reasons)
    messages.success(request, f"“{written}” is saved.")
    return HttpResponseRedirect(f"{_address(issue)}#part-{written.pk}")


def _form(
    request: HttpRequest,
    issue: Issue,
    written: IssuePart,
    form: PartForm,
    *,
    status: int = 200,
    reasons: list[str] | None = None,
    theirs: Any = None,
) -> HttpResponse:
    """The page of one text, with what was typed. `theirs` is what somebody else saved meanwhile."""
    stored: IssuePart | None = theirs
    version = stored.version if stored else _number(request, "expected_version") or written.version
    context = {
        "title": f"{written.title or 'A new text'}: {issue}",
        "issue": issue,
        "part": written if written.pk else None,
        "form": form,
        "version": version,
        "reasons": reasons or [],
        "theirs": stored,
        "theirs_body": mark_safe(richtext.clean(stored.body)) if stored else "",  # noqa: S308  the cleaned subset
        "may_write": issue.state == IssueState.PLANNING,
        "import_map": _import_map().render(attrs={"nonce": request.csp_nonce}),  # type: ignore[attr-defined]
    }
    return TemplateResponse(request, "office/part.html", context, status=status)


def _list(
    request: HttpRequest, issue: Issue, *, status: int = 200, reasons: list[str] | None = None
) -> HttpResponse:
    """The page of all texts."""
    listed = list(issue.parts.all())
    groups = []
    for place, label in IssuePart.Place.choices:
        here = [one for one in listed if one.place == place]
        rows = [(one, mark_safe(richtext.clean(one.body))) for one in here]  # noqa: S308  the cleaned subset
        groups.append((place, label, rows, ",".join(str(one.pk) for one in here)))
    context = {
        "title": f"Texts of the issue: {issue}",
        "issue": issue,
        "groups": groups,
        "may_write": issue.state == IssueState.PLANNING,
        "reasons": reasons or [],
    }
    return TemplateResponse(request, "office/parts.html", context, status=status)


def _import_map() -> ImportMap:
    prefix = urljoin("/", settings.STATIC_URL)
    return library_map | ImportMap({f"{prefix}{name}": name for name in MODULES})


def _address(issue: Issue) -> str:
    return reverse("office_parts", args=[issue.reference])


def _number(request: HttpRequest, name: str) -> int | None:
    """A version of the form; what no form of ours sends counts as the oldest there is, so that nothing is overwritten."""
    value = request.POST.get(name, "")
    if not value:
        return None if request.method != "POST" else 0
    return int(value) if _is_number(value) else 0


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 16
