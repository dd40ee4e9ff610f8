"""Freezing editions, taking them back, and publishing them: what the moves of an issue do besides changing its state.

Everything here runs inside the move's transaction and holds the issue's row.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max

from editorial.content.fingerprints import fingerprint
from editorial.content.models import Article
from editorial.content.tracking import track
from editorial.issues.models import Correction, Edition, Issue, Publication
from editorial.issues.plans import cancel_open_plans
from editorial.issues.queries import latest_edition, open_corrections, published_edition, waiting_edition
from editorial.issues.requests import request_all
from editorial.issues.slugs import slugs_of
from editorial.issues.snapshot import article_fingerprints, articles_in, issue_articles, snapshot_of
from editorial.record.operations import append
from editorial.states import CorrectionState
from editorial.workflow.gates import Blocker
from editorial.workflow.operations import GateClosed, publish_articles


def next_number(issue: Issue) -> int:
    """The number of the edition that is frozen next: 1 until one is published, then one more than readers have."""
    published = published_edition(issue)
    return published.number + 1 if published else 1


def freeze_edition(issue: Issue, by: User, at: datetime) -> None:
    """Freeze what stands now as a further attempt of the next edition, and queue its forms. Plans for earlier attempts
    are off.
    """
    number = next_number(issue)
    attempt = 1 + (issue.editions.filter(number=number).aggregate(top=Max("attempt"))["top"] or 0)
    snapshot = snapshot_of(issue, edition_number=number)
    edition = append(Edition(
        issue=issue, number=number, attempt=attempt, snapshot=snapshot, fingerprint=fingerprint(snapshot), by=by, at=at
    ))  # fmt: skip
    cancel_open_plans(issue, by=by, at=at, reason="The edition was approved anew.")
    request_all(edition=edition, by=by, at=at)


def take_back(issue: Issue, by: User, at: datetime) -> None:
    """The edition that waited is not published: its plan is off, and corrections that were opened since go with the same
    edition as those that were in it.
    """
    cancel_open_plans(issue, by=by, at=at, reason="The approval of the edition was taken back.")
    number = next_number(issue)
    for correction in open_corrections(issue).exclude(edition_number=number):
        correction.edition_number = number
        _save(correction, by, "Goes with the edition whose approval was taken back", "edition_number")


def publish_first(issue: Issue, by: User, at: datetime) -> None:
    """The first edition is published, and every article of the issue with it. Raises `GateClosed`, `IllegalMove`."""
    edition = latest_edition(issue)
    assert edition is not None, "pdf_ready holds"
    frozen = article_fingerprints(edition.snapshot)
    articles = {str(key): pk for pk, key in Article.objects.filter(issue=issue).values_list("pk", "key")}
    if set(articles) != set(frozen):
        words = "The articles of the issue are not those of its edition. Approve the issue anew."
        raise GateClosed([Blocker("not_in_edition", words)])
    wanted = {articles[key]: frozen[key] for key in articles}
    publish_articles(article_fingerprints=wanted, slugs=_slugs(issue, edition.snapshot), by=by, at=at)
    _note_publication(issue, edition, by, at)


def publish_correction(issue: Issue, by: User, at: datetime) -> None:
    """The next edition is published, with the articles that were corrected in it; their corrections are over. Raises
    `GateClosed`, `IllegalMove`.
    """
    edition = waiting_edition(issue) or latest_edition(issue)
    assert edition is not None, "correction_waits holds"
    frozen = article_fingerprints(edition.snapshot)
    corrections = list(open_corrections(issue).filter(edition_number=edition.number))
    wanted = {one.article_id: frozen[str(one.article.key)] for one in corrections}
    slugs = _slugs(issue, edition.snapshot)
    publish_articles(article_fingerprints=wanted, slugs=slugs, by=by, at=at, news="publish_correction")
    for correction in corrections:
        words = f"Published with edition {edition.number}"
        end_correction(correction, CorrectionState.PUBLISHED, by=by, at=at, reason=words)
    # Issues from before articles kept their addresses.
    for article in Article.objects.filter(issue=issue, slug=""):
        article.slug = slugs[article.pk]
        track(article, by, "Address in the web edition kept")
        article.save(update_fields=["slug"])
    _note_publication(issue, edition, by, at)


def end_correction(
    correction: Correction, state: CorrectionState, *, by: User, at: datetime, reason: str
) -> None:
    """Write how a correction ended."""
    correction.state, correction.ended_at = state, at
    _save(correction, by, reason, "state", "ended_at")


def _note_publication(issue: Issue, edition: Edition, by: User, at: datetime) -> None:
    append(Publication(edition=edition, by=by, at=at))
    cancel_open_plans(issue, by=by, at=at, reason="It was published before.")


def _slugs(issue: Issue, snapshot: dict[str, Any]) -> dict[int, str]:
    """The articles' addresses as the edition has them; one frozen before there were addresses gets them now."""
    articles = issue_articles(issue)
    made = slugs_of(articles)
    printed = {article["key"]: article.get("slug", "") for article in articles_in(snapshot)}
    return {article.pk: printed.get(str(article.key)) or made[article.pk] for article in articles}


def _save(correction: Correction, by: User, reason: str, *fields: str) -> None:
    correction.version += 1
    track(correction, by, reason)
    correction.save(update_fields=[*fields, "version"])
