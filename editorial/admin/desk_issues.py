"""The issues that are being made, for the desk: how far each is, what of it is late, and whose turn it is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from editorial.content.models import Article
from editorial.content.permissions import DESK, AnyUser, roles_of
from editorial.issues.models import Issue, Rendition
from editorial.issues.permissions import READERS
from editorial.states import ArticleState, IssueState, JobStatus, Role
from editorial.web.dates import count, due, long_date, month_and_year
from editorial.workflow.queue import with_days

SHOWN = 12
STATES = (
    ArticleState.DRAFT, ArticleState.IN_REVIEW, ArticleState.FACT_CHECK, ArticleState.APPROVED, ArticleState.PUBLISHED,
)  # fmt: skip
STAGES = (
    (ArticleState.DRAFT, "draft"),
    (ArticleState.IN_REVIEW, "review"),
    (ArticleState.FACT_CHECK, "fact-check"),
)
PDF_WORDS = {
    JobStatus.QUEUED: "Its PDF is about to be made.",
    JobStatus.RUNNING: "Its PDF is being made.",
    JobStatus.SUCCEEDED: "Its PDF is there: it can be published.",
}


@dataclass(frozen=True)
class Part:
    """The articles of one state in the bar; `start` and `width` are percents of its length."""

    state: str
    label: str
    number: int
    start: str
    width: str


@dataclass(frozen=True)
class Line:
    """One fact about an issue. `tone` is “late”, “turn” (it waits for the person who looks) or “”."""

    words: str
    tone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Progress:
    """One issue on the desk."""

    issue: Issue
    name: str
    address: str
    parts: list[Part]
    total: int
    lines: list[Line]


def issues_in_work(user: AnyUser, today: date) -> list[Progress]:
    """The issues that are planned, closed or approved, the next one first; none for who does not see issues. One query."""
    if not roles_of(user) & READERS:
        return []
    roles = roles_of(user)
    office, desk = bool(roles & {Role.PUBLICATIONS, Role.ADMINISTRATOR}), bool(roles & DESK)
    issues = [_progress(issue, office, desk, today) for issue in _in_work(today)[:SHOWN]]
    # Whoever works on issues alone begins with those that are closed.
    return issues if desk else sorted(issues, key=lambda one: one.issue.state == IssueState.PLANNING)


def _in_work(today: date) -> QuerySet[Issue]:
    counts: dict[str, Any] = {
        f"n_{state.value}": Count("articles", filter=Q(articles__state=state.value)) for state in STATES
    }
    counts |= {f"days_{state.value}": _days(state, today) for state, _thing in STAGES}
    pdfs = Rendition.objects.filter(issue=OuterRef("pk"), form=Rendition.Form.PDF).order_by("-pk")
    newest = Subquery(pdfs.values(facts=JSONObject(pk="pk", status="status", kind="kind"))[:1])
    open_ = (IssueState.PLANNING, IssueState.CLOSED, IssueState.APPROVED)
    return Issue.objects.filter(state__in=open_).annotate(**counts, newest_pdf=newest).order_by("month")


def _days(state: ArticleState, today: date) -> Subquery:
    """Until when the articles of an issue that are in this state are due, each by its own day or else by the issue's, as
    everywhere at the desk (`workflow.queue`): how many are late, between which days, and when the next of the others is.
    """
    late = Q(due_day__lt=today)
    facts = JSONObject(
        late=Count("pk", filter=late),
        first=Min("due_day", filter=late),
        last=Max("due_day", filter=late),
        next=Min("due_day", filter=~late),
    )
    found = with_days(Article.objects.filter(issue=OuterRef("pk"), state=state)).order_by()
    return Subquery(found.values("issue").annotate(facts=facts).values("facts"))


def _progress(issue: Any, office: bool, desk: bool, today: date) -> Progress:
    address = reverse("admin:editorial_issue_change", args=[issue.pk])
    numbers = [(state, getattr(issue, f"n_{state.value}")) for state in STATES]
    lines = {
        IssueState.PLANNING: lambda: _planned(issue, desk, today),
        IssueState.CLOSED: lambda: [
            Line(
                "Waits for its release reviews and for approval.",
                "turn" if office else "",
                f"{address}#moves-title",
            )
        ],
        IssueState.APPROVED: lambda: _approved(issue, office, address),
    }[issue.state]()
    failed = _failed_pdf(issue, address)
    return Progress(
        issue,
        name=issue.title or month_and_year(issue.month),
        address=address,
        parts=_parts(numbers),
        total=sum(number for _state, number in numbers),
        lines=[*failed, *lines, *_appears(issue, today)],
    )


def _parts(numbers: list[tuple[ArticleState, int]]) -> list[Part]:
    total = sum(number for _state, number in numbers)
    parts, before = [], 0
    for state, number in reversed(numbers):  # what is done fills the bar from its beginning
        if number:
            start, width = 100 * before / total, 100 * number / total
            parts.append(Part(state.value, state.label.lower(), number, f"{start:.2f}", f"{width:.2f}"))
        before += number
    return parts


def _planned(issue: Any, desk: bool, today: date) -> list[Line]:
    """Per stage what is left of it and until when; only where something is left."""
    lines = []
    for state, thing in STAGES:
        days = getattr(issue, f"days_{state.value}") or {}
        address = _list(issue, state) if desk else ""
        if late := days.get("late"):
            verb = "is" if late == 1 else "are"
            first, last = _day(days["first"]), _day(days["last"])
            by = "due on" if first == last else "the first was due on"
            words = f"{count(late, thing)} {verb} late: {by} {long_date(first)}."
            lines.append(Line(words, "late", address and f"{address}&late=1"))
        if days.get("next") and (day := due(_day(days["next"]), today)):
            things = f"Other {thing}s" if late else f"{thing}s".capitalize()
            lines.append(Line(f"{things}: {day.words[:1].lower()}{day.words[1:]}.", "", address))
    return lines


def _day(stored: str) -> date:
    """A day that the database put into JSON."""
    return date.fromisoformat(stored[:10])


def _list(issue: Issue, state: ArticleState) -> str:
    listed = reverse("admin:editorial_article_changelist")
    return f"{listed}?issue={issue.month:%Y-%m}&state={state.value}"


def _failed_pdf(issue: Any, address: str) -> list[Line]:
    pdf = issue.newest_pdf
    if pdf is None or pdf["status"] != JobStatus.FAILED:
        return []
    what = "PDF" if pdf["kind"] == Rendition.Kind.EDITION else "proof"
    return [Line(f"Its {what} could not be made.", "late", f"{address}#renditions-title")]


def _approved(issue: Any, office: bool, address: str) -> list[Line]:
    pdf = issue.newest_pdf
    words = PDF_WORDS.get(pdf["status"]) if pdf and pdf["kind"] == Rendition.Kind.EDITION else None
    done = pdf is not None and pdf["status"] == JobStatus.SUCCEEDED
    return [Line(words, "turn" if office and done else "", f"{address}#moves-title")] if words else []


def _appears(issue: Issue, today: date) -> list[Line]:
    if issue.publication_date is None:
        return []
    day = long_date(issue.publication_date)
    late = issue.publication_date < today
    return [Line(f"It was to appear on {day}." if late else f"Appears on {day}.", "late" if late else "")]
