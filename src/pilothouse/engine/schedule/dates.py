"""Run the passes over columns: early and late dates and float, as arrays in topological order."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule import layout as at
from pilothouse.engine.schedule.calendar_tables import ALL_DAYS, clocks
from pilothouse.engine.schedule.laid import Columns
from pilothouse.engine.schedule.moments import LAST_MINUTE, MINUTES_A_DAY
from pilothouse.engine.schedule.run_layout import LONGEST

FORWARD = "pilothouse.engine.schedule.forward_kernels"
BACKWARD = "pilothouse.engine.schedule.backward_kernels"


@dataclass(frozen=True, eq=False)
class Dates:
    """Dates and float of every node.

    book : shape (12, n), int32 minutes, topological order; rows as in layout.py
    end  : the moment that late dates count back from
    near : shape (n, 4), what each row offers to its predecessors, columns as in layout.py
    """

    book: npt.NDArray[np.int32]
    end: int
    near: npt.NDArray[np.int32]


def passes(columns: Columns, reuse: Dates | None = None) -> Dates:
    """Forward and backward pass over columns, once; dates outside the tables come out at their edge.

    reuse : dates of the same columns whose memory may be overwritten, for many runs in a row
    """
    table, laid = columns.clocks.table, columns.runs
    hot, cold, into, out = columns.packed if laid.alone else at.NOTHING_PACKED
    ahead, back = kernels(FORWARD), kernels(BACKWARD)
    book = np.empty((at.BOOK_ROWS, columns.size), np.int32) if reuse is None else reuse.book
    near = np.empty((columns.size, 4), np.int32) if reuse is None else reuse.near
    scratch = np.empty(4 * LONGEST, np.float64)
    lists = (laid.dates, laid.span, laid.calendar)
    ahead.forward(
        (laid.table, laid.into, *lists), (hot, cold, into), table, (book, book.reshape(-1)), scratch
    )
    end = project_end(columns, book)

    def late(first: int) -> None:
        seen = (book, near, near.reshape(-1), end, first)
        back.backward((laid.table, laid.out, *lists), (hot, cold, out), table, seen, scratch)

    late(at.EARLY_START)
    if columns.alap:
        ahead.forward_planned(hot, cold, into, table, book)
        late(at.PLANNED_START)
    return Dates(book, end, near)


def project_end(columns: Columns, book: npt.NDArray[np.int32]) -> int:
    """The moment that late dates count back from: the given finish, else the latest early finish."""
    if columns.finish >= 0:
        return columns.finish
    return max(int(book[at.EARLY_FINISH].max()), columns.status)


def fits(columns: Columns, dates: Dates) -> bool:
    """Whether every date lies inside the days that the calendars' tables cover."""
    first = columns.clocks.first_day * MINUTES_A_DAY
    last = first + columns.clocks.days * MINUTES_A_DAY
    lowest, highest = _reach(dates)
    return first < lowest and highest < last


def _reach(dates: Dates) -> tuple[int, int]:
    """The earliest and the latest moment among all dates."""
    lowest = min(int(dates.book[row].min()) for row in (at.EARLY_START, at.LATE_START))
    lowest = min(lowest, int(dates.near[:, at.NEAR_START].min()))
    return lowest, max(int(dates.book[row].max()) for row in (at.EARLY_FINISH, at.LATE_FINISH))


def schedule_columns(columns: Columns) -> tuple[Columns, Dates]:
    """Dates of a network that is laid out already; the columns come back with wider tables if it took them.

    Raises ValueError: a date outside 1900–2199, or a calendar that runs out of working time.
    """
    dates = passes(columns)
    if fits(columns, dates):
        return columns, dates
    wide = replace(columns, clocks=clocks(columns.calendars, ALL_DAYS))
    dates = passes(wide)
    lowest, highest = _reach(dates)
    if lowest < at.NO_FLOOR or highest >= LAST_MINUTE:
        raise ValueError("The dates of this plan run outside 1900–2199; look for a calendar without work.")
    return wide, dates
