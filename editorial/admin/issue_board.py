"""The board of the months ahead: what is planned, how far it is, and moving articles from month to month."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from editorial.admin.access import signed_in
from editorial.admin.issue_assembly import article_of
from editorial.admin.issue_page import WAITING, Row, shown_row
from editorial.content.models import Article
from editorial.content.permissions import roles_of
from editorial.issues.assembly import replan_article
from editorial.issues.forecast import IssueForecast
from editorial.issues.models import YEARS, Issue, IssueSection
from editorial.issues.operations import create_issue
from editorial.issues.permissions import OFFICE, READERS
from editorial.issues.queries import Proposal, month_after, proposed_issue
from editorial.issues.readiness import facts_of, forecast_of, with_marks
from editorial.states import ArticleState, IssueState
from editorial.web.acts import perform_act
from editorial.web.dates import due, month_and_year

MONTHS = 6
EARLIER_SHOWN = 6
CARDS_SHOWN = 8
UNPLACED_SHOWN = 40
DAYS = [
    ("drafts_due_on", "Drafts due"),
    ("reviews_due_on", "Reviews due"),
    ("checks_due_on", "Checks due"),
    ("publication_date", "Appears"),
]


@dataclass(frozen=True)
class Column:
    """One month of the board: its issue, or what it would be."""

    month: date
    issue: Issue | None = None
    cards: list[Row] = field(default_factory=list)
    total: int = 0
    progress: list[tuple[str, str, int]] = field(default_factory=list)
    days: list[tuple[str, date, bool]] = field(default_factory=list)
    forecast: IssueForecast | None = None
    proposal: Proposal | None = None

    @property
    def name(self) -> str:
        """The month, such as “November 2026”."""
        return month_and_year(self.month)

    @property
    def takes(self) -> bool:
        """Whether articles can be moved in and out."""
        return self.issue is not None and self.issue.state == IssueState.PLANNING


class IssueBoard:
    """Mixed into the desk's pages of issues; its readers read the board."""

    admin_site: Any
    has_view_permission: Any

    def board_urls(self) -> list[URLPattern]:
        """The paths of the methods below."""
        wrap = self.admin_site.admin_view
        return [
            path("board/", wrap(require_safe(self.board)), name="editorial_issue_board"),
            path("board/move/", wrap(self.board_move), name="editorial_issue_board_move"),
            path("board/plan/", wrap(self.board_plan), name="editorial_issue_board_plan"),
        ]

    def board(self, request: HttpRequest) -> HttpResponse:
        """GET: `from` (a month such as 2026-11; this month if it is none)."""
        user = signed_in(request)
        if not roles_of(user) & READERS:
            raise PermissionDenied("The months ahead are for the desk and the publications office.")
        start = _month(request.GET.get("from", "")) or timezone.localdate().replace(day=1)
        columns, targets, unplaced = _columns(user, start)
        may_plan = bool(roles_of(user) & OFFICE)
        context = {
            "title": "Months ahead",
            "columns": columns,
            "targets": targets,
            "start": start,
            "earlier": month_after(start, -MONTHS),
            "later": month_after(start, MONTHS),
            "may_plan": may_plan,
            "unplaced": unplaced[:UNPLACED_SHOWN],
            "more_unplaced": len(unplaced) > UNPLACED_SHOWN,
        }
        return render(request, "admin/editorial/issue/board.html", admin.site.each_context(request) | context)

    def board_move(self, request: HttpRequest) -> HttpResponse:
        """POST: `article`, `issue` (blank: into none), `expected` (the issue it was shown in, blank: none), `from`."""

        def act() -> Article:
            target = _key(request.POST.get("issue", ""))
            return replan_article(
                article=article_of(request),
                issue=Issue.objects.get(pk=target) if target else None,
                expected=_key(request.POST.get("expected", "")),
                by=signed_in(request),
            )

        back = _board(request)
        return perform_act(
            request,
            act,
            done=lambda article: (
                f"“{article}” is in {f'“{article.issue}”' if article.issue else 'no issue'} now."
            ),
            back=back,
            title="Move an article to another month",
            forth=lambda article: f"{back}#card-{article.pk}",
        )

    def board_plan(self, request: HttpRequest) -> HttpResponse:
        """POST: `month`, `volume`, `number`, `title`, and the days, blank or such as 2026-11-30."""

        def act() -> Issue:
            month = _day(request, "month")
            if month is None:
                raise ValidationError("Give the month, such as 2026-11-01.")
            return create_issue(
                month=month,
                volume=_number(request, "volume"),
                number=_number(request, "number"),
                title=request.POST.get("title", ""),
                by=signed_in(request),
                drafts_due_on=_day(request, "drafts_due_on"),
                reviews_due_on=_day(request, "reviews_due_on"),
                checks_due_on=_day(request, "checks_due_on"),
                publication_date=_day(request, "publication_date"),
                start_from_last=True,
            )

        back = _board(request)
        return perform_act(request, act, done="The issue is planned.", back=back, title="Plan an issue")


def _columns(user: User, start: date) -> tuple[list[Column], list[Issue], list[Row]]:
    """The columns from this month on, behind unfinished issues of before; the issues that take articles; and the articles
    that are in no issue. Five queries, and three more where an article is not known as it stands now.
    """
    end = month_after(start, MONTHS)
    open_ = [IssueState.PLANNING, IssueState.CLOSED, IssueState.APPROVED]
    earlier = list(Issue.objects.filter(month__lt=start, state__in=open_).order_by("-month")[:EARLIER_SHOWN])
    # With those after the board's end, so that a proposal never takes a number that is taken.
    planned = list(Issue.objects.filter(month__gte=month_after(start, -MONTHS)).order_by("month")[:60])
    within = {issue.month: issue for issue in planned if start <= issue.month < end}
    issues = [*reversed(earlier), *within.values()]
    articles, places = _loaded(issues)
    unplaced = _unplaced()
    facts = facts_of([*(article for those in articles.values() for article in those), *unplaced])
    columns = []
    for month in [
        *(issue.month for issue in reversed(earlier)),
        *(month_after(start, n) for n in range(MONTHS)),
    ]:
        issue = within.get(month) or next((one for one in earlier if one.month == month), None)
        if issue is None:
            before = [one for one in [*reversed(earlier), *planned] if one.month < month]
            columns.append(Column(month, proposal=proposed_issue(month, before[-1] if before else None)))
            continue
        those = articles[issue.pk]
        columns.append(
            Column(
                month,
                issue,
                [shown_row(user, article, facts[article.pk]) for article in those[:CARDS_SHOWN]],
                len(those),
                _progress(those),
                _days(issue),
                forecast_of(issue, those, facts, places=places[issue.pk]),
            )
        )
    takes = [issue for issue in issues if issue.state == IssueState.PLANNING]
    return columns, takes, [shown_row(user, article, facts[article.pk]) for article in unplaced]


def _loaded(issues: list[Issue]) -> tuple[dict[int, list[Article]], dict[int, list[IssueSection]]]:
    articles: dict[int, list[Article]] = defaultdict(list)
    for article in with_marks(Article.objects.filter(issue__in=issues)).order_by("position"):
        articles[article.issue_id or 0].append(article)
    places: dict[int, list[IssueSection]] = defaultdict(list)
    for place in IssueSection.objects.filter(issue__in=issues):
        places[place.issue_id].append(place)
    return articles, places


def _progress(articles: list[Article]) -> list[tuple[str, str, int]]:
    counted = ((state, sum(a.state == state for a in articles)) for state in ArticleState)
    return [(state.value, state.label.lower(), number) for state, number in counted if number]


def _days(issue: Issue) -> list[tuple[str, date, bool]]:
    today = timezone.localdate()
    found = []
    for name, label in DAYS:
        when = due(getattr(issue, name), today)
        if when is not None:
            found.append((label, when.day, when.late and issue.state != IssueState.PUBLISHED))
    return found


def _unplaced() -> list[Article]:
    """Articles that are in no issue, the newest first; drafts that were never submitted are their authors' alone."""
    waiting = Article.objects.filter(issue=None, state__in=WAITING, submitted_at__isnull=False)
    return list(with_marks(waiting.order_by("-submitted_at", "-pk"))[: UNPLACED_SHOWN + 1])


def _board(request: HttpRequest) -> str:
    start = _month(request.POST.get("from", ""))
    address = reverse("admin:editorial_issue_board")
    return f"{address}?from={start:%Y-%m}" if start else address


def _month(typed: str) -> date | None:
    try:
        found = date.fromisoformat(f"{typed}-01") if len(typed) == 7 else None
    except ValueError:
        return None
    return found if found and found.year in YEARS else None


def _key(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 16):
        raise Issue.DoesNotExist
    return int(typed)


def _number(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "").strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 6):
        raise ValidationError(f"Give the {name} as a number.")
    return int(typed)


def _day(request: HttpRequest, name: str) -> date | None:
    typed = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise ValidationError("Give days as year, month and day, such as 2026-11-30.") from error
