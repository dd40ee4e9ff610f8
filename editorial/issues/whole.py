"""An issue with everything that its page shows, in few queries, and what its gates look at as far as a page has read it.

Operations never use it: their gates ask anew (`gates.IssueCase`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from editorial.content.models import Article
from editorial.content.together import rows_together
from editorial.issues.models import Edition, Issue, IssueSection, ReleaseReview, Rendition, Section
from editorial.states import Role
from editorial.workflow.models import LogEntry
from editorial.workflow.reading import load_people_and

PDFS_READ = 20


@dataclass(frozen=True)
class WholeIssue:
    """What belongs to an issue: `articles` in its order, the `register` of sections and which of them have `places` in it,
    `reviews` and `renditions` newest first, the `log` of the issue and every override of its articles, oldest first.

    Snapshots are not read. `renditions` are the newest and all that are of an edition, unless every one was asked for.
    """

    issue: Issue
    articles: Sequence[Any]
    register: Sequence[Section] = ()
    places: Sequence[IssueSection] = ()
    reviews: Sequence[ReleaseReview] = ()
    editions: Sequence[Edition] = ()
    renditions: Sequence[Rendition] = ()
    log: Sequence[LogEntry] = ()
    unplaced: Sequence[Article] = field(default=())

    @property
    def edition(self) -> Edition | None:
        """The one that was frozen last."""
        return max(self.editions, key=lambda one: (one.number, one.attempt), default=None)


def read_whole_issue(
    issue: Issue,
    articles: Sequence[Any],
    *,
    unplaced: QuerySet[Article] | None = None,
    every_pdf: bool = False,
) -> WholeIssue:
    """The parts of the issue beside its articles, without the people in them, and the articles of `unplaced`. One query."""
    # An article that was never submitted is nobody's but its author's, its title included.
    of_articles = Q(article__issue=issue, article__submitted_at__isnull=False) & ~Q(overridden=[])
    newest = Rendition.objects.filter(issue=issue).order_by("-pk").values("pk")[:PDFS_READ]
    pdfs = Q(issue=issue) if every_pdf else Q(pk__in=newest) | Q(issue=issue, edition__isnull=False)
    asked: list[QuerySet[Any]] = [
        Section.objects.all(),
        IssueSection.objects.filter(issue=issue),
        ReleaseReview.objects.filter(issue=issue),
        Edition.objects.filter(issue=issue).defer("snapshot"),
        Rendition.objects.filter(pdfs).defer("snapshot"),
        LogEntry.objects.filter(Q(issue=issue) | of_articles),
    ]
    if unplaced is not None:
        found = Article.objects.filter(pk__in=unplaced.values("pk"))
        asked.append(found.defer("commentary", "dek", "pull_quote"))
    register, places, reviews, editions, renditions, log, *others = rows_together(*asked)
    sections = {section.pk: section for section in register}
    for place in places:
        place.section = sections[place.section_id]
    frozen = {edition.pk: edition for edition in editions}
    for made in renditions:
        made.edition = frozen.get(made.edition_id)
    by_key = {article.pk: article for article in articles}
    for entry in log:
        entry.article = by_key.get(entry.article_id)
    for row in (*places, *reviews, *editions, *renditions, *(one for one in log if one.issue_id)):
        row.issue = issue
    log.sort(key=lambda entry: (entry.at, entry.pk))
    return WholeIssue(
        issue, articles, register, places, reviews, editions, renditions, log, others[0] if others else ()
    )


def load_everybody(parts: WholeIssue, rows: Iterable[Any], workers: Iterable[Role] = ()) -> list[User]:
    """Load everybody who is named in the parts and in `rows` (of its articles); returns the active people with one of the
    roles, by name. One query.
    """
    named = [*rows, *parts.reviews, *parts.renditions, *parts.log]
    working = Q(is_active=True, groups__name__in=[*workers])
    people = load_people_and(parts.articles, named, working)
    return sorted(people, key=lambda one: (one.first_name, one.last_name, one.username))
