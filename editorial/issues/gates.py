"""Gates of an issue. Each returns what stands in its way, in a newsroom's words."""

from collections.abc import Callable

from django.conf import settings

from editorial.content.files import stored_digest
from editorial.content.fingerprints import article_fingerprint
from editorial.content.models import Article
from editorial.content.queries import with_content
from editorial.factcheck.queries import with_checks
from editorial.issues.models import Issue, ReleaseReview
from editorial.issues.queries import issue_fingerprint, latest_edition, published_rendition
from editorial.states import ArticleState, JobStatus
from editorial.workflow.gates import Blocker, Case
from editorial.workflow.gates import blockers as article_blockers
from editorial.workflow.models import LogEntry
from editorial.workflow.transitions import TRANSITIONS

IssueGate = Callable[[Issue], list[Blocker]]


def _articles(issue: Issue) -> list[Article]:
    query = with_checks(with_content(Article.objects.filter(issue=issue))).prefetch_related("comments")
    return list(query.order_by("position"))


def every_article_approved(issue: Issue) -> list[Blocker]:
    """The issue has articles, and each of them is approved."""
    articles = _articles(issue)
    if not articles:
        return [Blocker("no_articles", "The issue has no articles yet.")]
    return [
        Blocker("not_approved", f"“{a.title}” is {a.get_state_display().lower()}.", f"article:{a.pk}")
        for a in articles
        if a.state != ArticleState.APPROVED
    ]


def order_complete(issue: Issue) -> list[Blocker]:
    """Every article has a section, and the issue lists that section."""
    listed = set(issue.issue_sections.values_list("section_id", flat=True))
    found = []
    for article in _articles(issue):
        if article.section_id is None:
            found.append(Blocker("no_section", f"“{article.title}” has no section.", f"article:{article.pk}"))
        elif article.section_id not in listed:
            words = f"“{article.title}” is in “{article.section}”, which this issue does not list."
            found.append(Blocker("section_not_listed", words, f"article:{article.pk}"))
    return found


def release_reviews_current(issue: Issue) -> list[Blocker]:
    """Each review that the settings name has cleared exactly what stands today."""
    today = issue_fingerprint(issue)
    newest: dict[str, ReleaseReview] = {}
    for review in issue.release_reviews.order_by("at", "pk"):
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


def unchanged_since_fact_check(issue: Issue) -> list[Blocker]:
    """Each article is, word for word, what its fact-check cleared."""
    articles = _articles(issue)
    cleared: dict[int, str] = {}
    for entry in LogEntry.objects.filter(article__in=articles, move="clear").order_by("at", "pk"):
        cleared[entry.article_id] = entry.fingerprint  # type: ignore[index]
    return [
        Blocker(
            "changed_since_check",
            f"“{a.title}” was changed after its fact-check. Reopen it and check it again.",
            f"article:{a.pk}",
        )
        for a in articles
        if cleared.get(a.pk) != article_fingerprint(a)
    ]


def articles_still_clear(issue: Issue) -> list[Blocker]:
    """What let each article pass its fact-check still holds: checks, clearances for this issue's day, findings.

    What an administrator overrode when the article was cleared stays overridden, item by item: the log has the reason.
    """
    overridden = {
        entry.article_id: {(found["code"], found["where"]) for found in entry.overridden}
        for entry in LogEntry.objects.filter(article__issue=issue, move="clear").order_by("at", "pk")
    }
    return [
        Blocker(found.code, f"“{article.title}”: {found.message}", f"article:{article.pk}")
        for article in _articles(issue)
        for found in article_blockers(TRANSITIONS["clear"].gates, Case(article))
        if (found.code, found.where) not in overridden.get(article.pk, set())
    ]


def pdf_ready(issue: Issue) -> list[Blocker]:
    """The edition's PDF exists, passed the accessibility check, and its hash is on record."""
    edition = latest_edition(issue)
    if edition is None:
        return [Blocker("no_edition", "No edition is frozen. Approve the issue first.")]
    rendition = published_rendition(edition)
    if rendition is not None:
        if stored_digest(rendition.file) != rendition.sha256:
            words = "The PDF in the file store is not the one that was made. Reopen the issue and approve it again."
            return [Blocker("pdf_spoiled", words)]
        return [
            Blocker("pdf_not_accessible", f"The PDF fails the accessibility check: {problem}")
            for problem in rendition.problems
        ]
    last = edition.renditions.first()
    if last is not None and last.status == JobStatus.FAILED:
        return [Blocker("pdf_failed", f"The PDF could not be made: {last.error_reason} Start it again.")]
    return [Blocker("pdf_missing", "The PDF is not finished yet.")]


ISSUE_GATES: dict[str, IssueGate] = {
    gate.__name__: gate
    for gate in (
        every_article_approved, order_complete, release_reviews_current, unchanged_since_fact_check,
        articles_still_clear, pdf_ready,
    )
}  # fmt: skip


def issue_blockers(names: tuple[str, ...], issue: Issue) -> list[Blocker]:
    """Everything that the named gates find in the way; the same blocker is said once."""
    return list(dict.fromkeys(blocker for name in names for blocker in ISSUE_GATES[name](issue)))
