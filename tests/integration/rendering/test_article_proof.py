"""From the request for a proof of one article to the PDF that its author reads."""

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from editorial.content.models import Image
from editorial.content.operations import create_article
from editorial.issues.models import Rendition
from editorial.issues.operations import request_article_proof
from editorial.rendering.tasks import render
from editorial.states import JobStatus
from tests import factories as f


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_the_proof_of_a_draft_and_its_author_reads_it() -> None:
    by = f.author()
    whole, bare = f.complete_article(by), create_article(by=by, title="")
    Image.objects.create(article=bare, position=1)
    client = Client()
    client.force_login(by)
    for article, title in ((whole, whole.title), (bare, "Untitled article")):
        asked = request_article_proof(article=article, by=by)
        render(str(asked.pk))
        made = Rendition.objects.get(pk=asked.pk)
        assert (made.status, made.error_reason, made.problems) == (JobStatus.SUCCEEDED, "", [])
        assert made.file == f"renditions/articles/{article.pk}/proof-{made.sha256}.pdf"
        with default_storage.open(made.file) as stored, pikepdf.open(stored) as pdf:
            assert str(pdf.docinfo["/Title"]) == f"{title} – proof"
        response = client.get(reverse("pdf", args=[made.pk]))
        assert b"".join(response.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
        assert request_article_proof(article=article, by=by) == made
