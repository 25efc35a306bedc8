"""How true are the forecasts? Learn on older projects, forecast newer ones, compare with what came true.

python -m pilothouse.engine.bench.forecast_accuracy ../shared/data/dslib
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pilothouse.engine.forecast.combined import ForecastModel, combined_forecast, fit_forecast
from pilothouse.engine.forecast.history import History, joined_history, project_history
from pilothouse.engine.value.baseline import Floats
from pilothouse.engine.value.estimates import cost_at_completion, time_at_completion

from .tracked_projects import DATA, TrackedProject, tracked_projects

LOW, HIGH = 0.1, 0.9
CONFIDENCES = (0.1, 0.5, 0.8, 0.9)


@dataclass(frozen=True)
class Accuracy:
    """Errors and coverage on one set of projects.

    error    : mean absolute percentage error, mean over reports of a project, then over projects, by method
    coverage : share of projects whose outcome lay within each confidence, at the report nearest to half done
    central  : the same for the interval from P10 to P90
    """

    projects: int
    reports: int
    cost_error: dict[str, float]
    time_error: dict[str, float]
    cost_coverage: dict[str, float]
    time_coverage: dict[str, float]
    cost_central: float
    time_central: float


def finished(projects: tuple[TrackedProject, ...]) -> tuple[TrackedProject, ...]:
    """Projects whose last report has all work done, by the day they finished."""
    done = [project for project in projects if project.state().share_done[-1] >= 1 - 1e-6]
    return tuple(sorted(done, key=lambda project: (project.finished_on, project.code)))


def learned(projects: tuple[TrackedProject, ...]) -> History:
    """The reports of these projects as experience."""
    return joined_history([project_history(p.code, p.state(), labour_share=p.labour_share) for p in projects])


def accuracy(projects: tuple[TrackedProject, ...], model: ForecastModel) -> Accuracy:
    """Forecast every report with 10 to 90 % of the work done, and compare with the outcome."""
    rows = [found for found in (_errors(project, model) for project in projects) if found]
    halves = [row["half"] for row in rows]
    methods = {kind: rows[0][kind].keys() for kind in ("cost", "time")}
    error = {
        kind: {name: float(np.mean([row[kind][name] for row in rows])) for name in methods[kind]}
        for kind in methods
    }
    cover = {
        kind: {f"P{round(100 * c)}": float(np.mean([half[kind][c] for half in halves])) for c in CONFIDENCES}
        for kind in methods
    }
    central = {kind: float(np.mean([h[kind][0.9] and not h[kind][0.1] for h in halves])) for kind in methods}
    return Accuracy(
        projects=len(rows),
        reports=sum(row["reports"] for row in rows),
        cost_error=error["cost"],
        time_error=error["time"],
        cost_coverage=cover["cost"],
        time_coverage=cover["time"],
        cost_central=central["cost"],
        time_central=central["time"],
    )


def binomial_interval(projects: int, share: float, *, inside: float = 0.9) -> tuple[float, float]:
    """Shares of `projects` that chance alone gives around a true share, leaving out 5 % at either end."""
    tail = (1 - inside) / 2
    chance = [math.comb(projects, k) * share**k * (1 - share) ** (projects - k) for k in range(projects + 1)]
    total = np.cumsum(chance)
    low = int(np.argmax(total > tail))
    high = int(np.argmax(total >= 1 - tail))
    return low / projects, high / projects


def time_split(projects: tuple[TrackedProject, ...]) -> tuple[ForecastModel, Accuracy, Accuracy]:
    """Learn on the half that finished first; the model, how it does on that half, and on the other."""
    ordered = finished(projects)
    older, newer = ordered[: len(ordered) // 2], ordered[len(ordered) // 2 :]
    model = fit_forecast(learned(older), low=LOW, high=HIGH)
    return model, accuracy(older, model), accuracy(newer, model)


def _errors(project: TrackedProject, model: ForecastModel) -> dict[str, Any]:
    state = project.state()
    complete = int(np.argmax(state.share_done >= 1 - 1e-6))
    share = state.share_done[:complete]
    used = np.flatnonzero((share >= LOW) & (share <= HIGH))
    if not used.size:
        return {}
    ours = combined_forecast(state, model=model, labour_share=project.labour_share)
    half = int(used[np.argmin(np.abs(share[used] - 0.5))])
    cost, time = float(state.spent[-1]), float(state.time[-1])

    def error(found: Floats, outcome: float) -> float:
        return float(100 * np.mean(np.abs(found[used] / outcome - 1)))

    return {
        "reports": int(used.size),
        "cost": {
            "combined": error(ours.cost, cost),
            "EAC(CPI)": error(cost_at_completion(state, factor="CPI"), cost),
            "EAC(PF=1)": error(cost_at_completion(state, factor="1"), cost),
            "budget": error(np.full(share.size, state.budget), cost),
        },
        "time": {
            "combined": error(ours.time, time),
            "ES(PF=1)": error(time_at_completion(state, method="ES", factor="1"), time),
            "PV(PF=1)": error(time_at_completion(state, method="PV", factor="1"), time),
            "ED(PF=1)": error(time_at_completion(state, method="ED", factor="1"), time),
            "baseline end": error(np.full(share.size, state.duration), time),
        },
        "half": {
            "cost": {c: bool(cost <= ours.cost_within(c)[half]) for c in CONFIDENCES},
            "time": {c: bool(time <= ours.time_within(c)[half]) for c in CONFIDENCES},
        },
    }


def main() -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DATA)
    projects = tracked_projects(parser.parse_args().folder)
    model, older, newer = time_split(projects)
    everything = fit_forecast(learned(finished(projects)), low=LOW, high=HIGH)
    report = {
        "learned on the older half": asdict(model),
        "older half": asdict(older),
        "newer half, not learned from": asdict(newer),
        "binomial 90 % interval": {
            f"P{round(100 * c)}": binomial_interval(newer.projects, c) for c in CONFIDENCES
        },
        "learned on all": asdict(everything),
    }
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
