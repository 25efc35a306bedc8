"""The annealing for plain packing as a step: short runs from the rounded relaxation, over a core that varies."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from math import inf
from typing import Any

import numpy as np

from pilothouse.engine.door import kernels
from pilothouse.engine.selection.effort import Effort
from pilothouse.engine.selection.program import Floats, Program
from pilothouse.engine.selection.relaxation import Relaxation
from pilothouse.engine.selection.search_tables import epochs_of

KERNELS = "pilothouse.engine.selection.packing_kernels"
RUN = 300_000  # evaluations of a run: many short ones found more than few long ones on OR-Library's files
EXTRA = (20, 30, 45, 60)  # items in the core beyond those the relaxation splits, run by run
HEATS = ((0.05, 0.017), (0.025, 0.005), (0.035, 0.012))  # first and last, over the mean worth


def is_packing(program: Program) -> bool:
    """True for one column a project, upper limits only, no negative figure, and a matrix mostly full."""
    return bool(
        program.columns > 0
        and np.unique(program.project).size == program.columns
        and not np.isfinite(program.low).any()
        and np.isfinite(program.high).all()
        and program.figure.min(initial=0.0) >= 0.0
        and 2 * program.figure.size >= program.columns * len(program.rows)
    )


def pack_portfolio(
    program: Program,
    relaxation: Relaxation,
    effort: Effort,
    *,
    left: Callable[[], float] | None = None,
    enough: float = inf,
) -> tuple[Floats | None, int]:
    """Best choice met, shape (columns,), 0 or 1 (None if none kept the limits), and evaluations spent."""
    kernel = kernels(KERNELS)
    table = np.zeros((program.columns, len(program.rows)))
    table[np.repeat(np.arange(program.columns), np.diff(program.pointer)), program.row] = program.figure
    order = np.argsort(np.abs(relaxation.reduced), kind="stable").astype(np.int64)
    split = int(np.count_nonzero((relaxation.share > 1e-6) & (relaxation.share < 1.0 - 1e-6)))
    price = np.maximum(relaxation.price, 0.0)
    weight = 4.0 * price + float(price.mean()) + 1e-9
    state = np.random.Generator(np.random.Philox(effort.seed)).integers(1, 2**63, 1).astype(np.uint64)
    scale = float(np.abs(program.worth).mean()) or 1.0
    best_value, best, done = -inf, None, 0
    for runs in count():
        if done + kernel.EPOCH > effort.evaluations or best_value >= enough or (left and left() <= 0.0):
            break
        run = min(RUN, effort.evaluations - done)
        hot = order[: min(order.size, split + EXTRA[runs % len(EXTRA)])]
        items: Any = kernel.Items(program.worth, table, program.high, hot)
        first, last = HEATS[runs % len(HEATS)]
        plan = epochs_of(run, first * scale, last * scale)
        inside = (relaxation.share > 0.5).astype(np.int64)
        packed = inside.copy()
        value = kernel.pack(items, inside, weight, plan, state, (packed, np.empty(program.high.size)))
        done += run // kernel.EPOCH * kernel.EPOCH
        chosen = packed.astype(np.float64)
        if value > best_value and program.allows(chosen):
            best_value, best = value, chosen
    return best, done
