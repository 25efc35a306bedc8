"""When no portfolio can keep everything: which budgets, skills and rules break, and by how little they could."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.door import optional
from pilothouse.engine.selection.compile_program import compile_program
from pilothouse.engine.selection.problem import SelectionProblem
from pilothouse.engine.selection.program import Program
from pilothouse.engine.selection.relaxation import matrix

NODES = 2_000


def explain_impossible(problem: SelectionProblem) -> str:
    """A sentence naming what would have to give so that must-do projects and rules fit.

    Solves for the least relative overrun of the budgets, skills and rules together (HiGHS, 2,000 nodes).
    """
    program = compile_program(problem)
    over, under = least_overrun(program)
    words = []
    for place, row in enumerate(program.rows):
        if over[place] > 1e-6:
            limit = program.high[place]
            named = f"{row} would need {over[place]:g} more"
            words.append(f"{named} (it has {limit:g})" if row.kind in ("budget", "skill") else named)
        if under[place] > 1e-6:
            words.append(f"{row} would be {under[place]:g} short")
    must = [one.name for one in problem.candidates if one.must_do]
    about = f"the must-do projects ({listed(must)}) and the rules" if must else "the rules"
    return f"No portfolio keeps {about}: {listed(words, most=12) or 'they contradict each other'}."


def listed(names: list[str], *, most: int = 6) -> str:
    """Names in a row, the tail counted."""
    tail = f" and {len(names) - most} more" if len(names) > most else ""
    return "; ".join(names[:most]) + tail


def least_overrun(program: Program) -> tuple[np.ndarray, np.ndarray]:
    """By how much each row is passed above and below, shape (rows,) each, when all bend as little as they can.

    Must-do projects and one start a project never bend; every other row may, at one over its size.
    """
    optimize, sparse = optional("scipy.optimize"), optional("scipy.sparse")
    rows, columns = len(program.rows), program.columns
    bends = np.array([row.kind != "choice" for row in program.rows])
    size = np.where(np.isfinite(program.high), np.abs(program.high), np.abs(program.low))
    price = 1.0 / np.maximum(np.where(np.isfinite(size), size, 1.0), 1.0)
    cost = np.concatenate([np.zeros(columns), price, price])
    table = sparse.hstack([matrix(program), -sparse.eye_array(rows), sparse.eye_array(rows)], format="csc")
    most = np.concatenate([np.ones(columns), *[np.where(bends, np.inf, 0.0)] * 2])
    answer = optimize.milp(
        cost,
        integrality=np.concatenate([np.ones(columns), np.zeros(2 * rows)]),
        bounds=optimize.Bounds(0.0, most),
        constraints=optimize.LinearConstraint(table, program.low, program.high),
        options={"node_limit": NODES},
    )
    if answer.x is None:
        return np.zeros(rows), np.zeros(rows)
    return answer.x[columns : columns + rows], answer.x[columns + rows :]
