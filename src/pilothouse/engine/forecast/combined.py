"""One forecast out of several: final cost and finish from pace so far, with an interval that experience gives.

The pace of the work done is believed the more, the more is done (cost) and within bounds (time); how far, is
learned from finished projects, and so is the spread of the outcome around the forecast. People's hours are
booked as they are worked, purchases and invoices late or in lumps, so the share of labour in the budget says
how far an early cost index can be believed.

Sources: the single methods combined are EAC with PF = CPI and PF = 1, and earned schedule with PF = 1 and
SPI(t) (Batselier and Vanhoucke 2015, IJPM 33(7) 1588-1596). The interval is split-conformal in spirit: errors
of the same forecast on finished projects, scaled by the work left (Vovk et al. 2005).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from pilothouse.engine.value.baseline import Floats
from pilothouse.engine.value.indices import DUST, EarnedValue

from .history import History

LEVELS: tuple[float, ...] = (0.05, 0.10, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90, 0.95)
PACE_BOUND = 0.5
LEFT_AT_END = 0.05
FEWEST_PROJECTS = 10

_COST_TRUST = tuple(itertools.product((0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0), (0.0, 0.25, 0.5, 1.0)))
_TIME_TRUST = tuple(itertools.product((0.0, 0.25, 0.5, 0.75, 1.0), (0.0, 0.1, 0.2, 0.3, 0.4)))


@dataclass(frozen=True)
class ForecastModel:
    """How far to believe the pace so far, and how wide outcomes scatter; learned by `fit_forecast`.

    trust, labour_trust : exponents of the share done in the weight of CPI, for budgets without and all of labour
    recovery : how far an early delay of labour counts: its exponent of the share done
    pace     : weight of SPI(t) in the pace of the rest, for budgets without labour
    cost_scatter, time_scatter : shape (11,), [log ratio]   of outcome to forecast at `LEVELS`, full work left
    projects : how many finished projects this was learned from
    Raises ValueError: a weight below zero, or scatter of a wrong length or that falls.
    """

    trust: float
    labour_trust: float
    recovery: float
    pace: float
    cost_scatter: tuple[float, ...]
    time_scatter: tuple[float, ...]
    projects: int

    def __post_init__(self) -> None:
        if min(self.trust, self.labour_trust, self.recovery, self.pace) < 0:
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
    left = _left(reports.done)
    finished = reports.done >= 1 - 1e-6
    cost_at = np.maximum(cost[:, None] * np.exp(left[:, None] * model.cost_scatter), reports.spent[:, None])
    time_at = np.maximum(time[:, None] * np.exp(left[:, None] * model.time_scatter), reports.time[:, None])
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
    the outcomes around the forecast. The same history gives the same model.
    Raises ValueError: fewer than 10 projects with a report in that range.
    """
    used = history.between(low, high)
    if used.count < FEWEST_PROJECTS:
        raise ValueError(
            f"A forecast model needs {FEWEST_PROJECTS} finished projects; there are {used.count}."
        )
    weight = used.weights()

    def error(found: Floats, outcome: Floats) -> float:
        return float(weight @ np.abs(found / outcome - 1))

    trust, labour_trust = min(
        _COST_TRUST,
        key=lambda pair: error(cost_points(used, trust=pair[0], labour_trust=pair[1]), used.final_cost),
    )
    recovery, pace = min(
        _TIME_TRUST,
        key=lambda pair: error(time_points(used, recovery=pair[0], pace=pair[1]), used.final_time),
    )
    cost = cost_points(used, trust=trust, labour_trust=labour_trust)
    time = time_points(used, recovery=recovery, pace=pace)
    left = _left(used.done)
    return ForecastModel(
        trust=trust,
        labour_trust=labour_trust,
        recovery=recovery,
        pace=pace,
        cost_scatter=_percentiles(np.log(used.final_cost / cost) / left, weight),
        time_scatter=_percentiles(np.log(used.final_time / time) / left, weight),
        projects=used.count,
    )


def cost_points(reports: History, *, trust: float, labour_trust: float) -> Floats:
    """Final cost over budget by AC + (BAC - EV) / CPI^w, w = done ^ (trust, or labour_trust by the labour share)."""
    weight = reports.done ** (trust * (1 - reports.labour) + labour_trust * reports.labour)
    known = (reports.done > DUST) & (reports.spent > DUST)
    ratio = np.where(known, reports.done, 1.0) / np.where(known, reports.spent, 1.0)
    return np.asarray(reports.spent + (1 - reports.done) * ratio**-weight, dtype=np.float64)


def time_points(reports: History, *, recovery: float, pace: float) -> Floats:
    """Final over planned duration: earned schedule, its pace bounded, early delay of labour counted in part."""
    known = (reports.schedule > DUST) & (reports.time > DUST)
    ratio = np.where(known, reports.schedule, 1.0) / np.where(known, reports.time, 1.0)
    bounded = np.clip(np.log(ratio), -PACE_BOUND, PACE_BOUND)
    rest = (1 - reports.schedule) * np.exp(-pace * (1 - reports.labour) * bounded)
    delay = reports.time - reports.schedule
    made_up = delay * (1 - reports.done ** (recovery * reports.labour))
    return np.asarray(np.maximum(reports.time + rest - made_up, reports.time), dtype=np.float64)


def _left(done: Floats) -> Floats:
    """How much the future can still move the outcome: the root of the work left, never quite nothing."""
    return np.asarray(np.sqrt(np.maximum(1 - done, 0.0) + LEFT_AT_END), dtype=np.float64)


def _percentiles(values: Floats, weight: Floats) -> tuple[float, ...]:
    order = np.argsort(values, kind="stable")
    place = np.cumsum(weight[order]) - 0.5 * weight[order]
    found = np.interp(LEVELS, place / weight.sum(), values[order])
    return tuple(round(float(value), 6) for value in found)


def _read(table: Floats, confidence: float) -> Floats:
    if not LEVELS[0] <= confidence <= LEVELS[-1]:
        raise ValueError(f"Confidence runs from {LEVELS[0]} to {LEVELS[-1]}, not {confidence}.")
    return np.array([np.interp(confidence, LEVELS, row) for row in table], dtype=np.float64)
