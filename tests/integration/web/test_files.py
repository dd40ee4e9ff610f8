"""Private files: who gets them, and that nothing else leaves by these addresses."""

import hashlib
import io
import os
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editorial.content.files import stored_digest
from editorial.content.models import Article
from editorial.factcheck.evidence import read_evidence
from editorial.factcheck.operations import record_check
from editorial.importing.models import Import
from editorial.issues.operations import request_article_proof, request_proof
from editorial.rendering.pdf import fonts
from editorial.states import JobStatus, Role
from editorial.web import files
from tests import factories as f

pytestmark = pytest.mark.django_db


def browser(user: object) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_pictures_are_for_those_who_may_know_of_the_article() -> None:
    article = f.complete_article()
    image = article.images.get()
    address = reverse("picture", args=[article.pk, image.key])
    response = browser(article.created_by).get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert hashlib.sha256(body(response)).hexdigest() == image.sha256
    for nobody in (f.author(), f.editor(), f.publications(), f.person()):
        assert browser(nobody).get(address).status_code == 404
    other = f.complete_article(article.created_by)
    assert browser(article.created_by).get(reverse("picture", args=[other.pk, image.key])).status_code == 404
    assert Client().get(address)["Location"].startswith(reverse("account_login"))


def test_a_picture_that_is_not_what_was_put_there_is_not_handed_out() -> None:
    article = f.complete_article()
    image = article.images.get()
    name, client = str(image.file.name), browser(article.created_by)
    address = reverse("picture", args=[article.pk, image.key])
    data = body(client.get(address))
    path = Path(default_storage.path(name))
    before = path.stat()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # same size, same date
    response = client.get(address)
    assert (response.status_code, b"SHA-256 differs" in response.content) == (409, True)
    path.write_bytes(data)
    assert body(client.get(address)) == data


def test_a_picture_is_read_for_its_digest_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    article = f.complete_article()
    address = reverse("picture", args=[article.pk, article.images.get().key])
    client = browser(article.created_by)
    asked: list[str] = []

    def counted(name: str) -> str | None:
        asked.append(name)
        return stored_digest(name)

    monkeypatch.setattr(files, "stored_digest", counted)
    for _ in range(3):
        assert client.get(address).status_code == 200
    assert len(asked) <= 1


def test_evidence_is_handed_out_as_what_it_is() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    taken = read_evidence(io.BytesIO(b"%PDF-1.7\n%%EOF\n"), "a\u202e.html")
    check = record_check(item=article.excerpts.first(), verdict="verified", by=checker, evidence_file=taken)
    response = browser(checker).get(reverse("check_evidence", args=[check.pk]))
    assert response["Content-Disposition"] == 'inline; filename="a.pdf"'
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")


def test_the_proof_of_an_article_is_for_its_author_and_the_desk() -> None:
    article = f.complete_article()
    proof = request_article_proof(article=article, by=article.created_by)
    address = reverse("pdf", args=[proof.pk])
    client = browser(article.created_by)
    assert client.get(address).status_code == 404  # not finished
    done = f.finish_rendition(proof)
    response = client.get(address)
    assert response["Content-Disposition"] == f'inline; filename="article-{article.pk}-proof-{proof.pk}.pdf"'
    assert hashlib.sha256(body(response)).hexdigest() == done.sha256
    assert browser(f.editor()).get(address).status_code == 404  # nobody has submitted it
    f.move(article, "submit", article.created_by)
    assert browser(f.editor()).get(address).status_code == 200
    for nobody in (f.author(), f.publications(), f.person()):
        assert browser(nobody).get(address).status_code == 404


def test_a_proof_of_an_issue_is_not_for_authors_and_a_spoiled_file_for_nobody() -> None:
    article = f.walked_to("in_review")
    issue = f.issue_of([article])
    proof = f.finish_rendition(request_proof(issue=issue, by=f.editor()))
    address = reverse("pdf", args=[proof.pk])
    assert browser(article.created_by).get(address).status_code == 404
    assert browser(f.publications()).get(address).status_code == 200
    default_storage.delete(proof.file)
    assert b"gone from the file store" in browser(f.publications()).get(address).content
    default_storage.save(proof.file, ContentFile(b"other bytes"))
    response = browser(f.publications()).get(address)
    assert (response.status_code, b"SHA-256 differs" in response.content) == (409, True)


def brought_in(by: object, *articles: Article, data: bytes = b"PK the very bytes") -> Import:
    digest = hashlib.sha256(data).hexdigest()
    name = default_storage.save(f"imports/{digest[:2]}/{digest}.docx", ContentFile(data))
    now = timezone.now()
    record = Import.objects.create(
        kind="word", name="Mine “ä”.docx", file=name, sha256=digest, size=len(data), by=by, at=now, queued_at=now,
        status=JobStatus.SUCCEEDED, finished_at=now, confirmed_at=now,
    )  # fmt: skip
    record.articles.set(articles)
    return record


def test_the_original_word_file_is_for_its_owner_and_the_desk_that_may_see_all_that_came_of_it() -> None:
    owner, signed = f.author(), f.author()
    article = f.complete_article(signed)
    record = brought_in(owner, article)
    address = reverse("import_file", args=[record.pk])
    response = browser(owner).get(address)
    assert body(response) == b"PK the very bytes"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('Mine “ä”.docx')}"
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert browser(signed).get(address).status_code == 200
    assert browser(f.editor()).get(address).status_code == 404
    f.move(article, "submit", signed)
    assert browser(f.editor()).get(address).status_code == 200
    assert browser(f.author()).get(address).status_code == 404
    default_storage.delete(record.file)
    assert browser(owner).get(address).status_code == 409
    text = Import.objects.create(
        name="pasted text", sha256="0" * 64, by=owner, at=timezone.now(), queued_at=timezone.now(),
        status=JobStatus.SUCCEEDED, finished_at=timezone.now(),
    )  # fmt: skip
    assert browser(owner).get(reverse("import_file", args=[text.pk])).status_code == 404


def test_the_original_is_for_the_desk_only_once_everything_in_it_was_submitted() -> None:
    owner, editor = f.author(), f.editor()
    first, second = f.complete_article(owner), f.complete_article(owner)
    address = reverse("import_file", args=[brought_in(owner, first, second).pk])
    f.move(first, "submit", owner)
    for person in (editor, f.fact_checker()):
        assert browser(person).get(address).status_code == 404
    assert browser(f.administrator()).get(address).status_code == 200
    f.move(second, "submit", owner)
    assert browser(editor).get(address).status_code == 200
    assert browser(f.publications()).get(address).status_code == 404


def test_a_published_or_withdrawn_article_opens_no_original() -> None:
    owner = f.author()
    article, draft = f.walked_to("approved", f.complete_article(owner)), f.draft(owner)
    address = reverse("import_file", args=[brought_in(owner, article, draft).pk])
    alone = reverse("import_file", args=[brought_in(owner, article).pk])
    f.published_issue([article])
    f.move(draft, "withdraw", owner)
    for person in (f.author(), f.editor(), f.publications()):
        assert browser(person).get(address).status_code == 404
    assert browser(f.author()).get(alone).status_code == 404
    assert browser(f.editor()).get(alone).status_code == 200
    assert browser(owner).get(address).status_code == 200


def test_an_original_without_drafts_is_its_owners_alone_and_co_authors_need_all_of_them() -> None:
    owner, other = f.author(), f.author()
    record = brought_in(owner)
    address = reverse("import_file", args=[record.pk])
    assert browser(f.administrator()).get(address).status_code == 404
    record.articles.set([f.draft(other), f.draft(owner)])
    assert browser(other).get(address).status_code == 404
    record.articles.set([f.draft(other), f.draft(other)])
    assert browser(other).get(address).status_code == 200
    Import.objects.filter(pk=record.pk).update(confirmed_at=None)
    assert browser(other).get(address).status_code == 404
    assert browser(owner).get(address).status_code == 200


def test_fonts_are_those_of_the_print_engine_and_nothing_else() -> None:
    client = browser(f.person())
    path = fonts.files()[0]
    response = client.get(reverse("font", args=[path.name]))
    assert (response.status_code, response["Content-Type"]) == (200, "font/ttf")
    assert "max-age=2592000" in response["Cache-Control"]
    assert body(response) == path.read_bytes()
    again = client.get(
        reverse("font", args=[path.name]), headers={"If-Modified-Since": response["Last-Modified"]}
    )
    assert again.status_code == 304
    for name in (
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/",
        "DejaVuSans.ttf",
        "print.css",
        "%00",
        "x" * 999,
    ):
        assert client.get(f"/files/fonts/{name}").status_code == 404, name
    assert Client().get(reverse("font", args=[path.name])).status_code == 302


def test_the_style_sheet_of_the_preview_names_only_fonts_that_are_there() -> None:
    client = browser(f.person())
    response = client.get(reverse("font", args=["preview.css"]))
    assert response["Content-Type"].startswith("text/css")
    sheet = response.content.decode()
    named = {part.split('"')[0] for part in sheet.split('url("')[1:]}
    assert {
        "GentiumBookPlus-Regular.ttf",
        "NotoSerifDisplay-Bold.ttf",
        "NotoNaskhArabic-Regular.ttf",
    } <= named
    assert named <= {path.name for path in fonts.files()}
    assert "http" not in sheet.replace("http://www.w3.org", "")


@pytest.mark.parametrize("role", [None, *Role])
def test_files_are_only_read(role: Role | None) -> None:
    client = browser(f.person(*([role] if role else [])))
    for address in (
        "/files/articles/1/images/a/",
        "/files/renditions/1.pdf",
        "/files/imports/1/",
        "/files/fonts/x",
    ):
        assert client.post(address).status_code == 405
        assert client.get(address).status_code == 404
