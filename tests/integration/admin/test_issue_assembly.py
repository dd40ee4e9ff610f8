"""The desk's page of an issue coming together, and the board of the months ahead."""

import json
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.content import operations as content
from editorial.content.models import Article
from editorial.issues.arrangement import arrangement_of, token_of
from editorial.issues.gates import IssueCase, issue_blockers
from editorial.issues.models import Issue, IssueSection
from editorial.issues.operations import record_release_review, request_article_proof, request_proof
from editorial.issues.queries import issue_fingerprint
from editorial.issues.readiness import readiness_of, with_marks
from editorial.issues.transitions import ISSUE_TRANSITIONS
from editorial.issues.whole import read_whole_issue
from editorial.states import Role
from editorial.workflow.comments import add_comment
from tests import factories as f
from tests.integration.admin.pages import act_of, browser, page_of
from tests.integration.workspace.pages import cold_queries_of, queries_of, words_of

pytestmark = pytest.mark.django_db
BOARD = "/admin/editorial/issue/board/"
MOST_QUERIES = 12


def issue_with(count: int, section: Any = None) -> Issue:
    section = section or f.section()
    return f.issue_of([f.walked_to("in_review", f.complete_article(section=section)) for _ in range(count)])


def page(client: Client, issue: Issue) -> str:
    answer = client.get(page_of(issue))
    assert answer.status_code == 200
    return words_of(answer.content.decode())


def sent(issue: Issue, wanted: list[tuple[int | None, bool, list[int]]]) -> dict[str, str]:
    groups = [{"section": s, "listed": listed, "articles": articles} for s, listed, articles in wanted]
    now = arrangement_of(issue)
    shown = [{"section": g.section, "listed": g.listed, "articles": list(g.articles)} for g in now]
    return {"arrangement": json.dumps(groups), "expected": token_of(now), "shown": json.dumps(shown)}


# Queries


def mixed_issue(count: int) -> Issue:
    """An issue with so many articles in fact-check and approved, each with its remarks and a proof, and with proofs of its
    own; as many wait for an issue.
    """
    section, boss, articles = f.section(), f.administrator(), []
    for state in ("fact_check", "approved"):
        for _ in range(count):
            made = f.complete_article(section=section, excerpts=1)
            excerpt = made.excerpts.first()
            excerpt.translator = f.fact_checker()
            content.save_item(item=excerpt, by=made.created_by)
            articles.append(f.walked_to(state, f.fresh(made)))
            f.finish_rendition(request_article_proof(article=articles[-1], by=boss))
            f.walked_to("in_review")
    for article in articles[:count]:
        add_comment(article=article, text="Is this so?", by=f.editor(), blocking=True)
    issue = f.issue_of(articles)
    f.finish_rendition(request_proof(issue=issue, by=f.editor()))
    return issue


def test_the_page_asks_twelve_queries_at_most_for_3_and_for_12_articles_also_when_nothing_is_kept() -> None:
    people = [f.editor(), f.fact_checker(), f.publications(), f.administrator()]
    few, many = mixed_issue(1), mixed_issue(6)
    for client in map(browser, people):
        for asked in (queries_of, cold_queries_of):
            counts = [asked(client, page_of(issue)) for issue in (few, many)]
            assert counts[0] == counts[1] <= MOST_QUERIES


@pytest.mark.parametrize("state", ["closed", "approved", "published"])
def test_the_page_of_an_issue_in_a_later_state_is_no_slower(state: str) -> None:
    people = [f.editor(), f.publications(), f.administrator()]
    counts = []
    for number in (2, 5):
        articles = [f.walked_to("approved", f.complete_article(excerpts=1)) for _ in range(number)]
        issue = f.move_issue(f.issue_of(articles), "close", people[0])
        for review in settings.RELEASE_REVIEWS:
            record_release_review(
                issue=issue, review=review, outcome="cleared", reviewer="Mx. Law", by=people[2]
            )
        if state != "closed":
            issue = f.move_issue(issue, "approve", people[1])
            f.finish_rendition(issue.renditions.get(form="pdf"))
        if state == "published":
            issue = f.move_issue(issue, "publish", people[1])
        clients = [browser(person) for person in people]
        counts.append(
            [asked(one, page_of(issue)) for one in clients for asked in (queries_of, cold_queries_of)]
        )
    assert counts[0] == counts[1]
    assert max(counts[0]) <= MOST_QUERIES


def test_the_board_asks_no_more_of_many_articles_than_of_one() -> None:
    client = browser(f.editor())
    issue_with(1)
    first = Issue.objects.get()
    address = f"{BOARD}?from={first.month:%Y-%m}"
    few = queries_of(client, address), cold_queries_of(client, address)
    for _ in range(3):
        issue_with(3)
    for _ in range(3):
        f.walked_to("in_review")
    assert (queries_of(client, address), cold_queries_of(client, address)) == few
    for article in Article.objects.all():
        f.finish_rendition(request_article_proof(article=article, by=f.editor()))
    assert max(*few, cold_queries_of(client, address)) <= MOST_QUERIES


def test_what_the_page_shows_is_what_the_gates_find_by_themselves() -> None:
    issue = mixed_issue(1)
    articles = list(with_marks(Article.objects.filter(issue=issue)).order_by("position"))
    parts = read_whole_issue(issue, articles)
    readiness_of(parts)
    for move in ISSUE_TRANSITIONS.values():
        assert issue_blockers(move.gates, issue, parts) == issue_blockers(move.gates, issue)
    assert IssueCase(issue, parts).fingerprint == issue_fingerprint(issue)


# What is missing, and how long it is


def test_what_is_missing_is_what_the_gates_say_and_never_old() -> None:
    article = f.walked_to("approved")
    issue = f.issue_of([article, f.walked_to("fact_check")])
    client = browser(f.editor())

    def shown() -> int:
        words, found = page(client, issue), issue_blockers(ISSUE_TRANSITIONS["close"].gates, issue)
        assert all(blocker.message in words for blocker in found)
        assert f"Missing for closing: {len(found)}" in words
        return len(found)

    assert shown() == 1
    for decision, number in (("refused", 2), ("cleared", 1)):
        again = article.clearances.first()
        again.pk, again.decision = None, decision
        again.save(force_insert=True)
        assert shown() == number
    add_comment(article=article, text="Is this so?", by=f.editor(), blocking=True)
    assert shown() == 2
    IssueSection.objects.filter(section=article.section).delete()
    assert shown() == 3
    f.move(article, "withdraw", f.editor())
    assert shown() == 3


def test_the_articles_missing_things_lead_to_the_place_for_those_who_may_go_there() -> None:
    issue = issue_with(1)
    article = issue.articles.get()
    link = f'<a href="/admin/editorial/article/{article.pk}/change/">“{article.title}” is in review.</a>'
    for role in (Role.EDITOR, Role.FACT_CHECKER, Role.ADMINISTRATOR, Role.PUBLICATIONS):
        html = browser(f.person(role)).get(page_of(issue)).content.decode()
        assert (link in html) == (role != Role.PUBLICATIONS)
        assert f"“{article.title}” is in review." in html
        assert "data-order" in html or role == Role.FACT_CHECKER


def test_pages_are_estimated_until_a_proof_of_exactly_this_is_there() -> None:
    issue, editor = issue_with(2), f.editor()
    client = browser(editor)
    article = issue.articles.first()
    assert "about" in page(client, issue)
    assert page(client, issue).count("pages (estimated)") + page(client, issue).count("page (estimated)") == 2
    f.finish_rendition(request_article_proof(article=article, by=editor), pages=7)
    assert "7 pages (measured)" in page(client, issue)
    f.finish_rendition(request_proof(issue=issue, by=editor), pages=31)
    assert "2 articles, 31 pages with cover, contents and credits (measured" in page(client, issue)
    changed = Article.objects.get(pk=article.pk)
    changed.dek = "Another line"
    content.save_item(item=changed, by=editor, reason="Edited")
    assert "measured" not in page(client, issue)


def test_a_draft_of_somebody_elses_is_counted_and_not_shown() -> None:
    draft = f.complete_article(title="A secret about the minister")
    issue = f.issue_of([draft])
    for role in (Role.EDITOR, Role.FACT_CHECKER, Role.PUBLICATIONS):
        for address in (page_of(issue), f"{BOARD}?from={issue.month:%Y-%m}"):
            words = words_of(browser(f.person(role)).get(address).content.decode())
            assert "A draft that is not submitted yet" in words
            assert "secret" not in words


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLICATIONS])
def test_a_draft_of_somebody_elses_is_taken_out_unread(role: Role) -> None:
    draft, other = f.complete_article(title="A secret about the minister"), f.complete_article()
    issue, client = f.issue_of([draft, other]), browser(f.person(role))
    html = client.get(page_of(issue)).content.decode()
    row = f'<a href="#row-{draft.pk}">A draft that is not submitted yet is still a draft.</a>'
    assert row in html
    assert f'id="row-{draft.pk}"' in html
    assert f"/admin/editorial/article/{draft.pk}/" not in html
    assert "only its authors can open it; you can take it out of the issue" in words_of(html)
    assert f'name="article" value="{draft.pk}"' in html
    assert "data-out" in html, "the script offers to take it out, too"
    answer = client.post(act_of(issue, "take_out"), {"article": draft.pk}, follow=True)
    assert "Article taken out of the issue." in words_of(answer.content.decode())
    assert "secret" not in answer.content.decode()
    assert list(issue.articles.all()) == [other]
    data = sent(issue, [(draft.section_id, True, []), (other.section_id, True, [])])
    assert client.post(act_of(issue, "order"), data).status_code == 302
    assert not issue.articles.exists()
    shown = browser(draft.created_by).get(reverse("article", args=[draft.pk])).content.decode()
    assert f"{issue.month:%B %Y}" not in words_of(shown).partition("Record")[0]


def test_who_assembles_no_issue_takes_no_draft_out_and_another_issues_stays_unknown() -> None:
    draft, elsewhere = f.complete_article(), f.complete_article()
    issue = f.issue_of([draft])
    f.issue_of([elsewhere])
    for user, article, status in (
        (f.fact_checker(), draft, 403),
        (f.editor(), elsewhere, 404),
        (f.publications(), elsewhere, 404),
    ):
        assert browser(user).post(act_of(issue, "take_out"), {"article": article.pk}).status_code == status
    assert list(issue.articles.all()) == [draft]


# Arranging


def test_the_script_sends_the_whole_arrangement() -> None:
    issue, extra = issue_with(2), f.walked_to("in_review")
    first, second = issue.articles.order_by("position")
    client = browser(f.publications())
    wanted = [(first.section_id, True, [second.pk]), (extra.section_id, True, [extra.pk, first.pk])]
    answer = client.post(act_of(issue, "order"), sent(issue, wanted))
    assert (answer.status_code, answer["Location"]) == (302, f"{page_of(issue)}#articles-title")
    assert list(issue.articles.order_by("position")) == [second, extra, first]
    assert Article.objects.get(pk=first.pk).section == extra.section


def test_without_scripts_numbers_and_sections_do_the_same() -> None:
    sections = [f.section(), f.section()]
    articles = [f.walked_to("in_review", f.complete_article(section=section)) for section in sections]
    issue, (a, b) = f.issue_of(articles), articles
    form = {
        "expected": token_of(arrangement_of(issue)), "shown": "[]", "arrangement": "", "new_section": "",
        f"place-{a.pk}": "2", f"place-{b.pk}": "1", f"section-{a.pk}": f"{sections[1].pk}",
        f"section-{b.pk}": f"{sections[1].pk}", f"sectionplace-{sections[1].pk}": "1",
        f"sectionplace-{sections[0].pk}": "2",
    }  # fmt: skip
    client = browser(f.editor())
    assert client.post(act_of(issue, "order"), form).status_code == 302
    assert list(issue.articles.order_by("position")) == [b, a]
    assert list(issue.issue_sections.values_list("section", flat=True)) == [sections[1].pk, sections[0].pk]
    new = f.section()
    form |= {
        "expected": token_of(arrangement_of(issue)),
        f"sectionplace-{sections[0].pk}": "",
        "new_section": f"{new.pk}",
    }
    assert client.post(act_of(issue, "order"), form).status_code == 302
    assert list(issue.issue_sections.values_list("section", flat=True)) == [sections[1].pk, new.pk]


def test_a_section_that_is_not_listed_is_offered_and_added() -> None:
    issue = issue_with(1)
    article = issue.articles.get()
    IssueSection.objects.filter(issue=issue).delete()
    client = browser(f.editor())
    assert f"Add the section “{article.section}”" in page(client, issue)
    data = sent(issue, [(article.section_id, False, [article.pk])]) | {"add_section": str(article.section_id)}
    assert client.post(act_of(issue, "order"), data).status_code == 302
    assert issue.issue_sections.get().section == article.section
    assert "Add the section" not in page(client, issue)


def test_the_second_of_two_sees_both_and_may_save_theirs_all_the_same() -> None:
    issue, late = issue_with(3), f.walked_to("in_review")
    a, b, c = issue.articles.order_by("position")
    mine = sent(issue, [(a.section_id, True, [c.pk, b.pk, a.pk])])
    quick = f.editor()
    other, client = browser(quick), browser(f.editor())
    theirs = [(a.section_id, True, [b.pk, a.pk, c.pk]), (late.section_id, True, [late.pk])]
    assert other.post(act_of(issue, "order"), sent(issue, theirs)).status_code == 302
    answer = client.post(act_of(issue, "order"), mine)
    assert answer.status_code == 409
    words = words_of(answer.content.decode())
    assert "As it stands now" in words
    assert "As you arranged it" in words
    assert f"by {quick.get_full_name()}" in words
    assert words.count(late.title) == 2
    assert list(issue.articles.order_by("position")) == [b, a, c, late]
    again = {
        name: answer.context[key]
        for name, key in (("expected", "token"), ("shown", "shown"), ("arrangement", "mine"))
    }
    assert client.post(act_of(issue, "order"), again).status_code == 302
    assert list(issue.articles.order_by("position")) == [c, b, a, late]


@pytest.mark.parametrize(
    "arrangement",
    ["x", "{}", "[1]", "[null]", '[{"section": 1}]', '[{"section": "1", "listed": true, "articles": []}]', "[" * 5000,
     '[{"section": null, "listed": false, "articles": [99999999999999999999999]}]', "1", "null", "[]" + " " * 300_000,
     '[{"section": 1, "listed": 1, "articles": []}]', '[{"section": 1, "listed": true, "articles": [true]}]'],
)  # fmt: skip
def test_an_arrangement_that_is_none_is_refused(arrangement: str) -> None:
    issue = issue_with(1)
    now = arrangement_of(issue)
    answer = browser(f.editor()).post(
        act_of(issue, "order"), {"arrangement": arrangement, "expected": token_of(now)}
    )
    assert answer.status_code == 422
    assert arrangement_of(issue) == now


@pytest.mark.parametrize(
    "typed",
    [{"place-99999999999999999999999": "1"}, {"place--1": "1"}, {"place-x": "1"}, {"sectionplace-" + "9" * 30: "1"},
     {"place-1": "1", "section-1": "²"}, {"place-1": "1", "section-1": "9" * 30}, {"new_section": "x"},
     {"place-1": "9" * 5000}, {"add_section": "-1"}],
)  # fmt: skip
def test_numbers_that_make_no_order_are_refused(typed: dict[str, str]) -> None:
    issue = issue_with(1)
    now = arrangement_of(issue)
    data = {"expected": token_of(now), "shown": "", "arrangement": ""} | typed
    assert browser(f.editor()).post(act_of(issue, "order"), data).status_code == 422
    assert arrangement_of(issue) == now


@pytest.mark.parametrize("shown", ["", "x", "[1]", "null"])
def test_a_conflict_without_a_readable_base_is_still_no_500(shown: str) -> None:
    issue = issue_with(2)
    a, b = issue.articles.order_by("position")
    data = sent(issue, [(a.section_id, True, [b.pk, a.pk])]) | {"expected": "0" * 32, "shown": shown}
    assert browser(f.editor()).post(act_of(issue, "order"), data).status_code == 409


def test_fact_checkers_and_authors_arrange_nothing() -> None:
    issue = issue_with(2)
    a, b = issue.articles.order_by("position")
    data = sent(issue, [(a.section_id, True, [b.pk, a.pk])])
    for role in (Role.FACT_CHECKER, Role.AUTHOR):
        assert browser(f.person(role)).post(act_of(issue, "order"), data).status_code == 403
    assert browser(f.editor()).get(act_of(issue, "order")).status_code == 405


# Days and the board


def test_days_out_of_order_are_said_at_the_field() -> None:
    f.section()
    data = {
        "month": "2031-05-01", "volume": "3", "number": "5", "drafts_due_on": "2031-05-09", "reviews_due_on": "2031-05-02",
    }  # fmt: skip
    client, add = browser(f.editor()), reverse("admin:editorial_issue_add")
    answer = client.post(add, data)
    assert answer.status_code == 200
    assert "reviews are due cannot be before the day on which drafts are due (May 9, 2031)" in words_of(
        answer.content.decode()
    )
    assert (
        client.post(add, data | {"reviews_due_on": "2031-05-12", "checks_due_on": "2031-05-20"}).status_code
        == 302
    )
    assert Issue.objects.get().checks_due_on == date(2031, 5, 20)


def test_the_board_shows_the_months_with_and_without_an_issue() -> None:
    issue = issue_with(2)
    Issue.objects.filter(pk=issue.pk).update(drafts_due_on=issue.month, number=issue.month.month)
    loose = f.walked_to("in_review")
    html = browser(f.editor()).get(f"{BOARD}?from={issue.month:%Y-%m}").content.decode()
    words = words_of(html)
    for expected in (f"{issue.month:%B %Y}", "2 in review", "2 articles, about", "Drafts due", loose.title):
        assert expected in words
    assert words.count("Not planned yet") == 5
    assert words.count("Plan this issue") == 5
    assert "Plan this issue" not in words_of(browser(f.fact_checker()).get(BOARD).content.decode())


@pytest.mark.parametrize("month", ["", "x", "2026-13", "0000-00", "9999-12", "2026-11-01", "²026-11"])
def test_any_month_is_a_page(month: str) -> None:
    assert browser(f.editor()).get(BOARD, {"from": month}).status_code == 200


def test_the_board_is_for_those_who_see_issues() -> None:
    for role in Role:
        status = browser(f.person(role)).get(BOARD).status_code
        assert status == (302 if role == Role.AUTHOR else 200)


def test_a_month_is_planned_on_the_board() -> None:
    client = browser(f.publications())
    data = {
        "month": "2031-05-01", "volume": "3", "number": "5", "title": "", "drafts_due_on": "2031-05-02",
        "reviews_due_on": "", "checks_due_on": "", "publication_date": "2031-05-30", "from": "2031-05",
    }  # fmt: skip
    plan = reverse("admin:editorial_issue_board_plan")
    for wrong in ({"month": ""}, {"month": "x"}, {"volume": "x"}, {"number": "²"}, {"publication_date": "2031-05-01"},
                  {"number": "9" * 30}, {"title": "a\x00b"}, {"month": "2031-05-02"}):  # fmt: skip
        assert client.post(plan, data | wrong).status_code == 422
    assert client.post(plan, data)["Location"] == f"{BOARD}?from=2031-05"
    assert Issue.objects.get().drafts_due_on == date(2031, 5, 2)
    assert client.post(plan, data).status_code == 422
    assert browser(f.fact_checker()).post(plan, data | {"month": "2031-06-01"}).status_code == 403


def test_a_slip_in_a_year_is_refused_before_it_leads_the_board_astray() -> None:
    client, plan = browser(f.publications()), reverse("admin:editorial_issue_board_plan")
    data = {"month": "2031-05-01", "volume": "3", "number": "5", "title": "", "from": "2031-05"}
    for wrong in (
        {"month": "0001-01-01"},
        {"month": "9999-12-01"},
        {"drafts_due_on": "0206-11-30"},
        {"publication_date": "9999-12-31"},
    ):
        answer = client.post(plan, data | wrong)
        assert answer.status_code == 422
        assert "Look at the year" in words_of(answer.content.decode())
    furthest = {"month": "2999-12-01", "drafts_due_on": "1900-01-01", "publication_date": "2999-12-31"}
    assert client.post(plan, data | furthest).status_code == 302
    assert client.post(plan, data | {"month": "1900-01-01", "number": "6"}).status_code == 302
    for month in ("1900-01", "2031-05", "2999-12"):
        assert client.get(BOARD, {"from": month}).status_code == 200
    for issue in Issue.objects.all():
        assert client.get(page_of(issue)).status_code == 200


def test_a_card_is_moved_to_another_month_in_one_act() -> None:
    june, july = issue_with(2), issue_with(1)
    article = june.articles.first()
    client, move = browser(f.editor()), reverse("admin:editorial_issue_board_move")
    data = {"article": article.pk, "issue": july.pk, "expected": june.pk, "from": f"{june.month:%Y-%m}"}
    assert client.post(move, data)["Location"] == f"{BOARD}?from={june.month:%Y-%m}#card-{article.pk}"
    assert Article.objects.get(pk=article.pk).issue == july
    assert client.post(move, data | {"issue": ""}).status_code == 409
    assert client.post(move, data | {"issue": "", "expected": july.pk}).status_code == 302
    assert Article.objects.get(pk=article.pk).issue is None
    for wrong in (
        {"article": "x"},
        {"article": "99999"},
        {"issue": "x"},
        {"issue": "99999"},
        {"expected": "²"},
    ):
        assert client.post(move, data | {"expected": ""} | wrong).status_code == 404
    secret = f.complete_article()
    assert client.post(move, data | {"article": secret.pk, "expected": ""}).status_code == 404
    assert browser(f.fact_checker()).post(move, data | {"expected": ""}).status_code == 403


def test_the_chosen_articles_are_assigned_together() -> None:
    issue, editor, checker = issue_with(2), f.editor(), f.editor()
    client = browser(editor)
    html = client.get(page_of(issue)).content.decode()
    assert html.count('name="articles"') == 2
    assert f'<option value="{checker.pk}">' in html
    data = {
        "articles": [a.pk for a in issue.articles.all()], "stage": "in_review", "person": checker.pk, "due_on": "",
        "next": f"{page_of(issue)}#articles-title",
    }  # fmt: skip
    answer = client.post(reverse("admin:editorial_article_assign_many"), data)
    assert (answer.status_code, answer["Location"]) == (302, data["next"])
    assert {a.person for article in issue.articles.all() for a in article.assignments.all()} == {checker}
    assert 'name="articles"' not in browser(f.publications()).get(page_of(issue)).content.decode()


def test_reading_a_page_again_does_not_read_the_articles_again() -> None:
    issue, client = issue_with(3), browser(f.editor())
    client.get(page_of(issue))
    with CaptureQueriesContext(connection) as asked:
        client.get(page_of(issue))
    assert not any('FROM "editorial_excerpt"' in query["sql"] for query in asked)
