"""Errors and coverage of forecasts on sets of finished projects, beside the best single way on the same projects."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .forecast_cases import SHARES, Case, Projects, cut, finished, rolling
from .forecast_errors import CONFIDENCES, OURS, found

_DRAWS = 10_000


@dataclass(frozen=True)
class Measured:
    """Cost or finish of a set of projects.

    error   : mean absolute percentage error by way of forecasting, mean over reports of a project, then over projects
    best    : the single way with the least error on these very projects, as only hindsight can choose it
    gain    : [%] our error less that of `best`, with the range that 90 of 100 such sets of projects would give
    hits    : projects whose outcome lay within each of `CONFIDENCES`; central: from P10 to P90
    """

    error: dict[str, float]
    best: str
    gain: tuple[float, float, float]
    hits: dict[str, int]
    central: int


@dataclass(frozen=True)
class Accuracy:
    """Errors and coverage on one set of projects; `hindsight` is a floor for mixes of EAC(CPI) and EAC(PF=1)."""

    name: str
    projects: int
    reports: int
    cost: Measured
    time: Measured
    hindsight: float


def accuracy(name: str, cases: Iterable[Case]) -> Accuracy:
    """Judge the cases that have a report to judge."""
    rows = [row for row in map(found, cases) if row is not None]
    return Accuracy(
        name=name,
        projects=len(rows),
        reports=sum(row.reports for row in rows),
        cost=_measured([row.cost for row in rows], [row.within_cost for row in rows]),
        time=_measured([row.time for row in rows], [row.within_time for row in rows]),
        hindsight=float(np.mean([row.hindsight for row in rows])),
    )


def everything(projects: Projects) -> tuple[Accuracy, ...]:
    """Every cut in time, and each project from those before it."""
    cuts = [accuracy(f"oldest {share:.0%} teach", cut(projects, share)) for share in SHARES]
    return (*cuts, accuracy("each from those before it", rolling(projects)))


def older_half(projects: Projects) -> Accuracy:
    """How the forecast learned on the older half does on that half itself: better than it will ever do."""
    ordered = finished(projects)
    model = cut(projects, 0.5)[0].model
    return accuracy("older half, learned from", [Case(p, model) for p in ordered[: len(ordered) // 2]])


def binomial_range(projects: int, share: float, *, inside: float = 0.9) -> tuple[int, int]:
    """Hits among `projects` that chance alone gives around a true share, leaving out 5 % at either end."""
    tail = (1 - inside) / 2
    chance = [math.comb(projects, k) * share**k * (1 - share) ** (projects - k) for k in range(projects + 1)]
    total = np.cumsum(chance)
    return int(np.argmax(total > tail)), int(np.argmax(total >= 1 - tail))


def paired_range(differences: list[float]) -> tuple[float, float, float]:
    """The mean of differences, and what 90 of 100 sets of as many projects, drawn from these, would give."""
    each = np.array(differences)
    draws = np.random.default_rng(1).integers(0, each.size, (_DRAWS, each.size))
    low, high = np.quantile(each[draws].mean(axis=1), [0.05, 0.95])
    return float(each.mean()), float(low), float(high)


def _measured(errors: list[dict[str, float]], within: list[dict[float, bool]]) -> Measured:
    error = {name: float(np.mean([row[name] for row in errors])) for name in errors[0]}
    best = min((name for name in error if name != OURS), key=lambda name: error[name])
    return Measured(
        error=error,
        best=best,
        gain=paired_range([row[OURS] - row[best] for row in errors]),
        hits={f"P{round(100 * c)}": sum(row[c] for row in within) for c in CONFIDENCES},
        central=sum(row[0.9] and not row[0.1] for row in within),
    )
