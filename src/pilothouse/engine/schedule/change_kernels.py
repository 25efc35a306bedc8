"""The passes over a changed plan: only rows that a change can reach are dated again, compiled."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.backward_kernels import careful_row
from pilothouse.engine.schedule.compile_kernels import entry
from pilothouse.engine.schedule.forward_kernels import careful_dates
from pilothouse.engine.schedule.layout import (
    BOOK_ROWS,
    DATED,
    EARLY_FINISH,
    EARLY_START,
    ONE,
    PRESSED,
)


@entry
def forward_some(hot, cold, links, table, book, dirty):  # type: ignore[no-untyped-def]
    """Early dates of dirty rows and of whatever they move; `dirty` comes back with bit 1 where dates moved.

    links : (into, out)
    """
    into, out = links
    dates = book[EARLY_START : EARLY_FINISH + 1]
    for row in range(len(cold)):
        i = np.uintp(row)
        if dirty[i] == 0:
            continue
        begins, ends, pressed = careful_dates(hot, cold, into, table, i, dates)
        if hot[i].marks & DATED:
            book[PRESSED, i] = pressed
        if begins == dates[0, i] and ends == dates[1, i]:
            continue
        dates[0, i] = begins
        dates[1, i] = ends
        dirty[i] |= 2
        for k in range(hot[i].out, hot[i + ONE].out):
            dirty[np.uintp(out[np.uintp(k)].task)] |= 1


@entry
def backward_some(records, into, table, book, dirty, seen):  # type: ignore[no-untyped-def]
    """Late dates and float of dirty rows and of whatever they move, from the last position to the first.

    records : (hot, cold, out); seen : (near as it was, the moment to count back from)
    """
    hot = records[0]
    near, end = seen
    dates = book[EARLY_START : EARLY_FINISH + 1]
    for row in range(len(dirty) - 1, -1, -1):
        i = np.uintp(row)
        if dirty[i] == 0:
            continue
        was = near[i, 0], near[i, 1], near[i, 2], near[i, 3]
        careful_row(records, table, i, book, (near, dates, end))
        if dirty[i] & 2 or was != (near[i, 0], near[i, 1], near[i, 2], near[i, 3]):
            for k in range(hot[i].into, hot[i + ONE].into):
                dirty[np.uintp(into[np.uintp(k)].task)] |= 1


@entry
def carried(old, new, position):  # type: ignore[no-untyped-def]
    """Copy rows of an old book, and of what they offered, to their new positions; -1 has none.

    old, new : (book, near)
    """
    for i in range(len(position)):
        if position[i] >= 0:
            for row in range(BOOK_ROWS):
                new[0][row, position[i]] = old[0][row, i]
            for column in range(4):
                new[1][position[i], column] = old[1][i, column]
