"""The plain critical path on rows padded to three predecessors: no trip counts to guess, one row after another."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.compile_kernels import entry, inner


@entry
def plain_forward(duration, before, more, finish):  # type: ignore[no-untyped-def]
    """Early finishes, in place; `finish` has n + 1 places, the last is what a missing predecessor points to.

    more : (rows with further predecessors, where theirs start, those predecessors)
    """
    rows, first, others = more
    finish[len(duration)] = 0
    begin = 0
    for h in range(len(rows) + 1):
        end = rows[h] if h < len(rows) else len(duration)
        for row in range(begin, end):
            i = np.uintp(row)
            start = max(finish[np.uintp(before[i, 0])], finish[np.uintp(before[i, 1])])
            finish[i] = max(start, finish[np.uintp(before[i, 2])]) + duration[i]
        if h < len(rows):
            i = np.uintp(end)
            start = max(finish[np.uintp(before[i, 0])], finish[np.uintp(before[i, 1])])
            start = max(start, finish[np.uintp(before[i, 2])])
            for k in range(first[h], first[h + 1]):
                start = max(start, finish[np.uintp(others[k])])
            finish[i] = start + duration[i]
        begin = end + 1


@inner
def _earliest(after, i, late_start):  # type: ignore[no-untyped-def]
    """The earliest late start among the successors in a row's padding; its width is the same for every row."""
    finish = min(late_start[np.uintp(after[i, 0])], late_start[np.uintp(after[i, 1])])
    finish = min(finish, late_start[np.uintp(after[i, 2])])
    for column in range(3, after.shape[1]):
        finish = min(finish, late_start[np.uintp(after[i, np.uintp(column)])])
    return finish


@entry
def plain_backward(duration, after, more, late_start, end):  # type: ignore[no-untyped-def]
    """Late starts, in place; `late_start` has n + 1 places, the last holds the project's end."""
    rows, first, others = more
    late_start[len(duration)] = end
    begin = len(duration) - 1
    for back in range(len(rows), -1, -1):
        stop = rows[back - 1] if back > 0 else -1
        for row in range(begin, stop, -1):
            i = np.uintp(row)
            late_start[i] = _earliest(after, i, late_start) - duration[i]
        if back > 0:
            i = np.uintp(stop)
            finish = _earliest(after, i, late_start)
            for k in range(first[back - 1], first[back]):
                finish = min(finish, late_start[np.uintp(others[k])])
            late_start[i] = finish - duration[i]
        begin = stop - 1
