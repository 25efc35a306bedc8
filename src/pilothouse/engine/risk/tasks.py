"""Plans from single tasks, in any order: the form that people and files write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pilothouse.engine.risk.distributions import Distribution, fixed
from pilothouse.engine.risk.plan import LINK_KINDS, CostLines, PlanLinks, RiskPlan
from pilothouse.engine.risk.uncertain import Uncertain


@dataclass(frozen=True)
class After:
    """A link: this task follows `task`, as FS, SS, FF or SF, with a lag in working minutes (negative: a lead)."""

    task: str
    kind: str = "FS"
    lag: int = 0

    def __post_init__(self) -> None:
        if self.kind not in LINK_KINDS:
            raise ValueError(f"A link to {self.task!r} must be FS, SS, FF or SF, not {self.kind!r}.")


@dataclass(frozen=True)
class RiskTask:
    """One task: its uncertain duration in working minutes, what it follows, and its earliest start."""

    id: str
    duration: Distribution
    after: tuple[After, ...] = ()
    earliest: int = 0


@dataclass(frozen=True)
class CostLine:
    """One cost line: an uncertain amount, and money by the working minute of its task ("": of the project)."""

    id: str
    amount: Distribution = field(default_factory=lambda: fixed(0))
    task: str = ""
    rate: float = 0.0


def risk_plan(tasks: Sequence[RiskTask], *, lines: Sequence[CostLine] = (), **more: Any) -> RiskPlan:
    """Build a plan from tasks in any order.

    more : groups, correlation, events, branches, weather, steady, as `RiskPlan` takes them
    Raises ValueError: an unknown predecessor, a cycle (its tasks are named), or anything `RiskPlan` refuses.
    """
    order = _in_order(tasks)
    place = {task.id: row for row, task in enumerate(order)}
    links = [(place[link.task], LINK_KINDS[link.kind], link.lag) for task in order for link in task.after]
    table = np.array(links, dtype=np.int64).reshape(len(links), 3)
    counts = [len(task.after) for task in order]
    return RiskPlan(
        ids=tuple(task.id for task in order),
        durations=Uncertain.of(task.duration for task in order),
        links=PlanLinks(
            start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            before=table[:, 0].astype(np.int32),
            kind=table[:, 1].astype(np.int32),
            lag=table[:, 2].astype(np.int32),
        ),
        release=np.array([task.earliest for task in order], dtype=np.int32),
        lines=CostLines(
            ids=tuple(line.id for line in lines),
            task=tuple(line.task for line in lines),
            amount=Uncertain.of(line.amount for line in lines),
            rate=tuple(line.rate for line in lines),
        ),
        **more,
    )


def certain_plan(durations: Sequence[float], after: Sequence[Sequence[int]]) -> RiskPlan:
    """A plan of known durations [min], numbered tasks and finish-to-start links; for a quick look."""
    return risk_plan(
        [
            RiskTask(str(row), fixed(minutes), tuple(After(str(task)) for task in before))
            for row, (minutes, before) in enumerate(zip(durations, after, strict=True))
        ]
    )


def _in_order(tasks: Sequence[RiskTask]) -> list[RiskTask]:
    """Sort tasks so that predecessors come first, keeping the given order where it may be kept."""
    by_id = {task.id: task for task in tasks}
    waiting = {}
    followers: dict[str, list[str]] = {task.id: [] for task in tasks}
    for task in tasks:
        for link in task.after:
            if link.task not in by_id:
                raise ValueError(f"Task {task.id!r} follows {link.task!r}, which is not in the plan.")
            followers[link.task].append(task.id)
        waiting[task.id] = len(task.after)
    ready = [task.id for task in tasks if not task.after]
    order = []
    for name in ready:
        order.append(by_id[name])
        for follower in followers[name]:
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    if len(order) < len(by_id):
        raise ValueError(f"Tasks follow each other in a circle: {' → '.join(_circle(by_id, order))}.")
    return order if len(order) == len(tasks) else [by_id[task.id] for task in order] + _doubles(tasks, by_id)


def _doubles(tasks: Sequence[RiskTask], by_id: dict[str, RiskTask]) -> list[RiskTask]:
    """Tasks whose name was given before, for `RiskPlan` to refuse by name."""
    return [task for task in tasks if by_id[task.id] is not task]


def _circle(by_id: dict[str, RiskTask], order: Sequence[RiskTask]) -> list[str]:
    """One circle of tasks, first and last the same, among those that could not be put in order."""
    done = {task.id for task in order}
    name = next(task for task in by_id if task not in done)
    path: list[str] = []
    while name not in path:
        path.append(name)
        name = next(link.task for link in by_id[name].after if link.task not in done)
    return [*path[path.index(name) :], name][::-1]
