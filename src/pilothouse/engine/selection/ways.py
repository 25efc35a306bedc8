"""How the annealing walks: how many projects it tries, and how hot; runs take the ways in turn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pilothouse.engine.selection.relaxation import Relaxation


@dataclass(frozen=True)
class Way:
    """One way to walk; all figures over the mean worth of a column.

    nearness : regret at which a column is tried a third as often
    first    : temperature to begin with, from the relaxation
    later    : the same, from the best portfolio
    last     : temperature to end with
    """

    nearness: float
    first: float
    later: float
    last: float


# Tight budgets want few columns tried often, chains of prerequisites want more of them.
CLOSE = (Way(0.002, 0.03, 0.01, 0.005), Way(0.02, 0.03, 0.01, 0.005), Way(0.005, 0.03, 0.01, 0.005))
# Where the relaxation splits more projects than it takes whole, its prices say little.
FAR = (Way(0.1, 0.1, 0.05, 0.02), Way(0.02, 0.06, 0.01, 0.01))


def ways(relaxation: Relaxation) -> tuple[Way, ...]:
    """The ways that suit a problem, by how much of its relaxation is whole."""
    share = relaxation.share
    split = np.count_nonzero((share > 1e-6) & (share < 1.0 - 1e-6))
    return FAR if split > share.sum() else CLOSE
