"""Questions about people: what they hold, who is who at a place, which teams there are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from pilothouse.accounts.known import known_people
from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.folding import folded
from pilothouse.kernel.models import Grant, Place, Role, Team, Verb
from pilothouse.kernel.rows import places
from pilothouse.kernel.seers import grants_at


class Held:
    """One role that a person holds, directly or through a team."""

    def __init__(self, grant: Grant) -> None:
        self.place, self.starts, self.ends = grant.place, grant.starts, grant.ends
        named = f"{grant.title} ({grant.role.name})" if grant.title else grant.role.name
        self.words = f"{named}, through {grant.team}" if grant.team else named


def held_by(actor: Actor, person: Person) -> list[Held]:
    """The roles of a person at places that the actor may see, ended ones too. Two queries."""
    mine = Q(person=person) | Q(team__people=person)
    grants = Grant.objects.filter(mine, place__in=places(actor)).select_related("place", "role", "team")
    return [Held(g) for g in grants.order_by("place__name", "pk").distinct()]


def who_is_who(actor: Actor, place: Place, text: str = "") -> list[tuple[str, str, list[Person]]]:
    """The people whose roles flow to a place, by role: title, what the role does, people.

    text : narrows to those who may be asked about something, such as "invoice"
    """
    words = folded(text).split()[:8]
    found: dict[tuple[str, str], dict[int, Person]] = {}
    for verb in (Verb.VIEW, Verb.VIEW_OWN):
        for person, grant, _ in grants_at(place, "workspaces", verb):
            if all(word in person.search for word in words):
                key = (grant.title or grant.role.name, grant.role.purpose)
                found.setdefault(key, {})[person.pk] = person
    order = {role.name: at for at, role in enumerate(Role.objects.order_by("pk"))}
    listed = sorted(found.items(), key=lambda item: (order.get(item[0][0], 99), item[0][0]))
    return [(title, does, sorted(people.values(), key=lambda p: p.name)) for (title, does), people in listed]


@dataclass(frozen=True)
class TeamRow:
    """A team in the list: its key, name, people, and how many of its roles lie where one may see."""

    key: int
    name: str
    people: list[str]
    roles: int


def team_rows(actor: Actor) -> list[TeamRow]:
    """Every team by name. Three queries."""
    seen = set(places(actor).values_list("pk", flat=True))
    listed = Team.objects.order_by("name").prefetch_related("people", "grants")
    return [
        TeamRow(
            team.pk,
            team.name,
            sorted(p.name for p in team.people.all()),
            sum(g.place_id in seen for g in team.grants.all()),
        )
        for team in listed
    ]


def team_grants(actor: Actor, team: Team) -> list[Grant]:
    """The roles that a team holds at places that the actor may see, by place. One query."""
    held = team.grants.filter(place__in=places(actor)).select_related("place", "role")
    return list(held.order_by("place__name", "pk"))


def person_named(actor: Actor, text: str) -> Person | None:
    """The one person the actor may know of with this address, mention or name; None for nobody, or for several."""
    wanted = text.strip()
    known = known_people(actor)
    exact = known.filter(Q(email__iexact=wanted) | Q(handle__iexact=wanted.removeprefix("@"))).first()
    if exact is not None:
        return exact
    alike = [p for p in known.filter(search__contains=folded(wanted)) if folded(p.name) == folded(wanted)]
    return alike[0] if len(alike) == 1 else None
