"""Lay out a problem for the road that takes everything: people, skills, calendars, limits, any link."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.levelling.compiled import Compiled, graph_of
from pilothouse.engine.levelling.crowd import Graph, Ints, Longs
from pilothouse.engine.levelling.problem import LevellingProblem

Bytes = NDArray[np.uint8]
NO_LIMIT = 2**30
MIRRORED_KIND = np.array([0, 2, 1, 3], dtype=np.int32)  # FS, SS, FF, SF seen with time turned round


class PeopleWork(NamedTuple):
    """Arrays of the problem over `slots` slots; n rows, e links, r resources, p people, c calendars, g groups.

    kind, lag   : shape (e,)        of the links, by row of the graph's `before`
    duration, release, group, calendar, lead : shape (n,)
    units       : shape (n, r)      units asked for
    left        : shape (slots, r)  units there are
    away        : shape (p, slots)  1 where a person is not there
    slot_of     : shape (c, slots + 1)  slot of the k-th working slot
    rank_of     : shape (c, slots + 1)  working slots before a slot
    working     : shape (c,)        working slots in all
    week_limit, heavy_week, heavy_run, limited : shape (p,)
    """

    graph: Graph
    kind: Ints
    lag: Ints
    duration: Ints
    release: Ints
    group: Ints
    calendar: Ints
    lead: Ints
    units: Ints
    seat_ptr: Ints
    seat_pool: Ints
    pool_ptr: Ints
    pool_people: Ints
    left: Ints
    away: Bytes
    slot_of: Ints
    rank_of: Ints
    working: Ints
    week_limit: Ints
    heavy_week: Ints
    heavy_run: Ints
    limited: NDArray[np.bool_]
    week: int
    slots: int
    due: Longs
    weight: Longs


class Desk(NamedTuple):
    """Room for one plan: what is left, who is busy, their weeks, and the dates and seats given out."""

    left: Ints
    busy: Bytes
    load: Ints
    free_at: Ints
    seated: Ints
    sits: Ints
    start: Ints
    finish: Ints


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


def people_work(
    problem: LevellingProblem, compiled: Compiled, slots: int, groups: tuple[Ints, Longs, Longs]
) -> PeopleWork:
    """The arrays of the problem with time running forwards; `slots` must be whole weeks."""
    graph, by_after, _ = graph_of(compiled.rows, compiled.edges)
    order = compiled.edges[by_after]
    return _work(problem, compiled, slots_over(problem, slots), groups)._replace(
        graph=graph,
        kind=np.ascontiguousarray(order[:, 2]),
        lag=np.ascontiguousarray(order[:, 3]),
        release=compiled.release.copy(),
        lead=compiled.lead,
    )


def mirrored(
    problem: LevellingProblem, compiled: Compiled, slots: int, groups: tuple[Ints, Longs, Longs]
) -> PeopleWork:
    """The same arrays with time turned round and as many slots again, always open, beyond the real start."""
    turned = compiled.edges[:, [1, 0, 2, 3]].copy()
    turned[:, 2] = MIRRORED_KIND[turned[:, 2]]
    graph, by_after, _ = graph_of(compiled.rows, turned)
    order = turned[by_after]
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
    return _work(problem, compiled, wide, groups)._replace(
        graph=graph,
        kind=np.ascontiguousarray(order[:, 2]),
        lag=np.ascontiguousarray(order[:, 3]),
        release=np.zeros(compiled.rows, dtype=np.int32),
        lead=last,
    )


def new_desk(work: PeopleWork) -> Desk:
    """Empty room for a plan."""
    people = len(work.away)
    return Desk(
        left=work.left.copy(),
        busy=work.away.copy(),
        load=np.zeros((people, work.slots // work.week + 1), dtype=np.int32),
        free_at=np.zeros(people, dtype=np.int32),
        seated=np.full(people, -1, dtype=np.int32),
        sits=np.full(len(work.seat_pool), -1, dtype=np.int32),
        start=np.zeros(len(work.duration), dtype=np.int32),
        finish=np.zeros(len(work.duration), dtype=np.int32),
    )


def _work(
    problem: LevellingProblem, compiled: Compiled, over: Slots, groups: tuple[Ints, Longs, Longs]
) -> PeopleWork:
    """What both directions of time share; graph, links, release and lead are set by the caller."""
    slots = over.left.shape[0]
    slot_of = np.full((len(over.open_slots), slots + 1), slots, dtype=np.int32)
    rank_of = np.zeros((len(over.open_slots), slots + 1), dtype=np.int32)
    np.cumsum(over.open_slots, axis=1, out=rank_of[:, 1:])
    for k, row in enumerate(over.open_slots):
        found = np.flatnonzero(row)
        slot_of[k, : len(found)] = found
    nothing = np.zeros(0, dtype=np.int32)
    week_limit, heavy_week, heavy_run = _limits(problem)
    group, due, weight = groups
    return PeopleWork(
        graph=Graph(nothing, nothing, nothing, nothing),
        kind=nothing,
        lag=nothing,
        release=nothing,
        lead=nothing,
        duration=compiled.duration,
        group=group,
        calendar=compiled.calendar,
        units=compiled.units,
        seat_ptr=compiled.seat_ptr,
        seat_pool=compiled.seat_pool,
        pool_ptr=np.cumsum([0, *(len(pool) for pool in compiled.pools)]).astype(np.int32),
        pool_people=np.array([person for pool in compiled.pools for person in pool], dtype=np.int32),
        left=np.ascontiguousarray(over.left, dtype=np.int32),
        away=np.ascontiguousarray(over.away, dtype=np.uint8),
        slot_of=slot_of,
        rank_of=rank_of,
        working=rank_of[:, -1].copy(),
        week_limit=week_limit,
        heavy_week=heavy_week,
        heavy_run=heavy_run,
        limited=np.array([person.limited for person in problem.people], dtype=np.bool_),
        week=problem.slots_per_week,
        slots=slots,
        due=due,
        weight=weight,
    )


def _limits(problem: LevellingProblem) -> tuple[Ints, Ints, Ints]:
    """Weekly limits of each person; NO_LIMIT where there is none."""
    rows = [
        [NO_LIMIT if limit is None else limit for limit in (who.week_limit, who.heavy_week, who.heavy_run)]
        for who in problem.people
    ]
    table = np.array(rows, dtype=np.int32).reshape(-1, 3)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()
