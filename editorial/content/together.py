"""Rows of several tables in one query, for pages that show everything of an article.

A page of ten panels asked ten tables one after the other. Each row comes as one JSON object instead, all tables in one
UNION; the instances are what a query of each table gives, without related objects.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import CharField, IntegerField, JSONField, Model, QuerySet, TextField, Value
from django.db.models.functions import JSONObject

_AS_STORED = (
    CharField,
    TextField,
)  # `to_python` of these may mend what SQL wrote; a page shows what is there


def rows_together(*querysets: QuerySet[Any]) -> list[list[Any]]:
    """The rows of each queryset, in the usual order of its model. One query; filters and subqueries are kept, and what is
    deferred is not read.
    """
    read = [_fields(queryset) for queryset in querysets]
    arms = [
        queryset.order_by().values_list(
            Value(number, output_field=IntegerField()),
            JSONObject(**{field.attname: field.attname for field in fields}),
        )
        for number, (queryset, fields) in enumerate(zip(querysets, read, strict=True))
    ]
    first, *others = arms
    found: list[list[Any]] = [[] for _ in querysets]
    for number, values in first.union(*others, all=True):
        found[number].append(_instance(querysets[number].model, read[number], values))
    return [in_usual_order(queryset.model, rows) for queryset, rows in zip(querysets, found, strict=True)]


def put_list(owner: Any, name: str, model: Any, rows: list[Any], *, field: str = "article") -> None:
    """The rows as if `prefetch_related(name)` had loaded them; each knows its owner."""
    for row in rows:
        setattr(row, field, owner)
    asked: Any = model._default_manager.filter(**{f"{field}_id": owner.pk})
    asked._result_cache = rows
    asked._prefetch_done = True
    if not hasattr(owner, "_prefetched_objects_cache"):
        owner._prefetched_objects_cache = {}
    owner._prefetched_objects_cache[name] = asked


def in_usual_order(model: type[Model], rows: Iterable[Any]) -> list[Any]:
    """The rows by `Meta.ordering`, which names columns of the model itself; where nothing is said, last."""
    ordered = list(rows)
    for name in reversed(list(model._meta.ordering or ["pk"])):
        assert isinstance(name, str)
        plain = name.removeprefix("-")
        field: Any = None if plain == "pk" else model._meta.get_field(plain)
        column = field.attname if field else "pk"
        keyed = [(_sortable(getattr(row, column)), row) for row in ordered]
        keyed.sort(key=lambda pair: pair[0], reverse=name.startswith("-"))
        ordered = [row for _key, row in keyed]
    return ordered


def _sortable(value: Any) -> tuple[bool, Any]:
    return (True, 0) if value is None else (False, value)


def _fields(queryset: QuerySet[Any]) -> list[Any]:
    """The columns that the queryset reads (`only`, `defer`)."""
    names, deferred = queryset.query.deferred_loading
    fields = queryset.model._meta.concrete_fields
    return [field for field in fields if field.primary_key or (field.name in names) != deferred]


def _instance(model: type[Model], fields: Sequence[Any], values: dict[str, Any]) -> Any:
    return model.from_db(
        connection.alias,
        [field.attname for field in fields],
        [_value(field, values[field.attname]) for field in fields],
    )


def _value(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, _AS_STORED):
        return value
    if isinstance(field, JSONField):
        # SQLite keeps JSON as text, so it comes as text inside the row's own JSON.
        return json.loads(value) if isinstance(value, str) else value
    found = field.to_python(value)
    if isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=UTC)  # SQLite keeps UTC without saying so
    return found
