"""What the panel of an article's page shows: who has it, until when, what this person may do about that, who looks at it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from editorial.content.models import Article
from editorial.content.permissions import roles_of
from editorial.factcheck.presence import CHECK, who_is_looking
from editorial.states import ArticleState, IssueState, Role
from editorial.web.dates import Due, Moment, due, long_date, moment
from editorial.workflow.assignments import ENDS, GIVERS, WAY, WORK, WORKERS, held_stage, name_of, work_refusal
from editorial.workflow.models import Assignment

STAGE_DAYS = {
    ArticleState.DRAFT: "drafts_due_on", ArticleState.IN_REVIEW: "reviews_due_on", ArticleState.FACT_CHECK: "checks_due_on",
}  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """Somebody who may do the work of the stage; `barred`: they wrote in the article, so it is not given to them."""

    user: User
    name: str
    barred: bool


@dataclass(frozen=True)
class Panel:
    """Who has the article in its present stage, and what the person who looks may do about it.

    `why_not_claim` is said where they work on such articles and may not on this one, `stuck` where who has it cannot do the
    work any more. `own_day` is the assignment’s own
    day, `issue_day` the issue’s. `ahead` is who gets the fact-check after the review.
    """

    stage: str
    work: str
    holder: User | None
    holder_name: str
    held: Moment | None
    mine: bool
    due: Due | None
    own_day: date | None
    issue_day: str
    ahead: str
    may_claim: bool
    why_not_claim: str
    stuck: str
    may_release: bool
    may_give: bool
    may_set_day: bool
    candidates: list[Candidate]
    today: date
    presence: str
    here: list[tuple[str, bool]]


def assignment_context(
    user: User, article: Article, *, writers: Collection[int] | None = None
) -> dict[str, Panel | None]:
    """The context of `admin/editorial/article/_assignment.html`: `assignment`, None where nobody has to do anything.

    Two queries at most, one if `assignments` with their persons are loaded; `writers` (`content.writers.writer_ids`) are
    asked for where they are not given and this person might claim it.
    """
    if article.state not in WAY:
        return {"assignment": None}
    return {"assignment": _panel(user, article, writers)}


def _panel(user: User, article: Article, writers: Collection[int] | None) -> Panel:
    now = timezone.now()
    today = timezone.localtime(now).date()
    rows = _rows(article)
    row = rows.get(article.state)
    stage = held_stage(article) or ""
    holder = row.person if row else None
    mine = holder is not None and holder.pk == user.pk
    gives = bool(roles_of(user) & GIVERS)
    works = bool(stage and roles_of(user) & WORKERS[stage])
    refusal = work_refusal(user, article, stage, you=True, writers=writers) if works and not mine else None
    issue_day = _issue_day(article)
    ahead = rows.get(ArticleState.FACT_CHECK.value) if article.state != ArticleState.FACT_CHECK else None
    may_give = bool(stage) and (gives or (mine and works))
    candidates = _candidates(stage, writers or ()) if may_give else []
    return Panel(
        stage=stage,
        work=WORK[stage] if stage else "",
        holder=holder,
        holder_name=name_of(holder) if holder else "",
        held=moment(row.at, now) if row and holder else None,
        mine=mine,
        due=due((row.due_on if row else None) or issue_day, today),
        own_day=row.due_on if row else None,
        issue_day=long_date(issue_day) if issue_day else "",
        ahead=name_of(ahead.person) if ahead and ahead.person else "",
        may_claim=works and not mine and refusal is None,
        why_not_claim=refusal or "",
        stuck=_stuck(holder, stage, candidates, you=mine) if holder and may_give else "",
        may_release=mine or (gives and holder is not None),
        may_give=may_give,
        may_set_day=gives,
        candidates=candidates,
        today=today,
        presence=reverse("admin:editorial_article_presence", args=[article.pk]),
        here=[(one.name, one.page == CHECK) for one in who_is_looking(article.pk) if one.user_id != user.pk],
    )


def _issue_day(article: Article) -> date | None:
    """The day that the article's issue sets for its stage; the days of one that is published are over (`workflow.queue`)."""
    if article.issue is None or article.issue.state == IssueState.PUBLISHED:
        return None
    found: date | None = getattr(article.issue, STAGE_DAYS[ArticleState(article.state)])
    return found


def _rows(article: Article) -> dict[str, Assignment]:
    loaded = "assignments" in getattr(article, "_prefetched_objects_cache", {})
    found = article.assignments.all() if loaded else article.assignments.select_related("person")
    return {row.stage: row for row in found}


def _candidates(stage: str, writers: Collection[int]) -> list[Candidate]:
    found = people_for(stage)
    return [Candidate(person, name_of(person), person.pk in writers) for person in found]


def _stuck(holder: User, stage: str, candidates: list[Candidate], *, you: bool) -> str:
    """Why whoever has the article cannot finish it; "" when they can. A holder loses a role, or writes in the article."""
    found = next((one for one in candidates if one.user.pk == holder.pk), None)
    who = "You" if you else name_of(holder)
    if found is None:
        return f"{who} cannot {WORK[stage]} it any more: switched off, or with another role. Give it to somebody else."
    if found.barred:
        return f"{who} wrote or edited this article, so somebody else has to {ENDS[stage]} it. Give it to somebody else."
    return ""


def people_for(stage: str) -> list[User]:
    """The active accounts that may do the work of the stage (“in_review” or “fact_check”), by name. One query."""
    roles = [role.value for role in WORKERS[stage]]
    may = Q(pk__in=User.groups.through.objects.filter(group__name__in=roles).values("user"))
    if Role.ADMINISTRATOR in WORKERS[stage]:
        may |= Q(is_superuser=True)
    return list(User.objects.filter(may, is_active=True).order_by("first_name", "last_name", "username"))
