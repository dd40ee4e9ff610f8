"""The record of an issue: everything that was decided about it, by whom, when and why, as one JSON document.

docs/reports.md has its shape. It is read from rows that are only ever added (moves, checks, clearances, dismissals,
release reviews, editions, renditions), so that it can be made again at any time and says the same.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from editorial.content.fingerprints import article_fingerprint, fingerprint
from editorial.content.models import Article
from editorial.content.permissions import may_view
from editorial.factcheck.models import Decision, Verdict
from editorial.factcheck.queries import item_statuses
from editorial.house.queries import known_house
from editorial.issues.models import Correction, Edition, Issue, PlannedPublication, ReleaseReview, Rendition
from editorial.issues.queries import publication_of
from editorial.issues.recorded_checks import name_of, recorded_checks
from editorial.issues.snapshot import article_fingerprints, snapshot_from
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.issues.whole import load_everybody, read_whole_issue
from editorial.states import ArticleState, IssueState
from editorial.workflow.models import LogEntry
from editorial.workflow.reading import CONTENT, STATED, read_whole
from editorial.workflow.transitions import TRANSITIONS

# 3: corrections, publications (of each edition) and plans; each rendition has its form and what made it.
# 2: `fact_check` holds every statement; 1 had counts, and only the claims dropped and the dismissals.
SCHEMA = 3


def issue_record(issue: Issue, *, reader: User, at: datetime | None = None) -> dict[str, Any]:
    """The record as this person may read it: drafts that were never submitted are left out for those who may not know
    of them. Times are datetimes, days are dates. A constant number of queries.
    """
    articles = read_whole(Article.objects.filter(issue=issue).order_by("position"), *CONTENT, *STATED, "log")
    parts = read_whole_issue(issue, articles, every_pdf=True)
    load_everybody(parts, ())
    editions = list(issue.editions.select_related("by", "publication__by"))
    snapshots = {edition.pk: edition.snapshot for edition in editions}
    for edition in parts.editions:
        edition.snapshot = snapshots[edition.pk]  # read already: nobody asks for it again
    known = [one for one in articles if one.submitted_at is not None or may_view(reader, one)]
    submitted = [one for one in articles if one.submitted_at is not None]
    today = fingerprint(snapshot_from(issue, submitted, parts.places, around=parts.around, edition_number=0))
    moves = [_move(entry) for entry in parts.log if entry.issue_id]
    shown = [_article(article) for article in known]
    return {
        "schema": SCHEMA,
        "made_at": at or timezone.now(),
        "house": known_house().name,
        "issue": _issue(issue, today),
        "overrides": _overrides(moves, shown),
        "moves": moves,
        "articles": shown,
        "release_reviews": [_review(review, today) for review in parts.reviews],
        "editions": [_edition(edition) for edition in editions],
        "corrections": [_correction(one) for one in sorted(parts.corrections, key=lambda one: one.pk)],
        "plans": [_plan(one) for one in sorted(parts.plans, key=lambda one: one.pk)],
        "renditions": [_rendition(made) for made in reversed(parts.renditions)],
    }


def overrides_of(issue: Issue) -> list[LogEntry]:
    """Every move of the issue and of its articles with which an administrator passed over a gate, oldest first."""
    # An article that was never submitted is nobody's but its author's, its title included.
    submitted = LogEntry.objects.filter(article__issue=issue, article__submitted_at__isnull=False)
    found = LogEntry.objects.filter(issue=issue) | submitted
    return list(found.exclude(overridden=[]).select_related("by", "article").order_by("at", "pk"))


def _issue(issue: Issue, today: str) -> dict[str, Any]:
    return {
        "reference": issue.reference,
        "title": issue.title,
        "volume": issue.volume,
        "number": issue.number,
        "month": issue.month,
        "publication_date": issue.publication_date,
        "rights_date": issue.rights_date,
        "state": issue.state,
        "state_label": IssueState(issue.state).label,
        "fingerprint": today,
    }


def _move(entry: LogEntry) -> dict[str, Any]:
    table = ISSUE_TRANSITIONS if entry.issue_id else TRANSITIONS
    states = IssueState if entry.issue_id else ArticleState
    return {
        "move": entry.move,
        "label": table[entry.move].label if entry.move in table else entry.move,
        "from": entry.source,
        "to": entry.target,
        "from_label": _label(states, entry.source),
        "to_label": _label(states, entry.target),
        "by": name_of(entry.by),
        "at": entry.at,
        "reason": entry.reason,
        "overridden": entry.overridden,
        "fingerprint": entry.fingerprint,
    }


def _label(states: type[IssueState] | type[ArticleState], value: str) -> str:
    return str(states(value).label) if value in states.values else value


def _overrides(moves: list[dict[str, Any]], articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The moves that passed over a gate, of the issue and of its articles, in the order of time."""
    of_issue = [{"of": "issue", "key": "", "title": ""} | move for move in moves if move["overridden"]]
    of_articles = [
        {"of": "article", "key": article["key"], "title": article["title"]} | move
        for article in articles
        for move in article["moves"]
        if move["overridden"]
    ]
    return sorted(of_issue + of_articles, key=lambda move: move["at"])


def _article(article: Article) -> dict[str, Any]:
    statuses = item_statuses(article)
    return {
        "key": str(article.key),
        "id": article.pk,
        "place": article.position,
        "title": str(article),
        "authors": [byline.author.name for byline in article.bylines.all()],
        "section": article.section.name if article.section else "",
        "state": article.state,
        "state_label": ArticleState(article.state).label,
        "fingerprint": article_fingerprint(article),
        "moves": [_move(entry) for entry in article.log.all()],
        "items": len(statuses),
        "items_verified": sum(status.verified for status in statuses),
        "items_void": sum(status.void for status in statuses),
        "claims": len(article.claims.all()),
        "checks": _counts((check.verdict for check in article.checks.all()), Verdict.values),
        "clearances": _counts((one.decision for one in article.clearances.all()), Decision.values),
        "fact_check": recorded_checks(article, statuses),
    }


def _counts(given: Iterable[str], words: list[str]) -> dict[str, int]:
    """How often each word was given, with their sum as “recorded”."""
    counted = Counter(given)
    return {"recorded": counted.total()} | {word: counted[word] for word in words}


def _review(review: ReleaseReview, today: str) -> dict[str, Any]:
    return {
        "review": review.review,
        "outcome": review.outcome,
        "outcome_label": review.get_outcome_display(),
        "reviewer": review.reviewer,
        "document": review.document,
        "by": name_of(review.by),
        "at": review.at,
        "fingerprint": review.fingerprint,
        "of_what_stands_today": review.fingerprint == today,
    }


def _edition(edition: Edition) -> dict[str, Any]:
    published = publication_of(edition)
    return {
        "number": edition.number,
        "attempt": edition.attempt,
        "fingerprint": edition.fingerprint,
        # Of the stored snapshot: false says that somebody changed it in the database.
        "intact": fingerprint(edition.snapshot) == edition.fingerprint,
        "by": name_of(edition.by),
        "at": edition.at,
        "articles": article_fingerprints(edition.snapshot),
        "published": {"by": name_of(published.by), "at": published.at} if published else None,
    }


def _correction(correction: Correction) -> dict[str, Any]:
    return {
        "article": str(correction.article.key),
        "title": str(correction.article),
        "edition": correction.edition_number,
        "reason": correction.reason,
        "erratum": correction.erratum,
        "state": correction.state,
        "state_label": correction.get_state_display(),
        "opened_by": name_of(correction.opened_by),
        "opened_at": correction.opened_at,
        "ended_at": correction.ended_at,
    }


def _plan(plan: PlannedPublication) -> dict[str, Any]:
    return {
        "edition": plan.edition.number,
        "attempt": plan.edition.attempt,
        "publish_at": plan.publish_at,
        "planned_by": name_of(plan.planned_by),
        "planned_at": plan.planned_at,
        "outcome": plan.outcome,
        "outcome_label": plan.get_outcome_display() if plan.outcome else "Open",
        "ended_by": name_of(plan.ended_by) if plan.ended_by else "",
        "ended_at": plan.ended_at,
        "reason": plan.reason,
    }


def _rendition(made: Rendition) -> dict[str, Any]:
    return {
        "kind": made.kind,
        "kind_label": made.get_kind_display(),
        "form": made.form,
        "form_label": made.get_form_display(),
        "edition": made.edition.number if made.edition else None,
        "attempt": made.edition.attempt if made.edition else None,
        "status": made.status,
        "status_label": made.get_status_display(),
        "requested_by": name_of(made.requested_by),
        "queued_at": made.queued_at,
        "finished_at": made.finished_at,
        "sha256": made.sha256,
        "pages": made.pages,
        "bytes": made.size,
        "accessibility_problems": made.problems,
        "made_with": made.made_with,
        "error": made.error_reason,
    }
