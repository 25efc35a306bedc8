"""When each part of the work could run if nothing were short, and how much must still follow it."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.levelling.compiled import Compiled
from pilothouse.engine.levelling.crowd import Ints, Longs
from pilothouse.engine.levelling.packed import gaps
from pilothouse.engine.levelling.problem import LevellingProblem
from pilothouse.engine.levelling.refusals import Infeasible

LONGEST_SLOTS = 1 << 22


def early_dates(problem: LevellingProblem, compiled: Compiled) -> tuple[Longs, Longs]:
    """Earliest start and finish of each row from links, releases and calendars alone; shape (n,) each.

    Raises Infeasible: a calendar has too few working slots left for a task.
    """
    slots = int(compiled.duration.sum() + np.abs(compiled.edges[:, 3]).sum()) + 64
    slots += int(compiled.release.max(initial=0))
    if not compiled.calendar.any():
        return _walk(compiled, None)
    slots += max((until for calendar in problem.calendars for _, until in calendar.closed), default=0)
    while slots <= LONGEST_SLOTS:
        working = [np.arange(slots)] + [np.flatnonzero(c.working(slots)) for c in problem.calendars]
        start, finish = _walk(compiled, working)
        if finish.max(initial=0) < slots:
            return start, finish
        slots *= 2
    late = problem.tasks[int(compiled.task[int(finish.argmax())])].name
    raise Infeasible(f"The calendar of task {late!r} has too few working slots.")


def _walk(compiled: Compiled, working: list[Longs] | None) -> tuple[Longs, Longs]:
    """Forward pass over rows in topological order; `working` lists the working slots of each calendar."""
    start = compiled.release.astype(np.int64).tolist()
    finish = [0] * compiled.rows
    ends = [0] * compiled.rows
    duration = compiled.duration.tolist()
    after: list[list[tuple[int, int, int]]] = [[] for _ in range(compiled.rows)]
    for source, target, kind, lag in compiled.edges.tolist():
        after[source].append((target, kind, lag))
    for row in compiled.topological.tolist():
        begin, length = max(start[row], 0), duration[row]
        begin = max(begin, ends[row] - length)
        if working is None or not compiled.calendar[row] or not length:
            end = begin + length
        else:
            begin, end = _calendar_window(
                working[compiled.calendar[row]], max(start[row], 0), length, ends[row]
            )
        start[row], finish[row] = begin, end
        for target, kind, lag in after[row]:
            moment = (end if kind in (0, 2) else begin) + lag
            if kind < 2:
                start[target] = max(start[target], moment)
            else:
                ends[target] = max(ends[target], moment)
    return np.array(start, dtype=np.int64), np.array(finish, dtype=np.int64)


def _calendar_window(open_slots: Longs, begin: int, length: int, end: int) -> tuple[int, int]:
    """First window of `length` working slots from `begin` on that finishes at `end` or later."""
    rank = int(np.searchsorted(open_slots, begin))
    if end > 0:
        rank = max(rank, int(np.searchsorted(open_slots, end - 1)) - length + 1)
    if rank + length > len(open_slots):
        return LONGEST_SLOTS, LONGEST_SLOTS
    return int(open_slots[rank]), int(open_slots[rank + length - 1]) + 1


def tails(compiled: Compiled) -> Longs:
    """Least time from the finish of each row to the end of all that follows it; shape (n,), never negative.

    Calendars can only make it longer, so it is safe in a bound.
    """
    duration = compiled.duration.astype(np.int64)
    gap = gaps(compiled)
    after: list[list[tuple[int, int]]] = [[] for _ in range(compiled.rows)]
    # A calendar's pauses make gaps that count back over a task's own length unreliable; those count as none.
    reliable = (compiled.calendar[compiled.edges[:, 1]] == 0) | (compiled.edges[:, 2] < 2)
    for k in np.flatnonzero(reliable).tolist():
        after[compiled.edges[k, 0]].append((int(compiled.edges[k, 1]), int(gap[k])))
    tail = np.zeros(compiled.rows, dtype=np.int64)
    for row in compiled.topological[::-1].tolist():
        for target, least in after[row]:
            tail[row] = max(tail[row], least - duration[row] + duration[target] + tail[target])
    return tail


def successors(compiled: Compiled) -> Ints:
    """How many rows wait, directly or not, for each row; shape (n,)."""
    reach = [0] * compiled.rows
    after: list[list[int]] = [[] for _ in range(compiled.rows)]
    for source, target, _, _ in compiled.edges.tolist():
        after[source].append(target)
    for row in compiled.topological[::-1].tolist():
        seen = 0
        for target in after[row]:
            seen |= reach[target] | (1 << target)
        reach[row] = seen
    return np.array([seen.bit_count() for seen in reach], dtype=np.int32)
