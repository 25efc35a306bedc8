"""How far each way of forecasting was from the outcome of a project, the combined forecast beside every single one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pilothouse.engine.forecast.combined import combined_forecast
from pilothouse.engine.value.baseline import Floats
from pilothouse.engine.value.estimates import (
    COST_FACTORS,
    TIME_FACTORS,
    cost_at_completion,
    time_at_completion,
)
from pilothouse.engine.value.indices import EarnedValue

from .forecast_cases import HIGH, LOW, Case

CONFIDENCES = (0.1, 0.5, 0.8, 0.9)
OURS = "combined"
Way = Callable[[EarnedValue], Floats]


def _factor(name: str) -> str:
    return "PF=1" if name == "1" else name


def _cost(factor: str) -> Way:
    return lambda state: cost_at_completion(state, factor=factor)


def _time(method: str, factor: str) -> Way:
    return lambda state: time_at_completion(state, method=method, factor=factor)


SINGLE_COST: dict[str, Way] = {f"EAC({_factor(name)})": _cost(name) for name in COST_FACTORS} | {
    "budget": lambda state: np.full(state.time.size, state.budget)
}
SINGLE_TIME: dict[str, Way] = {
    f"{method}({_factor(name)})": _time(method, name)
    for method, names in TIME_FACTORS.items()
    for name in names
} | {"baseline end": lambda state: np.full(state.time.size, state.duration)}


@dataclass(frozen=True)
class Found:
    """What became of one case.

    cost, time : by way of forecasting, the mean absolute error of its reports, [%]
    hindsight  : the same for cost had each report taken the best mix of EAC(CPI) and EAC(PF=1)
    within     : whether cost and time stayed within each of `CONFIDENCES` at the report nearest to half done
    """

    code: str
    reports: int
    cost: dict[str, float]
    time: dict[str, float]
    hindsight: float
    within_cost: dict[float, bool]
    within_time: dict[float, bool]


def found(case: Case) -> Found | None:
    """Forecast every report with 10 to 90 % of the work done; None where a project has none."""
    state = case.project.state()
    complete = int(np.argmax(state.share_done >= 1 - 1e-6))
    share = state.share_done[:complete]
    used = np.flatnonzero((share >= LOW) & (share <= HIGH))
    if not used.size:
        return None
    ours = combined_forecast(state, model=case.model, labour_share=case.project.labour_share)
    half = int(used[np.argmin(np.abs(share[used] - 0.5))])
    cost, time = float(state.spent[-1]), float(state.time[-1])

    def error(forecast: Floats, outcome: float) -> float:
        return float(100 * np.mean(np.abs(forecast[used] / outcome - 1)))

    ends = np.stack([SINGLE_COST[name](state) for name in ("EAC(CPI)", "EAC(PF=1)")])
    return Found(
        code=case.project.code,
        reports=int(used.size),
        cost={OURS: error(ours.cost, cost)}
        | {name: error(way(state), cost) for name, way in SINGLE_COST.items()},
        time={OURS: error(ours.time, time)}
        | {name: error(way(state), time) for name, way in SINGLE_TIME.items()},
        hindsight=error(np.clip(cost, ends.min(axis=0), ends.max(axis=0)), cost),
        within_cost={c: bool(cost <= ours.cost_within(c)[half]) for c in CONFIDENCES},
        within_time={c: bool(time <= ours.time_within(c)[half]) for c in CONFIDENCES},
    )
