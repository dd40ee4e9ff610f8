"""Saves that cannot be taken: the page says why, and what was typed is on it."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from editorial.content.models import Article, Author
from editorial.content.operations import save_author, save_item
from editorial.errors import NotAllowed
from tests import factories as f
from tests.integration.admin.pages import act_of, author_at_desk, browser, forms_of, page_of

pytestmark = pytest.mark.django_db
TYPED = "Words that took an hour"


def reason_for(article: Article) -> tuple[str, dict[str, str]]:
    """Where the page's form for returning the article goes, and what it sends with a reason that somebody just typed."""
    return act_of(article, "move"), {"move": "return", "reason": TYPED}


def test_an_act_after_signing_out_shows_what_was_typed_and_offers_it_again() -> None:
    article, editor = f.walked_to("in_review"), f.editor()
    client = browser(editor)
    address, data = reason_for(article)
    client.logout()
    response = client.post(address, data)
    assert response.status_code == 403
    assert TYPED in response.content.decode()
    client.force_login(editor)
    again = next(form for form in forms_of(response.content.decode()) if "reason" in form["fields"])
    assert client.post(again["action"], again["fields"]).status_code == 302
    assert f.fresh(article).state == "draft"


def test_a_page_older_than_the_session_is_no_dead_end() -> None:
    article = f.walked_to("in_review")
    client = Client(enforce_csrf_checks=True)
    client.force_login(f.editor())
    address, data = reason_for(article)
    data |= {"csrfmiddlewaretoken": "of another session"}
    ours = client.post(address, data, headers={"Origin": "http://testserver"})
    assert ours.status_code == 403
    assert TYPED in ours.content.decode()
    assert "Save again" in ours.content.decode()
    foreign = client.post(address, data, headers={"Origin": "http://elsewhere.example"})
    assert foreign.status_code == 403
    assert TYPED not in foreign.content.decode()


def test_when_the_state_changed_meanwhile_the_words_are_shown() -> None:
    article = f.walked_to("in_review")
    client = browser(f.editor())
    address, data = reason_for(article)
    f.move(article, "withdraw", article.created_by)
    response = client.post(address, data)
    assert response.status_code == 409
    assert "the article is “Withdrawn”" in response.content.decode()
    assert TYPED in response.content.decode()


def test_a_save_from_the_form_of_before_is_refused_with_what_was_typed() -> None:
    article = f.complete_article(author_at_desk())
    client = browser(article.created_by)
    for address in (page_of(article), reverse("admin:editorial_article_add")):
        response = client.post(address, {"title": TYPED, "_save": "Save", "excerpts-0-id": "1"})
        assert response.status_code == 405
        html = response.content.decode()
        assert TYPED in html and "Articles are edited in the editor" in html
        back = next(form for form in forms_of(html) if "logout" in form["action"])
        assert "title" not in back["fields"]
    assert Article.objects.get().title == article.title
    assert (
        client.post(reverse("admin:editorial_article_change", args=[987654]), {"title": TYPED}).status_code
        == 404
    )


def test_an_article_whose_every_text_is_empty_can_be_opened_and_listed() -> None:
    article = f.walked_to("fact_check")
    article.commentary = ""
    editor = f.editor()
    save_item(item=article, by=editor)
    for item in [*article.excerpts.all(), *article.footnotes.all()]:
        if item.kind == "excerpt":
            item.body = ""
        else:
            item.text = ""
        save_item(item=item, by=editor)
    client = browser(editor)
    assert client.get(page_of(article)).status_code == 200
    assert client.get(reverse("admin:editorial_article_changelist")).status_code == 200


def test_only_an_administrator_ties_a_name_to_an_account() -> None:
    somebody, editor = f.author(), f.person("author", "editor")
    f.draft(somebody)
    name = Author.objects.get(user=somebody)
    name.user = editor
    with pytest.raises(NotAllowed, match="Only an administrator"):
        save_author(author=name, by=editor)
    save_author(author=name, by=f.administrator())
    assert Author.objects.get(pk=name.pk).user == editor


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's own backup")
@pytest.mark.django_db(transaction=True)
def test_sqlite_backs_itself_up_without_django(tmp_path: Path) -> None:
    f.issue_of([])
    with sqlite3.connect(connection.settings_dict["NAME"]) as stored:
        stored.execute("VACUUM INTO ?", [str(tmp_path / "backup.sqlite3")])
    with sqlite3.connect(tmp_path / "backup.sqlite3") as backup:
        assert backup.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert backup.execute("SELECT count(*) FROM editorial_issue").fetchone() == (1,)
