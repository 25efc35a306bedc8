"""Writing thousands of records in one change-set, with the same checks, past and proof as one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Q

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.changesets import retried
from pilothouse.kernel.errors import Denied, Invalid, NotThere, Stale
from pilothouse.kernel.garbage import nothing_collected
from pilothouse.kernel.inserting import Row, insert_many
from pilothouse.kernel.models import Card, ChangeSet, Part, Place, Verb
from pilothouse.kernel.parts import keep_parts, new_rows
from pilothouse.kernel.pasts import frozen_parts, past_row
from pilothouse.kernel.rows import reached, rows
from pilothouse.kernel.spec import RegisterSpec
from pilothouse.kernel.writing import (
    PartValues,
    Start,
    Values,
    assign,
    card_of,
    checked,
    columns_of,
    held_since,
    name_place,
    new_record,
    next_codes,
    writable_names,
)

CHUNK = 500
NO_PARTS: Mapping[int, Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True)
class NewRow:
    """One record to raise."""

    place: Place
    values: Values
    parts: PartValues = field(default_factory=dict)
    start: Start = field(default_factory=Start)


@dataclass(frozen=True)
class ChangedRow:
    """One record to change, read at `version`.

    effective : since when it has been so, for a past that is brought in; now when not given. Not before the version
                that was read, and not in the future.
    parts     : lists of child rows by name that replace the ones that were there; None leaves them
    """

    uid: str
    version: int
    values: Values
    effective: datetime | None = None
    parts: PartValues | None = None


@retried
def change_many(
    spec: RegisterSpec,
    actor: Actor,
    opened: ChangeSet,
    *,
    new: Sequence[NewRow] = (),
    changed: Sequence[ChangedRow] = (),
) -> list[Any]:
    """Raise and change many records inside an open change-set; all or nothing. Returns them in order.

    Raises Denied when one place or record may not be written, Invalid or Stale on the first that fails.
    """
    _allowed(spec, actor, new)
    done: list[Any] = []
    with nothing_collected():
        for at in range(0, len(new), CHUNK):
            done.extend(_create_chunk(spec, actor, opened, new[at : at + CHUNK]))
        for at in range(0, len(changed), CHUNK):
            done.extend(_change_chunk(spec, actor, opened, changed[at : at + CHUNK]))
    return done


def _allowed(spec: RegisterSpec, actor: Actor, new: Sequence[NewRow]) -> None:
    wanted = {row.place.pk for row in new}
    if actor.everything or not wanted:
        return
    granted = set(
        reached(actor, Verb.CREATE, spec.slug).filter(place_id__in=wanted).values_list("place_id", flat=True)
    )
    if wanted - granted:
        raise Denied(f"You may not raise a {spec.one} at every one of these places.")


def _create_chunk(
    spec: RegisterSpec, actor: Actor, opened: ChangeSet, chunk: Sequence[NewRow]
) -> Iterable[Any]:
    codes = _codes(spec, chunk)
    records = []
    for row, code in zip(chunk, codes, strict=True):
        record = new_record(spec, actor, row.place, row.values, row.start, opened)
        record.code = code
        checked(spec, record)
        records.append(record)
    cards = Card.objects.bulk_create(
        Card(uid=r.uid, register=spec.slug, place_id=r.place_id, code=r.code, **card_of(spec, r))
        for r in records
    )
    for record, card in zip(records, cards, strict=True):
        record.card_id = card.pk
    insert_many(spec.model, records)
    kept = _create_parts(spec, records, chunk)
    pasts = [
        past_row(spec, r, frozen_parts(spec, own), opened, "") for r, own in zip(records, kept, strict=True)
    ]
    insert_many(spec.past, pasts)
    return records


def _codes(spec: RegisterSpec, chunk: Sequence[NewRow]) -> list[str]:
    counts: dict[int, int] = {}
    for row in chunk:
        if not row.start.code:
            counts[row.place.pk] = counts.get(row.place.pk, 0) + 1
    fresh = {place: iter(next_codes(spec, place, count)) for place, count in sorted(counts.items())}
    return [row.start.code or next(fresh[row.place.pk]) for row in chunk]


def _create_parts(
    spec: RegisterSpec, records: Sequence[Any], chunk: Sequence[NewRow]
) -> list[dict[str, list[Part]]]:
    kept: list[dict[str, list[Part]]] = [{} for _ in records]
    for part in spec.parts:
        made: list[Part] = []
        for record, row, own in zip(records, chunk, kept, strict=True):
            own[part.name] = new_rows(part, record, row.parts.get(part.name, ()))
            made.extend(own[part.name])
        part.model._default_manager.bulk_create(made)
    return kept


def _change_chunk(
    spec: RegisterSpec, actor: Actor, opened: ChangeSet, chunk: Sequence[ChangedRow]
) -> Iterable[Any]:
    wanted = {row.uid: row for row in chunk}
    if len(wanted) < len(chunk):
        raise Invalid({"": f"The same {spec.one} stands here twice."})
    listed = found_many(spec, actor, {uid: row.version for uid, row in wanted.items()}, Verb.CHANGE)
    by_uid = {record.uid: record for record in listed}
    found = [by_uid[uid] for uid in wanted]
    touched, frozen, allowed = [], {}, writable_names(spec)
    for record in found:
        row = wanted[record.uid]
        before = columns_of(spec, record)
        assign(spec, record, row.values, allowed)
        if row.parts is not None or columns_of(spec, record) != before:
            checked(spec, record)
            record.version += 1
            record.since = held_since(opened, record.since, row.effective)
            touched.append(record)
        if row.parts is not None:
            frozen[record.pk] = frozen_parts(spec, keep_parts(spec, record, row.parts))
    keep_changed(spec, opened, touched, frozen)
    return found


def found_many(spec: RegisterSpec, actor: Actor, versions: Mapping[str, int], verb: Verb) -> list[Any]:
    """The rows to write, locked, by their uid and the version they were read at. Raises NotThere, Denied, Stale."""
    wanted = rows(spec, actor, verb=verb).filter(uid__in=versions)
    found = list(wanted.select_for_update(of=("self",)))
    places = Place.objects.in_bulk({record.place_id for record in found})
    for record in found:
        record._state.fields_cache["place"] = places[record.place_id]  # one for all that lie there
    if len(found) < len(versions):
        seen = rows(spec, actor).filter(uid__in=versions).count()
        raise (
            NotThere(f"There is no such {spec.one}.")
            if seen < len(versions)
            else Denied(f"You may not {verb.label} every one of these {spec.title.lower()}.")
        )
    for record in found:
        if record.version != versions[record.uid]:
            raise Stale(record)
    return found


def keep_changed(
    spec: RegisterSpec,
    opened: ChangeSet,
    touched: Sequence[Any],
    frozen: Mapping[int, Mapping[str, Any]] = NO_PARTS,
) -> None:
    """Write changed records, whose version and time are set already, with their past and cards.

    frozen : the child rows of those that got new ones, by the record's key and the part's name
    """
    if not touched:
        return
    insert_many(spec.model, touched, over="card")
    for record in touched if spec.model.own_place else ():
        name_place(spec, record)
    past = spec.past._default_manager
    last = {
        row["card_id"]: row
        for row in past.filter(card__in=[r.pk for r in touched], until__isnull=True).values(
            "card_id", "link", "parts"
        )
    }
    stamps = {r.since for r in touched}
    for since in stamps:
        keys = [r.pk for r in touched if r.since == since]
        past.filter(Q(card__in=keys), until__isnull=True).update(until=since)
    pasts = [
        past_row(spec, r, {**last[r.pk]["parts"], **frozen.get(r.pk, {})}, opened, last[r.pk]["link"])
        for r in touched
    ]
    insert_many(spec.past, pasts)
    cards = [
        Row(
            {"id": r.pk, "uid": r.uid, "register": spec.slug, "place_id": r.place_id, "code": r.code}
            | card_of(spec, r)
        )
        for r in touched
    ]
    insert_many(Card, cards, over="id")
