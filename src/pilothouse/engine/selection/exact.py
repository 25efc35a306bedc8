"""The exact steps: branch and bound by HiGHS, and CP-SAT; each says what it proved and how much it did."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, inf, isfinite
from typing import Any

import numpy as np

from pilothouse.engine.door import optional
from pilothouse.engine.selection.program import Floats, Program
from pilothouse.engine.selection.relaxation import matrix


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What an exact step is asked.

    lower   : shape (columns,), columns fixed in (1) or free (0)
    upper   : shape (columns,), columns fixed out (0) or free (1)
    nodes   : most nodes
    seconds : most seconds; infinite for none
    gap     : [-] relative gap to stop at
    """

    lower: Floats
    upper: Floats
    nodes: int = 20_000
    seconds: float = inf
    gap: float = 1e-6


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What it said: a portfolio or None, a bound over what was asked (-inf: there is none), work done."""

    chosen: Floats | None
    bound: float
    count: float
    finished: bool


def branch_and_bound(program: Program, ask: Ask) -> Answer:
    """Solve by HiGHS through SciPy, within the node and time limits."""
    optimize = optional("scipy.optimize")
    rows = optimize.LinearConstraint(matrix(program), program.low, program.high)
    options: dict[str, float] = {"node_limit": ask.nodes, "mip_rel_gap": ask.gap}
    if isfinite(ask.seconds):
        options["time_limit"] = max(ask.seconds, 0.01)
    answer = optimize.milp(
        -program.worth,
        integrality=np.ones(program.columns),
        bounds=optimize.Bounds(ask.lower, ask.upper),
        constraints=rows,
        options=options,
    )
    nodes = float(answer.mip_node_count or 0)
    if answer.status == 2:
        return Answer(chosen=None, bound=-inf, count=nodes, finished=True)
    chosen = None
    if answer.x is not None:
        chosen = np.rint(np.asarray(answer.x, dtype=np.float64))
    bound = inf if answer.mip_dual_bound is None else program.constant - float(answer.mip_dual_bound)
    return Answer(chosen=chosen, bound=bound, count=nodes, finished=answer.status == 0)


def constraint_search(program: Program, ask: Ask, hint: Floats | None) -> Answer:
    """Solve by CP-SAT with a first portfolio as hint; `ask.nodes` is read as thousandths of its own seconds.

    Figures become whole numbers: rows are rounded so that no limit loosens, worth is rounded up. Where a row
    has more than four decimals its rounding may shut out a portfolio, so no bound is given.
    """
    cp = optional("ortools.sat.python.cp_model")
    model = cp.CpModel()
    bits = [model.new_bool_var("") for _ in range(program.columns)]
    for column, bit in enumerate(bits):
        if ask.lower[column] > 0.5 or ask.upper[column] < 0.5:
            model.add(bit == int(ask.lower[column] > 0.5))
        if hint is not None:
            model.add_hint(bit, int(hint[column] > 0.5))
    exact = _add_rows(program, model, (bits, cp))
    scale = whole_scale(program.worth)
    worth = np.ceil(program.worth * scale - 1e-6).astype(np.int64).tolist()
    objective = cp.LinearExpr.weighted_sum(bits, worth)
    model.maximize(objective)
    solver = cp.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = ask.nodes / 1000.0
    solver.parameters.relative_gap_limit = ask.gap
    if isfinite(ask.seconds):
        solver.parameters.max_time_in_seconds = max(ask.seconds, 0.01)
    status = solver.solve(model)
    spent = float(solver.response_proto.deterministic_time)
    if status == cp.INFEASIBLE:
        return Answer(chosen=None, bound=-inf if exact else inf, count=spent, finished=exact)
    chosen = None
    if status in (cp.OPTIMAL, cp.FEASIBLE):
        chosen = np.array([float(solver.value(bit)) for bit in bits])
    known = exact and chosen is not None
    bound = program.constant + solver.best_objective_bound / scale if known else inf
    return Answer(chosen=chosen, bound=bound, count=spent, finished=known and status == cp.OPTIMAL)


def whole_scale(figures: Floats) -> float:
    """Power of ten that turns the figures into whole numbers, at most 10,000."""
    for power in range(5):
        scaled = figures * 10.0**power
        if np.all(np.abs(scaled - np.rint(scaled)) < 1e-6):
            return float(10.0**power)
    return 10_000.0


def _add_rows(program: Program, model: Any, drawn: tuple[list[Any], Any]) -> bool:
    """Put every row into the model; True where no figure had to be rounded."""
    bits, cp = drawn
    exact = True
    columns = np.repeat(np.arange(program.columns), np.diff(program.pointer))
    order = np.argsort(program.row, kind="stable")
    ends = np.searchsorted(program.row[order], np.arange(len(program.rows) + 1))
    for row in range(len(program.rows)):
        entries = order[ends[row] : ends[row + 1]]
        low, high = program.low[row], program.high[row]
        members = [bits[c] for c in columns[entries]]
        scale = whole_scale(program.figure[entries])
        scaled = program.figure[entries] * scale
        exact = exact and bool(np.all(np.abs(scaled - np.rint(scaled)) < 1e-6))
        expression = cp.LinearExpr.weighted_sum
        if isfinite(high):
            # Rounded up on the left and down on the right: what CP-SAT allows, the true row allows.
            left = expression(members, np.ceil(scaled - 1e-6).astype(np.int64).tolist())
            model.add(left <= floor(high * scale + 1e-6))
        if isfinite(low):
            left = expression(members, np.floor(scaled + 1e-6).astype(np.int64).tolist())
            model.add(left >= ceil(low * scale - 1e-6))
    return exact
