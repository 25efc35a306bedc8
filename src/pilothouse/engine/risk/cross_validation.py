"""Judge a fit on projects it has not seen: each left out in turn, and each forecast from what had finished before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pilothouse.engine.forecast.reference_classes import reference_class
from pilothouse.engine.risk.columns import Floats
from pilothouse.engine.risk.history import FinishedProject, FinishedProjects
from pilothouse.engine.risk.scoring import Score, score
from pilothouse.engine.risk.uncertainty import LEAST_PROJECTS, Outlook, fit_uncertainty

Measure = Literal["time", "cost"]
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
    name = f"{measure}_ratio"
    outcomes, fitted, plain = [], [], []
    for fold in folds(history, measure, split):
        outcomes.append(getattr(fold.project, name))
        outlook = fit_uncertainty(fold.history).outlook(fold.project.profile)
        fitted.append(ratio_of(outlook, measure))
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
