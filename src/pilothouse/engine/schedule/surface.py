"""From dates of rows to dates of tasks: facts shown as facts, summaries rolled up from their parts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule import layout as at
from pilothouse.engine.schedule.dates import Dates
from pilothouse.engine.schedule.laid import Columns
from pilothouse.engine.schedule.layout import Int32
from pilothouse.engine.schedule.moments import minute
from pilothouse.engine.schedule.network import Network
from pilothouse.engine.schedule.result import CLOCKS, Schedule

LOWEST = ("start", "early_start", "late_start", "total_float", "free_float")
HIGHEST = ("finish", "early_finish", "late_finish")


def surfaced(network: Network, columns: Columns, dates: Dates, *, recomputed: int) -> Schedule:
    """The schedule of a network from the dates of its rows."""
    leaf = columns.position >= 0
    rows = columns.position[leaf]
    found: dict[str, Int32] = {}
    for name, row in _shown(network, columns, dates).items():
        fill = np.iinfo(np.int32).max if name in LOWEST else np.iinfo(np.int32).min
        found[name] = np.full(len(network.tasks), fill, np.int32)
        found[name][leaf] = row[rows]
    critical = np.zeros(len(network.tasks), np.bool_)
    done = (columns.nodes.flags[rows] & at.DONE) != 0
    critical[leaf] = (found["total_float"][leaf] <= network.critical_float) & ~done
    if not leaf.all():
        _roll_up(network, found, critical)
    return Schedule(network, columns, dates, **found, critical=critical, recomputed=recomputed)


def _shown(network: Network, columns: Columns, dates: Dates) -> dict[str, Int32]:
    """Dates of the rows as a planner reads them.

    With a status date, as Primavera does: what is finished has its early dates there and its late dates at the
    project's end, and what has started shows the dates of its rest. Without, as MS Project does: facts.
    """
    book, nodes = dates.book, columns.nodes
    first = at.PLANNED_START if columns.alap else at.EARLY_START
    started, done = (nodes.flags & at.STARTED) != 0, (nodes.flags & at.DONE) != 0
    start = np.where(started, nodes.fixed_start, book[first])
    shown = {
        "start": start,
        "finish": book[first + 1].copy(),
        "early_start": book[at.EARLY_START].copy(),
        "early_finish": book[at.EARLY_FINISH].copy(),
        "late_start": book[at.LATE_START].copy(),
        "late_finish": book[at.LATE_FINISH].copy(),
        "total_float": book[at.TOTAL_FLOAT],
        "free_float": book[at.FREE_FLOAT],
    }
    if network.status_date is not None:
        shown["early_start"][done] = shown["early_finish"][done] = minute(network.status_date)
        shown["late_start"][done] = shown["late_finish"][done] = _work_starts(columns, done, dates.end)
        return shown
    fixed = started & ((nodes.flags & at.FIXED) != 0)
    shown["late_start"][fixed] = nodes.fixed_start[fixed]
    shown["late_finish"][done] = nodes.fixed_finish[done]
    return shown


def _work_starts(columns: Columns, rows: npt.NDArray[np.bool_], moment: int) -> Int32:
    """When work starts at or after a moment, by the calendar of each of the rows."""
    clock, table = kernels(CLOCKS), columns.clocks.table
    calendar = columns.nodes.calendar[rows]
    work = clock.works_before(table, calendar, np.full(len(calendar), moment, np.int32))
    starts: Int32 = clock.finishes_of(table, calendar, work + 1) - 1
    return starts


def _roll_up(network: Network, found: dict[str, Int32], critical: np.ndarray) -> None:
    """A summary spans its parts, has the least of their floats, and is critical when one of them is."""
    index = {task.id: i for i, task in enumerate(network.tasks)}
    parent = np.array([index.get(task.parent, -1) for task in network.tasks])
    depth = np.zeros(len(parent), np.int64)
    above = parent.copy()
    while (above >= 0).any():
        depth += above >= 0
        above = np.where(above >= 0, parent[above], -1)
    for level in range(int(depth.max()), 0, -1):
        rows = np.flatnonzero(depth == level)
        for name in LOWEST:
            np.minimum.at(found[name], parent[rows], found[name][rows])
        for name in HIGHEST:
            np.maximum.at(found[name], parent[rows], found[name][rows])
        np.logical_or.at(critical, parent[rows], critical[rows])
