"""A fault of ours at one part: the coordinator's issue is set in one piece, a helper leaves the part alone."""

import hashlib
import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from editorial.issues.models import Rendition
from editorial.jobs import operations as jobs
from editorial.rendering import operations
from editorial.rendering.models import RenderedPart
from editorial.rendering.pdf import engine
from editorial.rendering.pdf.process import Part, PartNotSet, Rendered, Typesetter
from editorial.rendering.spreading import work
from editorial.rendering.telling import render_and_tell
from editorial.states import JobStatus
from tests import factories as f
from tests.unit.rendering import builders

from .faking import FakeTypesetter, install, issue_proof, key_of, titles

WHOLE = b"in one piece"


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> type[FakeTypesetter]:
    """A typesetter that cannot set the third article, and then puts together without its parts."""

    def during(title: str) -> None:
        if title == "Article 3":
            raise PartNotSet("A part of this issue could not be set.")

    def assemble(self: FakeTypesetter, output: Path) -> Rendered:
        output.write_bytes(WHOLE)
        return Rendered(3, hashlib.sha256(WHOLE).hexdigest(), len(WHOLE), {})

    monkeypatch.setattr(jobs, "current_app", None)
    made = install(monkeypatch, tmp_path)
    monkeypatch.setattr(made, "during", staticmethod(during))
    monkeypatch.setattr(made, "assemble", assemble)
    return made


@pytest.mark.django_db
def test_the_coordinator_stops_gathering_and_has_the_issue_set_in_one_piece(
    fake: type[FakeTypesetter], caplog: Any
) -> None:
    asked = issue_proof(titles(6))
    with caplog.at_level(logging.ERROR):
        render_and_tell(str(asked.pk))
    asked.refresh_from_db()
    assert (asked.status, asked.attempts) == (JobStatus.SUCCEEDED, 1)
    with default_storage.open(asked.file) as stored:
        assert stored.read() == WHOLE
    assert fake.log == {"Article 1": 1, "Article 2": 1}, "parts were set that nobody needs"
    assert "the issue is set in one piece" in caplog.text
    row = RenderedPart.objects.get(key=key_of("Article 3"))
    assert (row.made_at, row.claimed_until) == (None, None)


@pytest.mark.django_db
def test_a_helper_leaves_the_part_and_the_rendition_alone(
    fake: type[FakeTypesetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work.random, "randrange", lambda count: 0)
    asked = issue_proof(titles(6))
    assert jobs.claim(model=Rendition, pk=asked.pk, worker="w1", lease_s=30, at=timezone.now())
    assert operations.help_rendition(str(asked.pk)) == 2
    asked.refresh_from_db()
    assert asked.status == JobStatus.RUNNING
    row = RenderedPart.objects.get(key=key_of("Article 3"))
    assert (row.made_at, row.claimed_until) == (None, None)


class InTheWay(Typesetter):
    """A real process whose folder has something else where the file of the second article belongs."""

    def needs(self) -> list[Part]:
        """What is lacking; the fault is there as soon as somebody knows of the part."""
        lacking = super().needs()
        for part in lacking:
            if "Kites" in part.title:
                assert self._parts is not None
                (self._parts / part.key).mkdir(exist_ok=True)
        return lacking


@pytest.mark.serial
@pytest.mark.django_db(transaction=True)
def test_a_real_process_that_cannot_set_a_part_makes_the_pdf_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: Any
) -> None:
    monkeypatch.setattr(jobs, "current_app", None)
    monkeypatch.setattr(operations, "Typesetter", InTheWay)
    articles = [builders.article(title) for title in ("Bulbs", "Kites", "Passes")]
    snapshot = builders.snapshot(("Harbours", articles))
    asked = Rendition.objects.create(
        issue=f.issue_of([]), kind="proof", snapshot=snapshot, requested_by=f.publications(), queued_at=timezone.now()
    )  # fmt: skip
    with caplog.at_level(logging.ERROR):
        render_and_tell(str(asked.pk))
    asked.refresh_from_db()
    assert (asked.status, asked.error_reason, asked.problems) == (JobStatus.SUCCEEDED, "", [])
    assert "IsADirectoryError" in caplog.text
    whole = engine.render(snapshot, tmp_path, tmp_path / "whole.pdf", proof=True)
    assert asked.sha256 == whole.sha256
    assert RenderedPart.objects.filter(made_at__isnull=False).count() == 1, "what was set before is kept"
