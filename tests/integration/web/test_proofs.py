"""What a link to a proof answers to somebody without an account, and what it tells nobody."""

import hashlib
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.issues.models import ProofLink, Rendition
from editorial.issues.proof_links import revoke_link, share_proof
from editorial.security.models import Kind, SecurityEvent
from editorial.states import JobStatus
from editorial.web.sending import HEADER
from tests import factories as f
from tests.integration.issues.test_proof_links import article_proof, issue_proof, share
from tests.integration.workspace.pages import browser, words_of

pytestmark = pytest.mark.django_db
NEVER = "N" * 43
PER_ANSWER = ("Content-Security-Policy", "X-Request-ID")  # a nonce, and the number of the request


def stranger() -> Client:
    return browser(None)


def page_of(token: str) -> str:
    return reverse("proof", args=[token])


def file_of(token: str) -> str:
    return reverse("proof_file", args=[token])


def ines() -> User:
    editor = f.editor()
    editor.first_name, editor.last_name = "Ines", "Roth"
    editor.save()
    return editor


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def spoil(rendition: Rendition) -> None:
    path = Path(default_storage.path(rendition.file))
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def test_the_page_says_what_it_is_and_the_file_is_the_pdf() -> None:
    f.house(name="The Digest")
    proof = issue_proof(articles=2)
    assert proof.issue is not None
    maker = ines()
    link, token = share(proof, maker)
    page = stranger().get(page_of(token))
    words = words_of(page.content.decode())
    assert page.status_code == 200
    for said in ("A proof. Not for publication.", f"{proof.issue.month:%B %Y}", "Articles 2", "12 pages", "The Digest",
                 "Dr. Vance, Security", "Ines Roth", "Opens until"):  # fmt: skip
        assert said in words, said
    response = stranger().get(file_of(token))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"].startswith("inline")
    assert body(response) == default_storage.open(proof.file).read()
    assert link.revoked_at is None


def test_the_page_of_an_article_has_the_title_that_the_pdf_has() -> None:
    proof = article_proof()
    _link, token = share(proof)
    assert proof.article is not None
    type(proof.article).objects.filter(pk=proof.article_id).update(title="A newer title")
    words = words_of(stranger().get(page_of(token)).content.decode())
    assert proof.article.title in words and "A newer title" not in words
    assert "Proof of one article" in words


def test_unknown_expired_and_revoked_are_one_and_the_same_page() -> None:
    proof, editor = issue_proof(), f.editor()
    revoked, revoked_token = share(proof)
    revoke_link(link=revoked, by=editor)
    _link, expired_token = share(proof, at=timezone.now() - timedelta(days=8))
    leaver = f.editor()
    _link, ended_token = share(proof, leaver)
    leaver.is_active = False
    leaver.save()
    seen = set()
    for token in (NEVER, revoked_token, expired_token, ended_token, revoked.token_digest, "%00", "é"):
        for address in (page_of(token), file_of(token)):
            response = stranger().get(address)
            kept = {name: value for name, value in response.items() if name not in PER_ANSWER}
            seen.add((response.status_code, response.content, tuple(sorted(kept.items()))))
    assert len(seen) == 1
    assert seen.pop()[0] == 404


def test_nothing_keeps_the_address_or_lists_it() -> None:
    proof = issue_proof()
    _link, token = share(proof)
    _link, gone_token = share(proof)
    for address in (page_of(token), file_of(token), page_of(NEVER), file_of(NEVER)):
        response = stranger().get(address)
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert response["Cache-Control"] == "private, no-store"
        assert not response.cookies, "nothing is kept in the browser"
        assert "default-src 'none'" in response["Content-Security-Policy"]
    Rendition.objects.filter(pk=proof.pk).update(status=JobStatus.FAILED, error_reason="Removed")
    assert stranger().get(page_of(gone_token))["Referrer-Policy"] == "no-referrer"


def test_the_page_loads_nothing_from_elsewhere_and_leads_nowhere_else() -> None:
    _link, token = share(issue_proof())
    for address in (page_of(token), page_of(NEVER)):
        html = stranger().get(address).content.decode()
        led = set(re.findall(r'(?:href|src|action)="([^"]*)"', html))
        assert all(one.startswith(("/static/", "#", "/proofs/")) or one == reverse("home") for one in led), (
            led
        )
        assert 'content="noindex' in html
        assert "<script" not in html and "<form" not in html


def test_looking_without_opening_changes_nothing() -> None:
    proof = issue_proof()
    link, token = share(proof)
    before = ProofLink.objects.values().get(), Rendition.objects.values().get(pk=proof.pk)
    opened = SecurityEvent.objects.filter(kind=Kind.PROOF_LINK_OPENED)
    assert stranger().head(page_of(token)).status_code == 200
    head = stranger().head(file_of(token))
    assert (head.status_code, head["Content-Type"]) == (200, "application/pdf")
    assert stranger().get(page_of(token)).status_code == 200
    assert stranger().get(file_of(NEVER)).status_code == 404
    assert not opened.exists()
    for client, noted in (("192.0.2.1", 1), ("192.0.2.1", 1), ("192.0.2.2", 2)):
        body(stranger().get(file_of(token), REMOTE_ADDR=client))
        assert opened.count() == noted
    event = opened.latest("pk")
    assert (event.detail, event.ip, event.person) == (
        f"link {link.pk} to proof {proof.pk}",
        "192.0.2.2",
        link.made_by,
    )
    assert before == (ProofLink.objects.values().get(), Rendition.objects.values().get(pk=proof.pk))
    for method in ("post", "put", "patch", "delete"):
        assert getattr(stranger(), method)(page_of(token)).status_code == 405
        assert getattr(stranger(), method)(file_of(token)).status_code == 405


def test_what_is_not_there_any_more_says_so_and_only_to_who_has_the_link() -> None:
    proof = issue_proof()
    _link, token = share(proof, ines())
    Rendition.objects.filter(pk=proof.pk).update(status=JobStatus.FAILED, error_reason="Removed")
    for address in (page_of(token), file_of(token)):
        response = stranger().get(address)
        assert response.status_code == 410
        assert "Ask Ines Roth" in words_of(response.content.decode())
    assert stranger().get(page_of(NEVER)).status_code == 404


def test_a_file_that_was_exchanged_is_not_opened() -> None:
    proof = issue_proof()
    _link, token = share(proof)
    spoil(proof)
    assert stranger().get(file_of(token)).status_code == 410
    default_storage.delete(proof.file)
    assert stranger().get(file_of(token)).status_code == 410


def test_a_download_that_began_goes_on_and_the_next_one_is_refused() -> None:
    proof = issue_proof()
    path = Path(default_storage.path(proof.file))
    path.write_bytes(b"%PDF" + bytes(300_000))
    Rendition.objects.filter(pk=proof.pk).update(sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    link, token = share(Rendition.objects.get(pk=proof.pk))
    stream = iter(stranger().get(file_of(token)).streaming_content)
    first = next(stream)
    revoke_link(link=link, by=f.editor())
    assert first + b"".join(stream) == path.read_bytes()
    assert stranger().get(file_of(token)).status_code == 404


def test_a_link_gives_nothing_but_its_own_proof() -> None:
    one, other = issue_proof(), issue_proof()
    _link, token = share(one)
    client = stranger()
    client.get(page_of(token))
    body(client.get(file_of(token)))
    for address in (
        reverse("pdf", args=[one.pk]), reverse("pdf", args=[other.pk]), reverse("office_share", args=[one.pk]), "/office/",
    ):  # fmt: skip
        assert client.get(address).status_code == 302, address
    tried = [
        f"/proofs/{other.pk}/file",
        f"/proofs/{token}/file/",
        f"/proofs/{token}/../{other.pk}/file",
        f"/proofs/{token}/{other.pk}",
    ]
    assert {client.get(address).status_code for address in tried} == {404}
    assert client.get(f"/proofs/{other.pk}/").status_code == 401, "how far it is, for people with an account"


def test_an_edition_is_not_reached_by_a_link_that_somebody_wrote_for_it() -> None:
    """Whoever writes the database by hand makes a row for an edition: it opens nothing."""
    published = f.published_issue()
    edition = published.renditions.filter(form="pdf", kind="edition").latest("pk")
    _link, token = share_proof(rendition=issue_proof(), for_whom="Dr. Vance", days=7, by=f.editor())
    ProofLink.objects.update(rendition=edition, sha256=edition.sha256)
    assert stranger().get(file_of(token)).status_code == 404


def test_nginx_sends_it_with_the_same_headers_and_after_the_same_questions(settings: Any) -> None:
    settings.X_ACCEL_REDIRECT = "/private-files/"
    proof = issue_proof()
    link, token = share(proof)
    response = stranger().get(file_of(token))
    assert response[HEADER] == f"/private-files/{proof.file}"
    assert (
        response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        and response["Referrer-Policy"] == "no-referrer"
    )
    nginx = (Path(settings.BASE_DIR) / "docker/nginx.conf").read_text()
    assert "$upstream_http_x_robots_tag" in nginx and "$upstream_http_referrer_policy" in nginx
    revoke_link(link=link, by=f.editor())
    assert HEADER not in stranger().get(file_of(token))


def test_a_stranger_costs_few_queries_whatever_is_in_the_issue() -> None:
    few, many = issue_proof(), issue_proof(articles=4)
    counts = []
    for proof in (few, many):
        _link, token = share(proof)
        for address in (page_of(token), file_of(token)):
            with CaptureQueriesContext(connection) as made:
                response = stranger().get(address)
                if response.streaming:
                    body(response)
            counts.append(len(made))
    assert counts[:2] == counts[2:] and max(counts) <= 8, counts
