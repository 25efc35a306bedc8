"""Milestone trend: how the promised date of each milestone moved from report to report, and where it ends.

In the trend chart a report's date runs along one axis and the date it promised along the other; a milestone
has arrived where its line meets the diagonal. A level line is kept word, a rising one slips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from pilothouse.engine.value.baseline import Floats, column

STEADY_SLOPE = 0.05


class Trend(StrEnum):
    """What the line of a milestone does."""

    STEADY = "steady"
    SLIPPING = "slipping"
    IMPROVING = "improving"
    RUNAWAY = "runs away"


@dataclass(frozen=True)
class MilestoneTrend:
    """The line of one milestone.

    name     : of the milestone
    reports  : how many promises there were
    slip     : [days]   last promise minus the first; above zero is later
    last_move: [days]   last promise minus the one before
    slope    : [days a day]   steady slip for each day that passes; 1 means the date recedes as fast as time
    arrival  : [day]   where the line meets the diagonal if it goes on so; None when it never does
    trend    : steady within 0.05, slipping, improving, or running away (slope of 1 or more)
    """

    name: str
    reports: int
    slip: float
    last_move: float
    slope: float
    arrival: float | None
    trend: Trend


def milestone_trend(name: str, *, reported: Sequence[float], promised: Sequence[float]) -> MilestoneTrend:
    """The trend of one milestone from the dates it was promised for.

    reported : shape (r,), [day]   dates of the reports, rising;  promised : shape (r,), [day]
    The slope is the median over all pairs of reports (Theil-Sen), so one odd report does not turn it; the line
    goes through the last promise, which is the freshest word. With one report the slope is 0.
    Raises ValueError: no report, unequal lengths, report dates that do not rise, not finite.
    Source: Sen (1968), J. American Statistical Association 63(324) 1379-1389, for the slope.
    """
    when = column("reported", list(reported))
    due = column("promised", list(promised), size=when.size)
    if not when.size:
        raise ValueError(f"Milestone {name!r} was never reported.")
    if (np.diff(when) <= 0).any():
        row = int(np.argmax(np.diff(when) <= 0)) + 2
        raise ValueError(f"Report {row} of milestone {name!r} is not later than the one before.")
    slope = _median_slope(when, due)
    return MilestoneTrend(
        name=name,
        reports=int(when.size),
        slip=float(due[-1] - due[0]),
        last_move=float(due[-1] - due[-2]) if due.size > 1 else 0.0,
        slope=slope,
        arrival=_arrival(float(when[-1]), float(due[-1]), slope),
        trend=_trend(slope),
    )


def _median_slope(when: Floats, due: Floats) -> float:
    first, second = np.triu_indices(when.size, k=1)
    if not first.size:
        return 0.0
    return float(np.median((due[second] - due[first]) / (when[second] - when[first])))


def _arrival(today: float, due: float, slope: float) -> float | None:
    """Where the line from (today, due) with this slope meets promised = reported; already due is today."""
    if due <= today:
        return due
    if slope >= 1:
        return None
    return today + (due - today) / (1 - slope)


def _trend(slope: float) -> Trend:
    if slope >= 1:
        return Trend.RUNAWAY
    if abs(slope) <= STEADY_SLOPE:
        return Trend.STEADY
    return Trend.SLIPPING if slope > 0 else Trend.IMPROVING
