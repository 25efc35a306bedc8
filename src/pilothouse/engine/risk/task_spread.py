"""How far single tasks stray from their plan, and how alike the tasks of one project are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pilothouse.engine.risk.history import FinishedProjects
from pilothouse.engine.risk.plan import RiskPlan
from pilothouse.engine.risk.uncertain import FIXED, LOGNORMAL, Uncertain

_LEAST_TASKS = 3


@dataclass(frozen=True)
class TaskSpread:
    """Spread of log(actual / planned) of task durations.

    middle       : the average
    within       : standard deviation between tasks of one project
    between      : standard deviation of project averages
    correlation  : [-] between two tasks of one project (intraclass)
    projects, tasks : how many it rests on
    """

    middle: float
    within: float
    between: float
    projects: int
    tasks: int

    @property
    def correlation(self) -> float:
        """Share of the variance that tasks of one project have in common, 0 to below 1."""
        total = self.within**2 + self.between**2
        return self.between**2 / total if total else 0.0


def task_spread(history: FinishedProjects) -> TaskSpread | None:
    """Learn the spread of tasks by one-way analysis of variance over projects; None with fewer than 2 projects.

    Source: Searle, Casella and McCulloch (1992), Variance Components, section 3.6 (unbalanced one-way).
    """
    groups = [np.log(p.task_ratios) for p in history.projects if p.task_ratios is not None]
    groups = [group for group in groups if len(group) >= _LEAST_TASKS]
    if len(groups) < 2:
        return None
    sizes = np.array([len(group) for group in groups], dtype=np.float64)
    total = sizes.sum()
    means = np.array([group.mean() for group in groups])
    grand = float((sizes * means).sum() / total)
    inside = sum(float(((group - group.mean()) ** 2).sum()) for group in groups) / (total - len(groups))
    among = float((sizes * (means - grand) ** 2).sum()) / (len(groups) - 1)
    size = (total - (sizes**2).sum() / total) / (len(groups) - 1)
    between = max((among - inside) / size, 0.0)
    return TaskSpread(grand, float(np.sqrt(inside)), float(np.sqrt(between)), len(groups), int(total))


def with_learnt_spread(plan: RiskPlan, spread: TaskSpread) -> RiskPlan:
    """The plan with the learnt spread on every task that has a single duration and no spread of its own.

    Tasks of length 0, steady tasks and tasks with a distribution stay as they are; the plan's correlation becomes
    the learnt one where it had none.
    """
    numbers = plan.durations
    steady = np.array([name in plan.steady for name in plan.ids])
    bare = (numbers.kind == FIXED) & (numbers.low > 0) & ~steady
    kind, mode = numbers.kind.copy(), numbers.mode.copy()
    kind[bare], mode[bare] = LOGNORMAL, spread.within
    durations = Uncertain(kind, numbers.low, mode, numbers.high, numbers.others)
    room = 1.0 - max((group.correlation for group in plan.groups), default=0.0)
    correlation = plan.correlation or min(spread.correlation, 0.99 * room)
    return replace(plan, durations=durations, correlation=correlation)
