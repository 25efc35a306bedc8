"""The arrays that the passes read: nodes, links and clocks, each a bundle of contiguous columns.

Everything stands in topological order: a task's predecessors have smaller positions. Instants are int32
minutes since the start of 1900, lengths int32 minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Int32 = npt.NDArray[np.int32]
Int16 = npt.NDArray[np.int16]
UInt8 = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.uint16]
Int64 = npt.NDArray[np.int64]

NO_FLOOR = 0  # nothing holds the date back
NO_CAP = 2**31 - 1  # nothing holds the date down
NOT_FIXED = -1

# link types, as stored in Links.type: the low bit says that the successor's finish is held,
# the high bit that the predecessor's start holds it
FS, FF, SS, SF = 0, 1, 2, 3
ONE = np.uintp(1)  # the next row; unsigned places need no test for being counted from the end
ON_CLOCK = 0  # the calendar number of elapsed time

# flags of a node
DATED = 2  # has a floor or a cap
FIXED = 4  # its dates are facts or were set by hand
STARTED = 8  # has an actual start
DONE = 16  # has an actual finish
MANUAL = 32
ALAP = 64
EARLIEST = 128  # not a task: the earliest start of a summary's parts
EXACT = 256  # must start or finish on a date, honoured: late dates stand there too
FREE = 512  # goes on whatever its predecessors do (progress override)
HUB = 1024  # not a task: stands for the start or finish of a summary
STATUSED = 2048  # its start is a fact, what is scheduled is the rest, from the status date
CAREFUL = FIXED | STARTED | DONE | MANUAL | ALAP | EARLIEST | EXACT | FREE | HUB | STATUSED

ASKED_AFTER = DONE | FREE | EARLIEST | HUB | STARTED


class Nodes(NamedTuple):
    """One row a leaf task (or summary hub), shape (n,), topological order."""

    span: Int32  # start to finish in working minutes of `calendar`: work left and pauses
    remaining: Int32  # of it, what is still to do: late starts count back this much
    calendar: Int16  # number in Columns.calendars; 0 is the clock itself
    flags: Flags
    floor_start: Int32
    floor_finish: Int32
    cap_start: Int32
    cap_finish: Int32
    late_start: Int32  # the latest start that a constraint allows, NO_CAP if none
    late_finish: Int32  # the latest finish that a constraint or the deadline allows
    fixed_start: Int32
    fixed_finish: Int32


class Edges(NamedTuple):
    """Links in any order, shape (m,), between rows of Nodes that stand in any order."""

    predecessor: Int32
    successor: Int32
    type: UInt8
    lag: Int32
    calendar: Int16


class Links(NamedTuple):
    """Links in two orders: by successor (with all their columns) and by predecessor (pointing there)."""

    start: Int32  # (n+1,) links into node i are start[i]:start[i+1]
    task: Int32  # (m,) position of the predecessor
    type: UInt8  # (m,) FS, FF, SS or SF
    lag: Int32  # (m,) minutes
    calendar: Int16  # (m,) calendar that measures the lag; 0 is the clock
    out_start: Int32  # (n+1,) links out of node i are out_start[i]:out_start[i+1]
    out_task: Int32  # (m,) position of the successor
    out_link: Int32  # (m,) where that link stands in the columns above
    edge: Int32  # (m,) which of the edges as given each link was


# What the kernels read, packed so that a task's row is one cache line. `into` and `out` of row i end where
# those of row i + 1 begin; the last row is there for that alone.
HOT = np.dtype(
    [
        ("span", "i4"),
        ("remaining", "i4"),
        ("into", "i4"),
        ("out", "i4"),
        ("calendar", "i2"),
        ("marks", "u2"),  # the flags; records have an attribute of that name already
    ]
)
COLD = np.dtype(
    [(name, "i4") for name in Nodes._fields if name not in ("span", "remaining", "calendar", "flags")]
)
LINK = np.dtype([("task", "i4"), ("lag", "i4"), ("calendar", "i2"), ("type", "u1"), ("asks", "u1")])


class Packed(NamedTuple):
    """The same rows and links as records, for rows that are dated alone."""

    hot: np.ndarray  # (n+1,) of HOT
    cold: np.ndarray  # (n,) of COLD
    into: np.ndarray  # (m,) of LINK, `task` is the predecessor
    out: np.ndarray  # (m,) of LINK, `task` is the successor; `asks`: facts of either end may undo its hold


NOTHING_PACKED = Packed(np.zeros(0, HOT), np.zeros(0, COLD), np.zeros(0, LINK), np.zeros(0, LINK))


def packed(nodes: Nodes, links: Links) -> Packed:
    """Pack rows and links for the kernels."""
    n = len(nodes.span)
    hot = np.zeros(n + 1, HOT)
    cold = np.empty(n, COLD)
    hot["marks"][:n] = nodes.flags
    for name, column in zip(Nodes._fields, nodes, strict=True):
        if name in ("span", "remaining", "calendar"):
            hot[name][:n] = column
        elif name != "flags":
            cold[name] = column
    hot["into"], hot["out"] = links.start, links.out_start
    into, out = np.empty(len(links.task), LINK), np.empty(len(links.task), LINK)
    for name in ("lag", "calendar", "type"):
        into[name] = getattr(links, name)
        out[name] = into[name][links.out_link]
    into["task"], out["task"] = links.task, links.out_task
    before, after = nodes.flags[links.task], np.repeat(nodes.flags, np.diff(links.start))
    asks = ((after & ASKED_AFTER) != 0) | ((links.type >= SS) & ((before & (STARTED | MANUAL)) != 0))
    into["asks"], out["asks"] = asks, asks[links.out_link]
    return Packed(hot, cold, into, out)


@dataclass(frozen=True, eq=False)
class Clocks:
    """Every calendar over a window of days, as one table: see `calendar_tables.py`.

    table     : int32, all of it
    first_day : days since the start of 1900; `days` of them are covered
    even      : by calendar; no stretch of work is so short that finding it takes more than one step from a guess
    """

    table: Int32
    first_day: int
    days: int
    even: npt.NDArray[np.bool_]


# rows of Dates.book
EARLY_START, EARLY_FINISH, PLANNED_START, PLANNED_FINISH = 0, 1, 2, 3
LATE_START, LATE_FINISH, TOTAL_FLOAT, FREE_FLOAT = 4, 5, 6, 7
PRESSED = 8  # working minutes by which a cap pulls a task before its links; only where DATED
EARLY_WORK, LATE_WORK = (
    9,
    10,
)  # minutes worked before its early start and late finish; of rows side by side only
SOON_FINISH = 11  # as in Dates.near; likewise
BOOK_ROWS = 12

# columns of Dates.near: what a row offers to its predecessors, the latest moments for its start and its finish, and
# those up to which nothing moves
NEAR_START, SOON_START, NEAR_FINISH, NEAR_SOON_FINISH = 0, 1, 2, 3
