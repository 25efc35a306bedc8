"""Forecasts on the way: the combined one beside the best single one on the same projects, and beside what was told."""

from __future__ import annotations

from pilothouse.engine.bench.figures import Figure
from pilothouse.engine.bench.forecast_data_page import TOLD
from pilothouse.engine.bench.forecast_errors import OURS
from pilothouse.engine.bench.forecast_measures import Accuracy, Measured, binomial_range, everything
from pilothouse.engine.bench.timing import Effort
from pilothouse.engine.bench.tracked_projects import tracked_projects

_TOLD = {"cost": TOLD["EAC(CPI)"], "finish": TOLD["ES(PF=1)"]}
_ELSEWHERE = "told of the best single forecast on 113 projects, 45 of which are not at hand"


def forecasts(effort: Effort) -> list[Figure]:
    """Mean error and coverage of the combined forecast on four cuts in time and rolling."""
    folder = effort.data / "dslib"
    if not folder.exists():
        note = f"{effort.data} is absent: no tracked projects to forecast"
        return [Figure(case="forecasts", what="Mean error", unit="%", value=None, note=note)]
    rows = everything(tracked_projects(folder))
    chosen = rows[-1:] if effort.quick else rows
    found = []
    for row in chosen:
        for what, measured in (("cost", row.cost), ("finish", row.time)):
            found += _figures(f"{what}, {row.name}", row, measured)
            if row in (rows[1], rows[-1]):
                found.append(_told(f"{what}, {row.name}", measured, _TOLD[what]))
    return found


def _figures(name: str, row: Accuracy, measured: Measured) -> list[Figure]:
    mean, low, high = measured.gain
    error = Figure(
        case="forecasts",
        what=f"{name}: mean error",
        unit="%",
        value=measured.error[OURS],
        goal=measured.error[measured.best],
        ceiling=row.hindsight if measured is row.cost else None,
        ceiling_of="EAC(CPI) and EAC(PF=1) mixed in hindsight" if measured is row.cost else "",
        note=f"goal: {measured.best}, the best single one on the same {row.projects} projects; "
        f"difference {mean:+.1f}, by chance {low:+.1f} to {high:+.1f}",
    )
    return [error, *(_covered(name, row, measured, confidence) for confidence in (0.8, 0.9))]


def _covered(name: str, row: Accuracy, measured: Measured, confidence: float) -> Figure:
    low, high = binomial_range(row.projects, confidence)
    hits = measured.hits[f"P{100 * confidence:.0f}"]
    return Figure(
        case="forecasts",
        what=f"{name}: outcomes within P{100 * confidence:.0f}",
        unit="%",
        value=100 * hits / row.projects,
        goal=100 * high / row.projects,
        low=100 * low / row.projects,
        ceiling=100 * confidence,
        ceiling_of="a true percentile",
        note=f"{hits} of {row.projects}; chance gives {low} to {high}",
    )


def _told(name: str, measured: Measured, goal: float) -> Figure:
    return Figure(
        case="forecasts",
        what=f"{name}: mean error beside the data page",
        unit="%",
        value=measured.error[OURS],
        goal=goal,
        note=_ELSEWHERE,
    )
