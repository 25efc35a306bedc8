"""Compiled schedules with people, skills, calendars and weekly limits: the road that takes every problem.

Time is walked in ranks: the k-th working slot of the task's calendar. A schedule that starts every task as
late as it can is the same walk on the problem with time turned round.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pilothouse.engine.levelling.list_kernels import (
    cost_of,
    entry,
    fill,
    inner,
    make_child,
    sample_list,
    settle,
)

DURATION, RELEASE, GROUP, CALENDAR, LEAD, SEATS, SEATS_END = range(7)  # columns of `rows`
FREE_AT, SEATED = 0, 1  # columns of `who`


@inner
def earliest(work: Any, desk: Any, job: Any) -> Any:
    """First slot that the links, the release and the calendar allow."""
    t = np.int64(work.rows[job, RELEASE])
    end = 0
    for edge in range(work.before_ptr[job], work.before_ptr[job + 1]):
        other = work.edges[edge, 0]
        kind = work.edges[edge, 1]
        moment = desk.dates[other, 1] if kind == 0 or kind == 2 else desk.dates[other, 0]
        if kind < 2:
            t = max(t, moment + work.edges[edge, 2])
        else:
            end = max(end, moment + work.edges[edge, 2])
    length = np.int64(work.rows[job, DURATION])
    if length == 0:
        return max(t, end, 0)
    calendar = np.int64(work.rows[job, CALENDAR])
    if end > t and end <= work.slots:
        rank = work.rank_of[calendar, end - 1] - length + 1
        if rank >= 0:
            t = max(t, work.slot_of[calendar, rank])
    return max(t, 0) if end <= work.slots else work.slots


@inner
def units_fit(work: Any, desk: Any, job: Any, t: Any) -> Any:
    """First slot from `t` on at which all units asked for are free to the end; `slots` when there is none."""
    calendar, length = np.int64(work.rows[job, CALENDAR]), np.int64(work.rows[job, DURATION])
    slot_of = work.slot_of[calendar]
    rank = np.int64(work.rank_of[calendar, t])
    known = rank
    kinds = work.units.shape[1]
    while rank + length <= work.rank_of[calendar, work.slots]:
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
            return np.int64(slot_of[rank])
        known = rank + length
        rank = u + 1
    return work.slots


@inner
def person_fit(work: Any, desk: Any, job: Any, person: Any, t: Any) -> Any:
    """First slot from `t` on at which this person can do the task to its end; `slots` when there is none."""
    calendar, length = np.int64(work.rows[job, CALENDAR]), np.int64(work.rows[job, DURATION])
    slot_of = work.slot_of[calendar]
    busy = desk.busy[person]
    rank = np.int64(work.rank_of[calendar, t])
    known = rank
    while rank + length <= work.rank_of[calendar, work.slots]:
        u = rank + length - 1
        while u >= known and busy[slot_of[u]] == 0:
            u -= 1
        if u >= known:
            known = rank + length
            rank = u + 1
            continue
        if work.limits[person, 3] == 0 or within_limits(work, desk, person, calendar, rank, length):
            return np.int64(slot_of[rank])
        known = rank + length
        rank += 1
    return work.slots


@inner
def add_load(work: Any, desk: Any, person: Any, calendar: Any, window: Any, sign: Any) -> None:
    """Count the working slots of a window (first rank, length) in the weeks of a person."""
    rank, length = window
    for u in range(rank, rank + length):
        desk.load[person, work.slot_of[calendar, u] // work.week] += sign


@inner
def within_limits(work: Any, desk: Any, person: Any, calendar: Any, rank: Any, length: Any) -> Any:
    """Whether a window more keeps every week of the person, and every run of heavy weeks, in its limit."""
    load = desk.load[person]
    first = work.slot_of[calendar, rank] // work.week
    last = work.slot_of[calendar, rank + length - 1] // work.week
    add_load(work, desk, person, calendar, (rank, length), np.int64(1))
    fine = True
    for week in range(first, last + 1):
        fine = fine and load[week] <= work.limits[person, 0]
    heavy = work.limits[person, 1]
    week = first
    while week > 0 and load[week - 1] > heavy:
        week -= 1
    run = 0
    while week < load.shape[0] and (week <= last or load[week] > heavy):
        run = run + 1 if load[week] > heavy else 0
        fine = fine and run <= work.limits[person, 2]
        week += 1
    add_load(work, desk, person, calendar, (rank, length), np.int64(-1))
    return fine


@inner
def refresh(work: Any, desk: Any, job: Any, t: Any) -> None:
    """Find out when those who may take a seat could start, from `t` on; stops where enough are free at `t`."""
    begin, until = np.int64(work.rows[job, SEATS]), np.int64(work.rows[job, SEATS_END])
    lead = work.rows[job, LEAD]
    shift = work.rows[lead, SEATS] - begin if lead >= 0 else 0
    for seat in range(begin, until):
        pool = work.seat_pool[seat]
        first = seat + shift if lead >= 0 else np.int64(work.pool_ptr[pool])
        last = first + 1 if lead >= 0 else np.int64(work.pool_ptr[pool + 1])
        free = 0
        for k in range(first, last):
            person = np.int64(desk.sits[k] if lead >= 0 else work.pool_people[k])
            if desk.who[person, FREE_AT] < t:
                desk.who[person, FREE_AT] = person_fit(work, desk, job, person, t)
            if desk.who[person, FREE_AT] == t:
                free += 1
                if free == until - begin:
                    break


@inner
def find_person(work: Any, desk: Any, pool: Any, t: Any) -> Any:
    """Somebody of the pool who is free at `t` and has no seat yet; else -1 - (next slot worth a look)."""
    soon = work.slots
    for k in range(work.pool_ptr[pool], work.pool_ptr[pool + 1]):
        person = np.int64(work.pool_people[k])
        if desk.who[person, SEATED] >= 0 or desk.who[person, FREE_AT] < t:
            continue
        if desk.who[person, FREE_AT] == t:
            return person
        soon = min(soon, desk.who[person, FREE_AT])
    return -1 - soon


@inner
def trade_seats(work: Any, desk: Any, seat: Any, t: Any) -> Any:
    """Free somebody for this seat by moving them out of another one that a third person can take."""
    pool = np.int64(work.seat_pool[seat])
    for k in range(work.pool_ptr[pool], work.pool_ptr[pool + 1]):
        person = np.int64(work.pool_people[k])
        other = desk.who[person, SEATED]
        if other < 0:
            continue
        third = find_person(work, desk, np.int64(work.seat_pool[other]), t)
        if third >= 0:
            desk.sits[other] = third
            desk.who[third, SEATED] = other
            desk.sits[seat] = person
            desk.who[person, SEATED] = seat
            return True
    return False


@inner
def seat_people(work: Any, desk: Any, job: Any, t: Any) -> Any:
    """Fill the seats of a task at `t`; returns `t`, or a later slot worth a look."""
    begin, until = np.int64(work.rows[job, SEATS]), np.int64(work.rows[job, SEATS_END])
    later = t
    refresh(work, desk, job, t)
    if work.rows[job, LEAD] >= 0:
        shift = work.rows[work.rows[job, LEAD], SEATS] - begin
        for seat in range(begin, until):
            desk.sits[seat] = desk.sits[seat + shift]
            later = max(later, desk.who[desk.sits[seat], FREE_AT])
        return later
    for seat in range(begin, until):
        desk.sits[seat] = -1
        person = find_person(work, desk, np.int64(work.seat_pool[seat]), t)
        if person >= 0:
            desk.sits[seat] = person
            desk.who[person, SEATED] = seat
        elif not trade_seats(work, desk, seat, t):
            # Somebody seated here may be who this seat needs later, so the next slot is looked at too.
            later = max(later, -1 - person) if seat == begin else t + 1
            break
    for seat in range(begin, until):
        if desk.sits[seat] >= 0:
            desk.who[desk.sits[seat], SEATED] = -1
    return later


@inner
def place(work: Any, desk: Any, job: Any) -> Any:
    """Start one task as early as everything allows; False: there is no room for it in these slots."""
    t = earliest(work, desk, job)
    length = np.int64(work.rows[job, DURATION])
    begin, until = np.int64(work.rows[job, SEATS]), np.int64(work.rows[job, SEATS_END])
    if t >= work.slots:
        return False
    if begin < until:
        for person in range(desk.who.shape[0]):
            desk.who[person, FREE_AT] = -1
    calendar = np.int64(work.rows[job, CALENDAR])
    if length == 0:
        seat_idle(work, desk, job)
        desk.dates[job, 0] = t
        desk.dates[job, 1] = t
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
    take(work, desk, job, calendar, np.int64(work.rank_of[calendar, t]))
    return True


@inner
def seat_idle(work: Any, desk: Any, job: Any) -> None:
    """Name people for a milestone, which takes none of their time."""
    begin, until = np.int64(work.rows[job, SEATS]), np.int64(work.rows[job, SEATS_END])
    for seat in range(begin, until):
        pool = np.int64(work.seat_pool[seat])
        for k in range(work.pool_ptr[pool], work.pool_ptr[pool + 1]):
            person = np.int64(work.pool_people[k])
            if desk.who[person, SEATED] < 0:
                desk.sits[seat] = person
                desk.who[person, SEATED] = seat
                break
    for seat in range(begin, until):
        desk.who[desk.sits[seat], SEATED] = -1


@inner
def take(work: Any, desk: Any, job: Any, calendar: Any, rank: Any) -> None:
    """Hold units and people in the working slots of the task."""
    length = np.int64(work.rows[job, DURATION])
    for u in range(rank, rank + length):
        slot = work.slot_of[calendar, u]
        for r in range(work.units.shape[1]):
            desk.left[slot, r] -= work.units[job, r]
        for seat in range(work.rows[job, SEATS], work.rows[job, SEATS_END]):
            desk.busy[desk.sits[seat], slot] = 1
    for seat in range(work.rows[job, SEATS], work.rows[job, SEATS_END]):
        add_load(work, desk, np.int64(desk.sits[seat]), calendar, (rank, length), np.int64(1))
    desk.dates[job, 0] = work.slot_of[calendar, rank]
    desk.dates[job, 1] = work.slot_of[calendar, rank + length - 1] + 1


@entry
def decode(work: Any, desk: Any, jobs: Any, finish: Any, price: Any) -> Any:
    """Place every task in the order of the list on a cleared desk; the cost, or -1 - (a task without room).

    finish : shape (groups,), set to the last finish of each project; price : (due slots, weights) of projects
    """
    fill(finish, 0)
    for k in range(jobs.shape[0]):
        job = np.int64(jobs[k])
        if not place(work, desk, job):
            return -1 - job
        group = work.rows[job, GROUP]
        finish[group] = max(finish[group], desk.dates[job, 1])
    return cost_of(finish, price[0], price[1], work.slots)


@entry
def next_list(crowd: Any, graph: Any, scratch: Any, urgency: Any, greedy: bool) -> None:
    """Fill the child: by urgency while the crowd grows (see `sample_list`), then crossed (see `make_child`)."""
    if crowd.tally[0] < crowd.lists.shape[0]:
        sample_list(urgency, graph, greedy, crowd.dice, scratch)
    else:
        make_child(crowd, graph, scratch)


@entry
def settle_plan(crowd: Any, listed: Any, cost: Any, start: Any) -> Any:
    """Settle a plan in the crowd; True where it is the best so far."""
    row = -1
    if crowd.tally[0] < crowd.lists.shape[0]:
        row = crowd.tally[0]
        crowd.tally[0] += 1
    return settle(crowd, row, listed, cost, start)


@entry
def reorder(key: Any, graph: Any, scratch: Any) -> None:
    """Fill the child by rising key, each task after those it waits for (a heap of ready tasks)."""
    target, waiting, heap = scratch.child, scratch.waiting, scratch.heap
    n = target.shape[0]
    count = np.int64(0)  # of one type from the first line on, or what it is given to is compiled twice
    for job in range(n):
        waiting[job] = graph.before_ptr[job + 1] - graph.before_ptr[job]
        if waiting[job] == 0:
            count = push(heap, count, (np.int64(key[job]) << 32) + job)
    for k in range(n):
        job = heap[0] & 0xFFFFFFFF
        count = pop(heap, count)
        target[k] = job
        for edge in range(graph.after_ptr[job], graph.after_ptr[job + 1]):
            after = np.int64(graph.after[edge])
            waiting[after] -= 1
            if waiting[after] == 0:
                count = push(heap, count, (np.int64(key[after]) << 32) + after)


@inner
def push(heap: Any, count: Any, code: Any) -> Any:
    """Add a code to the heap; returns the new count."""
    at = count
    while at > 0 and heap[(at - 1) // 2] > code:
        heap[at] = heap[(at - 1) // 2]
        at = (at - 1) // 2
    heap[at] = code
    return count + 1


@inner
def pop(heap: Any, count: Any) -> Any:
    """Take the lowest code off the heap; returns the new count."""
    count -= 1
    code = heap[count]
    at = 0
    while 2 * at + 1 < count:
        low = 2 * at + 1
        if low + 1 < count and heap[low + 1] < heap[low]:
            low += 1
        if code <= heap[low]:
            break
        heap[at] = heap[low]
        at = low
    heap[at] = code
    return count
