"""What the relaxation's prices say would be lost by deciding otherwise about a project."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.selection.program import Floats, Program
from pilothouse.engine.selection.relaxation import Relaxation


def regrets(program: Program, relaxation: Relaxation) -> Floats:
    """How far each column is from being in doubt, shape (columns,), never negative: nought is most in doubt.

    For a column that is not its project's best: what it is worth less than the best, at the prices. For the best
    one: what is lost by the next best, or by leaving the project out. Reduced costs will not do for that: the
    price of having one start a project hides how much better the best start is.
    """
    margin = margins(program, relaxation)
    best = np.zeros(program.projects)
    np.maximum.at(best, program.project, margin)
    regret = best[program.project] - margin
    by_regret = np.lexsort((regret, program.project))
    firsts = by_regret[np.flatnonzero(np.diff(program.project[by_regret], prepend=-1))]
    leaders = firsts[regret[firsts] <= 0.0]
    others = np.ones(program.columns, dtype=bool)
    others[leaders] = False
    rival = best.copy()
    np.minimum.at(rival, program.project[others], regret[others])
    regret[leaders] = rival[program.project[leaders]]
    return np.asarray(regret)


def margins(program: Program, relaxation: Relaxation) -> Floats:
    """What each column is worth beyond the price of what it uses, shape (columns,); far below nought where shut."""
    columns = np.repeat(np.arange(program.columns), np.diff(program.pointer))
    paid = np.bincount(
        columns, weights=program.figure * relaxation.price[program.row], minlength=program.columns
    )
    all_worth = float(np.abs(program.worth).sum())
    shut = relaxation.reduced < -all_worth
    return np.where(shut, -1.0 - 2.0 * all_worth, program.worth - paid)
