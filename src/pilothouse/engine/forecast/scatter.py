"""How far outcomes scatter around a forecast: with the work left, and with how far the index stands from 1.

A project at the pace of its plan seldom surprises; one far off may turn either way. So errors are told in units of
`scale`, and taken both ways: that past errors leaned to one side says little of the next ones, how large they were
says much. Source: conformal prediction by absolute errors, scaled and with whole projects left out (Vovk, Gammerman
and Shafer 2005, Algorithmic Learning in a Random World; Lei, G'Sell, Rinaldo, Tibshirani and Wasserman 2018, JASA
113(523) 1094-1111, section 5.2 for the scale).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.value.baseline import Floats

Integers = NDArray[np.intp]

LEVELS: tuple[float, ...] = (0.05, 0.10, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90, 0.95)
LEFT_AT_END = 0.05
# at least a tenth: an index of exactly 1 is no promise
BASES = (0.1, 0.2, 0.4, 0.8, 1.6)
_UPPER = LEVELS[6:]


def scale(done: Floats, index: Floats, *, base: float) -> Floats:
    """The unit of scatter of each report, [log ratio]; shape (r,).

    done  : shape (r,), [-] share of the work done
    index : shape (r,), log of the performance index so far; 0 is as planned
    base  : what is uncertain even at an index of 1, beside the distance of the index from 1
    """
    left = np.maximum(1 - done, 0.0)
    calm = base * np.sqrt(left + LEFT_AT_END)
    return np.asarray(np.hypot(calm, left * index), dtype=np.float64)


def fit_scatter(
    error: Floats, *, done: Floats, index: Floats, project: Integers
) -> tuple[float, tuple[float, ...]]:
    """Learn `base` and the percentiles of scatter, at `LEVELS`, from errors of forecasts; each project counts once.

    error   : shape (r,), log of outcome over forecast, each forecast made without its project
    project : shape (r,)    numbers 0, 1, … of the projects
    The base is that of `BASES` with the least pinball loss on projects left out in turn.
    """
    count = np.bincount(project)
    weight = 1.0 / count[project]
    losses = [
        _loss_left_out(error, scale(done, index, base=base), project=project, weight=weight) for base in BASES
    ]
    base = BASES[int(np.argmin(losses))]
    return base, _both_ways(np.abs(error) / scale(done, index, base=base), weight)


def _loss_left_out(error: Floats, unit: Floats, *, project: Integers, weight: Floats) -> float:
    """Pinball loss of the percentiles that the other projects give; mean over projects."""
    levels = np.array(LEVELS)
    losses = []
    for number in range(int(project.max()) + 1):
        own = project == number
        scatter = np.array(_both_ways((np.abs(error) / unit)[~own], weight[~own]))
        short = error[own, None] - unit[own, None] * scatter
        losses.append(float(np.maximum(levels * short, (levels - 1.0) * short).mean()))
    return float(np.mean(losses))


def _both_ways(size: Floats, weight: Floats) -> tuple[float, ...]:
    """Percentiles of errors of these sizes if either direction is as likely: P80 holds three in five sizes."""
    order = np.argsort(size, kind="stable")
    place = (np.cumsum(weight[order]) - 0.5 * weight[order]) / weight.sum()
    upper = np.interp(2.0 * np.array(_UPPER) - 1.0, place, size[order])
    half = [round(float(value), 6) for value in upper]
    return (*(-value for value in reversed(half)), 0.0, *half)
