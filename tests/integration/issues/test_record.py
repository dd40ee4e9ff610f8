"""The record of an issue: every move, override, review, edition and PDF, with who, when and why."""

import hashlib
import io
import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.content.models import Article, Excerpt, Footnote, Image
from editorial.factcheck.evidence import read_evidence
from editorial.factcheck.models import Check, Dismissal
from editorial.factcheck.operations import (
    dismiss_finding,
    drop_claim,
    mark_claim,
    record_check,
    record_clearance,
)
from editorial.factcheck.problems import article_problems
from editorial.issues.models import Edition, Issue, Rendition
from editorial.issues.operations import record_release_review
from editorial.issues.planned import cancel_publication, plan_publication
from editorial.issues.record import issue_record, overrides_of
from editorial.workflow.comments import add_comment
from editorial.workflow.models import LogEntry
from tests import factories as f
from tests.integration.admin.pages import browser
from tests.lifting import rewrite

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 the page as it was"


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
    said = shown["fact_check"]
    assert (shown["claims"], said["claims_dropped"][0]["reason"]) == (1, "Marked by mistake")
    assert [(d["finding"], d["passage"], d["reason"]) for d in said["dismissals"]] == [
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
    rewrite(Edition.objects.filter(attempt=1), snapshot={"sections": []})
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


def test_corrections_publications_and_plans_are_in_it() -> None:
    issue = f.published_issue()
    f.corrected(issue.articles.get(), erratum="Two days.")
    office = f.publications()
    issue = f.move_issue(issue, "approve_correction", office)
    plan = plan_publication(
        edition=issue.editions.get(number=2), publish_at=timezone.now() + timedelta(hours=1), by=office
    )
    cancel_publication(plan=plan, by=office)
    record = record_of(issue)
    [correction], [planned] = record["corrections"], record["plans"]
    assert (correction["edition"], correction["state"], correction["erratum"]) == (2, "open", "Two days.")
    assert (planned["edition"], planned["outcome"], planned["ended_by"]) == (
        2,
        "canceled",
        office.get_full_name(),
    )
    assert [bool(edition["published"]) for edition in record["editions"]] == [True, False]
    assert {made["form"] for made in record["renditions"]} == {"pdf", "web", "epub"}
    page = browser(f.editor()).get(reverse("admin:editorial_issue_record", args=[issue.pk])).content.decode()
    assert "Two days." in page and "Canceled" in page and "Published by" in page


def test_it_is_json_that_says_the_same_again() -> None:
    issue, _boss = overridden_issue()
    reader, at = f.editor(), issue.articles.get().created_at
    first, second = (
        json.dumps(issue_record(issue, reader=reader, at=at), cls=DjangoJSONEncoder) for _ in range(2)
    )
    assert first == second
    assert set(json.loads(first)) == {
        "schema", "made_at", "house", "issue", "overrides", "moves", "articles", "release_reviews", "editions",
        "renditions", "corrections", "plans",
    }  # fmt: skip


def test_a_draft_that_was_never_submitted_is_not_in_it() -> None:
    issue = f.issue_of([f.complete_article(title="A secret"), f.walked_to("in_review")])
    for reader in (f.editor(), f.publications(), f.fact_checker()):
        assert "A secret" not in json.dumps(record_of(issue, reader), cls=DjangoJSONEncoder)
    assert len(record_of(issue, f.administrator())["articles"]) == 2


# Every statement


def state_everything(article: Article, by: Any) -> None:
    """A claim that is checked, one that is dropped, and a finding that is let pass."""
    for exact, drop in (("three days", False), ("A port", True)):
        claim = mark_claim(article=article, field="dek", exact=exact, by=by)
        record_check(item=claim, verdict="verified", by=by)
        if drop:
            drop_claim(claim=claim, reason="Marked by mistake", by=by)
    Dismissal.objects.create(
        article=article, item_kind="article", item_key=str(article.key), fingerprint="0" * 64, code="some-finding",
        text="nine", reason="So the source says", by=by, at=article.created_at,
    )  # fmt: skip
    record_check(item=article, verdict="verified", by=by)


def in_fact_check() -> tuple[Article, Any]:
    return f.walked_to("fact_check"), f.fact_checker()


def fact_check_of(article: Article, reader: Any = None) -> dict[str, Any]:
    """What the record says of the article's fact-check; it is put in an issue when it stands in none."""
    stored = Article.objects.get(pk=article.pk)
    issue = stored.issue or f.issue_of([stored])
    [shown] = record_of(issue, reader)["articles"]
    found: dict[str, Any] = shown["fact_check"]
    return found


def test_a_check_is_there_with_all_that_was_stated() -> None:
    article, checker = in_fact_check()
    check = record_check(
        item=article.excerpts.get(position=1), verdict="disputed", by=checker, note="The paper says “nearly”",
        evidence_url="https://journal.example/port", archived_url="https://archive.example/port",
        evidence_file=read_evidence(io.BytesIO(PDF), "page.pdf"),
    )  # fmt: skip
    assert fact_check_of(article)["checks"] == [
        {
            "id": check.pk, "item_kind": "excerpt", "item_key": check.item_key, "item": "Excerpt 1", "passage": "",
            "verdict": "disputed", "verdict_label": "Disputed", "by": checker.get_full_name(), "at": check.at,
            "note": "The paper says “nearly”", "evidence_url": "https://journal.example/port",
            "archived_url": "https://archive.example/port", "evidence_file": "page.pdf",
            "evidence_sha256": hashlib.sha256(PDF).hexdigest(), "fingerprint": check.fingerprint,
            "holds": True, "became": "", "became_label": "",
        }
    ]  # fmt: skip


def test_every_verdict_stays_oldest_first_with_what_became_of_it() -> None:
    article, checker = in_fact_check()
    note = article.footnotes.get(key="one")
    record_check(item=note, verdict="needs_change", by=checker, note="Which remark?")
    record_check(item=note, verdict="verified", by=f.fact_checker(), note="Mended")
    record_check(item=article.footnotes.get(key="two"), verdict="verified", by=checker)
    Footnote.objects.filter(key="two").update(text="<p>Another remark.</p>")
    shown = fact_check_of(article)["checks"]
    assert [(one["item"], one["verdict_label"], one["note"], one["became_label"]) for one in shown] == [
        ("Note 1", "Needs change", "Which remark?", "overtaken by a later verdict"),
        ("Note 1", "Verified", "Mended", ""),
        ("Note 2", "Verified", "", "the text was changed since"),
    ]
    assert [one["holds"] for one in shown] == [False, True, False]


def test_a_verdict_on_what_was_deleted_since_is_not_lost() -> None:
    article, checker = in_fact_check()
    f.check_everything(article, checker)
    Excerpt.objects.filter(article=article, position=1).delete()
    Footnote.objects.filter(article=article, key="two").delete()
    Image.objects.filter(article=article).delete()
    said = fact_check_of(article)
    gone = [one for one in [*said["checks"], *said["clearances"]] if one["became"] == "deleted"]
    assert sorted((one["item"], one["by"]) for one in gone) == [
        (item, checker.get_full_name())
        for item in (
            "Excerpt “The port is closed”",
            "Image “Commons”",
            "Note “A remark of our own.”",
            "Translation of an excerpt “The port is closed”",
        )
    ]
    assert len(said["checks"]) == 7
    rewrite(Check.objects.all(), content=None)  # rows from before it was kept
    assert [one["item"] for one in fact_check_of(article)["checks"] if one["became"] == "deleted"] == [
        "Excerpt", "Translation of an excerpt", "Note",
    ]  # fmt: skip


def test_a_claim_is_there_from_its_marking_to_its_dropping_with_the_verdict_that_stood() -> None:
    article, checker = in_fact_check()
    kept = mark_claim(article=article, field="dek", exact="three days", by=checker)
    given_up = mark_claim(article=article, field="pull_quote", exact="The port is closed.", by=checker)
    record_check(item=kept, verdict="verified", by=checker)
    record_check(item=given_up, verdict="verified", by=checker)
    last = record_check(item=given_up, verdict="disputed", by=checker, note="It opened again")
    gone = drop_claim(claim=given_up, reason="The rest holds it", by=checker)
    name = checker.get_full_name()
    said = fact_check_of(article)
    assert said["claims_marked"] == [
        {
            "key": claim.key, "field": field, "field_label": label, "passage": claim.exact, "by": name,
            "at": claim.at, "dropped": dropped,
        }
        for claim, field, label, dropped in (
            (kept, "dek", "Dek", False), (given_up, "pull_quote", "Pull quote", True),
        )
    ]  # fmt: skip
    assert said["claims_dropped"] == [
        {
            "key": given_up.key, "field": "pull_quote", "field_label": "Pull quote",
            "passage": "The port is closed.", "by": name, "at": gone.at, "reason": "The rest holds it",
            "verdict": {"verdict": "disputed", "verdict_label": "Disputed", "by": name, "at": last.at},
        }
    ]  # fmt: skip
    assert [(one["passage"], one["became"]) for one in said["checks"]] == [
        ("three days", ""), ("The port is closed.", "overtaken"), ("The port is closed.", "claim_dropped"),
    ]  # fmt: skip
    Article.objects.filter(pk=article.pk).update(dek="A port")
    changed = fact_check_of(article)["checks"][0]
    assert (changed["passage"], changed["became"]) == ("three days", "passage_gone")


def test_a_clearance_says_until_when_and_whether_that_is_long_enough() -> None:
    article, checker = in_fact_check()
    image = article.images.get()
    for decision, end in (("refused", None), ("cleared", date(2020, 1, 31))):
        record_clearance(image=image, decision=decision, by=checker, note="By letter", expires_on=end)
    shown = fact_check_of(article)["clearances"]
    assert [(c["item"], c["decision_label"], c["expires_on"], c["became_label"]) for c in shown] == [
        ("Image 1", "Refused", None, "overtaken by a later decision"),
        ("Image 1", "Cleared", date(2020, 1, 31), "ends before the issue appears"),
    ]
    Image.objects.update(creator="Somebody Else")
    last = fact_check_of(article)["clearances"][1]
    assert (last["holds"], last["became_label"]) == (False, "the image or its rights were changed since")


def test_a_dismissal_has_the_finding_s_words_while_it_covers_one() -> None:
    article, checker = in_fact_check()
    Article.objects.filter(pk=article.pk).update(commentary="<p>They met on on Monday.</p>")
    article = f.fresh(article)
    found = next(one for one in article_problems(article) if one.text == "on on")
    dismiss_finding(
        article=article, item_kind=found.item_kind, item_key=found.item_key, code=found.code, text=found.text,
        reason="So it was said", by=checker,
    )  # fmt: skip
    [shown] = fact_check_of(article)["dismissals"]
    assert (shown["finding"], shown["message"], shown["passage"], shown["reason"], shown["holds"]) == (
        found.code, found.message, found.text, "So it was said", True,
    )  # fmt: skip
    Article.objects.filter(pk=article.pk).update(commentary="<p>They all met on on Monday.</p>")
    assert fact_check_of(article)["dismissals"][0]["became"] == "found_again"
    Article.objects.filter(pk=article.pk).update(commentary="<p>They met on Monday.</p>")
    [shown] = fact_check_of(article)["dismissals"]
    assert (shown["message"], shown["holds"], shown["became"]) == ("", False, "finding_gone")


def test_the_page_lists_every_statement_and_links_evidence_for_those_who_may_open_it() -> None:
    article, checker = in_fact_check()
    check = record_check(
        item=article.footnotes.get(key="one"), verdict="cannot_verify", by=checker, note="No <answer> yet",
        evidence_url="https://journal.example/letter", evidence_file=read_evidence(io.BytesIO(PDF), "mail.pdf"),
    )  # fmt: skip
    claim = mark_claim(article=article, field="dek", exact="three days", by=checker)
    drop_claim(claim=claim, reason="Marked by mistake", by=checker)
    record_clearance(image=article.images.get(), decision="cleared", by=checker, note="By letter")
    issue = f.issue_of([article])
    file = reverse("check_evidence", args=[check.pk])
    for reader in (f.editor(), f.publications()):
        client = browser(reader)
        page = client.get(reverse("admin:editorial_issue_record", args=[issue.pk])).content.decode()
        for words in (
            "Cannot verify", "No &lt;answer&gt; yet", 'href="https://journal.example/letter"', "mail.pdf",
            check.evidence_sha256, "1 check: ", "It was never checked.", "By letter", checker.get_full_name(),
        ):  # fmt: skip
            assert words in page, words
        assert (file in page) is (client.get(file).status_code == 200)
    answer = browser(f.editor()).get(reverse("admin:editorial_issue_record_json", args=[issue.pk]))
    [kept] = json.loads(answer.content)["articles"][0]["fact_check"]["checks"]
    assert datetime.fromisoformat(kept["at"]).replace(microsecond=0) == check.at.replace(microsecond=0)


def test_the_record_asks_no_more_of_many_articles_than_of_one() -> None:
    section, reader, checker = f.section(), f.editor(), f.fact_checker()
    counts = []
    for number in (1, 3):
        articles = [f.walked_to("fact_check", f.complete_article(section=section)) for _ in range(number)]
        for article in articles:
            f.check_everything(article, checker)
            state_everything(article, checker)
            f.move(article, "clear", checker)
        issue = Issue.objects.get(pk=f.published_issue(articles).pk)
        issue_record(issue, reader=reader)
        with CaptureQueriesContext(connection) as made:
            issue_record(issue, reader=reader)
        counts.append(len(made))
    assert counts == [7, 7]
