"""What waits for whom at the desk: groups, days, what holds each article up, in a constant number of queries."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.admin.assignment_page import assignment_context
from editorial.content.models import Article
from editorial.content.permissions import roles_of
from editorial.factcheck.queries import open_blocking_findings
from editorial.issues.corrections import open_correction
from editorial.issues.models import Issue
from editorial.states import ArticleState as S
from editorial.states import Role
from editorial.workflow.assignments import assign_article, claim_article, set_due_date
from editorial.workflow.comments import add_comment, resolve_comment
from editorial.workflow.models import Assignment
from editorial.workflow.queue import (
    SHOWN,
    Holdup,
    Row,
    held_by,
    held_by_nobody,
    in_check,
    late,
    queue_of,
    returned,
    with_days,
)
from tests import factories as f

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def titles(user: User) -> dict[str, list[str]]:
    groups = queue_of(user).groups
    return {
        name: sorted(str(row.article) for row in group.rows) for name, group in groups.items() if group.rows
    }


def row_of(user: User, article: Article) -> Row:
    rows = [row for group in queue_of(user).groups.values() for row in group.rows]
    return next(row for row in rows if row.article == article)


def at(state: str, title: str, author: User | None = None) -> Article:
    return f.walked_to(state, f.complete_article(author, title=title))


def in_issue(articles: list[Article], **days: date) -> Issue:
    issue = f.issue_of(articles)
    Issue.objects.filter(pk=issue.pk).update(**days)
    return issue


def test_an_editor_sees_what_waits_for_whom() -> None:
    editor, other, checker = f.editor(), f.editor(), f.fact_checker()
    mine, theirs = at(S.IN_REVIEW, "Mine"), at(S.IN_REVIEW, "Theirs")
    claim_article(article_id=mine.pk, by=editor)
    claim_article(article_id=theirs.pk, by=other)
    at(S.IN_REVIEW, "Free")
    checked = at(S.FACT_CHECK, "Checked")
    claim_article(article_id=checked.pk, by=checker)
    at(S.FACT_CHECK, "To check")
    f.move(at(S.IN_REVIEW, "Sent back"), "return", other, reason="Too long.")
    at(S.DRAFT, "Never submitted")
    at(S.APPROVED, "Done")
    assert titles(editor) == {
        "needs-you": ["Mine"],
        "unclaimed": ["Free"],
        "waiting": ["Checked", "Theirs", "To check"],
        "returned": ["Sent back"],
    }
    assert row_of(editor, theirs).holder == other.get_full_name()
    assert row_of(editor, mine).mine


def test_a_fact_checker_sees_what_is_in_fact_check() -> None:
    checker, other = f.fact_checker(), f.fact_checker()
    at(S.IN_REVIEW, "In review")
    at(S.FACT_CHECK, "Free")
    theirs = at(S.FACT_CHECK, "Theirs")
    claim_article(article_id=theirs.pk, by=other)
    f.move(at(S.FACT_CHECK, "Sent back"), "return", other)
    assert titles(checker) == {"unclaimed": ["Free"], "waiting": ["Theirs"]}


def test_an_administrator_may_take_either() -> None:
    at(S.FACT_CHECK, "To check")
    at(S.IN_REVIEW, "To review")
    assert titles(f.administrator()) == {"unclaimed": ["To check", "To review"]}


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.PUBLICATIONS])
def test_who_does_not_decide_about_articles_has_no_queue(role: Role) -> None:
    at(S.IN_REVIEW, "In review")
    assert queue_of(f.person(role)).groups == {}


def test_what_came_back_to_an_editor_who_wrote_it_needs_them() -> None:
    writer = f.person(Role.AUTHOR, Role.EDITOR)
    back = f.move(at(S.IN_REVIEW, "My own", writer), "return", f.editor())
    again = at(S.IN_REVIEW, "Mine, in review", writer)
    assert titles(writer) == {"needs-you": ["My own"], "unclaimed": ["Mine, in review"]}
    assert row_of(writer, back).own
    assert row_of(writer, again).own


def test_the_assignments_own_day_comes_before_the_issues() -> None:
    editor = f.editor()
    articles = {
        S.IN_REVIEW: at(S.IN_REVIEW, "Review"),
        S.FACT_CHECK: at(S.FACT_CHECK, "Check"),
        S.DRAFT: f.move(at(S.IN_REVIEW, "Draft"), "return", editor),
    }
    days = {stage: today() + timedelta(days=n) for n, stage in enumerate(articles, -1)}
    in_issue(
        list(articles.values()),
        drafts_due_on=days[S.DRAFT], reviews_due_on=days[S.IN_REVIEW], checks_due_on=days[S.FACT_CHECK],
    )  # fmt: skip
    for stage, article in articles.items():
        assert row_of(editor, article).due_on == days[stage], stage
        assert row_of(editor, article).late == (days[stage] < today())
        set_due_date(article_id=article.pk, due_on=today() + timedelta(days=30), by=editor)
        assert row_of(editor, article).due_on == today() + timedelta(days=30)
    assert "late" not in titles(editor)


def test_the_days_of_an_issue_that_is_out_do_not_make_a_correction_late() -> None:
    editor = f.editor()
    article = at(S.APPROVED, "Corrected")
    for stage in (S.IN_REVIEW, S.FACT_CHECK):
        Assignment.objects.create(
            article=article, stage=stage, due_on=today() - timedelta(days=9), at=timezone.now(), by=editor,
            person=editor if stage == S.IN_REVIEW else None,
        )  # fmt: skip
    issue = f.published_issue([article])
    past = today() - timedelta(days=2)
    Issue.objects.filter(pk=issue.pk).update(reviews_due_on=past, checks_due_on=past)
    open_correction(article_id=article.pk, reason="A number is wrong", by=editor)
    assert [(one.stage, one.person) for one in Assignment.objects.filter(article=article)] == [
        (S.IN_REVIEW, editor)
    ]
    row = row_of(editor, article)
    assert (row.due_on, row.late, row.mine) == (None, False, True)
    shown = assignment_context(editor, f.fresh(article), writers=())["assignment"]
    assert shown is not None
    assert (shown.due, shown.own_day, shown.issue_day) == (None, None, "")
    set_due_date(article_id=article.pk, due_on=today() + timedelta(days=3), by=editor)
    assert row_of(editor, article).due_on == today() + timedelta(days=3)


def test_a_day_of_another_stage_does_not_count() -> None:
    editor = f.editor()
    article = at(S.FACT_CHECK, "Check")
    Assignment.objects.create(
        article=article, stage=S.IN_REVIEW, person=editor, due_on=today() - timedelta(days=9), by=editor,
        at=timezone.now(),
    )  # fmt: skip
    row = row_of(editor, article)
    assert (row.due_on, row.late, row.holder, row.mine) == (None, False, "", False)


def test_late_names_everything_whose_day_has_passed_the_longest_first() -> None:
    editor = f.editor()
    one, two, fine = at(S.IN_REVIEW, "One"), at(S.FACT_CHECK, "Two"), at(S.FACT_CHECK, "Fine")
    in_issue([one], reviews_due_on=today() - timedelta(days=1))
    in_issue([two], checks_due_on=today() - timedelta(days=5))
    in_issue([fine], checks_due_on=today(), reviews_due_on=today() - timedelta(days=30))
    group = queue_of(editor).groups["late"]
    assert ([row.article for row in group.rows], group.total) == ([two, one], 2)


def test_filters_for_lists_say_the_same() -> None:
    editor = f.editor()
    mine, free, back = at(S.IN_REVIEW, "Mine"), at(S.FACT_CHECK, "Free"), at(S.IN_REVIEW, "Back")
    claim_article(article_id=mine.pk, by=editor)
    f.move(back, "return", editor)
    at(S.APPROVED, "Done")
    f.draft()
    in_issue([free], checks_due_on=today() - timedelta(days=1))
    articles = with_days(Article.objects.all())
    assert list(held_by(articles, editor.pk)) == [mine]
    assert list(held_by_nobody(articles)) == [free]
    assert list(late(articles, today())) == [free]
    assert list(returned(Article.objects.all())) == [back]


def test_what_holds_an_article_up_most() -> None:
    editor, checker = f.editor(), f.fact_checker()
    review, check = at(S.IN_REVIEW, "Review"), at(S.FACT_CHECK, "Check")
    back = f.move(at(S.IN_REVIEW, "Back"), "return", editor, reason="The quote\nis wrong.")
    assert row_of(editor, review).holdup is None
    add_comment(article=review, text="Which minister?", by=editor, blocking=True)
    second = add_comment(article=review, text="Which port?", by=editor, blocking=True)
    first = row_of(editor, review).holdup
    assert first is not None
    assert (first.message, first.more) == ("A blocking comment is open: “Which minister?”", 1)
    resolve_comment(comment=second, by=editor)
    assert row_of(editor, review).holdup == Holdup(first.message, 0, first.where)
    assert row_of(editor, back).holdup == Holdup(
        f"{editor.get_full_name()} sent it back: “The quote is wrong.”"
    )
    assert row_of(checker, check).holdup is None  # the queue does not look into articles
    found = in_check(checker, [check.pk])[check.pk]
    assert found.holdup is not None
    assert found.holdup.message == "The article’s own text is not checked yet."
    assert (found.verified, found.parts) == (0, found.holdup.more + 1)
    f.check_everything(check, checker)
    done = in_check(checker, [check.pk])[check.pk]
    assert (done.holdup, done.verified) == (None, found.parts)
    add_comment(article=check, text="Look again.", by=editor, blocking=True)
    again = in_check(checker, [check.pk])[check.pk].holdup
    assert again == row_of(checker, check).holdup
    assert again is not None
    assert "Look again." in again.message


def test_how_far_a_fact_check_is_is_told_of_visible_articles_in_fact_check() -> None:
    check, review = at(S.FACT_CHECK, "Check"), at(S.IN_REVIEW, "Review")
    wanted = [check.pk, review.pk, 10**9]
    assert list(in_check(f.fact_checker(), wanted)) == [check.pk]
    assert in_check(f.publications(), wanted) == {}


def test_findings_hold_up_what_is_verified() -> None:
    checker = f.fact_checker()
    article = f.complete_article()
    f.add_excerpt(article, article.created_by, body="<p>The port was closed on 31 September 2026.</p>")
    article = f.walked_to(S.FACT_CHECK, f.fresh(article))
    f.check_everything(article, checker)
    found = open_blocking_findings(f.fresh(article))
    assert found
    holdup = in_check(checker, [article.pk])[article.pk].holdup
    assert holdup is not None
    assert found[0].message in holdup.message


def test_a_group_shows_so_many_and_counts_all() -> None:
    for number in range(SHOWN + 3):
        article = f.draft(title=f"Number {number}")
        Article.objects.filter(pk=article.pk).update(
            state=S.IN_REVIEW, submitted_at=timezone.now(), state_since=timezone.now()
        )
    group = queue_of(f.editor()).groups["unclaimed"]
    assert (len(group.rows), group.total) == (SHOWN, SHOWN + 3)
    assert [str(row.article) for row in group.rows[:2]] == ["Number 0", "Number 1"]  # who waits longest


def fill(number: int) -> None:
    """Articles of every kind that costs a query, verified ones among them."""
    editor, checker = f.editor(), f.fact_checker()
    made = []
    for _ in range(number):
        review, check, verified = (f.walked_to(s) for s in (S.IN_REVIEW, S.FACT_CHECK, S.FACT_CHECK))
        add_comment(article=review, text="Why?", by=editor, blocking=True)
        f.check_everything(verified, checker)
        assign_article(article_id=check.pk, person=checker, by=editor)
        f.move(f.walked_to(S.IN_REVIEW), "return", editor)
        made += [review, check, verified]
    in_issue(made, reviews_due_on=today() - timedelta(days=1), checks_due_on=today() - timedelta(days=1))


def queries(act: Callable[[], object]) -> int:
    act()  # what the archive knows is read once a minute
    with CaptureQueriesContext(connection) as made:
        act()
    return len(made)


def test_as_many_queries_for_many_articles_as_for_few() -> None:
    people = [f.editor(), f.fact_checker(), f.administrator(), f.person(Role.AUTHOR, Role.EDITOR)]
    for user in people:
        roles_of(user)
    for number in (1, 3):
        fill(number)
        checks = [*Article.objects.filter(state=S.FACT_CHECK).values_list("pk", flat=True)]
        assert [queries(lambda user=user: queue_of(user)) for user in people] == [1] * 4
        assert [queries(lambda user=user, checks=checks: in_check(user, checks)) for user in people] == [
            9
        ] * 4
