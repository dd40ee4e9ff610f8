"""Making the links of the chain: what `operations` stores, and what the migration stores for rows from before."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from editorial.record.queries import Head
from editorial.record.rows import canonical_moment, digest_of_row, hash_of_seal, rows_by_key
from editorial.record.tables import RECORDED

Entry = tuple[str, int]  # table, primary key


def next_seals(
    connection: BaseDatabaseWrapper, head: Head, entries: Sequence[Entry], *, layout: int | None = None
) -> Iterator[dict[str, Any]]:
    """The columns of the seals for these rows, in this order, that follow `head`.

    `layout` is the one that migrations give, to whom newer columns are unknown; None: the newest of each table.
    """
    digests = _digests(connection, entries, layout)
    at = timezone.now()
    number, previous = head.number, head.hash
    for table, pk in entries:
        number += 1
        made = {
            "number": number,
            "entry_table": table,
            "entry_id": pk,
            "layout": RECORDED[table].layout if layout is None else layout,
            "digest": digests.get((table, pk), ""),
            "previous": previous,
        }
        texts = {name: str(value) for name, value in made.items()}
        previous = hash_of_seal({**texts, "at": canonical_moment(at)})
        yield {**made, "hash": previous, "at": at}


def _digests(
    connection: BaseDatabaseWrapper, entries: Sequence[Entry], layout: int | None
) -> dict[Entry, str]:
    keys: dict[str, list[int]] = defaultdict(list)
    for table, pk in entries:
        keys[table].append(pk)
    return {
        (table, pk): digest_of_row(table, row)
        for table, wanted in keys.items()
        for row in rows_by_key(connection, RECORDED[table], wanted, layout)
        for pk in [int(str(row["id"]))]
    }
