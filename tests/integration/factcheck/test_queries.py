"""What still holds of what people stated, and what the finders see today."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.content import operations as content
from editorial.content.fingerprints import fingerprint
from editorial.content.models import Article, Excerpt
from editorial.errors import NotAllowed, ReasonMissing
from editorial.factcheck.models import Check, Dismissal
from editorial.factcheck.operations import dismiss_finding, record_check, record_clearance
from editorial.factcheck.queries import findings, item_statuses, with_checks
from editorial.states import Role
from tests import factories as f

pytestmark = pytest.mark.django_db


def words(article: Article) -> list[tuple[str, str]]:
    return [(status.label, status.word) for status in item_statuses(f.fresh(article))]


def test_each_item_has_its_status_in_the_order_of_the_page() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    record_check(item=article.excerpts.all()[1], verdict="cannot_verify", by=checker, note="The page is gone")
    record_clearance(
        image=article.images.get(), decision="refused", by=checker, evidence_url="https://x.example"
    )
    record_check(item=article, verdict="verified", by=checker)
    Article.objects.filter(pk=article.pk).update(title="Changed")
    assert words(article) == [
        ("The article’s own text", "Changed since"),
        ("Excerpt 1", "Not checked"),
        ("Translation of excerpt 1", "Not checked"),
        ("Excerpt 2", "Cannot verify"),
        ("Translation of excerpt 2", "Not checked"),
        ("Note 1", "Not checked"),
        ("Note 2", "Not checked"),
        ("Image 1", "Refused"),
    ]


def test_the_newest_verdict_counts_and_the_older_ones_stay() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    at = datetime(2026, 11, 3, tzinfo=UTC)
    for minutes, verdict in enumerate(("verified", "disputed", "needs_change")):
        record_check(item=article, verdict=verdict, by=checker, note="x", at=at + timedelta(minutes=minutes))
    assert words(article)[0][1] == "Needs change"
    assert Check.objects.filter(article=article).count() == 3


def test_two_verdicts_of_one_moment_are_told_apart_by_their_order() -> None:
    article, checker, at = f.walked_to("fact_check"), f.fact_checker(), datetime(2026, 11, 3, tzinfo=UTC)
    record_check(item=article, verdict="verified", by=checker, at=at)
    record_check(item=article, verdict="disputed", by=checker, note="x", at=at)
    assert words(article)[0][1] == "Disputed"


def test_a_check_says_who_when_and_on_what_evidence() -> None:
    article, checker, at = f.walked_to("fact_check"), f.fact_checker(), datetime(2026, 11, 3, tzinfo=UTC)
    excerpt = article.excerpts.first()
    check = record_check(
        item=excerpt, verdict="verified", by=checker, at=at, evidence_url="https://source.example/1",
        archived_url="https://archive.example/1", note="  Compared with the print edition  ",
    )  # fmt: skip
    stored = Check.objects.get(pk=check.pk)
    assert (stored.by, stored.at, stored.item_kind, stored.item_key) == (checker, at, "excerpt", excerpt.key)
    assert stored.content["body"] == Excerpt.objects.get(pk=excerpt.pk).body
    assert stored.fingerprint == fingerprint({"kind": "excerpt", **stored.content})
    assert stored.note == "Compared with the print edition"


@pytest.mark.parametrize("verdict", ["disputed", "cannot_verify", "needs_change"])
def test_a_verdict_that_holds_something_up_needs_a_note(verdict: str) -> None:
    article = f.walked_to("fact_check")
    with pytest.raises(ReasonMissing):
        record_check(item=article, verdict=verdict, by=f.fact_checker(), note=" ")


def test_checks_of_an_earlier_round_hold_for_what_was_not_touched() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    f.check_everything(article, checker)
    writer = article.created_by
    article = f.move(article, "return", checker)
    excerpt = article.excerpts.first()
    excerpt.place = "Rome"
    content.save_item(item=excerpt, by=writer)
    article = f.move(f.move(article, "submit", writer), "accept", f.editor())
    assert [word for _label, word in words(article)] == [
        "Verified", "Changed since", "Verified", "Verified", "Verified", "Verified", "Verified", "Cleared",
    ]  # fmt: skip


def test_a_dismissal_covers_one_finding_in_one_text() -> None:
    article = f.walked_to("in_review", f.complete_article(title="On October 3, 2026"))
    problem = next(p for p, _ in findings(article) if p.code == "date-month-first")
    asked = {
        "article": article, "item_kind": problem.item_kind, "item_key": problem.item_key, "code": problem.code,
        "text": problem.text, "by": f.editor(),
    }  # fmt: skip
    with pytest.raises(ReasonMissing):
        dismiss_finding(**asked, reason=" ")
    for role in (Role.AUTHOR, Role.PUBLICATIONS):
        with pytest.raises(NotAllowed):
            dismiss_finding(**(asked | {"by": f.person(role)}), reason="x")
    dismiss_finding(**asked, reason="It is a quotation")
    covered = {p.code: d for p, d in findings(f.fresh(article))}["date-month-first"]
    assert (covered.reason, covered.by) == ("It is a quotation", asked["by"])
    Article.objects.filter(pk=article.pk).update(dek="Another")
    assert {p.code: d for p, d in findings(f.fresh(article))}["date-month-first"] is not None
    Article.objects.filter(pk=article.pk).update(title="On October 3, 2026, again")
    assert {p.code: d for p, d in findings(f.fresh(article))}["date-month-first"] is None
    assert Dismissal.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "approved", "published", "withdrawn"])
def test_findings_are_dismissed_in_review_and_fact_check_only(state: str) -> None:
    article = f.walked_to(state, f.complete_article(title="On October 3, 2026"))
    with pytest.raises(NotAllowed):
        dismiss_finding(article=article, item_kind="article", item_key=str(article.key), code="date-month-first",
                        text="October 3, 2026", reason="x", by=f.editor())  # fmt: skip


def test_checks_are_loaded_in_a_constant_number_of_queries() -> None:
    counts = []
    for _ in range(3):
        f.walked_to("approved")
        with CaptureQueriesContext(connection) as queries:
            for article in with_checks(Article.objects.all()):
                assert article.checks.all()[0].by.username
                assert len(article.clearances.all()) == 1
        counts.append(len(queries))
    assert counts == [5, 5, 5]
