"""The JSON of records: written by compiled columns, described to OpenAPI from the same kinds."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from types import GenericAlias
from typing import Any

from django.db.models import QuerySet
from pydantic import BaseModel, ConfigDict, Field, create_model

from pilothouse.kernel.kinds import kind_of
from pilothouse.kernel.prepared import prepared
from pilothouse.kernel.reading import writable
from pilothouse.kernel.spec import PartSpec, RegisterSpec

FIXED = ("uid", "version", "status", "code")


class Loose(BaseModel):
    """Named values; the names that count are described, the kernel refuses the rest."""

    model_config = ConfigDict(extra="allow")


def names(spec: RegisterSpec) -> tuple[str, ...]:
    """The names in a record's JSON, in order."""
    return tuple(
        dict.fromkeys(
            ("code", "title", "status", "owner", "place", *spec.columns, *spec.form_fields,
             *(["currency"] if spec.has_currency else []), *(c.name for c in spec.computed), "author")
        )
    )  # fmt: skip


@functools.cache
def paths(spec: RegisterSpec) -> tuple[str, ...]:
    """The database paths behind a record's JSON: id, version, since, currency, then the columns."""
    head = ["uid", "version", "since", *(["currency"] if spec.has_currency else [])]
    return (*head, *_paths((name, spec.kind(name)) for name in names(spec)))


Columns = tuple[tuple[str, int, Any, Any], ...]


def _columns(fields: Iterable[tuple[str, Any]], start: int) -> Columns:
    """Of each named field: where its value stands in a row of paths, the field, and its kind."""
    found, at = [], start
    for name, field in fields:
        kind = kind_of(field)
        found.append((name, at, field, kind))
        at += 2 if kind.path else 1
    return tuple(found)


def _put(found: dict[str, Any], columns: Columns, row: Any, currency: str) -> dict[str, Any]:
    for name, at, field, kind in columns:
        value = row[at]
        if kind.path:
            found[name] = None if value is None else {"id": value, kind.path: row[at + 1]}
        else:
            found[name] = kind.to_json(field, value, currency)
    return found


def _paths(columns: Iterable[tuple[str, Any]]) -> list[str]:
    return [
        path
        for name, kind in columns
        for path in ((f"{name}__uid", f"{name}__{kind.path}") if kind.path else (name,))
    ]


@functools.cache
def writer(spec: RegisterSpec) -> Callable[[Any], dict[str, Any]]:
    """A function from one row of `paths` to its JSON."""
    start = 4 if spec.has_currency else 3
    columns = _columns(((name, spec.field(name)) for name in names(spec)), start)

    def write(row: Any) -> dict[str, Any]:
        found: dict[str, Any] = {"id": row[0], "version": row[1], "since": row[2].isoformat()}
        return _put(found, columns, row, row[3] if start == 4 else "")

    return write


def part_json(spec: RegisterSpec, card_id: int, currency: str) -> dict[str, list[dict[str, Any]]]:
    """The child rows of a record as JSON. One query a part."""
    return {
        part.name: [
            _put({"id": row[0]}, _part_columns(part), row, currency)
            for row in prepared((part, "of one"), functools.partial(_rows_of, part), card_id)
        ]
        for part in spec.parts
    }


@functools.cache
def _part_columns(part: PartSpec) -> Columns:
    return _columns(((name, part.field(name)) for name in part.fields), 1)


def _rows_of(part: PartSpec, card_id: int) -> QuerySet[Any, Any]:
    wanted = _paths((name, kind_of(part.field(name))) for name in part.fields)
    return part.model._default_manager.filter(**{part.parent: card_id}).values_list("uid", *wanted)


def _described(schema: dict[str, Any], label: str) -> Any:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    types: dict[str, Any] = {"string": str, "integer": int, "number": float, "boolean": bool}
    found: Any = types[kinds[0]]
    extra = {k: v for k, v in schema.items() if k not in {"type", "minimum", "maximum"}}
    return (found | None, Field(default=None, title=label, json_schema_extra=extra or None))


@functools.cache
def given_model(spec: RegisterSpec) -> type[BaseModel]:
    """What may be sent to make or change a record, for OpenAPI; the kernel does the reading."""
    columns = {n: _described(dict(kind_of(f).schema), spec.label(n)) for n, f in writable(spec).items()}
    for part in spec.parts:
        columns[part.name] = (list[Loose] | None, Field(default=None, title=part.label))
    columns["place"] = (str | None, Field(default=None, title="Place (for a new record)"))
    return create_model(f"{spec.model.__name__}Given", __base__=Loose, **columns)


@functools.cache
def record_model(spec: RegisterSpec) -> type[BaseModel]:
    """A record as it is answered, for OpenAPI."""
    columns: dict[str, Any] = {"id": (str, ...), "version": (int, ...), "since": (str, ...)}
    for name in names(spec):
        kind = kind_of(spec.field(name))
        columns[name] = (
            (Loose | None, Field(default=None, title=spec.label(name)))
            if kind.path
            else (Any, Field(default=None, title=spec.label(name), json_schema_extra=dict(kind.schema)))
        )
    for part in spec.parts:
        columns[part.name] = (list[Loose] | None, Field(default=None, title=part.label))
    return create_model(f"{spec.model.__name__}Record", __base__=Loose, **columns)


@functools.cache
def page_model(spec: RegisterSpec) -> type[BaseModel]:
    """A page of records, for OpenAPI."""
    columns: dict[str, Any] = {
        "items": (GenericAlias(list, (record_model(spec),)), ...),
        "next": (str | None, None),
    }
    return create_model(f"{spec.model.__name__}Page", **columns)
