"""Topological order by levels, compiled: who can be dated before whom."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.compile_kernels import allocating


@allocating
def levels(out_start, out_task, in_degree):  # type: ignore[no-untyped-def]
    """Longest chain of predecessors before each node, shape (n,); -1 where a cycle keeps it from starting."""
    n = len(in_degree)
    waiting = in_degree.copy()
    level = np.full(n, -1, np.int32)
    queue = np.empty(n, np.int32)
    filled = 0
    for i in range(n):
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
    return level


@allocating
def grouped(key, size):  # type: ignore[no-untyped-def]
    """Rows grouped by a small key, stable: offsets shape (size + 1,) and rows shape (m,)."""
    start = np.zeros(size + 1, np.int32)
    for i in range(len(key)):
        start[key[i] + 1] += 1
    for i in range(size):
        start[i + 1] += start[i]
    fill = start[:size].copy()
    rows = np.empty(len(key), np.int32)
    for i in range(len(key)):
        rows[fill[key[i]]] = i
        fill[key[i]] += 1
    return start, rows
