"""Walking the chain: is every row on record what was sealed, is none missing, and did none come in past the application?

Seals and rows are read in batches, so memory does not grow with the record, and neither do the queries for 1,000 rows.
The site may go on: what is added meanwhile is left for the next time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from editorial.record.models import FIRST, Unsealed
from editorial.record.queries import Head
from editorial.record.rows import Row, digest_of_row, hash_of_seal, rows_by_key, rows_from
from editorial.record.tables import HEAD, RECORDED, SEALS
from editorial.record.wording import entry_words

BATCH = 1000  # seals read at once
PATIENCE = timedelta(minutes=10)  # a row that waits longer: nobody seals
MOST = 100  # broken entries that are told one by one

GONE = "its row was deleted"
CHANGED = "its row was changed since it was sealed"
SEAL_GONE = "its seal was removed"
SEAL_CHANGED = "its seal was changed"
SEAL_REPLACED = "its seal was replaced by another: the next one was made for a different one"
NO_BEGINNING = "the beginning of the chain was removed: the first seal follows another"
PAST_US = (
    "it has no seal and does not wait for one: it was written past the application, or its seal was removed"
)
WAITS = (
    "it waits to be sealed for more than ten minutes: no worker is running, or sealing fails (see the log)"
)
NOT_HEAD = "the end of the chain says another hash than the last seal: one of them was changed"
NOT_EXPECTED = "its hash is not the one that was noted: the chain was made anew"
CUT_OFF = "the chain was cut off: the end of it was removed"
PAST_HEAD = "it stands behind the end of the chain: it was added past the application"
NOT_MOVED = "its state is not where its last move on record brought it: it was changed past the application"
NO_HEAD = "the row that says where the chain ends is gone"


@dataclass(frozen=True)
class Broken:
    """One entry that is not as it was left. `number` is its place in the chain (None: it has none), `what` says what is
    wrong, `entry` which row it is, in words; `table` and `pk` name the row where there is one.
    """

    number: int | None
    what: str
    table: str = ""
    pk: int | None = None
    entry: str = ""

    def __str__(self) -> str:
        place = f"Entry {self.number}" if self.number is not None else ""
        said = ": ".join(filter(None, [", ".join(filter(None, [place, self.entry])), self.what]))
        return f"{said[0].upper()}{said[1:]}."


@dataclass(frozen=True)
class Verified:
    """What came of it: how many entries are sealed, how many wait, the end of the chain, and what is broken, first by place
    in the chain; `more` are those beyond the first hundred.
    """

    head: Head
    waiting: int
    broken: tuple[Broken, ...]
    more: int = 0


class _Findings:
    """Broken entries, one for each place or row: the first that is found."""

    def __init__(self) -> None:
        self.by_key: dict[tuple[object, ...], Broken] = {}
        self.more = 0

    def add(self, what: str, number: int | None = None, seal: Row | None = None, **row: Any) -> None:
        if seal is not None:
            row = {"table": str(seal["entry_table"]), "pk": _whole(seal["entry_id"])}
        key = (number,) if number is not None else (what, *row.values())
        if key in self.by_key:
            return
        if len(self.by_key) == MOST:
            self.more += 1
            return
        self.by_key[key] = Broken(number, what, **row)

    def told(self, connection: BaseDatabaseWrapper) -> tuple[Broken, ...]:
        """In the order of the chain, what has no place behind; each with its row in words."""
        found = sorted(self.by_key.values(), key=lambda one: (one.number is None, one.number or 0))
        return tuple(
            Broken(one.number, one.what, one.table, one.pk, entry_words(connection, one.table, one.pk))
            for one in found
        )


def verify_record(
    connection: BaseDatabaseWrapper,
    *,
    expected: Sequence[Head] = (),
    at: datetime | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Verified:
    """Look at every row on record. `expected` are ends of the chain that were noted outside the database: each must still be
    in it. `on_progress` is told how many of how many seals are done.
    """
    findings = _Findings()
    head, last = _end(connection)
    if head is None and last:
        findings.add(NO_HEAD)
    noted = {one.number: one.hash for one in expected}
    last_hash = FIRST
    for number, seal in _walk(connection, last, findings, on_progress):
        last_hash = str(seal["hash"])
        if noted.pop(number, last_hash) != last_hash:
            findings.add(NOT_EXPECTED, number, seal)
        if head is not None and number > head.number:
            findings.add(PAST_HEAD, number, seal)
        if head is not None and number == head.number and head.hash != last_hash:
            findings.add(NOT_HEAD, number, seal)
    if head is not None and head.number > last:
        findings.add(CUT_OFF, last + 1)
    for number, wanted in noted.items():
        if number > last:
            findings.add(CUT_OFF, number)
        elif number or wanted != FIRST:
            findings.add(NOT_EXPECTED, number)
    _find_unsealed(connection, findings)
    _find_unmoved(connection, findings)
    _find_waiting(findings, (at or timezone.now()) - PATIENCE)
    end = head or Head(last, last_hash)
    return Verified(end, Unsealed.objects.count(), findings.told(connection), findings.more)


def _end(connection: BaseDatabaseWrapper) -> tuple[Head | None, int]:
    """What the head says, and the number of the last seal: at one moment."""
    # On SQLite a column may hold what is no number, and a text what is none.
    postgresql = connection.vendor == "postgresql"
    numbers, digest = ("", "h.hash") if postgresql else ("WHERE typeof(number) = 'integer'", "hex(h.hash)")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT h.number, {digest}, l.last "  # noqa: S608
            f"FROM (SELECT MAX(number) AS last FROM {SEALS.table} {numbers}) l LEFT JOIN {HEAD} h ON h.id = 1"
        )
        number, found, last = cursor.fetchone()
    if number is None:
        return None, last or 0
    said = found if postgresql else bytes.fromhex(found).decode(errors="replace")
    return Head(_whole(number) or 0, said), last or 0


def _walk(
    connection: BaseDatabaseWrapper,
    last: int,
    findings: _Findings,
    on_progress: Callable[[int, int], None] | None,
) -> Iterator[tuple[int, Row]]:
    """Every seal up to `last`, in order, after it and its row were looked at."""
    due, before, first = 1, {FIRST}, 1
    while first <= last:
        seals = list(rows_from(connection, SEALS, first, BATCH))
        rows = _digests(connection, seals)
        for seal in seals:
            number = _whole(seal["number"])
            if number is None or number > last:  # not a number any more, or added meanwhile
                continue
            if number > due:
                for gone in range(due, min(number, due + MOST)):
                    findings.add(SEAL_GONE, gone)
                before = set()
            _look(connection, seal, before, rows, findings)
            before = {str(seal["hash"]), hash_of_seal(seal)}
            due = number + 1
            yield number, seal
        if not seals or due == first:
            break
        first = due
        if on_progress is not None:
            on_progress(min(due - 1, last), last)


def _look(
    connection: BaseDatabaseWrapper,
    seal: Row,
    before: set[str],
    rows: dict[tuple[object, ...], str],
    findings: _Findings,
) -> None:
    """One seal. `before` are the hashes that the one before has and should have; none: it is gone."""
    number = _whole(seal["number"])
    assert number is not None, "`_walk` asked"
    if hash_of_seal(seal) != seal["hash"]:
        findings.add(SEAL_CHANGED, number, seal)
        return
    if before and seal["previous"] not in before:
        if number == 1:
            findings.add(NO_BEGINNING, number, seal)
        else:
            findings.add(SEAL_REPLACED, number - 1, next(rows_by_key(connection, SEALS, [number - 1]), None))
    digest = rows.get((seal["entry_table"], seal["entry_id"]))
    if digest is None or not seal["digest"]:
        findings.add(GONE, number, seal)
    elif digest != seal["digest"]:
        findings.add(CHANGED, number, seal)


def _digests(connection: BaseDatabaseWrapper, seals: Sequence[Row]) -> dict[tuple[object, ...], str]:
    """The digests of the sealed rows as they are now, each of the columns that its seal is of."""
    keys: dict[tuple[str, int], list[int]] = defaultdict(list)
    for seal in seals:
        table, layout, pk = str(seal["entry_table"]), _whole(seal["layout"]), _whole(seal["entry_id"])
        if table in RECORDED and layout is not None and pk is not None and layout <= RECORDED[table].layout:
            keys[table, layout].append(pk)
    return {
        (table, row["id"]): digest_of_row(table, row)
        for (table, layout), wanted in keys.items()
        for row in rows_by_key(connection, RECORDED[table], wanted, layout)
    }


def _find_unsealed(connection: BaseDatabaseWrapper, findings: _Findings) -> None:
    """Rows without a seal that nobody noted: the application adds none of these."""
    for table in RECORDED:
        about = f"entry_table = '{table}' AND entry_id = one.id"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT one.id FROM {table} one "  # noqa: S608
                f"WHERE NOT EXISTS (SELECT 1 FROM {SEALS.table} WHERE {about}) "
                f"AND NOT EXISTS (SELECT 1 FROM {Unsealed._meta.db_table} WHERE {about}) ORDER BY one.id LIMIT {MOST + 1}"
            )
            for (pk,) in cursor.fetchall():
                findings.add(PAST_US, table=table, pk=pk)


def _find_unmoved(connection: BaseDatabaseWrapper, findings: _Findings) -> None:
    """Articles and issues in another state than their last move on record says; without a move they are where they begin."""
    for table, column, begins in (
        ("editorial_article", "article_id", "draft"),
        ("editorial_issue", "issue_id", "planning"),
    ):
        last = f"SELECT target FROM editorial_logentry WHERE {column} = one.id ORDER BY id DESC LIMIT 1"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT one.id FROM {table} one WHERE one.state <> COALESCE(({last}), '{begins}') "  # noqa: S608
                f"ORDER BY one.id LIMIT {MOST + 1}"
            )
            for (pk,) in cursor.fetchall():
                findings.add(NOT_MOVED, table=table, pk=pk)


def _find_waiting(findings: _Findings, before: datetime) -> None:
    late = Unsealed.objects.filter(noted_at__lt=before).order_by("pk")[: MOST + 1]
    for table, pk in late.values_list("entry_table", "entry_id"):
        findings.add(WAITS, table=table, pk=pk)


def _whole(value: object) -> int | None:
    """A number as the database has it; None for anything else, such as bytes that somebody put there."""
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else None
