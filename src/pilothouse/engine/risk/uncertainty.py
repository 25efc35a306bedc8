"""Uncertainty learnt from finished projects, and the outlook it gives a new one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from pilothouse.engine.forecast.reference_classes import LEVELS, reference_class
from pilothouse.engine.risk.columns import Floats
from pilothouse.engine.risk.history import FinishedProject, FinishedProjects, ProjectProfile
from pilothouse.engine.risk.student_fit import Layout, Rows, StudentFit, fit_student
from pilothouse.engine.risk.task_spread import TaskSpread, task_spread
from pilothouse.engine.risk.uncertain import chance_nodes, deviate_nodes

LEAST_PROJECTS = 12
_PRIOR_RANKS = (
    20  # evenly spread ranks mixed with the observed ones, so that few projects bend the answer little
)
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
class RatioFit:
    """One measure (time or cost) learnt from a history: the regression and how true its own ranks proved.

    values : shape (n,), log of actual over planned; layout, rows, fit : see `student_fit`
    """

    values: Floats
    layout: Layout
    rows: Rows
    fit: StudentFit

    @cached_property
    def ranks(self) -> Floats:
        """Where each project fell in a forecast made without it, in (0, 1); shape (n,)."""
        found = np.empty(len(self.values))
        for i, value in enumerate(self.values):
            fit = fit_student(np.delete(self.values, i), self.rows.drop(i), start=self.fit)
            found[i] = fit.rank(value, self.rows.place[i], self.rows.spread[i])
        return found

    def log_ratio(self, profile: ProjectProfile, confidences: Floats) -> Floats:
        """Log of actual over planned at these confidences, corrected by the ranks of the history.

        The regression says a rank; the history says how often such a rank was kept (a jackknife form of
        conformal prediction: Barber, Candès, Ramdas and Tibshirani (2021), Annals of Statistics 49(1) 486-507).
        """
        even = (np.arange(_PRIOR_RANKS) + 0.5) / _PRIOR_RANKS
        ranks = np.sort(np.concatenate([self.ranks, even]))
        kept = np.arange(1, len(ranks) + 1) / (len(ranks) + 1)
        wanted = np.interp(confidences, np.array([0.0, *kept, 1.0]), np.array([0.0, *ranks, 1.0]))
        row = self.layout.rows([profile])
        futures = self.fit.futures(row.place[0], row.spread[0])
        return np.asarray(np.quantile(futures, wanted), dtype=np.float64)


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

        time_class, cost_class : published reference classes to fall back on; see `REFERENCE_CLASSES`
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
    plan was) with heavy tails and partial pooling, and the result is corrected by its own ranks on left-out
    projects. Fewer than 12 projects with an outcome teach too little: that measure is left to published
    reference classes, and the outlook says so.
    Judged by cross-validation: see docs/reference/calibration.md.
    """
    time = _fit([p for p in history.projects if p.time_ratio is not None], "time_ratio")
    cost = _fit([p for p in history.projects if p.cost_ratio is not None], "cost_ratio")
    return Uncertainty(history, time, cost, _together(history, time, cost), task_spread(history))


def _fit(projects: list[FinishedProject], name: str) -> RatioFit | None:
    """Fit one measure; None where there are too few projects."""
    if len(projects) < LEAST_PROJECTS:
        return None
    values = np.log([getattr(project, name) for project in projects])
    layout = Layout.of([project.profile for project in projects])
    rows = layout.rows([project.profile for project in projects])
    return RatioFit(values, layout, rows, fit_student(values, rows))


def _together(history: FinishedProjects, time: RatioFit | None, cost: RatioFit | None) -> float:
    """Correlation of time and cost residuals, pulled towards none by ten projects' weight."""
    if time is None or cost is None:
        return 0.3
    timed = [p.id for p in history.projects if p.time_ratio is not None]
    priced = [p.id for p in history.projects if p.cost_ratio is not None]
    shared = [name for name in timed if name in set(priced)]
    if len(shared) < LEAST_PROJECTS:
        return 0.3
    a = _residuals(time)[[timed.index(name) for name in shared]]
    b = _residuals(cost)[[priced.index(name) for name in shared]]
    # sine of the rank correlation: that of the normal deviates behind the ranks
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    first, second = (np.argsort(np.argsort(x)).astype(np.float64) for x in (a, b))
    spearman = float(np.corrcoef(first, second)[0, 1])
    return 2.0 * math.sin(math.pi / 6.0 * spearman) * len(shared) / (len(shared) + 10)


def _residuals(fit: RatioFit) -> Floats:
    """Standardised residuals of the history."""
    k = fit.rows.place.shape[1]
    return (fit.values - fit.rows.place @ fit.fit.terms[:k]) / np.exp(fit.rows.spread @ fit.fit.terms[k:])


def _curve(
    fit: RatioFit | None, profile: ProjectProfile, class_id: str, what: str, history: FinishedProjects
) -> tuple[Floats, str]:
    """Ratios at the deviate nodes, and the sentence that goes with them."""
    if fit is None:
        row = reference_class(class_id)
        if row.unit != "ratio":
            raise ValueError(f"Reference class {class_id!r} is in years; an outlook needs a ratio.")
        known = sum(getattr(p, f"{what}_ratio") is not None for p in history.projects)
        note = (
            f"Only {known} finished projects say how {what} went, fewer than {LEAST_PROJECTS}, so {what} follows "
            f"the published reference class {row.id} ({row.n} projects; {row.source})."
        )
        return _reference_curve(row.growth), note
    ratios = np.exp(fit.log_ratio(profile, chance_nodes()))
    n = len(fit.values)
    alike = sum(
        p.profile.kind == profile.kind for p in history.projects if getattr(p, f"{what}_ratio") is not None
    )
    note = f"{what.capitalize()} rests on {n} finished projects"
    if not profile.kind:
        return ratios, f"{note}; what kind of project this is was not said."
    if alike < _KNOWN_KIND:
        return ratios, f"{note}, only {alike} of them {profile.kind}, so it leans on the other kinds."
    return ratios, f"{note}, {alike} of them {profile.kind}."


def _reference_curve(growth: tuple[float, ...]) -> Floats:
    """A published class at the deviate nodes: straight in the logarithm between percentiles, and beyond them
    at the slope between the last two, which is the tail of a lognormal."""
    from_table = np.interp(LEVELS, chance_nodes(), deviate_nodes())
    logs = np.log(np.array(growth))
    nodes = deviate_nodes()
    curve = np.interp(nodes, from_table, logs)
    low = (logs[1] - logs[0]) / (from_table[1] - from_table[0])
    high = (logs[-1] - logs[-2]) / (from_table[-1] - from_table[-2])
    curve = np.where(nodes < from_table[0], logs[0] + low * (nodes - from_table[0]), curve)
    curve = np.where(nodes > from_table[-1], logs[-1] + high * (nodes - from_table[-1]), curve)
    return np.asarray(np.exp(curve), dtype=np.float64)


def _at(curve: Floats, confidence: float) -> float:
    """Read a ratio at a confidence."""
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"A confidence must lie between 0 and 1, not {confidence}.")
    return float(np.interp(confidence, chance_nodes(), curve))
