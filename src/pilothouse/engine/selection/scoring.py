"""Scoring models: weighted sums and weighted shortest job first, with what each criterion contributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Scored projects.

    names         : the projects
    criteria      : what they are scored on
    unit     : shape (projects, criteria), scores put on 0 to 1
    weights  : shape (criteria,), none negative, adding up to 1
    """

    names: tuple[str, ...]
    criteria: tuple[str, ...]
    unit: Floats
    weights: Floats

    @property
    def contributions(self) -> Floats:
        """What each criterion adds to each project's total, shape (projects, criteria)."""
        return self.unit * self.weights

    @property
    def totals(self) -> Floats:
        """Score of each project, shape (projects,)."""
        return np.asarray(self.contributions.sum(axis=1))

    @property
    def ranks(self) -> NDArray[np.int64]:
        """1 is the highest score; equal scores share the better rank, shape (projects,)."""
        return ranks_of(self.totals)


def ranks_of(totals: Floats) -> NDArray[np.int64]:
    """1 for the highest; equals (to a part in 10**12) share the better rank."""
    size = max(float(np.abs(totals).max(initial=0.0)), 1e-300)
    ordered = np.round(totals / size, 12)
    return np.asarray(1 + (ordered[None, :] > ordered[:, None]).sum(axis=1), dtype=np.int64)


def weighted_scores(
    names: Sequence[str], scores: Mapping[str, Sequence[float]], weights: Mapping[str, float]
) -> Scores:
    """Each project's weighted sum over criteria, scores put on 0 to 1 between the lowest and the highest.

    scores  : criterion -> one score a project, any unit
    weights : criterion -> weight; their sizes are made to add up to 1; a negative one is for "less is better",
              where the lowest score then counts 1
    Raises ValueError: criteria differ, lengths differ, no weight, figures not finite.
    """
    table = matrix_of(names, scores)
    if set(scores) != set(weights):
        raise ValueError(f"Scores and weights name different criteria: {sorted(set(scores) ^ set(weights))}.")
    raw = np.array([weights[criterion] for criterion in scores], dtype=np.float64)
    if not np.all(np.isfinite(raw)) or np.abs(raw).sum() == 0.0:
        raise ValueError("The weights must be finite and not all nought.")
    low, high = table.min(axis=0), table.max(axis=0)
    width = np.where(high > low, high - low, 1.0)
    unit = np.where(raw < 0.0, high - table, table - low) / width
    weight = np.abs(raw) / np.abs(raw).sum()
    return Scores(names=tuple(names), criteria=tuple(scores), unit=unit, weights=weight)


def matrix_of(names: Sequence[str], scores: Mapping[str, Sequence[float]]) -> Floats:
    """The scores as shape (projects, criteria), checked."""
    if not names or not scores:
        raise ValueError("A scoring needs projects and criteria.")
    for criterion, column in scores.items():
        if len(column) != len(names):
            raise ValueError(f"{criterion} has {len(column)} scores for {len(names)} projects.")
    table = np.array([scores[criterion] for criterion in scores], dtype=np.float64).T
    if not np.all(np.isfinite(table)):
        raise ValueError("A score is not a finite number.")
    return table


@dataclass(frozen=True, kw_only=True)
class Wsjf:
    """What weighted shortest job first asks of a piece of work, all on one relative scale above nought."""

    business_value: float
    time_criticality: float
    risk_reduction: float
    job_size: float

    def __post_init__(self) -> None:
        figures = (self.business_value, self.time_criticality, self.risk_reduction)
        if not all(0.0 <= f < float("inf") for f in figures) or not 0.0 < self.job_size < float("inf"):
            raise ValueError(
                "Weighted shortest job first needs scores of nought or more and a size above it."
            )

    @property
    def cost_of_delay(self) -> float:
        """Business value plus time criticality plus risk reduction or opportunity."""
        return self.business_value + self.time_criticality + self.risk_reduction

    @property
    def score(self) -> float:
        """Cost of delay over size: the work with the highest goes first.

        Source: D. G. Reinertsen (2009), The Principles of Product Development Flow, principle F17.
        """
        return self.cost_of_delay / self.job_size
