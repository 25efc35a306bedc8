"""The annealing as a step: starts from the rounded relaxation, walks in runs until its budget is spent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from math import inf

import numpy as np

from pilothouse.engine.door import kernels
from pilothouse.engine.selection.effort import Effort
from pilothouse.engine.selection.folding import fold
from pilothouse.engine.selection.packing import is_packing, pack_portfolio
from pilothouse.engine.selection.program import Floats, Ints, Program
from pilothouse.engine.selection.relaxation import Relaxation, rounded
from pilothouse.engine.selection.search_tables import (
    KERNELS,
    epochs_of,
    hot_columns,
    row_weights,
    search_room,
    search_tables,
)
from pilothouse.engine.selection.ways import ways

RUN = 300_000  # evaluations of a run: many short ones found more than few long ones
RUNS = 40  # runs that a limited number of evaluations is spread over
RESTART = 2  # runs from one start at the relaxation to the next; the others go on from the best
SHORTEST = 10_000


@dataclass(frozen=True, kw_only=True)
class Found:
    """Best portfolio of the annealing: shape (columns,), 0 or 1; None where it met none inside the limits."""

    chosen: Floats | None
    evaluations: int


class Annealer:
    """Runs of one annealing after another, each from the rounded relaxation or from a portfolio given."""

    def __init__(self, program: Program, relaxation: Relaxation, source: np.random.Philox) -> None:
        self.asked, self.fold = program, fold(program, relaxation)
        program, relaxation = self.fold.program, self.fold.relaxation
        self.program, self.relaxation = program, relaxation
        self.tables = search_tables(program, relaxation, self.fold.member)
        self.weight = np.stack([row_weights(program, relaxation)] * 2)
        self.ways = ways(relaxation)
        self.hot = [hot_columns(program, relaxation, way.nearness) for way in self.ways]
        self.state = np.random.Generator(source).integers(1, 2**63, 1).astype(np.uint64)
        self.scale = float(np.abs(program.worth).mean()) or 1.0
        self.runs = self.evaluations = 0

    def run(self, evaluations: int, beginning: Floats | None = None) -> Floats | None:
        """The best portfolio of one run, shape (columns,), 0 or 1; None where it met none inside the limits."""
        kernel = kernels(KERNELS)
        turn = self.runs // RESTART % len(self.ways)
        way = self.ways[turn]
        if beginning is None:
            choice, first = rounded(self.program, self.relaxation), way.first
        else:
            choice, first = as_choice(self.program, self.fold.folded(beginning)), way.later
        tables = self.tables._replace(hot=self.hot[turn])
        room = search_room(self.program, choice)
        plan = epochs_of(evaluations, first * self.scale, way.last * self.scale)
        kernel.anneal(tables, choice, self.weight.copy(), plan, self.state, room)
        self.runs += 1
        self.evaluations += evaluations // kernel.EPOCH * kernel.EPOCH
        picked = self.fold.unfolded(as_columns(self.program, room.best))
        return picked if room.top[0] > -inf and self.asked.allows(picked) else None


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
    annealer = Annealer(program, relaxation, np.random.Philox(effort.seed))
    best_value, best = -inf, None
    for runs in count():
        spent = annealer.evaluations
        if spent + SHORTEST > effort.evaluations or best_value >= enough or (left and left() <= 0.0):
            break
        again = best if runs % RESTART > 0 else None
        picked = annealer.run(min(run_length(effort), effort.evaluations - spent), again)
        if picked is not None and program.worth @ picked > best_value:
            best_value, best = float(program.worth @ picked), picked
    return Found(chosen=best, evaluations=annealer.evaluations)


def run_length(effort: Effort) -> int:
    """Evaluations of one run under an effort: few evaluations are spread over many short runs."""
    return min(RUN, max(SHORTEST, effort.evaluations // RUNS))


def as_columns(program: Program, choice: Ints) -> Floats:
    """A choice by project as 0 or 1 by column."""
    chosen = np.zeros(program.columns)
    chosen[choice[choice >= 0]] = 1.0
    return chosen


def as_choice(program: Program, chosen: Floats) -> Ints:
    """0 or 1 by column as a choice by project, shape (projects,): a column, or -1."""
    choice = np.full(program.projects, -1, dtype=np.int64)
    columns = np.flatnonzero(chosen > 0.5)
    choice[program.project[columns]] = columns
    return choice
