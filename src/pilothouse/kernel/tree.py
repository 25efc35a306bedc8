"""Making, moving and sealing places, with the reach table kept true."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from pilothouse.kernel.errors import RuleBroken
from pilothouse.kernel.models import PRIMARY, Hierarchy, Lift, Membership, Place, Reach


def add_place(kind: str, name: str, parent: Place | None = None, *, sealed: bool = False) -> Place:
    """Put a new place under its parent."""
    currency = parent.currency if parent else "GBP"
    return add_places([Place(kind=kind, name=name, parent=parent, sealed=sealed, currency=currency)])[0]


@transaction.atomic
def add_places(places: Iterable[Place]) -> list[Place]:
    """Put many new places into the tree; parents must be saved already. Four queries."""
    _lock_tree()  # a parent that is being moved would hand on where it was
    made = Place.objects.bulk_create(list(places))
    above: dict[int | None, list[tuple[int, int, int]]] = {}
    parents = {place.parent_id for place in made if place.parent_id}
    for place_id, ancestor, depth, seals in Reach.objects.filter(
        hierarchy=PRIMARY, place__in=parents
    ).values_list("place_id", "ancestor_id", "depth", "seals"):
        above.setdefault(place_id, []).append((ancestor, depth, seals))
    reach = [Reach(ancestor=place, place=place, depth=0, seals=0) for place in made]
    for place in made:
        for ancestor, depth, seals in above.get(place.parent_id, ()):
            reach.append(
                Reach(ancestor_id=ancestor, place=place, depth=depth + 1, seals=seals + int(place.sealed))
            )
    Reach.objects.bulk_create(reach, batch_size=2000)
    return made


@transaction.atomic
def move_place(place: Place, parent: Place | None) -> None:
    """Hang a place, with everything below, under another; raises RuleBroken when it would hang under itself."""
    _lock_tree()
    place.refresh_from_db()
    below = list(
        Reach.objects.filter(hierarchy=PRIMARY, ancestor=place).values_list("place_id", "depth", "seals")
    )
    inside = {place_id for place_id, _, _ in below}
    if parent is not None and parent.pk in inside:
        raise RuleBroken("A place cannot hang under itself or under something below it.", field="parent")
    Reach.objects.filter(hierarchy=PRIMARY, place__in=inside).exclude(ancestor__in=inside).delete()
    above = Reach.objects.filter(hierarchy=PRIMARY, place=parent).values_list("ancestor_id", "depth", "seals")
    own_seal = int(place.sealed)
    Reach.objects.bulk_create(
        [
            Reach(
                ancestor_id=ancestor,
                place_id=place_id,
                depth=up + 1 + down,
                seals=seals_up + own_seal + seals_down,
            )
            for ancestor, up, seals_up in (list(above) if parent else [])
            for place_id, down, seals_down in below
        ],
        batch_size=2000,
    )
    Place.objects.filter(pk=place.pk).update(parent=parent)
    place.parent = parent
    lifts = Lift.objects.filter(card__place=place, ended__isnull=True)
    lifts.update(place=parent) if parent else lifts.update(ended=timezone.now())


@transaction.atomic
def seal_place(place: Place, *, sealed: bool) -> None:
    """Seal a place, so that rights given above stop here, or open it again."""
    _lock_tree()
    place.refresh_from_db()
    if place.sealed == sealed:
        return
    step = 1 if sealed else -1
    inside = Reach.objects.filter(hierarchy=PRIMARY, ancestor=place).values("place_id")
    Reach.objects.filter(
        hierarchy=PRIMARY, place__in=list(inside.values_list("place_id", flat=True))
    ).exclude(ancestor__in=list(inside.values_list("place_id", flat=True))).update(seals=F("seals") + step)
    Place.objects.filter(pk=place.pk).update(sealed=sealed)
    place.sealed = sealed
    Lift.objects.filter(card__place=place, ended__isnull=True).update(redacted=sealed)


def _lock_tree() -> None:
    """Let one change of the tree's shape run at a time: two moves at once could cross."""
    list(Place.objects.select_for_update().filter(parent__isnull=True).order_by("pk").values_list("pk"))


@transaction.atomic
def report_to(hierarchy: Hierarchy, parent: Place, child: Place) -> None:
    """Let a place report to another in a further hierarchy; replaces where it reported before there."""
    Membership.objects.update_or_create(hierarchy=hierarchy, child=child, defaults={"parent": parent})
    rebuild_hierarchy(hierarchy)


def rebuild_hierarchy(hierarchy: Hierarchy) -> None:
    """Work out the reach of a further hierarchy afresh; raises RuleBroken on a circle."""
    parent_of = dict(Membership.objects.filter(hierarchy=hierarchy).values_list("child_id", "parent_id"))
    found: list[Reach] = []
    for start in set(parent_of) | set(parent_of.values()):
        at: int | None = start
        depth = 0
        while at is not None:
            found.append(Reach(hierarchy=hierarchy.pk, ancestor_id=at, place_id=start, depth=depth))
            at, depth = parent_of.get(at), depth + 1
            if depth > len(parent_of) + 1:
                raise RuleBroken("These places would report to each other in a circle.", field="parent")
    Reach.objects.filter(hierarchy=hierarchy.pk).delete()
    Reach.objects.bulk_create(found, batch_size=2000)
