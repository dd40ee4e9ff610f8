"""The desk's pages of issues: order, moves, release reviews, renditions."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join

from editorial.admin.access import DeskAdmin, signed_in
from editorial.admin.issue_assembly import IssueAssembly
from editorial.admin.issue_board import IssueBoard
from editorial.admin.issue_page import issue_context
from editorial.admin.issue_reports import IssueReports
from editorial.admin.register_forms import LINE
from editorial.admin.stale_forms import MarkedForm, VersionedForm
from editorial.issues.models import Issue, Rendition, Section
from editorial.issues.operations import (
    create_issue,
    move_issue,
    record_release_review,
    request_proof,
    restart_rendition,
    save_issue,
    save_section,
)
from editorial.issues.permissions import OFFICE, READERS
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.states import ArticleState, IssueState, Role
from editorial.web.acts import perform_act
from editorial.web.dates import month_and_year
from editorial.web.move_words import ISSUE_DONE
from editorial.workflow.models import LogEntry


class IssueForm(VersionedForm):
    """What an issue is called, and its days."""

    class Meta:
        model = Issue
        fields = [
            "month", "volume", "number", "title", "drafts_due_on", "reviews_due_on", "checks_due_on", "publication_date",
        ]  # fmt: skip
        widgets = {"title": LINE}


class SectionForm(MarkedForm):
    """A section of the register."""

    class Meta:
        model = Section
        fields = ["name", "position"]
        widgets = {"name": LINE}


@admin.register(Issue)
class IssueAdmin(IssueAssembly, IssueBoard, IssueReports, DeskAdmin):
    """Issues for the desk and the publications office; authors do not see them."""

    readers = READERS
    writers = OFFICE
    form = IssueForm
    change_list_template = "admin/editorial/issue/change_list.html"
    list_display = ["__str__", "month_name", "state_badge", "progress"]
    list_filter = ["state"]
    change_form_template = "admin/editorial/issue/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Issue]:
        counts = {
            f"n_{state.value}": Count("articles", filter=Q(articles__state=state.value))
            for state in ArticleState
        }
        return super().get_queryset(request).annotate(**counts)

    def has_change_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        planning = obj is None or obj.state == IssueState.PLANNING
        return planning and super().has_change_permission(request, obj)

    @admin.display(description="Month", ordering="month")
    def month_name(self, issue: Issue) -> str:
        return month_and_year(issue.month)

    @admin.display(description="State", ordering="state")
    def state_badge(self, issue: Issue) -> str:
        return format_html('<span class="badge badge-{}">{}</span>', issue.state, issue.get_state_display())

    @admin.display(description="Articles")
    def progress(self, issue: Issue) -> str:
        counts = ((getattr(issue, f"n_{state.value}"), state) for state in ArticleState)
        parts = [(state.value, number, state.label.lower()) for number, state in counts if number]
        return format_html_join(" ", '<span class="badge badge-{}">{} {}</span>', parts) or "none yet"

    def save_model(self, request: HttpRequest, obj: Issue, form: Any, change: bool) -> None:
        by = signed_in(request)
        if change:
            save_issue(issue=obj, by=by, expected_version=form.expected())
            return
        given = {name: value for name, value in form.cleaned_data.items() if name != form.mark_name}
        obj.__dict__.update(create_issue(by=by, **given).__dict__)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        issue = kwargs.get("obj")
        if issue is not None:
            context |= issue_context(signed_in(request), issue)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        acts = ["move", "review", "proof"]
        return [
            *(
                path(f"<int:pk>/{act}/", wrap(getattr(self, act)), name=f"editorial_issue_{act}")
                for act in acts
            ),
            path("renditions/<int:pk>/restart/", wrap(self.restart), name="editorial_rendition_restart"),
            path(
                "renditions/<int:pk>/progress/",
                wrap(self.rendition_progress),
                name="editorial_rendition_progress",
            ),
            *self.assembly_urls(),
            *self.board_urls(),
            *self.report_urls(),
            *super().get_urls(),
        ]

    def _act(self, request: HttpRequest, pk: int, act: Any, done: Any, title: str) -> HttpResponse:
        issue = self._seen(request, pk)
        back = reverse("admin:editorial_issue_change", args=[issue.pk])
        return perform_act(request, lambda: act(issue), done=done, back=back, title=f"{title}: {issue}")

    def _seen(self, request: HttpRequest, pk: int) -> Issue:
        issue = Issue.objects.filter(pk=pk).first()
        if issue is None or not self.has_view_permission(request, issue):
            raise Http404
        return issue

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `move`, `reason`, `override`, `seen`."""
        name = request.POST.get("move", "")
        label = ISSUE_TRANSITIONS[name].label if name in ISSUE_TRANSITIONS else name

        def act(issue: Issue) -> LogEntry:
            return move_issue(
                issue_id=issue.pk,
                move=name,
                by=signed_in(request),
                reason=request.POST.get("reason", ""),
                override=request.POST.get("override") == "yes",
                seen=request.POST.get("seen"),
            )

        return self._act(
            request, pk, act, lambda entry: f"“{entry.issue}” {ISSUE_DONE.get(name, 'is moved.')}", label
        )

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `review`, `outcome`, `reviewer`, `document`, `seen`."""

        def act(issue: Issue) -> None:
            record_release_review(
                issue=issue,
                review=request.POST.get("review", ""),
                outcome=request.POST.get("outcome", ""),
                reviewer=request.POST.get("reviewer", ""),
                document=request.POST.get("document", ""),
                seen=request.POST.get("seen") or None,
                by=signed_in(request),
            )

        return self._act(request, pk, act, "Release review recorded.", "Release review")

    def proof(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST."""
        act = lambda issue: request_proof(issue=issue, by=signed_in(request))  # noqa: E731
        return self._act(request, pk, act, "The proof of what stands now is in the list of PDFs.", "Proof")

    def restart(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: start a failed rendition again."""
        rendition = self._rendition(request, pk)
        act = lambda _issue: restart_rendition(rendition=rendition, by=signed_in(request))  # noqa: E731
        return self._act(request, rendition.issue_id or 0, act, "Started again.", "Start again")

    def rendition_progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: how far a rendition is, as JSON."""
        return JsonResponse(self._rendition(request, pk).as_progress())

    def _rendition(self, request: HttpRequest, pk: int) -> Rendition:
        rendition = Rendition.objects.select_related("issue").filter(pk=pk, issue__isnull=False).first()
        if rendition is None or not self.has_view_permission(request, rendition.issue):
            raise Http404
        return rendition


@admin.register(Section)
class SectionAdmin(DeskAdmin):
    """The register of sections."""

    readers = frozenset(Role)
    writers = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
    form = SectionForm
    list_display = ["name", "position"]
    search_fields = ["name"]

    def save_model(self, request: HttpRequest, obj: Section, form: Any, change: bool) -> None:
        save_section(section=obj, by=signed_in(request), seen=form.expected())
