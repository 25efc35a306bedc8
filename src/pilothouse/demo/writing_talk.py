"""Writes what goes on around the records today: comments with mentions, links, and who watches what."""

from __future__ import annotations

from random import Random

from pilothouse.accounts.models import Person
from pilothouse.demo.plan import Plan
from pilothouse.demo.talk import THREADS
from pilothouse.demo.writing_risks import Written
from pilothouse.kernel.actors import Actor, actor_for
from pilothouse.kernel.talk import comment, link, watch
from pilothouse.workspaces.made_up import DOOR

THREAD_COUNT, LINK_COUNT, WATCH_COUNT = 80, 40, 60
FIRST_WORKS = 101  # the talk is about the first district, whatever the scale


def write_talk(rng: Random, plan: Plan, people: list[Person], written: list[Written]) -> None:
    """Threads on live risks, ties between risks of one programme, watchers; the worker tells those concerned."""
    near = [w for w in written if w.life.work < FIRST_WORKS and w.life.ended is None]
    actors = _Actors(people)
    guided = {plan.staff.posts[post][0] for post in ("director", "manager", "member")}
    for one in rng.sample(
        [w for w in near if plan.landscape.works[w.life.work].kind == "project"], THREAD_COUNT
    ):
        _thread(rng, plan, people, actors, one)
    _links(rng, plan, actors, near)
    for one in rng.sample(near, WATCH_COUNT):
        work = plan.landscape.works[one.life.work]
        watch(actors[work.lead], one.uid, on=True)
    for one in [w for w in near if w.life.status == "escalated"]:
        work = plan.landscape.works[one.life.work]
        for who in guided & {plan.staff.posts["director"][0], work.lead, *work.hands}:
            if not work.inside:
                watch(actors[who], one.uid, on=True)


class _Actors(dict[int, Actor]):
    """Everybody as the one who acts with their own rights, read once each."""

    def __init__(self, people: list[Person]) -> None:
        self.people = people

    def __missing__(self, key: int) -> Actor:
        self[key] = actor_for(self.people[key], door=DOOR)
        return self[key]


def _thread(rng: Random, plan: Plan, people: list[Person], actors: _Actors, one: Written) -> None:
    work = plan.landscape.works[one.life.work]
    owner, lead = one.life.values["owner"], work.lead
    parent = plan.landscape.works[work.parent or 0]
    asks = lead if owner != lead else parent.lead
    handles = {"owner": people[owner].handle, "lead": people[lead].handle}
    for at, text in enumerate(rng.choice(THREADS)):
        says = asks if at == 0 else lead
        comment(actors[says], one.uid, text.format(**handles))


def neighbours(plan: Plan, near: list[Written]) -> list[tuple[int, list[Written]]]:
    """The risks of one programme, by its key; not those of sealed work, which its lead does not see."""
    by_parent: dict[int, list[Written]] = {}
    for one in near:
        work = plan.landscape.works[one.life.work]
        if not work.inside:
            by_parent.setdefault(work.parent or 0, []).append(one)
    return [(key, group) for key, group in by_parent.items() if len(group) > 3]


def _links(rng: Random, plan: Plan, actors: _Actors, near: list[Written]) -> None:
    groups = neighbours(plan, near)
    for at in range(LINK_COUNT):
        key, group = groups[at % len(groups)]
        first, second = rng.sample(group, 2)
        link(
            actors[plan.landscape.works[key].lead],
            first.uid,
            second.uid,
            rng.choice(("relates", "causes", "mitigates")),
        )
