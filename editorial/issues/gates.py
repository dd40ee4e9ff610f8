"""Gates of an issue. Each returns what stands in its way, in a newsroom's words.

`where` of a blocker says where it is solved: `article:PK`, `article:PK:` and a place within the article as the gates of
articles name it, `review:NAME`, `correction:PK`, or the part of the issue's page: `articles`, `edition`, `pdf`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils import timezone

from editorial.content.files import stored_digest
from editorial.content.fingerprints import article_fingerprint, fingerprint
from editorial.content.models import Article
from editorial.content.queries import with_content
from editorial.dates import long_date
from editorial.factcheck.queries import item_statuses, with_checks
from editorial.issues.models import Correction, Edition, Issue, ReleaseReview, Rendition
from editorial.issues.queries import (
    issue_fingerprint,
    latest_edition,
    open_corrections,
    published_edition,
    waiting_edition,
)
from editorial.issues.snapshot import article_fingerprints, snapshot_from
from editorial.issues.whole import WholeIssue
from editorial.states import ArticleState, CorrectionState, JobStatus
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

    @cached_property
    def corrections(self) -> list[Correction]:
        """Those that are on their way."""
        if self.parts:
            return [one for one in self.parts.corrections if one.state == CorrectionState.OPEN]
        return list(open_corrections(self.issue))

    @cached_property
    def waiting(self) -> Edition | None:
        """The edition that is frozen and not published."""
        return self.parts.waiting if self.parts else waiting_edition(self.issue)

    @cached_property
    def published(self) -> Edition | None:
        """What readers have."""
        return self.parts.published if self.parts else published_edition(self.issue)

    def moved_since(self, edition: Edition) -> list[Article]:
        """The articles that may be something else than when the edition was frozen: for operations all, for a page those
        that were moved since, or whose authors' names or affiliations changed. Nothing else can.
        """
        if self.parts is None:
            return self.articles
        return [
            article
            for article in self.articles
            if article.state_since is None
            or article.state_since > edition.at
            or (signed := getattr(article, "signed_mark", None)) is None
            or signed > edition.at
        ]

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

    @cached_property
    def fingerprint(self) -> str:
        """Of what stands today; drafts that nobody knows of are not in it."""
        if self.parts is None:
            return issue_fingerprint(self.issue)
        known = [article for article in self.parts.articles if article.submitted_at is not None]
        return fingerprint(
            snapshot_from(self.issue, known, self.parts.places, around=self.parts.around, edition_number=0)
        )

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
        """The PDFs of the edition, the newest first."""
        if self.parts is None:
            return list(edition.renditions.filter(form=Rendition.Form.PDF))
        return [made for made in self.parts.pdfs if made.edition_id == edition.pk]


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


def articles_as_frozen(case: IssueCase) -> list[Blocker]:
    """Each article of the issue is what the edition that waits holds."""
    edition = case.waiting
    moved = case.moved_since(edition) if edition else []
    if edition is None or not moved:
        return []  # `pdf_ready` says that nothing is frozen
    frozen = article_fingerprints(edition.snapshot)
    return [
        Blocker(
            "not_in_edition",
            f"{shown_title(a)} is not what edition {edition.number} holds: it was reopened, or an author’s name or "
            "affiliation changed. Reopen the issue and approve it anew.",
            f"article:{a.pk}",
        )
        for a in moved
        if a.state != ArticleState.APPROVED or frozen.get(str(a.key)) != article_fingerprint(a)
    ]


def correction_waits(case: IssueCase) -> list[Blocker]:
    """A correction is approved and was neither published nor taken back."""
    if case.waiting is not None:
        return []
    return [Blocker("nothing_waits", "No correction is approved. Approve it first.", "edition")]


def no_correction_waits(case: IssueCase) -> list[Blocker]:
    """No approved correction waits: an edition is published, or taken back, before the next one is frozen."""
    if case.waiting is None:
        return []
    words = f"Edition {case.waiting.number} is approved and waits. Publish it, or take its approval back."
    return [Blocker("correction_waits", words, "edition")]


def corrections_complete(case: IssueCase) -> list[Blocker]:
    """A correction is open, each open one has its erratum, and its article went through the workflow again."""
    if not case.corrections:
        return [
            Blocker("no_correction", "No correction is open. Open one for the article to mend.", "articles")
        ]
    found = []
    for correction in case.corrections:
        article = correction.article
        if article.state != ArticleState.APPROVED:
            words = f"The correction of {shown_title(article)} is not finished: it is {STILL[article.state]}."
            found.append(Blocker("correction_not_approved", words, f"article:{article.pk}"))
        if not correction.erratum:
            words = f"The correction of {shown_title(article)} has no erratum. Say what readers are told."
            found.append(Blocker("erratum_missing", words, f"correction:{correction.pk}"))
    return found


def others_as_published(case: IssueCase) -> list[Blocker]:
    """Every article that is not corrected is, word for word, what the last edition holds: errata name all that changed."""
    edition = case.published
    frozen = article_fingerprints(edition.snapshot) if edition else {}
    return [
        Blocker(
            "changed_without_correction",
            f"“{a.title}” is not what edition {edition.number if edition else 0} holds, and no correction of it is open. "
            "An author’s name or affiliation may have changed. Correct it too.",
            f"article:{a.pk}",
        )
        for a in case.articles
        if a.state == ArticleState.PUBLISHED and frozen.get(str(a.key)) != article_fingerprint(a)
    ]


def image_rights_last(case: IssueCase) -> list[Blocker]:
    """No permission of an image in the articles that are not corrected has ended since they were published."""
    today = timezone.localdate()
    return [
        Blocker(
            "rights_ended",
            f"“{article.title}”, {status.label}: its permission ended on {long_date(ends)}. Correct the article too: give "
            "the image a new permission, or take it out.",
            f"article:{article.pk}:image:{status.key}:clearance",
        )
        for article in case.articles
        if article.state == ArticleState.PUBLISHED
        for status in item_statuses(article)
        for ends in [getattr(status.last, "expires_on", None)]
        if ends is not None and ends < today
    ]


def corrections_as_frozen(case: IssueCase) -> list[Blocker]:
    """Each corrected article and each erratum is what the edition that waits holds."""
    edition = case.waiting
    if edition is None or (case.parts and not case.moved_since(edition)):
        return []  # `correction_waits` says so
    frozen = article_fingerprints(edition.snapshot)
    errata = {
        one["article"]: one["text"] for one in edition.snapshot["errata"] if one["edition"] == edition.number
    }
    going = {str(one.article.key): one for one in case.corrections if one.edition_number == edition.number}
    approved = {str(article.key): article_fingerprint(article) for article in case.approved}
    wrong = [
        one.article.title
        for key, one in going.items()
        if approved.get(key) != frozen.get(key) or errata.get(key) != one.erratum
    ]
    if set(errata) != set(going):
        wrong.append("Its errata")
    words = f"not what edition {edition.number} holds. Take its approval back and approve it again."
    return [Blocker("not_as_frozen", f"“{title}”: {words}", "edition") for title in wrong]


ISSUE_GATES: dict[str, IssueGate] = {
    gate.__name__: gate
    for gate in (
        every_article_approved, order_complete, release_reviews_current, unchanged_since_fact_check,
        articles_still_clear, articles_as_frozen, pdf_ready, no_correction_waits, corrections_complete,
        others_as_published, image_rights_last, correction_waits, corrections_as_frozen,
    )
}  # fmt: skip


def issue_blockers(names: tuple[str, ...], issue: Issue, parts: WholeIssue | None = None) -> list[Blocker]:
    """Everything that the named gates find in the way; the same blocker is said once. `parts`: see `IssueCase`."""
    case = IssueCase(issue, parts)
    return list(dict.fromkeys(blocker for name in names for blocker in ISSUE_GATES[name](case)))
