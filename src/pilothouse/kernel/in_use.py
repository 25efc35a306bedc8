"""Which places are in use by later writes than the one that made them: an undo leaves these where they are."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.models import PRIMARY, Card, ChangeSet, Fact, Place, Reach, Record, Verb
from pilothouse.kernel.rows import places
from pilothouse.kernel.spec import REGISTERS, RegisterSpec


def places_in_use(target: ChangeSet) -> set[int]:
    """Of the places that a change-set made, those at or below which something of another one still stands.

    That is a fact that holds, or a record that is not in the trash. One query a register, and three.
    """
    made: set[int] = set()
    own_cards: set[int] = set()
    for spec in REGISTERS.values():
        first = spec.past._default_manager.filter(changeset=target, version=1)
        rows = list(first.values_list("card_id", "place_id"))
        own_cards |= {card for card, _ in rows}
        if spec.model.own_place:
            made |= {place for _, place in rows}
    if not made:
        return set()
    below = Reach.objects.filter(hierarchy=PRIMARY, ancestor__in=made)
    told = Fact.objects.filter(
        place__in=below.values("place"), withdraws__isnull=True, withdrawn_by__isnull=True
    )
    used = set(told.exclude(changeset=target).values_list("place_id", flat=True).distinct())
    kept = Card.objects.filter(place__in=below.values("place"), removed_at__isnull=True)
    used |= {place for card, place in kept.values_list("pk", "place_id") if card not in own_cards}
    return made & set(below.filter(place__in=used).values_list("ancestor", flat=True)) if used else set()


def places_in_trash() -> QuerySet[Any, Any]:
    """The keys of the places whose own record lies in the trash, for use in a condition."""
    own = [spec.slug for spec in REGISTERS.values() if spec.model.own_place]
    return Card.objects.filter(register__in=own, removed_at__isnull=False).values("place")


def living_below(spec: RegisterSpec, record: Record | Card) -> int:
    """How many records of a register that brings its own places lie below a record's, and not in the trash."""
    below = Reach.objects.filter(hierarchy=PRIMARY, ancestor=record.place_id).exclude(place=record.place_id)
    return Card.objects.filter(register=spec.slug, place__in=below.values("place"), removed_at=None).count()


def is_homeless(record: Record) -> bool:
    """Whether what a record lies in, or what the place that it brought lies in, is in the trash."""
    home = record.place.parent_id if record.own_place else record.place_id
    return places_in_trash().filter(place=home).exists()


def living_places(actor: Actor, verb: Verb, kind: str = "workspaces") -> QuerySet[Place, Place]:
    """The places at which the actor may do something with records of `kind`, and that are not in the trash."""
    return places(actor, verb, kind).exclude(pk__in=places_in_trash())


def still_standing(target: ChangeSet) -> int:
    """How many of the places that a change-set made are not in the trash. A query a register that brings places."""
    found = 0
    for spec in REGISTERS.values():
        if spec.model.own_place:
            made = spec.past._default_manager.filter(changeset=target, version=1).values("card_id")
            found += Card.objects.filter(pk__in=made, removed_at__isnull=True).count()
    return found
