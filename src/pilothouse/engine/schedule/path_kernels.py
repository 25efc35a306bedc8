"""Which links drive which tasks, and the longest path to the end that they make, compiled."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.clock_kernels import work_before
from pilothouse.engine.schedule.compile_kernels import entry, inner
from pilothouse.engine.schedule.forward_kernels import link_moment
from pilothouse.engine.schedule.layout import EARLIEST, FIXED, FREE, ONE


@inner
def _drives(hot, link, i, table, moment, dates):  # type: ignore[no-untyped-def]
    """Whether a link's moment is the very one at which its successor starts, or finishes."""
    if hot[i].marks & (FIXED | FREE):
        return False
    own = np.int64(dates[1, i]) if link.type & 1 else np.int64(dates[0, i])
    if hot[i].marks & EARLIEST or hot[i].span == 0:
        return moment == own
    calendar = np.int64(hot[i].calendar)
    return work_before(table, calendar, moment) == work_before(table, calendar, own)


@entry
def driving_links(hot, cold, into, table, dates, drives):  # type: ignore[no-untyped-def]
    """Mark the links that set their successor's dates, in place; shape (m,) in order of `into`."""
    for row in range(len(cold)):
        i = np.uintp(row)
        for k in range(hot[i].into, hot[i + ONE].into):
            moment = link_moment(hot, cold, into[np.uintp(k)], table, dates)
            drives[np.uintp(k)] = _drives(hot, into[np.uintp(k)], i, table, moment, dates)


@entry
def longest_path(hot, into, drives, on_path):  # type: ignore[no-untyped-def]
    """From the rows marked already, mark back along driving links, in place; shape (n,)."""
    for row in range(len(on_path) - 1, -1, -1):
        i = np.uintp(row)
        if not on_path[i]:
            continue
        for k in range(hot[i].into, hot[i + ONE].into):
            if drives[np.uintp(k)]:
                on_path[np.uintp(into[np.uintp(k)].task)] = True
