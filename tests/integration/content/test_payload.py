"""What the editor page starts from is what saving takes back."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.content import richtext
from editorial.content.models import Article, Image
from editorial.content.payload import article_payload
from editorial.content.queries import with_content
from editorial.content.saving import Change, FieldChange, save_changes
from tests import factories as f

pytestmark = pytest.mark.django_db


def loaded(article: Article) -> Article:
    return with_content(Article.objects.filter(pk=article.pk)).get()


def test_every_value_of_the_payload_is_taken_back_as_it_is() -> None:
    article = f.complete_article()
    payload = json.loads(json.dumps(article_payload(loaded(article))))
    items = [payload["article"], *payload["excerpts"], *payload["footnotes"], *payload["images"]]
    assert [item["kind"] for item in items] == ["article", *["excerpt"] * 2, *["footnote"] * 2, "image"]
    changes = [
        Change(
            item["kind"],
            item["key"],
            item["version"],
            {n: FieldChange(v, v) for n, v in item["values"].items()},
        )
        for item in items
    ]
    result = save_changes(article_id=article.pk, changes=changes, by=article.created_by)
    assert (result.conflicts, result.refused) == ((), ())
    assert {(saved.kind, saved.key): saved.values for saved in result.saved} == {
        (item["kind"], item["key"]): item["values"] for item in items
    }
    assert {saved.version for saved in result.saved} == {item["version"] for item in items}


def test_the_order_is_that_of_the_page() -> None:
    article = f.complete_article()
    text = f"<p>a{richtext.reference('two')}{richtext.reference('one')}</p>"
    Article.objects.filter(pk=article.pk).update(commentary=text)
    f.add_footnote(article, article.created_by, "lost")
    payload = article_payload(loaded(article))
    assert [note["key"] for note in payload["footnotes"]] == ["two", "one", "lost"]
    assert [excerpt["position"] for excerpt in payload["excerpts"]] == [1, 2]


def test_pictures_have_an_address_and_a_size() -> None:
    article = f.complete_article()
    Image.objects.create(article=article, position=2, key="none")
    first, second = article_payload(loaded(article))["images"]
    assert first["picture"] == {
        "url": reverse("picture", args=[article.pk, first["key"]]), "width": 8, "height": 6,
    }  # fmt: skip
    assert second["picture"] is None


def test_no_query_is_made_for_a_loaded_article() -> None:
    article = loaded(f.complete_article(excerpts=4, images=3))
    with CaptureQueriesContext(connection) as made:
        article_payload(article)
    assert len(made) == 0
