"""The one writer: create, change, move, remove and restore a record, each in one transaction.

Every write goes the same way: find the row within what the actor may see, ask for the right, apply the rules,
update the row where its version is still the one that was read, keep the past, the card and the outbox.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Case, F, Value, When

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.changesets import changeset, retried
from pilothouse.kernel.errors import Denied, Invalid, NotThere, RuleBroken, Stale
from pilothouse.kernel.facts import tell_again
from pilothouse.kernel.fields import as_kept
from pilothouse.kernel.folding import folded, sort_key
from pilothouse.kernel.in_use import is_homeless, living_below, places_in_trash
from pilothouse.kernel.inserting import insert_many
from pilothouse.kernel.models import (
    Card,
    ChangeSet,
    CodeCounter,
    Fact,
    Part,
    Place,
    Record,
    Verb,
    Watcher,
    payload_fields,
)
from pilothouse.kernel.parts import keep_parts
from pilothouse.kernel.pasts import close_last, frozen_parts, past_row
from pilothouse.kernel.rows import may, rows, same_reach, trash, visible
from pilothouse.kernel.spec import REGISTERS, Move, RegisterSpec
from pilothouse.kernel.uids import new_uid

Values = Mapping[str, Any]
PartValues = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Start:
    """How a new record begins when it is not simply raised now: its own code, status or effective time.

    fixed : values that hold for good and stand in no form, such as a workspace's kind
    """

    code: str = ""
    status: str = ""
    effective: datetime | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)


def searchable(spec: RegisterSpec, record: Record) -> str:
    """The folded text by which a record is found."""
    return folded(" ".join(str(getattr(record, name) or "") for name in spec.search))


@functools.cache
def _needed(spec: RegisterSpec) -> list[tuple[str, str]]:
    """The fields of the form that cannot be empty: name and stored column."""
    columns = [(name, spec.field(name)) for name in spec.form_fields]
    return [(name, column.attname) for name, column in columns if not column.blank and not column.null]


def checked(spec: RegisterSpec, record: Record) -> None:
    """Apply the register's rules and look for empty fields; raises Invalid naming all of them."""
    faults = {
        name: "This cannot be empty."
        for name, stored in _needed(spec)
        if getattr(record, stored) in (None, "")
    }
    if faults:
        raise Invalid(faults)
    record.clean()


def card_of(spec: RegisterSpec, record: Record) -> dict[str, Any]:
    """What the card shows of a record."""
    return {
        "title": record.title,
        "status": getattr(record, "status", ""),
        "owner_id": record.owner_id,
        "due": getattr(record, "due", None),
        "search": searchable(spec, record),
        "version": record.version,
        "removed_at": record.removed_at,
    }


def assign(spec: RegisterSpec, record: Record, values: Values, allowed: Iterable[str]) -> None:
    """Set the named values; raises Invalid on a name that may not be written."""
    faults = {name: f"“{name[:40]}” cannot be written here." for name in values if name not in set(allowed)}
    if faults:
        raise Invalid(faults)
    for name, value in values.items():
        setattr(record, name, as_kept(spec.field(name), value))
    record.sort = sort_key(record.title)


def next_codes(spec: RegisterSpec, place_id: int, count: int = 1) -> list[str]:
    """The next codes of a register at a place, counted up under a lock: R-12, R-13."""
    counter = CodeCounter.objects.filter(register=spec.slug, place_id=place_id)
    if not counter.update(last=F("last") + count):
        CodeCounter.objects.bulk_create(
            [CodeCounter(register=spec.slug, place_id=place_id)], ignore_conflicts=True
        )
        counter.update(last=F("last") + count)
    last = counter.values_list("last", flat=True)[0]
    return [f"{spec.model.prefix}-{n}" for n in range(last - count + 1, last + 1)]


def writable_names(spec: RegisterSpec) -> set[str]:
    """The names that people and imports may write."""
    return {*spec.form_fields, *(["currency"] if spec.has_currency else [])}


@retried
def create(
    spec: RegisterSpec,
    actor: Actor,
    place: Place,
    values: Values,
    *,
    parts: PartValues | None = None,
    start: Start = Start(),
) -> Any:
    """Raise a new record at a place; returns it. Who raises it by hand watches it, until they stop.

    Raises Denied, Invalid, RuleBroken.
    """
    if not may(actor, Verb.CREATE, spec.slug, place):
        raise Denied(f"You may not raise a {spec.one} here.")
    if spec.model.own_place:
        raise RuleBroken(f"A {spec.one} is made below another one, with a place of its own.")
    if places_in_trash().filter(place=place.pk).exists():
        raise RuleBroken(f"{place.name} is in the trash; restore it first.")
    with changeset(actor, f"{spec.slug}: create") as change:
        record = new_record(spec, actor, place, values, start, change)
        checked(spec, record)
        record.code = start.code or next_codes(spec, place.pk)[0]
        card = Card.objects.create(
            uid=record.uid, register=spec.slug, place=place, code=record.code, **card_of(spec, record)
        )
        record.card = card
        insert_many(spec.model, [record])
        if actor.person and actor.door == "web":  # by hand: a script that raises thousands follows none
            insert_many(Watcher, [Watcher(card=card, person=actor.person)])
        kept = keep_parts(spec, record, parts or {})
        insert_many(spec.past, [past_row(spec, record, frozen_parts(spec, kept), change, "")])
    return record


def new_record(
    spec: RegisterSpec, actor: Actor, place: Place, values: Values, start: Start, change: ChangeSet
) -> Any:
    """A record with its first values, not saved yet."""
    record = spec.model(
        uid=new_uid(), place=place, author=actor.behalf_of or actor.person, version=1,
        since=start.effective or change.at,
    )  # fmt: skip
    if spec.has_currency:
        record.currency = place.currency  # type: ignore[attr-defined]
    for name, value in start.fixed.items():
        setattr(record, name, value)
    if start.status:
        if start.status not in spec.statuses:
            raise Invalid({"status": f"“{start.status}” is not a status of {spec.title.lower()}."})
        record.status = start.status  # type: ignore[attr-defined]
    assign(spec, record, values, writable_names(spec))
    return record


def found(spec: RegisterSpec, actor: Actor, uid: str, verb: Verb) -> Any:
    """The row to write: raises NotThere when it cannot be seen, Denied when seen but not to be written."""
    seen = rows(spec, actor)
    asks = not actor.everything and not same_reach(spec, actor, verb)
    if asks:
        condition = When(visible(spec, actor, verb), then=Value(True))
        seen = seen.annotate(allowed=Case(condition, default=Value(False), output_field=BooleanField()))
    record = seen.select_related("place").filter(uid=uid[:12]).first()
    if record is None:
        raise NotThere(f"There is no such {spec.one}.")
    if asks and not record.allowed:
        raise Denied(f"You may not {verb.label} this {spec.one}.")
    return record


def keep(
    spec: RegisterSpec, record: Any, change: ChangeSet, *, parts: PartValues | None, before: Mapping[str, Any]
) -> bool:
    """Write a changed record over the version it was read at; False when nothing differs.

    before : the stored columns as they were read
    Raises Stale when somebody was quicker.
    """
    changed = {k: getattr(record, k) for k, v in before.items() if getattr(record, k) != v}
    if not changed and parts is None:
        return False
    read_at = record.version
    record.version = read_at + 1
    record.since = max(change.at, before["since"])
    update = {**changed, "version": record.version, "since": record.since}
    if not spec.model._default_manager.filter(pk=record.pk, version=read_at).update(**update):
        raise Stale(spec.model._default_manager.get(pk=record.pk))
    link, frozen = close_last(spec, record.pk, record.since)
    if parts is not None:
        kept: Mapping[str, list[Part]] = keep_parts(spec, record, parts)
        frozen = {**frozen, **frozen_parts(spec, kept)}
    insert_many(spec.past, [past_row(spec, record, frozen, change, link)])
    Card.objects.filter(pk=record.pk).update(**card_of(spec, record))
    name_place(spec, record)
    return True


def name_place(spec: RegisterSpec, record: Any) -> None:
    """Call the place of a record that has its own by the record's title."""
    if spec.model.own_place and record.place.name != record.title[:200]:
        Place.objects.filter(pk=record.place_id).update(name=record.title[:200])


def held_since(change: ChangeSet, before: datetime, effective: datetime | None) -> datetime:
    """Since when a new version holds: now, or the given time when a past is brought in.

    before : since when the version before has held; nothing is put in front of it. Raises Invalid.
    """
    if effective is None:
        return max(change.at, before)
    if not before <= effective <= change.at:
        raise Invalid({"effective": "That must lie after the last change and not in the future."})
    return effective


def columns_of(spec: RegisterSpec, record: Record) -> dict[str, Any]:
    """The stored columns of a record as they are now."""
    return {f.attname: getattr(record, f.attname) for f in payload_fields(spec.model)}


def _fresh(record: Any, version: int) -> None:
    if record.version != version:
        raise Stale(record)


@retried
def change(
    spec: RegisterSpec,
    actor: Actor,
    uid: str,
    version: int,
    values: Values,
    *,
    parts: PartValues | None = None,
) -> Any:
    """Change a record that was read at `version`; returns it. Raises NotThere, Denied, Stale, Invalid."""
    with changeset(actor, f"{spec.slug}: change") as opened:
        record = found(spec, actor, uid, Verb.CHANGE)
        _fresh(record, version)
        before = columns_of(spec, record)
        assign(spec, record, values, writable_names(spec))
        checked(spec, record)
        if not keep(spec, record, opened, parts=parts, before=before):
            transaction.set_rollback(True)
    return record


def take_step(spec: RegisterSpec, actor: Actor, record: Any, step: Move, given: Values) -> None:
    """Apply a move to a record, not written yet: its origin, its answers, its rule. Raises RuleBroken, Invalid."""
    if record.status not in step.origins:
        raise RuleBroken(
            f"This {spec.one} is {record.get_status_display()}; “{step.label}” is not possible now."
        )
    missing = {a: "This is needed." for a in step.asks if given.get(a) in (None, "")}
    unasked = {a: "This move does not ask for that." for a in given if a not in step.asks}
    if missing or unasked:
        raise Invalid({**missing, **unasked})
    names = {f.name for f in spec.model._meta.concrete_fields}
    for answer, value in given.items():
        if answer in names:
            setattr(record, answer, as_kept(spec.field(answer), value))
    record.status = step.target
    if step.run:
        step.run(record, actor=actor, **given)


@retried
def move(
    spec: RegisterSpec, actor: Actor, uid: str, version: int, name: str, answers: Values | None = None
) -> Any:
    """Take a record to another status by a declared move; `answers` are what the move asks for."""
    try:
        step = spec.move(name)
    except KeyError as error:
        raise NotThere(f"{spec.title} have no move “{name[:40]}”.") from error
    given = dict(answers or {})
    why = str(given.get("reason", ""))
    with changeset(actor, f"{spec.slug}: {step.name}", why=why) as opened:
        record = found(spec, actor, uid, step.needs)
        _fresh(record, version)
        before = columns_of(spec, record)
        record.since = held_since(opened, record.since, None)
        take_step(spec, actor, record, step, given)
        checked(spec, record)
        keep(spec, record, opened, parts=None, before=before)
    return record


@retried
def remove(spec: RegisterSpec, actor: Actor, uid: str, version: int) -> Any:
    """Put a record into the trash, from which it can be restored.

    Raises NotThere, Denied, Stale, and RuleBroken while others of its register lie below the place it brought.
    """
    with changeset(actor, f"{spec.slug}: remove") as opened:
        record = found(spec, actor, uid, Verb.REMOVE)
        _fresh(record, version)
        if spec.model.own_place and (below := living_below(spec, record)):
            what = spec.one if below == 1 else spec.title.lower()
            raise RuleBroken(
                f"It stays: {below} {what} below it would be torn out. Remove or move these first."
            )
        for kind, one in ((spec, record), *_lying_in(spec, record)):
            _put(kind, one, opened, removed_at=opened.at)
    return record


def _put(spec: RegisterSpec, record: Any, opened: ChangeSet, *, removed_at: datetime | None) -> None:
    before = columns_of(spec, record)
    record.removed_at = removed_at
    keep(spec, record, opened, parts=None, before=before)


def _lying_in(spec: RegisterSpec, record: Any) -> Iterator[tuple[RegisterSpec, Any]]:
    """What lies in the place that a record brought, and goes into the trash with it. One query a register."""
    for other in REGISTERS.values() if spec.model.own_place else ():
        if not other.model.own_place:
            there = other.model._default_manager.filter(place=record.place_id, removed_at__isnull=True)
            yield from ((other, one) for one in there.select_related("place", "card"))


@retried
def restore(spec: RegisterSpec, actor: Actor, uid: str) -> Any:
    """Take a record out of the trash, with what lay in its place; what an undo put there, with the facts it withdrew.

    Raises NotThere, and RuleBroken when what it lies in is in the trash as well.
    """
    with changeset(actor, f"{spec.slug}: restore") as opened:
        record = trash(spec, actor).filter(uid=uid[:12]).first()
        if record is None:
            raise NotThere(f"There is no such {spec.one} in the trash.")
        if is_homeless(record):
            raise RuleBroken("What it lies in is in the trash as well; restore that first.")
        put_there_by = _removal(spec, record)
        for kind, one in ((spec, record), *_gone_with(spec, record, put_there_by)):
            _put(kind, one, opened, removed_at=None)
        if spec.model.own_place:
            tell_again(
                opened, Fact.objects.filter(place=record.place_id, withdrawn_by__changeset=put_there_by)
            )
    return record


def _gone_with(spec: RegisterSpec, record: Any, removal: int) -> Iterator[tuple[RegisterSpec, Any]]:
    """What went into the trash together with a record that brings a place, and lies there untouched since."""
    for other in REGISTERS.values() if spec.model.own_place else ():
        if not other.model.own_place:
            went = other.past._default_manager.filter(
                changeset=removal, place=record.place_id, removed_at__isnull=False, until__isnull=True
            )
            found = other.model._default_manager.filter(pk__in=went.values("card_id"))
            yield from ((other, one) for one in found.select_related("place", "card"))


def _removal(spec: RegisterSpec, record: Any) -> int:
    """The key of the change-set that put a record into the trash."""
    past = spec.past._default_manager.filter(card=record.pk)
    alive = past.filter(removed_at__isnull=True).order_by("-version").values_list("version", flat=True)[0]
    found: int = past.filter(version=alive + 1).values_list("changeset_id", flat=True)[0]
    return found
