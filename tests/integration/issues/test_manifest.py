"""The manifest of an edition: what it is made of, who approved what, what each form is."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.content.fingerprints import article_fingerprint
from editorial.issues import operations as issues
from editorial.issues.manifest import content_digests, edition_manifest
from editorial.issues.models import Edition, Issue
from editorial.issues.queries import latest_edition, published_edition
from tests import factories as f

pytestmark = pytest.mark.django_db


def published(count: int = 1) -> Issue:
    section = f.section()
    return f.published_issue(
        [f.walked_to("approved", f.complete_article(section=section)) for _ in range(count)]
    )


def test_it_says_what_the_edition_is_made_of() -> None:
    issue = published(2)
    edition = published_edition(issue)
    said = edition_manifest(edition)
    articles = list(issue.articles.order_by("position"))
    assert (said["reference"], said["edition"], said["attempt"], said["intact"]) == (
        issue.reference,
        1,
        1,
        True,
    )
    assert said["fingerprint"] == edition.fingerprint
    assert said["approved"] == {"by": edition.by.get_full_name(), "at": edition.at.isoformat()}
    assert said["published"]["by"] == edition.publication.by.get_full_name()
    assert [(one["key"], one["title"], one["fingerprint"]) for one in said["articles"]] == [
        (str(article.key), article.title, article_fingerprint(f.fresh(article))) for article in articles
    ]
    pictures = sorted(article.images.get().sha256 for article in articles)
    assert [one["sha256"] for one in said["pictures"]] == pictures
    assert [one["images"][0]["credit"] != "" for one in said["articles"]] == [True, True]
    made = f.pdf_of(issue)
    assert said["forms"]["pdf"]["sha256"] == made.sha256
    assert (said["forms"]["pdf"]["bytes"], said["forms"]["pdf"]["pages"]) == (made.size, 12)
    assert list(said["forms"]) == ["pdf"]
    assert said["overrides"] == said["release_reviews"] == said["errata"] == []


def test_it_is_sorted_json_that_says_the_same_again() -> None:
    edition = published_edition(published())
    first, second = (json.dumps(edition_manifest(Edition.objects.get(pk=edition.pk))) for _ in range(2))
    assert first == second == json.dumps(json.loads(first), sort_keys=True)


def test_overrides_and_reviews_up_to_the_approval_show() -> None:
    article, boss, office = f.walked_to("fact_check"), f.administrator(), f.publications()
    f.move(article, "clear", boss, override=True, reason="The minister said so")
    issue = f.issue_of([f.fresh(article)])
    f.move_issue(issue, "close", f.editor())
    issues.record_release_review(
        issue=issue, review="Security", outcome="cleared", reviewer="Col. Lee", document="File 12", by=office
    )
    issue = f.move_issue(issue, "approve", office)
    said = edition_manifest(latest_edition(issue))
    [override] = said["overrides"]
    assert (override["of"], override["title"], override["move"]) == (str(article.key), article.title, "clear")
    assert (override["by"], override["reason"]) == (boss.get_full_name(), "The minister said so")
    assert {one["code"] for one in override["overridden"]} >= {"not_verified"}
    [review] = said["release_reviews"]
    assert (review["reviewer"], review["document"], review["outcome"]) == ("Col. Lee", "File 12", "cleared")
    issues.record_release_review(
        issue=issue, review="Later", outcome="objection", reviewer="Col. Lee", by=office,
        at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    assert len(edition_manifest(latest_edition(issue))["release_reviews"]) == 1


def test_two_manifests_name_the_article_that_was_corrected() -> None:
    issue = published(2)
    first = edition_manifest(published_edition(issue))
    mended, _other = issue.articles.order_by("position")
    issue = f.published_correction(f.fresh(mended), erratum="Two days.")
    second = edition_manifest(published_edition(issue))
    prints = [{one["key"]: one["fingerprint"] for one in said["articles"]} for said in (first, second)]
    assert [key for key in prints[0] if prints[0][key] != prints[1][key]] == [str(mended.key)]
    assert second["errata"] == [{"article": str(mended.key), "edition": 2, "text": "Two days."}]
    assert first["fingerprint"] != second["fingerprint"]


def test_a_snapshot_that_somebody_changed_is_not_intact() -> None:
    edition = published_edition(published())
    edition.snapshot["sections"][0]["articles"][0]["title"] = "Other words"
    assert edition_manifest(edition)["intact"] is False


def test_the_digests_say_where_two_snapshots_differ() -> None:
    snapshot = published_edition(published(2)).snapshot
    before = content_digests(snapshot)
    one, _two = before["articles"]
    snapshot["sections"][0]["articles"][0]["dek"] += ","
    after = content_digests(snapshot)
    assert [key for key in before["articles"] if before["articles"][key] != after["articles"][key]] == [one]
    assert {name: before[name] for name in before if name != "articles"} == {
        name: after[name] for name in after if name != "articles"
    }
    snapshot["sections"][0]["articles"].reverse()
    assert content_digests(snapshot)["order"] != after["order"]


def test_as_many_queries_for_three_articles_as_for_one() -> None:
    counts = []
    for number in (1, 3):
        edition = Edition.objects.get(pk=published_edition(published(number)).pk)
        with CaptureQueriesContext(connection) as made:
            edition_manifest(edition)
        counts.append(len(made))
    assert counts == [7, 7]
