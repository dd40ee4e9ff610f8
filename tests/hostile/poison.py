"""Attacks put into every text that somebody can type, wherever a model keeps one: found from the models, so that a new text
is not forgotten.

They are written past the forms and the operations, as whoever reaches the database could: what a page shows must not rest
on what a form refused. `NOT_TYPED` names the columns that hold words of the program, each group with its reason.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, models

from tests.hostile.texts import ADDRESSES, PAYLOADS
from tests.lifting import lifted

Field = models.Field

# By name of the column, in every model that has it.
PROGRAM = {
    "key": "made by us, or checked by its pattern",
    "item_key": "names a key",
    "item_kind": "one of a few", "field": "one of a few", "kind": "one of a few", "code": "a finder’s name",
    "move": "one of a table", "source": "a state, or (of images) a text", "target": "a state", "state": "a state",
    "verdict": "one of a few", "decision": "one of a few", "outcome": "one of a few", "place": "of a part: one of two",
    "form": "one of a few", "status": "one of a few", "channel": "one of a few", "stage": "one of a few",
    "format": "what a decoder said", "logo_format": "what a decoder said", "page_size": "one of two",
    "sha256": "a digest", "logo_sha256": "a digest", "evidence_sha256": "a digest", "fingerprint": "a digest",
    "token_digest": "a digest", "snapshot_digest": "a digest", "hash": "a digest", "previous": "a digest",
    "file": "a path that we made", "logo": "a path that we made", "evidence_file": "a path that we made",
    "slug": "made by us, and checked where it becomes an address",
    "folded": "computed", "license": "an identifier; what is none is shown as text",
    "original_language": "a tag, checked where it is written", "language": "a tag", "country": "a code of two letters",
    "primary_color": "a color, checked where it is written", "accent_color": "a color", "issn": "checked",
    "history_type": "one of three", "progress": "words of the program", "worker": "a process", "same_as": "made by us",
    "recipient": "an address that mail can go to", "sender": "a setting", "email": "an address that mail can go to",
}  # fmt: skip
# These are texts or addresses although a column above has the same name.
TYPED = {"Image.source", "Excerpt.place", "HistoricalImage.source", "HistoricalExcerpt.place"}
# Models without words of people.
PROGRAM_MODELS = {
    "SearchDocument": "computed from the articles", "CitedOutlet": "computed", "Unindexed": "numbers",
    "RenderedPart": "digests", "Edition": "frozen; its snapshot is attacked in test_forms.py",
    "Rendition": "numbers and a snapshot", "Preference": "choices", "DailyEmail": "numbers",
}  # fmt: skip
# JSON columns, each of which is looked at where it is read.
JSON_TYPED = {
    "Excerpt.authors",
    "HistoricalExcerpt.authors",
    "BackIssueArticle.authors",
    "HistoricalBackIssueArticle.authors",
}

# A passage is one of a field: the database takes none without it.
PASSAGES = {"exact": "field", "prefix": "field", "suffix": "field", "suggested": "exact"}

_numbers = count()


def models_with_texts() -> Iterator[tuple[type[models.Model], list[Field]]]:
    """Every model of ours, and the accounts' own, with its columns that somebody typed."""
    for model in [*apps.get_app_config("editorial").get_models(), User]:
        fields = [field for field in model._meta.concrete_fields if is_typed(model, field)]
        if fields:
            yield model, fields


def is_typed(model: type[models.Model], field: Field) -> bool:
    """Whether a person's words stand in this column."""
    label = f"{model.__name__}.{field.name}"
    if model.__name__.removeprefix("Historical") in PROGRAM_MODELS or _is_record(model):
        return False
    if model is User:
        return field.name in ("first_name", "last_name")
    if isinstance(field, models.JSONField):
        return label in JSON_TYPED
    if not isinstance(field, models.CharField | models.TextField) or field.choices:
        return False
    return label in TYPED or field.name not in PROGRAM


def _is_record(model: type[models.Model]) -> bool:
    """The rows of the hash chain: digests and what they are of."""
    return model.__module__.startswith("editorial.record")


def is_address(field: Field) -> bool:
    """Whether the column is checked as a web address."""
    return any(getattr(check, "schemes", None) for check in field.validators)


def poisoned_value(field: Field) -> Any:
    """The next attack that fits into the column, as text, as names, or as an address."""
    number = next(_numbers)
    if is_address(field):
        return ADDRESSES[number % len(ADDRESSES)][: field.max_length or None]
    if isinstance(field, models.JSONField):
        return [PAYLOADS[number % len(PAYLOADS)], attacks(number, 1_500)]
    return attacks(number, field.max_length or 1_500)


def attacks(number: int, most: int) -> str:
    """As many attacks as a text of so many letters has room for, beginning with another one for each number."""
    start = number % len(PAYLOADS)
    return f"{number} {' '.join((*PAYLOADS[start:], *PAYLOADS[:start]))}"[:most]


def poison_everything() -> dict[str, int]:
    """Attack every text of every row. How many rows of each column were reached, by “Model.column”."""
    reached: dict[str, int] = {}
    quoted = connection.ops.quote_name
    with lifted(), connection.cursor() as cursor:
        for model, fields in models_with_texts():
            table = quoted(model._meta.db_table)
            key = quoted(str(model._meta.pk.column))  # type: ignore[union-attr]
            for field in fields:
                column, given = quoted(field.column), PASSAGES.get(field.name)
                where = f" WHERE {quoted(given)} <> ''" if given and _has(model, given) else ""
                cursor.execute(f"SELECT {key} FROM {table}{where}")
                rows = [row[0] for row in cursor.fetchall()]
                for row in rows:
                    value = _as_stored(field, poisoned_value(field))
                    cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [value, row])
                reached[f"{model.__name__}.{field.name}"] = len(rows)
    cache.clear()
    return reached


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def _as_stored(field: Field, value: Any) -> Any:
    """What goes into the column by SQL: nothing is cleaned on the way."""
    return field.get_db_prep_value(value, connection) if isinstance(field, models.JSONField) else value


def poison_texts(value: Any, name: str = "") -> Any:
    """A snapshot with attacks behind every text of it that people write, with attacks as addresses where it has addresses."""
    kept = {
        "key", "sha256", "format", "slug", "fingerprint", "reference", "month", "published_on", "publication_date", "page_size",
        "primary_color", "accent_color", "issn", "original_language", "country", "license", "place", "article", "date",
    }  # fmt: skip
    if isinstance(value, dict):
        return {key: poison_texts(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [poison_texts(item, name) for item in value]
    if not isinstance(value, str) or name in kept:
        return value
    number = next(_numbers)
    if name.endswith("url") or name == "web_address":
        address = ADDRESSES[number % len(ADDRESSES)]
        return "" if len(address) > 300 else address
    attack = attacks(number, 1_500)
    return value.replace("</p>", f" {attack}</p>", 1) if "<p>" in value else f"{value} {attack}"
