"""What is due is reported; what may go goes without a race, and is written down; nothing else is touched."""

import csv
import hashlib
import io
import json
import os
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from editorial.content import operations as content
from editorial.content.files import keep_bytes
from editorial.content.models import Article
from editorial.importing.models import Import
from editorial.issues.models import Publication, Rendition
from editorial.issues.operations import request_article_proof, restart_rendition
from editorial.issues.proof_links import revoke_link, share_proof
from editorial.mail.models import Email
from editorial.mail.operations import queue_email
from editorial.retention import removing
from editorial.retention.due import what_is_due
from editorial.retention.removing import apply_retention
from editorial.states import JobStatus
from tests import factories as f

pytestmark = pytest.mark.django_db
LATER = timedelta(days=400)


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Any) -> None:
    """A file store of its own: the listing of the shared one has the files of every test."""
    settings.MEDIA_ROOT = tmp_path / "files"


def due(kind: str, at: datetime | None = None) -> list[str]:
    return [one.what for one in what_is_due(at=at or timezone.now() + LATER) if one.kind == kind]


def old(name: str, days: int = 40) -> str:
    """The name of a stored file, made as old as this."""
    then = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(default_storage.path(name), (then, then))
    return name


def stored(name: str) -> str:
    """A file that nothing speaks of."""
    return default_storage.save(name, ContentFile(b"nobody's"))


def proof(article: Article) -> Rendition:
    return f.finish_rendition(request_article_proof(article=article, by=article.created_by))


def test_nothing_is_due_of_what_is_new() -> None:
    article = f.complete_article()
    proof(article)
    old(stored("parts/aa/some"), 900)
    assert what_is_due() == []


def test_a_proof_that_somebody_outside_may_still_open_stays() -> None:
    article, desk = f.walked_to("in_review"), f.editor()
    made, at = proof(article), timezone.now() + LATER
    link, _token = share_proof(rendition=made, for_whom="Ann Reader", days=7, by=desk, at=at)
    assert due("proof", at) == []
    removing._remove_proofs([made.pk], at)
    made.refresh_from_db()
    assert made.status == JobStatus.SUCCEEDED
    assert due("proof", at + timedelta(days=8)) == [str(made)]
    revoke_link(link=link, by=desk, at=at)
    assert due("proof", at) == [str(made)]


def test_a_proof_goes_and_can_be_made_again() -> None:
    article = f.complete_article()
    made = proof(article)
    old(made.file, 380)
    assert due("proof") == [str(made)]
    removed = apply_retention(at=timezone.now() + LATER)
    made.refresh_from_db()
    assert (made.status, made.sha256 != "") == (JobStatus.FAILED, True)
    assert "as the house’s retention says" in made.error_reason
    assert not default_storage.exists(made.file)
    assert {one.kind for one in removed.done} == {"proof", "orphan"}
    restart_rendition(rendition=made, by=f.editor())
    made.refresh_from_db()
    assert made.status == JobStatus.QUEUED
    # Somebody who asks for a proof gets a new one, not the one without a file.
    assert request_article_proof(article=article, by=article.created_by).status == JobStatus.QUEUED


def test_a_file_that_another_row_speaks_of_stays() -> None:
    one, other = proof(f.complete_article()), proof(f.complete_article())
    Rendition.objects.filter(pk=one.pk).update(file=other.file, sha256=other.sha256)
    Rendition.objects.filter(pk=other.pk).update(finished_at=timezone.now() + LATER)
    old(other.file, 380)
    apply_retention(at=timezone.now() + LATER)
    assert default_storage.exists(other.file)


def test_word_originals_stay_unless_the_house_says_otherwise(settings: Any) -> None:
    now, name = timezone.now(), "imports/ab/abc.docx"
    keep_bytes(name, b"a Word file", hashlib.sha256(b"a Word file").hexdigest())
    old(name, 800)
    record = Import.objects.create(
        kind="word", name="a file", file=name, sha256="0" * 64, text="Words", status=JobStatus.SUCCEEDED,
        queued_at=now, finished_at=now, by=f.author(), at=now, confirmed_at=now,
    )  # fmt: skip
    apply_retention(at=now + LATER)
    assert due("original") == []
    assert default_storage.exists(name)
    settings.RETENTION_ORIGINAL_DAYS = 300
    assert due("original") == ["a file"]
    apply_retention(at=timezone.now() + LATER)
    record.refresh_from_db()
    assert record.error_detail.startswith("Removed by retention on ") and record.text
    assert not default_storage.exists(name)
    assert due("original") == []


def test_a_word_file_whose_import_nobody_confirmed_stays(settings: Any) -> None:
    """Its pictures are taken from it when its owner confirms."""
    settings.RETENTION_ORIGINAL_DAYS = 300
    now, name = timezone.now(), "imports/ab/abc.docx"
    keep_bytes(name, b"a Word file", hashlib.sha256(b"a Word file").hexdigest())
    old(name, 800)
    record = Import.objects.create(
        kind="word", name="a file", file=name, sha256="0" * 64, text="Words", status=JobStatus.SUCCEEDED,
        queued_at=now, finished_at=now, by=f.author(), at=now,
    )  # fmt: skip
    assert due("original") == []
    removing._remove_originals([record.pk], now + LATER)  # found when it had failed, and converted since
    apply_retention(at=now + LATER)
    record.refresh_from_db()
    assert record.error_detail == "" and default_storage.exists(name)
    Import.objects.filter(pk=record.pk).update(status=JobStatus.FAILED, error_reason="No Word file")
    assert due("original") == ["a file"]


def test_records_of_sent_emails_go_and_others_stay() -> None:
    sent, waiting = (
        queue_email(recipient="ines@example.org", sender="o@example.org", subject=name, text="Words")
        for name in ("Sent", "Waiting")
    )
    Email.objects.filter(pk=sent.pk).update(status=JobStatus.SUCCEEDED, finished_at=timezone.now())
    apply_retention(at=timezone.now() + LATER)
    assert list(Email.objects.all()) == [waiting]


def test_what_was_brought_made_checked_or_published_is_never_touched() -> None:
    """Ten years later, with everything as old as that: every file that a row or a version of it speaks of is there."""
    issue = f.published_issue([f.walked_to("approved")])
    article = f.complete_article()
    image = article.images.get()
    before = str(image.file.name)
    content.put_picture(image, f.picture_file())
    content.save_item(item=image, by=article.created_by, reason="A better one")
    content.delete_item(item=image, by=article.created_by, reason="None at all")
    kept = [
        before,
        str(image.file.name),
        f.pdf_of(issue).file,
        str(issue.articles.get().images.get().file.name),
    ]
    for name in kept:
        old(name, 4000)
    apply_retention(at=timezone.now() + timedelta(days=4000))
    assert all(default_storage.exists(name) for name in kept)
    assert Publication.objects.count() == 1 and f.pdf_of(issue).status == JobStatus.SUCCEEDED


def test_a_file_without_a_row_is_moved_aside_then_gone_for_good() -> None:
    name, young = old(stored("images/aa/one.png")), stored("images/aa/two.png")
    now = timezone.now()
    removed = apply_retention(at=now)
    assert [one.key for one in removed.done] == [name]
    assert default_storage.exists(f"removed/{now:%Y-%m-%d}/{name}") and default_storage.exists(young)
    assert apply_retention(at=now + timedelta(days=20)).gone == []
    gone = apply_retention(at=now + timedelta(days=32)).gone
    assert gone == [f"removed/{now:%Y-%m-%d}/{name}"]
    assert not default_storage.exists(gone[0])


def test_what_a_row_speaks_of_again_is_put_back() -> None:
    """An upload found the file there and stored nothing; its row came after the file had been moved aside."""
    image = f.complete_article().images.get()
    name = str(image.file.name)
    aside = f"removed/2026-01-01/{name}"
    removing._move(name, aside, default_storage)
    assert not default_storage.exists(name)
    removed = apply_retention()
    assert removed.put_back == [name] and default_storage.exists(name)
    assert not default_storage.exists(aside) and removed.gone == []


def test_an_upload_in_the_very_moment_of_the_clean_up_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    article = f.complete_article(images=0)
    file = f.picture_file()
    image = content.put_picture  # the picture was uploaded once, and nothing came of it
    lost = f.Image(article=article)
    image(lost, file)
    name = old(str(lost.file.name))
    move = removing._move

    def just_before(source: str, target: str, storage: Any) -> None:
        if source == name:  # found, listed, about to be moved: now somebody uploads the same picture
            file.seek(0)
            again = f.Image(article=article, caption="Boats", alt_text="Boats", creator="Mo")
            image(again, file)
            content.save_item(item=again, by=article.created_by)
        move(source, target, storage)

    monkeypatch.setattr(removing, "_move", just_before)
    removed = apply_retention()
    assert removed.put_back == [name] and default_storage.exists(name)


def test_a_file_that_is_stored_again_after_it_was_listed_is_not_moved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name, other, lost = (old(stored(f"images/aa/{one}.png")) for one in ("one", "two", "zero"))
    moved: list[str] = []
    write_down = removing._write_down

    def just_before(*given: Any, **more: Any) -> str:
        keep_bytes(name, b"nobody's", hashlib.sha256(b"nobody's").hexdigest())
        default_storage.delete(lost)  # another run took it
        return write_down(*given, **more)

    monkeypatch.setattr(removing, "_write_down", just_before)
    monkeypatch.setattr(removing, "_move", lambda source, target, storage: moved.append(source))
    removed = apply_retention()
    assert moved == [other]
    assert name not in [one.key for one in removed.done]


def test_storing_a_file_again_makes_it_new() -> None:
    article = f.complete_article(images=0)
    file, image = f.picture_file(), f.Image(article=article)
    content.put_picture(image, file)
    name = old(str(image.file.name))
    assert due("orphan", timezone.now()) == [name]
    file.seek(0)
    content.put_picture(image, file)
    assert due("orphan", timezone.now()) == []


def test_a_draft_that_nobody_touched_and_an_old_issue_are_only_reported(settings: Any) -> None:
    settings.RETENTION_DRAFT_DAYS, settings.RETENTION_YEARS = 300, 1
    settings.RETENTION_RULE = "Records schedule 7"
    draft, submitted = f.draft(title="Begun"), f.walked_to("in_review")
    issue = f.published_issue()
    assert due("draft") == [f"“Begun” by {draft.created_by.get_full_name()}"]
    assert due("papers") == [str(issue)]
    [papers] = [one for one in what_is_due(at=timezone.now() + LATER) if one.kind == "papers"]
    assert "Records schedule 7; a decision of the house" in papers.why
    apply_retention(at=timezone.now() + LATER)
    assert Article.objects.filter(pk__in=[draft.pk, submitted.pk]).count() == 2


def test_everything_that_goes_is_on_record_first(monkeypatch: pytest.MonkeyPatch) -> None:
    name = old(stored("evidence/aa/one.pdf"))

    def killed(*_given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(removing, "_move", killed)
        with pytest.raises(KeyboardInterrupt):
            apply_retention()
    [log] = default_storage.listdir("retention")[1]
    with default_storage.open(f"retention/{log}") as stored_log:
        assert [one["key"] for one in json.load(stored_log)["removed"]] == [name]
    assert apply_retention().done and not default_storage.exists(name)


def test_the_report_in_words_csv_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    name = old(stored("images/aa/=one.png"))
    call_command("retention")
    said = capsys.readouterr().out
    assert "Files that nothing speaks of: 1 due" in said and name in said
    assert "Word files as they were brought in: kept for good (RETENTION_ORIGINAL_DAYS is 0)" in said
    assert default_storage.exists(name)
    call_command("retention", "--format", "csv")
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["kind"], row["key"], row["size"]) == ("orphan", name, "8")
    call_command("retention", "--format", "json")
    assert json.loads(capsys.readouterr().out)[0]["why"] == "RETENTION_ORPHAN_DAYS is 30"
    call_command("retention", "--apply")
    said = capsys.readouterr().out
    assert "Removed: 1." in said and "On record in the file store: retention/" in said
