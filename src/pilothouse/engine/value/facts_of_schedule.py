"""From a dated network to the facts of its health checks, and the delay that tests its critical path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule.calendar_tables import clocks
from pilothouse.engine.schedule.moments import minute
from pilothouse.engine.schedule.network import Constraint, LagKind, Link, Network, Task
from pilothouse.engine.schedule.result import Schedule
from pilothouse.engine.schedule.scheduling import schedule

from .baseline import Floats
from .schedule_facts import LINK_KINDS, Flags, ScheduleFacts

CLOCKS = "pilothouse.engine.schedule.clock_kernels"
HARD = frozenset(
    {
        Constraint.MUST_START_ON,
        Constraint.MUST_FINISH_ON,
        Constraint.START_NO_LATER_THAN,
        Constraint.FINISH_NO_LATER_THAN,
    }
)


@dataclass(frozen=True)
class BeyondDates:
    """What the checks need and a network does not hold; tasks are named by id.

    baseline_finish : when each task was to finish; a task left out has no baseline
    effort, package : level-of-effort tasks and planning packages
    resourced       : tasks with hours or cost; None where the plan holds no resources at all
    day_minutes     : [minutes]   length of a working day
    """

    baseline_finish: Mapping[str, datetime]
    effort: frozenset[str] = frozenset()
    package: frozenset[str] = frozenset()
    resourced: frozenset[str] | None = None
    day_minutes: int = 480

    def __post_init__(self) -> None:
        if self.day_minutes < 1:
            raise ValueError("A working day has one minute or more.")


def schedule_facts(dated: Schedule, beyond: BeyondDates) -> ScheduleFacts:
    """The facts of a dated network at its status date, in working days of the project's calendar.

    Tasks are named by id. The path of check 13 runs from the status date to the latest finish; its float is the
    least of the tasks still open.
    Raises ValueError: no status date, or a baseline, effort, package or resource of an unknown task.
    """
    network = dated.network
    tasks = network.tasks
    row = {task.id: place for place, task in enumerate(tasks)}
    day = _working_days(dated, beyond.day_minutes)
    status = day(_checked_status(network, beyond))
    start, finish = (np.array([day(int(when)) for when in end]) for end in (dated.start, dated.finish))
    parents = {task.parent for task in tasks if task.parent}
    complete = _each(
        tasks, lambda task: task.progress is not None and task.progress.actual_finish is not None
    )
    summary = _each(tasks, lambda task: task.id in parents)
    total_float = dated.total_float / beyond.day_minutes
    open_rows = ~complete & ~summary
    return ScheduleFacts(
        task=tuple(row),
        complete=complete,
        started=_each(tasks, lambda task: task.progress is not None),
        summary=summary,
        milestone=_each(tasks, lambda task: task.milestone or not task.duration) & ~summary,
        effort=_each(tasks, lambda task: task.id in beyond.effort),
        package=_each(tasks, lambda task: task.id in beyond.package),
        resourced=_each(tasks, lambda task: task.id in (beyond.resourced or ())),
        hard=_each(tasks, lambda task: task.constraint in HARD),
        remaining=np.where(complete, 0.0, np.maximum(finish - np.maximum(start, status), 0.0)),
        total_float=total_float,
        start=start,
        finish=finish,
        baseline_finish=_baseline(tasks, beyond, day),
        **_links(network, row, beyond.day_minutes),
        status=status,
        path_length=max(float(finish.max()) - status, 0.0),
        path_float=float(total_float[open_rows].min()) if open_rows.any() else 0.0,
    )


def delay_test(network: Network, *, day_minutes: int = 480) -> Callable[[int, float], float]:
    """For check 12: a function that lengthens one task by some days, dates the plan anew, and tells its finish.

    The finish is in working days of the project's calendar, from the project's start.
    """

    def finish_with(row: int, delay_days: float) -> float:
        tasks = list(network.tasks)
        tasks[row] = _longer(tasks[row], round(delay_days * day_minutes))
        dated = schedule(replace(network, tasks=tuple(tasks)))
        return _working_days(dated, day_minutes)(int(dated.finish.max()))

    return finish_with


def _each(tasks: tuple[Task, ...], holds: Callable[[Task], bool]) -> Flags:
    return np.array([holds(task) for task in tasks], dtype=np.bool_)


def _checked_status(network: Network, beyond: BeyondDates) -> int:
    """The status date in minutes, once every task named beyond the dates is known."""
    if network.status_date is None:
        raise ValueError("The schedule has no status date, so nothing can be late or early.")
    named = set(beyond.baseline_finish) | beyond.effort | beyond.package | (beyond.resourced or frozenset())
    stray = sorted(named - {task.id for task in network.tasks})
    if stray:
        raise ValueError(f"The network has no task {stray[0]!r}.")
    return minute(network.status_date)


def _links(network: Network, row: dict[str, int], day_minutes: int) -> dict[str, Any]:
    """Columns of the links: rows from and to, kind, and lag in days."""
    links = network.links
    lag = [_lag_days(link, network.tasks[row[link.predecessor]], day_minutes) for link in links]
    return {
        "link_from": np.array([row[link.predecessor] for link in links], dtype=np.int64),
        "link_to": np.array([row[link.successor] for link in links], dtype=np.int64),
        "link_kind": np.array([LINK_KINDS.index(link.type.value) for link in links], dtype=np.int64),
        "link_lag": np.array(lag, dtype=np.float64),
    }


def _longer(task: Task, minutes: int) -> Task:
    progress = task.progress
    if progress is not None and progress.remaining is not None:
        progress = replace(progress, remaining=progress.remaining + minutes)
    return replace(task, duration=task.duration + minutes, progress=progress)


def _working_days(dated: Schedule, day_minutes: int) -> Callable[[int], float]:
    """Working days from the project's start to a minute, by the project's calendar."""
    clock = kernels(CLOCKS)
    table = clocks(dated.columns.calendars).table  # all days: a baseline may lie outside the plan
    names = [getattr(calendar, "name", "") for calendar in dated.columns.calendars]
    calendar = names.index(dated.network.calendar)
    zero = int(clock.work_before(table, calendar, minute(dated.network.start)))
    return lambda moment: (int(clock.work_before(table, calendar, moment)) - zero) / day_minutes


def _baseline(tasks: tuple[Task, ...], beyond: BeyondDates, day: Callable[[int], float]) -> Floats:
    given = beyond.baseline_finish
    return np.array([day(minute(given[task.id])) if task.id in given else np.nan for task in tasks])


def _lag_days(link: Link, predecessor: Task, day_minutes: int) -> float:
    lag = link.lag
    if lag.kind is LagKind.ELAPSED:
        return lag.amount / 1440
    minutes = lag.amount * predecessor.duration / 100 if lag.kind is LagKind.PERCENT else lag.amount
    return minutes / day_minutes
