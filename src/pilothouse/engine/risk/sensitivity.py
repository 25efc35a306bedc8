"""What drives the finish and the cost: which tasks, which risks, and the project as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pilothouse.engine.risk.columns import Floats
from pilothouse.engine.risk.results import Measure, values_of
from pilothouse.engine.risk.simulation import Simulation

Source = Literal["task", "line", "event", "systemic"]
_DECILES = 2.5631031310892007  # from P10 to P90 of a normal, in deviations


@dataclass(frozen=True)
class Drivers:
    """How each task bears on the finish of the plan; columns of shape (tasks,), in the plan's order.

    criticality : [-] share of futures in which the task was critical
    cruciality  : [-] correlation of its duration with the finish of the plan; 0 where it never varies
    deviation   : [min] standard deviation of its duration
    mean        : [min] average duration
    sensitivity : [-] criticality * deviation / deviation of the finish (the schedule sensitivity index)
    Sources: Williams (1992), Journal of the OR Society 43(4) 353-357 (criticality and cruciality);
    PMI (2004), PMBOK guide 3rd ed., and Vanhoucke (2010), Measuring Time (schedule sensitivity index).
    """

    ids: tuple[str, ...]
    criticality: Floats
    cruciality: Floats
    deviation: Floats
    mean: Floats
    sensitivity: Floats


@dataclass(frozen=True)
class Bar:
    """One bar of a tornado: how far the measure moves with this driver.

    low, high : the average finish [min] or cost [money] when the driver is at its P10 and at its P90;
                for an event, when it does not happen and when it does
    """

    id: str
    source: Source
    low: float
    high: float

    @property
    def swing(self) -> float:
        """Length of the bar."""
        return abs(self.high - self.low)


def drivers(simulation: Simulation) -> Drivers:
    """Criticality, cruciality and sensitivity of every task."""
    n = simulation.futures
    values_of(simulation, "finish")
    critical, total, square, product = simulation.tallies.tasks.T
    variance, covariance = _moments(n, total, square, product, simulation, "finish")
    deviation = np.sqrt(variance)
    spread = float(np.std(simulation.finish))
    usual = simulation.packed.inputs.walk.stops["usual"][:-1]
    criticality = critical / n
    return Drivers(
        ids=simulation.plan.ids,
        criticality=criticality,
        cruciality=_correlation(covariance, deviation, spread),
        deviation=deviation,
        mean=usual + total / n,
        sensitivity=criticality * deviation / spread if spread else np.zeros(len(total)),
    )


def tornado(simulation: Simulation, measure: Measure, *, most: int = 15) -> tuple[Bar, ...]:
    """The drivers that move finish or cost most, longest bar first.

    Tasks and cost lines by a straight line through the futures (their own covariance with the measure), events by
    the futures with and without them, the project as a whole by the futures in which its factor was low or high.
    """
    values = values_of(simulation, measure)
    mean = float(values.mean())
    bars = [*_systemic_bars(simulation, values), *_event_bars(simulation, measure, mean)]
    bars += _task_bars(simulation, mean) if measure == "finish" else _line_bars(simulation, mean)
    bars.sort(key=lambda bar: -bar.swing)
    return tuple(bar for bar in bars[:most] if bar.swing > 0)


def _moments(
    n: int, total: Floats, square: Floats, product: Floats, simulation: Simulation, measure: Measure
) -> tuple[Floats, Floats]:
    """Variance of each quantity and covariance with the measure, from sums of deviations about the usual."""
    inputs = simulation.packed.inputs
    centre = inputs.usual_finish if measure == "finish" else inputs.usual_cost
    lateness = float(values_of(simulation, measure).mean()) - centre
    variance = np.maximum(square / n - (total / n) ** 2, 0.0)
    # rounding leaves a sliver of variance on what never varies
    variance[variance < 1e-9 * (1.0 + square / n)] = 0.0
    return variance, product / n - (total / n) * lateness


def _correlation(covariance: Floats, deviation: Floats, spread: float) -> Floats:
    """Correlations, 0 where one side never varies."""
    scale = deviation * spread
    return np.clip(np.divide(covariance, scale, out=np.zeros_like(scale), where=scale > 0), -1.0, 1.0)


def _swings(covariance: Floats, variance: Floats) -> Floats:
    """How far the measure moves between the driver's P10 and P90, by the regression line."""
    deviation = np.sqrt(variance)
    return np.divide(covariance * _DECILES, deviation, out=np.zeros_like(variance), where=variance > 0)


def _task_bars(simulation: Simulation, mean: float) -> list[Bar]:
    """Bars of tasks for the finish."""
    _, total, square, product = simulation.tallies.tasks.T
    variance, covariance = _moments(simulation.futures, total, square, product, simulation, "finish")
    swings = _swings(covariance, variance)
    longest = np.argsort(-np.abs(swings), kind="stable")[:50]
    ids = simulation.plan.ids
    return [Bar(ids[row], "task", mean - swings[row] / 2, mean + swings[row] / 2) for row in longest]


def _line_bars(simulation: Simulation, mean: float) -> list[Bar]:
    """Bars of cost lines for the cost."""
    total, square, product = simulation.tallies.lines.T
    variance, covariance = _moments(simulation.futures, total, square, product, simulation, "cost")
    swings = _swings(covariance, variance)
    names = simulation.packed.line_ids
    return [Bar(name, "line", mean - s / 2, mean + s / 2) for name, s in zip(names, swings.tolist(), strict=True)]


def _event_bars(simulation: Simulation, measure: Measure, mean: float) -> list[Bar]:
    """Bars of events: the average with and without each."""
    inputs = simulation.packed.inputs
    centre = inputs.usual_finish if measure == "finish" else inputs.usual_cost
    n = simulation.futures
    bars = []
    for event, row in zip(simulation.plan.events, simulation.tallies.events, strict=True):
        happened, more = row[0], row[1] if measure == "finish" else row[2]
        if 0 < happened < n:
            with_it = centre + more / happened
            without = (mean * n - with_it * happened) / (n - happened)
            bars.append(Bar(event.id, "event", float(without), float(with_it)))
    return bars


def _systemic_bars(simulation: Simulation, values: Floats) -> list[Bar]:
    """Bars of the project-wide factors: averages of the futures in the lowest and highest fifth of each."""
    bars = []
    for name, factor in (("time factor", simulation.time_factor), ("cost factor", simulation.cost_factor)):
        if float(np.ptp(factor)) == 0.0:
            continue
        low, high = np.quantile(factor, [0.2, 0.8])
        bars.append(
            Bar(name, "systemic", float(values[factor <= low].mean()), float(values[factor >= high].mean()))
        )
    return bars
