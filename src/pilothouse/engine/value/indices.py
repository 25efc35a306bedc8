"""Earned value by period: variances and indices of money and of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .baseline import Baseline, Floats, column
from .earned_schedule import earned_schedule

DUST = 1e-12  # of the whole: what sums leave by rounding, neither money nor time


def index(over: Floats, under: Floats, *, whole: float) -> Floats:
    """One column over another; 1 where nothing stands below the line, for that says nothing of the pace.

    whole : the budget or the duration that both are part of; less than `DUST` of it counts as nothing
    """
    least = DUST * whole
    empty = np.abs(under) <= least
    above = np.where(np.abs(over) <= least, 0.0, over)
    return np.asarray(np.where(empty, 1.0, above / np.where(empty, 1.0, under)), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class EarnedValue:
    """The state of a project at each status date.

    time             : AT, shape (p,), [working time]   from the baseline's origin
    planned          : PV, shape (p,), [money]          what should be done
    earned           : EV, shape (p,), [money]          what is done, at its planned price
    spent            : AC, shape (p,), [money]          what it has cost
    schedule         : ES, shape (p,), [working time]   when the plan meant to have done it
    budget           : BAC, [money];  duration : PD, [working time]
    Raises ValueError: unequal lengths, not finite, budget or duration of zero or less.
    Source: PMI, The Standard for Earned Value Management (2019); Lipke (2003) for the time-based figures.
    """

    time: Floats
    planned: Floats
    earned: Floats
    spent: Floats
    schedule: Floats
    budget: float
    duration: float

    def __post_init__(self) -> None:
        size = column("time", self.time).size
        for name in ("time", "planned", "earned", "spent", "schedule"):
            array = column(name, getattr(self, name), size=size)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        if not (np.isfinite(self.budget) and self.budget > 0):
            raise ValueError("The budget at completion must be more than zero.")
        if not (np.isfinite(self.duration) and self.duration > 0):
            raise ValueError("The planned duration must be more than zero.")

    @property
    def share_done(self) -> Floats:
        """Part of the whole work that is done, 0 to 1."""
        return self.earned / self.budget

    @property
    def cost_variance(self) -> Floats:
        """CV = EV - AC, [money]; below zero is dearer than planned."""
        return self.earned - self.spent

    @property
    def schedule_variance(self) -> Floats:
        """SV = EV - PV, [money]; below zero is later than planned."""
        return self.earned - self.planned

    @property
    def schedule_variance_time(self) -> Floats:
        """SV(t) = ES - AT, [working time]; below zero is later than planned."""
        return self.schedule - self.time

    @property
    def cpi(self) -> Floats:
        """CPI = EV / AC: work earned for each unit of money spent."""
        return index(self.earned, self.spent, whole=self.budget)

    @property
    def spi(self) -> Floats:
        """SPI = EV / PV: work done for each unit of work planned; drifts to 1 at the end, however late."""
        return index(self.earned, self.planned, whole=self.budget)

    @property
    def spi_time(self) -> Floats:
        """SPI(t) = ES / AT: pace in time; stays true to the end."""
        return index(self.schedule, self.time, whole=self.duration)

    @property
    def tcpi(self) -> Floats:
        """TCPI = (BAC - EV) / (BAC - AC): cost efficiency the rest needs to end within the budget.

        Infinite once the budget is spent and work remains; 1 when all is done.
        """
        return self.tcpi_for(np.full(self.time.size, self.budget))

    def tcpi_for(self, target: Floats) -> Floats:
        """Cost efficiency the rest needs to end at `target`, shape (p,), [money], such as an agreed EAC."""
        goal = column("target", target, size=self.time.size)
        work, money = self.budget - self.earned, goal - self.spent
        done = work <= 1e-9 * self.budget
        left = money > DUST * self.budget
        ratio = np.where(left, work / np.where(left, money, 1.0), np.inf)
        return np.asarray(np.where(done, 1.0, ratio), dtype=np.float64)


def earned_value(
    baseline: Baseline,
    *,
    at: object,
    earned: object,
    spent: object,
    grain: float = 0.0,
    tolerance: float | None = None,
) -> EarnedValue:
    """Earned value of a project at each status date, against its time-phased baseline.

    at     : shape (p,), [working time]   status dates from the baseline's origin
    earned : shape (p,), [money];  spent : shape (p,), [money]
    grain, tolerance : as in `earned_schedule`
    Raises ValueError: unequal lengths, not finite, a status before the origin, more earned than budgeted.
    """
    time = column("at", np.atleast_1d(np.asarray(at, dtype=np.float64)))
    done = column("earned", np.atleast_1d(np.asarray(earned, dtype=np.float64)), size=time.size)
    cost = column("spent", np.atleast_1d(np.asarray(spent, dtype=np.float64)), size=time.size)
    budget = baseline.budget_at_completion
    if (time < 0).any():
        raise ValueError(f"Status {int(np.argmax(time < 0)) + 1} lies before the baseline starts.")
    over = done > budget * (1 + 1e-6) + 0.01
    if over.any():
        row = int(np.argmax(over))
        raise ValueError(f"Status {row + 1} earns {done[row]:g}, more than the whole budget of {budget:g}.")
    return EarnedValue(
        time=time,
        planned=baseline.planned_value(time),
        earned=done,
        spent=cost,
        schedule=earned_schedule(baseline, earned=done, at=time, grain=grain, tolerance=tolerance),
        budget=budget,
        duration=baseline.planned_duration,
    )


def schedule_adherence(baseline: Baseline, *, schedule: float, earned_by_task: object) -> float:
    """The p-factor: how far work was earned on the tasks that the plan meant, 0 to 1.

    schedule       : ES of the status, [working time] from the origin
    earned_by_task : shape (n,), [money]   EV of each task of the baseline
    1 means in the planned order; lower means work done ahead of its turn, with a risk of rework.
    Raises ValueError: another number of tasks, or not finite.
    Source: Lipke (2004), "Connecting earned value to the schedule", The Measurable News, Winter 2004.
    """
    done = column("earned_by_task", earned_by_task, size=baseline.start.size)
    meant = baseline.planned_by_task(schedule)
    if meant.sum() <= 0:
        return 1.0
    return float(np.minimum(meant, done).sum() / meant.sum())
