"""Undoing a change-set with a new one; what was touched or used since is left alone and listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.changesets import changeset, retried
from pilothouse.kernel.errors import Denied, Invalid, NotThere, RuleBroken
from pilothouse.kernel.facts import tell_again, withdraw_facts
from pilothouse.kernel.folding import sort_key
from pilothouse.kernel.in_use import is_homeless, living_below, places_in_use
from pilothouse.kernel.lifting import undo_lifts
from pilothouse.kernel.models import Card, ChangeSet, Fact, Verb
from pilothouse.kernel.parts import thawed
from pilothouse.kernel.rows import places, visible
from pilothouse.kernel.spec import REGISTERS, RegisterSpec
from pilothouse.kernel.writing import checked, columns_of, keep

META = frozenset({"version", "since", "uid", "sort"})
# what else a change-set may have done, each with what takes it back: returns how many, adds what it left
ALSO: list[Callable[[Actor, ChangeSet, list[str]], int]] = []
# what was left because others used it may be free later, such as when their import is undone as well
AGAIN = "import: "
UNDONE = "This was undone already."
TELLING = (Verb.CHANGE, Verb.RATE, Verb.IMPORT, Verb.REMOVE)


@dataclass(frozen=True)
class Undone:
    """What an undo did: how many records and places came back, and what it left, touched since by others.

    facts, again : how many facts were withdrawn, and how many that had been withdrawn were told again
    """

    changeset: ChangeSet
    restored: int
    facts: int
    left: list[str] = field(default_factory=list)
    moved: int = 0
    again: int = 0


def may_undo(actor: Actor, target: ChangeSet) -> bool:
    """One may undo one's own change-sets, and an administrator those of others, as far as they may write there."""
    if actor.everything or (target.by_id is not None and target.by_id == actor.person_id):
        return True
    return actor.holds(Verb.ADMINISTER)


@retried
def undo(actor: Actor, uid: str, *, only: str = "") -> Undone:
    """Take back a change-set. Raises NotThere, Denied, or RuleBroken when it was undone already.

    only : the uid of one record; what else the change-set wrote then stays as it is
    """
    target = ChangeSet.objects.filter(uid=uid[:12]).first()
    if target is None or not may_undo(actor, target):
        raise NotThere("There is no such change that you could undo.")
    before = target.undone_by.exists()
    if before and not target.action.startswith(AGAIN):
        raise RuleBroken(UNDONE)
    card = _card(only) if only else None
    whole = card is None or _wrote_nothing_else(target, card)
    with changeset(actor, f"undo: {target.action}", undoes=target if whole else None) as opened:
        restored, left = 0, list[str]()
        moved = sum(take_back(actor, target, left) for take_back in ALSO) if card is None else 0
        for spec in REGISTERS.values():
            done, kept = _undo_register(spec, actor, target, opened, card)
            restored, left = restored + done, left + kept
        facts, again = _undo_facts(actor, target, opened, card)
        nothing = not (restored or facts or again or moved)
        if nothing and before:
            raise RuleBroken(UNDONE)
        if nothing and (card is not None or not left):
            why = "; ".join(left) or "There is nothing in this change that could be taken back"
            raise RuleBroken(f"{why}.")
    return Undone(opened, restored, facts, left, moved, again)


def _card(uid: str) -> Card:
    card = Card.objects.filter(uid=uid[:12]).first()
    if card is None:
        raise NotThere("There is no such record.")
    return card


def _written(spec: RegisterSpec, target: ChangeSet) -> QuerySet[Any, Any]:
    return spec.past._default_manager.filter(changeset=target)  # type: ignore[no-any-return]


def _of(card: Card) -> Q:
    """The versions of a record, and of what lies in the place that it brought."""
    own = REGISTERS[card.register].model.own_place
    return Q(card=card) | Q(place=card.place_id) if own else Q(card=card)


def _wrote_nothing_else(target: ChangeSet, card: Card) -> bool:
    """Whether the change was of that record alone; an import is never, as it may have moved others."""
    if not target.action.startswith(f"{card.register}: "):
        return False
    others = (_written(spec, target).exclude(_of(card)) for spec in REGISTERS.values())
    told = Fact.objects.filter(changeset=target)
    return not any(found.exists() for found in (*others, told))


def _undo_facts(actor: Actor, target: ChangeSet, opened: ChangeSet, only: Card | None) -> tuple[int, int]:
    told = Fact.objects.filter(changeset=target, withdraws__isnull=True)
    taken = Fact.objects.filter(withdrawn_by__changeset=target)
    if only is not None:  # what was told of the place that the record brought goes with it
        own = REGISTERS[only.register].model.own_place
        told, taken = (found.filter(place=only.place_id if own else None) for found in (told, taken))
    about = set(told.union(taken).values_list("place_id", flat=True))
    for verb in TELLING if not actor.everything else ():
        about -= set(places(actor, verb).filter(pk__in=about).values_list("pk", flat=True))
    if about and not actor.everything:
        raise Denied("You may no longer tell facts of every workspace that this told of.")
    return len(withdraw_facts(opened, told)), len(tell_again(opened, taken))


def _undo_register(
    spec: RegisterSpec, actor: Actor, target: ChangeSet, opened: ChangeSet, only: Card | None
) -> tuple[int, list[str]]:
    found = _written(spec, target).order_by("card_id", "version")
    written = list(found if only is None else found.filter(_of(only)))
    if not written:
        return 0, []
    keys = {past.card_id for past in written}
    writing = visible(spec, actor, Verb.CHANGE) | visible(spec, actor, Verb.REMOVE)
    allowed = spec.model._default_manager.filter(writing, pk__in=keys)
    records = {record.pk: record for record in allowed.select_related("place", "card__place__parent")}
    if len(records) < len(keys):
        raise Denied(f"You may no longer write every {spec.one} that this changed.")
    before = _versions_before(spec, written)
    used = _kept_places(target, only) if spec.model.own_place else set()
    last = {past.card_id: past for past in written}
    left: list[str] = []
    done = 0
    again = target.undone_by.exclude(pk=opened.pk).exists()
    for card_id in sorted(keys):
        if again and card_id not in before and records[card_id].removed_at is not None:
            continue  # gone at the undo before this one
        if card_id not in before and records[card_id].place_id in used:
            left.append(f"{records[card_id]}: used since, so it stays")
            continue
        done += _undo_record(spec, records[card_id], (before.get(card_id), last[card_id]), opened, left)
    return done, left


def _kept_places(target: ChangeSet, only: Card | None) -> set[int]:
    """The places that stay, for what others put there since or, of one alone, for what lies below it."""
    used = places_in_use(target)
    if only is not None and living_below(REGISTERS[only.register], only):
        used.add(only.place_id)
    return used


def _versions_before(spec: RegisterSpec, written: list[Any]) -> dict[int, Any]:
    first: dict[int, int] = {}
    for past in written:
        first.setdefault(past.card_id, past.version)
    found = spec.past._default_manager.filter(card__in=first)
    return {p.card_id: p for p in found if p.version == first[p.card_id] - 1}


def _undo_record(
    spec: RegisterSpec, record: Any, versions: tuple[Any, Any], opened: ChangeSet, left: list[str]
) -> bool:
    old, written = versions
    before = columns_of(spec, record)
    if old is None:
        if record.version != written.version:
            left.append(f"{record}: changed since, so it stays")
            return False
        record.removed_at = opened.at
        return keep(spec, record, opened, parts=None, before=before)
    taken = _take_back(record, versions, before, left)
    if "removed_at" in taken and (why := _against_the_tree(spec, record)):
        left.append(f"{record}: {why}")
        return False
    if record.version != written.version and not _still_valid(spec, record):
        left.append(f"{record}: what was changed since does not go with what was there before")
        return False
    if not keep(spec, record, opened, parts=_old_parts(spec, record, versions, left), before=before):
        return False
    if "status" in taken:
        undo_lifts(record.card, written.since, record.since)
    return True


def _against_the_tree(spec: RegisterSpec, record: Any) -> str:
    """Why a record may not go into the trash or come out of it; empty when it may."""
    if record.removed_at is not None:
        return "works lie below it" if spec.model.own_place and living_below(spec, record) else ""
    return "what it lies in is in the trash" if is_homeless(record) else ""


def _take_back(
    record: Any, versions: tuple[Any, Any], before: Mapping[str, Any], left: list[str]
) -> set[str]:
    """Set the columns that nobody touched since to what they were; returns their names."""
    old, written = versions
    taken = set()
    for name, present in before.items():
        if name in META or getattr(old, name) == getattr(written, name):
            continue
        if present == getattr(written, name):
            setattr(record, name, getattr(old, name))
            taken.add(name)
        else:
            left.append(f"{record}: {name.removesuffix('_id')} was changed since")
    record.sort = sort_key(record.title)
    return taken


def _still_valid(spec: RegisterSpec, record: Any) -> bool:
    try:
        checked(spec, record)
    except Invalid:
        return False
    return True


def _old_parts(
    spec: RegisterSpec, record: Any, versions: tuple[Any, Any], left: list[str]
) -> dict[str, list[dict[str, Any]]] | None:
    old, written = versions
    if old.parts == written.parts:
        return None
    if record.version != written.version:
        left.append(f"{record}: {', '.join(p.label.lower() for p in spec.parts)} were changed since")
        return None
    return {p.name: thawed(p, old.parts.get(p.name, [])) for p in spec.parts if p.name in written.parts}
