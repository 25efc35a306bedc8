"""The arrays of rows cut into runs, and of their links: see `runs.py`, which fills them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pilothouse.engine.schedule.layout import Int32

LONGEST = 2000  # rows of a run; what it needs meanwhile stays next to the processor
# A row's slots: its place in the run, where its usual end is held (a start by predecessors, a finish by successors);
# LONGEST further on, its other end; and as far again, what else is kept of a row meanwhile.

# columns of the table of runs: rows, and where a run's entries begin in each list
FIRST, TO_STARTS_OUT, TO_FINISHES_IN, TO_ALONE = 0, 1, 2, 3
INTO_PLAIN, INTO_OWN, INTO_OTHER, OUT_PLAIN, OUT_OWN, OUT_OTHER, FLOOR, CAP, LATE = range(4, 13)
WIDTH = 13

PLAIN = np.dtype([("at", "i4"), ("slot", "u2")])
LAGGED = np.dtype([("at", "i4"), ("lag", "i4"), ("soon_lag", "i4"), ("slot", "u2"), ("calendar", "i2")])
HELD = np.dtype([("moment", "i4"), ("slot", "u2")])


class RunLinks(NamedTuple):
    """Links of all runs one way; of a run's links with a lag, those in their successor's calendar come first.

    plain  : (k,) of PLAIN; `at` is where the moment stands that it reads: in the book for links in, in `near` for
             links out
    lagged : (k,) of LAGGED, minutes; in its successor's calendar a link counts from minutes worked, where `at` is a
             row for links out, and its lags take that row's span in; `soon_lag` is for the moment up to which nothing
             moves
    """

    plain: np.ndarray
    lagged: np.ndarray


class Runs(NamedTuple):
    """Everything that the passes read beside the calendars.

    table          : (runs + 1, WIDTH)
    dates          : (k,) of HELD, three lists: floors; caps, in minutes worked by which a row may start at the latest,
                     for each row that has a date of its own; and latest moments
    span, calendar : (n,)
    alone          : some row is to be dated alone, and wants the records of `Packed`
    """

    table: Int32
    into: RunLinks
    out: RunLinks
    dates: np.ndarray
    span: Int32
    calendar: npt.NDArray[np.int16]
    alone: bool
