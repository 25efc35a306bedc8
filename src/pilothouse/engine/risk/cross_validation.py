"""Judge a fit on projects it has not seen: each left out in turn, and each forecast from what had finished before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pilothouse.engine.forecast.reference_classes import reference_class
from pilothouse.engine.risk.columns import Floats
from pilothouse.engine.risk.history import FinishedProject, FinishedProjects
from pilothouse.engine.risk.published_prior import Measure
from pilothouse.engine.risk.scoring import Score, score
from pilothouse.engine.risk.uncertainty import LEAST_PROJECTS, Outlook, Uncertainty, fit_uncertainty

Split = Literal["left out", "by time"]
Quantiles = Callable[[float], float]
PUBLISHED: dict[Measure, str] = {"time": "wb-infra-duration", "cost": "wb-infra-cost"}


@dataclass(frozen=True)
class Fold:
    """One project to forecast, and the history that may be used for it."""

    project: FinishedProject
    history: FinishedProjects


@dataclass(frozen=True)
class Judgement:
    """Scores of one measure and split: the fit, and the two plain ways it must beat."""

    measure: Measure
    split: Split
    fitted: Score
    plain: Score
    published: Score


def folds(history: FinishedProjects, measure: Measure, split: Split) -> Iterator[Fold]:
    """Projects with an outcome, each with the history that may be used.

    "left out" : all other projects. "by time": those that had finished before this one started, where there are
    `LEAST_PROJECTS` or more of them with an outcome.
    """
    name = f"{measure}_ratio"
    known = [project for project in history.projects if getattr(project, name) is not None]
    for project in known:
        if split == "left out":
            yield Fold(project, history.without(project))
        elif project.started is not None:
            before = history.known_before(project.started)
            if sum(getattr(p, name) is not None for p in before.projects) >= LEAST_PROJECTS:
                yield Fold(project, before)


def judge(history: FinishedProjects, measure: Measure, split: Split) -> Judgement:
    """Forecast every fold three ways and score them; nothing of a fold's project enters its forecast.

    fitted    : `fit_uncertainty` on the fold's history
    plain     : percentiles of the outcomes in the fold's history, whatever the kind (a reference class of one's own)
    published : percentiles of the published class for infrastructure
    """
    return _judged(list(folds(history, measure, split)), measure, split)


def judge_cut(history: FinishedProjects, measure: Measure, share: float) -> Judgement:
    """The same on one cut in time: the share of projects that finished first teaches, the others are forecast.

    Raises ValueError: no outcome, or no date, of a project; or a share that leaves nobody on one side.
    """
    for project in history.projects:
        if project.finished is None or getattr(project, f"{measure}_ratio") is None:
            raise ValueError(f"Project {project.id!r} has no date of finish or no outcome of {measure}.")
    ordered = sorted(history.projects, key=lambda project: project.finished or 0.0)
    many = int(share * len(ordered))
    if not 0 < many < len(ordered):
        raise ValueError(f"A share of {share} leaves no project on one side of the cut.")
    older = FinishedProjects(tuple(ordered[:many]))
    return _judged([Fold(project, older) for project in ordered[many:]], measure, "by time")


def _judged(cases: list[Fold], measure: Measure, split: Split) -> Judgement:
    """Score the three ways on these folds; folds that share one history share its fit."""
    name = f"{measure}_ratio"
    outcomes, fitted, plain = [], [], []
    learnt: Uncertainty | None = None
    for fold in cases:
        outcomes.append(getattr(fold.project, name))
        if learnt is None or learnt.history is not fold.history:
            learnt = fit_uncertainty(fold.history)
        fitted.append(ratio_of(learnt.outlook(fold.project.profile), measure))
        values = [getattr(p, name) for p in fold.history.projects]
        plain.append(plain_percentiles(np.array([value for value in values if value is not None])))
    published = [_published(PUBLISHED[measure])] * len(outcomes)
    return Judgement(
        measure,
        split,
        score("fitted", outcomes, fitted),
        score("own reference class", outcomes, plain),
        score("published reference class", outcomes, published),
    )


def ratio_of(outlook: Outlook, measure: Measure) -> Quantiles:
    """The ratio at a confidence, as a function."""
    return outlook.time_ratio if measure == "time" else outlook.cost_ratio


def plain_percentiles(values: Floats) -> Quantiles:
    """Percentiles of past outcomes, shape (n,), as a function of confidence."""
    ordered = np.sort(values)

    def at(confidence: float) -> float:
        return float(np.quantile(ordered, confidence, method="hazen"))

    return at


def _published(class_id: str) -> Quantiles:
    """Percentiles of a published class, the outermost held beyond its ends."""
    row = reference_class(class_id)

    def at(confidence: float) -> float:
        return row.at(min(max(confidence, 0.1), 0.9))

    return at
