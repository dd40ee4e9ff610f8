"""What shows a verdict: addresses, files, notes; and what a statement keeps of what it was about."""

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image as Pillow

from editorial.content.files import stored_digest
from editorial.content.models import Excerpt
from editorial.errors import NotAllowed, ReasonMissing
from editorial.factcheck.evidence import (
    MAX_BYTES,
    MAX_NAME,
    EvidenceRefused,
    download_name,
    read_evidence,
)
from editorial.factcheck.models import Check, Clearance
from editorial.factcheck.operations import (
    ItemChanged,
    ItemGone,
    drop_claim,
    mark_claim,
    record_check,
    record_clearance,
)
from editorial.factcheck.queries import item_statuses
from editorial.states import Role
from tests import factories as f

PDF = b"%PDF-1.7\nA page that was saved\n%%EOF\n"


def picture(kind: str) -> bytes:
    file = io.BytesIO()
    Pillow.new("RGB", (8, 8), "teal").save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    "data, extension",
    [
        (PDF, "pdf"),
        (b"\n " + PDF, "pdf"),
        (picture("PNG"), "png"),
        (picture("JPEG"), "jpg"),
        (picture("WEBP"), "webp"),
    ],
)
def test_evidence_is_known_by_its_content_and_kept_byte_for_byte(data: bytes, extension: str) -> None:
    taken = read_evidence(io.BytesIO(data), "C:\\scans\\Letter of permission.exe")
    assert (taken.name, taken.extension, taken.data) == ("Letter of permission.exe", extension, data)


@pytest.mark.parametrize("data", [b"", b"<html>", b"MZ\x90", picture("PNG")[:40], b"x" * (MAX_BYTES + 1)])
def test_anything_else_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(EvidenceRefused, match=r"“letter\.pdf” was not taken") as refused:
        read_evidence(io.BytesIO(data), "letter.pdf")
    assert refused.value.name == "letter.pdf"


@pytest.mark.parametrize(
    "given, extension, name",
    [
        ("a.html", "pdf", "a.pdf"),
        ("letter.pdf", "pdf", "letter.pdf"),
        ("letter.PDF", "pdf", "letter.pdf"),
        ("letter.pdf.html", "pdf", "letter.pdf"),
        ("scan.jpeg", "jpg", "scan.jpg"),
        ("front page", "png", "front page.png"),
        ("version 1.2", "pdf", "version 1.2.pdf"),
        ("harbor\u202efdp.exe", "pdf", "harborfdp.pdf"),
        ("a\u200bb\x00c\x1f\r\nd.svg", "webp", "abc d.webp"),
        ("../../etc/passwd", "pdf", "etc_passwd.pdf"),
        ("Наказ «про порт».docx", "pdf", "Наказ «про порт».pdf"),
        (".html", "pdf", "evidence.pdf"),
        ("", "pdf", "evidence.pdf"),
        ("\u202e", "png", "evidence.png"),
    ],
)
def test_the_name_handed_out_ends_with_what_the_file_is(given: str, extension: str, name: str) -> None:
    assert download_name(given, extension) == name


def test_the_name_handed_out_is_short_enough() -> None:
    name = download_name("港" * 500 + ".exe", "pdf")
    assert len(name) <= MAX_NAME and name.endswith("港.pdf")


def test_a_name_keeps_no_letters_that_cannot_be_seen() -> None:
    assert read_evidence(io.BytesIO(PDF), "harbor\u202efdp\x07.exe").name == "harborfdp.exe"
    assert read_evidence(io.BytesIO(PDF), "\u202e").name == "The file"


@pytest.mark.django_db
def test_a_check_keeps_its_file_and_what_it_was_about() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    excerpt = article.excerpts.first()
    taken = read_evidence(io.BytesIO(PDF), "front page.pdf")
    made = record_check(item=excerpt, verdict="verified", by=checker, evidence_file=taken)
    check = Check.objects.get(pk=made.pk)
    assert (check.evidence_name, check.evidence_sha256) == ("front page.pdf", taken.sha256)
    assert check.evidence_file == f"evidence/{taken.sha256[:2]}/{taken.sha256}.pdf"
    assert stored_digest(check.evidence_file) == taken.sha256
    assert default_storage.open(check.evidence_file).read() == PDF
    assert check.content["outlet"] == excerpt.outlet
    Excerpt.objects.filter(pk=excerpt.pk).update(outlet="La Gazette")
    status = next(s for s in item_statuses(f.fresh(article)) if (s.kind, s.key) == ("excerpt", excerpt.key))
    (change,) = status.changes
    assert change.field == "outlet"
    assert [(p.kind, p.text) for p in change.pieces] == [("gone", "Le Journal"), ("new", "La Gazette")]


@pytest.mark.django_db
def test_a_file_alone_is_evidence_enough_for_a_clearance() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    image = article.images.get()
    with pytest.raises(ReasonMissing):
        record_clearance(image=image, decision="cleared", by=checker)
    record_clearance(
        image=image, decision="cleared", by=checker, archived_url="https://archive.example/x",
        evidence_file=read_evidence(io.BytesIO(picture("PNG")), "permission.png"),
    )  # fmt: skip
    clearance = Clearance.objects.get()
    assert clearance.evidence_name == "permission.png"
    assert clearance.content["creator"] == image.creator
    assert "caption" not in clearance.content


@pytest.mark.django_db
def test_a_claim_is_checked_where_it_stands() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    claim = mark_claim(article=article, field="commentary", exact="three days", by=checker)
    assert (claim.prefix, claim.suffix) == ("The harbour was closed for ", ".")
    assert mark_claim(article=article, field="commentary", exact="three days", by=checker) == claim
    check = record_check(item=claim, verdict="disputed", by=checker, note="It was four")
    assert check.anchor == {
        "type": "TextQuoteSelector", "exact": "three days", "prefix": claim.prefix, "suffix": claim.suffix,
    }  # fmt: skip
    with pytest.raises(ItemChanged, match="Claim “three days” was changed"):
        record_check(item=claim, verdict="verified", by=checker, seen="0" * 64)


@pytest.mark.django_db
def test_claims_are_marked_checked_and_dropped_by_those_who_may_check() -> None:
    article, checker = f.walked_to("fact_check"), f.fact_checker()
    claim = mark_claim(article=article, field="title", exact=article.title, by=checker)
    asked = {"article": article, "field": "commentary", "exact": "three days"}
    for nobody in (f.person(Role.EDITOR), f.person(Role.PUBLICATIONS), article.created_by):
        with pytest.raises(NotAllowed):
            mark_claim(**asked, by=nobody)
        with pytest.raises(NotAllowed):
            record_check(item=claim, verdict="verified", by=nobody)
        with pytest.raises(NotAllowed):
            drop_claim(claim=claim, reason="No", by=nobody)
    with pytest.raises(ReasonMissing):
        drop_claim(claim=claim, reason=" ", by=checker)
    drop_claim(claim=claim, reason="No claim", by=checker)
    drop_claim(claim=claim, reason="Once more", by=checker)
    assert claim.dropped.reason == "No claim"
    with pytest.raises(ItemGone):
        record_check(item=claim, verdict="verified", by=checker)


@pytest.mark.django_db
def test_who_translated_signs_off_no_translation() -> None:
    article = f.walked_to("fact_check")
    translator = f.fact_checker()
    excerpt = article.excerpts.first()
    Excerpt.objects.filter(pk=excerpt.pk).update(translator=translator)
    for translation in (True, False):
        with pytest.raises(NotAllowed, match="You translated this excerpt"):
            record_check(item=excerpt, verdict="verified", by=translator, translation=translation)
    other = record_check(item=excerpt, verdict="verified", by=f.fact_checker(), translation=True)
    assert other.item_kind == "translation"
    assert set(other.content) >= {"body", "original_text", "translator_id"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "language, original, asked",
    [("en", "", False), ("en-GB", "", False), ("", "", False), ("und", "", True), ("fr", "", True),
     ("ps-AF", "", True), ("en", "<p>Old words.</p>", True)],
)  # fmt: skip
def test_a_translation_check_is_asked_for_what_is_a_translation(
    language: str, original: str, asked: bool
) -> None:
    article = f.walked_to("fact_check")
    article.excerpts.update(original_language=language, original_text=original, translator_name="")
    kinds = [status.kind for status in item_statuses(f.fresh(article))]
    assert ("translation" in kinds) is asked
    article.excerpts.update(translator_name="Ann Other")
    assert "translation" in [status.kind for status in item_statuses(f.fresh(article))]
