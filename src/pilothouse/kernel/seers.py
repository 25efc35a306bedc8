"""Who can see a record, and why: by which grant, as their own, or because it was lifted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from pilothouse.kernel.actors import running
from pilothouse.kernel.models import ANY_KIND, PRIMARY, Card, Grant, Lift, Place, Reach, TeamMember, Verb
from pilothouse.kernel.spec import REGISTERS


@dataclass(frozen=True)
class Seer:
    """One person and one reason for which they see a record."""

    person: Any
    may: str
    because: str
    starts: datetime | None = None
    ends: datetime | None = None


def _above(place: Place | int) -> Any:
    return Reach.objects.filter(hierarchy=PRIMARY, place=place, seals=0).values("ancestor")


def _words(grant: Grant, through: str) -> str:
    role = f"{grant.title} ({grant.role.name})" if grant.title else grant.role.name
    return f"{role} of {grant.place.name}{through}"


def grants_at(place: Place | int, kind: str, verb: Verb) -> list[tuple[Any, Grant, str]]:
    """Everybody whose grant for `verb` on `kind` flows to a place: person, grant, and through which team."""
    right = Q(role__rights__verb=verb, role__rights__kind__in=(kind, ANY_KIND))
    grants = (
        Grant.objects.filter(right, running(timezone.now()), place__in=_above(place))
        .select_related("person", "team", "role", "place")
        .distinct()
    )
    found: list[tuple[Any, Grant, str]] = []
    seats = TeamMember.objects.filter(team__in=[g.team_id for g in grants if g.team_id]).select_related(
        "person"
    )
    for grant in grants:
        if grant.person:
            found.append((grant.person, grant, ""))
        else:
            team = f", through the team {grant.team}"
            found.extend((seat.person, grant, team) for seat in seats if seat.team_id == grant.team_id)
    return [entry for entry in found if entry[0].is_active]


def _may(place: Place | int, kind: str) -> dict[int, set[str]]:
    held: dict[int, set[str]] = {}
    for verb in (Verb.CHANGE, Verb.MOVE, Verb.ESCALATE, Verb.REMOVE, Verb.COMMENT):
        for person, _, _ in grants_at(place, kind, verb):
            held.setdefault(person.pk, set()).add(str(verb.label))
    return held


def who_can_see(card: Card) -> list[Seer]:
    """Everybody who sees a record now, with every reason, by name."""
    kind, spec = card.register, REGISTERS[card.register]
    held = _may(card.place_id, kind)
    found: list[Seer] = []

    def add(person: Any, because: str, grant: Grant | None = None) -> None:
        may = ", ".join(["see", *sorted(held.get(person.pk, ()))])
        found.append(
            Seer(person, may, because, grant.starts if grant else None, grant.ends if grant else None)
        )

    for person, grant, through in grants_at(card.place_id, kind, Verb.VIEW):
        add(person, _words(grant, through), grant)
    owners = _owners(card)
    for person, grant, through in grants_at(card.place_id, kind, Verb.VIEW_OWN):
        if person.pk in owners:
            add(person, f"Own item, as {_words(grant, through)}", grant)
    for lifted in Lift.objects.filter(card=card, ended__isnull=True, redacted=False).select_related("place"):
        for person, grant, through in grants_at(lifted.place_id, spec.slug, Verb.VIEW):
            add(person, f"Escalated to {lifted.place.name}; {_words(grant, through)}", grant)
    return sorted(found, key=lambda s: (s.person.name, s.because))


def _owners(card: Card) -> set[int]:
    spec = REGISTERS[card.register]
    record = spec.model._default_manager.get(pk=card.pk)
    found: set[int] = set()
    for path in spec.visibility.own:
        part_name, _, name = path.rpartition(".")
        if part_name:
            part = spec.part(part_name)
            rows = part.model._default_manager.filter(**{part.parent: card.pk})
            found.update(k for k in rows.values_list(name, flat=True) if k)
        elif key := getattr(record, f"{name}_id"):
            found.add(key)
    return found
