"""The parts that all machines share: rows say who makes what, the file store holds the bytes.

Nothing here is worth more than the time to make it again. What is missing, damaged or half written counts as not there, a
store that does not answer counts as empty, and a claim that ran out is anybody's. Times are aware datetimes, leases seconds.
"""

import hashlib
import logging
import os
import tempfile
import threading
import uuid
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from django.core.files.storage import Storage, default_storage
from django.db.models import Q, QuerySet

from editorial.content.files import digest_of, keep_file
from editorial.rendering.models import RenderedPart

logger = logging.getLogger(__name__)

TOUCHED_AFTER = timedelta(days=1)
REMOVED_AT_ONCE = 500
FETCHED_AT_ONCE = 8  # files at the same time, where each is a request to another machine
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Claim:
    """The hold of one worker on one part."""

    key: str
    token: str


@dataclass(frozen=True)
class State:
    """What the table says of some parts: which are made, which somebody makes right now, and which anybody may claim."""

    made: list[RenderedPart] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)
    free: list[RenderedPart] = field(default_factory=list)


class Got(Enum):
    """How fetching a file ended: it is here, it is not what was stored, or the store did not answer."""

    HERE = "here"
    WRONG = "wrong"
    NO_ANSWER = "no answer"


@dataclass(frozen=True)
class Fetched:
    """Keys by what came of fetching them."""

    here: list[str]
    wrong: list[str]
    no_answer: list[str]


def part_name(key: str) -> str:
    """Where the file store keeps a part."""
    return f"parts/{key[:2]}/{key}"


def look(keys: Sequence[str], *, at: datetime) -> State:
    """What the table says of these parts, in their order: one query, one more when it has not heard of some."""
    found = RenderedPart.objects.in_bulk(keys)
    # Each worker has its own order; two who note the same parts in different orders would wait for each other.
    new = [RenderedPart(key=key, used_at=at) for key in sorted(set(keys)) if key not in found]
    if new:
        # Of two who note the same one row stays; its token is still empty, so both may try to claim it.
        RenderedPart.objects.bulk_create(new, ignore_conflicts=True)
        found |= {row.key: row for row in new}
    state = State()
    for row in (found[key] for key in keys):
        if row.made_at is not None:
            state.made.append(row)
        elif row.claimed_until is not None and row.claimed_until > at:
            state.busy.append(row.key)
        else:
            state.free.append(row)
    return state


def claim(row: RenderedPart, *, worker: str, lease_s: float, at: datetime) -> Claim | None:
    """Take a free part as `look` found it. None when somebody else was quicker."""
    token = uuid.uuid4().hex
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    taken = RenderedPart.objects.filter(free, key=row.key, token=row.token, made_at__isnull=True).update(
        token=token, claimed_by=worker[:200], claimed_until=at + timedelta(seconds=lease_s), used_at=at
    )
    return Claim(row.key, token) if taken else None


def renew(held: Claim, *, lease_s: float, at: datetime) -> bool:
    """Extend a claim. False when it is lost, which costs nothing: both will make the same bytes."""
    return bool(_held(held).update(claimed_until=at + timedelta(seconds=lease_s)))


def release(held: Claim) -> None:
    """Give a part back that was not made."""
    _held(held).update(claimed_until=None)


def keep(held: Claim, path: Path, *, at: datetime, storage: Storage = default_storage) -> bool:
    """Store a part that was made, and say so. False when the store did not take it: then it is free for anybody."""
    digest, size = _digest_and_size(path)
    try:
        with path.open("rb") as source:
            keep_file(part_name(held.key), source, digest, storage)
    except Exception as error:  # whatever a store of others raises: the part is on our own disk
        logger.warning("part %s not stored: %s", held.key, error)
        release(held)
        return False
    _held(held).update(made_at=at, sha256=digest, size=size, claimed_until=None, used_at=at)
    return True


def forget(rows: Iterable[RenderedPart]) -> None:
    """Make parts free again whose files are not what the rows say. What was made anew meanwhile stays."""
    for row in rows:
        RenderedPart.objects.filter(key=row.key, token=row.token, made_at=row.made_at).update(
            made_at=None, sha256="", size=0, claimed_until=None
        )


def fetch(
    rows: Sequence[RenderedPart], folder: Path, *, at: datetime, storage: Storage = default_storage
) -> Fetched:
    """Bring the files of these made parts into `folder`, each under its key, whole and checked or not at all."""
    away = threading.Event()

    def one(row: RenderedPart) -> Got:
        if away.is_set():  # each would wait as long for an answer
            return Got.NO_ANSWER
        got = _fetch(row, folder, storage)
        if got is Got.NO_ANSWER:
            away.set()
        return got

    if len(rows) > 1 and not _is_local(storage):
        with ThreadPoolExecutor(min(FETCHED_AT_ONCE, len(rows)), "parts") as pool:
            ends = list(pool.map(one, rows))
    else:
        ends = [one(row) for row in rows]
    by_end = {end: [row.key for row, its in zip(rows, ends, strict=True) if its is end] for end in Got}
    _touch([row for row, end in zip(rows, ends, strict=True) if end is Got.HERE], at=at)
    return Fetched(by_end[Got.HERE], by_end[Got.WRONG], by_end[Got.NO_ANSWER])


def remove_unused(*, before: datetime, storage: Storage = default_storage) -> int:
    """Remove parts that nobody wanted since `before`, REMOVED_AT_ONCE at most; how many.

    The file goes first: a row without a file is made again, a file without a row would stay for ever. Whoever fetches the
    part at that moment finds nothing and makes it.
    """
    old = list(RenderedPart.objects.filter(used_at__lt=before).order_by("used_at")[:REMOVED_AT_ONCE])
    for row in old:
        storage.delete(part_name(row.key))
    # One that somebody claimed in between keeps its row.
    removed, _ = RenderedPart.objects.filter(key__in=[row.key for row in old], used_at__lt=before).delete()
    return removed


def _held(held: Claim) -> QuerySet[RenderedPart]:
    return RenderedPart.objects.filter(key=held.key, token=held.token, made_at__isnull=True)


def _touch(rows: list[RenderedPart], *, at: datetime) -> None:
    stale = [row.key for row in rows if row.used_at < at - TOUCHED_AFTER]
    if stale:
        RenderedPart.objects.filter(key__in=stale).update(used_at=at)


def _fetch(row: RenderedPart, folder: Path, storage: Storage) -> Got:
    handle, partial = tempfile.mkstemp(dir=folder, prefix=".fetched-")
    try:
        digest = hashlib.sha256()
        with os.fdopen(handle, "wb") as out, storage.open(part_name(row.key)) as source:
            for block in iter(lambda: source.read(_BLOCK), b""):
                digest.update(block)
                out.write(block)
        if digest.hexdigest() != row.sha256:
            return Got.WRONG
        os.replace(partial, folder / row.key)
        return Got.HERE
    except FileNotFoundError:
        return Got.WRONG
    except Exception as error:  # whatever a store of others raises: it is away, and the part can be made here
        logger.warning("part %s not fetched: %s", row.key, error)
        return Got.NO_ANSWER
    finally:
        Path(partial).unlink(missing_ok=True)


def _digest_and_size(path: Path) -> tuple[str, int]:
    with path.open("rb") as source:
        return digest_of(source), path.stat().st_size


def _is_local(storage: Storage) -> bool:
    try:
        storage.path("parts")
    except NotImplementedError:
        return False
    return True
