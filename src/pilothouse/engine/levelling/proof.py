"""The constraint solver: starts from the plan in hand, improves it or proves how good it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from pilothouse.engine.door import optional
from pilothouse.engine.levelling.compiled import Compiled
from pilothouse.engine.levelling.crowd import Ints, Longs
from pilothouse.engine.levelling.early import tails
from pilothouse.engine.levelling.packed import gaps
from pilothouse.engine.levelling.peopled import slots_over
from pilothouse.engine.levelling.problem import LevellingProblem

MOST_ROWS = 3_000
MOST_CHOICES = 40_000
POLL_SECONDS = 0.01


@dataclass(frozen=True, eq=False, kw_only=True)
class Hint:
    """The plan in hand: start of each row, who sits in each seat, its cost, and a bound already known."""

    start: Ints
    sits: Ints
    cost: int
    bound: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Proof:
    """What the solver found: start of each row (None: nothing better), a bound, its work, and why it was not run."""

    start: Longs | None
    bound: int
    deterministic_time: float
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much the solver may do; `stopped` is asked again and again while it runs."""

    deterministic_time: float
    seed: int
    stopped: Callable[[], bool]


def reason_not_to(compiled: Compiled) -> str:
    """Why the solver cannot take this problem; "" when it can."""
    if compiled.calendar.any():
        return "The constraint solver was left out: tasks pause in their calendars, which its model does not hold."
    choices = int(sum(len(compiled.pools[pool]) for pool in compiled.seat_pool))
    if compiled.rows > MOST_ROWS or choices > MOST_CHOICES:
        return (
            f"The constraint solver was left out: {compiled.rows} parts of tasks and {choices} choices of people are "
            f"more than its limits of {MOST_ROWS} and {MOST_CHOICES}; the bound comes from work against supply."
        )
    return ""


def prove(
    problem: LevellingProblem,
    compiled: Compiled,
    early: Longs,
    groups: tuple[Ints, Longs, Longs],
    hint: Hint,
    effort: Effort,
) -> Proof:
    """Search for a better plan and a bound with CP-SAT on one thread, which a seed reproduces.

    Weekly limits of people are left out of the model: its bound holds, its plan is scheduled anew by the caller.
    """
    if note := reason_not_to(compiled):
        return Proof(start=None, bound=hint.bound, deterministic_time=0.0, note=note)
    cp = optional("ortools.sat.python.cp_model")
    builder = _Builder(cp, problem, compiled, hint)
    builder.rows(early, groups)
    builder.links()
    builder.resources()
    builder.people()
    builder.goal(groups)
    solver = cp.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = effort.seed % 2**31
    solver.parameters.max_deterministic_time = effort.deterministic_time
    status = _solve(solver, builder.model, effort.stopped)
    spent = float(solver.response_proto.deterministic_time)
    if status == cp.INFEASIBLE:
        return Proof(start=None, bound=hint.cost, deterministic_time=spent)
    start = None
    if status in (cp.OPTIMAL, cp.FEASIBLE):
        start = np.array([solver.value(variable) for variable in builder.start], dtype=np.int64)
    bound = max(hint.bound, int(np.ceil(solver.best_objective_bound - 1e-6)))
    return Proof(start=start, bound=min(bound, hint.cost), deterministic_time=spent)


def _solve(solver: Any, model: Any, stopped: Callable[[], bool]) -> Any:
    """Solve, while a second thread asks whether to stop."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(POLL_SECONDS):
            if stopped():
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        return solver.solve(model)
    finally:
        over.set()
        watcher.join()


class _Builder:
    """Builds the model, one kind of rule at a time."""

    def __init__(self, cp: Any, problem: LevellingProblem, compiled: Compiled, hint: Hint) -> None:
        self.model = cp.CpModel()
        self.problem = problem
        self.compiled = compiled
        self.hint = hint
        self.start: list[Any] = []
        self.interval: list[Any] = []
        self.horizon = 0

    def rows(self, early: Longs, groups: tuple[Ints, Longs, Longs]) -> None:
        """One start for each row, between its earliest and the latest that a plan as cheap as ours allows."""
        group, due, weight = groups
        hint = self.hint
        end = int((hint.start + self.compiled.duration).max(initial=0))
        slack = np.where(weight > 0, hint.cost // np.maximum(weight, 1), self._far())
        latest = np.minimum(due + slack, max(self._far(), end))
        alone = len(due) == 1
        tail = tails(self.compiled) if alone else np.zeros(self.compiled.rows, dtype=np.int64)
        for row, length in enumerate(self.compiled.duration.tolist()):
            last = max(int(latest[group[row]] - tail[row] - length), int(hint.start[row]))
            variable = self.model.new_int_var(int(early[row]), last, "")
            self.model.add_hint(variable, int(hint.start[row]))
            self.start.append(variable)
            self.interval.append(self.model.new_fixed_size_interval_var(variable, length, ""))
            self.horizon = max(self.horizon, last + length)

    def _far(self) -> int:
        """A slot by which everything could be finished one task after another."""
        compiled, problem = self.compiled, self.problem
        changes = [slot for resource in problem.resources for slot, _ in resource.changes]
        away = [until for person in problem.people for _, until in person.away]
        total = int(
            compiled.duration.sum() + np.abs(compiled.edges[:, 3]).sum() + compiled.release.max(initial=0)
        )
        return 2 * (total + max(changes, default=0) + max(away, default=0)) + int(
            self.hint.start.max(initial=0)
        )

    def links(self) -> None:
        """Each link, as least time between two starts."""
        for (before, after, _, _), gap in zip(
            self.compiled.edges.tolist(), gaps(self.compiled).tolist(), strict=True
        ):
            self.model.add(self.start[after] >= self.start[before] + gap)

    def resources(self) -> None:
        """No more units in use than there are; what is missing from the peak is held by fixed blocks."""
        over = slots_over(self.problem, self.horizon)
        for k, resource in enumerate(self.problem.resources):
            users = np.flatnonzero((self.compiled.units[:, k] > 0) & (self.compiled.duration > 0)).tolist()
            intervals = [self.interval[row] for row in users]
            amounts = [int(self.compiled.units[row, k]) for row in users]
            missing = resource.peak - over.left[:, k]
            for begin, until in _runs(missing):
                intervals.append(self.model.new_fixed_size_interval_var(begin, until - begin, ""))
                amounts.append(int(missing[begin]))
            if users:
                self.model.add_cumulative(intervals, amounts, resource.peak)

    def people(self) -> None:
        """One person in each seat, each in one place at a time, the same through all parts of a task."""
        compiled = self.compiled
        chosen: dict[int, dict[int, Any]] = {}
        work: dict[int, list[Any]] = {person: [] for person in range(len(self.problem.people))}
        for row in range(compiled.rows):
            begin, until = int(compiled.seat_ptr[row]), int(compiled.seat_ptr[row + 1])
            lead = int(compiled.lead[row])
            for seat in range(begin, until):
                if lead >= 0:
                    chosen[seat] = chosen[int(compiled.seat_ptr[lead]) + seat - begin]
                else:
                    chosen[seat] = self._seat(seat)
                for person, literal in chosen[seat].items():
                    work[person].append((row, literal))
            self._apart([chosen[seat] for seat in range(begin, until)])
        self._one_at_a_time(work)
        self._pools()

    def _seat(self, seat: int) -> dict[int, Any]:
        """The choice of exactly one person for a seat, with the person of the plan in hand as hint."""
        literals: dict[int, Any] = {}
        for person in self.compiled.pools[self.compiled.seat_pool[seat]]:
            literals[person] = self.model.new_bool_var("")
            self.model.add_hint(literals[person], person == self.hint.sits[seat])
        self.model.add_exactly_one(literals.values())
        return literals

    def _apart(self, seats: list[dict[int, Any]]) -> None:
        """Nobody fills two seats of one task."""
        for person in {person for seat in seats for person in seat}:
            literals = [seat[person] for seat in seats if person in seat]
            if len(literals) > 1:
                self.model.add_at_most_one(literals)

    def _one_at_a_time(self, work: dict[int, list[Any]]) -> None:
        over = slots_over(self.problem, self.horizon)
        for person, tasks in work.items():
            intervals = [
                self.model.new_optional_fixed_size_interval_var(
                    self.start[row], int(self.compiled.duration[row]), literal, ""
                )
                for row, literal in tasks
                if self.compiled.duration[row]
            ]
            for begin, until in _runs(over.away[person]):
                intervals.append(self.model.new_fixed_size_interval_var(begin, until - begin, ""))
            if tasks:
                self.model.add_no_overlap(intervals)

    def _pools(self) -> None:
        """No more people of a pool at work than it has; follows from the rest, and helps the bound."""
        sets = [frozenset(pool) for pool in self.compiled.pools]
        row_of_seat = np.repeat(np.arange(self.compiled.rows), np.diff(self.compiled.seat_ptr))
        for pool in sets:
            inside = np.array([other <= pool for other in sets])[self.compiled.seat_pool]
            seats = np.bincount(row_of_seat[inside], minlength=self.compiled.rows) * (
                self.compiled.duration > 0
            )
            rows = np.flatnonzero(seats).tolist()
            if rows:
                self.model.add_cumulative(
                    [self.interval[row] for row in rows], [int(seats[row]) for row in rows], len(pool)
                )

    def goal(self, groups: tuple[Ints, Longs, Longs]) -> None:
        """Weighted delay of all groups, no dearer than the plan in hand and no cheaper than the bound."""
        group, due, weight = groups
        terms = []
        for g in np.flatnonzero(weight > 0).tolist():
            rows = np.flatnonzero(group == g).tolist()
            late = self.model.new_int_var(0, max(0, self.horizon - int(due[g])), "")
            for row in rows:
                self.model.add(late >= self.start[row] + int(self.compiled.duration[row]) - int(due[g]))
            terms.append(int(weight[g]) * late)
        total = sum(terms)
        if terms:
            self.model.add(total <= self.hint.cost)
            self.model.add(total >= self.hint.bound)
            self.model.minimize(total)


def _runs(values: Any) -> list[tuple[int, int]]:
    """Spans of equal values other than zero."""
    steps = np.flatnonzero(np.diff(values)) + 1
    edges = [0, *steps.tolist(), len(values)]
    return [(begin, until) for begin, until in pairwise(edges) if until > begin and values[begin]]
