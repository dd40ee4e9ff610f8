"""Arranging an issue as a whole: all or nothing, nobody overtakes anybody unnoticed, and only those who may."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from editorial.content.fingerprints import article_fingerprint
from editorial.content.models import Article
from editorial.errors import NotAllowed
from editorial.issues import assembly
from editorial.issues.arrangement import Arrangement, Group, arrangement_of, token_of
from editorial.issues.assembly import (
    ArrangementChanged,
    ArrangementWrong,
    ArticleElsewhere,
    NotInPlanning,
    SectionNotEmpty,
    arrange_issue,
    replan_article,
)
from editorial.issues.models import Issue, IssueSection, Section
from editorial.issues.operations import create_issue, request_proof, save_issue
from editorial.issues.queries import proposed_issue
from editorial.states import Role
from tests import factories as f
from tests.at_once import at_once

pytestmark = pytest.mark.django_db


def two_sections(per_section: int = 2) -> tuple[Issue, list[Section], list[Article]]:
    sections = [f.section(), f.section()]
    articles = [
        f.walked_to("in_review", f.complete_article(section=section))
        for section in sections
        for _ in range(per_section)
    ]
    return f.issue_of(articles), sections, articles


@pytest.mark.django_db(transaction=True)
def test_two_people_who_place_one_article_into_two_issues_do_not_overtake_each_other() -> None:
    article, first, second = f.walked_to("in_review"), f.issue_of([]), f.issue_of([])
    people = [f.editor(), f.publications()]
    answers = at_once(
        lambda: assembly.place_article(issue=first, article=article, by=people[0]),
        lambda: assembly.place_article(issue=second, article=article, by=people[1]),
    )
    placed = f.fresh(article).issue
    (refused,) = [one for one in answers if isinstance(one, ArticleElsewhere)]
    assert placed in (first, second) and f"“{placed}”" in str(refused)
    (done,) = [one for one in answers if one is not refused]
    assert done.issue == placed


def test_an_article_is_placed_from_where_the_person_saw_it() -> None:
    article, first, second, editor = f.walked_to("in_review"), f.issue_of([]), f.issue_of([]), f.editor()
    assembly.place_article(issue=first, article=article, by=editor)
    assert assembly.place_article(issue=first, article=article, by=editor).issue == first, (
        "it is there already"
    )
    with pytest.raises(ArticleElsewhere, match="somebody moved it in the meantime"):
        assembly.place_article(issue=second, article=article, by=editor)
    assembly.place_article(issue=second, article=article, by=editor, expected=first.pk)
    assert f.fresh(article).issue == second


def arrange(issue: Issue, wanted: Arrangement, by: Any = None, expected: str | None = None) -> Arrangement:
    expected = token_of(arrangement_of(issue)) if expected is None else expected
    return arrange_issue(issue=issue, arrangement=wanted, expected=expected, by=by or f.editor())


def test_everything_is_arranged_in_one_act() -> None:
    issue, (north, south), (a, b, c, d) = two_sections()
    new, extra = f.section(), f.walked_to("in_review")
    before = {article.pk: article_fingerprint(f.fresh(article)) for article in (a, b, c, d)}
    wanted = (Group(south.pk, (c.pk, a.pk)), Group(new.pk, (extra.pk,)), Group(north.pk, (b.pk,)))
    editor = f.editor()
    assert arrange(issue, wanted, editor) == wanted
    assert arrangement_of(issue) == wanted
    assert [(x.pk, x.position) for x in issue.articles.order_by("position")] == [
        (c.pk, 1), (a.pk, 2), (extra.pk, 3), (b.pk, 4),
    ]  # fmt: skip
    assert Article.objects.get(pk=d.pk).issue is None
    moved = Article.objects.get(pk=a.pk)
    assert moved.section == south
    assert (moved.history.first().history_user, moved.history.first().history_change_reason) == (
        editor, "Order of the issue changed",
    )  # fmt: skip
    # Its section is no part of what was checked.
    assert {article.pk: article_fingerprint(f.fresh(article)) for article in (a, b, c, d)} == before


def test_only_what_changed_goes_into_the_history() -> None:
    issue, (north, south), (a, b, c, d) = two_sections()
    counts = {x.pk: Article.objects.get(pk=x.pk).history.count() for x in (a, b, c, d)}
    arrange(issue, (Group(north.pk, (a.pk, b.pk)), Group(south.pk, (d.pk, c.pk))))
    more = {x.pk: Article.objects.get(pk=x.pk).history.count() - counts[x.pk] for x in (a, b, c, d)}
    assert more == {a.pk: 0, b.pk: 0, c.pk: 1, d.pk: 1}
    assert arrange(issue, arrangement_of(issue), expected="whatever") == arrangement_of(issue)


def test_the_second_of_two_is_told_and_nothing_is_lost() -> None:
    issue, (north, south), (a, b, c, d) = two_sections()
    seen = token_of(arrangement_of(issue))
    first = (Group(south.pk, (c.pk, d.pk)), Group(north.pk, (b.pk, a.pk)))
    second = (Group(north.pk, (a.pk, b.pk, c.pk)), Group(south.pk, (d.pk,)))
    arrange(issue, first, expected=seen)
    with pytest.raises(ArrangementChanged) as told:
        arrange(issue, second, expected=seen)
    assert (told.value.now, told.value.wanted) == (first, second)
    assert arrangement_of(issue) == first
    arrange(issue, second, expected=token_of(told.value.now))
    assert arrangement_of(issue) == second


@pytest.mark.parametrize("role", list(Role))
def test_who_assembles(role: Role) -> None:
    issue, (north, south), (a, b, c, d) = two_sections()
    wanted = (Group(south.pk, (c.pk, d.pk)), Group(north.pk, (a.pk, b.pk)))
    if role in {Role.EDITOR, Role.PUBLICATIONS, Role.ADMINISTRATOR}:
        assert arrange(issue, wanted, f.person(role)) == wanted
        return
    with pytest.raises(NotAllowed):
        arrange(issue, wanted, f.person(role))
    with pytest.raises(NotAllowed):
        replan_article(article=a, issue=None, expected=issue.pk, by=f.person(role))


def test_an_issue_that_is_closed_stays_as_it_is() -> None:
    issue = f.move_issue(f.issue_of([f.walked_to("approved")]), "close", f.editor())
    with pytest.raises(NotInPlanning):
        arrange(issue, ())


def test_what_makes_no_sense_is_refused_and_changes_nothing() -> None:
    issue, (north, south), (a, b, c, d) = two_sections()
    now = arrangement_of(issue)
    wrong: list[tuple[Arrangement, type[Exception]]] = [
        ((Group(north.pk, (a.pk, a.pk)),), ArrangementWrong),
        ((Group(north.pk, (a.pk,)), Group(north.pk, (b.pk,))), ArrangementWrong),
        ((Group(None, (a.pk,)),), ArrangementWrong),
        ((Group(99_999, (a.pk,)),), ArrangementWrong),
        ((Group(north.pk, (a.pk, b.pk, c.pk, d.pk, 99_999)),), Article.DoesNotExist),
        ((Group(north.pk, (a.pk, b.pk)), Group(south.pk, (c.pk, d.pk), listed=False)), SectionNotEmpty),
        ((Group(north.pk, (b.pk,)), Group(south.pk, (c.pk, d.pk)), Group(None, (a.pk,), listed=False)), ArrangementWrong),
    ]  # fmt: skip
    for wanted, error in wrong:
        with pytest.raises(error):
            arrange(issue, wanted)
        assert arrangement_of(issue) == now


def test_a_section_that_the_issue_does_not_list_is_shown_and_added() -> None:
    issue, (north, south), (a, b, c, d) = two_sections()
    IssueSection.objects.filter(issue=issue, section=north).delete()
    stray = Group(north.pk, (a.pk, b.pk), listed=False)
    assert arrangement_of(issue) == (Group(south.pk, (c.pk, d.pk)), stray)
    wanted = (Group(south.pk, (c.pk, d.pk)), Group(north.pk, (a.pk, b.pk)))
    assert arrange(issue, wanted) == wanted
    assert list(issue.issue_sections.values_list("section", flat=True)) == [south.pk, north.pk]


def test_an_empty_section_is_taken_off_the_list() -> None:
    issue, (north, south), (a, b, c, d) = two_sections()
    arrange(issue, (Group(north.pk, (a.pk, b.pk, c.pk, d.pk)),))
    assert list(issue.issue_sections.values_list("section", flat=True)) == [north.pk]
    assert IssueSection.history.filter(issue_id=issue.pk, history_type="-").count() == 1
    assert Section.objects.filter(pk=south.pk).exists()


def test_a_draft_that_nobody_knows_of_is_moved_along_and_keeps_its_section_or_is_taken_out() -> None:
    draft = f.complete_article()
    other = f.walked_to("in_review")
    issue, editor = f.issue_of([draft, other]), f.editor()
    own, second = arrangement_of(issue)
    arrange(issue, (second, own), editor)
    assert Article.objects.get(pk=draft.pk).position == 2
    with pytest.raises(NotAllowed):
        arrange(issue, (Group(second.section, (other.pk, draft.pk)), Group(own.section)), editor)
    with pytest.raises(Article.DoesNotExist):
        arrange(issue, (second, Group(own.section, (draft.pk, f.complete_article().pk))), editor)
    arrange(issue, (second, Group(own.section)), editor)
    out = Article.objects.get(pk=draft.pk)
    assert (out.issue, out.section) == (None, draft.section)
    with pytest.raises(Article.DoesNotExist):  # nobody puts back what they do not know of
        arrange(issue, (second, Group(own.section, (draft.pk,))), editor)


def test_what_is_in_another_issue_is_not_taken_from_there() -> None:
    issue, (north, south), (a, b, c, d) = two_sections()
    elsewhere = f.walked_to("in_review")
    f.issue_of([elsewhere])
    with pytest.raises(ArticleElsewhere):
        arrange(issue, (Group(north.pk, (a.pk, b.pk, elsewhere.pk)), Group(south.pk, (c.pk, d.pk))))


def test_an_article_moves_to_another_month_unless_somebody_moved_it() -> None:
    article, editor = f.walked_to("in_review"), f.editor()
    june, july, august = f.issue_of([article]), f.issue_of([]), f.issue_of([])
    assert replan_article(article=article, issue=july, expected=june.pk, by=editor).issue == july
    with pytest.raises(ArticleElsewhere):
        replan_article(article=article, issue=august, expected=june.pk, by=editor)
    assert (
        replan_article(article=article, issue=july, expected=june.pk, by=editor).issue == july
    )  # done already
    assert replan_article(article=article, issue=None, expected=july.pk, by=editor).issue is None
    assert replan_article(article=article, issue=august, expected=None, by=editor).position == 1
    closed = f.move_issue(f.issue_of([f.walked_to("approved")]), "close", editor)
    with pytest.raises(NotInPlanning):
        replan_article(article=article, issue=closed, expected=august.pk, by=editor)
    with pytest.raises(Article.DoesNotExist):
        replan_article(article=f.complete_article(), issue=august, expected=None, by=editor)


# Days


def test_the_days_of_an_issue_come_in_order() -> None:
    days = {
        "drafts_due_on": date(2031, 5, 2), "reviews_due_on": date(2031, 5, 9), "checks_due_on": date(2031, 5, 16),
        "publication_date": date(2031, 5, 30),
    }  # fmt: skip
    make = {"month": date(2031, 5, 1), "volume": 1, "number": 5, "by": f.editor()}
    for name, wrong in (("reviews_due_on", 1), ("checks_due_on", 8), ("publication_date", 15)):
        with pytest.raises(ValidationError) as refused:
            create_issue(**make, **(days | {name: date(2031, 5, wrong)}))
        assert list(refused.value.message_dict) == [name]
        assert "cannot be before" in refused.value.messages[0]
    issue = create_issue(**make, **days)
    assert (issue.reviews_due_on, issue.checks_due_on) == (days["reviews_due_on"], days["checks_due_on"])
    issue.reviews_due_on, issue.drafts_due_on = None, date(2031, 5, 17)
    with pytest.raises(ValidationError):
        save_issue(issue=issue, by=f.editor())
    assert Issue.objects.get(pk=issue.pk).reviews_due_on == days["reviews_due_on"]


def test_what_the_next_issue_would_be_follows_the_last() -> None:
    last = Issue(
        month=date(2026, 11, 1), volume=16, number=11, drafts_due_on=date(2026, 10, 31), publication_date=date(2026, 11, 30)
    )  # fmt: skip
    december, february = (proposed_issue(date(*when, 1), last) for when in ((2026, 12), (2027, 2)))
    assert (december.volume, december.number, december.drafts_due_on) == (16, 12, date(2026, 11, 30))
    assert (february.volume, february.number) == (17, 2)
    assert (february.publication_date, february.checks_due_on) == (date(2027, 2, 28), None)
    running = Issue(month=date(2026, 11, 1), volume=3, number=40)
    assert (
        proposed_issue(date(2027, 2, 1), running).volume,
        proposed_issue(date(2027, 2, 1), running).number,
    ) == (3, 43)
    assert proposed_issue(date(2027, 2, 1), None).number == 2


# Proofs


def test_equal_content_shares_one_proof_of_the_issue() -> None:
    issue, _sections, (a, *_rest) = two_sections()
    editor = f.editor()
    first = request_proof(issue=issue, by=editor)
    assert request_proof(issue=issue, by=f.publications()).pk == first.pk
    f.finish_rendition(first)
    assert request_proof(issue=issue, by=editor).pk == first.pk
    assembly.take_out_article(article=a, by=editor)
    second = request_proof(issue=issue, by=editor)
    assert second.pk != first.pk
    Article.objects.filter(issue=issue).update(dek="Another line")
    assert request_proof(issue=issue, by=editor).pk == second.pk  # it still waits, and shows what stands now
    assert "Another line" in str(request_proof(issue=issue, by=editor).snapshot)


@pytest.mark.parametrize("state", ["planning", "closed", "approved", "published"])
def test_a_proof_is_to_be_had_in_every_state(state: str) -> None:
    from tests.integration.issues.test_operations import brought_to

    assert request_proof(issue=brought_to(state), by=f.fact_checker()).kind == "proof"
