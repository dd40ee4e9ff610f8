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
from editorial.house.models import THE_ONLY, House
from editorial.house.queries import remember_house
from editorial.issues.models import (
    Correction,
    Edition,
    Issue,
    IssuePart,
    IssueSection,
    PlannedPublication,
    Publication,
    ReleaseReview,
    Rendition,
    Section,
)
from editorial.issues.snapshot import Around
from editorial.issues.transitions import moves_that_apply
from editorial.states import CorrectionState, IssueState, Role
from editorial.workflow.frozen import CORRECTION_MOVES
from editorial.workflow.models import LogEntry
from editorial.workflow.reading import load_people_and

PDFS_READ = 20


@dataclass(frozen=True)
class WholeIssue:
    """What belongs to an issue: `articles` in its order, the `register` of sections and which of them have `places` in it,
    `reviews` and `renditions` newest first, the `corrections`, what stands `around` the articles, the `log` of the issue and
    every override of its articles, oldest first.

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
    corrections: Sequence[Correction] = ()
    house: House = field(default_factory=lambda: House(pk=THE_ONLY, version=0))
    texts: Sequence[IssuePart] = ()
    publications: Sequence[Publication] = ()
    plans: Sequence[PlannedPublication] = ()

    @property
    def around(self) -> Around:
        """What reaches the page besides articles and sections."""
        published = self.published if self.issue.state == IssueState.PUBLISHED else None
        return Around(self.house, self.texts, self.corrections, published.snapshot if published else None)

    @property
    def published(self) -> Edition | None:
        """What readers have. Its snapshot is read when somebody asks for it. (`queries.published_edition`)"""
        out = {one.edition_id for one in self.publications}
        found = (one for one in self.editions if one.pk in out)
        return max(found, key=lambda one: (one.number, one.attempt), default=None)

    @property
    def waiting(self) -> Edition | None:
        """The edition that is frozen and not published. (`queries.waiting_edition`)"""
        if self.issue.state == IssueState.APPROVED:
            return self.edition
        moves = [one for one in self.log if one.issue_id and one.move in CORRECTION_MOVES]
        last = max(moves, key=lambda one: one.pk, default=None)
        approved = last is not None and last.move == "approve_correction"
        waits = approved and self.issue.state == IssueState.PUBLISHED and self.edition != self.published
        return self.edition if waits else None

    @property
    def moves_that_apply(self) -> frozenset[str] | None:
        """The moves of a published issue that there is anything to make with; None: all of the table."""
        if self.issue.state != IssueState.PUBLISHED:
            return None
        opened = any(one.state == CorrectionState.OPEN for one in self.corrections)
        return moves_that_apply(waiting=self.waiting is not None, opened=opened)

    @property
    def pdfs(self) -> list[Rendition]:
        """The renditions that are PDFs of the issue, the newest first."""
        return [made for made in self.renditions if made.form == Rendition.Form.PDF]

    @property
    def edition(self) -> Edition | None:
        """The one that was frozen last."""
        return max(self.editions, key=lambda one: (one.number, one.attempt), default=None)


def _asked(issue: Issue, *, every_pdf: bool) -> list[QuerySet[Any]]:
    # An article that was never submitted is nobody's but its author's, its title included.
    of_articles = Q(article__issue=issue, article__submitted_at__isnull=False) & ~Q(overridden=[])
    newest = (
        Rendition.objects.filter(issue=issue, form=Rendition.Form.PDF)
        .order_by("-pk")
        .values("pk")[:PDFS_READ]
    )
    pdfs = Q(issue=issue) if every_pdf else Q(pk__in=newest) | Q(issue=issue, edition__isnull=False)
    return [
        Section.objects.all(),
        IssueSection.objects.filter(issue=issue),
        ReleaseReview.objects.filter(issue=issue),
        Edition.objects.filter(issue=issue).defer("snapshot"),
        Rendition.objects.filter(pdfs).defer("snapshot"),
        LogEntry.objects.filter(Q(issue=issue) | of_articles),
        Correction.objects.filter(issue=issue),
        IssuePart.objects.filter(issue=issue),
        House.objects.filter(pk=THE_ONLY),
        Publication.objects.filter(edition__issue=issue),
        PlannedPublication.objects.filter(edition__issue=issue),
    ]


def read_whole_issue(
    issue: Issue,
    articles: Sequence[Any],
    *,
    unplaced: QuerySet[Article] | None = None,
    every_pdf: bool = False,
) -> WholeIssue:
    """The parts of the issue beside its articles, without the people in them, and the articles of `unplaced`. One query."""
    asked = _asked(issue, every_pdf=every_pdf)
    if unplaced is not None:
        found = Article.objects.filter(pk__in=unplaced.values("pk"))
        asked.append(found.defer("commentary", "dek", "pull_quote"))
    (
        register,
        places,
        reviews,
        editions,
        renditions,
        log,
        corrections,
        texts,
        house,
        publications,
        plans,
        *others,
    ) = rows_together(*asked)
    sections = {section.pk: section for section in register}
    for place in places:
        place.section = sections[place.section_id]
    frozen = {edition.pk: edition for edition in editions}
    for made in (*renditions, *plans):
        made.edition = frozen.get(made.edition_id)
    released = {one.edition_id: one for one in publications}
    for edition in editions:
        Edition._meta.get_field("publication").set_cached_value(edition, released.get(edition.pk))
    by_key = {article.pk: article for article in articles}
    for entry in log:
        entry.article = by_key.get(entry.article_id)
    for correction in corrections:
        correction.article = by_key.get(correction.article_id)
    of_issue = [entry for entry in log if entry.issue_id]
    for row in (*places, *reviews, *editions, *renditions, *corrections, *of_issue):
        row.issue = issue
    log.sort(key=lambda entry: (entry.at, entry.pk))
    the_house = house[0] if house else House(pk=THE_ONLY, version=0)
    remember_house(the_house)  # what is asked of it next is asked of the cache
    return WholeIssue(
        issue, articles, register, places, reviews, editions, renditions, log, others[0] if others else (),
        corrections, the_house, texts, publications, plans,
    )  # fmt: skip


def load_everybody(parts: WholeIssue, rows: Iterable[Any], workers: Iterable[Role] = ()) -> list[User]:
    """Load everybody who is named in the parts and in `rows` (of its articles); returns the active people with one of the
    roles, by name. One query.
    """
    frozen = [*parts.editions, *parts.publications, *parts.renditions]
    named = [*rows, *parts.reviews, *frozen, *parts.corrections, *parts.plans, *parts.log]
    working = Q(is_active=True, groups__name__in=[*workers])
    people = load_people_and(parts.articles, named, working)
    return sorted(people, key=lambda one: (one.first_name, one.last_name, one.username))
