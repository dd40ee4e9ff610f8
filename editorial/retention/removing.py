"""Removing what is due, as far as it may be removed, and writing down what was.

A file is never deleted right away. What nothing speaks of is moved to `removed/DAY/…`, and gone after as many days again;
before and after each run everything that a row speaks of is put back. So whoever uploads a picture in the very moment in
which it is moved loses nothing: storing it again makes it new (`content.files.keep_file`), and a row brings it back.
"""

import contextlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.utils import timezone

from editorial.backup.stored_files import ORIGINAL_REMOVED, RETENTION_LOG, referenced_files
from editorial.dates import long_date
from editorial.importing.models import Import
from editorial.issues.models import Rendition
from editorial.mail.models import Email
from editorial.retention.due import (
    EMAIL,
    ORIGINAL,
    ORPHAN,
    OVER,
    PROOF,
    REMOVED,
    SECURITY,
    Due,
    is_shared,
    names_in,
    orphans,
    what_is_due,
)
from editorial.security.models import SecurityEvent
from editorial.states import JobStatus

logger = logging.getLogger(__name__)
AT_ONCE = 500  # rows in one statement


@dataclass
class Removed:
    """What one run did. `gone`: names of files that are deleted for good. `put_back`: names that a row speaks of again.

    `log`: the name of the record in the file store; "" where there was nothing to do.
    """

    done: list[Due] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    put_back: list[str] = field(default_factory=list)
    log: str = ""


def apply_retention(*, at: datetime | None = None, storage: Storage = default_storage) -> Removed:
    """Remove what is due and may go: PDFs of proofs, Word originals, records of sent e-mails, rows of the security log,
    files that nothing speaks of.

    May be run at any time, also twice at once. What was written down was on record in `retention/` first.
    """
    now = at or timezone.now()
    removed = Removed(put_back=put_back(storage=storage))
    rows = [one for one in what_is_due(at=now, storage=storage) if one.kind in _OF_ROWS]
    removed.done += rows
    removed.gone = _waited_long_enough(now, storage)
    if rows or removed.gone:
        removed.log = _write_down(removed, now, storage)
    for kind, act in _OF_ROWS.items():
        keys = [int(one.key) for one in rows if one.kind == kind]
        for start in range(0, len(keys), AT_ONCE):
            act(keys[start : start + AT_ONCE], now)
    for name in removed.gone:
        storage.delete(name)
    if ORPHAN.days:
        # Now, for what a proof or an original was is a file that nothing speaks of.
        before = now - timedelta(days=ORPHAN.days)
        files = orphans(before=before, storage=storage)
        if files:
            removed.done += files
            removed.log = _write_down(removed, now, storage, again=removed.log)
        for one in files:
            with contextlib.suppress(FileNotFoundError):  # another run was here first
                if storage.get_modified_time(one.key) < before:
                    _move(one.key, f"{REMOVED}/{now:%Y-%m-%d}/{one.key}", storage)
                else:  # stored again since it was listed
                    removed.done.remove(one)
        removed.put_back += put_back(storage=storage)
    if removed.log:
        logger.info(
            "retention: %d removed, %d files gone for good, see %s",
            len(removed.done),
            len(removed.gone),
            removed.log,
        )
    return removed


def _remove_proofs(keys: Sequence[int], now: datetime) -> None:
    words = f"The PDF was removed on {long_date(now.date())}, as the house’s retention says. Start it again to have it made anew."
    with transaction.atomic():
        # Who shares a proof holds its row meanwhile: after this we see the link.
        held = Rendition.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        list(held.values_list("pk", flat=True))
        proofs = Rendition.objects.filter(
            ~is_shared(now), pk__in=keys, kind=Rendition.Kind.PROOF, status=JobStatus.SUCCEEDED
        )
        proofs.update(status=JobStatus.FAILED, error_reason=words)


def _remove_originals(keys: Sequence[int], now: datetime) -> None:
    words = f"{ORIGINAL_REMOVED} on {now:%Y-%m-%d}: the Word file. Its text is here."
    Import.objects.filter(OVER, pk__in=keys).update(error_detail=words)


def _remove_emails(keys: Sequence[int], now: datetime) -> None:
    Email.objects.filter(pk__in=keys, status=JobStatus.SUCCEEDED).delete()


def _remove_security(keys: Sequence[int], now: datetime) -> None:
    SecurityEvent.objects.filter(pk__in=keys).delete()


_OF_ROWS = {
    PROOF.code: _remove_proofs, ORIGINAL.code: _remove_originals, EMAIL.code: _remove_emails,
    SECURITY.code: _remove_security,
}  # fmt: skip


def put_back(*, storage: Storage = default_storage) -> list[str]:
    """Bring back what was moved aside and what a row speaks of; the names. One that was stored anew meanwhile stays."""
    aside = sorted(names_in(REMOVED, storage))
    if not aside:
        return []
    known, brought = referenced_files(storage=storage), []
    for name in aside:
        original = "/".join(name.split("/")[2:])
        if original in known and not storage.exists(original):
            _move(name, original, storage)
            brought.append(original)
    return brought


def _waited_long_enough(now: datetime, storage: Storage) -> list[str]:
    """What was moved aside so long ago that it goes for good."""
    if not ORPHAN.days:
        return []
    last = (now - timedelta(days=ORPHAN.days)).date()
    return [name for name in names_in(REMOVED, storage) if _day_of(name) < last]


def _day_of(name: str) -> date:
    """The day on which a file was moved aside; what somebody else put there stays."""
    try:
        return date.fromisoformat(name.split("/", 2)[1])
    except ValueError:
        return date.max


def _move(name: str, target: str, storage: Storage) -> None:
    """Give a stored file another name. A store on the network copies it first: it is never in neither place."""
    try:
        source, there = Path(storage.path(name)), Path(storage.path(target))
    except NotImplementedError:
        storage.delete(target)
        with storage.open(name) as opened:
            storage.save(target, opened)
        storage.delete(name)
        return
    there.parent.mkdir(parents=True, exist_ok=True)
    source.replace(there)


def _write_down(removed: Removed, now: datetime, storage: Storage, again: str = "") -> str:
    """The record of a run, before anything is touched; with `again` in place of an earlier one of the same run."""
    text = {
        "at": now.isoformat(),
        "removed": [one.as_data() for one in removed.done],
        "gone for good": removed.gone,
        "put back": removed.put_back,
    }
    data = json.dumps(text, indent=1, ensure_ascii=False).encode()
    if again:
        storage.delete(again)
    return storage.save(again or f"{RETENTION_LOG}/{now:%Y-%m-%dT%H%M%S}.json", ContentFile(data))
