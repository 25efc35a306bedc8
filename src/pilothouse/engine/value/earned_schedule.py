"""Earned schedule: the moment at which the plan meant to have done what is done today."""

from __future__ import annotations

import numpy as np

from .baseline import Baseline, Floats, column


def earned_schedule(
    baseline: Baseline, *, earned: object, at: object, grain: float = 0.0, tolerance: float | None = None
) -> Floats:
    """ES: the point on the planned curve, nearest to today, where the plan held today's earned value.

    earned    : shape (p,), [money]          EV of each period
    at        : shape (p,), [working time]   AT of each period, from the baseline's origin
    grain     : [working time]   0 reads the curve exactly; 60 with minutes reads it at whole hours, to the last
                whole hour not yet exceeded when behind and to the first one reached when ahead, as ProTrack does
    tolerance : [money]          differences this small are rounding; default one part in 10^9 of the budget
    Returns shape (p,), [working time] from the origin, 0 to the planned duration. Where the plan stands still
    (no work planned for a while) the point nearest to `at` is the answer, so being on plan earns all of AT.
    Raises ValueError: unequal lengths, not finite, negative earned value, grain or tolerance.
    Source: Lipke (2003), "Schedule is different", The Measurable News, Summer 2003, 31-34.
    """
    value = column("earned", np.atleast_1d(np.asarray(earned, dtype=np.float64)))
    moment = column("at", np.atleast_1d(np.asarray(at, dtype=np.float64)), size=value.size)
    slack = 1e-9 * baseline.budget_at_completion if tolerance is None else tolerance
    if grain < 0 or slack < 0:
        raise ValueError("grain and tolerance cannot be negative.")
    if (value < 0).any():
        raise ValueError(f"earned row {int(np.argmax(value < 0)) + 1} is negative.")
    planned = baseline.planned_value(moment)
    # at a grain, rounding in money must not cost or gain a whole step; read exactly, it must not show
    behind = _read(baseline, value + slack, value + slack if grain else value, last=True)
    ahead = _read(baseline, value - slack, value - slack if grain else value, last=False)
    if grain > 0:
        behind = np.floor(behind / grain + 1e-9) * grain
        ahead = np.ceil(ahead / grain - 1e-9) * grain
        short = baseline.planned_value(ahead) < value - slack
        ahead = np.where(short, ahead + grain, ahead)
    on_plan = np.clip(moment, 0.0, baseline.planned_duration)
    found = np.where(value > planned, ahead, behind)
    found = np.where(np.abs(value - planned) <= slack, on_plan, found)
    return np.asarray(np.clip(found, 0.0, baseline.planned_duration), dtype=np.float64)


def _read(baseline: Baseline, near: Floats, value: Floats, *, last: bool) -> Floats:
    """Time at which the curve passes `value`, on its last stretch not above `near`, or the first to reach it."""
    time, curve = baseline.curve
    corner = np.searchsorted(curve, near, side="right" if last else "left")
    right = np.clip(corner, 0, time.size - 1)
    left = np.maximum(right - 1, 0)
    rise = curve[right] - curve[left]
    part = np.where(rise > 0, (value - curve[left]) / np.where(rise > 0, rise, 1.0), 1.0)
    return np.asarray(time[left] + np.clip(part, 0.0, 1.0) * (time[right] - time[left]), dtype=np.float64)
