"""Starts that no portfolio can hold, seen before anything is solved; leaving them out lowers the bound."""

from __future__ import annotations

from collections import Counter
from graphlib import TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.selection.problem import SelectionProblem
from pilothouse.engine.selection.program import Program
from pilothouse.engine.selection.rules import Group, Prerequisite


def shut_columns(problem: SelectionProblem, program: Program) -> NDArray[np.bool_]:
    """True for each column that breaks a limit whatever else is chosen, shape (columns,).

    Either its own figure is too much for a row, or what its project needs, and what that needs in turn, is more
    of a group than the group may hold.
    """
    return oversized(program) | np.isin(program.project, contradictory(problem))


def oversized(program: Program) -> NDArray[np.bool_]:
    """Columns whose figure passes a row's limit even with all that could make up for it."""
    rows = len(program.rows)
    least = np.bincount(program.row, weights=np.minimum(program.figure, 0.0), minlength=rows)
    most = np.bincount(program.row, weights=np.maximum(program.figure, 0.0), minlength=rows)
    row, figure = program.row, program.figure
    over = (figure > 0.0) & (figure + least[row] > (program.high + program.slack)[row])
    under = (figure < 0.0) & (figure + most[row] < (program.low - program.slack)[row])
    columns = np.repeat(np.arange(program.columns), np.diff(program.pointer))
    return np.bincount(columns[over | under], minlength=program.columns) > 0


def contradictory(problem: SelectionProblem) -> list[int]:
    """Places of the candidates whose prerequisites cannot all be in."""
    needs: dict[str, set[str]] = {one.name: set() for one in problem.candidates}
    groups: dict[str, list[Group]] = {}
    for rule in problem.rules:
        if isinstance(rule, Prerequisite):
            needs[rule.project].add(rule.needs)
        elif isinstance(rule, Group) and rule.most is not None:
            for name in rule.of:
                groups.setdefault(name, []).append(rule)
    together: dict[str, set[str]] = {}
    found = []
    for name in TopologicalSorter(needs).static_order():
        together[name] = {name}.union(*(together[one] for one in needs[name]))
        taken = Counter(id(group) for one in together[name] for group in groups.get(one, ()))
        limits = {id(group): group.most for one in together[name] for group in groups.get(one, ())}
        if any(count > (limits[group] or 0) for group, count in taken.items()):
            found.append(problem.position[name])
    return found
