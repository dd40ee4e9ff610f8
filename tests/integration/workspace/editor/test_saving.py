"""What the editor's scripts send, and what they are answered."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.content.models import Article
from editorial.content.operations import set_bylines
from editorial.issues.assembly import place_article
from tests import factories as f
from tests.integration.workspace.pages import browser

pytestmark = pytest.mark.django_db


def send(client: Client, article: Article, body: Any, **headers: str) -> Any:
    raw = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post(
        reverse("save_article", args=[article.pk]), raw, content_type="application/json", headers=headers
    )


def change(article: Article, **fields: tuple[Any, Any]) -> dict[str, Any]:
    """A change of the article's own fields, each (before, after)."""
    values = {name: {"before": before, "after": after} for name, (before, after) in fields.items()}
    return {"kind": "article", "key": str(article.key), "version": article.version, "fields": values}


def test_a_field_is_saved_and_what_is_missing_is_said() -> None:
    article = f.complete_article()
    client = browser(article.created_by)
    answer = send(
        client, article, {"changes": [change(article, title=(article.title, ""))], "order": {}}
    ).json()
    assert [entry["values"] for entry in answer["saved"]] == [{"title": ""}]
    assert answer["missing"] == [{"message": "Give it a title.", "where": "title"}]
    assert (answer["conflicts"], answer["refused"]) == ([], [])
    assert f.fresh(article).title == ""


def test_a_conflict_and_a_refused_field_are_reported_and_the_rest_is_saved() -> None:
    article = f.complete_article()
    excerpt = article.excerpts.all()[0]
    changes = [
        change(article, dek=("what nobody wrote", "Mine"), pull_quote=(article.pull_quote, "“New.”")),
        {
            "kind": "excerpt", "key": excerpt.key, "version": excerpt.version,
            "fields": {"url": {"before": excerpt.url, "after": "nonsense"}, "place": {"before": "Paris", "after": "Lyon"}},
        },
    ]  # fmt: skip
    answer = send(browser(article.created_by), article, {"changes": changes}).json()
    (conflict,) = answer["conflicts"]
    assert conflict["fields"] == {"dek": article.dek}
    assert conflict["who"] == article.created_by.get_full_name()
    (refused,) = answer["refused"]
    assert (refused["key"], refused["field"]) == (excerpt.key, "url")
    stored = f.fresh(article)
    assert (stored.dek, stored.pull_quote) == (article.dek, "“New.”")
    assert next(e.place for e in stored.excerpts.all()) == "Lyon"


def test_paragraphs_of_two_writers_are_put_together_and_said() -> None:
    article = f.complete_article()
    before = article.commentary
    first, second = before.replace("three days", "four days"), before.replace("Fishermen", "Crews")
    client = browser(article.created_by)
    send(client, article, {"changes": [change(article, commentary=(before, first))]})
    answer = send(client, article, {"changes": [change(article, commentary=(before, second))]}).json()
    (entry,) = answer["saved"]
    assert entry["together"] == ["commentary"]
    assert answer["conflicts"] == []
    assert f.fresh(article).commentary == first.replace("Fishermen", "Crews") == entry["values"]["commentary"]


def test_who_takes_themselves_out_of_the_byline_is_told_that_it_was_saved() -> None:
    article = f.complete_article()
    guest = f.author()
    own, name = f.author_record("Gwen Guest", guest), article.bylines.get().author.name
    set_bylines(article=article, authors=[article.bylines.get().author, own], by=article.created_by)
    sent = change(article, authors=([name, "Gwen Guest"], [name]), dek=(article.dek, "Last words"))
    answer = send(browser(guest), article, {"changes": [sent]})
    assert answer.status_code == 200
    assert answer.json()["saved"][0]["values"]["dek"] == "Last words"
    assert send(browser(guest), article, {"changes": []}).status_code == 404


def test_the_order_of_excerpts_is_saved() -> None:
    article = f.complete_article(excerpts=3)
    keys = [excerpt.key for excerpt in article.excerpts.all()]
    answer = send(browser(article.created_by), article, {"order": {"excerpts": keys[::-1]}})
    assert answer.status_code == 200
    assert [excerpt.key for excerpt in f.fresh(article).excerpts.all()] == keys[::-1]


def test_an_issue_is_chosen_and_a_closed_one_refused() -> None:
    article, other = f.complete_article(), f.walked_to("approved")
    issue = f.issue_of([other])
    client = browser(article.created_by)
    assert send(client, article, {"issue": issue.pk}).json()["refused"] == []
    assert f.fresh(article).issue == issue
    refused = send(client, article, {"issue": None}).json()["refused"]
    assert refused[0]["field"] == "issue"
    assert f.fresh(article).issue == issue
    assert send(client, article, {"issue": 987654}).json()["refused"][0]["field"] == "issue"
    for unreadable in ("x", [1], True, 1.5):
        assert send(client, article, {"issue": unreadable}).status_code == 400
    empty = f.issue_of([])
    place_article(issue=empty, article=article, by=article.created_by, expected=issue.pk)
    assert send(browser(f.editor()), article, {"issue": None}).status_code == 404  # a draft is its author's


def test_an_issue_is_chosen_from_where_the_page_shows_the_article() -> None:
    article, first, second = f.complete_article(), f.issue_of([]), f.issue_of([])
    client = browser(article.created_by)
    assert send(client, article, {"issue": first.pk, "issue_from": None}).json()["refused"] == []
    (refused,) = send(client, article, {"issue": second.pk, "issue_from": None}).json()["refused"]
    assert refused["field"] == "issue" and f"“{first}” now" in refused["message"]
    assert f.fresh(article).issue == first
    assert send(client, article, {"issue": second.pk, "issue_from": "x"}).status_code == 400
    assert send(client, article, {"issue": second.pk, "issue_from": first.pk}).json()["refused"] == []
    assert f.fresh(article).issue == second


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "[]", "null", "3", '"text"', b"\xff\xfe", "[" * 100_000, '{"changes": 3}', '{"changes": [3]}',
        '{"changes": [{"kind": "issue", "key": "1"}]}', '{"changes": [{"kind": "article"}]}',
        '{"changes": [{"kind": ["article"], "key": "x"}]}',
        '{"changes": [{"kind": "article", "key": "x", "version": "1"}]}',
        '{"changes": [{"kind": "article", "key": "x", "version": true}]}',
        '{"changes": [{"kind": "article", "key": "x", "fields": [1]}]}',
        '{"changes": [{"kind": "article", "key": "x", "fields": {"title": "x"}}]}',
        '{"order": [1]}', '{"order": {"footnotes": []}}', '{"order": {"excerpts": [1]}}', '{"order": {"excerpts": "ab"}}',
        json.dumps({"changes": [{"kind": "article", "key": "x"}] * 1001}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(body: str | bytes) -> None:
    article = f.complete_article()
    response = send(browser(article.created_by), article, body)
    assert response.status_code == 400
    assert response.json()["error"].endswith(".")


def test_who_may_not_save_is_told_so_in_json() -> None:
    article = f.complete_article()
    body = {"changes": [change(article, title=(article.title, "Stolen"))]}
    author = article.created_by
    assert send(browser(None), article, body).status_code == 401
    assert send(browser(f.author()), article, body).status_code == 404
    assert send(browser(f.editor()), article, body).status_code == 404
    response = send(browser(author), article, body, **{"X-Writer": str(author.pk + 1)})
    assert response.status_code == 409
    assert browser(author).put(reverse("save_article", args=[article.pk])).status_code == 405
    f.move(article, "submit", author)
    response = send(browser(author), article, body)
    assert response.status_code == 403
    assert response.json()["error"] == (
        "This article is not open for your changes any more: it was submitted, and is with the editors."
    )
    assert f.fresh(article).title == article.title


def test_a_save_needs_the_token_of_its_session() -> None:
    article = f.complete_article()
    client = Client(enforce_csrf_checks=True)
    client.force_login(article.created_by)
    body = {"changes": [change(article, dek=(article.dek, "New"))]}
    assert send(client, article, body).status_code == 403
    answer = client.get(reverse("session")).json()
    assert answer["user"] == article.created_by.pk
    assert send(client, article, body, **{"X-CSRFToken": answer["csrf"]}).status_code == 200


def test_the_session_is_nobodys_when_signed_out() -> None:
    assert browser(None).get(reverse("session")).status_code == 401


def test_reading_again_gives_what_is_stored() -> None:
    article = f.complete_article()
    path = reverse("save_article", args=[article.pk])
    payload = browser(article.created_by).get(path).json()
    assert payload["article"]["values"]["dek"] == article.dek
    assert browser(f.author()).get(path).status_code == 404


def test_one_field_costs_the_same_whatever_the_article_holds() -> None:
    counted = []
    for excerpts in (1, 5):
        article = f.complete_article(excerpts=excerpts)
        for number in range(excerpts):
            f.add_footnote(article, article.created_by, f"more{number}")
        client = browser(article.created_by)
        send(client, article, {"changes": [change(article, dek=(article.dek, "First"))]})
        article = f.fresh(article)
        body = {"changes": [change(article, dek=("First", "Second"))]}
        with CaptureQueriesContext(connection) as captured:
            assert send(client, article, body).json()["saved"]
        counted.append(len(captured))
    assert counted[0] == counted[1] <= 26
