"""Keeping the child rows of a record: the list that was given replaces the list that was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pilothouse.kernel.fields import as_kept
from pilothouse.kernel.models import Part, Record
from pilothouse.kernel.spec import PartSpec, RegisterSpec
from pilothouse.kernel.uids import new_uid

WAS = "was"  # the uid that a row of history had; only an undo gives it


def keep_parts(
    spec: RegisterSpec, record: Record, given: Mapping[str, list[dict[str, Any]]]
) -> dict[str, list[Part]]:
    """Replace the named lists of child rows; a row with a known uid is changed, the rest are new or dropped."""
    return {name: _keep_list(spec.part(name), record, rows) for name, rows in given.items()}


def new_rows(part: PartSpec, record: Record, given: Sequence[Mapping[str, Any]]) -> list[Part]:
    """Child rows for a new record, checked and not saved yet."""
    return [_filled(part, record, part.model(uid=new_uid()), position, v) for position, v in enumerate(given)]


def _filled(part: PartSpec, record: Record, row: Part, position: int, values: Mapping[str, Any]) -> Part:
    setattr(row, part.parent, record)
    for name, value in values.items():
        if name not in {"uid", WAS}:
            setattr(row, name, as_kept(row._meta.get_field(name), value))
    row.position = position
    row.clean()
    return row


def _keep_list(part: PartSpec, record: Record, given: list[dict[str, Any]]) -> list[Part]:
    manager = part.model._default_manager
    present = {row.uid: row for row in manager.filter(**{part.parent: record.pk})}
    kept: list[Part] = []
    for position, values in enumerate(given):
        row = present.pop(values.get("uid", ""), None) or part.model(uid=values.get(WAS) or new_uid())
        _filled(part, record, row, position, values).save()
        kept.append(row)
    if present:
        manager.filter(pk__in=[row.pk for row in present.values()]).delete()
    return kept


def thawed(part: PartSpec, frozen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Child rows as history kept them, back as values by stored column."""
    fields = {f.attname: f for f in part.model._meta.concrete_fields}
    return [
        {WAS: row["uid"]}
        | {
            name: fields[name].target_field.to_python(value)  # type: ignore[attr-defined]
            if fields[name].is_relation
            else fields[name].to_python(value)
            for name, value in row.items()
            if name in fields
        }
        for row in frozen
    ]
