"""The time-phased baseline: how much work, in money, should be done by any moment."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def column(name: str, values: object, *, size: int | None = None) -> Floats:
    """A column of finite numbers, ready for arithmetic.

    Raises ValueError: not one-dimensional, another length than `size`, or not finite; names row and column.
    """
    array = np.ascontiguousarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"{name} must be one column of numbers, not {array.ndim}-dimensional.")
    if size is not None and array.size != size:
        raise ValueError(f"{name} has {array.size} rows where {size} are needed.")
    bad = np.flatnonzero(~np.isfinite(array))
    if bad.size:
        raise ValueError(f"{name} row {int(bad[0]) + 1} is not a finite number.")
    return array


@dataclass(frozen=True, eq=False)
class Baseline:
    """When each task was to run, and what it was to cost.

    start    : shape (n,), [working time]   any unit (hours, days, minutes) and any zero, one unit throughout
    finish   : shape (n,), [working time]   not before start; equal for a milestone
    budget   : shape (n,), [money]          zero or more; the whole must be more than zero
    at_start : shape (n,), [money]          part of the budget that falls due the moment the task starts
                                            (a purchase, a fixed price); the rest spreads evenly. Default none.
    Times in results count from `origin`, the earliest start. Planned value at the very moment of a start does
    not yet hold that start's money, as a status date at the end of a day precedes the next morning.
    Raises ValueError: no tasks, unequal lengths, finish before start, negative money, nothing budgeted.
    """

    start: Floats
    finish: Floats
    budget: Floats
    at_start: Floats | None = None
    _time: Floats = field(init=False, repr=False)
    _value: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        start = column("start", self.start)
        if not start.size:
            raise ValueError("A baseline needs one task or more.")
        finish = column("finish", self.finish, size=start.size)
        budget = column("budget", self.budget, size=start.size)
        given = np.zeros(start.size) if self.at_start is None else self.at_start
        at_start = column("at_start", given, size=start.size)
        for wrong, sentence in (
            (finish < start, "finishes before it starts"),
            (budget < 0, "has a negative budget"),
            (at_start < 0, "has negative money at its start"),
            (at_start > budget * (1 + 1e-9) + 1e-6, "has more money at its start than its whole budget"),
        ):
            if wrong.any():
                raise ValueError(f"Task {int(np.argmax(wrong)) + 1} of the baseline {sentence}.")
        if budget.sum() <= 0:
            raise ValueError("The baseline has no budget, so nothing can be earned.")
        for name, array in (("start", start), ("finish", finish), ("budget", budget), ("at_start", at_start)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        time, value = _curve(start, finish, budget, at_start)
        object.__setattr__(self, "_time", time)
        object.__setattr__(self, "_value", value)

    @property
    def origin(self) -> float:
        """The earliest start, on the caller's own axis."""
        return float(self.start.min())

    @property
    def budget_at_completion(self) -> float:
        """BAC: what all the work was to cost."""
        return float(self.budget.sum())

    @property
    def planned_duration(self) -> float:
        """PD: from the earliest start to the latest finish, in working time."""
        return float(self.finish.max() - self.start.min())

    @property
    def curve(self) -> tuple[Floats, Floats]:
        """The S-curve as corner points: (times from the origin, planned value); a jump repeats its time."""
        return self._time, self._value

    def planned_value(self, at: object) -> Floats:
        """PV: what should be done by each moment `at`, shape (p,), counted from the origin; [money]."""
        moments = column("at", np.atleast_1d(np.asarray(at, dtype=np.float64)))
        corner = np.searchsorted(self._time, moments, side="left")
        right = np.minimum(corner, self._time.size - 1)
        left = np.maximum(right - 1, 0)
        span = self._time[right] - self._time[left]
        part = np.where(span > 0, (moments - self._time[left]) / np.where(span > 0, span, 1.0), 1.0)
        part = np.clip(part, 0.0, 1.0)
        inside = self._value[left] + part * (self._value[right] - self._value[left])
        done = np.where(corner >= self._time.size, self._value[-1], inside)
        return np.asarray(np.where(moments <= 0, 0.0, done), dtype=np.float64)

    def planned_by_task(self, at: float) -> Floats:
        """PV of each task at one moment from the origin; shape (n,), [money]; sums to `planned_value`."""
        moment = at + self.origin
        span = self.finish - self.start
        part = np.clip((moment - self.start) / np.where(span > 0, span, 1.0), 0.0, 1.0)
        begun = moment > self.start
        due = np.asarray(self.at_start, dtype=np.float64)
        spread = np.where(span > 0, part, 1.0) * (self.budget - due)
        return np.where(begun, spread + due, 0.0)


def _curve(start: Floats, finish: Floats, budget: Floats, at_start: Floats) -> tuple[Floats, Floats]:
    """Corner points of the S-curve: each moment twice, before and after what falls due in it."""
    span = finish - start
    instant = span <= 0
    rate = np.where(instant, 0.0, (budget - at_start) / np.where(instant, 1.0, span))
    due = np.where(instant, budget, at_start)
    moments = np.unique(np.concatenate([start, finish]))
    slope = np.zeros(moments.size)
    jump = np.zeros(moments.size)
    first = np.searchsorted(moments, start)
    np.add.at(slope, first, rate)
    np.add.at(slope, np.searchsorted(moments, finish), -rate)
    np.add.at(jump, first, due)
    grown = np.concatenate([[0.0], np.cumsum(np.cumsum(slope)[:-1] * np.diff(moments))])
    landed = np.cumsum(jump)
    value = np.column_stack([grown + landed - jump, grown + landed]).ravel()
    value = np.maximum.accumulate(np.minimum(value, budget.sum()))
    return np.repeat(moments - moments[0], 2), value
