"""The JSON of records: written by compiled columns, described to OpenAPI from the same kinds."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import GenericAlias
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from pilothouse.kernel.kinds import kind_of
from pilothouse.kernel.reading import writable
from pilothouse.kernel.spec import RegisterSpec

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
    for name in names(spec):
        kind = spec.kind(name)
        head += [f"{name}__uid", f"{name}__{kind.path}"] if kind.path else [name]
    return tuple(head)


@functools.cache
def writer(spec: RegisterSpec) -> Callable[[Any], dict[str, Any]]:
    """A function from one row of `paths` to its JSON."""
    start = 4 if spec.has_currency else 3
    steps: list[tuple[str, int, bool, Any, Any, str]] = []
    at = start
    for name in names(spec):
        kind = spec.kind(name)
        steps.append((name, at, bool(kind.path), kind.to_json, spec.field(name), kind.path))
        at += 2 if kind.path else 1

    def write(row: Any) -> dict[str, Any]:
        currency = row[3] if start == 4 else ""
        found: dict[str, Any] = {"id": row[0], "version": row[1], "since": row[2].isoformat()}
        for name, index, linked, to_json, field, path in steps:
            value = row[index]
            if linked:
                found[name] = None if value is None else {"id": value, path: row[index + 1]}
            else:
                found[name] = to_json(field, value, currency)
        return found

    return write


def part_json(spec: RegisterSpec, card_id: int, currency: str) -> dict[str, list[dict[str, Any]]]:
    """The child rows of a record as JSON. One query a part."""
    found: dict[str, list[dict[str, Any]]] = {}
    for part in spec.parts:
        fields = [part.field(n) for n in part.fields]
        people = [f.name for f in fields if f.is_relation]
        rows = part.model._default_manager.filter(**{part.parent: card_id}).select_related(
            part.parent, *people
        )
        found[part.name] = [
            {"id": row.uid, **{f.name: kind_of(f).to_json(f, getattr(row, f.name), currency) for f in fields}}
            for row in rows
        ]
    return found


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
