"""The proof of one article: who may have one, that none is made twice, and what stands in it."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from editorial.content.models import Article, Image
from editorial.content.operations import create_article, save_item
from editorial.errors import NotAllowed
from editorial.issues.models import Rendition
from editorial.issues.operations import request_article_proof, request_proof
from editorial.issues.permissions import may_read
from editorial.issues.snapshot import article_snapshot, image_hashes
from editorial.states import JobStatus, Role
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_the_same_content_is_not_rendered_twice() -> None:
    article = f.complete_article()
    by = article.created_by
    first = request_article_proof(article=article, by=by)
    assert (first.issue, first.article, first.kind, first.requested_by) == (None, article, "proof", by)
    assert request_article_proof(article=article, by=by) == first  # still queued
    f.finish_rendition(first)
    assert request_article_proof(article=article, by=by) == first
    title, article.title = article.title, "Another title"
    save_item(item=article, by=by)
    second = request_article_proof(article=article, by=by)
    assert second != first
    article.title = title
    save_item(item=article, by=by)
    assert request_article_proof(article=article, by=by) == first


def test_however_often_somebody_asks_one_proof_waits_and_it_is_the_newest() -> None:
    article = f.complete_article()
    first = request_article_proof(article=article, by=article.created_by)
    for title in ("One", "Two", "Three"):
        article.title = title
        save_item(item=article, by=article.created_by)
        assert request_article_proof(article=article, by=article.created_by) == first
    assert Rendition.objects.get(article=article).snapshot == article_snapshot(f.fresh(article))
    Rendition.objects.filter(pk=first.pk).update(
        status=JobStatus.RUNNING, started_at=timezone.now(), lease_expires_at=timezone.now()
    )
    article.title = "Four"
    save_item(item=article, by=article.created_by)
    assert request_article_proof(article=article, by=article.created_by) != first


def test_a_failed_or_spoiled_proof_is_made_again() -> None:
    article = f.complete_article()
    first = request_article_proof(article=article, by=article.created_by)
    Rendition.objects.filter(pk=first.pk).update(
        status=JobStatus.FAILED, error_reason="x", finished_at=timezone.now()
    )
    second = request_article_proof(article=article, by=article.created_by)
    assert second != first
    done = f.finish_rendition(second)
    default_storage.delete(done.file)
    default_storage.save(done.file, ContentFile(b"something else"))
    assert request_article_proof(article=article, by=article.created_by) not in (first, second)


def test_who_may_ask_for_a_proof_and_read_it() -> None:
    writer = f.author()
    draft = f.draft(writer)
    submitted = f.walked_to("in_review", author=writer)
    published = f.walked_to("published", author=writer)
    people = {role.value: f.person(role) for role in Role} | {"own": writer, "nobody": f.person()}
    desk = {"editor", "fact-checker", "administrator", "own"}
    for article, may in ((draft, {"own", "administrator"}), (submitted, desk), (published, desk)):
        made = request_article_proof(article=article, by=writer)
        made = Rendition.objects.get(pk=made.pk)
        for name, user in people.items():
            assert may_read(user, made) == (name in may), (article.state, name)
            if name in may:
                assert request_article_proof(article=article, by=user) == made
            else:
                with pytest.raises((NotAllowed, Article.DoesNotExist)):
                    request_article_proof(article=article, by=user)


def test_proofs_and_editions_of_issues_are_read_as_before() -> None:
    writer = f.author()
    article = f.walked_to("published", author=writer)
    assert article.issue is not None
    edition = f.pdf_of(article.issue)
    assert may_read(writer, edition)
    planned = f.issue_of([f.walked_to("in_review", author=writer)])
    proof = request_proof(issue=planned, by=f.editor())
    assert not may_read(writer, proof)
    assert all(may_read(f.person(role), proof) for role in set(Role) - {Role.AUTHOR})


def test_an_unfinished_draft_has_a_snapshot() -> None:
    by = f.author()
    article = create_article(by=by, title="")
    Image.objects.create(article=article, position=1, caption="To come")
    snapshot = article_snapshot(f.fresh(article))
    assert (snapshot["article"], snapshot["issue"]) == (str(article.key), None)
    (section,) = snapshot["sections"]
    assert section["name"] == ""
    assert [(image["sha256"], image["caption"]) for image in section["articles"][0]["images"]] == [
        ("", "To come")
    ]
    assert image_hashes(snapshot) == []
    assert request_article_proof(article=article, by=by).snapshot == snapshot


def test_the_issue_that_it_is_meant_for_is_named() -> None:
    article = f.complete_article()
    issue = f.issue_of([article])
    snapshot = article_snapshot(f.fresh(article))
    assert snapshot["issue"]["reference"] == issue.reference
