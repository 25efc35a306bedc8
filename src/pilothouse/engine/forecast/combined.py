"""One forecast out of several: final cost and finish from pace so far, with an interval that experience gives.

The pace of the work done is believed the more, the more is done (cost) and within bounds (time); how far, is
learned from finished projects, and so is the spread of the outcome around the forecast. People's hours are
booked as they are worked, purchases and invoices late or in lumps, so the share of labour in the budget says
how far an early cost index can be believed.

Sources: the single methods combined are EAC with PF = CPI and PF = 1, and earned schedule with PF = 1 and
SPI(t) (Batselier and Vanhoucke 2015, IJPM 33(7) 1588-1596). The interval: see `scatter`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from pilothouse.engine.value.baseline import Floats
from pilothouse.engine.value.indices import DUST, EarnedValue

from .history import History
from .scatter import LEVELS, Integers, fit_scatter, scale

PACE_BOUND = 0.5
COST_BOUND = 1.0
FEWEST_PROJECTS = 10

_TRUSTS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
# equal trusts are the forms that do not look at labour
_COST_TRUST = tuple(itertools.product(_TRUSTS, (0.0, *_TRUSTS)))
_TIME_TRUST = tuple(itertools.product((0.0, 0.25, 0.5, 0.75, 1.0), (0.0, 0.1, 0.2, 0.3, 0.4)))


@dataclass(frozen=True)
class ForecastModel:
    """How far to believe the pace so far, and how wide outcomes scatter; learned by `fit_forecast`.

    trust, labour_trust : exponents of the share done in the weight of CPI, for budgets without and all of labour
    recovery : how far an early delay of labour counts: its exponent of the share done
    pace     : weight of SPI(t) in the pace of the rest, for budgets without labour
    cost_base, time_base : [log ratio] what is uncertain even where the index is 1; see `scatter.scale`
    cost_scatter, time_scatter : shape (11,), [units of `scale`]   log of outcome over forecast at `LEVELS`
    projects : how many finished projects this was learned from
    Raises ValueError: a weight or base below zero, or scatter of a wrong length or that falls.
    """

    trust: float
    labour_trust: float
    recovery: float
    pace: float
    cost_base: float
    time_base: float
    cost_scatter: tuple[float, ...]
    time_scatter: tuple[float, ...]
    projects: int

    def __post_init__(self) -> None:
        weights = (self.trust, self.labour_trust, self.recovery, self.pace, self.cost_base, self.time_base)
        if min(weights) < 0:
            raise ValueError("The weights of a forecast model cannot be negative.")
        for name in ("cost_scatter", "time_scatter"):
            scatter = getattr(self, name)
            if len(scatter) != len(LEVELS):
                raise ValueError(f"{name} needs {len(LEVELS)} values, not {len(scatter)}.")
            if not np.isfinite(scatter).all() or (np.diff(scatter) < 0).any():
                raise ValueError(f"{name} must be finite and never fall.")


@dataclass(frozen=True, eq=False)
class Forecast:
    """Final cost and duration of a project as seen at each status date.

    cost, time : shape (p,), [money] and [working time] from the origin   the single best figure
    cost_at, time_at : shape (p, 11)   what outcomes stay within, at the confidences `LEVELS`
    projects   : how many finished projects stand behind the interval
    """

    cost: Floats
    time: Floats
    cost_at: Floats
    time_at: Floats
    projects: int

    def cost_within(self, confidence: float) -> Floats:
        """Cost not exceeded with this confidence (0.05 to 0.95), shape (p,), [money]."""
        return _read(self.cost_at, confidence)

    def time_within(self, confidence: float) -> Floats:
        """Duration not exceeded with this confidence (0.05 to 0.95), shape (p,), [working time]."""
        return _read(self.time_at, confidence)


def combined_forecast(state: EarnedValue, *, model: ForecastModel, labour_share: float = 0.0) -> Forecast:
    """Forecast the final cost and duration at each status date, with intervals.

    labour_share : [-] part of the budget that is people's time; 0 where not known
    Nothing is forecast below what is already spent or before the status date; done work is a certainty.
    Raises ValueError: labour share outside 0 to 1.
    """
    if not 0 <= labour_share <= 1:
        raise ValueError(f"The labour share is {labour_share:g}; it lies between 0 and 1.")
    size = state.time.size
    reports = History(
        project=("this",) * size,
        done=np.minimum(state.share_done, 1.0),
        spent=state.spent / state.budget,
        time=state.time / state.duration,
        schedule=state.schedule / state.duration,
        labour=np.full(size, labour_share),
        final_cost=np.ones(size),
        final_time=np.ones(size),
    )
    cost = cost_points(reports, trust=model.trust, labour_trust=model.labour_trust)
    time = time_points(reports, recovery=model.recovery, pace=model.pace)
    cost_unit = scale(reports.done, cost_index(reports), base=model.cost_base)[:, None]
    time_unit = scale(reports.done, pace_index(reports), base=model.time_base)[:, None]
    finished = reports.done >= 1 - 1e-6
    cost_at = np.maximum(cost[:, None] * np.exp(cost_unit * model.cost_scatter), reports.spent[:, None])
    time_at = np.maximum(time[:, None] * np.exp(time_unit * model.time_scatter), reports.time[:, None])
    cost_at = np.where(finished[:, None], reports.spent[:, None], cost_at)
    time_at = np.where(finished[:, None], reports.time[:, None], time_at)
    time = np.where(finished, reports.time, time)
    return Forecast(
        cost=cost * state.budget,
        time=time * state.duration,
        cost_at=cost_at * state.budget,
        time_at=time_at * state.duration,
        projects=model.projects,
    )


def fit_forecast(history: History, *, low: float = 0.1, high: float = 0.9) -> ForecastModel:
    """Learn a forecast model from finished projects; each project counts once.

    low, high : [-] reports with this share of work done are used; earlier ones say little, later ones all
    The weights are those of a small grid with the least mean absolute percentage error; the scatter is that of
    the outcomes around forecasts whose weights were chosen without the project. The same history gives the same
    model.
    Raises ValueError: fewer than 10 projects with a report in that range.
    """
    used = history.between(low, high)
    if used.count < FEWEST_PROJECTS:
        raise ValueError(
            f"A forecast model needs {FEWEST_PROJECTS} finished projects; there are {used.count}."
        )
    project = used.numbers()
    costs = np.array([cost_points(used, trust=a, labour_trust=b) for a, b in _COST_TRUST])
    times = np.array([time_points(used, recovery=a, pace=b) for a, b in _TIME_TRUST])
    cost_row, cost_error = _least(costs, used.final_cost, project)
    time_row, time_error = _least(times, used.final_time, project)
    (trust, labour_trust), (recovery, pace) = _COST_TRUST[cost_row], _TIME_TRUST[time_row]
    cost_base, cost_scatter = fit_scatter(cost_error, done=used.done, index=cost_index(used), project=project)
    time_base, time_scatter = fit_scatter(time_error, done=used.done, index=pace_index(used), project=project)
    return ForecastModel(
        trust=trust,
        labour_trust=labour_trust,
        recovery=recovery,
        pace=pace,
        cost_base=cost_base,
        time_base=time_base,
        cost_scatter=cost_scatter,
        time_scatter=time_scatter,
        projects=used.count,
    )


def _least(points: Floats, outcome: Floats, project: Integers) -> tuple[int, Floats]:
    """The row of forecasts with the least error, and log errors of forecasts chosen without each project.

    points : shape (g, r), g ways to forecast each report; outcome, project : shape (r,)
    """
    count = np.bincount(project)
    each = np.array([np.bincount(project, weights=row) for row in np.abs(points / outcome - 1)]) / count
    total = each.sum(axis=1)
    without = np.argmin(total[:, None] - each, axis=0)
    chosen = points[without[project], np.arange(len(project))]
    return int(np.argmin(total)), np.log(outcome / chosen)


def cost_points(reports: History, *, trust: float, labour_trust: float) -> Floats:
    """Final cost over budget by AC + (BAC - EV) / CPI^w, w = done ^ (trust, or labour_trust by the labour share)."""
    weight = reports.done ** (trust * (1 - reports.labour) + labour_trust * reports.labour)
    known = (reports.done > DUST) & (reports.spent > DUST)
    ratio = np.where(known, reports.done, 1.0) / np.where(known, reports.spent, 1.0)
    return np.asarray(reports.spent + (1 - reports.done) * ratio**-weight, dtype=np.float64)


def time_points(reports: History, *, recovery: float, pace: float) -> Floats:
    """Final over planned duration: earned schedule, its pace bounded, early delay of labour counted in part."""
    rest = (1 - reports.schedule) * np.exp(-pace * (1 - reports.labour) * pace_index(reports))
    delay = reports.time - reports.schedule
    made_up = delay * (1 - reports.done ** (recovery * reports.labour))
    return np.asarray(np.maximum(reports.time + rest - made_up, reports.time), dtype=np.float64)


def cost_index(reports: History) -> Floats:
    """Log of what the work done cost over its budget, bounded to a factor e; 0 where nothing is known."""
    known = (reports.done > DUST) & (reports.spent > DUST)
    ratio = np.where(known, reports.spent, 1.0) / np.where(known, reports.done, 1.0)
    return np.asarray(np.clip(np.log(ratio), -COST_BOUND, COST_BOUND), dtype=np.float64)


def pace_index(reports: History) -> Floats:
    """Log of SPI(t), bounded; 0 where nothing is known."""
    known = (reports.schedule > DUST) & (reports.time > DUST)
    ratio = np.where(known, reports.schedule, 1.0) / np.where(known, reports.time, 1.0)
    return np.asarray(np.clip(np.log(ratio), -PACE_BOUND, PACE_BOUND), dtype=np.float64)


def _read(table: Floats, confidence: float) -> Floats:
    if not LEVELS[0] <= confidence <= LEVELS[-1]:
        raise ValueError(f"Confidence runs from {LEVELS[0]} to {LEVELS[-1]}, not {confidence}.")
    return np.array([np.interp(confidence, LEVELS, row) for row in table], dtype=np.float64)
