"""The dates of a plan: early, late and planned, float, what is critical and what drives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule import layout as at
from pilothouse.engine.schedule.dates import Dates
from pilothouse.engine.schedule.laid import Columns
from pilothouse.engine.schedule.layout import Int32
from pilothouse.engine.schedule.moments import moment
from pilothouse.engine.schedule.network import Link, Network

Bools = npt.NDArray[np.bool_]
PATHS = "pilothouse.engine.schedule.path_kernels"
CLOCKS = "pilothouse.engine.schedule.clock_kernels"


@dataclass(frozen=True, slots=True)
class TaskDates:
    """One task's dates; floats in working minutes of its own calendar."""

    id: str
    start: datetime
    finish: datetime
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    total_float: int
    free_float: int
    critical: bool


@dataclass(frozen=True, eq=False)
class Schedule:
    """Dates of every task of a network, in the network's order; int32 minutes since 1900, shape (tasks,).

    start, finish           : when it is planned, or has really happened
    early_*, late_*         : the earliest and latest that logic and constraints allow
    total_float, free_float : working minutes of the task's own calendar; a summary has the least of its parts'
    critical                : total float at or below the network's threshold, and not finished yet
    recomputed              : rows that were dated anew; all of them, unless `reschedule` made this
    """

    network: Network
    columns: Columns
    dates: Dates
    start: Int32
    finish: Int32
    early_start: Int32
    early_finish: Int32
    late_start: Int32
    late_finish: Int32
    total_float: Int32
    free_float: Int32
    critical: Bools
    recomputed: int

    @property
    def project_finish(self) -> datetime:
        """When the last task finishes."""
        return moment(int(self.finish.max()))

    @cached_property
    def _index(self) -> dict[str, int]:
        return {task.id: index for index, task in enumerate(self.network.tasks)}

    def of(self, id_: str) -> TaskDates:
        """The dates of one task. Raises KeyError: no task has that id."""
        i = self._index[id_]
        return TaskDates(
            id=id_,
            start=moment(int(self.start[i])),
            finish=moment(int(self.finish[i])),
            early_start=moment(int(self.early_start[i])),
            early_finish=moment(int(self.early_finish[i])),
            late_start=moment(int(self.late_start[i])),
            late_finish=moment(int(self.late_finish[i])),
            total_float=int(self.total_float[i]),
            free_float=int(self.free_float[i]),
            critical=bool(self.critical[i]),
        )

    @cached_property
    def _drives(self) -> Bools:
        """For each link of the columns, whether it sets its successor's dates."""
        hot, cold, into, _ = self.columns.packed
        drives = np.zeros(len(into), np.bool_)
        first = at.PLANNED_START if self.columns.alap else at.EARLY_START
        dates = self.dates.book[first : first + 2]
        kernels(PATHS).driving_links(hot, cold, into, self.columns.clocks.table, dates, drives)
        return drives

    @cached_property
    def driving(self) -> tuple[Link, ...]:
        """The links that set their successor's dates, in the network's order."""
        edges = np.sort(self.columns.links.edge[self._drives]) - self.columns.hub_edges
        return tuple(self.network.links[edge] for edge in edges if edge >= 0)

    @cached_property
    def longest_path(self) -> tuple[str, ...]:
        """Ids of the leaf tasks on a chain of driving links to the latest finish, earliest start first."""
        finish = self.dates.book[at.EARLY_FINISH]
        on_path = finish == finish.max()
        hot, _, into, _ = self.columns.packed
        kernels(PATHS).longest_path(hot, into, self._drives, on_path)
        tasks = self.columns.task_of[on_path]
        tasks = tasks[tasks >= 0]
        ordered = tasks[np.lexsort((tasks, self.finish[tasks], self.start[tasks]))]
        return tuple(self.network.tasks[i].id for i in ordered)

    def pieces(self, id_: str) -> tuple[tuple[datetime, datetime], ...]:
        """When a task is really worked: one piece, or several when it is split."""
        i = self._index[id_]
        task, position = self.network.tasks[i], int(self.columns.position[i])
        if not task.splits or position < 0 or task.progress is not None or task.manual:
            return ((moment(int(self.start[i])), moment(int(self.finish[i]))),)
        clock: Any = kernels(CLOCKS)
        table, calendar = self.columns.clocks.table, int(self.columns.nodes.calendar[position])
        work = int(clock.work_before(table, calendar, int(self.start[i])))
        found, done = [], 0
        for after, pause in [*((s.after, s.pause) for s in task.splits), (task.duration, 0)]:
            begins = clock.start_of(table, calendar, work)
            ends = clock.finish_of(table, calendar, work + after - done)
            found.append((moment(begins), moment(ends)))
            work, done = work + after - done + pause, after
        return tuple(found)
