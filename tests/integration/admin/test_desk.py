"""The desk's first page, claiming and assigning on it and on an article's page, and who looks at an article."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.admin.assignment_page import assignment_context
from editorial.content.models import Article
from editorial.content.operations import save_item
from editorial.content.writers import writer_ids
from editorial.factcheck.presence import note_presence
from editorial.issues.models import Issue, Rendition
from editorial.states import ArticleState as S
from editorial.states import JobStatus, Role
from editorial.workflow.assignments import assign_article, claim_article, set_due_date
from editorial.workflow.models import Assignment
from tests import factories as f
from tests.integration.admin.pages import act_of, author_at_desk, browser, page_of
from tests.integration.workspace.pages import queries_of, section_of, words_of

pytestmark = pytest.mark.django_db
MANY = "admin:editorial_article_assign_many"


@pytest.fixture(autouse=True)
def nobody_is_looking() -> None:
    cache.clear()


def at(state: str, title: str, **people: Any) -> Article:
    return f.walked_to(state, f.complete_article(people.pop("author", None), title=title), **people)


def desk_of(user: User) -> str:
    answer = browser(user).get(reverse("admin:index"))
    assert answer.status_code == 200
    return answer.content.decode()


def holder(article: Article) -> User | None:
    found = Assignment.objects.filter(article=article, stage=article.state).first()
    return found.person if found else None


def planned(articles: list[Article], **days: date) -> Issue:
    issue = f.issue_of(articles)
    Issue.objects.filter(pk=issue.pk).update(**days)
    return issue


def test_an_editors_desk() -> None:
    editor, checker = f.editor(), f.fact_checker()
    mine, free, checked = (
        at(S.IN_REVIEW, "The Harbour"),
        at(S.IN_REVIEW, "The Bridge"),
        at(S.FACT_CHECK, "The Well"),
    )
    claim_article(article_id=mine.pk, by=editor)
    claim_article(article_id=checked.pk, by=checker)
    back = f.move(at(S.IN_REVIEW, "The Road"), "return", editor, reason="Name the source.")
    planned([mine, free], reviews_due_on=timezone.localdate() - timedelta(days=3))
    html = desk_of(editor)
    assert "The Harbour" in section_of(html, "needs-you")
    assert "You have it" in section_of(html, "needs-you")
    assert "3 days late" in section_of(html, "unclaimed")
    assert f"{checker.get_full_name()} has it since" in section_of(html, "waiting")
    assert "Name the source." in section_of(html, "returned")
    assert f"With its author, {back.created_by.get_full_name()}" in section_of(html, "returned")
    late = section_of(html, "late")
    assert "The Harbour 3 days late , in review. You have it." in late
    assert "The Bridge 3 days late , in review. Nobody has it." in late
    for words in ("1 needs you", "1 unclaimed", "2 late", "1 returned"):
        assert words in words_of(html)


def test_a_fact_checkers_desk_leads_to_the_page_where_they_check() -> None:
    article = at(S.FACT_CHECK, "The Well")
    at(S.IN_REVIEW, "The Bridge")
    html = desk_of(f.fact_checker())
    assert reverse("check_article", args=[article.pk]) in html
    assert "The Bridge" not in html
    assert 'id="returned"' not in html


def test_the_publications_office_sees_what_of_the_issues_waits_for_it() -> None:
    office = f.publications()
    planning, closed = planned([f.complete_article()]), f.issue_of([at(S.APPROVED, "Done")])
    f.move_issue(closed, "close", f.editor())
    approved = f.approved_issue()
    html = desk_of(office)
    assert 'id="unclaimed"' not in html
    issues = section_of(html, "issues")
    assert "Waits for its release reviews and for approval." in issues
    assert "Its PDF is about to be made." in issues
    assert issues.index("Closed") < issues.index(f"{planning.month:%B %Y}")  # what waits for them comes first
    Rendition.objects.filter(issue=approved).update(
        status=JobStatus.FAILED, error_reason="No font", finished_at=timezone.now()
    )
    assert "Its PDF could not be made." in section_of(desk_of(office), "issues")
    f.finish_rendition(Rendition.objects.get(issue=approved, form="pdf"), error_reason="")
    assert "it can be published" in section_of(desk_of(office), "issues")


def test_an_issue_says_how_far_it_is_and_what_is_late() -> None:
    articles = [at(S.IN_REVIEW, "One"), at(S.IN_REVIEW, "Two"), at(S.FACT_CHECK, "Three")]
    today = timezone.localdate()
    issue = planned(
        articles, reviews_due_on=today - timedelta(days=2), checks_due_on=today + timedelta(days=5),
        publication_date=today + timedelta(days=20),
    )  # fmt: skip
    html = desk_of(f.editor())
    words = section_of(html, "issues")
    assert "2 in review" in words
    assert "1 fact-check" in words
    assert "2 reviews are late: due on" in words
    assert "Fact-checks: due in 5 days" in words
    assert "Appears on" in words
    listed = f"{reverse('admin:editorial_article_changelist')}?issue={issue.month:%Y-%m}&amp;state=in_review"
    assert f'href="{listed}&amp;late=1"' in html
    assert f'width="{100 * 2 / 3:.2f}"' in html


def test_an_articles_own_day_counts_in_its_issue_as_everywhere() -> None:
    editor, today = f.editor(), timezone.localdate()
    articles = [at(S.IN_REVIEW, f"Number {number}") for number in range(3)]
    planned(articles, reviews_due_on=today - timedelta(days=2))
    day = today + timedelta(days=4)
    set_due_date(article_id=articles[0].pk, due_on=day, by=editor)
    html = desk_of(editor)
    words = section_of(html, "issues")
    assert "2 late" in words_of(html)
    assert "2 reviews are late: due on" in words
    assert "Other reviews: due in 4 days" in words
    Assignment.objects.create(
        article=articles[1], stage=S.IN_REVIEW, due_on=today - timedelta(days=9), by=editor, at=timezone.now()
    )
    assert "2 reviews are late: the first was due on" in section_of(desk_of(editor), "issues")
    for article in articles[1:]:
        set_due_date(article_id=article.pk, due_on=day, by=editor)
    html = desk_of(editor)
    assert "late" not in section_of(html, "issues")
    assert "Reviews: due in 4 days" in section_of(html, "issues")
    assert "2 late" not in words_of(html)


def test_every_link_of_the_desk_leads_somewhere() -> None:
    today = timezone.localdate()
    articles = [
        at(S.IN_REVIEW, "One"),
        at(S.FACT_CHECK, "Two"),
        at(S.FACT_CHECK, "Three"),
        f.complete_article(),
    ]
    past, day = today - timedelta(days=2), today + timedelta(days=4)
    planned(articles, drafts_due_on=past, reviews_due_on=past, checks_due_on=day)
    for user in (f.editor(), f.fact_checker(), f.administrator()):
        client, html = browser(user), desk_of(user).partition("<main")[2]
        links = {unescape(found) for found in re.findall(r'href="(/[^"#]*)', html)}
        assert any("state=in_review&late=1" in link for link in links)
        for link in links:
            assert client.get(link, follow=True).status_code == 200, link


def test_below_stands_what_the_navigation_does_not_lead_to() -> None:
    rest = desk_of(f.administrator()).partition('id="rest-title"')[2]
    for name in ("auth_user", "editorial_invitation", "editorial_email"):
        assert f'href="{reverse(f"admin:{name}_changelist")}"' in rest
    for name in ("article", "issue", "section", "outlet", "person", "backissue", "author"):
        assert f'href="{reverse(f"admin:editorial_{name}_changelist")}"' not in rest
    assert f'href="{reverse("check_list")}"' not in rest
    assert 'id="rest-title"' not in desk_of(f.publications()), "nothing is left over"


def test_the_rest_of_a_long_group_is_one_link_away() -> None:
    for number in range(22):
        article = f.draft(title=f"Number {number}")
        Article.objects.filter(pk=article.pk).update(state=S.IN_REVIEW, submitted_at=timezone.now())
    html = desk_of(f.editor())
    assert section_of(html, "unclaimed").endswith("All 22 in “Unclaimed”")
    assert f"{reverse('admin:editorial_article_changelist')}?assigned=none&amp;state=in_review" in html


def fill(number: int) -> None:
    editor = f.editor()
    for _ in range(number):
        review, check, back = at(S.IN_REVIEW, "R"), at(S.FACT_CHECK, "C"), at(S.IN_REVIEW, "B")
        assign_article(article_id=review.pk, person=editor, by=f.administrator())
        f.move(back, "return", editor)
        planned([review, check], reviews_due_on=timezone.localdate() - timedelta(days=1))


def test_the_desk_asks_as_often_for_many_articles_as_for_few() -> None:
    people = [f.editor(), f.fact_checker(), f.administrator(), f.publications(), f.person(*Role)]
    desk, checks = reverse("admin:index"), reverse("admin:editorial_article_in_check")
    made = []
    for number in (1, 3):
        fill(number)
        pks = Article.objects.filter(state=S.FACT_CHECK).values_list("pk", flat=True)
        query = "&".join(f"article={pk}" for pk in pks)
        made.append(
            [
                (queries_of(browser(user), desk), queries_of(browser(user), f"{checks}?{query}"))
                for user in people
            ]
        )
    assert made[0] == made[1]
    assert all(first <= 12 and second <= 12 for first, second in made[0]), made


def test_the_desks_script_is_told_how_far_fact_checks_are() -> None:
    article, checker = at(S.FACT_CHECK, "The Well"), f.fact_checker()
    address = f"{reverse('admin:editorial_article_in_check')}?article={article.pk}&article=x&article={10**30}"
    found = browser(checker).get(address).json()["articles"][str(article.pk)]
    assert found["words"].startswith("The article’s own text is not checked yet. And ")
    assert found["address"].startswith(f"{reverse('check_article', args=[article.pk])}?at=")
    assert found["verified"].startswith("0 of ")
    editors = browser(f.editor()).get(address).json()["articles"][str(article.pk)]
    assert editors["address"].startswith(page_of(article))
    f.check_everything(article, checker)
    assert (
        browser(checker).get(address).json()["articles"][str(article.pk)]["words"]
        == "Everything in it is verified."
    )
    assert browser(f.publications()).get(address).json() == {"articles": {}}
    assert browser(f.author()).get(address).status_code == 403
    assert Client().get(address, headers={"accept": "application/json"}).status_code == 401
    assert browser(checker).post(address).status_code == 405


def test_claiming_on_the_desk_and_being_told_who_was_first() -> None:
    article, one, two = at(S.IN_REVIEW, "The Bridge"), f.editor(), f.editor()
    claimed = browser(one).post(act_of(article, "claim"), {"next": "desk"}, follow=True)
    assert claimed.redirect_chain == [(reverse("admin:index"), 302)]
    assert "You have claimed “The Bridge”." in claimed.content.decode()
    refused = browser(two).post(act_of(article, "claim"), {"next": "desk"})
    assert refused.status_code == 409
    assert f"{one.get_full_name()} has “The Bridge” since" in words_of(refused.content.decode())
    assert holder(article) == one
    assert "The Bridge" in section_of(desk_of(two), "waiting")


def test_acts_on_an_article() -> None:
    article, one, two = at(S.IN_REVIEW, "The Bridge"), f.editor(), f.editor()
    client, tomorrow = browser(one), timezone.localdate() + timedelta(days=1)
    back = f"{page_of(article)}#assignment"
    assert client.post(act_of(article, "claim")).url == back
    taken = browser(two).post(act_of(article, "claim"), {"instead_of": one.pk})
    assert (taken.url, holder(article)) == (back, two)
    client.post(act_of(article, "assign"), {"person": one.pk, "instead_of": two.pk, "due_on": f"{tomorrow}"})
    row = Assignment.objects.get(article=article)
    assert (row.person, row.due_on) == (one, tomorrow)
    client.post(act_of(article, "due"), {"due_on": ""})
    assert Assignment.objects.get(article=article).due_on is None
    assert client.post(act_of(article, "release")).url == back
    assert holder(article) is None


@pytest.mark.parametrize(
    ("act", "fields", "status", "words"),
    [
        ("assign", {}, 422, "Choose a person."),
        ("assign", {"person": "9" * 30}, 422, "Reload it and try again."),
        ("assign", {"person": "999999"}, 422, "Choose a person."),
        ("claim", {"instead_of": "\x00"}, 422, "NUL"),
        ("claim", {"instead_of": "x"}, 422, "Reload it and try again."),
        ("due", {"due_on": "tomorrow"}, 422, "such as 2026-11-30"),
        ("due", {"due_on": "2020-01-01"}, 422, "passed already"),
        ("due", {"due_on": "2030-01-01", "stage": "published"}, 409, "is not to be given out"),
    ],
)
def test_bad_input_is_answered_in_words(act: str, fields: dict[str, str], status: int, words: str) -> None:
    article = at(S.IN_REVIEW, "The Bridge")
    answer = browser(f.editor()).post(act_of(article, act), fields)
    assert answer.status_code == status
    html = answer.content.decode()
    assert words in words_of(html)
    if "due_on" in fields:
        assert fields["due_on"] in html  # what was typed is there to be mended
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("act", ["claim", "release", "assign", "due"])
def test_who_may_ask_for_an_act(act: str) -> None:
    article = at(S.FACT_CHECK, "The Well")
    fields = {"person": f.fact_checker().pk, "due_on": "2099-01-01"}
    address = act_of(article, act)
    assert browser(f.editor()).get(address).status_code == 405
    assert browser(f.publications()).post(address, fields).status_code == 404
    assert browser(f.author()).post(address, fields).status_code == 403
    assert browser(author_at_desk()).post(address, fields).status_code == 404
    expected = {"claim": 403, "release": 302, "assign": 302, "due": 302}[act]
    assert browser(f.editor()).post(address, fields).status_code == expected


def test_many_articles_are_given_out_at_once() -> None:
    editor, checker, other = f.editor(), f.fact_checker(), f.fact_checker()
    free, taken = at(S.FACT_CHECK, "The Well"), at(S.FACT_CHECK, "The Bridge")
    claim_article(article_id=taken.pk, by=other)
    day = timezone.localdate() + timedelta(days=4)
    fields = {
        "articles": [free.pk, taken.pk],
        "stage": S.FACT_CHECK,
        "person": checker.pk,
        "due_on": f"{day}",
    }
    answer = browser(editor).post(reverse(MANY), fields, follow=True)
    assert answer.redirect_chain == [(reverse("admin:editorial_article_changelist"), 302)]
    words = words_of(answer.content.decode())
    assert "1 article given out." in words
    assert f"“The Bridge” was left out. {other.get_full_name()} has “The Bridge” since" in words
    assert (holder(free), holder(taken)) == (checker, other)
    issue = reverse("admin:editorial_issue_changelist")
    assert browser(editor).post(reverse(MANY), fields | {"next": issue}).url == issue
    assert browser(editor).post(reverse(MANY), fields | {"next": "https://elsewhere.example/"}).url != (
        "https://elsewhere.example/"
    )
    assert browser(checker).post(reverse(MANY), fields).status_code == 403
    refused = browser(editor).post(reverse(MANY), fields | {"person": "", "due_on": ""})
    assert refused.status_code == 422
    for pk in fields["articles"]:  # trying again sends all of them
        assert f'name="articles" value="{pk}"' in refused.content.decode()


def test_who_looks_at_an_article_is_told_to_the_others() -> None:
    article, one, two, checker = at(S.FACT_CHECK, "The Well"), f.editor(), f.editor(), f.fact_checker()
    address = act_of(article, "presence")
    assert browser(one).post(address).json() == {"here": []}
    note_presence(article_id=article.pk, by=checker)
    here = browser(two).post(address).json()["here"]
    assert sorted(here, key=lambda who: who["page"]) == [
        {"name": checker.get_full_name(), "page": "check"},
        {"name": one.get_full_name(), "page": "desk"},
    ]
    names = ", ".join(sorted([one.get_full_name(), checker.get_full_name()]))
    assert f"{names} are looking at it" in section_of(desk_of(two), "waiting")
    browser(one).post(address, {"gone": "yes"})
    assert [who["page"] for who in browser(two).post(address).json()["here"]] == ["check"]


def test_who_may_not_know_of_an_article_is_not_told_who_looks_at_it() -> None:
    address = act_of(at(S.IN_REVIEW, "The Bridge"), "presence")
    assert browser(f.publications()).post(address).status_code == 404
    assert browser(f.author()).post(address).status_code == 403
    assert browser(f.editor()).get(address).status_code == 405
    assert Client().post(address, headers={"accept": "application/json"}).status_code == 401


def test_authors_see_on_their_page_who_has_their_article() -> None:
    author, editor = f.author(), f.editor()
    article = at(S.IN_REVIEW, "The Bridge", author=author)
    address = reverse("article", args=[article.pk])
    assert "has it." not in words_of(browser(author).get(address).content.decode())
    claim_article(article_id=article.pk, by=editor)
    assert f"{editor.get_full_name()} has it." in words_of(browser(author).get(address).content.decode())
    assert "You have it." in words_of(browser(editor).get(address).content.decode())


def panel(user: User, article: Article) -> Any:
    article = f.fresh(article)
    return assignment_context(user, article, writers=writer_ids(article))["assignment"]


def test_the_panel_says_what_this_person_may_do() -> None:
    one, two, checker = f.editor(), f.editor(), f.fact_checker()
    article = at(S.IN_REVIEW, "The Bridge")
    free = panel(one, article)
    assert (free.may_claim, free.may_release, free.may_give, free.may_set_day) == (True, False, True, True)
    assert {one.pk, two.pk} <= {choice.user.pk for choice in free.candidates}
    assert checker.pk not in {choice.user.pk for choice in free.candidates}
    claim_article(article_id=article.pk, by=one)
    assert (panel(one, article).mine, panel(one, article).may_claim) == (True, False)
    assert (panel(two, article).holder, panel(two, article).may_claim, panel(two, article).may_release) == (
        one,
        True,
        True,
    )
    seen = panel(checker, article)
    assert (seen.may_claim, seen.may_release, seen.may_give, seen.may_set_day) == (False,) * 4


def test_the_panel_says_why_a_writer_does_not_get_it() -> None:
    writer = f.person(Role.AUTHOR, Role.EDITOR)
    article = at(S.IN_REVIEW, "The Bridge", author=writer)
    own = panel(writer, article)
    assert not own.may_claim
    assert own.why_not_claim.startswith("You wrote or edited this article")
    barred = {choice.user.pk for choice in panel(f.editor(), article).candidates if choice.barred}
    assert barred == {writer.pk}


def test_the_panel_says_that_who_has_it_cannot_finish_it() -> None:
    one, two = f.editor(), f.editor()
    article = at(S.IN_REVIEW, "The Bridge")
    assert panel(two, article).stuck == ""
    claim_article(article_id=article.pk, by=one)
    assert panel(two, article).stuck == ""
    excerpt = article.excerpts.first()
    assert excerpt is not None
    excerpt.place = "Rome"
    save_item(item=excerpt, by=one)
    assert panel(two, article).stuck.startswith(f"{one.get_full_name()} wrote or edited this article")
    assert panel(one, article).stuck.startswith("You wrote or edited this article")
    User.objects.filter(pk=one.pk).update(is_active=False)
    assert "cannot review it any more" in panel(two, article).stuck
    assert panel(two, article).stuck in words_of(browser(two).get(page_of(article)).content.decode())


@pytest.mark.parametrize("state", [S.APPROVED, S.PUBLISHED, S.WITHDRAWN])
def test_there_is_no_panel_where_nobody_has_to_do_anything(state: str) -> None:
    assert panel(f.administrator(), f.walked_to(state)) is None


def test_a_draft_is_with_its_authors_and_can_get_a_day() -> None:
    editor = f.editor()
    article = f.move(at(S.IN_REVIEW, "The Road"), "return", editor)
    shown = panel(editor, article)
    assert (shown.stage, shown.may_claim, shown.may_give, shown.may_set_day) == ("", False, False, True)
