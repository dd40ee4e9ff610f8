"""What an author wrote before the first submission stays theirs; everybody at the desk reads the history from there on."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.content import operations as content
from editorial.content.models import Article
from editorial.history.operations import restore_version
from editorial.history.reach import readable_from
from editorial.history.versions import NoSuchVersion, name_of
from editorial.workflow.models import LogEntry
from tests import factories as f
from tests.integration.workspace.pages import browser, words_of

pytestmark = pytest.mark.django_db
DESK, OWN = "admin:editorial_article_", "history_"


def submitted() -> tuple[Article, datetime, datetime]:
    """An article with a word that its author took out before submitting, withdrawn and restored on the way; a moment
    when the word stood there, and the first submission.
    """
    article = f.complete_article(dek="What nobody was to read")
    moment = timezone.now()
    article.dek = "What everybody reads"
    content.save_item(item=article, by=article.created_by)
    f.move(article, "withdraw", article.created_by, reason="A private reason")
    f.move(article, "restore", article.created_by, reason="Another one")
    article = f.move(article, "submit", article.created_by)
    return article, moment, LogEntry.objects.get(article=article, move="submit").at


def pages(side: str, article: Article, moment: datetime) -> list[str]:
    version = name_of(moment)
    return [
        reverse(f"{side}version", args=[article.pk, version]),
        reverse(f"{side}version_print", args=[article.pk, version]),
        f"{reverse(f'{side}difference', args=[article.pk])}?from={version}&to=today",
    ]


def timeline_of(client: Client, side: str, article: Article) -> str:
    return words_of(client.get(reverse(f"{side}timeline", args=[article.pk])).content.decode())


def test_the_desk_reads_it_from_the_first_submission_on() -> None:
    article, moment, first = submitted()
    for who in (f.editor(), f.fact_checker()):
        client = browser(who)
        text = timeline_of(client, DESK, article)
        assert "submitted it" in text and "began the article" not in text and "private reason" not in text
        assert "is its authors’ own and is not shown" in text
        for page in pages(DESK, article, moment):
            assert client.get(page).status_code == 404, page
        for page in pages(DESK, article, first):
            answer = client.get(page)
            assert answer.status_code == 200 and "nobody was to read" not in answer.content.decode()
        record = client.get(reverse("admin:editorial_article_change", args=[article.pk])).content.decode()
        assert "private reason" not in record


def test_its_authors_and_administrators_read_all_of_it() -> None:
    article, moment, _first = submitted()
    for who, side in ((article.created_by, OWN), (f.administrator(), DESK)):
        client = browser(who)
        text = timeline_of(client, side, article)
        assert "began the article" in text and "A private reason" in text and "not shown" not in text
        for page in pages(side, article, moment):
            assert client.get(page).status_code == 200, page


def test_what_the_desk_did_not_read_it_does_not_restore() -> None:
    article, moment, first = submitted()
    editor = f.editor()
    with pytest.raises(NoSuchVersion):
        restore_version(article_id=article.pk, at=moment, by=editor)
    article.refresh_from_db()
    article.dek = "Changed"
    content.save_item(item=article, by=editor)
    restore_version(article_id=article.pk, at=first, by=editor)
    assert f.fresh(article).dek == "What everybody reads"


def test_a_second_submission_hides_nothing_that_was_read_before() -> None:
    article, _moment, first = submitted()
    f.move(article, "return", f.editor(), reason="The dek is dull")
    f.move(f.fresh(article), "submit", article.created_by)
    client, editor = browser(f.editor()), f.editor()
    assert readable_from(editor, f.fresh(article)) == first
    text = timeline_of(client, DESK, article)
    assert text.count("submitted it") == 2 and "The dek is dull" in text
    assert "not shown" in text and "began the article" not in text
