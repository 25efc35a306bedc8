"""Topological order by levels, compiled: who can be dated before whom. Memory comes from `order.py`."""

from __future__ import annotations

from pilothouse.engine.schedule.compile_kernels import entry


@entry
def fill_levels(out_start, out_task, waiting, level, queue):  # type: ignore[no-untyped-def]
    """Levels of all rows, written to `level` (-1 so far); `waiting` holds links in, `queue` is scratch."""
    filled = 0
    for i in range(len(level)):
        if waiting[i] == 0:
            level[i] = 0
            queue[filled] = i
            filled += 1
    taken = 0
    while taken < filled:
        i = queue[taken]
        taken += 1
        for k in range(out_start[i], out_start[i + 1]):
            j = out_task[k]
            waiting[j] -= 1
            if waiting[j] == 0:
                level[j] = level[i] + 1
                queue[filled] = j
                filled += 1


@entry
def fill_groups(key, next_place, rows):  # type: ignore[no-untyped-def]
    """Rows of each key, in their order, written to `rows`; `next_place` is where each key's begin."""
    for i in range(len(key)):
        place = next_place[key[i]]
        rows[place] = i
        next_place[key[i]] = place + 1
