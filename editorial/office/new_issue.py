"""A new issue in a minute: everything is proposed from the last one, and one press plans it."""

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from editorial.errors import EditorialError
from editorial.issues.models import YEARS, Issue, IssuePart, Section
from editorial.issues.operations import create_issue
from editorial.issues.queries import Proposal, issue_before, month_after, proposed_issue
from editorial.office.access import for_the_office
from editorial.office.keeping import keep_typed
from editorial.office.pages import place_of
from editorial.web.access import person
from editorial.web.acts import refusal_of

DAYS = {
    "drafts_due_on": "Drafts are due",
    "reviews_due_on": "Reviews are due",
    "checks_due_on": "Fact-checks are due",
    "publication_date": "It is to appear",
}
MOST = 32_767  # more than a volume or a number can be


class MonthField(forms.Field):
    """A month as browsers send it, “2026-12”; its value is the first day."""

    widget = forms.TextInput(
        attrs={"type": "month", "placeholder": "2026-12", "pattern": "[0-9]{4}-[0-9]{2}"}
    )

    def to_python(self, value: Any) -> date | None:
        found = month_of(str(value or ""))
        if value and found is None:
            raise ValidationError("Give a month as year and month, such as 2026-12.", code="month")
        return found

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value


class NewIssueForm(forms.Form):
    """What an issue begins with. Its own rules are asked by `create_issue`."""

    month = MonthField(label="Month")
    volume = forms.IntegerField(min_value=1, max_value=MOST, label="Volume")
    number = forms.IntegerField(min_value=1, max_value=MOST, label="Number")
    title = forms.CharField(
        required=False, max_length=300, label="Title", help_text="May be left blank, or given later."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].widget.attrs["dir"] = "auto"
        for name, label in DAYS.items():
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            self.fields[name] = forms.DateField(required=False, label=label, widget=widget)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_office
def new_issue(request: HttpRequest) -> HttpResponse:
    """GET: the form for the month after the last issue, or for `month`. POST: plan the issue."""
    if request.method != "POST":
        asked = month_of(request.GET.get("month", ""))
        proposal = _proposed(asked)
        return _page(request, NewIssueForm(initial=vars(proposal)), proposal)
    form = NewIssueForm(request.POST)
    if not form.is_valid():
        return _page(request, form, _proposed(form.cleaned_data.get("month")), status=422)
    try:
        issue = create_issue(**form.cleaned_data, by=person(request), start_from_last=True)
    except ValidationError as error:
        _mark(form, error)
        return _page(request, form, _proposed(form.cleaned_data.get("month")), status=422)
    except EditorialError as error:
        status, reasons = refusal_of(error)
        return _page(request, form, _proposed(form.cleaned_data.get("month")), status=status, reasons=reasons)
    taken = issue.parts.count()
    texts = (
        f", and {taken} text{'s' if taken > 1 else ''} that recur{'' if taken > 1 else 's'}" if taken else ""
    )
    messages.success(
        request, f"{issue.month:%B %Y} is planned, with {issue.issue_sections.count()} sections{texts}."
    )
    return HttpResponseRedirect(place_of(issue.reference))


def month_of(text: str) -> date | None:
    """The first day of the month “2026-12”; None for anything else."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text.strip())
    if match is None or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1:
        return None
    return date(int(match[1]), int(match[2]), 1)


def _proposed(month: date | None) -> Proposal:
    """What the issue of `month` would be; without one that an issue can have, of the month after the last, or of this."""
    if month is None or month.year not in YEARS:
        newest = Issue.objects.order_by("-month").first()
        month = month_after(newest.month, 1) if newest else timezone.localdate().replace(day=1)
    return proposed_issue(month, issue_before(month))


def _mark(form: NewIssueForm, error: ValidationError) -> None:
    """What the model found, at the fields where they have one."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, found in error.message_dict.items():
        form.add_error(name if name in form.fields else None, found)


def _page(
    request: HttpRequest,
    form: NewIssueForm,
    proposal: Proposal,
    *,
    status: int = 200,
    reasons: list[str] | None = None,
) -> HttpResponse:
    last = issue_before(proposal.month)
    sections: list[Any] = (
        [place.section for place in last.issue_sections.select_related("section")] if last else []
    )
    recurring = IssuePart.objects.filter(issue=last, recurring=True) if last else IssuePart.objects.none()
    keep_typed(form, person(request))
    context = {
        "title": "A new issue",
        "form": form,
        "days": [form[name] for name in DAYS],
        "proposal": proposal,
        "last": last,
        "sections": sections or list(Section.objects.all()),
        "recurring": list(recurring),
        "reasons": reasons or [str(one) for one in form.non_field_errors()],
    }
    return TemplateResponse(request, "office/new_issue.html", context, status=status)
