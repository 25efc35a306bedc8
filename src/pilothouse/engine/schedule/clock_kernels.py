"""Working-time arithmetic on the table of `calendar_tables.py`, compiled.

A moment maps to the minutes worked before it; adding working time is an addition there. The way back has two
answers: a shift's end (where work finishes) or the next shift's start (where work starts).

The table, all int32: first day, days; per calendar where its days, worked days and guesses begin and its minutes
in all; two rows of 1,441 a pattern (minutes worked since midnight, and the minute when so many are worked); then
by day (minutes worked before it, its pattern), by worked day (minutes worked before it, its first minute, its
pattern), and a guess at the worked day for every 128 minutes of work.
"""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.compile_kernels import allocating, either, inner


@inner
def _at(table, place):  # type: ignore[no-untyped-def]
    """An entry of the table; unsigned, so that no test for places counted from the end is made."""
    return np.int64(table[np.uintp(place)])


@either
def work_before(table, calendar, moment):  # type: ignore[no-untyped-def]
    """Minutes worked in the window before a moment; a moment outside counts as the window's edge."""
    here = 2 + 4 * calendar
    since = moment - _at(table, 0) * 1440
    if since <= 0:
        return np.int64(0)
    day = np.int64(np.uint32(since) // np.uint32(1440))
    if day >= _at(table, 1):
        return _at(table, here + 3)
    row = _at(table, here) + 2 * day
    return _at(table, row) + _at(table, _at(table, row + 1) + since - day * 1440)


@either
def finish_of(table, calendar, work):  # type: ignore[no-untyped-def]
    """The earliest moment by which so many minutes are worked; the window's edge when it runs out."""
    here = 2 + 4 * calendar
    if work <= 0:
        return _at(table, 0) * 1440
    if work > _at(table, here + 3):
        return (_at(table, 0) + _at(table, 1)) * 1440
    row = _at(table, here + 1) + 3 * _at(table, _at(table, here + 2) + (work >> 7))
    row += 3 * np.int64(_at(table, row + 3) < work)  # no branch to guess wrong: one step is the usual case
    while _at(table, row + 3) < work:
        row += 3
    return _at(table, row + 1) + _at(table, _at(table, row + 2) + work - _at(table, row))


@either
def start_of(table, calendar, work):  # type: ignore[no-untyped-def]
    """The latest moment before which only so many minutes are worked: where the next minute of work starts."""
    return finish_of(table, calendar, work + 1) - 1


@allocating
def works_before(table, calendar, moments):  # type: ignore[no-untyped-def]
    """`work_before` of many moments, shape (n,), each by its own calendar."""
    out = np.empty(len(moments), np.int64)
    for i in range(len(moments)):
        out[i] = work_before(table, np.int64(calendar[i]), np.int64(moments[i]))
    return out


@allocating
def finishes_of(table, calendar, works):  # type: ignore[no-untyped-def]
    """`finish_of` of many amounts of work, shape (n,), each by its own calendar."""
    out = np.empty(len(works), np.int64)
    for i in range(len(works)):
        out[i] = finish_of(table, np.int64(calendar[i]), np.int64(works[i]))
    return out
