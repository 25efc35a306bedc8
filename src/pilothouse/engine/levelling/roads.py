"""The two roads to a plan behind one face: packed words where they suffice, people and calendars otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Any, Protocol

import numpy as np

from pilothouse.engine.door import kernels
from pilothouse.engine.levelling.compiled import Compiled
from pilothouse.engine.levelling.crowd import (
    BEST,
    EVALUATIONS,
    FILLED,
    Crowd,
    Ints,
    Longs,
    new_crowd,
    new_scratch,
)
from pilothouse.engine.levelling.packed import pack, packable
from pilothouse.engine.levelling.peopled import GROUP, RELEASE, Way, forwards, mirrored
from pilothouse.engine.levelling.problem import LevellingProblem
from pilothouse.engine.levelling.refusals import Infeasible
from pilothouse.engine.levelling.rules import Floats

SHARE = 1024  # as in list_kernels, which only loads on first use
MOST_DOUBLINGS = 6
MANY_ROWS = 1_000  # above, few plans can be tried, so that good ones are also changed a little
SHIFT_SHARE, SHIFT_BEST, SHIFT_FEW, SHIFT_SPREAD = 0.3, 0.9, 0.05, 0.02  # tuned on 200 projects of 50 tasks
MOST_ROOM = 400_000_000  # (people + resources) x slots held at once


@dataclass(frozen=True, eq=False, kw_only=True)
class Setting:
    """What both roads start from; `size` plans are kept, `first_slots` is a guess at the time needed."""

    problem: LevellingProblem
    compiled: Compiled
    groups: tuple[Ints, Longs, Longs]
    urgency: Floats
    size: int
    seed: int
    first_slots: int

    def crowd(self) -> Crowd:
        """An empty population."""
        return new_crowd(self.size, self.compiled.rows, self.seed)


class Road(Protocol):
    """A search in progress."""

    crowd: Crowd

    def search(self, until: int, enough: int) -> None:
        """Search on until so many schedules are made or a plan costs no more than `enough`."""

    def offer(self, start: Longs) -> None:
        """Follow the order of a plan from elsewhere, and keep the result where it is better."""

    def best(self) -> tuple[Ints, Ints, Ints]:
        """Start and finish of each row, and who sits in each seat, in the best plan so far."""


def cost_so_far(road: Road) -> int:
    """Cost of the best plan of a road."""
    return int(road.crowd.tally[BEST]) // SHARE


def evaluations_so_far(road: Road) -> int:
    """Schedules that a road has made."""
    return int(road.crowd.tally[EVALUATIONS])


def open_road(setting: Setting) -> Road:
    """The fastest road that can take the problem."""
    if packable(setting.problem, setting.compiled):
        return PackedRoad(setting)
    return PeopleRoad(setting)


class PackedRoad:
    """Search where nothing but units of resources is short."""

    def __init__(self, setting: Setting) -> None:
        self._kernels = kernels("pilothouse.engine.levelling.packed_kernels")
        self._work = pack(setting.problem, setting.compiled, setting.groups)
        self._urgency = setting.urgency
        self._scratch = new_scratch(setting.compiled.rows, len(self._work.words), len(setting.groups[1]))
        self._free = self._work.words.copy()
        self._start = self._work.release.copy()
        self.crowd = setting.crowd()
        self.search(3 * len(setting.urgency), -1)
        for urgency in setting.urgency:
            by_urgency = np.argsort(urgency, kind="stable")
            self._kernels.parallel(self._work, by_urgency, self._free, self._start, self._scratch)
            self.offer(self._start.astype(np.int64))

    def search(self, until: int, enough: int) -> None:
        """Search on until so many schedules are made or a plan costs no more than `enough`."""
        self._evolve(until, enough * SHARE + SHARE - 1, given=False)

    def _evolve(self, until: int, limit: int, *, given: bool) -> None:
        room, goal = (self._free, self._start), (until, limit, given)
        self._kernels.evolve(self._work, self.crowd, self._scratch, self._urgency, room, goal)

    def offer(self, start: Longs) -> None:
        """Follow the order of a plan from elsewhere, and keep the result where it is better."""
        self._scratch.child[:] = _order(start, self._work.graph)
        self._evolve(0, 0, given=True)

    def best(self) -> tuple[Ints, Ints, Ints]:
        """Start and finish of each row; there are no seats."""
        start = self.crowd.best.copy()
        return start, start + self._work.duration, np.zeros(0, dtype=np.int32)


class PeopleRoad:
    """Search where people, skills, calendars or unusual links come in; finds the time it needs itself.

    Raises Infeasible: a task finds no room however much time there is.
    """

    def __init__(self, setting: Setting) -> None:
        self._kernels = kernels("pilothouse.engine.levelling.people_kernels")
        self._setting = setting
        week = setting.problem.slots_per_week
        self._chance = np.random.Generator(np.random.PCG64(setting.seed))
        self._slots = -(-setting.first_slots // week) * week
        self._lay_out()

    def _lay_out(self) -> None:
        """Make the arrays for the present number of slots, and an empty population."""
        setting = self._setting
        people = len(setting.problem.people) + len(setting.problem.resources) + 1
        if people * self._slots > MOST_ROOM:
            raise Infeasible(
                f"This work does not fit into {self._slots} slots of one {setting.problem.time_unit}."
            )
        parts = (setting.problem, setting.compiled, self._slots, setting.groups[0])
        self._ahead, self._mirror = forwards(*parts), mirrored(*parts)
        self._best = (self._ahead.desk.dates.copy(), self._ahead.desk.sits.copy())
        self._scratch = new_scratch(setting.compiled.rows, 1, len(setting.groups[1]))
        self.crowd = setting.crowd()

    def search(self, until: int, enough: int) -> None:
        """Search on until so many schedules are made or a plan costs no more than `enough`."""
        lengthened = 0
        while evaluations_so_far(self) < until and (
            self.crowd.tally[FILLED] == 0 or cost_so_far(self) > enough
        ):
            self._next_list()
            stuck = self._adopt()
            if stuck < 0:
                continue
            if lengthened == MOST_DOUBLINGS:
                name = self._setting.problem.tasks[int(self._setting.compiled.task[stuck])].name
                raise Infeasible(
                    f"Nobody can do task {name!r}: no time suits it with the people and limits given."
                )
            lengthened += 1
            self._slots *= 2
            self._lay_out()

    def _next_list(self) -> None:
        """Fill the child with the next list to try: by a rule, drawn around the first rule, or crossed."""
        crowd, urgency, scratch = self.crowd, self._setting.urgency, self._scratch
        row = int(crowd.tally[FILLED])
        if row >= len(crowd.lists) and len(scratch.child) > MANY_ROWS and self._chance.random() < SHIFT_SHARE:
            self._shift_projects()
            return
        greedy = row < len(urgency)
        self._kernels.next_list(crowd, self._ahead.graph, scratch, urgency[row if greedy else 0], greedy)

    def _shift_projects(self) -> None:
        """Pull a few projects of a good plan forwards or back in the order; the rest stays as it was."""
        crowd, chance, project = self.crowd, self._chance, self._setting.compiled.project
        filled = int(crowd.tally[FILLED])
        row = (
            int(crowd.cost[:filled].argmin())
            if chance.random() < SHIFT_BEST
            else int(chance.integers(filled))
        )
        place = np.empty(len(project), dtype=np.float64)
        place[crowd.lists[row]] = np.arange(len(project))
        shift = np.zeros(int(project.max()) + 2)
        few = chance.integers(0, len(shift), size=1 + int(chance.geometric(SHIFT_FEW)))
        shift[few] = chance.normal(0.0, SHIFT_SPREAD * len(project), size=len(few))
        key = np.argsort(np.argsort(place + shift[project + 1], kind="stable"), kind="stable")
        self._reorder(key.astype(np.int32), self._ahead)

    def _reorder(self, key: Ints, way: Way) -> None:
        """Fill the child by rising key, each row after those it waits for."""
        self._kernels.reorder(key, way.graph, self._scratch)

    def _decode(self, way: Way) -> int:
        """Place the child's list; the cost of the plan, or below 0 where a row found no room."""
        _, due, weight = self._setting.groups
        scratch = self._scratch
        return int(
            self._kernels.decode(way.work, way.cleared(), scratch.child, scratch.finish, (due, weight))
        )

    def _adopt(self) -> int:
        """Schedule the child's list, improve it both ways, and settle it; -1, or a row without room."""
        scratch, desk = self._scratch, self._ahead.desk
        cost = self._decode(self._ahead)
        if cost < 0:
            return -1 - cost
        listed, dates, sits = scratch.child.copy(), desk.dates.copy(), desk.sits.copy()
        better = self._swing()
        self.crowd.tally[EVALUATIONS] += 3
        if 0 <= better <= cost:
            cost, dates, sits = better, desk.dates.copy(), desk.sits.copy()
            self._reorder(dates[:, 0].copy(), self._ahead)
            listed = scratch.child
        if self._kernels.settle_plan(self.crowd, listed, cost, dates[:, 0].copy()):
            self._best = (dates, sits)
        return -1

    def _swing(self) -> int:
        """Right, then left again, by the order of the plan on the desk; its cost, below 0 where it found no room."""
        ahead, mirror = self._ahead, self._mirror
        mirror.work.rows[:, RELEASE] = mirror.work.slots - self._scratch.finish[mirror.work.rows[:, GROUP]]
        self._reorder(mirror.work.slots - ahead.desk.dates[:, 1], mirror)
        if self._decode(mirror) < 0:
            return -1
        self._reorder(mirror.work.slots - mirror.desk.dates[:, 1], ahead)
        return self._decode(ahead)

    def offer(self, start: Longs) -> None:
        """Follow the order of a plan from elsewhere, and keep the result where it is better."""
        self._scratch.child[:] = _order(start, self._ahead.graph)
        self._adopt()

    def best(self) -> tuple[Ints, Ints, Ints]:
        """Start and finish of each row, and who sits in each seat, in the best plan so far."""
        dates, sits = self._best
        return dates[:, 0].copy(), dates[:, 1].copy(), sits.copy()


def _order(start: Longs, graph: Any) -> Ints:
    """Rows by rising start, each after those it waits for."""
    waiting = np.diff(graph.before_ptr).tolist()
    ready = [(int(start[row]), row) for row, count in enumerate(waiting) if count == 0]
    heapify(ready)
    listed = []
    while ready:
        row = heappop(ready)[1]
        listed.append(row)
        for after in graph.after[graph.after_ptr[row] : graph.after_ptr[row + 1]].tolist():
            waiting[after] -= 1
            if waiting[after] == 0:
                heappush(ready, (int(start[after]), after))
    return np.array(listed, dtype=np.int32)
