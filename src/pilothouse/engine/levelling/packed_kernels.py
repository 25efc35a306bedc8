"""Compiled schedules where nothing but units of resources is short: the fast road.

All resources of a slot share one 64-bit word: each has a lane with one guard bit above its units, and one
subtraction tells whether a task fits. Slots are checked from the far end, so that a clash skips the window.

Sources: Kolisch, European Journal of Operational Research 90 (1996) 320-333 (serial and parallel schemes);
Valls, Ballestin and Quintanilla, EJOR 165 (2005) 375-386 (double justification).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pilothouse.engine.levelling.list_kernels import (
    copy_into,
    cost_of,
    entry,
    fill,
    inner,
    make_child,
    sample_list,
    settle,
    sort_by,
)


@inner
def push_left(jobs: Any, work: Any, free: Any, start: Any, finish: Any, span: int) -> Any:
    """Start every task as early as it can, in the order of the list; returns the last finish.

    jobs   : shape (n,), order that respects every link
    free   : shape (slots,), room for the words of units left; the first `span` slots are reset
    finish : shape (groups,), set to the last finish of each project
    """
    copy_into(work.words, free, span)
    fill(finish, 0)
    guards = work.guards
    end = 0
    for k in range(jobs.shape[0]):
        job = jobs[k]
        t = work.release[job]
        for edge in range(work.graph.before_ptr[job], work.graph.before_ptr[job + 1]):
            t = max(t, start[work.graph.before[edge]] + work.before_gap[edge])
        length = work.duration[job]
        need = work.need[job]
        if need != 0 and length > 0:
            known = t
            u = t + length - 1
            while u >= known:
                if ((free[u] - need) & guards) == guards:
                    u -= 1
                else:
                    known = t + length
                    t = u + 1
                    u = t + length - 1
            for u in range(t, t + length):
                free[u] -= need
        start[job] = t
        finish[work.group[job]] = max(finish[work.group[job]], t + length)
        end = max(end, t + length)
    return end


@inner
def push_right(jobs: Any, work: Any, free: Any, start: Any, finish: Any, span: int) -> Any:
    """Start every task as late as it can without a project ending later; False: one found no room."""
    copy_into(work.words, free, span)
    guards = work.guards
    for k in range(jobs.shape[0]):
        job = jobs[k]
        length = work.duration[job]
        t = finish[work.group[job]] - length
        for edge in range(work.graph.after_ptr[job], work.graph.after_ptr[job + 1]):
            t = min(t, start[work.graph.after[edge]] - work.after_gap[edge])
        need = work.need[job]
        if need != 0 and length > 0 and t >= 0:
            known = t + length
            u = t
            while u < known:
                if ((free[u] - need) & guards) == guards:
                    u += 1
                else:
                    known = t
                    t = u - length
                    u = t
                    if t < 0:
                        break
            if t >= 0:
                for u in range(t, t + length):
                    free[u] -= need
        if t < 0:
            return False
        start[job] = t
    return True


@inner
def turn_round(source: Any, target: Any) -> None:
    """Copy a list from its end to its beginning."""
    n = source.shape[0]
    for k in range(n):
        target[k] = source[n - 1 - k]


@inner
def improve(work: Any, free: Any, start: Any, scratch: Any, end: int) -> Any:
    """Right, then left again, by the order of the plan itself; never later. Returns the last finish."""
    jobs, spare, key = scratch.child, scratch.spare, scratch.key
    n = jobs.shape[0]
    for k in range(n):
        job = jobs[n - 1 - k]
        spare[k] = job
        key[job] = end - start[job] - work.duration[job]
    sort_by(key, spare, jobs, scratch.tally, end)
    if push_right(jobs, work, free, start, scratch.finish, end):
        turn_round(jobs, spare)
        sort_by(start, spare, jobs, scratch.tally, end)
    else:
        turn_round(jobs, spare)
        copy_into(spare, jobs, n)
    end = push_left(jobs, work, free, start, scratch.finish, work.words.shape[0])
    copy_into(jobs, spare, n)
    sort_by(start, spare, jobs, scratch.tally, end)
    return end


@entry
def evolve(work: Any, crowd: Any, scratch: Any, urgency: Any, room: Any, goal: Any) -> None:
    """Search on until so many schedules are made or a plan is cheap enough.

    room    : words of units to plan on, and start slots
    goal    : schedules to make in all, the cost that is enough, and whether to begin with the child's list as it is
    urgency : shape (rules, n); one list is made by each rule, the rest are drawn around the first
    """
    free, start = room
    until, enough, given = goal
    tally = crowd.tally
    if given:
        adopt(work, crowd, scratch, free, start)
    while tally[1] < until and tally[3] > enough:
        if tally[0] < crowd.lists.shape[0]:
            row = tally[0]
            greedy = row < urgency.shape[0]
            rule = row if greedy else 0
            sample_list(urgency[rule], work.graph, greedy, crowd.dice, scratch)
        else:
            make_child(crowd, work.graph, scratch)
        adopt(work, crowd, scratch, free, start)


@inner
def adopt(work: Any, crowd: Any, scratch: Any, free: Any, start: Any) -> None:
    """Schedule the child's list, improve it both ways, and settle it in the crowd."""
    span = work.words.shape[0]
    row = -1
    if crowd.tally[0] < crowd.lists.shape[0]:
        row = crowd.tally[0]
        crowd.tally[0] += 1
    end = push_left(scratch.child, work, free, start, scratch.finish, span)
    improve(work, free, start, scratch, end)
    crowd.tally[1] += 3
    settle(crowd, row, scratch.child, cost_of(scratch.finish, work.due, work.weight, span), start)


@inner
def fits_at(work: Any, free: Any, job: int, now: int) -> Any:
    """Whether the task finds its units free from `now` to its end."""
    fits = True
    for u in range(now, now + work.duration[job]):
        fits = fits and ((free[u] - work.need[job]) & work.guards) == work.guards
    return fits


@entry
def parallel(work: Any, by_urgency: Any, free: Any, start: Any, scratch: Any) -> Any:
    """At each moment start the most urgent task that fits now (the parallel scheme); the last finish.

    by_urgency : shape (n,), rows, most urgent first
    """
    n = by_urgency.shape[0]
    finish, waiting, early = scratch.finish, scratch.waiting, scratch.spare
    copy_into(work.words, free, free.shape[0])
    fill(finish, 0)
    graph = work.graph
    copy_into(work.release, early, n)
    for job in range(n):
        waiting[job] = graph.before_ptr[job + 1] - graph.before_ptr[job]
    end = 0
    left = n
    now: Any = np.int64(0)
    while left > 0:
        again = False
        for k in range(n):
            job = by_urgency[k]
            if waiting[job] != 0 or early[job] > now or not fits_at(work, free, job, now):
                continue
            length = work.duration[job]
            for u in range(now, now + length):
                free[u] -= work.need[job]
            start[job] = now
            waiting[job] = -1
            left -= 1
            again = again or length == 0
            finish[work.group[job]] = max(finish[work.group[job]], now + length)
            end = max(end, now + length)
            for edge in range(graph.after_ptr[job], graph.after_ptr[job + 1]):
                after = graph.after[edge]
                waiting[after] -= 1
                early[after] = max(early[after], now + work.after_gap[edge])
        if not again:
            now += 1
    return end
