"""Adding to the record, and sealing what was added. Every row of an append-only table comes in through here."""

import logging
from typing import TypeVar

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from editorial.record.models import Seal, SealHead, Unsealed
from editorial.record.queries import Head
from editorial.record.sealing import Entry, next_seals
from editorial.record.tables import RECORDED

Added = TypeVar("Added", bound=models.Model)

BATCH = 500  # rows sealed in one transaction: it holds everybody else's sealing up

log = logging.getLogger("editorial.record")


class HeadGone(Exception):
    """The row that says where the chain ends is gone, while there is a chain: nothing is sealed. `verify_log` says more."""


def append(row: Added) -> Added:
    """Store a new row of an append-only table and have it sealed once its transaction is committed.

    Called within the operation's transaction. Raises what `save` does, so `IntegrityError` for what is there already.
    """
    row.save(force_insert=True)
    note(row)
    return row


def note(*rows: models.Model) -> None:
    """Have rows sealed that this very transaction has stored. One query for all.

    They are sealed right after the commit, by a transaction of its own: the end of the chain is one row, and held during a
    move it would make moves wait for each other, and lock each other out.
    """
    at = timezone.now()
    Unsealed.objects.bulk_create(
        Unsealed(entry_table=RECORDED[row._meta.db_table].table, entry_id=row.pk, noted_at=at) for row in rows
    )
    transaction.on_commit(_seal_after_commit)


def _seal_after_commit() -> None:
    """Whatever fails here, what was asked for is done: the rows stay noted, and are sealed with the next ones or by beat."""
    try:
        seal_what_waits(wait=False)
    except Exception:
        log.exception("the record could not be sealed now; it will be tried again")


def seal_what_waits(*, most: int = 20 * BATCH, wait: bool = True) -> int:
    """Seal the rows that wait, at most `most`, in the order in which they were noted; how many were sealed is returned.

    May be called by any number of processes at once: whoever holds the head seals for all, and looks again afterwards. So
    nobody loses anything who does not `wait` for them. Raises `HeadGone`.
    """
    sealed = 0
    while sealed < most and Unsealed.objects.exists():
        done = _seal_some(wait)
        if not done:
            break
        sealed += done
    return sealed


@transaction.atomic
def _seal_some(wait: bool) -> int:
    head = _locked_head(wait)
    if head is None:
        return 0
    before = Seal.objects.filter(entry_table=OuterRef("entry_table"), entry_id=OuterRef("entry_id"))
    known = Unsealed.objects.filter(entry_table__in=RECORDED)
    noted = list(known.annotate(sealed_before=Exists(before)).order_by("pk")[:BATCH])
    # Sealed already, and noted again by somebody else's hand: the first seal stands.
    entries: list[Entry] = [(one.entry_table, one.entry_id) for one in noted if not one.sealed_before]
    seals = [Seal(**values) for values in next_seals(connection, Head(head.number, head.hash), entries)]
    Seal.objects.bulk_create(seals)
    Unsealed.objects.filter(pk__in=[one.pk for one in noted]).delete()
    if seals:
        head.number, head.hash = seals[-1].number, seals[-1].hash
        head.save(update_fields=["number", "hash"])
        # Outside the database too: who rewrites the whole chain does not rewrite what was logged (docs/record.md).
        log.info("record sealed up to %s", Head(head.number, head.hash))
    return len(noted)


def _locked_head(wait: bool) -> SealHead | None:
    """The end of the chain; None when somebody else holds it and is not waited for (on SQLite whoever writes is waited for)."""
    head = SealHead.objects.select_for_update(skip_locked=not wait).first()
    if head is None:
        if not wait and SealHead.objects.exists():
            return None
        if Seal.objects.exists():
            raise HeadGone("The end of the record's chain is not known. Run “manage.py verify_log”.")
        head, _made = SealHead.objects.get_or_create(pk=1)
    return head
