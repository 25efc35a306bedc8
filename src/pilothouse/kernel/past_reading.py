"""Reading the past of one record: who changed what, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pilothouse.kernel.kinds import canonical
from pilothouse.kernel.models import ChangeSet
from pilothouse.kernel.spec import RegisterSpec

HIDDEN = frozenset({"version", "since", "sort", "uid", "place_id", "author_id", "removed_at", "code"})


@dataclass(frozen=True)
class Entry:
    """One version of a record: its change-set and the columns that differ from the version before."""

    changeset: ChangeSet
    version: int
    effective: Any
    changes: list[tuple[str, str, str]]


def _shown(spec: RegisterSpec, past: Any, name: str) -> str:
    value = getattr(past, name)
    if value in (None, ""):
        return "–"
    return spec.kind(name).text(spec.field(name), value, getattr(past, "currency", ""))


def _changes(spec: RegisterSpec, past: Any, before: Any) -> list[tuple[str, str, str]]:
    found = []
    for field in spec.model._meta.concrete_fields:
        if field.primary_key or field.attname in HIDDEN:
            continue
        if before is None or getattr(past, field.attname) == getattr(before, field.attname):
            continue
        found.append(
            (spec.label(field.name), _shown(spec, before, field.name), _shown(spec, past, field.name))
        )
    if before is not None and past.removed_at != before.removed_at:
        found.append(("Trash", "no" if past.removed_at else "yes", "yes" if past.removed_at else "no"))
    return found + (_part_changes(spec, past, before) if before is not None else [])


def _part_changes(spec: RegisterSpec, past: Any, before: Any) -> list[tuple[str, str, str]]:
    found = []
    for part in spec.parts:
        old = {r["uid"]: r for r in before.parts.get(part.name, [])}
        new = {r["uid"]: r for r in past.parts.get(part.name, [])}
        for uid in dict.fromkeys([*old, *new]):
            was, now = old.get(uid), new.get(uid)
            if was == now:
                continue
            found.append((part.label, _part_words(was), _part_words(now)))
    return found


def _part_words(row: dict[str, Any] | None) -> str:
    if row is None:
        return "–"
    return ", ".join(
        str(canonical(v)) for k, v in row.items() if k not in {"uid", "position"} and v not in (None, "")
    )


def past_of_record(
    spec: RegisterSpec, card_id: int, *, limit: int = 20, before_version: int = 10**9
) -> list[Entry]:
    """The newest versions first. The caller has found the record within what the actor may see. Four queries."""
    found = list(
        spec.past._default_manager.filter(card_id=card_id, version__lte=before_version)
        .select_related("changeset__by", "changeset__on_behalf_of")
        .prefetch_related("changeset__undone_by")
        .order_by("-version")[: limit + 1]
    )
    entries = []
    for at, past in enumerate(found[:limit]):
        before = found[at + 1] if at + 1 < len(found) else None
        entries.append(Entry(past.changeset, past.version, past.since, _changes(spec, past, before)))
    return entries
