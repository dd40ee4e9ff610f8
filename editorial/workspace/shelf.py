"""Everything on an author's home page: their articles by what they need, and what they brought in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from editorial.content.models import Article
from editorial.factcheck.queries import item_statuses
from editorial.importing.models import Import
from editorial.issues.models import Rendition
from editorial.issues.queries import published_renditions
from editorial.search.asked import read
from editorial.search.operations import index_waiting
from editorial.search.queries import matching
from editorial.states import ArticleState, JobStatus
from editorial.web.dates import Due, Moment, due, moment, month_and_year
from editorial.workflow.conversations import Thread, threads
from editorial.workflow.gates import Case, blockers
from editorial.workflow.models import LogEntry
from editorial.workflow.queue import holder_name, with_days, with_holders
from editorial.workflow.reading import read_whole
from editorial.workflow.transitions import TRANSITIONS
from editorial.workspace.waiting import Facts, Waiting, returned, waiting

SHOWN = 10  # of published and of withdrawn articles, until somebody asks for all
IMPORTS_SHOWN = 5
FAILED_SHOWN = timedelta(days=3)
OVER = (ArticleState.PUBLISHED, ArticleState.WITHDRAWN)


@dataclass(frozen=True)
class Row:
    """One article on the home page. `holder` is the name of the editor or fact-checker who has it; blank: nobody yet."""

    article: Article
    since: Moment
    since_what: str
    waiting: Waiting
    missing: int | None = None
    due: Due | None = None
    returned: LogEntry | None = None
    to_answer: tuple[Thread, ...] = ()
    pdf: int | None = None
    holder: str = ""

    @property
    def opens_editor(self) -> bool:
        """Whether its title leads straight to the editor: a draft on which nobody waits for a word."""
        return self.article.state == ArticleState.DRAFT and not self.returned and not self.to_answer

    @property
    def labels(self) -> list[str]:
        """Its section and the month of its issue, as far as they are known and still say something."""
        over = self.article.state in OVER
        section = "" if over or self.article.section is None else str(self.article.section)
        return [label for label in (section, self.issue_label) if label]

    @property
    def issue_label(self) -> str:
        """Such as “November 2026 issue”; blank where the sentence says it already."""
        issue = self.article.issue
        said = (ArticleState.APPROVED, ArticleState.PUBLISHED)
        return f"{month_and_year(issue.month)} issue" if issue and self.article.state not in said else ""

    @property
    def is_urgent(self) -> bool:
        """Whether its author has to do something now."""
        return bool(self.returned or self.to_answer or (self.due and (self.due.late or self.due.soon)))


@dataclass(frozen=True)
class Group:
    """Articles with the same need. `name` is the anchor; `more` counts those not shown."""

    name: str
    title: str
    rows: list[Row]
    more: int = 0


@dataclass(frozen=True)
class Shelf:
    """The home page of one author."""

    groups: list[Group] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    more_imports: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever begun."""
        return not self.groups and not self.imports and not self.more_imports


def own_articles(user: User) -> QuerySet[Article]:
    """The articles that this person created or signs."""
    mine = Article.objects.filter(Q(created_by=user) | Q(authors__user=user))
    return Article.objects.filter(pk__in=mine.values("pk"))


def shelf_of(user: User, *, now: datetime | None = None, everything: bool = False, words: str = "") -> Shelf:
    """What stands on the author's home page, in a constant number of queries. `everything`: also old articles; `words`:
    those of all articles that have them (docs/search.md), and nothing that was brought in.
    """
    now = now or timezone.now()
    mine, asked = own_articles(user), read(words)
    if asked:
        index_waiting()
        mine, everything = matching(mine, asked), True
    current = with_holders(with_days(mine.exclude(state__in=OVER)))
    rows = [_current_row(article, user, now) for article in read_whole(current)]
    groups = _current_groups(rows)
    groups += _past_groups(mine, user, now, everything)
    brought_in = [] if asked else list(open_imports(user))
    shown = brought_in if everything else [one for one in brought_in if _is_fresh(one, now)][:IMPORTS_SHOWN]
    return Shelf([group for group in groups if group.rows], shown, more_imports=len(brought_in) - len(shown))


def open_imports(user: User) -> QuerySet[Import]:
    """What this person brought in and did not make into drafts yet; the newest first."""
    found = Import.objects.filter(by=user, confirmed_at=None)
    return found.defer("text", "marked_up", "pictures", "findings")


def _is_fresh(record: Import, now: datetime) -> bool:
    """Whether it is worth a line: what failed is of no use to anybody after a while."""
    return record.status != JobStatus.FAILED or now - record.at < FAILED_SHOWN


def facts_of(article: Article, user: User | None = None) -> tuple[Facts, list[Thread]]:
    """What an article with everything loaded waits for, and its conversations. No queries unless a user is given, who
    then learns what they may resolve.
    """
    moves = list(article.log.all())
    talk = threads(article, article.comments.all(), user)
    missing = checked = None
    if article.state == ArticleState.DRAFT:
        missing = len(blockers(TRANSITIONS["submit"].gates, Case(article)))
    if article.state == ArticleState.FACT_CHECK:
        statuses = item_statuses(article)
        checked = (sum(status.verified for status in statuses), len(statuses))
    facts = Facts(
        article,
        last=moves[-1] if moves else None,
        missing=missing,
        to_answer=sum(thread.wants_answer for thread in talk),
        blocking=sum(thread.comment.blocking and thread.is_open for thread in talk),
        checked=checked,
    )
    return facts, talk


def _current_row(article: Any, user: User, now: datetime) -> Row:
    facts, talk = facts_of(article)
    draft = article.state == ArticleState.DRAFT
    return Row(
        article,
        since=moment(article.state_since or article.created_at, now),
        since_what=since_what(facts),
        waiting=waiting(facts, viewer=user),
        missing=facts.missing,
        due=due(article.due_day, timezone.localtime(now).date()) if draft else None,
        returned=returned(facts),
        to_answer=tuple(thread for thread in talk if thread.wants_answer),
        holder=holder_name(article),
    )


def since_what(facts: Facts) -> str:
    """What happened when the article came into its state: “Sent back”, “Submitted”, “Begun”."""
    last = facts.last
    if last is None:
        return "Begun"
    words = {
        "submit": "Submitted", "return": "Sent back", "accept": "Accepted", "clear": "Approved",
        "reopen": "Reopened", "publish": "Published", "correct": "Reopened to be corrected",
        "keep": "Kept as published", "withdraw": "Withdrawn", "restore": "Restored",
    }  # fmt: skip
    return words[last.move]


def _current_groups(rows: list[Row]) -> list[Group]:
    urgent = sorted((row for row in rows if row.is_urgent), key=_urgency)
    calm = sorted(
        (row for row in rows if not row.is_urgent),
        key=lambda row: (row.since.at, row.article.pk),
        reverse=True,
    )

    def in_states(*states: str) -> list[Row]:
        return [row for row in calm if row.article.state in states]

    return [
        Group("needs-you", "Needs you", urgent),
        Group("drafts", "Drafts", in_states(ArticleState.DRAFT)),
        Group(
            "with-the-editors",
            "With the editors and fact-checkers",
            in_states(ArticleState.IN_REVIEW, ArticleState.FACT_CHECK),
        ),
        Group("approved", "Approved", in_states(ArticleState.APPROVED)),
    ]


def _urgency(row: Row) -> tuple[int, int, float]:
    """What is due first; then what came back; then what waits for an answer; the longest wait first."""
    by_day = row.due.day.toordinal() if row.due and (row.due.late or row.due.soon) else 10**7
    return by_day, 0 if row.returned else 1, row.since.at.timestamp()


def _past_groups(mine: QuerySet[Article], user: User, now: datetime, everything: bool) -> list[Group]:
    """What is published and what is withdrawn: of each the newest, or all."""
    newest = [F("state_since").desc(), F("pk").desc()]
    found = mine.filter(state__in=OVER).defer("commentary", "pull_quote", "dek")
    found = found.annotate(
        place=Window(RowNumber(), partition_by=F("state"), order_by=newest),
        in_group=Window(Count("*"), partition_by=F("state")),
    ).order_by("place", "pk")
    past = read_whole(found if everything else found.filter(place__lte=SHOWN), "bylines", "log")
    printed = [article for article in past if article.state == ArticleState.PUBLISHED]
    pdfs = published_pdfs({article.issue_id for article in printed if article.issue_id})
    groups = []
    for state, title in ((ArticleState.PUBLISHED, "Published"), (ArticleState.WITHDRAWN, "Withdrawn")):
        shown = [article for article in past if article.state == state]
        rows = [_past_row(article, user, now, pdfs) for article in shown]
        groups.append(Group(state.value, title, rows, more=shown[0].in_group - len(rows) if shown else 0))
    return groups


def _past_row(article: Article, user: User, now: datetime, pdfs: dict[int, int]) -> Row:
    moves = list(article.log.all())
    facts = Facts(article, last=moves[-1] if moves else None)
    since = moment(article.state_since or article.created_at, now)
    pdf = pdfs.get(article.issue_id or 0) if article.state == ArticleState.PUBLISHED else None
    return Row(article, since, since_what(facts), waiting(facts, viewer=user), pdf=pdf)


def published_pdfs(issues: set[int]) -> dict[int, int]:
    """Of published issues: issue to the PDF of its newest published edition."""
    if not issues:
        return {}
    made = published_renditions().filter(issue__in=issues, form=Rendition.Form.PDF)
    found = made.order_by("edition__number", "edition__attempt")
    return {issue: pk for issue, pk in found.values_list("issue_id", "pk") if issue}
