"""The made-up organisation of the demonstration, and what people added to it of their own."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.facts import standing_facts
from pilothouse.kernel.models import PRIMARY, Card, Fact, Place, Reach
from pilothouse.kernel.rows import cards, places
from pilothouse.kernel.spec import REGISTERS
from pilothouse.workspaces.workspace import Workspace

REFERENCE = "demo"  # what its organisation bears as the name in the system it came from
DOOR = "demo"  # the door of everything that the demonstration wrote


def made_up_office(among: QuerySet[Place, Place] | None = None) -> Workspace | None:
    """The organisation of the demonstration, when there is one (among these places). One query."""
    found = Workspace.objects.filter(reference=REFERENCE, removed_at__isnull=True)
    if among is not None:
        found = found.filter(place__in=among)
    return found.select_related("place").first()


def inside(place: Place) -> QuerySet[Place, Place]:
    """A place and all below it."""
    below = Reach.objects.filter(hierarchy=PRIMARY, ancestor=place).values("place_id")
    return Place.objects.filter(pk__in=below)


@dataclass(frozen=True)
class Added:
    """What people added: the keys of their records' cards, and the facts they told of made-up places."""

    cards: frozenset[int]
    facts: tuple[Fact, ...]

    def places(self) -> set[int]:
        """The places that all of this lies at, with everything above them."""
        at = {*Card.objects.filter(pk__in=self.cards).values_list("place_id", flat=True)}
        at |= {fact.place_id for fact in self.facts}
        above = Reach.objects.filter(hierarchy=PRIMARY, place__in=at).values_list("ancestor_id", flat=True)
        return set(above)

    def seen_by(self, actor: Actor) -> Added:
        """What of it the actor may see."""
        if actor.everything:
            return self
        seen = cards(actor).filter(pk__in=self.cards).values_list("pk", flat=True)
        reached = set(places(actor).values_list("pk", flat=True))
        return Added(frozenset(seen), tuple(fact for fact in self.facts if fact.place_id in reached))

    def words(self) -> str:
        """How many of each, such as `1 risk, 2 workspaces and 1 fact`; empty when nothing was added."""
        counts = []
        for slug, spec in REGISTERS.items():
            count = Card.objects.filter(pk__in=self.cards, register=slug).count()
            counts += [f"{count:,} {spec.one if count == 1 else spec.title.lower()}"] if count else []
        if self.facts:
            counts.append(f"{len(self.facts):,} fact{'' if len(self.facts) == 1 else 's'}")
        return " and ".join(filter(None, (", ".join(counts[:-1]), *counts[-1:])))

    def __bool__(self) -> bool:
        return bool(self.cards or self.facts)


def added_inside(office: Workspace) -> Added:
    """The records in the made-up organisation that people raised, and the facts they told. Two queries a register."""
    below = list(inside(office.place).values_list("pk", flat=True))
    found: set[int] = set()
    for spec in REGISTERS.values():
        # compared here: PostgreSQL took minutes for the same in one statement while it had no statistics yet
        firsts = spec.past._default_manager.filter(version=1).exclude(changeset__door=DOOR)
        alive = spec.model._default_manager.filter(place__in=below, removed_at__isnull=True)
        found |= {*firsts.values_list("card_id", flat=True)} & {*alive.values_list("pk", flat=True)}
    told = standing_facts(below).exclude(changeset__door=DOOR).select_related("place")
    return Added(frozenset(found), tuple(told))
