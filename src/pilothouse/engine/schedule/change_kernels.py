"""The passes over a changed plan: only rows that a change can reach are dated again, compiled."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.schedule.backward_kernels import careful_row, short_row
from pilothouse.engine.schedule.compile_kernels import entry
from pilothouse.engine.schedule.forward_kernels import early_row
from pilothouse.engine.schedule.layout import (
    BOOK_ROWS,
    CAREFUL,
    DATED,
    EARLY_FINISH,
    EARLY_START,
    FREE_FLOAT,
    LATE_WORK,
    LATEST_START,
    ONE,
    PRESSED,
    TYPED_OUT,
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
        begins, ends, pressed = early_row(hot, cold, into, table, i, dates)
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
def backward_some(hot, cold, links, table, book, dirty, near):  # type: ignore[no-untyped-def]
    """Late dates and float of dirty rows and of whatever they move, from the last position to the first.

    near : latest and early start of each row as they were, the project's end in the last row
    """
    into, out = links
    dates = book[EARLY_START : EARLY_FINISH + 1]
    for row in range(len(cold) - 1, -1, -1):
        i = np.uintp(row)
        if dirty[i] == 0:
            continue
        start, work, free = book[LATEST_START, i], book[LATE_WORK, i], book[FREE_FLOAT, i]
        if hot[i].marks & (CAREFUL | TYPED_OUT):
            careful_row(hot, cold, out, table, i, book, (near, dates))
        else:
            short_row(hot, out, table, i, book, near)
        near[i, 0] = book[LATEST_START, i]
        near[i, 1] = dates[0, i]
        moved = start != book[LATEST_START, i] or work != book[LATE_WORK, i] or free != book[FREE_FLOAT, i]
        if moved or dirty[i] & 2:
            for k in range(hot[i].into, hot[i + ONE].into):
                dirty[np.uintp(into[np.uintp(k)].task)] |= 1


@entry
def carried(book, new_book, new_position):  # type: ignore[no-untyped-def]
    """Copy rows of an old book to their new positions; -1 has none."""
    for i in range(len(new_position)):
        if new_position[i] >= 0:
            for row in range(BOOK_ROWS):
                new_book[row, new_position[i]] = book[row, i]
