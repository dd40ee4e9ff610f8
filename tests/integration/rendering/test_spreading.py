"""One rendition from parts: what is in the store is taken, everything wrong with it costs time only."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.issues.models import Rendition
from editorial.jobs import operations as jobs
from editorial.rendering import operations
from editorial.rendering.models import RenderedPart
from editorial.rendering.spreading import store
from editorial.rendering.spreading.store import part_name
from editorial.rendering.spreading.work import Count
from editorial.rendering.telling import render_and_tell
from editorial.states import JobStatus

from .faking import FakeTypesetter, contents_of, install, issue_proof, key_of, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> type[FakeTypesetter]:
    monkeypatch.setattr(jobs, "current_app", None)  # no queue: nobody helps, and nothing fails
    return install(monkeypatch, tmp_path)


@pytest.fixture(autouse=True)
def empty_store() -> Iterator[None]:
    yield
    for row in RenderedPart.objects.all():
        default_storage.delete(part_name(row.key))


def made(words: list[str], **fields: Any) -> Rendition:
    asked = issue_proof(words, **fields)
    render_and_tell(str(asked.pk))
    asked.refresh_from_db()
    return asked


def test_what_was_set_once_is_not_set_again(fake: type[FakeTypesetter]) -> None:
    words = titles(6)
    first = made(words)
    assert (first.status, first.pages) == (JobStatus.SUCCEEDED, 3)
    assert fake.log == dict.fromkeys([*words, contents_of(words)], 1)

    fake.log.clear()
    again = made(words)
    assert (again.sha256, fake.log) == (first.sha256, {})

    changed = [*words[:3], "Article 4, mended", *words[4:]]
    last = made(changed)
    assert last.sha256 != first.sha256
    assert set(fake.log) == {"Article 4, mended", contents_of(changed)}


def damage(key: str) -> None:
    default_storage.delete(part_name(key))
    default_storage.save(part_name(key), ContentFile(b"something else"))


def cut(key: str) -> None:
    with default_storage.open(part_name(key)) as stored:
        half = stored.read()[:4]
    default_storage.delete(part_name(key))
    default_storage.save(part_name(key), ContentFile(half))


def lose_row(key: str) -> None:
    RenderedPart.objects.filter(key=key).delete()


def lose_file(key: str) -> None:
    default_storage.delete(part_name(key))


@pytest.mark.parametrize("harm", [damage, cut, lose_row, lose_file])
def test_whatever_is_wrong_with_a_part_it_is_made_again(harm: Any, fake: type[FakeTypesetter]) -> None:
    words = titles(5)
    first = made(words)
    fake.log.clear()
    harm(key_of("Article 3"))

    assert made(words).sha256 == first.sha256
    assert fake.log == {"Article 3": 1}
    row = RenderedPart.objects.get(key=key_of("Article 3"))
    with default_storage.open(part_name(row.key)) as stored:
        assert (stored.read(), row.size) == (b"Article 3", 9)

    fake.log.clear()
    assert made(words).sha256 == first.sha256
    assert not fake.log


def test_bytes_that_were_stored_wrong_are_found_by_the_typesetter(fake: type[FakeTypesetter]) -> None:
    """The store gives back what it was given, and still it is no part: one of another version, say."""
    words, wrong = titles(5), b"of another version"
    first = made(words)
    key = key_of("Article 2")
    damage(key)
    default_storage.delete(part_name(key))
    default_storage.save(part_name(key), ContentFile(wrong))
    import hashlib

    RenderedPart.objects.filter(key=key).update(sha256=hashlib.sha256(wrong).hexdigest())
    fake.log.clear()
    assert made(words).sha256 == first.sha256
    assert fake.log == {"Article 2": 1}
    assert RenderedPart.objects.get(key=key).made_at is None


def test_everything_deleted_in_mid_run_changes_only_the_time(
    fake: type[FakeTypesetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = titles(8)
    first = made(words)
    lose_row(key_of("Article 5"))
    lose_row(key_of("Article 8"))

    def during(title: str) -> None:
        if title == "Article 5":
            for row in RenderedPart.objects.all():
                default_storage.delete(part_name(row.key))
            RenderedPart.objects.all().delete()

    monkeypatch.setattr(fake, "during", staticmethod(during))
    assert made(words).sha256 == first.sha256


def test_a_store_that_is_away_changes_only_the_time(
    fake: type[FakeTypesetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = titles(5)
    first = made(words)
    fake.log.clear()
    asked = []

    def away(row: RenderedPart, *_: Any) -> store.Got:
        asked.append(row.key)
        return store.Got.NO_ANSWER

    monkeypatch.setattr(store, "_fetch", away)
    assert made(words).sha256 == first.sha256
    assert sum(fake.log.values()) == 6
    assert len(asked) == 1, "the others are not asked for, each would wait as long"
    monkeypatch.undo()


def test_a_store_that_takes_nothing_changes_only_the_time(
    fake: type[FakeTypesetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "keep_file", full)
    words = titles(5)
    assert made(words).status == JobStatus.SUCCEEDED
    assert not RenderedPart.objects.filter(made_at__isnull=False).exists()
    assert not RenderedPart.objects.filter(claimed_until__isnull=False).exists()


def test_a_part_that_cannot_be_set_fails_the_rendition_in_its_words_and_frees_the_part(
    fake: type[FakeTypesetter],
) -> None:
    failed = made([*titles(3), "A broken one"])
    assert (failed.status, failed.error_reason) == (JobStatus.FAILED, "“A broken one” cannot be set.")
    assert RenderedPart.objects.get(key=key_of("A broken one")).claimed_until is None


def test_a_claim_of_the_dead_is_waited_for_and_then_taken_over(
    fake: type[FakeTypesetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    RenderedPart.objects.create(
        key=key_of("Article 2"),
        used_at=now,
        claimed_by="gone",
        claimed_until=now + timedelta(seconds=0.5),
        token="t",
    )
    assert made(titles(4)).status == JobStatus.SUCCEEDED
    assert list(fake.log)[3] == "Article 2", "the others first"


def test_a_typesetter_that_never_has_what_it_set_is_no_endless_loop(
    fake: type[FakeTypesetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        fake, "_is_whole", lambda self, title, key: title != "Article 2" and (self.parts / key).exists()
    )
    failed = made(titles(3))
    assert failed.status == JobStatus.FAILED
    assert "again and again" in failed.error_reason


def test_progress_counts_parts_and_never_falls(
    fake: type[FakeTypesetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, int, int]] = []
    monkeypatch.setattr(
        operations,
        "Count",
        lambda tell: Count(lambda *words: (said.append(words), tell(*words))),  # type: ignore[func-returns-value]
    )
    words = titles(4)
    made(words)
    assert said[:2] == [("Article 1", 0, 5), ("Article 2", 1, 5)]
    assert said[-1] == ("Checking accessibility", 6, 6)
    shares = [done / of for _, done, of in said]
    assert shares == sorted(shares)


def test_a_warm_rendition_asks_the_database_little(fake: type[FakeTypesetter]) -> None:
    words = titles(40)
    made(words)
    asked = issue_proof(words)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        render_and_tell(str(asked.pk))
    of_parts = [q["sql"] for q in queries if "renderedpart" in q["sql"]]
    assert len(of_parts) == 2, of_parts  # what is known at first, and the contents
