"""The annealing as a step: starts from the rounded relaxation, walks in runs until its budget is spent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.door import kernels
from pilothouse.engine.selection.effort import Effort
from pilothouse.engine.selection.packing import is_packing, pack_portfolio
from pilothouse.engine.selection.program import Floats, Ints, Program
from pilothouse.engine.selection.relaxation import Relaxation, rounded

KERNELS = "pilothouse.engine.selection.search_kernels"
RUN = 100_000  # evaluations of a run: many short ones found more than few long ones
RESTART = 10  # runs from one start at the relaxation to the next; the others go on from the best
FIRST_HEAT, LATER_HEAT = (0.05, 0.01), (0.02, 0.003)  # from and to, over the mean worth
# Price gap, over the mean worth, at which a column is named a third as often: tight budgets want few columns tried
# often, chains of prerequisites want all of them, so runs take turns.
NEARNESS = (0.05, 0.01, 0.2)
SHORTEST = 10_000
FEWEST_HOT = 100


@dataclass(frozen=True, kw_only=True)
class Found:
    """Best portfolio of the annealing: shape (columns,), 0 or 1; None where it met none inside the limits."""

    chosen: Floats | None
    evaluations: int


def anneal_portfolio(
    program: Program,
    relaxation: Relaxation,
    effort: Effort,
    *,
    left: Callable[[], float] | None = None,
    enough: float = inf,
) -> Found:
    """Look for a good portfolio by annealing, until the evaluations are spent or it is good enough.

    left   : says the seconds that remain; without it there is no end to them
    enough : worth of the columns at which to stop
    """
    if program.columns == 0:
        return Found(chosen=None, evaluations=0)
    if is_packing(program):
        chosen, evaluations = pack_portfolio(program, relaxation, effort, left=left, enough=enough)
        return Found(chosen=chosen, evaluations=evaluations)
    kernel = kernels(KERNELS)
    tables = search_tables(program, relaxation)
    weight = np.stack([row_weights(program, relaxation)] * 2)
    state = np.random.Generator(np.random.Philox(effort.seed)).integers(1, 2**63, 1).astype(np.uint64)
    scale = float(np.abs(program.worth).mean()) or 1.0
    hot = [hot_columns(program, relaxation, nearness) for nearness in NEARNESS]
    best_value, best, kept, done = -inf, None, rounded(program, relaxation), 0
    for runs in count():
        if done + SHORTEST > effort.evaluations or best_value >= enough or (left and left() <= 0.0):
            break
        run = min(RUN, effort.evaluations - done)
        again = best is not None and runs % RESTART > 0
        choice = kept.copy() if again else rounded(program, relaxation)
        first, last = LATER_HEAT if again else FIRST_HEAT
        plan = (float(run), first * scale, last * scale)
        turn = tables._replace(hot=hot[runs % len(hot)])
        value, walked = kernel.anneal(turn, choice, weight, plan, state)
        done += run // kernel.EPOCH * kernel.EPOCH
        if value > best_value:
            picked = as_columns(program, walked)
            if program.allows(picked):
                best_value, best, kept = value, picked, walked
    return Found(chosen=best, evaluations=done)


def as_columns(program: Program, choice: Ints) -> Floats:
    """A choice by project as 0 or 1 by column."""
    chosen = np.zeros(program.columns)
    chosen[choice[choice >= 0]] = 1.0
    return chosen


def row_weights(program: Program, relaxation: Relaxation) -> Floats:
    """First price of a unit of excess in each row: a few times its price in the relaxation."""
    price = np.abs(relaxation.price)
    capacity = np.array([row.kind in ("budget", "skill") for row in program.rows])
    spread = float(price[capacity].mean()) if capacity.any() else 0.0
    biggest = np.zeros(len(program.rows))
    np.maximum.at(biggest, program.row, np.abs(program.figure))
    # A row without a price still must not be broken for free: a whole project's worth over its largest figure.
    stake = 0.02 * float(np.abs(program.worth).mean()) / np.where(biggest > 0.0, biggest, 1.0)
    soft = 4.0 * price + spread + stake
    hard = np.maximum(4.0 * price, 2.0 * float(np.abs(program.worth).mean()))
    return np.where(capacity, soft, hard)


def row_tolls(program: Program) -> Floats:
    """Four tenths of a row's mean figure: what being broken at all costs, on top of the excess."""
    rows = len(program.rows)
    count = np.bincount(program.row, minlength=rows)
    total = np.bincount(program.row, weights=np.abs(program.figure), minlength=rows)
    return np.asarray(0.4 * total / np.maximum(count, 1), dtype=np.float64)


def search_tables(program: Program, relaxation: Relaxation) -> Any:
    """The arrays that the kernel walks on."""
    pointer, link = ties(program)
    first = np.searchsorted(program.project, np.arange(program.projects + 1)).astype(np.int64)
    return kernels(KERNELS).Tables(
        project=program.project,
        worth=program.worth,
        pointer=program.pointer,
        row=program.row,
        figure=program.figure,
        low=program.low,
        high=program.high,
        slack=program.slack,
        toll=row_tolls(program),
        first=first,
        hot=hot_columns(program, relaxation, NEARNESS[0]),
        link_pointer=pointer,
        link=link,
    )


def hot_columns(program: Program, relaxation: Relaxation, nearness: float) -> Ints:
    """Columns to try, those in doubt named more often, shape (any,)."""
    near = nearness * (float(np.abs(program.worth).mean()) or 1.0)
    doubt = np.abs(relaxation.reduced)
    copies = np.rint(12.0 * np.exp(-doubt / near)).astype(np.int64)
    # In a small portfolio few are in doubt, and the walk still needs room to turn round in.
    nearest = np.argsort(doubt, kind="stable")[:FEWEST_HOT]
    copies[nearest] = np.maximum(copies[nearest], 1)
    return np.repeat(np.arange(program.columns, dtype=np.int64), copies)


def ties(program: Program) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Projects that a rule binds together, as pointer and list."""
    columns = np.repeat(np.arange(program.columns), np.diff(program.pointer))
    rules = np.array([row.kind in ("prerequisite", "group") for row in program.rows], dtype=bool)
    bound = rules[program.row]
    near: list[set[int]] = [set() for _ in range(program.projects)]
    members: dict[int, set[int]] = {}
    for row, project in zip(
        program.row[bound].tolist(), program.project[columns[bound]].tolist(), strict=True
    ):
        members.setdefault(row, set()).add(project)
    for together in members.values():
        for project in together:
            near[project] |= together - {project}
    pointer = np.cumsum([0, *(len(others) for others in near)]).astype(np.int64)
    return pointer, np.array([p for others in near for p in sorted(others)], dtype=np.int64)
