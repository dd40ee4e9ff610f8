"""Closing an issue asks for all of the fact-check, on the day on which the issue appears, in few queries."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.content.models import Excerpt, Image
from editorial.errors import NotAllowed, ReasonMissing
from editorial.factcheck.models import Check, Clearance
from editorial.issues import assembly
from editorial.issues import operations as issues
from editorial.issues.assembly import NotInPlanning
from editorial.issues.gates import ISSUE_GATES, IssueCase, issue_blockers
from editorial.issues.models import Issue
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.workflow.comments import add_comment
from editorial.workflow.models import LogEntry
from editorial.workflow.operations import GateClosed
from tests import factories as f
from tests.lifting import erase, rewrite

pytestmark = pytest.mark.django_db
QUERIES = 12  # of the gates of an issue, however many articles it has


def ready(**fields: Any) -> Issue:
    """An issue that may be closed; it appears after its excerpts did."""
    issue = f.issue_of([f.walked_to("approved")])
    Issue.objects.filter(pk=issue.pk).update(**({"publication_date": date(2027, 1, 4)} | fields))
    return Issue.objects.get(pk=issue.pk)


def why_not(issue: Issue, move: str = "close") -> list[str]:
    found = issue_blockers(ISSUE_TRANSITIONS[move].gates, Issue.objects.get(pk=issue.pk))
    return [blocker.message for blocker in found]


def wheres(issue: Issue) -> list[str]:
    return [b.where for b in issue_blockers(ISSUE_TRANSITIONS["close"].gates, issue)]


def test_close_asks_for_all_that_approve_asks_of_the_articles() -> None:
    assert set(ISSUE_TRANSITIONS["close"].gates) == set(ISSUE_TRANSITIONS["approve"].gates) - {
        "release_reviews_current"
    }


def test_an_article_changed_after_its_fact_check_is_not_closed_over() -> None:
    issue = ready()
    article = issue.articles.get()
    excerpt = article.excerpts.first()
    assert why_not(issue) == []
    Excerpt.objects.filter(pk=excerpt.pk).update(outlet="Another paper")
    assert why_not(issue) == [
        f"“{article.title}” was changed after its fact-check. Reopen it and check it again.",
        f"“{article.title}”: Excerpt 1 was changed after its check. Check it again.",
    ]
    assert wheres(issue) == [f"article:{article.pk}", f"article:{article.pk}:excerpt:{excerpt.key}:check"]
    with pytest.raises(GateClosed):
        f.move_issue(issue, "close", f.editor())


def test_a_check_that_was_deleted_keeps_the_issue_open() -> None:
    issue = ready()
    article = issue.articles.get()
    erase(Check.objects.filter(article=article, item_kind="footnote"))
    assert why_not(issue) == [
        f"“{article.title}”: Note 1 is not checked yet.",
        f"“{article.title}”: Note 2 is not checked yet.",
    ]


def test_a_picture_changed_after_its_clearance_keeps_the_issue_open() -> None:
    issue = ready()
    Image.objects.filter(article__issue=issue).update(creator="Somebody Else")
    said = " ".join(why_not(issue))
    assert "was changed after it was cleared" in said
    assert wheres(issue)[-1].endswith(f"image:{Image.objects.get().key}:clearance")


def test_a_blocking_comment_keeps_the_issue_open_and_says_where_it_is() -> None:
    issue = ready()
    article = issue.articles.get()
    comment = add_comment(article=article, text="Who says so?", by=f.editor(), blocking=True)
    assert wheres(issue) == [f"article:{article.pk}:comment:{comment.pk}"]


def test_an_article_that_is_not_approved_is_said_once_and_not_item_by_item() -> None:
    article = f.walked_to("fact_check")
    assert why_not(f.issue_of([article])) == [f"“{article.title}” is in fact-check."]


def test_a_draft_that_was_never_submitted_is_not_named() -> None:
    article = f.complete_article(title="A secret")
    assert why_not(f.issue_of([article])) == ["A draft that is not submitted yet is still a draft."]


def test_every_blocker_says_where_it_is_solved(settings: Any) -> None:
    settings.RELEASE_REVIEWS = ["Security"]
    issue = f.issue_of([])
    gates = tuple(ISSUE_GATES)
    assert {b.where for b in issue_blockers(gates, issue)} == {"articles", "review:Security", "edition"}
    settings.RELEASE_REVIEWS = []
    assert {b.where for b in issue_blockers(("pdf_ready",), f.approved_issue())} == {"pdf"}


# Rights on the day of the issue


@pytest.mark.parametrize(
    "publication, expires, holds",
    [
        (date(2026, 11, 20), date(2026, 11, 19), False),
        (date(2026, 11, 20), date(2026, 11, 20), True),  # the last day on which it may be published
        (date(2026, 11, 20), date(2026, 11, 21), True),
        (date(2026, 11, 20), None, True),
        (None, date(2026, 11, 29), False),  # without a date: the end of the month
        (None, date(2026, 11, 30), True),
        (date(2026, 12, 2), date(2026, 11, 30), False),
        # Today is no matter: whether it is over already, or far ahead.
        (date(2026, 10, 5), date(2026, 10, 5), True),
        (date(2099, 5, 1), date(2098, 12, 31), False),
    ],
)
def test_a_clearance_reaches_to_the_day_of_the_issue(
    publication: date | None, expires: date | None, holds: bool
) -> None:
    issue = ready(month=date(2026, 11, 1), publication_date=publication)
    rewrite(Clearance.objects.filter(article__issue=issue), expires_on=expires)
    assert (why_not(issue) == []) is holds
    assert (why_not(issue, "approve") == []) is holds


def test_moving_the_publication_date_afterwards_asks_again() -> None:
    issue, editor = ready(publication_date=date(2030, 1, 10)), f.editor()
    rewrite(Clearance.objects.filter(article__issue=issue), expires_on=date(2030, 1, 15))
    assert why_not(issue) == []
    issue.publication_date = date(2030, 2, 1)
    issues.save_issue(issue=issue, by=editor)
    assert len(why_not(issue)) == 1
    with pytest.raises(GateClosed):
        f.move_issue(issue, "close", editor)
    issue.publication_date = date(2030, 1, 15)
    issues.save_issue(issue=issue, by=editor)
    issue = f.move_issue(issue, "close", editor)
    issue.publication_date = date(2030, 2, 1)
    with pytest.raises(NotInPlanning):
        issues.save_issue(issue=issue, by=editor)
    # Past every operation: approving asks again.
    Issue.objects.filter(pk=issue.pk).update(publication_date=date(2030, 2, 1))
    assert len(why_not(issue, "approve")) == 1


def test_the_day_of_another_issue_is_asked_when_the_article_moves_there() -> None:
    article = f.walked_to("approved")
    rewrite(Clearance.objects.filter(article=article), expires_on=date(2030, 1, 15))
    sooner, later, editor = f.issue_of([]), f.issue_of([]), f.editor()
    for issue, day in ((sooner, date(2030, 1, 1)), (later, date(2030, 2, 1))):
        Issue.objects.filter(pk=issue.pk).update(publication_date=day)
    assembly.place_article(issue=sooner, article=article, by=editor)
    assert not [words for words in why_not(sooner) if "permission ends" in words]
    assembly.place_article(issue=later, article=article, by=editor, expected=sooner.pk)
    assert len([words for words in why_not(later) if "permission ends" in words]) == 1


# Overrides


def test_an_override_of_the_closing_needs_an_administrator_and_a_reason_and_keeps_what_it_passed() -> None:
    issue, boss = ready(), f.administrator()
    erase(Clearance.objects.filter(article__issue=issue))
    with pytest.raises(GateClosed):
        issues.move_issue(issue_id=issue.pk, move="close", by=f.editor(), override=True, reason="Please")
    with pytest.raises(NotAllowed):
        issues.move_issue(issue_id=issue.pk, move="close", by=f.publications(), override=True, reason="Now")
    for reason in ("", "  \n"):
        with pytest.raises(ReasonMissing):
            issues.move_issue(issue_id=issue.pk, move="close", by=boss, override=True, reason=reason)
    f.move_issue(issue, "close", boss, override=True, reason="The agency called")
    entry = LogEntry.objects.get(issue=issue, move="close")
    key = Image.objects.get(article__issue=issue).key
    assert (entry.by, entry.reason) == (boss, "The agency called")
    assert [(b["code"], b["where"]) for b in entry.overridden] == [
        ("image_not_cleared", f"article:{issue.articles.get().pk}:image:{key}:clearance")
    ]
    # It let the issue be closed, and nothing else: approving asks again.
    assert len(why_not(issue, "approve")) == 1


@pytest.mark.parametrize("reason", ["", "  \n"])
@pytest.mark.parametrize("move", ["clear", "close", "approve"])
def test_no_gate_is_passed_over_without_a_reason(move: str, reason: str) -> None:
    boss, article = f.administrator(), f.walked_to("fact_check" if move == "clear" else "approved")
    issue = f.issue_of([article])
    if move == "approve":
        f.move_issue(issue, "close", boss)
    erase(Clearance.objects.all())
    before = LogEntry.objects.count()
    make = partial(f.move, article) if move == "clear" else partial(f.move_issue, issue)
    with pytest.raises(ReasonMissing):
        make(move, boss, override=True, reason=reason)
    assert LogEntry.objects.count() == before


def test_what_was_overridden_at_the_clearing_holds_for_those_very_words_only() -> None:
    boss, article = f.administrator(), f.walked_to("fact_check")
    f.check_everything(article, f.fact_checker())
    erase(Check.objects.filter(article=article, item_kind="footnote"))
    f.move(article, "clear", boss, override=True, reason="Known to be right")
    issue = f.issue_of([article])
    assert why_not(issue) == []
    assert len(LogEntry.objects.get(article=article, move="clear").overridden) == 2
    # One more thing, of another kind, about the same note.
    note = article.footnotes.get(key="one")
    Check.objects.create(
        article=article, item_kind="footnote", item_key=note.key, fingerprint="0" * 64, verdict="verified",
        by=f.fact_checker(), at=article.created_at,
    )  # fmt: skip
    assert why_not(issue) == [f"“{article.title}”: Note 1 was changed after its check. Check it again."]


def test_publishing_is_overridden_by_nobody() -> None:
    issue, boss = f.approved_issue(), f.administrator()
    with pytest.raises(GateClosed):
        issues.move_issue(issue_id=issue.pk, move="publish", by=boss, override=True, reason="It must go out")
    offered = {a.move.name: a.may_override for a in issues.available_issue_moves(boss, issue)}
    assert offered["publish"] is False
    assert not LogEntry.objects.filter(issue=issue, move="publish").exists()


# Queries


def queries_of(act: Any) -> int:
    with CaptureQueriesContext(connection) as made:
        act()
    return len(made)


def test_closing_asks_no_more_of_many_articles_than_of_one() -> None:
    section = f.section()
    one, four = (
        f.issue_of([f.walked_to("approved", f.complete_article(section=section)) for _ in range(number)])
        for number in (1, 4)
    )
    editor = f.editor()
    queries_of(lambda: why_not(one))  # what the archive knows is read once a minute
    for move in ("close", "approve"):
        gates = ISSUE_TRANSITIONS[move].gates
        asked = [queries_of(lambda i=i, g=gates: issue_blockers(g, i)) for i in (one, four)]
        assert asked == [QUERIES, QUERIES], move
    f.move_issue(one, "close", editor)  # now the editor's roles are known
    f.move_issue(one, "reopen", editor)
    moved = [queries_of(lambda i=i: f.move_issue(i, "close", editor)) for i in (one, four)]
    assert moved[0] == moved[1]


def test_the_articles_are_read_once_for_all_gates() -> None:
    case = IssueCase(ready())
    with CaptureQueriesContext(connection) as made:
        for gate in ISSUE_TRANSITIONS["close"].gates:
            ISSUE_GATES[gate](case)
    assert sum('FROM "editorial_article" ' in query["sql"] for query in made) == 1
