"""Lay out a problem for the road that takes everything: people, skills, calendars, limits, any link."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.levelling.compiled import Compiled, graph_of
from pilothouse.engine.levelling.crowd import Graph, Ints
from pilothouse.engine.levelling.problem import LevellingProblem

Bytes = NDArray[np.uint8]
NO_LIMIT = 2**30
RELEASE, GROUP = 1, 2  # columns of `rows`, as in people_kernels
SEATED = 1  # column of `who`, likewise
MIRRORED_KIND = np.array([0, 2, 1, 3], dtype=np.int32)  # FS, SS, FF, SF seen with time turned round


class PeopleWork(NamedTuple):
    """Arrays of the problem over `slots` slots; n rows, e links, r resources, p people, c calendars, g groups.

    before_ptr, edges : shape (n + 1,), (e, 3)   links into each row: the other row, kind, lag
    rows        : shape (n, 7)      duration, release, group, calendar, lead, first and last + 1 seat
    units       : shape (n, r)      units asked for
    slot_of     : shape (c, slots + 1)  slot of the k-th working slot
    rank_of     : shape (c, slots + 1)  working slots before a slot
    limits      : shape (p, 4)      week limit, heavy week, heavy run, whether there is any
    Few tables rather than many arrays: each array is seven arguments to every compiled function.
    """

    before_ptr: Ints
    edges: Ints
    rows: Ints
    units: Ints
    seat_pool: Ints
    pool_ptr: Ints
    pool_people: Ints
    slot_of: Ints
    rank_of: Ints
    limits: Ints
    week: int
    slots: int


class Desk(NamedTuple):
    """Room for one plan: what is left, who is busy, their weeks, and the seats and dates given out.

    who   : shape (p, 2)  next slot in which a person could take the task at hand; seat held in it
    dates : shape (n, 2)  start and finish
    """

    left: Ints
    busy: Bytes
    load: Ints
    who: Ints
    sits: Ints
    dates: Ints


class Way(NamedTuple):
    """One direction of time: the problem, who waits for whom, what there is before anybody works, room for a plan.

    left : shape (slots, r)  units there are
    away : shape (p, slots)  1 where a person is not there
    """

    work: PeopleWork
    graph: Graph
    left: Ints
    away: Bytes
    desk: Desk

    def cleared(self) -> Desk:
        """The desk with everything given back: all units there, nobody busy beyond their absences."""
        np.copyto(self.desk.left, self.left)
        np.copyto(self.desk.busy, self.away)
        self.desk.load.fill(0)
        self.desk.who[:, SEATED] = -1
        return self.desk


class Slots(NamedTuple):
    """What there is over time; shapes as in PeopleWork, open_slots (c, slots)."""

    left: Ints
    away: Bytes
    open_slots: NDArray[np.bool_]


def slots_over(problem: LevellingProblem, slots: int) -> Slots:
    """Units, absences and calendars over the first `slots` slots."""
    calendars = {calendar.name: calendar for calendar in problem.calendars}
    open_slots = np.ones((len(calendars) + 1, slots), dtype=np.bool_)
    for k, calendar in enumerate(problem.calendars):
        open_slots[k + 1] = calendar.working(slots)
    left = np.zeros((slots, len(problem.resources)), dtype=np.int32)
    for k, resource in enumerate(problem.resources):
        left[:, k] = resource.over_time(slots)
    away = np.zeros((len(problem.people), slots), dtype=np.uint8)
    for k, person in enumerate(problem.people):
        if person.calendar:
            away[k] = ~calendars[person.calendar].working(slots)
        for begin, until in person.away:
            away[k, begin:until] = 1
    return Slots(left, away, open_slots)


def forwards(problem: LevellingProblem, compiled: Compiled, slots: int, group: Ints) -> Way:
    """The problem with time running forwards; `slots` must be whole weeks, `group` is the project of each row."""
    over = slots_over(problem, slots)
    return _way(problem, compiled, over, group, (compiled.edges, compiled.lead, compiled.release))


def mirrored(problem: LevellingProblem, compiled: Compiled, slots: int, group: Ints) -> Way:
    """The same with time turned round and as many slots again, always open, beyond the real start."""
    turned = compiled.edges[:, [1, 0, 2, 3]].copy()
    turned[:, 2] = MIRRORED_KIND[turned[:, 2]]
    real = slots_over(problem, slots)
    peaks = np.array([resource.peak for resource in problem.resources], dtype=np.int32)
    wide = Slots(
        np.concatenate([real.left[::-1], np.broadcast_to(peaks, real.left.shape)]),
        np.concatenate([real.away[:, ::-1], np.zeros_like(real.away)], axis=1),
        np.concatenate([real.open_slots[:, ::-1], np.ones_like(real.open_slots)], axis=1),
    )
    last = np.full(compiled.rows, -1, dtype=np.int32)
    for row in range(compiled.rows - 2, -1, -1):
        if compiled.task[row] == compiled.task[row + 1]:
            last[row] = last[row + 1] if last[row + 1] >= 0 else row + 1
    return _way(problem, compiled, wide, group, (turned, last, np.zeros_like(last)))


def _desk(work: PeopleWork, left: Ints, away: Bytes) -> Desk:
    """Empty room for a plan."""
    people = len(away)
    return Desk(
        left=left.copy(),
        busy=away.copy(),
        load=np.zeros((people, work.slots // work.week + 1), dtype=np.int32),
        who=np.full((people, 2), -1, dtype=np.int32),
        sits=np.full(len(work.seat_pool), -1, dtype=np.int32),
        dates=np.zeros((len(work.rows), 2), dtype=np.int32),
    )


def _way(
    problem: LevellingProblem,
    compiled: Compiled,
    over: Slots,
    group: Ints,
    way: tuple[Ints, Ints, Ints],
) -> Way:
    """The arrays for one direction of time, whose links, leads and releases are `way`."""
    edges, lead, release = way
    slots = over.left.shape[0]
    slot_of = np.full((len(over.open_slots), slots + 1), slots, dtype=np.int32)
    rank_of = np.zeros((len(over.open_slots), slots + 1), dtype=np.int32)
    np.cumsum(over.open_slots, axis=1, out=rank_of[:, 1:])
    for k, open_slots in enumerate(over.open_slots):
        found = np.flatnonzero(open_slots)
        slot_of[k, : len(found)] = found
    graph, by_after, _ = graph_of(compiled.rows, edges)
    seats = (compiled.seat_ptr[:-1], compiled.seat_ptr[1:])
    columns = (compiled.duration, release, group, compiled.calendar, lead, *seats)
    work = PeopleWork(
        before_ptr=graph.before_ptr,
        edges=np.ascontiguousarray(edges[by_after][:, [0, 2, 3]]),
        rows=np.ascontiguousarray(np.stack(columns, axis=1), dtype=np.int32),
        units=compiled.units,
        seat_pool=compiled.seat_pool,
        pool_ptr=np.cumsum([0, *(len(pool) for pool in compiled.pools)]).astype(np.int32),
        pool_people=np.array([person for pool in compiled.pools for person in pool], dtype=np.int32),
        slot_of=slot_of,
        rank_of=rank_of,
        limits=_limits(problem),
        week=problem.slots_per_week,
        slots=slots,
    )
    left = np.ascontiguousarray(over.left, dtype=np.int32)
    away = np.ascontiguousarray(over.away, dtype=np.uint8)
    return Way(work, graph, left, away, _desk(work, left, away))


def _limits(problem: LevellingProblem) -> Ints:
    """Weekly limits of each person, NO_LIMIT where there is none, and whether there is any; shape (p, 4)."""
    table = [
        [NO_LIMIT if limit is None else limit for limit in (who.week_limit, who.heavy_week, who.heavy_run)]
        + [int(who.limited)]
        for who in problem.people
    ]
    return np.array(table, dtype=np.int32).reshape(-1, 4)
