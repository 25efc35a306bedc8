"""Topological order by levels: who can be dated before whom."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule.layout import Int32

ORDER = "pilothouse.engine.schedule.order_kernels"


def levels(out_start: Int32, out_task: Int32, in_degree: Int32) -> Int32:
    """Longest chain of predecessors before each node, shape (n,); -1 where a cycle keeps it from starting."""
    n = len(in_degree)
    level = np.full(n, -1, np.int32)
    kernels(ORDER).fill_levels(out_start, out_task, in_degree.copy(), level, np.empty(n, np.int32))
    return level


def grouped(key: Int32, size: int) -> tuple[Int32, Int32]:
    """Rows grouped by a small key, stable: offsets shape (size + 1,) and rows shape (m,)."""
    start = np.zeros(size + 1, np.int32)
    np.cumsum(np.bincount(key, minlength=size), out=start[1:])
    rows = np.empty(len(key), np.int32)
    kernels(ORDER).fill_groups(key, start[:-1].copy(), rows)
    return start, rows
