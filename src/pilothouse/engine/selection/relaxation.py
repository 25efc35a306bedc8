"""The linear relaxation: a bound, prices of the limits, and which projects are in doubt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.door import optional
from pilothouse.engine.selection.program import Floats, Program

FEASIBLE, INFEASIBLE = 0, 2


@dataclass(frozen=True, kw_only=True)
class Relaxation:
    """What the portfolio would be if projects could be done in part.

    bound   : no portfolio is worth more
    share   : shape (columns,), 0 to 1, how much of each column it takes
    price   : shape (rows,), worth of one more unit of a row's upper limit (negative: of its lower)
    reduced : shape (columns,), worth of a column beyond the price of what it uses
    """

    bound: float
    share: Floats
    price: Floats
    reduced: Floats


def matrix(program: Program) -> object:
    """The program's matrix as SciPy reads it."""
    sparse = optional("scipy.sparse")
    shape = (len(program.rows), program.columns)
    built: object = sparse.csc_array((program.figure, program.row, program.pointer), shape=shape)
    return built


def relax(program: Program, *, shut: NDArray[np.bool_] | None = None) -> Relaxation | None:
    """Solve the relaxation by HiGHS through SciPy; None where even part projects cannot keep the limits.

    shut : shape (columns,), columns known to be in no portfolio
    """
    shut = np.zeros(program.columns, dtype=bool) if shut is None else shut
    if program.columns == 0:
        return _without_columns(program)
    above, below = np.isfinite(program.high), np.isfinite(program.low)
    rows = optional("scipy.sparse").csr_array(matrix(program))
    stacked = optional("scipy.sparse").vstack([rows[above], -rows[below]], format="csr")
    limits = np.concatenate([program.high[above], -program.low[below]])
    answer = optional("scipy.optimize").linprog(
        -program.worth,
        A_ub=stacked,
        b_ub=limits,
        bounds=np.column_stack([np.zeros(program.columns), np.where(shut, 0.0, 1.0)]),
        method="highs",
    )
    if answer.status == INFEASIBLE:
        return None
    if answer.status != FEASIBLE:
        raise ArithmeticError(f"The relaxation was not solved: {answer.message}")
    duals = -np.asarray(answer.ineqlin.marginals, dtype=np.float64)
    price = np.zeros(len(program.rows))
    price[above] += duals[: int(above.sum())]
    price[below] -= duals[int(above.sum()) :]
    weight = np.asarray(rows.T @ price, dtype=np.float64)
    return Relaxation(
        bound=float(program.constant - answer.fun),
        share=np.clip(np.asarray(answer.x, dtype=np.float64), 0.0, 1.0),
        price=price,
        # What is shut must not look worth having: its price is put below what any portfolio could make good.
        reduced=np.where(shut, -1.0 - 2.0 * float(np.abs(program.worth).sum()), program.worth - weight),
    )


def _without_columns(program: Program) -> Relaxation | None:
    none = np.zeros(0)
    if program.broken(none).size:
        return None
    return Relaxation(bound=program.constant, share=none, price=np.zeros(len(program.rows)), reduced=none)


def rounded(program: Program, relaxation: Relaxation) -> NDArray[np.int64]:
    """The nearest whole choice, shape (projects,): a column, or -1; limits may be broken."""
    choice = np.full(program.projects, -1, dtype=np.int64)
    for column in np.flatnonzero(relaxation.share > 0.5):
        choice[program.project[column]] = column
    return choice
