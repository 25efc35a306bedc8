"""Keeping the past: one typed row for every version of a record, each with its proof."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from pilothouse.kernel.inserting import Row
from pilothouse.kernel.kinds import canonical
from pilothouse.kernel.models import ChangeSet, Part, Record, payload_fields
from pilothouse.kernel.proof import author_stamps, digest_of, link_of, new_salt
from pilothouse.kernel.spec import PartSpec, RegisterSpec

Parts = Mapping[str, Sequence[Part]]


def part_columns(part: PartSpec) -> list[str]:
    """The stored columns of a child row that history keeps, its key and its parent left out."""
    skip = {"id", f"{part.parent}_id"}
    return [f.attname for f in part.model._meta.concrete_fields if f.attname not in skip]


def frozen_parts(spec: RegisterSpec, parts: Parts) -> dict[str, list[dict[str, Any]]]:
    """The child rows as they are kept in the past: plain values by column."""
    return {
        part.name: [
            {name: canonical(getattr(row, name)) for name in part_columns(part)} for row in parts[part.name]
        ]
        for part in spec.parts
        if part.name in parts
    }


def current_parts(spec: RegisterSpec, keys: Iterable[int]) -> dict[int, dict[str, list[Part]]]:
    """The child rows of many records, by the record's key and the part's name. One query a kind of part."""
    wanted = list(keys)
    found: dict[int, dict[str, list[Part]]] = {key: {p.name: [] for p in spec.parts} for key in wanted}
    for part in spec.parts:
        for row in part.model._default_manager.filter(**{f"{part.parent}__in": wanted}):
            found[getattr(row, f"{part.parent}_id")][part.name].append(row)
    return found


def proof_values(spec: RegisterSpec, past: Any) -> list[Any]:
    """What a past row's digest covers: every column of the record, then its parts."""
    return [*_shape(spec)[0](past), past.parts]


def stamps_of(past: Any) -> tuple[Any, ...]:
    """What a past row's link covers beside its digest: whose it is, which version, both times, and who wrote it."""
    return past.card_id, past.version, past.since, past.recorded, *author_stamps(past.changeset)


@functools.cache
def _shape(spec: RegisterSpec) -> tuple[Any, list[tuple[str, int | None]]]:
    """How to read a record's columns at once, and where each column of its past comes from."""
    names = [f.attname for f in payload_fields(spec.model)]
    where = {name: at for at, name in enumerate(names)}
    places = [(f.attname, where.get(f.attname)) for f in spec.past._meta.concrete_fields]
    return attrgetter(*names), places


def past_row(
    spec: RegisterSpec, record: Record, frozen: Mapping[str, Any], change: ChangeSet, before: str
) -> Row:
    """The row that will keep this version of a record, with its proof; to be inserted with `insert_many`.

    before : the link of the version before, empty for the first
    """
    read, places = _shape(spec)
    known = {
        "card_id": record.pk,
        "recorded": change.at,
        "changeset_id": change.pk,
        "parts": dict(frozen),
        "salt": new_salt(),
        "digest": "",
        "link": "",
    }
    values = read(record)
    past = Row({name: values[at] if at is not None else known.get(name) for name, at in places})
    past.changeset = change
    past.digest = digest_of(proof_values(spec, past), past.salt)
    past.link = link_of(before, past.digest, stamps_of(past))
    return past


def close_last(spec: RegisterSpec, card_id: int, until: datetime) -> tuple[str, dict[str, Any]]:
    """End the version that has held until now; returns its link and its parts."""
    last = (
        spec.past._default_manager.filter(card_id=card_id).order_by("-version").values("pk", "link", "parts")
    )[0]
    spec.past._default_manager.filter(pk=last["pk"]).update(until=until)
    return last["link"], last["parts"]
