"""Reading rows of the record byte for byte, and their digests.

A row is read as text of the database's own making, not through the models: on SQLite a date with another separator or a
JSON text with other blanks would be the same value to Django. What the application would have written in these very bytes
is reduced to one form for both databases; anything else counts as the bytes that are there. So a digest is the same on
SQLite and PostgreSQL, and no byte can be changed without changing it.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from editorial.record.tables import Layout, Recorded

# Column → its text; None: NULL; a list: bytes that the application would not have written, with their type.
Row = dict[str, str | list[str] | None]

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{6}))?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_PLACES = {  # kind → how PostgreSQL writes the column
    "int": "{}::text",
    "text": "{}::text",
    "json": "{}::text",
    "date": "replace(to_char({}, 'YYYY-MM-DD BC'), ' AD', '')",
    "moment": """replace(to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z" BC'), ' AD', '')""",
}


def canonical_moment(moment: datetime) -> str:
    """Such as 2026-11-23T09:47:06.000000Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(value: Any) -> str:
    """JSON with sorted keys, no blanks between tokens, and text as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of_row(table: str, row: Row) -> str:
    """64 hexadecimal digits, of the table's name and the row's columns."""
    return _sha256(canonical([table, row]))


def hash_of_seal(seal: Row) -> str:
    """What `hash` of a seal must be: of all its other columns."""
    return _sha256(canonical({name: value for name, value in seal.items() if name != "hash"}))


def _sha256(text: str) -> str:
    # A lone surrogate comes from JSON that says \\ud800: it has no UTF-8 of its own.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def rows_by_key(
    connection: BaseDatabaseWrapper, recorded: Recorded, keys: Sequence[int], layout: int | None = None
) -> Iterator[Row]:
    """The rows with these keys, in no order, `recorded.batch` of them at a time; what is not there is left out.

    `layout` chooses the columns; None: the newest.
    """
    columns = recorded.columns if layout is None else recorded.layouts[layout]
    key = connection.ops.quote_name(next(iter(columns)))
    for start in range(0, len(keys), recorded.batch):
        some = keys[start : start + recorded.batch]
        where = f"{key} IN ({', '.join(str(int(one)) for one in some)})"
        yield from _select(connection, recorded.table, columns, where)


def rows_from(connection: BaseDatabaseWrapper, recorded: Recorded, first: int, count: int) -> Iterator[Row]:
    """At most `count` rows from the key `first` on, in the order of keys."""
    # With its table's name: the bare name would be the text that PostgreSQL is asked for, 10 before 2.
    key = f"{recorded.table}.{connection.ops.quote_name(next(iter(recorded.columns)))}"
    end = f"{key} >= {int(first)} ORDER BY {key} LIMIT {int(count)}"
    yield from _select(connection, recorded.table, recorded.columns, end)


def _select(connection: BaseDatabaseWrapper, table: str, columns: Layout, where: str) -> Iterator[Row]:
    quote = connection.ops.quote_name
    postgresql = connection.vendor == "postgresql"
    asked: Iterable[str]
    if postgresql:
        asked = (_PLACES[kind].format(quote(name)) for name, kind in columns.items())
    else:
        asked = (f"typeof({quote(name)}), CAST({quote(name)} AS BLOB)" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)} FROM {quote(table)} WHERE {where}")  # noqa: S608
        for found in cursor:
            values = found if postgresql else _as_written(found, columns.values())
            yield {
                name: _canonical_json(value) if kind == "json" and postgresql and value is not None else value
                for (name, kind), value in zip(columns.items(), values, strict=True)
            }


# SQLite


def _as_written(found: Sequence[Any], kinds: Iterable[str]) -> list[str | list[str] | None]:
    """The values of one row: in the form for both databases where they are what the application writes."""
    types, contents = found[::2], found[1::2]
    return [
        None if stored == "null" else _value(stored, bytes(content), _READ[kind])
        for stored, content, kind in zip(types, contents, kinds, strict=True)
    ]


def _value(stored: str, content: bytes, reading: tuple[str, Callable[[str], str | None]]) -> str | list[str]:
    wanted, read = reading
    if stored == wanted:
        try:
            value = read(content.decode())
        except ValueError:  # bytes that are no text, text that is no JSON
            value = None
        if value is not None:
            return value
    return [stored, content.hex()]


def _moment(text: str) -> str | None:
    found = _MOMENT.fullmatch(text)
    if found is None or found[3] == "000000":  # Django leaves those out
        return None
    return f"{found[1]}T{found[2]}.{found[3] or '000000'}Z"


def _date(text: str) -> str | None:
    return text if _DATE.fullmatch(text) else None


def _json(text: str) -> str | None:
    return _canonical_json(text) if json.dumps(json.loads(text)) == text else None


_READ: dict[str, tuple[str, Callable[[str], str | None]]] = {
    "int": ("integer", str),
    "text": ("text", str),
    "json": ("text", _json),
    "date": ("text", _date),
    "moment": ("text", _moment),
}


def _canonical_json(text: str) -> str:
    """One form for both databases. Numbers with a fraction stay as they are written, to the last digit."""
    return canonical(json.loads(text, parse_float=lambda digits: {"\0number": digits}))
