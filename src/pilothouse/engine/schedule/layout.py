"""The arrays that the passes read: nodes, links and clocks, each a bundle of contiguous columns.

Everything stands in topological order: a task's predecessors have smaller positions. Instants are int32
minutes since the start of 1900, lengths int32 minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

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
ON_CLOCK = 0  # the calendar number of elapsed time

# flags of a node
TYPED = 1  # some link into it has a type other than FS, a lag, or a predecessor to be read with care
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


class Clocks(NamedTuple):
    """Every calendar over a window of days, as tables: see `calendar_tables.py`."""

    first_day: int
    days: int
    by_day: Int32  # (calendars, days + 1, 2): minutes worked before the day, offset of its pattern
    worked_first: Int32  # (calendars + 1,) rows of `worked` that belong to each calendar
    worked: Int32  # (k, 3): minutes worked before the day, its first minute, offset of its pattern
    guess_first: Int32  # (calendars + 1,)
    guess: Int32  # row of `worked` for every 128 minutes of work
    pattern_work: Int16  # minutes worked since midnight, 1441 a pattern
    pattern_finish: Int16  # minute of the day when so many minutes have been worked, 1441 a pattern


@dataclass(frozen=True, eq=False)
class Columns:
    """A network laid out for the passes. Immutable by agreement: scenarios share its arrays.

    nodes, links : see there; n nodes, of which `tasks` are leaf tasks and the rest hubs of summaries
    clocks       : tables of the calendars; `calendars[0]` is the clock
    task_of      : (n,) index in Network.tasks of each node; -1 for a hub
    position     : (tasks in the network,) position of each leaf task; -1 for a summary
    level        : (n,) longest chain of predecessors before the node
    finish       : minutes; late dates count back from it; -1 is the latest early finish
    """

    nodes: Nodes
    links: Links
    clocks: Clocks
    task_of: Int32
    position: Int32
    level: Int32
    finish: int = -1
    alap: bool = False
    calendars: tuple[Any, ...] = field(default=())

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.task_of)
