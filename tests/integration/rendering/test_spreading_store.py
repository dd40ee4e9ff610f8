"""The table of parts: one maker at a time, what ran out is anybody's, and what nobody uses goes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from editorial.rendering import operations
from editorial.rendering.models import RenderedPart
from editorial.rendering.spreading import store
from editorial.rendering.spreading.store import claim, fetch, forget, keep, look, part_name, release, renew
from tests.at_once import at_once

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=21)
A, B, C = ("a" * 64, "b" * 64, "c" * 64)


@pytest.fixture(autouse=True)
def empty_store() -> Iterator[None]:
    yield
    for key in (A, B, C):
        default_storage.delete(part_name(key))


def claimed(key: str, *, worker: str = "w1", at: datetime = NOW) -> store.Claim | None:
    [row] = look([key], at=at).free or [None]
    return claim(row, worker=worker, lease_s=20, at=at) if row else None


def kept(key: str, folder: Path, *, at: datetime = NOW) -> RenderedPart:
    held = claimed(key, at=at)
    assert held is not None
    (folder / key).write_bytes(b"part " + key.encode())
    assert keep(held, folder / key, at=at)
    return RenderedPart.objects.get(key=key)


@pytest.mark.django_db
def test_a_part_is_claimed_once_and_again_when_the_claim_ran_out() -> None:
    first = claimed(A)
    assert first is not None
    assert look([A, B], at=NOW).busy == [A]
    assert claimed(A, worker="w2") is None
    second = claimed(A, worker="w2", at=LATER)
    assert second is not None and second.token != first.token
    assert not renew(first, lease_s=20, at=LATER)
    assert renew(second, lease_s=20, at=LATER)
    release(first)  # changes nothing
    assert look([A], at=LATER).busy == [A]
    release(second)
    assert [row.key for row in look([A], at=LATER).free] == [A]


@pytest.mark.django_db
def test_two_who_saw_the_same_free_part_do_not_both_get_it() -> None:
    [row], [same] = look([A], at=NOW).free, look([A], at=NOW).free
    assert claim(row, worker="w1", lease_s=20, at=NOW)
    assert claim(same, worker="w2", lease_s=20, at=NOW) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_of_many_at_once_one_gets_the_part(round_: int) -> None:
    answers = at_once(*(lambda number=number: claimed(A, worker=f"w{number}") for number in range(6)))
    assert sum(isinstance(one, store.Claim) for one in answers) == 1, answers
    assert answers.count(None) == 5, answers


@pytest.mark.django_db
def test_what_is_kept_is_fetched_and_looked_at(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    row = kept(A, tmp_path)
    assert (row.size, row.claimed_until) == (69, None)
    got = fetch([row], here, at=NOW)
    assert got == store.Fetched([A], [], [])
    assert [path.name for path in here.iterdir()] == [A]
    assert (here / A).read_bytes() == (tmp_path / A).read_bytes()


@pytest.mark.django_db
def test_what_is_forgotten_is_free_and_what_was_made_meanwhile_stays(tmp_path: Path) -> None:
    old = kept(A, tmp_path)
    forget([old])
    assert [row.key for row in look([A], at=NOW).free] == [A]
    new = kept(A, tmp_path, at=LATER)
    forget([old])
    assert look([A], at=LATER).made == [new]


@pytest.mark.django_db
def test_use_is_noted_once_a_day(tmp_path: Path) -> None:
    row = kept(A, tmp_path)
    fetch([row], tmp_path, at=NOW + timedelta(hours=3))
    row.refresh_from_db()
    assert row.used_at == NOW
    fetch([row], tmp_path, at=NOW + timedelta(days=2))
    row.refresh_from_db()
    assert row.used_at == NOW + timedelta(days=2)


@pytest.mark.django_db
def test_what_nobody_used_for_long_goes_a_bounded_number_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days, key in enumerate((A, B, C)):
        kept(key, tmp_path, at=NOW + timedelta(days=days))
    monkeypatch.setattr(store, "REMOVED_AT_ONCE", 1)
    at = NOW + timedelta(days=31, hours=12)
    assert [operations.remove_old_parts(at=at) for _ in range(3)] == [1, 1, 0]
    assert [row.key for row in RenderedPart.objects.all()] == [C]
    assert [default_storage.exists(part_name(key)) for key in (A, B, C)] == [False, False, True]
