"""The record of an issue: every move, override, review, edition and PDF, with who, when and why."""

import json
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.content.models import Article
from editorial.factcheck.models import Dismissal
from editorial.factcheck.operations import drop_claim, mark_claim
from editorial.issues.models import Edition, Issue, Rendition
from editorial.issues.operations import record_release_review
from editorial.issues.record import issue_record, overrides_of
from editorial.workflow.models import LogEntry
from editorial.workflow.operations import add_comment
from tests import factories as f

pytestmark = pytest.mark.django_db


def record_of(issue: Issue, reader: Any = None) -> dict[str, Any]:
    return issue_record(Issue.objects.get(pk=issue.pk), reader=reader or f.editor())


def overridden_issue() -> tuple[Issue, Any]:
    """An administrator passed over gates at the clearing, at the closing and at the approval."""
    boss, article = f.administrator(), f.walked_to("fact_check")
    f.check_everything(article, f.fact_checker())
    add_comment(article=article, text="Sure?", by=f.editor(), blocking=True)
    f.move(article, "clear", boss, override=True, reason="The source confirmed it")
    issue = f.issue_of([article])
    add_comment(article=article, text="Still?", by=f.editor(), blocking=True)
    issue = f.move_issue(issue, "close", boss, override=True, reason="It goes to press")
    issue = f.move_issue(issue, "approve", boss, override=True, reason="The editor agreed")
    return issue, boss


def test_every_override_is_there_with_who_when_why_and_all_that_it_passed_over() -> None:
    issue, boss = overridden_issue()
    article = issue.articles.get()
    shown = record_of(issue)["overrides"]
    assert [(o["of"], o["title"], o["move"], o["by"], o["reason"]) for o in shown] == [
        ("article", article.title, "clear", boss.get_full_name(), "The source confirmed it"),
        ("issue", "", "close", boss.get_full_name(), "It goes to press"),
        ("issue", "", "approve", boss.get_full_name(), "The editor agreed"),
    ]
    entries = list(LogEntry.objects.exclude(overridden=[]).order_by("at"))
    assert [o["at"] for o in shown] == [entry.at for entry in entries]
    assert [[b["message"] for b in o["overridden"]] for o in shown] == [
        ["A blocking comment is open: “Sure?”"],
        [f"“{article.title}”: A blocking comment is open: “Still?”"],
        [f"“{article.title}”: A blocking comment is open: “Still?”"],
    ]
    assert overrides_of(issue) == entries


def test_what_is_printed_knows_nothing_of_the_overrides() -> None:
    issue, boss = overridden_issue()
    first = Edition.objects.get()
    assert "The editor agreed" not in json.dumps(first.snapshot)
    f.move_issue(issue, "reopen", boss)
    for move in ("close", "approve"):
        f.move_issue(issue, move, boss, override=True, reason="For other reasons")
    assert {edition.fingerprint for edition in Edition.objects.all()} == {first.fingerprint}


def test_without_an_override_there_is_none() -> None:
    issue = f.approved_issue()
    assert (record_of(issue)["overrides"], overrides_of(issue)) == ([], [])


def test_the_moves_of_the_issue_and_of_each_article_are_there_in_order() -> None:
    issue = f.published_issue()
    record = record_of(issue)
    assert [(m["move"], m["from"], m["to"]) for m in record["moves"]] == [
        ("close", "planning", "closed"), ("approve", "closed", "approved"), ("publish", "approved", "published"),
    ]  # fmt: skip
    [article] = record["articles"]
    assert [m["label"] for m in article["moves"]] == ["Submit", "Accept", "Clear", "Publish"]
    entry = LogEntry.objects.get(article__issue=issue, move="accept")
    assert (article["moves"][1]["by"], article["moves"][1]["at"]) == (entry.by.get_full_name(), entry.at)


def test_checks_clearances_claims_and_dismissals_are_counted() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    claim = mark_claim(article=article, field="commentary", exact="three days", by=checker)
    drop_claim(claim=claim, reason="Marked by mistake", by=checker)
    f.check_everything(article, checker)
    Dismissal.objects.create(
        article=article, item_kind="article", item_key=str(article.key), fingerprint="0" * 64, code="some-finding",
        text="nine", reason="So the source says", by=checker, at=article.created_at,
    )  # fmt: skip
    [shown] = record_of(f.issue_of([article]))["articles"]
    # The text, two excerpts, their translations, two notes; one image.
    assert (shown["items"], shown["items_verified"], shown["items_void"]) == (8, 8, 0)
    assert shown["checks"] == {
        "recorded": 7, "verified": 7, "disputed": 0, "cannot_verify": 0, "needs_change": 0,
    }  # fmt: skip
    assert shown["clearances"] == {"recorded": 1, "cleared": 1, "refused": 0}
    assert (shown["claims"], shown["claims_dropped"][0]["reason"]) == (1, "Marked by mistake")
    assert [(d["finding"], d["text"], d["reason"]) for d in shown["dismissals"]] == [
        ("some-finding", "nine", "So the source says")
    ]
    Article.objects.filter(pk=article.pk).update(dek="Other words")
    assert record_of(Issue.objects.get())["articles"][0]["items_void"] == 1


def test_editions_and_pdfs_are_there_with_their_digests() -> None:
    office = f.publications()
    issue = f.approved_issue(office=office)
    f.move_issue(issue, "reopen", office)
    f.move_issue(issue, "close", f.editor())
    f.move_issue(issue, "approve", office)
    made = f.finish_rendition(Rendition.objects.order_by("-pk").first())
    record = record_of(issue)
    assert [(e["number"], e["attempt"], e["intact"]) for e in record["editions"]] == [
        (1, 1, True),
        (1, 2, True),
    ]
    assert [e["fingerprint"] for e in record["editions"]] == [e.fingerprint for e in Edition.objects.all()]
    assert record["editions"][0]["articles"] == {
        str(issue.articles.get().key): record["articles"][0]["fingerprint"]
    }
    last = record["renditions"][-1]
    assert (last["attempt"], last["sha256"], last["pages"], last["bytes"]) == (2, made.sha256, 12, made.size)
    assert record["renditions"][0]["status"] == "queued"
    Edition.objects.filter(attempt=1).update(snapshot={"sections": []})
    assert [e["intact"] for e in record_of(issue)["editions"]] == [False, True]


def test_a_review_says_whether_it_is_about_what_stands() -> None:
    issue = f.issue_of([f.walked_to("approved")])
    record_release_review(
        issue=issue, review="Security", outcome="cleared", reviewer="Col. Lee", by=f.publications()
    )
    [review] = record_of(issue)["release_reviews"]
    assert (review["reviewer"], review["outcome"], review["of_what_stands_today"]) == (
        "Col. Lee",
        "cleared",
        True,
    )
    Issue.objects.filter(pk=issue.pk).update(title="Another title")
    assert record_of(issue)["release_reviews"][0]["of_what_stands_today"] is False


def test_it_is_json_that_says_the_same_again() -> None:
    issue, _boss = overridden_issue()
    reader, at = f.editor(), issue.articles.get().created_at
    first, second = (
        json.dumps(issue_record(issue, reader=reader, at=at), cls=DjangoJSONEncoder) for _ in range(2)
    )
    assert first == second
    assert set(json.loads(first)) == {
        "schema", "made_at", "house", "issue", "overrides", "moves", "articles", "release_reviews", "editions",
        "renditions",
    }  # fmt: skip


def test_a_draft_that_was_never_submitted_is_not_in_it() -> None:
    issue = f.issue_of([f.complete_article(title="A secret"), f.walked_to("in_review")])
    for reader in (f.editor(), f.publications(), f.fact_checker()):
        assert "A secret" not in json.dumps(record_of(issue, reader), cls=DjangoJSONEncoder)
    assert len(record_of(issue, f.administrator())["articles"]) == 2


def test_the_record_asks_no_more_of_many_articles_than_of_one() -> None:
    section, reader = f.section(), f.editor()
    counts = []
    for number in (1, 3):
        articles = [f.walked_to("approved", f.complete_article(section=section)) for _ in range(number)]
        issue = Issue.objects.get(pk=f.published_issue(articles).pk)
        issue_record(issue, reader=reader)
        with CaptureQueriesContext(connection) as made:
            issue_record(issue, reader=reader)
        counts.append(len(made))
    assert counts == [20, 20]
