"""Which places are in use by others than who made them: an undo leaves these where they are."""

from __future__ import annotations

from pilothouse.kernel.models import PRIMARY, Card, ChangeSet, Fact, Reach
from pilothouse.kernel.spec import REGISTERS


def places_in_use(target: ChangeSet) -> set[int]:
    """Of the places that a change-set made, those at or below which something that others wrote still stands.

    That is a fact that holds, or a record that is not in the trash. Two queries a register that brings its own
    places, and one a register.
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
