"""What the futures say: when, how much, how sure, and how exact the answer itself is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pilothouse.engine.risk.columns import Floats
from pilothouse.engine.risk.simulation import Simulation

Measure = Literal["finish", "cost"]
USUAL_CONFIDENCES = (0.1, 0.5, 0.8, 0.9)


@dataclass(frozen=True)
class Curve:
    """An S-curve: the share of futures that end at or below each value; both shape (points,)."""

    value: Floats
    confidence: Floats


@dataclass(frozen=True)
class Joint:
    """How sure two promises are together.

    finish, cost : [min], [money] promised
    on_time, within_cost, both : [-] share of futures that keep each promise, and both
    """

    finish: float
    cost: float
    on_time: float
    within_cost: float
    both: float


@dataclass(frozen=True)
class Contingency:
    """What to hold on top of the plan so that a share `confidence` of futures needs no more.

    time, money : [min], [money]; negative where the plan already holds more than it needs
    """

    confidence: float
    time: float
    money: float


@dataclass(frozen=True)
class Convergence:
    """How exact a percentile is, as the number of futures grows.

    futures : shape (k,), how many futures; estimate : shape (k,), the percentile from those
    error   : shape (k,), its standard error, from the spread of neighbouring futures
    needed  : futures that would bring the error down to `tolerance` of the estimate
    """

    futures: Sequence[int]
    estimate: Floats
    error: Floats
    needed: int


def values_of(simulation: Simulation, measure: Measure) -> Floats:
    """Finish [min] or cost [money] of every future; shape (futures,). Raises ValueError: nothing was simulated."""
    values = simulation.finish if measure == "finish" else simulation.cost
    if not len(values):
        raise ValueError("No future was simulated, so there is nothing to read.")
    return np.asarray(values, dtype=np.float64)


def percentiles(
    simulation: Simulation, measure: Measure, confidences: Sequence[float] = USUAL_CONFIDENCES
) -> dict[float, float]:
    """The value that a given share of futures stays within, for each share: {0.8: P80, …}.

    Raises ValueError: a confidence outside 0 to 1.
    """
    _check_confidences(confidences)
    values = np.quantile(values_of(simulation, measure), confidences, method="hazen")
    return {share: float(value) for share, value in zip(confidences, values, strict=True)}


def confidence_of(simulation: Simulation, measure: Measure, value: float) -> float:
    """The share of futures that end at or below `value`: how sure a promise is."""
    return float(np.mean(values_of(simulation, measure) <= value))


def s_curve(simulation: Simulation, measure: Measure, *, points: int = 101) -> Curve:
    """The S-curve of finish or cost at evenly spaced confidences. Raises ValueError: fewer than 3 points."""
    if points < 3:
        raise ValueError(f"An S-curve needs 3 points or more, not {points}.")
    shares = np.linspace(0.0, 1.0, points)
    return Curve(np.quantile(values_of(simulation, measure), shares), shares)


def joint_confidence(simulation: Simulation, *, finish: float, cost: float) -> Joint:
    """How sure it is to finish by `finish` [min] and within `cost` [money] in the same future."""
    early = values_of(simulation, "finish") <= finish
    cheap = simulation.cost <= cost
    both = float(np.mean(early & cheap))
    return Joint(finish, cost, float(np.mean(early)), float(np.mean(cheap)), both)


def joint_targets(simulation: Simulation, *, confidence: float = 0.8) -> Joint:
    """A finish and a cost, equally sure each, that hold together in a share `confidence` of futures.

    Source: NASA (2014) Cost Estimating Handbook 4.0, appendix J, joint confidence level.
    """
    _check_confidences([confidence])
    finish, cost = values_of(simulation, "finish"), simulation.cost
    ranks = np.maximum(_share_reaching(finish), _share_reaching(cost))
    level = float(np.sort(ranks)[math.ceil(confidence * len(ranks)) - 1])
    return joint_confidence(
        simulation,
        finish=float(np.quantile(finish, level, method="inverted_cdf")),
        cost=float(np.quantile(cost, level, method="inverted_cdf")),
    )


def contingency(
    simulation: Simulation, confidences: Sequence[float] = (0.5, 0.7, 0.8, 0.9), *, joint: bool = False
) -> tuple[Contingency, ...]:
    """Time and money to hold on top of the plan as written, for each confidence.

    joint : both must suffice in the same future; else each on its own
    Source: AACE International RP 57R-09, integrated cost and schedule risk analysis using Monte Carlo.
    """
    rows = []
    for share in confidences:
        if joint:
            targets = joint_targets(simulation, confidence=share)
            finish, cost = targets.finish, targets.cost
        else:
            finish = percentiles(simulation, "finish", [share])[share]
            cost = percentiles(simulation, "cost", [share])[share]
        rows.append(Contingency(share, finish - simulation.planned_finish, cost - simulation.planned_cost))
    return tuple(rows)


def standard_error(values: Floats, confidence: float) -> float:
    """Standard error of a percentile of `values`, shape (n,): half the width of its 68 % order-statistic interval.

    Source: David and Nagaraja (2003), Order Statistics, 3rd ed., section 7.1, distribution-free intervals.
    """
    n = len(values)
    reach = math.sqrt(n * confidence * (1.0 - confidence))
    low = max(math.floor(n * confidence - reach), 0)
    high = min(math.ceil(n * confidence + reach), n - 1)
    ordered = np.partition(values, (low, high))
    return float(ordered[high] - ordered[low]) / 2.0


def convergence(
    simulation: Simulation, measure: Measure, *, confidence: float = 0.8, tolerance: float = 0.005
) -> Convergence:
    """How a percentile settles as futures are added, with its standard error.

    tolerance : [-] of the estimate, for `needed`
    Raises ValueError: a confidence outside 0 to 1, or a tolerance of 0 or less.
    """
    _check_confidences([confidence])
    if tolerance <= 0:
        raise ValueError(f"The tolerance must be above 0, not {tolerance}.")
    values = values_of(simulation, measure)
    steps = sorted({max(len(values) * k // 10, 2) for k in range(1, 11)})
    estimate = np.array([np.quantile(values[:k], confidence, method="hazen") for k in steps])
    error = np.array([standard_error(values[:k], confidence) for k in steps])
    scale = abs(estimate[-1]) * tolerance
    needed = steps[-1] * (error[-1] / scale) ** 2 if scale else 0.0
    return Convergence(tuple(steps), estimate, error, math.ceil(needed))


def _share_reaching(values: Floats) -> Floats:
    """For each value, the smallest share of all whose quantile reaches it; shape as `values`.

    Of values that are alike it is the first one's: a plan without any cost asks for no certainty of it.
    """
    return (np.searchsorted(np.sort(values), values, side="left") + 1) / len(values)


def _check_confidences(confidences: Sequence[float]) -> None:
    """Raise where a confidence is not between 0 and 1."""
    for share in confidences:
        if not 0.0 < share < 1.0:
            raise ValueError(f"A confidence must lie between 0 and 1, not {share}.")
