"""The one condition in the database answers as a slow walk through the tree does, whatever was done to the tree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from oracle import Oracle

from pilothouse.accounts.models import Person
from pilothouse.accounts.presets import load_presets
from pilothouse.kernel.actors import actor_for, machine
from pilothouse.kernel.errors import RuleBroken
from pilothouse.kernel.models import Grant, Place, Role, RoleRight, Team, TeamMember, Verb
from pilothouse.kernel.rows import cards, may, places, rows
from pilothouse.kernel.tree import add_place, move_place, seal_place
from pilothouse.kernel.writing import create, move, remove
from pilothouse.registers.risks import RISKS
from pilothouse.workspaces.workspace import WORKSPACES

pytestmark = pytest.mark.thorough

PLACES, PEOPLE = 8, 4
KINDS = ("*", "risks", "workspaces", "nothing")
place_at, who = st.integers(0, PLACES - 1), st.integers(0, PEOPLE - 1)
window = st.sampled_from([(None, None), (-1, 1), (1, None), (None, -1), (-2, None), (None, 2), (-2, -1)])
STEPS = st.one_of(
    st.tuples(st.just("hang"), place_at, place_at),
    st.tuples(st.just("seal"), place_at, st.booleans()),
    st.tuples(st.just("grant"), place_at, who, st.integers(0, 9), window),
    st.tuples(st.just("team"), place_at, who, st.integers(0, 9), window),
    st.tuples(st.just("raise"), place_at, who, who, who),
    st.tuples(st.just("lift"), st.integers(0, 20)),
    st.tuples(st.just("end"), st.integers(0, 20)),
    st.tuples(st.just("trash"), st.integers(0, 20)),
)


@pytest.fixture
def people(db: Any) -> list[Any]:
    load_presets()
    for number, verb in enumerate((Verb.VIEW, Verb.CHANGE_OWN)):
        role = Role.objects.create(slug=f"narrow-{number}", name="Narrow")
        RoleRight.objects.create(role=role, verb=verb, kind=KINDS[number + 1])
    return [Person.objects.create_user(f"p{n}@example.org", f"P {n}") for n in range(PEOPLE)]


class World:
    """A small organisation to which things are done."""

    def __init__(self, people: list[Any]) -> None:
        self.people, self.roles = people, list(Role.objects.order_by("pk"))
        self.places = [add_place("office", "0")]
        for number in range(1, PLACES):
            self.places.append(add_place("project", str(number), self.places[number // 2]))
        self.team = Team.objects.create(name=f"Team {Place.objects.count()}")
        TeamMember.objects.create(team=self.team, person=people[0])
        self.risks: list[str] = []

    def hang(self, at: int, under: int) -> None:
        try:
            move_place(self.places[at], self.places[under])
        except RuleBroken:
            assert at == under or self.under(under, at)

    def under(self, below: int, above: int) -> bool:
        at: Place | None = self.places[below]
        while at is not None:
            if at.pk == self.places[above].pk:
                return True
            at = Place.objects.get(pk=at.pk).parent
        return False

    def seal(self, at: int, sealed: bool) -> None:
        seal_place(self.places[at], sealed=sealed)

    def grant(self, at: int, person: int, role: int, span: Any, **whom: Any) -> None:
        now = timezone.now()
        starts, ends = (now + timedelta(days=d) if d is not None else None for d in span)
        if starts is not None and ends is not None and ends <= starts:
            return
        whom = whom or {"person": self.people[person]}
        place, held = self.places[at], self.roles[role % len(self.roles)]
        Grant.objects.create(place=place, role=held, starts=starts, ends=ends, **whom)

    def team_grant(self, at: int, person: int, role: int, span: Any) -> None:
        TeamMember.objects.get_or_create(team=self.team, person=self.people[person])
        self.grant(at, person, role, span, team=self.team)

    def raise_risk(self, at: int, owner: int, author: int, actionee: int) -> None:
        raising = machine()
        parts = {"responses": [{"title": "r", "actionee": self.people[actionee]}]}
        place = Place.objects.get(pk=self.places[at].pk)
        made = create(RISKS, raising, place, {"title": f"At {at}", "owner": self.people[owner]}, parts=parts)
        type(made).objects.filter(pk=made.pk).update(author=self.people[author])
        self.risks.append(made.uid)

    def to_risk(self, number: int, what: str) -> None:
        found = rows(RISKS, machine()).filter(uid__in=self.risks).order_by("pk")
        listed = list(found.exclude(place__parent=None) if what == "escalate" else found)
        if not listed:
            return
        risk = listed[number % len(listed)]
        if what == "trash":
            remove(RISKS, machine(), risk.uid, risk.version)
        elif what == "escalate" and risk.status == "draft":
            type(risk).objects.filter(pk=risk.pk).update(status="open")
            move(RISKS, machine(), risk.uid, risk.version, "escalate", {"reason": "why"})
        elif what == "return" and risk.status == "escalated":
            move(RISKS, machine(), risk.uid, risk.version, "return", {"reason": "why"})

    def do(self, step: Any) -> None:
        name, *words = step
        doing = {"hang": self.hang, "seal": self.seal, "grant": self.grant, "team": self.team_grant,
                 "raise": self.raise_risk, "lift": lambda n: self.to_risk(n, "escalate"),
                 "end": lambda n: self.to_risk(n, "return"), "trash": lambda n: self.to_risk(n, "trash")}  # fmt: skip
        doing[name](*words)


def agree(world: World) -> None:
    """Every verb, every person: rows, cards, places and single answers are those of the oracle."""
    oracle = Oracle(timezone.now())
    for person in world.people:
        actor = actor_for(person)
        for verb in Verb:
            assert set(rows(RISKS, actor, verb=verb).values_list("pk", flat=True)) == oracle.rows(
                RISKS, person, verb
            )
            for kind in ("workspaces", "risks"):
                seen = set(places(actor, verb, kind).values_list("pk", flat=True))
                assert seen == oracle.places(person, verb, kind), (verb, kind)
        both = oracle.rows(RISKS, person) | oracle.rows(WORKSPACES, person)
        assert set(cards(actor).values_list("pk", flat=True)) == both
        for place in world.places[:3]:
            assert may(actor, Verb.CREATE, "risks", place) == oracle.may(person, "create", "risks", place.pk)


def lived(people: list[Any], steps: list[Any]) -> None:
    """One life of an organisation, thrown away afterwards."""
    with transaction.atomic():
        world = World(people)
        for step in [*BASE, *steps]:
            world.do(step)
        agree(world)
        transaction.set_rollback(True)


QUICK = settings(
    deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
BASE = [("raise", n, n % PEOPLE, (n + 1) % PEOPLE, (n + 2) % PEOPLE) for n in range(PLACES)]


@settings(QUICK, max_examples=12, derandomize=True)
@given(steps=st.lists(STEPS, min_size=4, max_size=22))
def test_the_condition_equals_the_walk(people: list[Any], steps: list[Any]) -> None:
    lived(people, steps)


@pytest.mark.slow
@settings(QUICK, max_examples=300)
@given(steps=st.lists(STEPS, min_size=4, max_size=40))
def test_the_condition_equals_the_walk_many_times(people: list[Any], steps: list[Any]) -> None:
    lived(people, steps)


def test_the_oracle_can_tell_a_wrong_condition(people: list[Any]) -> None:
    """A seal that the reach table does not know of is seen as a difference."""
    world = World(people)
    world.raise_risk(3, 0, 0, 0)
    world.grant(0, 1, 0, (None, None))
    agree(world)
    Place.objects.filter(pk=world.places[3].pk).update(sealed=True)

    with pytest.raises(AssertionError):
        agree(world)
