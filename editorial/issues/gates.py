"""Gates of an issue. Each returns what stands in its way, in a newsroom's words.

`where` of a blocker says where it is solved: `article:PK`, `article:PK:` and a place within the article as the gates of
articles name it, `review:NAME`, or the part of the issue's page: `articles`, `edition`, `pdf`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from editorial.content.files import stored_digest
from editorial.content.fingerprints import article_fingerprint, fingerprint
from editorial.content.models import Article
from editorial.content.queries import with_content
from editorial.factcheck.queries import with_checks
from editorial.issues.models import Edition, Issue, ReleaseReview, Rendition
from editorial.issues.queries import issue_fingerprint, latest_edition
from editorial.issues.snapshot import snapshot_from
from editorial.issues.whole import WholeIssue
from editorial.states import ArticleState, JobStatus
from editorial.workflow.gates import Blocker, Case
from editorial.workflow.gates import blockers as article_blockers
from editorial.workflow.models import LogEntry
from editorial.workflow.transitions import TRANSITIONS


@dataclass(frozen=True)
class IssueCase:
    """What the gates of an issue look at; its articles are read once for all of them.

    `parts` are what a page has read already, its articles with all their lists. Operations leave it out: they ask anew.
    """

    issue: Issue
    parts: WholeIssue | None = None

    @cached_property
    def articles(self) -> list[Article]:
        """In the issue's order, with everything that the gates of articles look at. As many queries for 60 as for one."""
        if self.parts:
            return list(self.parts.articles)
        query = with_checks(with_content(Article.objects.filter(issue=self.issue)))
        return list(query.prefetch_related("comments").order_by("position"))

    @property
    def approved(self) -> list[Article]:
        """Those that passed their fact-check; `every_article_approved` speaks of the others."""
        return [article for article in self.articles if article.state == ArticleState.APPROVED]

    @property
    def listed(self) -> set[int]:
        """The sections that the issue lists."""
        places = self.parts.places if self.parts else self.issue.issue_sections.all()
        return {place.section_id for place in places}

    @property
    def reviews(self) -> list[ReleaseReview]:
        """The release reviews, the newest last."""
        found = self.parts.reviews if self.parts else self.issue.release_reviews.all()
        return sorted(found, key=lambda review: (review.at, review.pk))

    @property
    def fingerprint(self) -> str:
        """Of what stands today; drafts that nobody knows of are not in it."""
        if self.parts is None:
            return issue_fingerprint(self.issue)
        known = [article for article in self.parts.articles if article.submitted_at is not None]
        return fingerprint(snapshot_from(self.issue, known, self.parts.places, edition_number=0))

    @cached_property
    def clearings(self) -> list[LogEntry]:
        """The moves that passed the fact-check of an approved article, the newest last."""
        if self.parts is None:
            found = LogEntry.objects.filter(article__in=self.approved, move="clear")
            return list(found.order_by("at", "pk"))
        moves = [entry for article in self.approved for entry in article.log.all() if entry.move == "clear"]
        return sorted(moves, key=lambda entry: (entry.at, entry.pk))

    @property
    def edition(self) -> Edition | None:
        """The one that was frozen last."""
        return self.parts.edition if self.parts else latest_edition(self.issue)

    def renditions_of(self, edition: Edition) -> list[Rendition]:
        """The renderings of the edition, the newest first."""
        if self.parts is None:
            return list(edition.renditions.all())
        return [made for made in self.parts.renditions if made.edition_id == edition.pk]


IssueGate = Callable[[IssueCase], list[Blocker]]

# What an article that is not approved is, in a sentence.
STILL: dict[str, str] = {
    ArticleState.DRAFT: "still a draft",
    ArticleState.IN_REVIEW: "in review",
    ArticleState.FACT_CHECK: "in fact-check",
    ArticleState.PUBLISHED: "published already",
    ArticleState.WITHDRAWN: "withdrawn",
}


def shown_title(article: Article) -> str:
    """The title in quotation marks; a draft that was never submitted is nobody's but its author's."""
    return f"“{article.title}”" if article.submitted_at else "A draft that is not submitted yet"


def every_article_approved(case: IssueCase) -> list[Blocker]:
    """The issue has articles, and each of them is approved."""
    if not case.articles:
        return [Blocker("no_articles", "The issue has no articles yet.", "articles")]
    return [
        Blocker("not_approved", f"{shown_title(a)} is {STILL[a.state]}.", f"article:{a.pk}")
        for a in case.articles
        if a.state != ArticleState.APPROVED
    ]


def order_complete(case: IssueCase) -> list[Blocker]:
    """Every article has a section, and the issue lists that section."""
    listed = case.listed
    found = []
    for article in case.articles:
        if article.section_id is None:
            words = f"{shown_title(article)} has no section."
            found.append(Blocker("no_section", words, f"article:{article.pk}:section"))
        elif article.section_id not in listed:
            words = f"{shown_title(article)} is in “{article.section}”, which this issue does not list."
            found.append(Blocker("section_not_listed", words, f"article:{article.pk}:section"))
    return found


def release_reviews_current(case: IssueCase) -> list[Blocker]:
    """Each review that the settings name has cleared exactly what stands today."""
    if not settings.RELEASE_REVIEWS:
        return []
    today = case.fingerprint
    newest: dict[str, ReleaseReview] = {}
    for review in case.reviews:
        newest[review.review] = review
    found = []
    for name in settings.RELEASE_REVIEWS:
        given = newest.get(name)
        if given is None:
            found.append(
                Blocker("review_missing", f"The review “{name}” is not recorded yet.", f"review:{name}")
            )
        elif given.outcome == ReleaseReview.Outcome.OBJECTION:
            found.append(Blocker("review_objects", f"“{name}” objects ({given.reviewer}).", f"review:{name}"))
        elif given.fingerprint != today:
            words = f"The issue was changed after “{name}” cleared it. Ask for the review again."
            found.append(Blocker("review_outdated", words, f"review:{name}"))
    return found


def unchanged_since_fact_check(case: IssueCase) -> list[Blocker]:
    """Each approved article is, word for word, what its fact-check cleared."""
    cleared: dict[int, str] = {}
    for entry in case.clearings:
        cleared[entry.article_id] = entry.fingerprint  # type: ignore[index]
    return [
        Blocker(
            "changed_since_check",
            f"“{a.title}” was changed after its fact-check. Reopen it and check it again.",
            f"article:{a.pk}",
        )
        for a in case.approved
        if cleared.get(a.pk) != article_fingerprint(a)
    ]


def articles_still_clear(case: IssueCase) -> list[Blocker]:
    """What let each approved article pass its fact-check still holds: checks, clearances for this issue's day, findings.

    What an administrator overrode when the article was cleared stays overridden, item by item and word by word: the log
    has the reason. An override of this gate itself holds for that one move. Whether a check is by somebody who wrote in
    the article was asked at the clearing; nobody has written in it since.
    """
    overridden = {entry.article_id: entry.overridden for entry in case.clearings}
    return [
        Blocker(found.code, f"“{article.title}”: {found.message}", f"article:{article.pk}:{found.where}")
        for article in case.approved
        for found in article_blockers(TRANSITIONS["clear"].gates, Case(article))
        if found.as_dict() not in overridden.get(article.pk, [])
    ]


def pdf_ready(case: IssueCase) -> list[Blocker]:
    """The edition's PDF exists, passed the accessibility check, and its hash is on record."""
    edition = case.edition
    if edition is None:
        return [Blocker("no_edition", "No edition is frozen. Approve the issue first.", "edition")]
    renditions = case.renditions_of(edition)
    rendition = next((made for made in renditions if made.status == JobStatus.SUCCEEDED), None)
    if rendition is not None:
        if stored_digest(rendition.file) != rendition.sha256:
            words = "The PDF in the file store is not the one that was made. Reopen the issue and approve it again."
            return [Blocker("pdf_spoiled", words, "pdf")]
        return [
            Blocker("pdf_not_accessible", f"The PDF fails the accessibility check: {problem}", "pdf")
            for problem in rendition.problems
        ]
    last = renditions[0] if renditions else None
    if last is not None and last.status == JobStatus.FAILED:
        return [
            Blocker("pdf_failed", f"The PDF could not be made: {last.error_reason} Start it again.", "pdf")
        ]
    return [Blocker("pdf_missing", "The PDF is not finished yet.", "pdf")]


ISSUE_GATES: dict[str, IssueGate] = {
    gate.__name__: gate
    for gate in (
        every_article_approved, order_complete, release_reviews_current, unchanged_since_fact_check,
        articles_still_clear, pdf_ready,
    )
}  # fmt: skip


def issue_blockers(names: tuple[str, ...], issue: Issue, parts: WholeIssue | None = None) -> list[Blocker]:
    """Everything that the named gates find in the way; the same blocker is said once. `parts`: see `IssueCase`."""
    case = IssueCase(issue, parts)
    return list(dict.fromkeys(blocker for name in names for blocker in ISSUE_GATES[name](case)))
