"""The manifest of an edition: what it is made of, who approved what, and the digests of every form (docs/editions.md)."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import User

from editorial.content.fingerprints import fingerprint
from editorial.issues.models import Edition, ReleaseReview, Rendition
from editorial.issues.queries import publication_of
from editorial.issues.snapshot import articles_in
from editorial.states import JobStatus
from editorial.workflow.models import LogEntry

SCHEMA = 1
CONTENT = "content"


def edition_manifest(edition: Edition) -> dict[str, Any]:
    """Everything that says what the edition is, for JSON: times as ISO 8601 in UTC, keys sorted, lists in a fixed order.

    The same edition gives the same manifest until a form of it is made, or it is published. At most eight queries.
    """
    issue, publication = edition.issue, publication_of(edition)
    return _sorted(
        {
            "schema": SCHEMA,
            "reference": issue.reference,
            "edition": edition.number,
            "attempt": edition.attempt,
            "snapshot_schema": edition.snapshot.get("schema"),
            "fingerprint": edition.fingerprint,
            # False says that somebody changed the snapshot in the database.
            "intact": fingerprint(edition.snapshot) == edition.fingerprint,
            "approved": {"by": _name(edition.by), "at": _time(edition.at)},
            "published": {"by": _name(publication.by), "at": _time(publication.at)} if publication else None,
            "overrides": _overrides(edition),
            "release_reviews": _reviews(edition),
            "articles": _articles(edition.snapshot),
            "errata": edition.snapshot.get("errata", []),
            "pictures": _pictures(edition.snapshot),
            "forms": _forms(edition),
        }
    )


def content_digests(snapshot: dict[str, Any]) -> dict[str, Any]:
    """SHA-256 of each article and of everything else in a snapshot, by itself: two of them say where snapshots differ.

    Kept with what made a file (`Rendition.made_with["content"]`).
    """
    rest = {name: fingerprint(value) for name, value in snapshot.items() if name != "sections"}
    order = [
        [group["name"], [article["key"] for article in group["articles"]]] for group in snapshot["sections"]
    ]
    articles = {article["key"]: fingerprint(article) for article in articles_in(snapshot)}
    return {"articles": articles, "order": fingerprint(order)} | rest


def _overrides(edition: Edition) -> list[dict[str, Any]]:
    """Each move up to the approval with which an administrator passed over a gate, of the issue and of its articles."""
    keys = {article["key"]: article["title"] for article in articles_in(edition.snapshot)}
    made = LogEntry.objects.exclude(overridden=[]).filter(at__lte=edition.at)
    entries = made.filter(issue=edition.issue) | made.filter(article__key__in=keys)
    return [
        {
            "of": str(entry.article.key) if entry.article else "issue",
            "title": keys[str(entry.article.key)] if entry.article else str(edition.issue),
            "move": entry.move,
            "by": _name(entry.by),
            "at": _time(entry.at),
            "reason": entry.reason,
            "overridden": entry.overridden,
        }
        for entry in entries.select_related("article", "by").order_by("at", "pk")
    ]


def _reviews(edition: Edition) -> list[dict[str, Any]]:
    given = ReleaseReview.objects.filter(issue=edition.issue, at__lte=edition.at)
    return [
        {
            "review": review.review,
            "outcome": review.outcome,
            "reviewer": review.reviewer,
            "document": review.document,
            "by": _name(review.by),
            "at": _time(review.at),
            "fingerprint": review.fingerprint,
        }
        for review in given.select_related("by").order_by("at", "pk")
    ]


def _articles(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "key": article["key"],
            "slug": article.get("slug", ""),
            "title": article["title"],
            "fingerprint": article["fingerprint"],
            "images": [
                {"key": image["key"], "sha256": image["sha256"], "credit": image["credit"]}
                for image in article["images"]
            ],
        }
        for article in articles_in(snapshot)
    ]


def _pictures(snapshot: dict[str, Any]) -> list[dict[str, str]]:
    """Every picture file once: what `sha256sum` says of it."""
    logo = snapshot["house"].get("logo")
    files = {logo["sha256"]: logo["format"]} if logo else {}
    files |= {
        image["sha256"]: image["format"]
        for article in articles_in(snapshot)
        for image in article["images"]
        if image["sha256"]
    }
    return [{"sha256": sha256, "format": files[sha256]} for sha256 in sorted(files)]


def _forms(edition: Edition) -> dict[str, dict[str, Any]]:
    """Of each finished form its digest and what made it."""
    made = edition.renditions.filter(status=JobStatus.SUCCEEDED).defer("snapshot")
    return {one.form: _form(one) for one in made}


def _form(made: Rendition) -> dict[str, Any]:
    return {
        "sha256": made.sha256,
        "bytes": made.size,
        "pages": made.pages,
        "problems": made.problems,
        "made_with": made.made_with,
        "made_at": _time(made.finished_at) if made.finished_at else None,
    }


def _name(person: User) -> str:
    return person.get_full_name() or person.get_username()


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
