"""Tabs that save in the same moment, each on a connection of its own."""

from typing import Any

import pytest

from editorial.content.models import Article, Author, Footnote
from editorial.content.operations import create_article
from editorial.content.saving import Change, FieldChange, save_changes
from editorial.issues.models import Rendition
from editorial.issues.operations import request_article_proof
from tests import factories as f
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_four_who_write_one_title_one_is_taken_and_three_are_told() -> None:
    article = f.walked_to("in_review")

    def write(by: Any) -> Any:
        sent = Change("article", str(article.key), 1, {"title": FieldChange(article.title, f"By {by.pk}")})
        return save_changes(article_id=article.pk, changes=[sent], by=by)

    people = [f.editor() for _ in range(4)]
    answers = at_once(*(lambda by=by: write(by) for by in people))
    title = Article.objects.get(pk=article.pk).title
    assert [saved.values for answer in answers for saved in answer.saved] == [{"title": title}]
    told = [conflict.fields for answer in answers for conflict in answer.conflicts]
    assert told == [{"title": title}] * 3


def test_a_request_that_arrives_four_times_at_once_makes_one_note() -> None:
    article = f.complete_article()
    sent = Change("footnote", "new", None, {"text": FieldChange("", "<p>A note.</p>")})
    answers = at_once(
        *[lambda: save_changes(article_id=article.pk, changes=[sent], by=article.created_by)] * 4
    )
    assert [answer.conflicts + answer.refused for answer in answers] == [()] * 4
    assert Footnote.objects.filter(article=article, key="new").count() == 1
    assert Footnote.history.filter(key="new").count() == 1


def test_a_proof_that_is_asked_for_four_times_at_once_is_made_once() -> None:
    article = f.complete_article()
    at_once(*[lambda: request_article_proof(article=article, by=article.created_by)] * 4)
    assert Rendition.objects.filter(article=article).count() == 1


def test_four_first_articles_at_once_make_one_author() -> None:
    by = f.author()
    made = at_once(*[lambda: create_article(by=by, title="")] * 4)
    assert len({article.pk for article in made}) == 4
    assert Author.objects.filter(user=by).count() == 1
