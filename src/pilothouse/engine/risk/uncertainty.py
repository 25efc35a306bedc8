"""Uncertainty learnt from finished projects, and the outlook it gives a new one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pilothouse.engine.forecast.reference_classes import reference_class
from pilothouse.engine.risk.class_curve import ClassCurve
from pilothouse.engine.risk.columns import Floats
from pilothouse.engine.risk.history import FinishedProjects, ProjectProfile
from pilothouse.engine.risk.published_prior import Measure
from pilothouse.engine.risk.ratio_fit import RatioFit
from pilothouse.engine.risk.task_spread import TaskSpread, task_spread
from pilothouse.engine.risk.uncertain import chance_nodes

LEAST_PROJECTS = 12
_KNOWN_KIND = 3
Basis = Literal["fitted", "reference class"]


@dataclass(frozen=True)
class Outlook:
    """How a project like this one may end: actual over planned, in time and in cost.

    time, cost  : shape (nodes,), [ratio]    at `deviate_nodes()`; rising
    correlation : [-] between the two, of their normal deviates
    time_basis, cost_basis : "fitted" on the history, or a published "reference class" where it was too short
    note        : in words, what the figures rest on; to be shown wherever they are
    """

    time: Floats
    cost: Floats
    correlation: float
    time_basis: Basis
    cost_basis: Basis
    note: str

    def time_ratio(self, confidence: float) -> float:
        """Actual over planned duration that this share of such projects stays within."""
        return _at(self.time, confidence)

    def cost_ratio(self, confidence: float) -> float:
        """Actual over planned cost that this share of such projects stays within."""
        return _at(self.cost, confidence)


@dataclass(frozen=True)
class Uncertainty:
    """What a history of finished projects taught. Ask it for the `outlook` of a new project.

    projects : the history; time, cost : what was learnt, None where fewer than 12 projects say anything
    correlation : [-] between time and cost outcomes, of their normal deviates
    tasks    : spread of single tasks and how alike tasks of one project are; None where not known
    """

    history: FinishedProjects
    time: RatioFit | None
    cost: RatioFit | None
    correlation: float
    tasks: TaskSpread | None

    def outlook(
        self,
        profile: ProjectProfile,
        *,
        time_class: str = "wb-infra-duration",
        cost_class: str = "wb-infra-cost",
    ) -> Outlook:
        """How a project with this profile may end.

        time_class, cost_class : published reference classes to lean on, and to fall back on where the history is
                                 too short; see `REFERENCE_CLASSES`
        Raises ValueError: a class that does not exist, or one in years rather than ratios.
        """
        time, time_note = _curve(self.time, profile, time_class, "time", self.history)
        cost, cost_note = _curve(self.cost, profile, cost_class, "cost", self.history)
        return Outlook(
            time=time,
            cost=cost,
            correlation=self.correlation,
            time_basis="reference class" if self.time is None else "fitted",
            cost_basis="reference class" if self.cost is None else "fitted",
            note=f"{time_note} {cost_note}",
        )


def fit_uncertainty(history: FinishedProjects) -> Uncertainty:
    """Learn from finished projects how far projects stray from their plans, together and task by task.

    Time and cost are each regressed on what was known at planning time (kind, number of tasks, how serial the
    plan was) with heavy tails and partial pooling, published classes counting as kinds. The result is corrected by
    its own ranks on left-out projects, and an outlook leans on a published class by how well that class accounts
    for them. Fewer than 12 projects with an outcome teach too little: that measure is left to published reference
    classes, and the outlook says so.
    Judged by cross-validation: see docs/reference/calibration.md.
    """
    time, cost = _fit(history, "time"), _fit(history, "cost")
    return Uncertainty(history, time, cost, _together(history, time, cost), task_spread(history))


def _fit(history: FinishedProjects, measure: Measure) -> RatioFit | None:
    """Fit one measure; None where there are too few projects."""
    known = [project for project in history.projects if getattr(project, f"{measure}_ratio") is not None]
    return RatioFit.of(known, measure) if len(known) >= LEAST_PROJECTS else None


def _together(history: FinishedProjects, time: RatioFit | None, cost: RatioFit | None) -> float:
    """Correlation of time and cost residuals, pulled towards none by ten projects' weight."""
    if time is None or cost is None:
        return 0.3
    timed = [p.id for p in history.projects if p.time_ratio is not None]
    priced = [p.id for p in history.projects if p.cost_ratio is not None]
    shared = [name for name in timed if name in set(priced)]
    if len(shared) < LEAST_PROJECTS:
        return 0.3
    a = time.residuals[[timed.index(name) for name in shared]]
    b = cost.residuals[[priced.index(name) for name in shared]]
    # sine of the rank correlation: that of the normal deviates behind the ranks
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    first, second = (np.argsort(np.argsort(x)).astype(np.float64) for x in (a, b))
    spearman = float(np.corrcoef(first, second)[0, 1])
    return 2.0 * math.sin(math.pi / 6.0 * spearman) * len(shared) / (len(shared) + 10)


def _curve(
    fit: RatioFit | None, profile: ProjectProfile, class_id: str, what: str, history: FinishedProjects
) -> tuple[Floats, str]:
    """Ratios at the deviate nodes, and the sentence that goes with them."""
    row = reference_class(class_id)
    curve = ClassCurve.of(row)
    if fit is None:
        known = sum(getattr(p, f"{what}_ratio") is not None for p in history.projects)
        note = (
            f"Only {known} finished projects say how {what} went, fewer than {LEAST_PROJECTS}, so {what} follows "
            f"the published reference class {row.id} ({row.n} projects; {row.source})."
        )
        return np.exp(curve.at_nodes()), note
    ratios = np.exp(fit.log_ratios(profile, curve))
    n = len(fit.values)
    alike = sum(
        p.profile.kind == profile.kind for p in history.projects if getattr(p, f"{what}_ratio") is not None
    )
    lean = f"and for {fit.weight_of(curve):.0%} on the published reference class {row.id}"
    note = f"{what.capitalize()} rests on {n} finished projects"
    if not profile.kind:
        return ratios, f"{note} {lean}; what kind of project this is was not said."
    if alike < _KNOWN_KIND:
        return ratios, f"{note}, only {alike} of them {profile.kind}, so it leans on the other kinds, {lean}."
    return ratios, f"{note}, {alike} of them {profile.kind}, {lean}."


def _at(curve: Floats, confidence: float) -> float:
    """Read a ratio at a confidence."""
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"A confidence must lie between 0 and 1, not {confidence}.")
    return float(np.interp(confidence, chance_nodes(), curve))
