"""Progress rules: how much of a task's budget counts as earned, by the rule agreed when it was planned."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .baseline import Baseline, Floats, column


class ProgressRule(StrEnum):
    """How a task earns its budget."""

    ZERO_HUNDRED = "0/100"
    FIFTY_FIFTY = "50/50"
    MILESTONES = "milestones"
    PERCENT = "percent"
    LEVEL_OF_EFFORT = "level of effort"


@dataclass(frozen=True)
class WeightedMilestone:
    """A checkpoint inside a task that earns its weight when reached.

    task   : row of the task in the baseline, from 0
    weight : [-] more than zero; the weights of one task count in proportion to their sum
    """

    task: int
    weight: float
    reached: bool


@dataclass(frozen=True, eq=False)
class TaskProgress:
    """What is known of each task at a status date.

    rule       : n rules, one a task
    started, finished : shape (n,), bool      a finished task counts as started
    percent    : shape (n,), [-] 0 to 1       used by the percent rule; 0 elsewhere
    milestones : checkpoints of the tasks under the milestone rule, in any order
    Raises ValueError: unequal lengths, a share outside 0 to 1, a task under the milestone rule without any,
    a milestone of another task, a weight of zero or less.
    """

    rule: tuple[ProgressRule, ...]
    started: NDArray[np.bool_]
    finished: NDArray[np.bool_]
    percent: Floats
    milestones: tuple[WeightedMilestone, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.rule)
        object.__setattr__(self, "rule", tuple(ProgressRule(rule) for rule in self.rule))
        for name in ("started", "finished"):
            flags = np.ascontiguousarray(getattr(self, name), dtype=np.bool_)
            if flags.shape != (count,):
                raise ValueError(f"{name} has shape {flags.shape} where {count} tasks are told.")
            object.__setattr__(self, name, flags)
        percent = column("percent", self.percent, size=count)
        outside = (percent < 0) | (percent > 1)
        if outside.any():
            row = int(np.argmax(outside))
            raise ValueError(f"Task {row + 1} is {percent[row]:g} complete; a share lies between 0 and 1.")
        object.__setattr__(self, "percent", percent)
        _check_milestones(self.rule, self.milestones)


def _check_milestones(rule: tuple[ProgressRule, ...], milestones: tuple[WeightedMilestone, ...]) -> None:
    needed = {task for task, name in enumerate(rule) if name is ProgressRule.MILESTONES}
    for milestone in milestones:
        if milestone.task not in needed:
            raise ValueError(f"A milestone belongs to row {milestone.task}, which earns by another rule.")
        if not milestone.weight > 0 or not np.isfinite(milestone.weight):
            raise ValueError(
                f"A milestone of row {milestone.task} weighs {milestone.weight:g}, not above zero."
            )
    bare = needed - {milestone.task for milestone in milestones}
    if bare:
        raise ValueError(f"Task {min(bare) + 1} earns by milestones but has none.")


def earned_by_task(baseline: Baseline, progress: TaskProgress, *, at: float) -> Floats:
    """EV of each task at a status date under its own rule; shape (n,), [money].

    at : [working time]   status date from the baseline's origin; only level of effort looks at it
    0/100 earns at the finish; 50/50 earns half at the start; milestones earn their weights; percent earns its
    share; level of effort earns what was planned by now, so it can never be late. Finished earns all.
    Raises ValueError: another number of tasks than the baseline, status date not finite.
    Source: the measurement methods of ANSI/EIA-748 and ISO 21508:2018.
    """
    count = baseline.start.size
    if len(progress.rule) != count:
        raise ValueError(f"Progress tells of {len(progress.rule)} tasks; the baseline has {count}.")
    if not np.isfinite(at):
        raise ValueError("The status date must be a finite number.")
    share = np.zeros(count)
    rules = np.array([rule.value for rule in progress.rule])
    share[rules == ProgressRule.FIFTY_FIFTY.value] = 0.5
    share = np.where(progress.started, share, 0.0)
    share = np.where(rules == ProgressRule.PERCENT.value, progress.percent, share)
    share = np.where(rules == ProgressRule.MILESTONES.value, _milestone_share(progress), share)
    share = np.where(progress.finished, 1.0, share)
    effort = rules == ProgressRule.LEVEL_OF_EFFORT.value
    return np.where(effort, baseline.planned_by_task(at), share * baseline.budget)


def _milestone_share(progress: TaskProgress) -> Floats:
    total = np.zeros(len(progress.rule))
    reached = np.zeros(len(progress.rule))
    for milestone in progress.milestones:
        total[milestone.task] += milestone.weight
        reached[milestone.task] += milestone.weight * milestone.reached
    return np.asarray(reached / np.where(total > 0, total, 1.0), dtype=np.float64)
