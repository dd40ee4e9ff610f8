"""A file that was exchanged on disk is not handed out, whatever it is a form of, and `verify_log --files` names it."""

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.factcheck.evidence import read_evidence
from editorial.factcheck.operations import record_check, record_clearance
from editorial.importing.models import Import
from editorial.issues.models import Rendition
from editorial.issues.operations import request_article_proof, request_proof
from editorial.management.commands.verify_log import spoiled_files
from editorial.states import JobStatus
from tests import factories as f

pytestmark = pytest.mark.django_db
EVIDENCE = b"%PDF-1.7\n%%EOF\n"


def every_file() -> Iterator[tuple[str, Any, str, str]]:
    """What it is, who reads it, its address, its name in the store."""
    office = f.publications()
    issue = f.approved_issue(office=office)
    article = issue.articles.get()
    edition = issue.editions.get()
    for form in Rendition.Form.values:
        made, _new = Rendition.objects.get_or_create(
            edition=edition, form=form,
            defaults={"issue": issue, "kind": "edition", "requested_by": office, "queued_at": timezone.now()},
        )  # fmt: skip
        done = f.finish_rendition(
            made, file=_stored(f"renditions/of-{form}-{made.pk}", form.encode()), sha256=_sha256(form)
        )
        yield f"edition as {form}", office, reverse("rendition_file", args=[done.pk]), done.file
        if form == "pdf":
            yield "edition to look at", office, reverse("pdf", args=[done.pk]), done.file
    planned = f.issue_of([f.walked_to("fact_check")])
    proof = f.finish_rendition(request_proof(issue=planned, by=office))
    yield "proof of an issue", office, reverse("pdf", args=[proof.pk]), proof.file
    writer = article.created_by
    proof = f.finish_rendition(request_article_proof(article=f.complete_article(writer), by=writer))
    yield "proof of an article", writer, reverse("pdf", args=[proof.pk]), proof.file
    image = article.images.get()
    yield "picture", f.editor(), reverse("picture", args=[article.pk, image.key]), str(image.file.name)
    address = reverse("picture_version", args=[article.pk, image.sha256])
    yield "picture of a version", f.editor(), address, str(image.file.name)
    checked, checker = planned.articles.get(), f.fact_checker()
    check = record_check(
        item=checked.excerpts.first(), verdict="verified", by=checker, evidence_file=read_evidence(io.BytesIO(EVIDENCE), "a.pdf")
    )  # fmt: skip
    yield "evidence of a check", checker, reverse("check_evidence", args=[check.pk]), check.evidence_file
    clearance = record_clearance(
        image=checked.images.get(), decision="cleared", by=checker,
        evidence_file=read_evidence(io.BytesIO(EVIDENCE + b"%\n"), "b.pdf"),
    )  # fmt: skip
    address = reverse("clearance_evidence", args=[clearance.pk])
    yield "evidence of a clearance", checker, address, clearance.evidence_file
    now, data = timezone.now(), b"PK as it was given"
    brought = Import.objects.create(
        kind="word", name="a.docx", file=_stored("imports/a.docx", data), sha256=hashlib.sha256(data).hexdigest(),
        size=len(data), by=writer, at=now, queued_at=now, status=JobStatus.SUCCEEDED, finished_at=now,
    )  # fmt: skip
    yield "Word file as given", writer, reverse("import_file", args=[brought.pk]), brought.file


def _stored(name: str, data: bytes) -> str:
    default_storage.delete(name)
    return default_storage.save(name, ContentFile(data))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_file_exchanged_on_disk_is_found_on_download_whatever_it_is(subtests: Any) -> None:
    seen = set()
    for what, reader, address, name in every_file():
        client = Client(raise_request_exception=False)
        client.force_login(reader)
        path = Path(default_storage.path(name))
        data, before = path.read_bytes(), path.stat()
        with subtests.test(what=what):
            seen.add(what)
            answer = client.get(address)
            assert (answer.status_code, b"".join(answer.streaming_content)) == (200, data)
            path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # same size, same date
            answer = client.get(address)
            assert answer.status_code == 409
            assert b"SHA-256 differs" in answer.content
            assert any(name in words and "differs" in words for words in spoiled_files())
        path.write_bytes(data)
    assert spoiled_files() == []
    assert len(seen) == len(Rendition.Form.values) + 8
