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
    critical, total = simulation.tallies.tasks[:, 0], simulation.tallies.tasks[:, 1]
    variance, covariance = _moments(simulation)
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

    Tasks and cost lines by their own spread alone (for the finish, times the share of futures in which the task is
    critical, which is how far the average finish follows it); events by the futures with and without them; the
    project as a whole by the futures in the lowest and the highest fifth of its factor.
    """
    values = values_of(simulation, measure)
    mean = float(values.mean())
    bars = [*_systemic_bars(simulation, measure, values), *_event_bars(simulation, measure, mean)]
    bars += _task_bars(simulation, mean) if measure == "finish" else _line_bars(simulation, mean)
    bars.sort(key=lambda bar: -bar.swing)
    return tuple(bar for bar in bars[:most] if bar.swing > 0)


def _moments(simulation: Simulation) -> tuple[Floats, Floats]:
    """Variance of each task's duration and covariance with the finish, from sums about the usual; (tasks,)."""
    n = simulation.futures
    _, total, square, product = simulation.tallies.tasks.T
    lateness = float(simulation.finish.mean()) - simulation.packed.inputs.usual_finish
    variance = np.maximum(square / n - (total / n) ** 2, 0.0)
    # rounding leaves a sliver of variance on what never varies
    variance[variance < 1e-9 * (1.0 + square / n)] = 0.0
    return variance, product / n - (total / n) * lateness


def _correlation(covariance: Floats, deviation: Floats, spread: float) -> Floats:
    """Correlations, 0 where one side never varies."""
    scale = deviation * spread
    return np.clip(np.divide(covariance, scale, out=np.zeros_like(scale), where=scale > 0), -1.0, 1.0)


def _task_bars(simulation: Simulation, mean: float) -> list[Bar]:
    """Bars of tasks for the finish."""
    critical = simulation.tallies.tasks[:, 0] / simulation.futures
    scale = float(simulation.time_factor.mean()) * _DECILES
    swings = critical * simulation.plan.durations.deviations() * scale
    longest = np.argsort(-swings, kind="stable")[:50]
    ids = simulation.plan.ids
    return [
        Bar(ids[row], "task", float(mean - swings[row] / 2), float(mean + swings[row] / 2)) for row in longest
    ]


def _line_bars(simulation: Simulation, mean: float) -> list[Bar]:
    """Bars of cost lines for the cost: the spread of the amount, and of the task that is paid by the minute."""
    plan = simulation.plan
    if plan.lines.amount is None:
        return []
    place = {name: row for row, name in enumerate(plan.ids)}
    own = plan.durations.deviations()
    minutes = np.array([own[place[name]] if name else 0.0 for name in plan.lines.task])
    spread = np.hypot(plan.lines.amount.deviations(), np.array(plan.lines.rate) * minutes)
    swings = spread * float(simulation.cost_factor.mean()) * _DECILES
    return [
        Bar(name, "line", mean - swing / 2, mean + swing / 2)
        for name, swing in zip(plan.lines.ids, swings.tolist(), strict=True)
    ]


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


def _systemic_bars(simulation: Simulation, measure: Measure, values: Floats) -> list[Bar]:
    """Bars of the project-wide factors: averages of the futures in the lowest and highest fifth of each."""
    bars = []
    for name, factor in (("time factor", simulation.time_factor), ("cost factor", simulation.cost_factor)):
        moves = measure == "cost" or name == "time factor"
        if not moves or float(np.ptp(factor)) == 0.0:
            continue
        low, high = np.quantile(factor, [0.2, 0.8])
        bars.append(
            Bar(name, "systemic", float(values[factor <= low].mean()), float(values[factor >= high].mean()))
        )
    return bars
