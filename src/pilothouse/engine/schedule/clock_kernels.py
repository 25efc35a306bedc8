"""Working-time arithmetic on the table of `calendar_tables.py`, compiled.

A moment maps to the minutes worked before it; adding working time is an addition there. The way back has two
answers: a shift's end (where work finishes) or the next shift's start (where work starts).

The table, all int32: first day, days; per calendar where its days and guesses begin, how fine the guesses are, and
its minutes in all; a row of 1,441 a pattern (minutes worked since midnight); then per calendar by day (minutes
worked before it, where its pattern is), by stretch of work (minutes worked by its end, and what makes a moment of
them), and a guess at the stretch for every so many minutes of work.
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
    since = min(max(moment - _at(table, 0) * 1440, np.int64(0)), _at(table, 1) * 1440)
    day = np.int64(np.uint32(since) // np.uint32(1440))
    row = _at(table, 2 + 4 * calendar) + 2 * day
    return _at(table, row) + _at(table, _at(table, row + 1) + since - day * 1440)


@either
def finish_of(table, calendar, work):  # type: ignore[no-untyped-def]
    """The earliest moment by which so many minutes are worked; the window's edge when it runs out."""
    here = 2 + 4 * calendar
    shift = _at(table, here + 2)
    work = min(max(work, np.int64(0)), _at(table, here + 3) + 1)
    row = _at(table, _at(table, here + 1) + ((work + (1 << shift) - 1) >> shift))
    row += 2 * np.int64(_at(table, row) < work)  # no branch to guess wrong: one step is the usual case
    while _at(table, row) < work:
        row += 2
    return _at(table, row + 1) + work


@either
def start_of(table, calendar, work):  # type: ignore[no-untyped-def]
    """The latest moment before which only so many minutes are worked: where the next minute of work starts."""
    return finish_of(table, calendar, work + 1) - 1


@inner
def finish_and_start(table, calendar, work):  # type: ignore[no-untyped-def]
    """`finish_of` and `start_of` in one go, where the stretches of the calendar are even (`Clocks`).

    Of work before the window the start comes out inside it.
    """
    here = 2 + 4 * calendar
    shift = _at(table, here + 2)
    work = min(max(work, np.int64(0)), _at(table, here + 3) + 1)
    row = _at(table, _at(table, here + 1) + ((work + (1 << shift) - 1) >> shift))
    row += 2 * np.int64(_at(table, row) < work)
    after = row + 2 * np.int64(_at(table, row) == work)
    return _at(table, row + 1) + work, _at(table, after + 1) + work


@inner
def with_lag(table, calendar, moment, lag):  # type: ignore[no-untyped-def]
    """A moment moved on by a lag of working time; a wait ends with a shift, a lead begins with one."""
    lead = np.int64(lag < 0)
    return finish_of(table, calendar, work_before(table, calendar, moment) + lag + lead) - lead


@inner
def without_lag(table, calendar, moment, lag):  # type: ignore[no-untyped-def]
    """The latest moment from which a lag ends no later than the given one: the exact reverse of `with_lag`."""
    lead = np.int64(lag < 0)
    return start_of(table, calendar, work_before(table, calendar, moment + lead) - lead - lag)


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
