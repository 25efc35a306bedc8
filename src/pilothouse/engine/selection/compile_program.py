"""From the question in words to its arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from math import inf

import numpy as np

from pilothouse.engine.selection.candidates import Candidate
from pilothouse.engine.selection.problem import SelectionProblem
from pilothouse.engine.selection.program import Kind, Program, Row, by_columns
from pilothouse.engine.selection.rules import Balance, Group, Limit, Prerequisite


@dataclass
class Draft:
    """Rows and entries gathered while a problem is read."""

    rows: list[Row] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)

    def add(self, row: Row, columns: dict[int, float], *, low: float = -inf, high: float = inf) -> None:
        """Add a row of column -> figure between two limits."""
        place = len(self.rows)
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)
        self.entries.extend((place, column, figure) for column, figure in columns.items())


def compile_program(problem: SelectionProblem) -> Program:
    """Write the problem as a 0/1 program; rows come in the order budgets, skills, choices, rules."""
    pairs = [
        (place, start)
        for place, one in enumerate(problem.candidates)
        for start in one.starts(problem.periods)
    ]
    columns: list[list[int]] = [[] for _ in problem.candidates]
    for column, (place, _) in enumerate(pairs):
        columns[place].append(column)
    draft = Draft()
    _budgets(problem, pairs, draft)
    _skills(problem, pairs, draft)
    _choices(problem, columns, draft)
    for number, rule in enumerate(problem.rules):
        if isinstance(rule, Group):
            members = {c: 1.0 for name in rule.of for c in columns[problem.position[name]]}
            most = inf if rule.most is None else float(rule.most)
            low = float(rule.least) if rule.least else -inf
            draft.add(Row("group", rule.name, rule=number), members, low=low, high=most)
        elif isinstance(rule, Prerequisite):
            _prerequisite(problem, rule, number, (pairs, columns, draft))
        elif isinstance(rule, Balance):
            _balance(problem, rule, number, pairs, draft)
        else:
            _limit(problem, rule, number, pairs, draft)
    return _packed(problem, pairs, draft)


def _packed(problem: SelectionProblem, pairs: list[tuple[int, int]], draft: Draft) -> Program:
    pointer, row, figure = by_columns(draft.entries, len(pairs))
    stopped = [stop_worth(problem, one) for one in problem.candidates]
    worth = [
        sum(w * problem.worth(problem.candidates[p], s, m) for m, w in problem.objective.items()) - stopped[p]
        for p, s in pairs
    ]
    return Program(
        project=np.array([p for p, _ in pairs], dtype=np.int64),
        start=np.array([s for _, s in pairs], dtype=np.int64),
        worth=np.array(worth, dtype=np.float64),
        constant=float(sum(stopped)),
        pointer=pointer,
        row=row,
        figure=figure,
        low=np.array(draft.low, dtype=np.float64),
        high=np.array(draft.high, dtype=np.float64),
        rows=tuple(draft.rows),
        projects=len(problem.candidates),
    )


def stop_worth(problem: SelectionProblem, one: Candidate) -> float:
    """What a running project adds to the objective when it is stopped; nought for a new one."""
    if one.running is None:
        return 0.0
    return sum(weight * one.running.stop_value.get(m, 0.0) for m, weight in problem.objective.items())


def _budgets(problem: SelectionProblem, pairs: list[tuple[int, int]], draft: Draft) -> None:
    periods = problem.periods
    figures: list[dict[int, float]] = [{} for _ in range(periods)]
    for column, (place, start) in enumerate(pairs):
        one = problem.candidates[place]
        stop = one.running.stop_cost if one.running else ()
        spent = [0.0] * max(periods, start + one.duration)
        for offset, cost in enumerate(one.cost):
            spent[start + offset] += cost
        for period, cost in enumerate(stop):
            spent[period] -= cost
        counted = list(accumulate(spent[:periods])) if problem.carry_over else spent[:periods]
        for period, cost in enumerate(counted):
            if cost:
                figures[period][column] = cost
    closing = [0.0] * periods
    for one in problem.candidates:
        for period, cost in enumerate(one.running.stop_cost if one.running else ()):
            closing[period] += cost
    left = [budget - stop for budget, stop in zip(problem.budgets, closing, strict=True)]
    for period, high in enumerate(accumulate(left) if problem.carry_over else left):
        draft.add(Row("budget", "budget", period), figures[period], high=high)


def _skills(problem: SelectionProblem, pairs: list[tuple[int, int]], draft: Draft) -> None:
    figures: dict[tuple[str, int], dict[int, float]] = {
        (skill, period): {} for skill in problem.capacity for period in range(problem.periods)
    }
    for column, (place, start) in enumerate(pairs):
        for skill, people in problem.candidates[place].demand.items():
            for period, asked in enumerate(people, start=start):
                if asked and period < problem.periods:
                    figures[skill, period][column] = asked
    for (skill, period), columns in figures.items():
        draft.add(Row("skill", skill, period), columns, high=float(problem.capacity[skill][period]))


def _choices(problem: SelectionProblem, columns: list[list[int]], draft: Draft) -> None:
    for one, own in zip(problem.candidates, columns, strict=True):
        if one.must_do or len(own) > 1:
            draft.add(
                Row("choice", one.name), dict.fromkeys(own, 1.0), low=1.0 if one.must_do else -inf, high=1.0
            )


def _prerequisite(
    problem: SelectionProblem,
    rule: Prerequisite,
    number: int,
    drawn: tuple[list[tuple[int, int]], list[list[int]], Draft],
) -> None:
    pairs, columns, draft = drawn
    own, needed = columns[problem.position[rule.project]], columns[problem.position[rule.needs]]
    row = Row("prerequisite", f"{rule.project} needs {rule.needs}", rule=number)
    if rule.timing == "chosen":
        draft.add(row, {**dict.fromkeys(own, 1.0), **dict.fromkeys(needed, -1.0)}, high=0.0)
        return
    # One row for each start of the dependent, over all its starts so far: tighter than pair by pair.
    for last in own:
        ready = [c for c in needed if ready_by(problem, rule, pairs[c][1]) <= pairs[last][1]]
        so_far = [c for c in own if c <= last]
        draft.add(row, {**dict.fromkeys(so_far, 1.0), **dict.fromkeys(ready, -1.0)}, high=0.0)


def ready_by(problem: SelectionProblem, rule: Prerequisite, start: int) -> int:
    """First period the dependent may start in when the needed project starts in `start`."""
    if rule.timing == "chosen":
        return 0
    needed = problem.candidates[problem.position[rule.needs]]
    return start + rule.lag + (needed.duration if rule.timing == "finishes_before" else 0)


def measured(problem: SelectionProblem, one: Candidate, measure: str) -> float:
    """A candidate's cost, count or score, as balances weigh it."""
    if measure == "cost":
        return one.total_cost
    return 1.0 if measure == "count" else one.scores.get(measure, 0.0)


def _balance(
    problem: SelectionProblem, rule: Balance, number: int, pairs: list[tuple[int, int]], draft: Draft
) -> None:
    own: Kind = "balance"
    for share, side in ((rule.least, "least"), (rule.most, "most")):
        if (side == "least" and share == 0.0) or (side == "most" and share == 1.0):
            continue
        figures = {}
        for column, (place, _) in enumerate(pairs):
            one = problem.candidates[place]
            figures[column] = measured(problem, one, rule.measure) * ((one.category == rule.category) - share)
        row = Row(own, f"{rule.category} ({side} {share:.0%} of {rule.measure})", rule=number)
        draft.add(row, figures, low=0.0 if side == "least" else -inf, high=0.0 if side == "most" else inf)


def _limit(
    problem: SelectionProblem, rule: Limit, number: int, pairs: list[tuple[int, int]], draft: Draft
) -> None:
    figures = {}
    left = [
        one.running.stop_value.get(rule.measure, 0.0) if one.running else 0.0 for one in problem.candidates
    ]
    for column, (place, start) in enumerate(pairs):
        figures[column] = problem.worth(problem.candidates[place], start, rule.measure) - left[place]
    kept = sum(left)
    draft.add(Row("limit", rule.measure, rule=number), figures, low=rule.least - kept, high=rule.most - kept)
