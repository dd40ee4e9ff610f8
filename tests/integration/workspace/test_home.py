"""An author's home page: what needs them first, what each article waits for, and what they brought in."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from editorial.content.models import Article
from editorial.importing.models import Import
from editorial.importing.operations import receive_text
from editorial.issues.models import Issue
from editorial.states import ArticleState as S
from editorial.workflow.comments import add_comment
from editorial.workspace.shelf import IMPORTS_SHOWN, SHOWN, Shelf, shelf_of
from tests import factories
from tests.integration.workspace.pages import browser, queries_of, section_of, words_of
from tests.integration.workspace.test_permissions import TEXT

pytestmark = pytest.mark.django_db


def home_of(user: User, query: str = "") -> str:
    response = browser(user).get(reverse("home") + query)
    assert response.status_code == 200
    return response.content.decode()


def titles(shelf: Shelf) -> dict[str, list[str]]:
    return {group.name: [str(row.article) for row in group.rows] for group in shelf.groups}


def due_in(article: Article, days: int) -> Issue:
    issue = factories.issue_of([article])
    Issue.objects.filter(pk=issue.pk).update(drafts_due_on=timezone.localdate() + timedelta(days=days))
    return issue


def test_a_new_author_is_told_the_ways_to_begin() -> None:
    html = home_of(factories.author())
    assert "Nothing here yet." in html
    for way in (reverse("new_article"), reverse("new_import"), reverse("new_import") + "#text"):
        assert f'"{way}"' in html
    assert "Needs you" not in html


def test_an_author_searches_their_own_articles_old_ones_too() -> None:
    author = factories.author()
    factories.complete_article(author, title="Boats of the bay")
    factories.walked_to(S.PUBLISHED, factories.complete_article(author, title="Wells of the Élan"))
    factories.complete_article(title="Boats of others")
    html = home_of(author)
    assert '<label for="q">Search my articles</label>' in html and "Boats of the bay" in html
    found = words_of(home_of(author, "?q=elan"))
    assert "Wells of the Élan" in found and "Boats" not in found
    nothing = words_of(home_of(author, "?q=zeppelin"))
    assert "None of your articles has “zeppelin”. Show all my articles" in nothing
    assert "Nothing here yet" not in nothing
    assert "Boats of others" not in home_of(author, "?q=boats")
    assert home_of(author, "?q=%00%22-")
    assert 'role="search"' not in home_of(factories.author()), "there is nothing to search yet"
    assert queries_of(browser(author), reverse("home") + "?q=boats") <= 12


def test_articles_are_grouped_by_what_they_need() -> None:
    author, editor = factories.author(), factories.editor()
    for state in S.values:
        factories.walked_to(state, factories.complete_article(author, title=f"In {state}"), author=author)
    back = factories.walked_to(S.IN_REVIEW, factories.complete_article(author, title="Came back"))
    factories.move(back, "return", editor, reason="The pull quote is not in any excerpt.")
    asked = factories.walked_to(S.IN_REVIEW, factories.complete_article(author, title="Asked about"))
    add_comment(article=asked, text="Which minister said so?", by=editor)
    factories.complete_article(title="Somebody else’s")
    assert titles(shelf_of(author)) == {
        "needs-you": ["Came back", "Asked about"],
        "drafts": ["In draft"],
        "with-the-editors": ["In fact_check", "In in_review"],
        "approved": ["In approved"],
        "published": ["In published"],
        "withdrawn": ["In withdrawn"],
    }
    html = home_of(author)
    needs_you = section_of(html, "needs-you")
    assert "The pull quote is not in any excerpt." in needs_you
    assert "Which minister said so?" in needs_you
    assert "Kim Number" in needs_you  # who sent it back
    assert "Nothing here yet." not in html
    assert "With the editors and fact-checkers" in section_of(html, "with-the-editors")


def test_what_is_late_comes_first_and_is_said_in_words() -> None:
    author = factories.author()
    late, soon, far = (factories.draft(author, title=name) for name in ("Late", "Soon", "Far"))
    back = factories.move(factories.walked_to(S.IN_REVIEW, author=author), "return", factories.editor())
    due_in(soon, 3)
    due_in(late, -2)
    due_in(far, 40)
    assert titles(shelf_of(author)) == {"needs-you": ["Late", "Soon", str(back)], "drafts": ["Far"]}
    needs_you = section_of(home_of(author), "needs-you")
    assert "2 days late: it was due on" in needs_you
    assert "Due in 3 days, on" in needs_you


def test_a_submitted_article_is_not_late() -> None:
    author = factories.author()
    article = factories.walked_to(S.IN_REVIEW, author=author)
    due_in(article, -2)
    assert titles(shelf_of(author)) == {"with-the-editors": [article.title]}
    assert "late" not in words_of(home_of(author))


def test_a_row_says_since_when_and_what_is_missing() -> None:
    author = factories.author()
    blank = factories.draft(author, title="")
    Article.objects.filter(pk=blank.pk).update(created_at=timezone.now() - timedelta(days=12))
    drafts = section_of(home_of(author), "drafts")
    assert "Untitled article" in drafts
    assert "Begun 12 days ago" in drafts
    assert "5 things are missing before it can be submitted." in drafts


def test_published_articles_lead_to_the_pdf_and_old_ones_are_shown_on_request() -> None:
    author = factories.author()
    article = factories.walked_to(S.PUBLISHED, author=author)
    rendition = factories.pdf_of(Issue.objects.get(pk=article.issue_id))
    assert reverse("pdf", args=[rendition.pk]) in home_of(author)
    many = [factories.draft(author, title=f"Old {n}") for n in range(SHOWN + 3)]
    for draft in many:
        factories.move(draft, "withdraw", author)
    html = home_of(author)
    assert "Show 3 more" in html
    assert html.count("badge-withdrawn") == SHOWN
    html = home_of(author, "?show=all")
    assert "more</a>" not in html
    assert html.count("badge-withdrawn") == SHOWN + 3


def test_a_co_author_finds_the_article_too() -> None:
    from editorial.content.operations import set_bylines

    author, other = factories.author(), factories.author()
    article = factories.draft(author, title="By two")
    signed = [article.bylines.get().author, factories.author_record("Other", other)]
    set_bylines(article=article, authors=signed, by=author, reason="By two")
    assert titles(shelf_of(other)) == {"drafts": ["By two"]}


def test_what_was_brought_in_waits_on_the_home_page_until_it_is_confirmed() -> None:
    author = factories.author()
    record = receive_text(text=TEXT, name="November.txt", by=author)
    html = home_of(author)
    assert reverse("import", args=[record.pk]) in html
    assert "Waits for your look" in html
    browser(author).post(reverse("confirm_import", args=[record.pk]))
    assert "Waits for your look" not in home_of(author)
    assert "Waits for your look" not in home_of(factories.author())


def test_of_what_was_brought_in_the_newest_are_shown_and_the_rest_on_request() -> None:
    author = factories.author()
    for number in range(IMPORTS_SHOWN + 2):
        receive_text(text=TEXT, name=f"Text {number}", by=author)
    long_ago = timezone.now() - timedelta(days=10)
    Import.objects.create(
        kind="word", name="Broken.docx", file="imports/aa/aa.docx", sha256="a" * 64, by=author, at=long_ago,
        queued_at=long_ago, finished_at=long_ago, status="failed", error_reason="It is damaged.",
    )  # fmt: skip
    html = home_of(author)
    assert "Show 3 more" in html
    assert "Text 6" in html and "Text 1" not in html and "Broken.docx" not in html
    html = home_of(author, "?show=all")
    assert "Text 0" in html and "Broken.docx" in html and "more</a>" not in html


def test_who_is_both_author_and_editor_sees_their_articles_and_the_way_to_the_desk() -> None:
    from editorial.states import Role

    both = factories.person(Role.AUTHOR, Role.EDITOR)
    factories.draft(both, title="Mine")
    html = home_of(both)
    assert "Mine" in html
    assert reverse("admin:index") in html
    assert reverse("admin:index") not in home_of(_plain_author())


def _plain_author() -> User:
    author = factories.author()
    author.is_staff = False
    author.save()
    return author


def test_the_page_makes_as_many_queries_for_three_articles_of_each_kind_as_for_one() -> None:
    author, editor, checker = factories.author(), factories.editor(), factories.fact_checker()

    def one_of_each() -> None:
        for state in S.values:
            factories.walked_to(
                state, factories.complete_article(author), author=author, editor=editor, checker=checker
            )
        asked = factories.walked_to(S.IN_REVIEW, factories.complete_article(author))
        add_comment(article=asked, text="Who?", by=editor)
        receive_text(text=TEXT, name="text", by=author)

    one_of_each()
    client = browser(author)
    one = queries_of(client, reverse("home"))
    one_of_each()
    one_of_each()
    assert queries_of(client, reverse("home")) == one
    assert one <= 12


def test_beginning_an_article_opens_its_editor() -> None:
    author = factories.author()
    response = browser(author).post(reverse("new_article"))
    made = Article.objects.get()
    assert (made.title, made.state, made.created_by) == ("", S.DRAFT, author)
    assert response["Location"] == reverse("edit_article", args=[made.pk])


def test_dates_of_issues_are_words() -> None:
    author = factories.author()
    draft = factories.draft(author)
    issue = factories.issue_of([draft])
    Issue.objects.filter(pk=issue.pk).update(month=date(2031, 5, 1))
    assert "May 2031 issue" in section_of(home_of(author), "drafts")
