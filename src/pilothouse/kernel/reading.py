"""From what came in, as text or JSON, to typed values; every fault is gathered and named by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.kinds import Field, kind_of
from pilothouse.kernel.spec import PartSpec, RegisterSpec

CURRENCY = "currency"


def as_text(value: Any) -> str:
    """A JSON value as the text that a person would have typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict) and "id" in value:
        return as_text(value["id"])
    if isinstance(value, dict | list):
        raise ValueError("Write a single value here.")
    text = str(value)
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("There is an unreadable character in this text.")
    return text


def read_value(field: Field, raw: Any, currency: str) -> Any:
    """One typed value; an empty one is None or empty text. Raises ValueError with a sentence."""
    text = as_text(raw)
    if not text.strip():
        if field.null:
            return None
        if field.blank:
            return field.get_default()
        raise ValueError("This cannot be empty.")
    kind = kind_of(field)
    largest = kind.schema.get("maximum")
    if isinstance(raw, int | float) and largest is not None and raw > largest:
        raise ValueError(f"A number here is at most {largest}.")
    value = kind.read(field, text, currency)
    try:
        if not field.is_relation:
            field.run_validators(value)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from error
    return value


def _read_fields(fields: Mapping[str, Field], raw: Mapping[str, Any], currency: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, text in raw.items():
        if name not in fields:
            faults[name] = f"There is no field “{name[:40]}” that can be written here."
            continue
        try:
            values[name] = read_value(fields[name], text, currency)
        except ValueError as error:
            faults[name] = str(error)
    if faults:
        raise Invalid(faults)
    return values


def writable(spec: RegisterSpec) -> dict[str, Field]:
    """The fields that people may write: those of the form, and the currency."""
    names = [*spec.form_fields, *([CURRENCY] if spec.has_currency else [])]
    return {name: spec.field(name) for name in names}


def read_values(spec: RegisterSpec, raw: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """The typed values of a record. Raises Invalid with every fault by field; nothing else is ever written."""
    money = str(raw.get(CURRENCY) or currency).upper()
    return _read_fields(writable(spec), raw, money)


def read_parts(spec: RegisterSpec, raw: Mapping[str, Any], currency: str) -> dict[str, list[dict[str, Any]]]:
    """The typed child rows by part; a row may name its `id`. Raises Invalid with paths like `responses.0.title`."""
    found: dict[str, list[dict[str, Any]]] = {}
    faults: dict[str, str] = {}
    for name, rows in raw.items():
        try:
            part = spec.part(name)
        except KeyError:
            faults[name] = f"There is no part “{name[:40]}”."
            continue
        if not isinstance(rows, list) or len(rows) > 200:
            faults[name] = "Give a list of at most 200 rows."
            continue
        found[name] = list(_read_rows(part, rows, currency, faults))
    if faults:
        raise Invalid(faults)
    return found


def _read_rows(
    part: PartSpec, rows: Iterable[Any], currency: str, faults: dict[str, str]
) -> Iterable[dict[str, Any]]:
    fields: dict[str, Any] = {name: part.field(name) for name in part.fields}
    for index, row in enumerate(rows):
        if not isinstance(row, dict):
            faults[f"{part.name}.{index}"] = "Give the row as named values."
            continue
        given = {k: v for k, v in row.items() if k != "id"}
        for name, field in fields.items():
            if not field.null and not field.blank and not field.has_default():
                given.setdefault(name, "")
        try:
            values = _read_fields(fields, given, currency)
        except Invalid as error:
            faults.update({f"{part.name}.{index}.{k}": v for k, v in error.fields.items()})
            continue
        yield {"uid": str(row.get("id") or "")[:12], **values}
