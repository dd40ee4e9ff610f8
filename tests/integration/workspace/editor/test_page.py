"""The editor's page and its preview: who gets them, and what they cost."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse

from editorial.content.models import Article
from editorial.issues.corrections import open_correction
from editorial.issues.operations import create_issue
from editorial.workflow.comments import add_comment
from tests import factories as f
from tests.integration.workspace.pages import browser, queries_of

pytestmark = pytest.mark.django_db


def page(article: Article, name: str = "edit_article") -> str:
    return reverse(name, args=[article.pk])


def data_of(html: str) -> dict[str, object]:
    found = re.search(r'<script id="page-data" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_its_author_gets_the_editor_with_everything_in_it() -> None:
    article = f.complete_article()
    f.add_footnote(article, article.created_by, "loose")
    response = browser(article.created_by).get(page(article))
    assert response.status_code == 200
    data = data_of(response.content.decode())
    content = data["content"]
    assert isinstance(content, dict)
    assert content["article"]["values"]["title"] == article.title
    assert [note["key"] for note in content["footnotes"]] == ["one", "two", "loose"]
    (image,) = content["images"]
    assert image["picture"]["url"].startswith(reverse("picture", args=[article.pk, image["key"]]))
    assert data["missing"] == [
        {
            "message": "The note “A remark of our own.” is not referred to in the commentary.",
            "where": "footnote:loose:text",
        }
    ]
    assert "no-store" in response["Cache-Control"]


def test_nothing_runs_but_what_the_policy_knows() -> None:
    article = f.complete_article(title="</script><script>alert(1)</script>")
    response = browser(article.created_by).get(page(article))
    html = response.content.decode()
    assert "<script>alert" not in html
    (nonce,) = re.findall(r'<script type="importmap" nonce="([^"]+)">', html)
    assert f"'nonce-{nonce}'" in response["Content-Security-Policy"]
    assert " style=" not in html
    assert not re.search(r"\son[a-z]+=", html)


def test_who_may_not_edit_is_led_to_the_article_or_knows_nothing_of_it() -> None:
    article = f.complete_article()
    editor, stranger = f.editor(), f.author()
    for name in ("edit_article", "preview_article"):
        assert browser(stranger).get(page(article, name)).status_code == 404
        assert browser(editor).get(page(article, name)).status_code == 404
        response = browser(None).get(page(article, name))
        assert response.status_code == 302
        assert f"next={page(article, name)}" in response["Location"]
        assert browser(article.created_by).get(reverse(name, args=[987654])).status_code == 404
        assert browser(article.created_by).post(page(article, name)).status_code == 405
    f.move(article, "submit", article.created_by)
    response = browser(article.created_by).get(page(article))
    assert (response.status_code, response["Location"]) == (302, reverse("article", args=[article.pk]))
    assert browser(editor).get(page(article)).status_code == 200
    assert browser(article.created_by).get(page(article, "preview_article")).status_code == 200


def test_an_article_stays_in_an_issue_that_is_out_of_planning_and_the_page_says_why() -> None:
    article, editor = f.walked_to("approved"), f.editor()
    issue = f.published_issue([article])
    open_correction(article_id=article.pk, reason="A number is wrong", by=editor)
    other, client = f.issue_of([]), browser(editor)
    html = client.get(page(article)).content.decode()
    assert '<label>Issue</label><select disabled><option value="">' in html
    assert '<p class="help" id="issue-help">It was published in this issue.</p>' in html
    asked = {"changes": [], "issue": other.pk, "issue_from": issue.pk}
    save = reverse("save_article", args=[article.pk])
    (refused,) = client.post(save, asked, content_type="application/json").json()["refused"]
    assert (refused["field"], refused["message"]) == ("issue", "It was published in this issue.")
    free = f.walked_to("in_review")
    f.issue_of([free])
    html = client.get(page(free)).content.decode()
    assert "issue-help" not in html
    assert "<select disabled>" not in html


def test_the_preview_alone_may_stand_in_a_frame_of_ours() -> None:
    article = f.complete_article()
    client = browser(article.created_by)
    preview = client.get(page(article, "preview_article"))
    assert preview["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    assert article.title in preview.content.decode()
    assert "[note missing]" not in preview.content.decode()
    editor = client.get(page(article))
    assert editor["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in editor["Content-Security-Policy"]


def test_the_page_costs_the_same_whatever_the_article_holds() -> None:
    small = f.complete_article(excerpts=1, images=1)
    large = f.complete_article(small.created_by, excerpts=4, images=3)
    for number in range(5):
        f.add_footnote(large, large.created_by, f"more{number}")
    client = browser(small.created_by)
    for name in ("edit_article", "preview_article"):
        assert queries_of(client, page(large, name)) == queries_of(client, page(small, name)) <= 12


def test_why_a_draft_came_back_and_open_comments_stand_beside_the_text() -> None:
    article = f.walked_to("in_review")
    editor = f.editor()
    add_comment(article=article, text="Which minister?", by=editor)
    article = f.move(article, "return", editor, reason="The fare is the story.")
    html = browser(article.created_by).get(page(article)).content.decode()
    assert "The fare is the story." in html and "Which minister?" in html
    assert f"{editor.get_full_name()} sent it back" in html


def test_issues_are_offered_by_month_with_their_day() -> None:
    article = f.draft()
    office = f.publications()
    december = date(2026, 12, 1)
    create_issue(by=office, month=december, volume=1, number=12, drafts_due_on=december)
    html = browser(article.created_by).get(page(article)).content.decode()
    assert ">December 2026 issue (drafts due December 1)</option>" in html


def test_pages_that_show_kept_text_name_the_person_who_is_signed_in() -> None:
    article = f.complete_article()
    for address in (reverse("home"), reverse("article", args=[article.pk])):
        html = browser(article.created_by).get(address).content.decode()
        assert f'<div id="kept-text" data-user="{article.created_by.pk}"' in html
        assert "kept_text.js" in html
