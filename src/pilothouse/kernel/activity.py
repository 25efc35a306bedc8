"""What was done in the installation, as far as the reader may know of the places where it was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.models import ChangeSet, Fact
from pilothouse.kernel.rows import places
from pilothouse.kernel.spec import REGISTERS

BATCH = 400


def seen_changes(actor: Actor, first: int, count: int) -> list[ChangeSet]:
    """Change-sets, newest first, that touched no place hidden from the actor: `count` of them after the `first`.

    A change in a sealed place is left out without a gap, since even its time would tell that somebody is at work.
    """
    found: list[ChangeSet] = []
    for change in _every(actor):
        if first > 0:
            first -= 1
            continue
        found.append(change)
        if len(found) == count:
            break
    return found


def _every(actor: Actor) -> Iterator[ChangeSet]:
    seen = set(places(actor).values_list("pk", flat=True))
    below = 2**62
    while True:
        newest = ChangeSet.objects.filter(pk__lt=below).select_related("by", "on_behalf_of").order_by("-pk")
        batch = list(newest[:BATCH])
        if not batch:
            return
        below = batch[-1].pk
        touched = _touched([change.pk for change in batch])
        for change in batch:
            where = touched[change.pk] | ({change.place_id} if change.place_id else set())
            if where <= seen:
                yield change


def _touched(keys: list[int]) -> dict[int, set[int]]:
    """The places that each change-set wrote at. One query a register and one for facts."""
    found: dict[int, set[int]] = defaultdict(set)
    tables = [spec.past for spec in REGISTERS.values()] + [Fact]
    for table in tables:
        rows = table._default_manager.filter(changeset__in=keys).order_by()
        for change, place in rows.values_list("changeset_id", "place_id").distinct():
            found[change].add(place)
    return found
