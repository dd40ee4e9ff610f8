"""Saves that cannot be taken: the page says why, and what was typed is on it."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from editorial.content.models import Article, Author
from editorial.content.operations import delete_item, save_author, save_item
from editorial.errors import NotAllowed
from tests import factories as f
from tests.integration.admin.pages import author_at_desk, browser, edit_form, forms_of, page_of

pytestmark = pytest.mark.django_db
TYPED = "Words that took an hour"


def filled_in(client: Client, article: Article) -> dict[str, str]:
    """The article's form as the browser has it, with a title that the person just typed."""
    return edit_form(client, article) | {"title": TYPED, "_save": "Save"}


def written() -> Article:
    """The draft of somebody who writes and also works at the desk."""
    return f.complete_article(author_at_desk())


def test_a_save_after_signing_out_shows_what_was_typed_and_offers_it_again() -> None:
    article = written()
    client = browser(article.created_by)
    data = filled_in(client, article)
    client.logout()
    response = client.post(page_of(article), data)
    assert response.status_code == 403
    assert TYPED in response.content.decode()
    client.force_login(article.created_by)
    again = next(form for form in forms_of(response.content.decode()) if "title" in form["fields"])
    assert client.post(again["action"], again["fields"]).status_code == 302
    assert f.fresh(article).title == TYPED


def test_a_page_older_than_the_session_is_no_dead_end() -> None:
    article = written()
    client = Client(enforce_csrf_checks=True)
    client.force_login(article.created_by)
    data = filled_in(client, article) | {"csrfmiddlewaretoken": "of another session"}
    ours = client.post(page_of(article), data, headers={"Origin": "http://testserver"})
    assert ours.status_code == 403
    assert TYPED in ours.content.decode()
    assert "Save again" in ours.content.decode()
    foreign = client.post(page_of(article), data, headers={"Origin": "http://elsewhere.example"})
    assert foreign.status_code == 403
    assert TYPED not in foreign.content.decode()


def test_when_the_state_changed_meanwhile_the_words_are_shown() -> None:
    article = written()
    client = browser(article.created_by)
    data = filled_in(client, article)
    f.move(article, "withdraw", article.created_by)
    response = client.post(page_of(article), data)
    assert response.status_code == 403
    assert "Nobody edits a withdrawn article" in response.content.decode()
    assert TYPED in response.content.decode()


def test_when_an_excerpt_was_removed_meanwhile_the_words_are_shown() -> None:
    article = written()
    client = browser(article.created_by)
    data = filled_in(client, article) | {"excerpts-0-outlet": "An outlet looked up"}
    delete_item(item=article.excerpts.first(), by=article.created_by)
    response = client.post(page_of(article), data)
    assert response.status_code == 409
    assert "Somebody removed one of the excerpts" in response.content.decode()
    assert "An outlet looked up" in response.content.decode()


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


def test_the_stored_version_is_shown_with_its_references() -> None:
    article = written()
    client = browser(article.created_by)
    data = filled_in(client, article) | {"commentary": "<p>Mine alone.</p>"}
    other = f.fresh(article)
    other.commentary = other.commentary.replace("three days", "four days")
    save_item(item=other, by=article.created_by)
    page = client.post(page_of(article), data).content.decode()
    assert 'four days.<sup class="footnote-reference">[1]</sup>' in page
    assert "Mine alone." in page
