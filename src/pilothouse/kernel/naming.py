"""Tells places of one name apart: each gets the way to it, as far as the reader may see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.models import PRIMARY, Place, Reach
from pilothouse.kernel.rows import places


def told_apart(actor: Actor, found: Iterable[Place]) -> list[tuple[str, str]]:
    """Ids and names in the order given; where several have one name, what lies above stands beside it.

    `Parks` alone; `Parks (City › Works)` and `Parks (County)` where there are two; the kind as well when even the
    way is the same. One query more when a name stands twice.
    """
    listed = list(found)
    alike = Counter(place.name for place in listed)
    ways = _ways(actor, [place.pk for place in listed if alike[place.name] > 1])
    named = {
        place.pk: f"{place.name} ({way})" if (way := ways.get(place.pk)) else place.name for place in listed
    }
    still = Counter(named.values())
    return [
        (place.uid, f"{named[place.pk]}, {place.kind}" if still[named[place.pk]] > 1 else named[place.pk])
        for place in listed
    ]


def _ways(actor: Actor, keys: list[int]) -> dict[int, str]:
    """The names above each place, from the top down."""
    if not keys:
        return {}
    above = Reach.objects.filter(
        hierarchy=PRIMARY, place__in=keys, depth__gt=0, ancestor__in=places(actor).values("pk")
    ).order_by("place", "-depth")
    ways: dict[int, list[str]] = {}
    for key, name in above.values_list("place", "ancestor__name"):
        ways.setdefault(key, []).append(name)
    return {key: " › ".join(names) for key, names in ways.items()}
