"""The desk's pages of issues: order, moves, release reviews, renditions."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from editorial.admin.access import DeskAdmin, signed_in
from editorial.admin.issue_places import linked
from editorial.admin.issue_reports import IssueReports
from editorial.content.models import Article
from editorial.content.permissions import DESK, may_view, roles_of, visible_articles
from editorial.errors import EditorialError
from editorial.issues.models import Issue, ReleaseReview, Rendition, Section
from editorial.issues.operations import (
    available_issue_moves,
    create_issue,
    move_issue,
    order_articles,
    place_article,
    record_release_review,
    request_proof,
    restart_rendition,
    save_issue,
    save_section,
    take_out_article,
)
from editorial.issues.permissions import OFFICE, READERS
from editorial.issues.queries import latest_edition
from editorial.issues.record import overrides_of
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.states import ArticleState, IssueState, Role
from editorial.web.acts import perform_act


class OrderUnreadable(EditorialError):
    """The places typed in do not make an order. `places` is what was typed."""

    def __init__(self, places: dict[str, str]):
        self.places = places
        super().__init__("Give each article a place: 1, 2, 3 and so on, each number once.")


@admin.register(Issue)
class IssueAdmin(IssueReports, DeskAdmin):
    """Issues for the desk and the publications office; authors do not see them."""

    readers = READERS
    writers = OFFICE
    fields = ["month", "volume", "number", "title", "drafts_due_on", "publication_date"]
    list_display = ["__str__", "month", "state_badge", "progress"]
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
            save_issue(issue=obj, by=by)
            return
        obj.__dict__.update(create_issue(by=by, **form.cleaned_data).__dict__)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        issue = self.get_object(request, unquote(object_id))
        if issue is None:
            raise Http404
        return super().change_view(
            request, object_id, form_url, issue_context(signed_in(request), issue) | (extra_context or {})
        )

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        acts = ["move", "place", "order", "take_out", "review", "proof"]
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
            *self.report_urls(),
            *super().get_urls(),
        ]

    def _act(self, request: HttpRequest, pk: int, act: Any, done: str, title: str) -> HttpResponse:
        issue = self._seen(request, pk)
        back = reverse("admin:editorial_issue_change", args=[issue.pk])
        return perform_act(request, lambda: act(issue), done=done, back=back, title=f"{title}: {issue}")

    def _seen(self, request: HttpRequest, pk: int) -> Issue:
        issue = Issue.objects.filter(pk=pk).first()
        if issue is None or not self.has_view_permission(request, issue):
            raise Http404
        return issue

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `move`, `reason`, `override`."""
        name = request.POST.get("move", "")
        label = ISSUE_TRANSITIONS[name].label if name in ISSUE_TRANSITIONS else name

        def act(issue: Issue) -> None:
            move_issue(
                issue_id=issue.pk,
                move=name,
                by=signed_in(request),
                reason=request.POST.get("reason", ""),
                override=request.POST.get("override") == "yes",
            )

        return self._act(request, pk, act, f"{label}: done.", label)

    def place(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `article` (primary key)."""

        def act(issue: Issue) -> None:
            place_article(issue=issue, article=_article(request), by=signed_in(request))

        return self._act(request, pk, act, "Article placed in the issue.", "Place an article")

    def take_out(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `article` (primary key)."""

        def act(issue: Issue) -> None:
            article = Article.objects.get(pk=_article(request).pk, issue=issue)
            take_out_article(article=article, by=signed_in(request))

        return self._act(request, pk, act, "Article taken out of the issue.", "Take out an article")

    def order(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `place-<article>` for every article of the issue."""

        def act(issue: Issue) -> None:
            typed = {
                name[6:]: str(value) for name, value in request.POST.items() if name.startswith("place-")
            }
            try:
                places = {int(article): int(place) for article, place in typed.items()}
                if len(set(places.values())) != len(places):
                    raise ValueError("a place is taken twice")
                order_articles(
                    issue=issue, article_ids=sorted(places, key=places.__getitem__), by=signed_in(request)
                )
            except ValueError as error:
                raise OrderUnreadable(typed) from error

        return self._act(request, pk, act, "Order saved.", "Order")

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: `review`, `outcome`, `reviewer`, `document`."""

        def act(issue: Issue) -> None:
            record_release_review(
                issue=issue,
                review=request.POST.get("review", ""),
                outcome=request.POST.get("outcome", ""),
                reviewer=request.POST.get("reviewer", ""),
                document=request.POST.get("document", ""),
                by=signed_in(request),
            )

        return self._act(request, pk, act, "Release review recorded.", "Release review")

    def proof(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST."""
        return self._act(
            request,
            pk,
            lambda issue: request_proof(issue=issue, by=signed_in(request)),
            "Proof queued.",
            "Proof",
        )

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


def _article(request: HttpRequest) -> Article:
    value = request.POST.get("article", "")
    articles = Article.objects.all()
    if Role.PUBLICATIONS not in roles_of(request.user):
        articles = visible_articles(request.user, articles)
    return articles.get(pk=int(value)) if value.isascii() and value.isdigit() else articles.none().get()


def issue_context(user: Any, issue: Issue) -> dict[str, Any]:
    """The context of the page's panels."""
    waiting = [ArticleState.IN_REVIEW, ArticleState.FACT_CHECK, ArticleState.APPROVED, ArticleState.DRAFT]
    articles = Article.objects.filter(issue=issue).select_related("section").order_by("position")
    unplaced = Article.objects.filter(issue=None, state__in=waiting, submitted_at__isnull=False).order_by(
        "title"
    )
    opens_articles = bool(roles_of(user) & DESK)
    return {
        "issue": issue,
        "moves": [linked(move, opens_articles=opens_articles) for move in available_issue_moves(user, issue)],
        "overrides": overrides_of(issue),
        "articles": [
            (article, article.submitted_at is not None or may_view(user, article))
            for article in articles.prefetch_related("bylines__author")
        ],
        "unplaced": unplaced,
        "may_assemble": issue.state == IssueState.PLANNING and bool(roles_of(user) & OFFICE),
        "may_read_articles": opens_articles,
        "reviews": issue.release_reviews.select_related("by"),
        "review_names": settings.RELEASE_REVIEWS,
        "review_outcomes": ReleaseReview.Outcome.choices,
        "may_review": bool(roles_of(user) & {Role.PUBLICATIONS, Role.ADMINISTRATOR}),
        "edition": latest_edition(issue),
        "renditions": issue.renditions.select_related("edition", "requested_by"),
        "log": issue.log.select_related("by"),
        "now": timezone.now(),
    }


@admin.register(Section)
class SectionAdmin(DeskAdmin):
    """The register of sections."""

    readers = frozenset(Role)
    writers = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
    list_display = ["name", "position"]
    search_fields = ["name"]

    def save_model(self, request: HttpRequest, obj: Section, form: Any, change: bool) -> None:
        save_section(section=obj, by=signed_in(request))
