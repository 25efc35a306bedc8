"""Who is acting, through which door, and what they hold where; read afresh for every request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from pilothouse.kernel.models import ANY_KIND, Delegation, Grant, Team, Verb
from pilothouse.kernel.prepared import prepared

Right = tuple[str, str]


@dataclass(frozen=True)
class Holding:
    """A place at which somebody holds rights, each a (verb, kind of record); `top` when nothing is above it."""

    place_id: int
    rights: frozenset[Right]
    top: bool = False


@dataclass(frozen=True)
class Actor:
    """The one who reads or writes. `everything` is the machine itself: the worker and the command line."""

    person: Any = None
    door: str = "web"
    holdings: tuple[Holding, ...] = ()
    behalf_of: Any = None
    request_id: str = ""
    everything: bool = False
    verbs: frozenset[str] | None = field(default=None, repr=False)

    @property
    def person_id(self) -> int | None:
        """The key of the person acting, None for the machine."""
        return self.person.pk if self.person else None

    @property
    def own_id(self) -> int | None:
        """Whose items count as own: the absent person's when acting on their behalf."""
        return self.behalf_of.pk if self.behalf_of else self.person_id

    def places(self, verb: str, kind: str) -> list[int]:
        """The places at which this actor holds `verb` on `kind`; what lies below follows through Reach."""
        if self.verbs is not None and verb not in self.verbs:
            return []
        wanted = {(str(verb), kind), (str(verb), ANY_KIND)}
        return [h.place_id for h in self.holdings if h.rights & wanted]

    def sees_widely(self, verb: str, kind: str) -> bool:
        """Whether the actor holds the right at the top, and so reaches most places; guides the database only."""
        wanted = {(str(verb), kind), (str(verb), ANY_KIND)}
        return any(h.top and h.rights & wanted for h in self.holdings)

    def holds(self, verb: str, kind: str = ANY_KIND) -> bool:
        """Whether the actor has this right anywhere at all."""
        return self.everything or bool(self.places(verb, kind))


def machine(door: str = "worker") -> Actor:
    """The machine itself, which sees and may do everything."""
    return Actor(door=door, everything=True)


def running(now: datetime) -> Q:
    """The condition that a grant counts at this moment."""
    return (Q(starts__isnull=True) | Q(starts__lte=now)) & (Q(ends__isnull=True) | Q(ends__gt=now))


def _held(person_id: int) -> QuerySet[Any, Any]:
    teams = Team.objects.filter(people=person_id).values("pk")
    return Grant.objects.filter(Q(person=person_id) | Q(team__in=teams)).values_list(
        "place_id", "place__parent_id", "role__rights__verb", "role__rights__kind", "starts", "ends"
    )


def _holdings(person: Any, now: datetime) -> tuple[Holding, ...]:
    places: dict[tuple[int, bool], set[Right]] = {}
    for place_id, parent_id, verb, kind, starts, ends in prepared("grants", _held, person.pk):
        if (starts is None or starts <= now) and (ends is None or ends > now):
            places.setdefault((place_id, parent_id is None), set()).add((verb, kind))
    return tuple(
        Holding(place_id, frozenset(found), top) for (place_id, top), found in sorted(places.items())
    )


def actor_for(
    person: Any, *, door: str = "web", request_id: str = "", verbs: Iterable[str] | None = None
) -> Actor:
    """The actor for a signed-in person, with the grants that count now. One query.

    verbs : narrows what may be done, such as the scope of an API token; None is no narrowing
    """
    if not person.is_active:
        return Actor(person=person, door=door, request_id=request_id)
    return Actor(
        person=person,
        door=door,
        request_id=request_id,
        holdings=_holdings(person, timezone.now()),
        verbs=None if verbs is None else frozenset(verbs),
    )


def on_behalf_of(actor: Actor, absent: Any) -> Actor | None:
    """The same person acting for an absent one, with the verbs that were delegated; None when not delegated."""
    now = timezone.now()
    delegation = Delegation.objects.filter(
        absent=absent, deputy=actor.person, starts__lte=now, ends__gt=now, absent__is_active=True
    ).first()
    if delegation is None:
        return None
    allowed = {str(Verb.VIEW), str(Verb.VIEW_OWN), *delegation.verbs}
    if actor.verbs is not None:
        allowed &= actor.verbs
    return Actor(
        person=actor.person,
        door=actor.door,
        holdings=_holdings(absent, now),
        behalf_of=absent,
        request_id=actor.request_id,
        verbs=frozenset(allowed),
    )
