"""Compiled schedules with people, skills, calendars and weekly limits: the road that takes every problem.

Time is walked in ranks: the k-th working slot of the task's calendar. A schedule that starts every task as
late as it can is the same walk on the problem with time turned round.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from pilothouse.engine.levelling.list_kernels import (
    copy_into,
    cost_of,
    fill,
    inner,
    make_child,
    order_by,
    sample_list,
    settle,
)


@inner
def earliest(work: Any, desk: Any, job: int) -> Any:
    """First slot that the links, the release and the calendar allow."""
    t = work.release[job]
    end = 0
    for edge in range(work.graph.before_ptr[job], work.graph.before_ptr[job + 1]):
        other = work.graph.before[edge]
        kind = work.kind[edge]
        moment = desk.finish[other] if kind == 0 or kind == 2 else desk.start[other]
        if kind < 2:
            t = max(t, moment + work.lag[edge])
        else:
            end = max(end, moment + work.lag[edge])
    length = work.duration[job]
    if length == 0:
        return max(t, end, 0)
    calendar = work.calendar[job]
    if end > t and end <= work.slots:
        rank = work.rank_of[calendar, end - 1] - length + 1
        if rank >= 0:
            t = max(t, work.slot_of[calendar, rank])
    return max(t, 0) if end <= work.slots else work.slots


@inner
def units_fit(work: Any, desk: Any, job: int, t: int) -> Any:
    """First slot from `t` on at which all units asked for are free to the end; `slots` when there is none."""
    calendar, length = work.calendar[job], work.duration[job]
    slot_of = work.slot_of[calendar]
    rank = work.rank_of[calendar, t]
    known = rank
    kinds = work.units.shape[1]
    while rank + length <= work.working[calendar]:
        u = rank + length - 1
        while u >= known:
            slot = slot_of[u]
            short = False
            for r in range(kinds):
                if desk.left[slot, r] < work.units[job, r]:
                    short = True
                    break
            if short:
                break
            u -= 1
        if u < known:
            return slot_of[rank]
        known = rank + length
        rank = u + 1
    return work.slots


@inner
def person_fit(work: Any, desk: Any, job: int, person: int, t: int) -> Any:
    """First slot from `t` on at which this person can do the task to its end; `slots` when there is none."""
    calendar, length = work.calendar[job], work.duration[job]
    slot_of = work.slot_of[calendar]
    busy = desk.busy[person]
    rank = work.rank_of[calendar, t]
    known = rank
    while rank + length <= work.working[calendar]:
        u = rank + length - 1
        while u >= known and busy[slot_of[u]] == 0:
            u -= 1
        if u >= known:
            known = rank + length
            rank = u + 1
            continue
        if not work.limited[person] or within_limits(work, desk, person, calendar, rank, length):
            return slot_of[rank]
        known = rank + length
        rank += 1
    return work.slots


@inner
def add_load(work: Any, desk: Any, person: int, calendar: int, rank: int, length: int, sign: int) -> None:
    """Count the working slots of a window in the weeks of a person."""
    for u in range(rank, rank + length):
        desk.load[person, work.slot_of[calendar, u] // work.week] += sign


@inner
def within_limits(work: Any, desk: Any, person: int, calendar: int, rank: int, length: int) -> Any:
    """Whether a window more keeps every week of the person, and every run of heavy weeks, in its limit."""
    load = desk.load[person]
    first = work.slot_of[calendar, rank] // work.week
    last = work.slot_of[calendar, rank + length - 1] // work.week
    add_load(work, desk, person, calendar, rank, length, 1)
    fine = True
    for week in range(first, last + 1):
        fine = fine and load[week] <= work.week_limit[person]
    heavy = work.heavy_week[person]
    week = first
    while week > 0 and load[week - 1] > heavy:
        week -= 1
    run = 0
    while week < load.shape[0] and (week <= last or load[week] > heavy):
        run = run + 1 if load[week] > heavy else 0
        fine = fine and run <= work.heavy_run[person]
        week += 1
    add_load(work, desk, person, calendar, rank, length, -1)
    return fine


@inner
def find_person(work: Any, desk: Any, job: int, pool: int, t: int) -> Any:
    """Somebody of the pool who is free at `t` and has no seat yet; else -1 - (next slot worth a look)."""
    soon = work.slots
    for k in range(work.pool_ptr[pool], work.pool_ptr[pool + 1]):
        person = work.pool_people[k]
        if desk.seated[person] >= 0:
            continue
        if desk.free_at[person] < t:
            desk.free_at[person] = person_fit(work, desk, job, person, t)
        if desk.free_at[person] == t:
            return person
        soon = min(soon, desk.free_at[person])
    return -1 - soon


@inner
def trade_seats(work: Any, desk: Any, job: int, seat: int, t: int) -> Any:
    """Free somebody for this seat by moving them out of another one that a third person can take."""
    pool = work.seat_pool[seat]
    for k in range(work.pool_ptr[pool], work.pool_ptr[pool + 1]):
        person = work.pool_people[k]
        other = desk.seated[person]
        if other < 0:
            continue
        third = find_person(work, desk, job, work.seat_pool[other], t)
        if third >= 0:
            desk.sits[other] = third
            desk.seated[third] = other
            desk.sits[seat] = person
            desk.seated[person] = seat
            return True
    return False


@inner
def seat_people(work: Any, desk: Any, job: int, t: int) -> Any:
    """Fill the seats of a task at `t`; returns `t`, or a later slot worth a look."""
    begin, until = work.seat_ptr[job], work.seat_ptr[job + 1]
    later = t
    if work.lead[job] >= 0:
        shift = work.seat_ptr[work.lead[job]] - begin
        for seat in range(begin, until):
            desk.sits[seat] = desk.sits[seat + shift]
            later = max(later, person_fit(work, desk, job, desk.sits[seat], t))
        return later
    for seat in range(begin, until):
        desk.sits[seat] = -1
        person = find_person(work, desk, job, work.seat_pool[seat], t)
        if person >= 0:
            desk.sits[seat] = person
            desk.seated[person] = seat
        elif not trade_seats(work, desk, job, seat, t):
            # Somebody seated here may be who this seat needs later, so the next slot is looked at too.
            later = max(later, -1 - person) if seat == begin else t + 1
            break
    for seat in range(begin, until):
        if desk.sits[seat] >= 0:
            desk.seated[desk.sits[seat]] = -1
    return later


@inner
def place(work: Any, desk: Any, job: int) -> Any:
    """Start one task as early as everything allows; False: there is no room for it in these slots."""
    t = earliest(work, desk, job)
    length = work.duration[job]
    begin, until = work.seat_ptr[job], work.seat_ptr[job + 1]
    if t >= work.slots:
        return False
    if begin < until:
        fill(desk.free_at, -1)
    calendar = work.calendar[job]
    if length == 0:
        seat_idle(work, desk, job)
        desk.start[job] = t
        desk.finish[job] = t
        return True
    while True:
        fit = units_fit(work, desk, job, t)
        if fit < work.slots and begin < until:
            later = seat_people(work, desk, job, fit)
            if later > fit:
                t = later
                if t >= work.slots:
                    return False
                continue
        t = fit
        break
    if t >= work.slots:
        return False
    take(work, desk, job, calendar, work.rank_of[calendar, t])
    return True


@inner
def seat_idle(work: Any, desk: Any, job: int) -> None:
    """Name people for a milestone, which takes none of their time."""
    begin, until = work.seat_ptr[job], work.seat_ptr[job + 1]
    for seat in range(begin, until):
        pool = work.seat_pool[seat]
        for k in range(work.pool_ptr[pool], work.pool_ptr[pool + 1]):
            person = work.pool_people[k]
            if desk.seated[person] < 0:
                desk.sits[seat] = person
                desk.seated[person] = seat
                break
    for seat in range(begin, until):
        desk.seated[desk.sits[seat]] = -1


@inner
def take(work: Any, desk: Any, job: int, calendar: int, rank: int) -> None:
    """Hold units and people in the working slots of the task."""
    length = work.duration[job]
    for u in range(rank, rank + length):
        slot = work.slot_of[calendar, u]
        for r in range(work.units.shape[1]):
            desk.left[slot, r] -= work.units[job, r]
        for seat in range(work.seat_ptr[job], work.seat_ptr[job + 1]):
            desk.busy[desk.sits[seat], slot] = 1
    for seat in range(work.seat_ptr[job], work.seat_ptr[job + 1]):
        add_load(work, desk, desk.sits[seat], calendar, rank, length, 1)
    desk.start[job] = work.slot_of[calendar, rank]
    desk.finish[job] = work.slot_of[calendar, rank + length - 1] + 1


@inner
def clear(work: Any, desk: Any) -> None:
    """Give everything back: all units there, nobody busy beyond their absences."""
    for slot in range(desk.left.shape[0]):
        for r in range(desk.left.shape[1]):
            desk.left[slot, r] = work.left[slot, r]
    for person in range(desk.busy.shape[0]):
        copy_into(work.away[person], desk.busy[person], work.slots)
        fill(desk.load[person], 0)
        desk.seated[person] = -1


@inner
def decode(work: Any, desk: Any, jobs: Any) -> Any:
    """Place every task in the order of the list; -1, or the task for which there is no room."""
    clear(work, desk)
    for k in range(jobs.shape[0]):
        if not place(work, desk, jobs[k]):
            return jobs[k]
    return -1


@inner
def price(work: Any, desk: Any, finish: Any) -> Any:
    """Cost of the plan on the desk; sets the last finish of each project."""
    fill(finish, 0)
    for job in range(work.duration.shape[0]):
        finish[work.group[job]] = max(finish[work.group[job]], desk.finish[job])
    return cost_of(finish, work.due, work.weight, work.slots)


@inner
def swing(work: Any, mirror: Any, desk: Any, glass: Any, scratch: Any) -> Any:
    """Right, then left again, by the order of the plan itself; the child's list follows. Cost, or -1."""
    n = work.duration.shape[0]
    for job in range(n):
        scratch.key[job] = mirror.slots - desk.finish[job]
        mirror.release[job] = mirror.slots - scratch.finish[work.group[job]]
    order_by(scratch.key, mirror.graph, scratch.child, scratch.spare)
    if decode(mirror, glass, scratch.child) >= 0:
        return -1
    for job in range(n):
        scratch.key[job] = mirror.slots - glass.finish[job]
    order_by(scratch.key, work.graph, scratch.child, scratch.spare)
    if decode(work, desk, scratch.child) >= 0:
        return -1
    return price(work, desk, scratch.finish)


@njit(cache=True)
def evolve(work: Any, mirror: Any, desks: Any, crowd: Any, scratch: Any, urgency: Any, until: int) -> Any:
    """Search on until `until` schedules are made; -1, or a task for which there is no room.

    desks   : to plan on; for time turned round; to set a plan aside; the best plan so far
    urgency : shape (rules, n); one list is made by each rule, the rest are drawn around them
    """
    tally = crowd.tally
    while tally[1] < until:
        if tally[0] < crowd.lists.shape[0]:
            row = tally[0]
            greedy = row < urgency.shape[0]
            rule = row if greedy else 0
            sample_list(urgency[rule], work.graph, greedy, crowd.dice, scratch.child, scratch.spare)
        else:
            make_child(crowd, work.graph, scratch)
        stuck = adopt(work, mirror, desks, crowd, scratch)
        if stuck >= 0:
            return stuck
    return -1


@njit(cache=True)
def adopt(work: Any, mirror: Any, desks: Any, crowd: Any, scratch: Any) -> Any:
    """Schedule the child's list, improve it both ways, and settle it; -1, or a task without room."""
    desk, glass, aside, best = desks
    stuck = decode(work, desk, scratch.child)
    if stuck >= 0:
        return stuck
    row = -1
    if crowd.tally[0] < crowd.lists.shape[0]:
        row = crowd.tally[0]
        crowd.tally[0] += 1
    cost = price(work, desk, scratch.finish)
    listed = np.empty_like(scratch.child)
    copy_into(scratch.child, listed, listed.shape[0])
    keep(desk, aside)
    better = swing(work, mirror, desk, glass, scratch)
    crowd.tally[1] += 3
    if 0 <= better <= cost:
        order_by(desk.start, work.graph, scratch.child, scratch.spare)
        if settle(crowd, row, scratch.child, better, desk.start):
            keep(desk, best)
    elif settle(crowd, row, listed, cost, aside.start):
        keep(aside, best)
    return -1


@inner
def keep(source: Any, target: Any) -> None:
    """Copy the dates and the people of a plan."""
    copy_into(source.start, target.start, source.start.shape[0])
    copy_into(source.finish, target.finish, source.finish.shape[0])
    copy_into(source.sits, target.sits, source.sits.shape[0])
