"""Reading the past of one record: who changed what, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.kinds import Field, kind_of, nice_day
from pilothouse.kernel.models import ChangeSet
from pilothouse.kernel.money import exact_money
from pilothouse.kernel.parts import WAS, thawed
from pilothouse.kernel.rows import rows
from pilothouse.kernel.spec import PartSpec, RegisterSpec

HIDDEN = frozenset({"version", "since", "sort", "uid", "place_id", "author_id", "removed_at", "code"})

TRASH = "In the trash"


@dataclass(frozen=True)
class Entry:
    """One version of a record: its change-set and the columns that differ from the version before."""

    changeset: ChangeSet
    version: int
    effective: Any
    changes: list[tuple[str, str, str]]


def said(field: Field, value: Any, currency: str) -> str:
    """A value as history tells it: money in full, days with the name of their month."""
    if value in (None, ""):
        return "–"
    kind = kind_of(field)
    if kind.name == "money":
        return exact_money(value, currency)
    return nice_day(value) if kind.name == "date" else kind.text(field, value, currency)


def _changes(spec: RegisterSpec, past: Any, before: Any, rows: PartRows) -> list[tuple[str, str, str]]:
    if before is None:
        return []
    found = []
    for field in spec.model._meta.concrete_fields:
        if field.primary_key or field.attname in HIDDEN:
            continue
        if getattr(past, field.attname) == getattr(before, field.attname):
            continue
        old, new = (
            said(spec.field(field.name), getattr(one, field.name), getattr(one, "currency", ""))
            for one in (before, past)
        )
        found.append((spec.label(field.name), old, new))
    if past.removed_at != before.removed_at:
        found.append((TRASH, "no" if past.removed_at else "yes", "yes" if past.removed_at else "no"))
    return found + rows.changes(past, before)


class PartRows:
    """The child rows that versions kept, in words; people and records they name are fetched once for all."""

    def __init__(self, spec: RegisterSpec, versions: list[Any]) -> None:
        self.spec, self.versions = spec, versions
        self.linked: dict[tuple[str, str], dict[str, Any]] = {}

    def changes(self, past: Any, before: Any) -> list[tuple[str, str, str]]:
        """What became of each child row: a new or dropped one by its first field, a changed one field by field."""
        found = []
        for part in self.spec.parts:
            old = {r["uid"]: r for r in before.parts.get(part.name, [])}
            new = {r["uid"]: r for r in past.parts.get(part.name, [])}
            for uid in dict.fromkeys([*old, *new]):
                was, now = old.get(uid), new.get(uid)
                if was is None or now is None:
                    found.append((part.label, self._name(part, was), self._name(part, now)))
                elif was != now:
                    found += self._fields(part, was, now, getattr(past, "currency", ""))
        return found

    def _name(self, part: PartSpec, row: dict[str, Any] | None) -> str:
        return self._words(part, part.fields[0], row, "") if row is not None else "–"

    def _fields(
        self, part: PartSpec, was: dict[str, Any], now: dict[str, Any], currency: str
    ) -> list[tuple[str, str, str]]:
        found = []
        for name in part.fields:
            old, new = self._words(part, name, was, currency), self._words(part, name, now, currency)
            if old != new:
                found.append((f"{self._name(part, now)}: {part.heading(name).lower()}", old, new))
        return found

    def _words(self, part: PartSpec, name: str, row: dict[str, Any], currency: str) -> str:
        field: Any = part.field(name)
        value = row.get(field.attname)
        if field.is_relation:
            value = self._linked(part, field).get(str(value)) if value is not None else None
        elif value is not None:
            value = field.to_python(value)
        return said(field, value, currency)

    def _linked(self, part: PartSpec, field: Any) -> dict[str, Any]:
        key = (part.name, field.name)
        if key not in self.linked:
            named = {r.get(field.attname) for v in self.versions for r in v.parts.get(part.name, [])}
            kept = field.related_model._default_manager.filter(pk__in=named - {None})
            self.linked[key] = {str(one.pk): one for one in kept}
        return self.linked[key]


def past_of_record(
    spec: RegisterSpec, card_id: int, *, limit: int = 20, before_version: int = 10**9
) -> list[Entry]:
    """The newest versions first. The caller has found the record within what the actor may see. Four queries,
    and one for each kind of thing that child rows name.
    """
    found = list(
        spec.past._default_manager.filter(card_id=card_id, version__lte=before_version)
        .select_related("changeset__by", "changeset__on_behalf_of")
        .prefetch_related("changeset__undone_by")
        .order_by("-version")[: limit + 1]
    )
    entries, rows = [], PartRows(spec, found)
    for at, past in enumerate(found[:limit]):
        before = found[at + 1] if at + 1 < len(found) else None
        entries.append(Entry(past.changeset, past.version, past.since, _changes(spec, past, before, rows)))
    return entries


def row_then(spec: RegisterSpec, actor: Actor, uid: str, day: date) -> Any:
    """The version of a record that held at the end of a day; None when it was not known then, or is hidden. One query.

    It has the record's columns and worked-out ones, and `card_id` where the record itself has its key.
    """
    people = [f.name for f in spec.model._meta.concrete_fields if f.is_relation]
    found = rows(spec, actor, as_of=day).annotate(**{c.name: c.expression for c in spec.computed})
    return found.select_related(*people).filter(uid=uid[:12]).first()


def parts_then(part: PartSpec, past: Any) -> list[Any]:
    """The child rows that a version had, in their order, not to be saved. One query for each thing they name."""
    kept = [part.model(**_named(values)) for values in thawed(part, past.parts.get(part.name, []))]
    for field in (f for f in part.model._meta.concrete_fields if f.is_relation and f.name != part.parent):
        named = {getattr(row, field.attname) for row in kept} - {None}
        model: Any = field.related_model
        known = model._default_manager.in_bulk(named) if named else {}
        for row in kept:
            setattr(row, field.name, known.get(getattr(row, field.attname)))
    return sorted(kept, key=lambda row: row.position)


def _named(values: dict[str, Any]) -> dict[str, Any]:
    return {"uid" if name == WAS else name: value for name, value in values.items()}
